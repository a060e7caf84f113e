"""What a table cell looks like: a number, an agency, a deadline, an amount, or text.

Used to align rows whose columns drifted and to conclude the roles of columns whose head is lost. Only looks; never
changes anything.
"""

from __future__ import annotations

import functools
import re

from parsers.data_files import listed
from parsers.row_labels import roman_value, row_number
from parsers.table_headers import Role
from schemas.letters import fold

_NO_TIMES = (  # of what follows `Theo`
    r"doi|du(?: toan| an)?$|du (?:toan|an)|dinh muc|hop dong|thuc te|de an|du an|don gia"
    r"|phan cong|linh vuc|chuc nang|tham quyen"
)
_TIME_WORDS = (
    r"quy\s*(?:[ivl1-4]|nam|dau|cuoi)",
    r"thang\s*\d",
    r"trong\s+(?:nam|quy|thang|giai doan|tuan)",
    r"ca\s+nam",
    r"nam\s*(?:20)?\d\d",
    r"nam\s+(?:hoc|ke hoach)",
    r"giai\s+doan",
    r"thuong\s+xuyen",
    r"h[a]ng\s+(?:nam|quy|thang|tuan|ngay)",
    r"dinh\s+ky",
    r"truoc\s+(?:ngay|thang|thoi|\d|quy)",
    r"ngay\s*\d",
    r"sau\s+khi",
    r"theo\s+(?:ke hoach|yeu cau|tien do|quy dinh|chi dao|su|van ban|huong dan|lo trinh|thoi|tung|ket luan)",
    r"theo\s+chuong trinh",
    rf"^theo\s+(?!{_NO_TIMES})",
    r"tu\s+(?:ngay|thang|quy|nam|nay)",
    r"den\s+(?:ngay|thang|het|nam|quy)",
    r"\d{1,2}[/.]\d{1,2}[/.]\d{4}",
    r"\d{1,2}/\d{4}",
    r"\d{1,2}/\d{1,2}\b",
    r"(?:20)\d\d(?:\s*-\s*20\d\d)?$",
    r"20\d\d\s+(?:va\s+(?:cac|nhung)\s+nam|tro\s+di)",
    r"(?:va\s+)?(?:cac|nhung)\s+nam\s+(?:hoc\s+)?(?:tiep|sau|toi|ke)",
    r"6\s+thang",
    r"9\s+thang",
    r"dot\s+xuat",
    r"ngay\s+sau",
    r"khi\s+(?:co|phat sinh|duoc)",
    r"hoan\s+thanh\s+(?:truoc|trong)",
    r"moi\s+(?:nam|quy|thang)",
    r"lien\s+tuc",
    r"\d+\s+ngay",
    r"ban\s+hanh\s+trong",
    r"ngay\s+khi",
)
_TIME = re.compile("|".join(f"(?:{word})" for word in _TIME_WORDS))
_AMOUNT = re.compile(r"[\dOolI][\dOolI.,\s]*(?:(?:trieu|tr|ty|ti|nghin|ngan|dong|d|vnd)\b\.?\s*)*(?:dong)?\.?")
_MONEY_WORDS = re.compile(
    r"\b(?:kinh phi|du tru|ngan sach|nguon|trieu dong|ty dong|(?:theo|tu) du toan|chi thuong xuyen"
    r"|xa hoi hoa|long ghep)\b"
    r"|^(?:theo (?:de an|du an|quy dinh|dinh muc|thuc te|hop dong)|tu chu|chi thuong xuyen|ctmtqg"
    r"|(?:von|quy) (?![ivx\d]))"
)
# `Sơ kết`, `Số liệu`: without its marks no `Sở`; `Báo cáo`, `Tờ trình`: no `Báo`, no `Tổ`.
_REVIEW = re.compile(r"[-+\s]*(?:so (?:ket|bo|lieu|luong|hoa)|bao cao|to (?:trinh|roi|khai))\b")
_DASH = re.compile(r"[-–—.\s]*")
_SOURCE = re.compile(r"(?:tu |theo )?(?:du toan|ngan sach|nguon|kinh phi|von)\b")
STROKES = ("|", "l", "!", "]", "[")
"""What is read for a row's number 1 that stands alone."""

_SHORT = 60  # letters; deadlines and agencies that only start like one are longer


@functools.cache
def _agency_heads() -> re.Pattern[str]:
    heads = sorted(map(re.escape, listed("agency_heads.txt")), key=len, reverse=True)
    return re.compile(rf"[-+\s]*(?:(?:{'|'.join(heads)})\b|p\.\s?[a-z])")  # `P. HCQT`: a phòng, `P. Hiệu trưởng`


@functools.lru_cache(maxsize=16384)
def looks_like_agency(cell: str) -> bool:
    """Whether a cell starts the way agency cells start."""
    key = fold(cell)
    return bool(_agency_heads().match(key)) and not _REVIEW.match(key)


def is_no_agency(cell: str) -> bool:
    """Whether a cell does not start the way agency cells start."""
    return not looks_like_agency(cell)


@functools.lru_cache(maxsize=16384)
def looks_like_deadline(cell: str) -> bool:
    """Whether a cell says when: it starts with a time expression, or holds one and is short."""
    key = fold(cell).lstrip("-+ ")
    if _TIME.match(key):
        return True
    if _SOURCE.match(key):
        return False  # `Từ dự toán chi thường xuyên` tells where money comes from
    return len(key) < _SHORT and bool(_TIME.search(key)) and not looks_like_agency(cell)


@functools.lru_cache(maxsize=16384)
def looks_like_amount(cell: str) -> bool:
    """Whether a cell is an amount of money or words about where money comes from."""
    key = fold(cell)
    return bool(_AMOUNT.fullmatch(key)) or bool(_MONEY_WORDS.search(key))


@functools.lru_cache(maxsize=16384)
def looks_like_number(cell: str) -> bool:
    """Whether a cell is a row number: arabic, Roman, a letter or a code."""
    return row_number(cell) is not None or roman_value(cell.strip().rstrip(".)")) is not None


# How well a filled cell sits under a role: (when it looks the part, when it does not).
_FIT: dict[str, tuple[float, float]] = {
    "no": (3, -6), "lead": (2, -1.5), "co": (2, -1.5), "time": (3, -2), "time_start": (3, -2), "time_end": (3, -2),
    "days": (2, -2), "budget": (3, -4), "count": (2, 0),
}  # fmt: skip


@functools.lru_cache(maxsize=32768)
def fit(role: Role, cell: str) -> float:
    """How well a cell's look fits a role; 0 for a blank cell or a dash, positive for a fit, negative for a misfit."""
    if _DASH.fullmatch(cell):
        return 0.0
    good, bad = _FIT.get(role, (0.0, 0.0))
    if role == "no":
        return good if looks_like_number(cell) or cell.strip(" .)") in STROKES else bad
    if role in ("lead", "co"):
        return good if looks_like_agency(cell) else bad
    if role in ("time", "time_start", "time_end"):
        return good if looks_like_deadline(cell) else bad
    if role in ("budget", "days", "count"):
        return good if looks_like_amount(cell) else bad
    return _fit_text(role, cell)


def _fit_text(role: Role, cell: str) -> float:
    """Text columns take anything, but a bare number or amount hardly belongs in one."""
    if looks_like_number(cell) or _AMOUNT.fullmatch(fold(cell)):
        return -2.0 if role in ("task", "output", "area") else 0.0
    return 0.5 if role in ("task", "output") else 0.0
