"""Time expressions of deadline cells: where they stand and how they are joined.

Works on folded text (toneless, lower case) in which the numbers of cited instruments are masked, so that
`61/2018/NĐ-CP` is never read as a month.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

PointKind = Literal["date", "day", "month", "quarter", "months_of_year", "year", "span", "plan_year", "plan_period"]
Mode = Literal["before", "until", "from", "after"]


@dataclass(slots=True)
class Point:
    """One time expression: its numbers, the words that bind it (`mode`) and the link to the point before it.

    `shift` moves the plan's year (`năm trước liền kề` is -1); `is_open` marks `... và những năm tiếp theo`.
    `edge` keeps that only the beginning or end of a year is meant. `is_named`: the word `ngày` says that it is a day.
    `start` is its offset in the text; `is_led` says
    that words other than connectives stand before it.
    """

    kind: PointKind
    numbers: tuple[int, ...] = ()
    year: int | None = None
    mode: Mode | None = None
    link: Literal["range", "list"] | None = None
    shift: int | None = None
    is_open: bool = False
    start: int = 0
    end: int = 0
    is_led: bool = False
    edge: Literal["start", "end"] | None = None
    is_named: bool = False


# --- citations -----------------------------------------------------------------------------------------------------

_DATE = r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|\d{1,2} thang \d{1,2} nam \d{4}"
# Read on the text with its capitals: `12/QĐ-UBND`, `61/2018/NĐ-CP`, `05-CTr/TU`.
_INSTRUMENT_NUMBER = re.compile(
    r"\d+[a-z]?(?:\s?/\s?\d{4})?\s?[/-]\s?(?!NĂM|THÁNG|QUÝ|Năm|Tháng|Quý|[TQ]\.?\s?(?:\d|[IVl]))[A-ZĐ][\w]*(?:\s?[-/]\s?[A-ZĐ][\w]*)*"
)
_ACT = "nghi dinh|nghi quyet|quyet dinh|chi thi|thong tu|cong van"
_CITED_DATE = re.compile(rf"(?:#|(?:{_ACT})[^,;.#]{{0,30}}),? ngay (?:{_DATE})")
# `quy định`, `quỹ đất` are no quarters; `Quy I` with its tone mark lost is one.
_NO_QUARTER = re.compile(r"(?<!\w)qu[yỹ] (?!(?:iv|i{1,3}|l{1,3}|lv)(?!\w))(?=[^\W\d])", re.IGNORECASE)


def mask_citations(text: str, folded: str) -> str:
    """`folded` with numbers and dates of instruments cited in `text` (same length), and look-alikes of `quý` masked."""
    if "quy " in folded:
        for match in _NO_QUARTER.finditer(text):
            folded = folded[: match.start()] + "#" + folded[match.start() + 1 :]
    if not any(c.isdigit() for c in folded):
        return folded
    for match in _INSTRUMENT_NUMBER.finditer(text) if "/" in text or "-" in text else ():
        folded = folded[: match.start()] + "#" * (match.end() - match.start()) + folded[match.end() :]
    if "ngay" in folded:
        folded = _CITED_DATE.sub(lambda match: "#" * len(match.group()), folded)
    return folded


# --- tokens --------------------------------------------------------------------------------------------------------

_YEAR = r"(?:19|20)\d\d"
_OF_YEAR = rf"(?:\s*[/.-]\s*(?P<{{0}}a>{_YEAR})|,?\s*(?:cua )?nam (?P<{{0}}b>{_YEAR}))?"
_ROMAN = r"(?:iv|lv|1v|[il1]{1,3}|[234])"
_QUARTER_WORDS = {"nhat": 1, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4}
_MONTH_WORDS = {"ba": 3, "tu": 4, "bay": 7, "tam": 8, "chin": 9, "muoi mot": 11, "muoi hai": 12, "muoi": 10}
_COUNT_WORDS = {"hai": 2, "ba": 3, "bon": 4, "sau": 6, "chin": 9}
_END = r"(?![\w])"
_END_OF_NUMBER = rf"(?:{_END}|(?=nam {_YEAR}))"  # also where the next word is glued to it: `tháng 6năm 2021`

_DAY_LONG = r"(?:ngay:? )?(?<!tuan )(?<!quy )(?<![\d/])(?P<dl_d>\d{1,2}) thang (?P<dl_m>\d{1,2})(?!\d)"
_DAY_FULL = r"(?:ngay:?\s*)?(?<![\d/.])(?P<df_d>\d{1,2})\s?(?P<df_s>[/.-])\s?(?P<df_m>\d{1,2})\s?(?P=df_s)\s?"
_NAMED_DAY = r"ngay:?\s*(?P<ds_n>\d{1,2})\s?[/.-]\s?(?P<ds_o>\d{1,2})"
_BARE_DAY = r"(?<![\d/.])(?P<ds_d>\d{1,2})\s?/\s?(?P<ds_m>\d{1,2})(?!\s?(?:h|gio|thang)(?!\w))"
_PERIOD = r"(?:(?:giai doan|thoi ky|nhiem ky)\s+)?(?:tu )?(?:nam )?"
_MONTH_WORD = rf"thang (?P<m_w>{'|'.join(_MONTH_WORDS)})(?! lan)"
_MISREAD_MONTH = r"l[l012]|1[lo]"  # no month but 10, 11 and 12 looks so; `ii` may be a Roman two, `lo` a word
_LATEST = r"(?:cham|muon) nhat(?: la)?(?: vao| den| trong)?|khong qua|han cuoi(?: la)?|han chot"
_WEEK = r"(?:tuan\s+)?(?:thu\s+)?\d"
_QUARTER_WORD = rf"qu[yi] (?:thu )?(?P<q_w>{'|'.join(_QUARTER_WORDS)})(?! lan)"
_COUNTED = rf"(?:(?P<h_n>\d{{1,2}}|{'|'.join(_COUNT_WORDS)}) thang|nua(?= (?:dau|cuoi) (?:cua )?nam))"
_YEAR_MEANT = r"(?: nam (?:danh gia|bao cao|ke hoach|thuc hien))?"
# Words that bind or describe a time and leave it what it is.
_FILLERS = (
    "trong|vao|xong|hoan|thanh|thoi|gian|diem|han|ngay|thang|quy|nam|du|kien|khoang|dau|giua|cuoi|trung|thuong|ha|tuan"
    "|thuc|hien|to|chuc|trien|khai|ban|hanh|cua|la|phai|can|duoc|dien|ra|ket|thuc|cong|bo|trinh"
)

# Tried in this order at each position.
_TOKENS = (
    ("school", rf"nam hoc(?:\s+{_YEAR}\s*-\s*{_YEAR})?{_END}"),
    # Of a week its month is what is fixed: `Tuần thứ 3 tháng 6` is no 3 June.
    ("week", rf"tuan\s+(?:thu\s+)?\d(?:\s*(?:[,&-]|va)\s*{_WEEK})*(?=\s+(?:cua\s+)?thang\s)"),
    ("week_month", rf"tuan\s+(?:thu\s+)?[1-5]\s?/\s?(?P<w_m>1[0-2]|0?[1-9])(?!\d){_OF_YEAR.format('w_y')}{_END}"),
    # How many years are meant, before they are named: `Trong 2 năm 2022, 2023`.
    ("years", rf"(?:\A|(?:trong|ca|suot)\s+)0?[2-9] nam(?=:?\s+\(?{_YEAR}\s*(?:[,;-]|va(?!\w)|den(?!\w)))"),
    ("clock", r"\d{1,2}\s?(?:h|g|gio)\s?(?:\d\d)?(?:\s?phut)?(?!\w)"),
    ("date_long", _DAY_LONG + _OF_YEAR.format("dl_y")),
    ("date_full", rf"{_DAY_FULL}(?P<df_y>\d{{4}}|\d\d)(?!\d)"),
    ("span", rf"{_PERIOD}(?<!\d)(?P<sp_a>{_YEAR})\s*(?:-|den(?: het)?(?: nam)?)\s*(?P<sp_b>{_YEAR})(?!\d)"),
    ("month_year", rf"(?<![\d/.])(?:thang\s*)?(?P<my_m>\d{{1,2}})\s*[/.-]\s*(?P<my_y>{_YEAR})(?!\d)"),
    ("date_short", rf"(?:{_NAMED_DAY}|{_BARE_DAY})(?![\d/])(?:,?\s+(?:cua )?nam (?P<ds_y>{_YEAR}))?"),
    (
        "months_of_year",
        rf"{_COUNTED} (?P<h_e>dau|cuoi)(?: (?:cua )?nam)?(?:,?\s*/?(?P<h_y>{_YEAR}))?{_END}",
    ),
    (
        "month",
        rf"(?:thang\s*(?P<m_n>\d{{1,2}}|{_MISREAD_MONTH})|{_MONTH_WORD}|(?<!\w)t\.?(?P<m_t>1[0-2]|0?[1-9])){_END_OF_NUMBER}"
        + _OF_YEAR.format("m_y"),
    ),
    (
        "quarter",
        rf"(?:(?:qu[yi]\s*|(?<!\w)q\.?\s?)(?P<q_n>{_ROMAN})|{_QUARTER_WORD}){_END_OF_NUMBER}" + _OF_YEAR.format("q_y"),
    ),
    ("next_year", rf"(?:cua )?nam (?:sau|ke tiep|tiep theo|toi)(?: lien ke)?{_YEAR_MEANT}{_END}"),
    ("previous_year", rf"(?:cua )?nam (?:truoc|lien truoc)(?: lien ke)?{_END}"),
    (
        "open",
        r"(?:va|,|-)?\s*(?:(?:cac|nhung) nam (?:tiep theo|tiep|sau|ke tiep)(?: do)?|tro di|tro ve sau|hang nam)" + _END,
    ),
    (
        "plan_year",
        (
            rf"12/12 thang{_END}"
            rf"|(?:(?:trong|ca|suot|quanh|toan)\s+)+nam(?:\s+(?:ke hoach|thuc hien(?: ke hoach)?))?(?!\s*\d){_END}"
        ),
    ),
    ("this_year", rf"(?:cua )?nam (?:thuc hien(?: ke hoach)?|ke hoach|nay){_END}"),
    ("plan_period", rf"(?:(?:trong|ca|suot|toan)\s+)+(?:giai doan|ky ke hoach|thoi ky)(?!\s*\d){_END}"),
    ("year_edge", rf"(?P<ye_e>dau|cuoi|het) nam(?:\s+(?P<ye_y>{_YEAR}))?{_END}"),
    ("year", rf"(?:nam\s+)?(?<![\d/])(?P<y_n>{_YEAR})(?![\d/]){_END}"),
    (
        "day",
        (
            r"(?:ngay:?\s+(?P<d_n>\d{1,2})(?!\d)|(?<!\d)(?P<d_r>\d{1,2})(?=\s*(?:-|den(?: ngay)?)\s*\d{1,2}\s?/\s?\d)"
            r"|(?<![\d/.])(?<![^\W_] )(?P<d_l>\d{1,2})"
            r"(?=\s*(?:[,;]|va(?!\w))[\d\s,;]*(?:va )?\d{1,2}\s?/\s?\d{1,2}(?!\d)))"
        ),
    ),
    ("before", r"truoc(?: thoi diem| thoi han)?(?= |:|\d)"),
    ("latest", rf"(?:{_LATEST})(?: thoi diem| thoi han)?(?= |:|\d)"),
    ("until", r"(?:cho )?(?:den|toi)(?: het(?! nam))?(?= )|het(?= )"),
    ("from", r"(?:bat dau )?(?:ke )?tu(?= )|bat dau(?= )"),
    ("after", r"sau(?= (?:ngay|thang|quy|nam) )"),
    ("range", r"[-=]>|-|÷|~|→"),
    ("list", r"[,;&+]|va(?= )|hoac(?= )|/|\.(?= (?:thang|quy) [\divl])"),
    ("numeral", rf"(?<!\w)(?P<n_n>iv|i{{1,3}}|l{{1,3}}|\d{{1,2}}){_END}" + _OF_YEAR.format("n_y")),
    ("filler", rf"(?:{_FILLERS}|:|\.)(?!\w)|[„“”\"'`_^]"),  # specks that OCR reads say nothing
    ("word", r"[^\W\d_]+|\d+|\S"),
)
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _TOKENS))
_HAS_TIME = re.compile(
    rf"\d|{_QUARTER_WORD.replace('?P<q_w>', '?:')}|qu[yi] ?[ilv]|(?<!\w)q[. ]?[ilv]|nam|thang|giai doan|ky "
)
_MODES: dict[str, Mode] = {"before": "before", "latest": "until", "until": "until", "from": "from", "after": "after"}


def find_points(text: str) -> tuple[list[Point], bool]:
    """The time expressions of a folded, masked text in order, and whether other words stand beside them."""
    points: list[Point] = []
    if not _HAS_TIME.search(text):
        return points, True
    mode: Mode | None = None
    link: Literal["range", "list"] | None = None
    words_since = words = 0
    for token in _TOKEN.finditer(text):
        name = token.lastgroup or "word"
        last = points[-1] if points and not words_since else None
        point = _point(name, token, last, link)
        if point is not None:
            point.mode, point.link = mode or point.mode, (link or ("list" if mode else None)) if last else None
            if last and last.mode == "from" and mode == "until":
                point.link = "range"
            point.start, point.end, point.is_led = token.start(), token.end(), bool(words)
            points.append(point)
            mode, link, words_since = None, None, 0
        elif name == "until" and last:
            link = "range"
        elif name in _MODES:
            mode = _MODES[name]
        elif name in ("range", "list"):
            link = "range" if name == "range" else link or "list"
        elif name not in ("filler", "clock", "week", "years", "open", "next_year", "previous_year", "this_year"):
            words_since, words, mode, link = words_since + 1, words + 1, None, None
    return points, words > 0


def _point(name: str, token: re.Match[str], last: Point | None, link: str | None) -> Point | None:
    """The point a token stands for; tokens that only bear on the point before it change that one."""
    maker = _MAKERS.get(name)
    if name == "month_year" and link and last and last.kind == "quarter" and token["my_m"] in "1234":
        return Point("quarter", (int(token["my_m"]),), int(token["my_y"]))  # `Quý 1-4/2021`
    if maker is not None:
        return maker(token)
    if name == "numeral":
        return _continued(token, last) if last and link else None
    if name in _SHIFTS:
        if last is not None:
            last.shift = _SHIFTS[name]
            return None
        return Point("plan_year", shift=_SHIFTS[name]) if name != "this_year" else None
    if name == "open" and last is not None:
        last.is_open = True
    return None


_SHIFTS = {"next_year": 1, "previous_year": -1, "this_year": 0}


def _continued(token: re.Match[str], last: Point | None) -> Point | None:
    """`Tháng 11 và 12`, `Quý II, III`, `ngày 20, 21 và 22/6`: a bare numeral after one of these is another one."""
    text = token["n_n"]
    year = _year(token, "n_y")
    if last is not None and last.kind == "quarter":
        number = _quarter_number(text)
        return Point("quarter", (number,), year) if number else None
    if last is not None and last.kind == "month" and text.isdigit() and 1 <= int(text) <= 12:
        return Point("month", (int(text),), year)
    if last is not None and last.kind == "day" and text.isdigit() and 1 <= int(text) <= 31:
        return Point("day", (int(text),))
    return None


def _year(token: re.Match[str], prefix: str) -> int | None:
    text = token[f"{prefix}a"] or token[f"{prefix}b"]
    return int(text) if text else None


def _quarter_number(text: str) -> int | None:
    """1..4 for `I`, `l` (misread I), `1`, `IV`, `lV`; None for anything else."""
    if text in ("2", "3", "4"):
        return int(text)
    roman = text.replace("l", "i").replace("1", "i")
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(roman)


def _full_date(token: re.Match[str]) -> Point | None:
    year = token["df_y"]
    if len(year) == 2 and token["df_s"] != "/":
        return None
    return Point("date", (int(token["df_d"]), int(token["df_m"])), int(year) + (2000 if len(year) == 2 else 0))


def _short_date(token: re.Match[str]) -> Point:
    day, month = token["ds_n"] or token["ds_d"], token["ds_o"] or token["ds_m"]
    return Point("date", (int(day), int(month)), int(token["ds_y"]) if token["ds_y"] else None)


_DIGITS = str.maketrans("lo", "10")


def _month(token: re.Match[str]) -> Point:
    number = _MONTH_WORDS[token["m_w"]] if token["m_w"] else int((token["m_n"] or token["m_t"]).translate(_DIGITS))
    return Point("month", (number,), _year(token, "m_y"))


def _months_of_year(token: re.Match[str]) -> Point:
    told = token["h_n"] or "6"  # half a year
    count = _COUNT_WORDS[told] if told in _COUNT_WORDS else int(told)
    months = (1, count) if token["h_e"] == "dau" else (13 - count, 12)
    return Point("months_of_year", months, int(token["h_y"]) if token["h_y"] else None)


def _year_edge(token: re.Match[str]) -> Point:
    edge: Literal["start", "end"] = "start" if token["ye_e"] == "dau" else "end"
    year = token["ye_y"]
    mode: Mode | None = "until" if token["ye_e"] == "het" else None
    return Point("year" if year else "plan_year", (), int(year) if year else None, mode=mode, edge=edge)


def _quarter(token: re.Match[str]) -> Point | None:
    number = _QUARTER_WORDS[token["q_w"]] if token["q_w"] else _quarter_number(token["q_n"])
    return Point("quarter", (number,), _year(token, "q_y")) if number else None


_MAKERS: dict[str, Callable[[re.Match[str]], Point | None]] = {
    "date_long": lambda t: Point("date", (int(t["dl_d"]), int(t["dl_m"])), _year(t, "dl_y")),
    "date_full": _full_date,
    "date_short": _short_date,
    "span": lambda t: Point("span", (int(t["sp_a"]), int(t["sp_b"])), int(t["sp_b"])),
    "month_year": lambda t: Point("month", (int(t["my_m"]),), int(t["my_y"])),
    "months_of_year": _months_of_year,
    "month": _month,
    "week_month": lambda t: Point("month", (int(t["w_m"]),), _year(t, "w_y")),
    "quarter": _quarter,
    "plan_year": lambda t: Point("plan_year"),
    "plan_period": lambda t: Point("plan_period"),
    "year_edge": _year_edge,
    "year": lambda t: Point("year", (), int(t["y_n"])),
    "day": lambda t: Point("day", (int(t["d_n"] or t["d_r"] or t["d_l"]),), is_named=bool(t["d_n"])),
}
