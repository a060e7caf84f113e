"""Units of money: how plans write them in headings, brackets and cells, and what they are worth in đồng."""

from __future__ import annotations

import functools
import re

_FACTORS: dict[str, int] = {"đồng": 1, "nghìn đồng": 10**3, "triệu đồng": 10**6, "tỷ đồng": 10**9}

_CURRENCY = r"(?:đồng|dong|đ|vnđ|vnd)(?:\s*(?:việt nam|vn))?"
_THOUSAND_WORD = r"(?:nghìn|ngàn|nghin|ngan)"
_MILLION_WORD = r"(?:triệu|trieu|tr\.?(?=\s*(?:đ|dong|vn|$|[\s).,;])))"
_BILLION_WORD = r"(?:tỷ|tỉ|ty(?=\s+(?:đ|dong))|ti(?=\s+(?:đ|dong)))(?!\s*(?:lệ|trọng|giá|số))"
_POWER = rf"1((?:[.,]000)+)\s*{_CURRENCY}"
# `ĐVT: 1000đ` of a heading; in a cell it would be an amount.
_POWER_ALONE = re.compile(rf"(?:x\s*)?1(?P<zeros>(?:[.,]?000)+)\s*{_CURRENCY}", re.IGNORECASE)
UNIT = (
    rf"(?:(?P<power>{_POWER})"
    rf"|(?:(?P<times>trăm|chục|nghìn|ngàn)\s+)?"
    rf"(?:(?P<billion>{_BILLION_WORD})|(?P<million>{_MILLION_WORD})|(?P<thousand>{_THOUSAND_WORD}))"
    rf"(?:\s*{_CURRENCY})?"
    rf"|(?P<dong>{_CURRENCY}))(?!\w)"
)
_UNIT_RE = re.compile(UNIT, re.IGNORECASE)
_UNIT_WITH_CURRENCY = re.compile(
    rf"(?<!\w)(?:{_POWER}|(?:(?:{_BILLION_WORD})|(?:{_MILLION_WORD})|{_THOUSAND_WORD})\s*{_CURRENCY})(?!\w)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?:đvt|dvt|đơn\s*vị(?:\s*tính)?|don\s*vi(?:\s*tinh)?|tính\s*bằng|đv)\s*[:.]?\s*", re.IGNORECASE)
_EDGES = " \t\n()[]{}*:;.,-–/"
_TIMES = {"trăm": 100, "chục": 10, "nghìn": 1000, "ngàn": 1000}


def factor_of(match: re.Match[str]) -> int:
    """How many đồng the unit is worth that `UNIT` matched."""
    if match["power"]:
        return int(10 ** (3 * match["power"].count("000")))
    times = _TIMES.get((match["times"] or "").lower(), 1)
    for name, factor in (("billion", 10**9), ("million", 10**6), ("thousand", 10**3)):
        if match[name]:
            return times * factor
    return 1


@functools.lru_cache(maxsize=1024)
def unit_factor(text: str) -> int | None:
    """How many đồng the unit named in `text` is worth: a unit on its own, in brackets, after `ĐVT:`, or in a heading.

    `đồng` alone counts only on its own or in brackets: it ends too many other words (hợp đồng, Hội đồng, Lâm Đồng).
    """
    candidates = [text, *re.findall(r"[(\[]([^()\[\]]*)[)\]]", text)]
    for candidate in candidates:
        bare = _LABEL.sub("", candidate.strip(_EDGES), count=1).strip(_EDGES)
        match = _UNIT_RE.fullmatch(bare)
        if match:
            return factor_of(match)
        power = _POWER_ALONE.fullmatch(bare)
        if power:
            return int(10 ** power["zeros"].count("0"))
    labelled = _LABEL.search(text)
    if labelled:
        match = _UNIT_RE.match(text, labelled.end())
        if match:
            return factor_of(match)
    found = _UNIT_WITH_CURRENCY.search(text)
    inside = _UNIT_RE.match(text, found.start()) if found else None
    return factor_of(inside) if inside else None


def unit_name(factor: int) -> str | None:
    """The usual name of a unit worth `factor` đồng; None for other ones (`trăm triệu`)."""
    return next((name for name, value in _FACTORS.items() if value == factor), None)
