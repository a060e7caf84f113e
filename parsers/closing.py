"""The end of a document: addressees, recipients (Nơi nhận) and signature.

The signature block has up to three parts: for whom is signed (`TM. ỦY BAN NHÂN DÂN`, `KT. CHỦ TỊCH`; they stack),
the signer's post (`PHÓ CHỦ TỊCH`) and name. What is not printed stays None; a name must look like one.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field

from parsers.claims import Claims
from parsers.data_files import listed
from parsers.document_marks import (
    ADDRESSEES_LINE,
    ARTICLE_LINE,
    BASIS_LINE,
    RECIPIENTS_LINE,
    is_motto,
    is_organ_line,
    is_state_name,
    type_heading,
)
from parsers.paragraphs import BULLET, LABEL
from parsers.signing_posts import POST, SIGNING_PREFIX, is_capital_post, is_small_post, prefixed
from parsers.splitting import Segment
from parsers.text_lines import TextLine, is_capitals
from schemas.decision import Place, Signature
from schemas.letters import fold
from schemas.syllables import is_syllable

# `TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH` on one line.
_STACKED = re.compile(
    r"\s+(?=(?:KT|TL|TUQ)\s?[./])|\s+(?=PHÓ (?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG|CHÁNH|CỤC|BÍ THƯ|TỔNG))"
    r"|(?<=NHÂN DÂN)\s+(?=CHỦ TỊCH$)"
)
_ACTING = re.compile(r"^Q\s?[.,]\s?(?=[A-ZĐÀ-Ỹ])")  # quyền: the post itself is acting
_MISREAD_PREFIX = re.compile(
    r"^(?:KÝ|KI|KL|K\.T|KT)\.?,?\s+(?=(?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|TRƯỞNG|CHÁNH|CỤC TRƯỞNG|BÍ THƯ|THỦ TRƯỞNG)\b)"
)
_ORPHAN_POST = re.compile(r"^(?:thường trực|hđnd|ủy ban|hội đồng)\b")
_DEGREES = re.compile(
    r"^(?:(?:PGS|GS|TS|ThS|THS|CN|BS|KS|BSCKII?|CKII?|NGƯT|NGND|Thạc sĩ|Tiến sĩ|Bác sĩ|Luật sư"
    r"|(?:Đại|Thượng|Trung|Thiếu) (?:tá|tướng|úy))(?!\w)\s?[.,]?\s*)+",
    re.IGNORECASE,
)
_NAME = re.compile(r"^[A-ZĐÀ-Ỹ][\wà-ỹ’']*(?:[ .-]+[A-ZĐÀ-Ỹ][\wà-ỹ’']*){1,5}$")
_NOT_NAMES = frozenset(
    {"noi", "kinh", "so", "ban", "phong", "tinh", "huyen", "thanh", "ngay", "ubnd", "hdnd", "van", "dieu"}
)
_PREFIXES_OF_NAMES = ("h'", "h’", "k'", "k’")  # Ê Đê and K'Ho names
_ONE_WORD = re.compile(r"^K['’][A-ZĐÀ-Ỹ][\wà-ỹ]{2,}$")  # all of a K'Ho name
_SIGNED = re.compile(
    r"^\(?\s*(?:Đã ký|đã ký|ĐÃ KÝ|Signature)\s*:?\s*\)?\s*|^\(\s*[Kk]ý(?:\s*,|\s+tên|\s+và)[^()]{0,30}\)\s*$"
)
_LONGEST_MUSH = 60  # characters of a line with what was read of a seal
_NAME_REACH = 14  # lines between the post and the name: seal, stamp, white space
_SEAL_REACH = 4  # lines between what was read of a seal and the name below it
_RECIPIENTS_AT_MOST = 45
_LIST_MARK = re.compile(r"^[-–—+•*·]\s*")
_KEPT_COPY = re.compile(r"[-–—+•*·\s]*Lưu\b")  # the item that ends the list
_ITEM_END = re.compile(r"[\s;.,:]+$")
_NEXT_MARK = re.compile(r"(;\s*\([^()]{2,40}\))\s*[-–]\s(?=\s*\S)")  # `Tỉnh ủy; (báo cáo) - Thường trực`
_REMARK = re.compile(r"\([^()]{2,40}\)")
_STAMP = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{4}|\d{1,2}:\d{2}:\d{2}|Ký bởi|Người ký|Email:|Cơ quan:|(?:Thời gian|Giờ|Thời điểm) ký"
    r"|^\d{1,4}$"
)


@dataclass(frozen=True, slots=True)
class Closing:
    """What stands at the end of a document (`addressees`: Kính gửi, at its beginning)."""

    recipients: tuple[str, ...]
    signature: Signature | None
    addressees: tuple[str, ...]


@functools.cache
def _surnames() -> frozenset[str]:
    return frozenset(fold(name) for line in listed("surnames.txt") for name in line.split())


@functools.cache
def _marked_surnames() -> frozenset[str]:
    return frozenset(name.casefold() for line in listed("surnames_marked.txt") for name in line.split())


def parse_closing(segment: Segment, claims: Claims) -> Closing:
    """Read recipients, signature and addressees of `segment` and claim their lines."""
    reader = _ClosingReader(segment.lines, claims)
    addressees = reader.addressees()
    recipients = reader.recipients()
    return Closing(recipients, reader.signature(), addressees)


@dataclass(slots=True)
class _SignatureParts:
    """A signature block while its lines are read from the top."""

    authority: list[str] = field(default_factory=list)
    position: str | None = None
    name: str | None = None

    def add(self, text: str) -> bool:
        """Take the line if it says for whom or as what is signed; a line may hold several parts of the block."""
        parts = _STACKED.split(text) if SIGNING_PREFIX.match(text) and is_capitals(text) else [text]
        taken = [self._add(part) for part in parts]
        return all(taken)

    def _add(self, text: str) -> bool:
        misread = _MISREAD_PREFIX.match(text)
        is_post = is_capital_post(text) or (is_small_post(text) and POST.match(text.casefold()) is not None)
        if _ACTING.match(text):
            self.position = prefixed(text)
        elif SIGNING_PREFIX.match(text):
            self.authority.append(prefixed(text))
        elif misread:
            self.authority.append("KT. " + text[misread.end() :])
        elif is_post and not (self.position or "").startswith("Q."):
            self.position = text if self.position is None else f"{self.position} {text}"
        elif self._continues_authority(text):
            self.authority[-1] = f"{self.authority[-1]} {text}"
        else:
            return False
        return True

    def _continues_authority(self, text: str) -> bool:
        if not self.authority or self.position is not None or not is_capitals(text):
            return False
        return is_organ_line(text) or _ORPHAN_POST.match(text.casefold()) is not None

    def signature(self, place: Place) -> Signature | None:
        """What was read, or None where neither authority nor post is printed."""
        if not self.authority and self.position is None:
            return None
        return Signature("; ".join(self.authority) or None, self.position, self.name, place)


class _ClosingReader:
    """Lines of one document and which of them belong to its closing."""

    def __init__(self, lines: tuple[TextLine, ...], claims: Claims) -> None:
        self._lines = lines
        self._claims = claims
        self._recipients_at: int | None = None
        self._taken: set[int] = set()

    def _take(self, index: int) -> None:
        line = self._lines[index]
        self._taken.add(index)
        self._claims.claim_line(line)

    def addressees(self) -> tuple[str, ...]:
        """Who a letter is addressed to (Kính gửi), one body an item."""
        start = next((i for i, line in enumerate(self._lines[:50]) if ADDRESSEES_LINE.match(line.text)), None)
        if start is None:
            return ()
        self._take(start)
        items = [re.sub(r"^Kính gửi\s*:?\s*", "", self._lines[start].text, flags=re.IGNORECASE)]
        for index in range(start + 1, min(start + 20, len(self._lines))):
            text = self._lines[index].text
            if not text:
                continue
            if not BULLET.match(text) and not (
                (items[-1] and items[-1].endswith((",", ";"))) or (not items[-1] and len(text) < 100)
            ):
                break
            if BASIS_LINE.match(text):
                break
            self._take(index)
            items.append(text)
        return _items(items)

    def recipients(self) -> tuple[str, ...]:
        """The Nơi nhận list, cleaned; lines of a signature column between its items are left."""
        start = next(
            (i for i, line in enumerate(self._lines) if line.text[:1] in "Nn" and RECIPIENTS_LINE.match(line.text)),
            None,
        )
        if start is None:
            return ()
        self._recipients_at = start
        self._take(start)
        match = RECIPIENTS_LINE.match(self._lines[start].text)
        items = [match["rest"]] if match and match["rest"] else []
        for index in range(start + 1, min(start + _RECIPIENTS_AT_MOST, len(self._lines))):
            line = self._lines[index]
            if line.is_row or (line.text and not self._is_item(index, items)):
                if line.is_row or not (
                    self._is_signature(line.text) or self._is_mark_beside(index) or self._is_name_among_items(index)
                ):
                    break
                continue
            if line.text:
                self._take(index)
                self._add_item(items, line.text, wrapped=not _LIST_MARK.match(line.text))
            if items and _KEPT_COPY.match(items[-1]) and items[-1].endswith("."):
                break
        return _items(items)

    def _is_mark_beside(self, index: int) -> bool:
        """`(Đã ký)` between two items: the signature stands beside the list."""
        above_item = index + 1 < len(self._lines) and _LIST_MARK.match(self._lines[index + 1].text)
        return bool(above_item) and not _SIGNED.sub("", self._lines[index].text)

    def _is_name_among_items(self, index: int) -> bool:
        """A signer's name that stands beside the list: marked items go on below it to the one that closes the list."""
        if not self._is_name(self._lines[index].text):
            return False
        for line in self._lines[index + 1 : index + 1 + _RECIPIENTS_AT_MOST]:
            if line.is_row or (line.text and not _LIST_MARK.match(line.text)):
                return False
            if _KEPT_COPY.match(line.text):
                return True
        return False

    def _add_item(self, items: list[str], text: str, *, wrapped: bool) -> None:
        if wrapped and items and (text[0].islower() or items[-1].endswith(",")):
            items[-1] = f"{items[-1]} {text}"
        else:
            items.append(text)

    def _is_item(self, index: int, items: list[str]) -> bool:
        text = self._lines[index].text
        if _LIST_MARK.match(text):
            return len(text) < 260
        if self._is_signature(text) or type_heading(text) or len(text) > 120 or self._is_name(text):
            return False
        directly = bool(self._lines[index - 1].text)
        wraps = bool(items) and directly and (text[0].islower() or items[-1].endswith(","))
        unmarked = text.endswith((";", ";.")) or re.match(r"Lưu\s*:?\s", text) is not None
        return wraps or unmarked

    def _is_signature(self, text: str) -> bool:
        if SIGNING_PREFIX.match(text) or _MISREAD_PREFIX.match(text):
            return True
        if is_capitals(text):
            return is_capital_post(text) and len(text) < 80
        return self._recipients_at is not None and is_small_post(text)

    def signature(self) -> Signature | None:
        """The signature block after the recipients, or the last one of the document."""
        blocks = self._blocks()
        for start in blocks:
            signature = self._read_block(start)
            if signature is not None and signature.name is not None:
                return self._claimed(signature, start)
        name_only = self._name_after_recipients()
        if name_only is not None:
            return name_only
        if blocks:
            signature = self._read_block(blocks[0])
            return self._claimed(signature, blocks[0]) if signature else None
        return None

    def _blocks(self) -> list[int]:
        """Line indices where a signature block begins, the likeliest first."""
        starts, previous = [], None
        low = self._search_from()
        for index in range(low, len(self._lines)):
            text = self._lines[index].text
            if not text or len(text) > 90 or not self._is_signature(text):
                continue
            if previous is None or index - previous > 6 or not self._only_post_between(previous, index):
                starts.append(index)
            previous = index
        after = [s for s in starts if self._recipients_at is not None and s >= self._recipients_at - 8]
        return after or starts[::-1]

    def _search_from(self) -> int:
        """The signature stands below the last article or basis; authority lines of the head are out of reach."""
        above = self._lines[: self._recipients_at]
        last = 0
        for index, line in enumerate(above):
            if ARTICLE_LINE.match(line.text) or BASIS_LINE.match(line.text) or ADDRESSEES_LINE.match(line.text):
                last = index
        return last if self._recipients_at is None else max(last, self._recipients_at - 8)

    def _only_post_between(self, first: int, last: int) -> bool:
        return all(
            not (text := self._lines[i].text) or self._is_signature(text) or i in self._taken
            for i in range(first + 1, last)
        )

    def _read_block(self, start: int) -> Signature | None:
        parts = _SignatureParts()
        for index in range(start, min(start + _NAME_REACH + 6, len(self._lines))):
            line = self._lines[index]
            text = self._without_mush(_SIGNED.sub("", line.text))
            if line.is_row or is_state_name(text) or is_motto(text) or (text and type_heading(text)):
                break
            if not text or index in self._taken:
                continue
            if not parts.add(text) and self._is_name(text):
                parts.name = self._below_a_seal(index) if is_capitals(text) else None
                parts.name = _DEGREES.sub("", parts.name or text)
                break
            if len(text) > 60 and not _STAMP.search(text):
                break
        return parts.signature(self._lines[start].place)

    def _without_mush(self, text: str) -> str:
        """`text` from the name or the post on that ends it, where before it stands only what was read of a seal."""
        if len(text) > _LONGEST_MUSH or self._is_signature(text) or self._is_name(text):
            return text
        for gap in re.finditer(r"\s", text):
            before, rest = text[: gap.start()].split(), text[gap.end() :]
            if any(len(word) > 2 and is_syllable(word) for word in before):
                break
            if self._is_name(rest) or is_capital_post(rest):
                return rest
        return text

    def _below_a_seal(self, index: int) -> str | None:
        """A name in small letters close below a line of capitals, which then is what was read of the seal."""
        for line in self._lines[index + 1 : index + 1 + _SEAL_REACH]:
            if line.is_row or is_state_name(line.text) or (line.text and type_heading(line.text)):
                return None
            if line.text:
                return line.text if not is_capitals(line.text) and self._is_name(line.text) else None
        return None

    def _is_name(self, text: str) -> bool:
        bare = _DEGREES.sub("", text).strip()
        if _ONE_WORD.match(bare):
            return True
        if not 5 <= len(bare) <= 45 or _NAME.match(bare) is None:
            return False
        words = bare.split()
        first = fold(words[0])
        if (
            not 2 <= len(words) <= 6
            or self._opens_no_name(words[0])
            or (is_capitals(bare) and self._is_signature(bare))
        ):
            return False
        if is_organ_line(bare) and first not in ("ha", "bui", "phan", "doan", "mac", "truong", "vien"):
            return False
        return first in _surnames() or words[0].casefold() in _marked_surnames() or first.startswith(_PREFIXES_OF_NAMES)

    @staticmethod
    def _opens_no_name(word: str) -> bool:
        return fold(word) in _NOT_NAMES and word.casefold() not in _marked_surnames()

    def _name_after_recipients(self) -> Signature | None:
        """A name that stands alone after the recipients, where the post is lost under a stamp."""
        if self._recipients_at is None:
            return None
        last = max(self._taken)
        for index in range(last + 1, min(last + _NAME_REACH + 1, len(self._lines))):
            line = self._lines[index]
            if line.is_row or LABEL.match(line.text) or (line.text and type_heading(line.text)):
                return None
            if line.text and self._is_name(line.text) and not _is_place_like(line.text):
                self._take(index)
                return Signature(None, None, _DEGREES.sub("", line.text), line.place)
        return None

    def _claimed(self, signature: Signature, start: int) -> Signature:
        """Claim the lines the signature was read from."""
        for index in range(start, min(start + _NAME_REACH + 6, len(self._lines))):
            text = self._without_mush(_SIGNED.sub("", self._lines[index].text))
            if self._lines[index].is_row:
                break
            if not text and self._lines[index].text:
                self._take(index)
            is_name = signature.name is not None and _DEGREES.sub("", text) == signature.name
            part = is_name or self._is_signature(text)
            inside = (
                signature.authority is not None and bool(text) and is_capitals(text) and text in signature.authority
            )
            if part or inside or (text and signature.position is not None and text in signature.position):
                self._take(index)
            if is_name:
                break
        return signature


def _is_place_like(text: str) -> bool:
    return re.match(r"^(?:Tỉnh|Huyện|Thành|Ủy|Sở)\b", text) is not None


def _items(lines: list[str]) -> tuple[str, ...]:
    """List items without marks and end punctuation; several on one line are parted at `;`."""
    cleaned: list[str] = []
    for line in lines:
        for part in _NEXT_MARK.sub(r"\1;", line).split(";"):
            item = _ITEM_END.sub("", _LIST_MARK.sub("", part.strip()))
            item = re.sub(r"\s*,\s*(?=\S)", ", ", re.sub(r"\s+", " ", item)).strip()
            if cleaned and _REMARK.fullmatch(item):  # `- UBND các xã; (để th/h)`
                cleaned[-1] += f" {item}"
            elif len(item) > 1:
                cleaned.append(item)
    return tuple(cleaned)
