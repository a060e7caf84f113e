"""The lines that tell where a document begins, what it is and where it ends.

Quốc hiệu (name of the state), tiêu ngữ (motto), số (number), tên loại (type of document), V/v (subject of a letter),
the tie line of an annex, the enacting line of a decision, Nơi nhận (recipients), the closing mark `./.`.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Literal, cast

from parsers.data_files import listed, named_rows
from parsers.text_lines import SIGNS_FOR, is_capitals
from schemas.decision import DocumentKind
from schemas.letters import MARKED_CAPITALS, fold

_STATE_NAME = re.compile(r"cong h\w{0,2}a? xa ?ho\S* chu nghia|cong hoa xahoi|^dang cong san viet nam")
_MOTTO = re.compile(r"doc lap ?-? ?tu do")
# Without a colon nothing but the number: `SỐ 12-NQ/TU VỀ AN SINH` is a line of a title.
NUMBER_LINE = re.compile(
    r"^(?:(?:[Ss][ốôóồổ6]?|SỐ)(?=\s*:)|Số|SỐ|S6|Sô)(?:\s*:\s*|\s+(?=\d|/|\.{2,}|…)(?=[\d.…_\sOolI]*[a-z]?(?:\s?[-–/]\s?[\wĐƯđư&.]*)*\s*$))"
    r"(?P<rest>[\d.…_\sOolI]*[a-z]?\s*(?:[-–/].*|(?<=\d)\s?(?:QĐ|KH|NQ|CT|TTr|TB|BC|CTr)\s?[-–/]\s?[A-ZĐ]\S*)?"
    # What is read of digits written by hand.
    r"|\S{1,8}\s?/{1,2}\s?(?:QĐ|KH|NQ|CT|TTr|TB|BC|CTr|CV|HD)\s?[-–/]\s?[A-ZĐ]\S*)$"
)
_BARE_CAPITAL_NUMBER = re.compile(r"^SỐ\s+\d")
SUBJECT_LINE = re.compile(r"^[\"“]?(?:V/v|V/V|v/v|Về việc:)\s*:?", re.IGNORECASE)
# The name of a place: words with capitals, beside those for a level of government; one more may have lost its capital.
# A sentence (`Các sở báo cáo trước ngày 15 tháng 8 năm 2019.`) is none.
_CAPITALIZED = rf"(?!(?:Trước|Từ|Đến|Sau|Vào|Trong|Kể|Ngày|Hạn|Chậm|Hết|Qua)\s)[A-ZĐ{MARKED_CAPITALS}][^\s\d:;()]*"
_SMALL = r"(?!(?:trước|từ|đến|sau|vào|trong|kể|hết|qua|ngày|của|các|là|và)\s)[^\W\d_A-Z][^\s\d:;()]*"
_LEVEL_WORD = r"(?:phố|trấn|xã|huyện|tỉnh|thành|quận|phường|thị|đảo|khu|đặc)"
_CAPITALIZED_OR_LEVEL = rf"(?:[-–\s]+(?:{_CAPITALIZED}|{_LEVEL_WORD}(?!\w)))"
_PLACE = rf"(?=.{{2,46}}ngày){_CAPITALIZED}{_CAPITALIZED_OR_LEVEL}*?(?:\s+{_SMALL})?{_CAPITALIZED_OR_LEVEL}*?"
PLACE_DATE = re.compile(
    rf"^(?P<place>(?:Quận|Phường|QUẬN|PHƯỜNG)\s+\d{{1,2}}|{_PLACE})"
    r"\s*[,.]?\s*(?:,|\.|\s)\s*ngày\s*(?P<day>[\d.…_\s]{0,12}|[^,;:]{1,8}?)\s*tháng\s*"
    r"(?P<month>[\d.…_\s]{0,12}|[^\s,;]{1,5})\s*năm\s*(?P<year>\d{4}|[\d.…_\s]{0,8})\s*$"
)
# "Đắk Nông, ngày 16/01/2019", or a date line whose place is on another line.
SHORT_PLACE_DATE = re.compile(
    rf"^(?:(?P<place>{_PLACE})\s*,\s*)?"
    r"[Nn]gày\s*(?:\d{1,2}[/.]\d{1,2}[/.]\d{4}|\d{1,2}\s*tháng\s*\d{1,2}\s*năm\s*\d{4})\s*$"
)
TIE_LINE = re.compile(
    r"^\(?\s*(?:được\s+)?(?:ban hành\s+)?(?:kèm theo|đính kèm)\b|^\(?\s*ban hành (?:tại|theo)\b"
    # In brackets only: `(Phê duyệt tại Quyết định số ...)`, `(Theo Quyết định số ...)`, `(Gửi kèm Công văn số ...)`.
    r"|^\(\s*(?:được\s+)?(?:(?:ban hành|phê duyệt|gửi)\s+)?kèm\b|^\(\s*(?:được\s+)?phê duyệt (?:tại|theo)\b"
    r"|^\(\s*(?:kèm\s+)?theo\s+(?:quyết định|nghị quyết|công văn|tờ trình|kế hoạch)\s+số\b",
    re.IGNORECASE,
)
ENACTING_LINE = re.compile(r"^(?:QUYẾT ĐỊNH|QUYẾT NGHỊ|NGHỊ QUYẾT|CHỈ THỊ|Quyết định|Quyết nghị)\s*:\s*$")
BASIS_LINE = re.compile(
    r"^[-–+]?\s*(?:Căn cứ|Sau khi xem xét|Xét|Theo đề nghị|Thực hiện|Theo|Trên cơ sở|Triển khai|Để|Nhằm|Tiếp tục)\b"
)
STRICT_BASIS_LINE = re.compile(r"^[-–+]?\s*(?:Căn cứ|Sau khi xem xét|Xét|Theo đề nghị|Trên cơ sở)\s")
ADDRESSEES_LINE = re.compile(r"^Kính gửi\b", re.IGNORECASE)
RECIPIENTS_LINE = re.compile(r"^N[ơo]i\s+nh[ậa]n\b\s*[:.]?\s*(?P<rest>.*)$", re.IGNORECASE)
# In capitals with its mark only: `ĐIỀU 5 CỦA LUẬT ...` is a line of a title.
ARTICLE_LINE = re.compile(r"^(?:Điều\s*\d{1,3}\b|ĐIỀU\s*\d{1,3}\s?[.:])")
SIGNS_FOR_LINE = re.compile(rf"^{SIGNS_FOR}")
_CLOSING_MARK = re.compile(r"\.\s?/\s?\.?\s*(?:\S{1,3})?\s*$|\s/\s?\.\s*$")
_ORGAN_LINE = re.compile(
    r"^(?:chu tich\b|uy ban|ubnd|hoi dong|hdnd|so |bo |bo truong|giam doc|chinh phu|thu tuong|van phong"
    r"|ban |bch |cuc |tong cuc|truong |dang bo|"
    r"dang uy|tinh uy|thanh uy|huyen uy|quan uy|thi uy|chi cuc|phong |trung tam|thanh tra|vien |dai hoc|hoc vien|"
    r"tinh |thanh pho |huyen |quan |thi xa |xa |phuong |thi tran |lien doan|hoi |mat tran|kho bac"
    r"|bao hiem|tong cong ty|hieu truong|vien truong|chanh (?:van phong|thanh tra|an)\b|tong giam doc|cuc truong"
    r"|vu truong|chu nhiem|thong doc|tong thanh tra|tong kiem toan|cong an |toa an |lien minh |cong doan "
    r"|kiem toan |ngan hang |"
    r"cong ty|benh vien|dac khu|doan |chi bo |chi doan |lien doi |"
    r"to (?:van phong|chuyen mon|cong tac|giup viec|khoi) ?)"
)
NUMBERED_FORM = "BIỂU SỐ"
"""The heading of an annex that is a form with a number; as often it marks a table inside a document."""

_NUMBERED_ANNEX = re.compile(
    r"^(?:Phụ\s+(?:lục|biểu)|Biểu(?=\s+số\b))(?:\s+(?:số\s*:?\s*)?(?P<number>\d{1,2}[a-z]?|[IVXLC]{1,6}|[A-Z]))?(?P<rest>\s*[:.\-–]?\s*.*)$"
)


@dataclass(frozen=True, slots=True)
class TypeHeading:
    """A heading line that names a type of document: `rest` is what follows the name on the line."""

    heading: str
    kind: DocumentKind
    strength: Literal["hard", "soft"]
    rest: str
    number: str | None = None

    @property
    def alone(self) -> bool:
        """Whether the line holds nothing but the type (and an annex number)."""
        return not self.rest

    @property
    def is_label(self) -> bool:
        """Whether it opens an annex and says nothing of it: `PHỤ LỤC`, `BIỂU SỐ`; `BẢNG PHÂN CÔNG` begins its title."""
        return self.kind == "phu_luc" and (self.strength == "hard" or self.heading == NUMBERED_FORM)


@functools.cache
def _types() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["heading"], row["kind"], row["strength"]) for row in named_rows("document_types.tsv"))


@functools.cache
def _no_bodies() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, listed('not_bodies.txt')))})(?![\wà-ỹ])")


@functools.cache
def _first_letters() -> frozenset[str]:
    return frozenset(heading[0] for heading, _, _ in _types())


def type_heading(line: str) -> TypeHeading | None:
    """What type of document the line announces, if it is such a heading.

    The type stands in capitals at the start of a line in capitals; only annexes may be in small letters
    (`Phụ lục I`), or a type alone on its line. An enacting line (`QUYẾT ĐỊNH:`) is not a heading.
    """
    if not line or line[0] not in _first_letters() or len(line) > 400:
        return None
    if line[1:2].islower():
        return _small_annex(line) or _small_type(line)
    for heading, kind, strength in _types():
        if not line.startswith(heading) or line[len(heading) : len(heading) + 1].isalpha():
            continue
        rest = line[len(heading) :].strip()
        return _heading(heading, cast(DocumentKind, kind), strength, rest)
    return None


def _heading(heading: str, kind: DocumentKind, strength: str, rest: str) -> TypeHeading | None:
    if rest.startswith(":") and kind != "phu_luc":
        return None
    number = None
    if kind == "phu_luc":
        match = re.match(
            r"(?:(?:SỐ|Số)\s*:?\s*)?(\d{1,2}[a-zA-Z]?|[IVXLC]{1,6}|[A-Z])(?![\wà-ỹ])\s*[:.\-–]?\s*(.*)$", rest
        )
        number, rest = (match[1], match[2]) if match else (None, rest.lstrip(":.-– "))
    if rest and not (is_capitals(rest) or kind == "phu_luc" or _starts_subject(rest)):
        return None
    return TypeHeading(heading, kind, "soft" if strength == "soft" else "hard", rest, number)


def _starts_subject(rest: str) -> bool:
    return re.match(r"(?:Về|V/v|Ban hành|Phê duyệt)\b", rest) is not None


def _small_type(line: str) -> TypeHeading | None:
    """`Quyết định` alone on its line: capitals that only the style of a file showed. Soft: it needs a head or a tie."""
    if len(line) > 14:
        return None
    for heading, kind, strength in _types():
        if strength == "hard" and line.upper() == heading:
            return TypeHeading(heading, cast(DocumentKind, kind), "soft", "")
    return None


def _small_annex(line: str) -> TypeHeading | None:
    match = _NUMBERED_ANNEX.match(line)
    if match is None or line[-1:] in ".;," or len(line) > 160:
        return None
    rest = (match["rest"] or "").strip(" :.-–")
    if rest and (
        match["number"] is None or not (rest[0].isupper() or rest[0] == "(") or re.search(r"\bkèm theo\b", rest[:20])
    ):
        return None
    if line.startswith("Biểu"):
        return TypeHeading(NUMBERED_FORM, "phu_luc", "soft", rest, match["number"])
    return TypeHeading("PHỤ LỤC", "phu_luc", "hard", rest, match["number"])


def may_go_on_in_title(line: str) -> bool:
    """Whether a line that is a number may as well go on with a title in capitals: `... NGHỊ QUYẾT / SỐ 57-NQ/TW`."""
    return _BARE_CAPITAL_NUMBER.match(line) is not None


def is_state_name(line: str) -> bool:
    """Whether the line is the quốc hiệu, or the name of the Party that stands in its place."""
    return 12 < len(line) < 90 and line[0] in "CĐ" and _STATE_NAME.search(fold(line)) is not None


def is_motto(line: str) -> bool:
    """Whether the line is the tiêu ngữ."""
    return 12 < len(line) < 60 and _MOTTO.search(fold(line)) is not None


def is_organ_line(line: str) -> bool:
    """Whether the line names a body (or its head) in capitals, as heads and authority lines do."""
    if not (3 < len(line) < 140 and is_capitals(line)) or _ORGAN_LINE.match(fold(line)) is None:
        return False
    return _no_bodies().match(line.casefold()) is None


def is_closing(line: str) -> bool:
    """Whether the line ends with the mark that closes an act's text (`./.`, with scribbles after it)."""
    return _CLOSING_MARK.search(line[-8:]) is not None
