"""What the columns of a table hold, as far as a heading or the first words of a line tell: bodies, times, figures.

The words here and below `data` are those of any plan: what a column of bodies or times is called, and with what the
names of bodies, and times, begin. They give likelihoods for dividing lines into cells and decide nothing alone; the
rows of the table outweigh them.
"""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import Literal

from schemas.letters import fold

Kind = Literal["figures", "times", "bodies", "items", "words"]
KINDS: tuple[Kind, ...] = ("figures", "times", "bodies", "items", "words")

ITEM = re.compile(r"(?:[-+•*–]|\d{1,2}[.)])\s*[^\W\d]|[-+•*–]\s\d")
"""What opens an item of a list."""

OPEN_END = re.compile(
    r"(?:[,–-]|;\s*[^\s;,.]+|(?<![\wà-ỹ])(?:và|của|các|trên|về|cho|theo|tại|với|do|từ|đến|để|bổ sung|số|hoặc|bởi|trong"
    r"|Trung|Văn))$"
)
"""The end of a line whose cell goes on below; one word behind a separator of a list is open, too (`Bộ Công an; Bộ`)."""

_FIGURE = re.compile(r"[<>≤≥~]?\s?\d[\d.,\s]*(?:%|đ|đồng|triệu(?: đồng)?|tỷ(?: đồng)?)?", re.IGNORECASE)
_TIME = re.compile(
    r"(?:quý [ivx1-4]+|quý$|(?:các |đầu |cuối |giữa )?tháng (?:\d+|[-–])|tháng$|trước|cả năm|trong|hàng|hằng|định kỳ"
    r"|thường xuyên|giai đoạn|(?:sau )?khi|ngay|chậm nhất|từ (?:ngày|tháng|quý|năm)|đến (?:ngày|tháng|hết)|xong"
    r"|theo (?:tiến độ|lịch|kế hoạch)|(?:đầu|cuối|giữa) (?:năm|quý)|\d+ tháng|năm \d+|ngày \d+|tuần \d+|mỗi|\d{1,2}/\d+"
    r"|\d{1,2}\.\d{1,2}\.\d{2,4}$|20\d\d\s?(?:[-–]\s?20\d\d)?$)(?![\wà-ỹ]{2})",
    re.IGNORECASE,
)


def _openings(filename: str) -> str:
    """An alternation of the lines of a file below `data`, comments left out."""
    text = (resources.files("ingest") / "data" / filename).read_text(encoding="utf-8")
    return "|".join(re.escape(line) for line in text.splitlines() if line and not line.startswith("#"))


_BODY = re.compile(
    rf"(?!{_openings('no_body_openings.txt')})(?:{_openings('body_openings.txt')}|[A-ZĐ]{{3,}}(?= ))(?![\wà-ỹ])"
)
_OF_TIMES = re.compile(r"\b(?:thoi (?:gian|han|diem)|han hoan thanh|tien do|lo trinh|hoan thanh|ngay|thang)\b")
_OF_FIGURES = re.compile(r"\b(?:kinh phi|du toan|so tien|thanh tien|so luong|tong (?:so|cong|muc)|don gia|von|kp)\b")
_OF_BODIES = re.compile(
    r"\b(?:co quan|don vi|bo phan|phong|chu tri|phoi hop|phu trach|thuc hien|tham muu|to chuc|trach nhiem|phan cong)\b"
)
_OF_OTHERS = re.compile(r"\b(?:don vi tinh|dvt|nguon|san pham|ket qua|ghi chu|noi dung|nhiem vu|cong viec|hoat dong)\b")


def kind_of_heading(heading: str) -> Kind:
    """What the cells below `heading` are likely to be; `words` where it does not tell."""
    text = fold(heading)
    if _OF_TIMES.search(text) and "chu tri" not in text:
        return "times"
    if _OF_OTHERS.search(text):
        return "words"
    if _OF_FIGURES.search(text):
        return "figures"
    return "bodies" if _OF_BODIES.search(text) else "words"


@functools.lru_cache(maxsize=4096)
def kind_of_line(line: str) -> Kind:
    """What a cell that opens with `line` is likely to be."""
    line = line.replace("\N{NO-BREAK SPACE}", " ")
    if _TIME.match(line):
        return "times"
    if _FIGURE.fullmatch(line):
        return "figures"
    if ITEM.match(line):
        return "items"
    is_named = " " in line or line.isupper()  # `Sở`, `Phòng` alone are the ends of names
    return "bodies" if is_named and _BODY.match(line) else "words"
