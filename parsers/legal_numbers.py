"""Số, ký hiệu (number and symbol) of Vietnamese instruments, and the dates printed beside them.

Syntax (NĐ 30/2020/NĐ-CP, HD 36-HD/VPTW for party documents):
    state            2070/QĐ-UBND, 579/TTr-SNV         số / type - body
    normative        61/2018/NĐ-CP, 55/2005/TTLT-BNV-VPCP
    law              80/2015/QH13, 1314/NQ-UBTVQH15
    letter           104/SGDĐT-VP                       số / body - drafting unit
    party            18-NQ/TW, 05-CTr/TU                số - type / committee
A number below 10 is written with a leading zero, and a letter may follow it (30c/NQ-CP). Spaces inside are slips of
the page and are dropped; a wrong separator (39/NQ-TW) is kept as printed.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from parsers.data_files import named_rows
from schemas.letters import toneless

_SERIAL = r"(?P<serial>\d{1,6}[a-zđ]{0,2})"
_YEAR = r"(?P<year>(?:19|20)\d{2})"
# A group of the symbol: capitals with at most two small letters in a row (TTr, QyĐ, TTg).
_GROUP = r"[A-ZĐƯ](?:[A-ZĐƯ0-9&]|[a-z]{1,2}(?![a-zà-ỹđ]))*"
_CAPITALS = r"[A-ZĐƯ][A-ZĐƯ0-9&]{1,}"
_USUAL_BODIES = "UBND|UB|HĐND|TTg|CP|TU|HU|ĐU|TW|BCĐ|[BS][A-ZĐ]{1,5}"  # after `QĐ - `, with spaces on both sides
# Between groups: `-`, `/`, also with one space on one side before capitals ("QĐ- UBND"); a point before a short group
# as older acts and units of a district have it ("QĐ.UB", "TTr-PVH.Q3").
_NEXT_GROUP = (
    rf"(?:[-–/]{_GROUP}|\.(?=[A-ZĐ])[A-ZĐ0-9]{{2,5}}(?![\w&à-ỹđ])|(?:[-–]\s|\s[-–]){_CAPITALS}(?![a-zà-ỹđ])"
    rf"|\s[-–]\s(?:{_USUAL_BODIES})(?![\w&à-ỹđ]))"
)
# `19-2016/NQ-CP`: resolutions of the government that are renewed each year count it in their serial.
_YEARLY_SERIAL = r"(?P<serial>\d{1,4}[-–](?:19|20)\d{2}|\d{1,6}[a-zđ]{0,2})"
_STATE = re.compile(
    rf"(?<![\w/.,-]){_YEARLY_SERIAL}\s?/\s?(?:{_YEAR}\s?/\s?)?(?P<symbol>{_GROUP}{_NEXT_GROUP}{{0,4}})(?![\wà-ỹđ])"
)
_GLUED = re.compile(rf"^\d{{1,5}}\s?(?P<code>[A-ZĐ][A-ZĐa-z]{{1,3}})\s?[-–/]\s?{_GROUP}(?:[-–/]{_GROUP})*$")
_PARTY_TYPES = r"(?:NQ|QĐ|QD|CT|KL|QC|QyĐ|QĐi|QĐ[iI]|TT|TTr|HD|TB|BC|KH|CTr|CTR|ĐA|CV|TC)"
_PARTY = re.compile(
    rf"(?<![\w/.,-]){_SERIAL}\s?[-–]\s?(?P<symbol>{_PARTY_TYPES}\s?[-–/]\s?{_GROUP}(?:-{_GROUP})?)(?![\wà-ỹđ])"
)
_NUMBER_WORD_BEFORE = re.compile(r"(?:[Ss]ố\s*:?|(?:[Cc]ông văn|[Tt]ờ trình|[Bb]áo cáo|[Tt]hông báo)\s)\s*$")
_MAY_HOLD_NUMBER = re.compile(r"\d[a-zđ]{0,2}\s?[-–/]")

_DAY = r"(?P<day>\d{1,2})"
_MONTH = r"(?P<month>\d{1,2})"
_LONG_DATE = rf"{_DAY}\s*tháng\s*{_MONTH}\s*(?:năm|/)\s*(?P<lyear>\d{{4}})(?!\d)"
_SHORT_DATE = r"(?P<sday>\d{1,2})\s?(?P<mark>[/.\-])\s?(?P<smonth>\d{1,2})\s?(?P=mark)\s?(?P<syear>\d{4})(?!\d)"
DATE = re.compile(rf"(?:[Nn]gày\s*)?(?<!\d)(?<!\d[/.\-])(?:{_LONG_DATE}|{_SHORT_DATE})")


@dataclass(frozen=True, slots=True)
class LegalNumber:
    """A number found in a text: `text[start:end]` reads as `value`; `kind` is what its symbol says, if anything."""

    start: int
    end: int
    value: str
    kind: str | None


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date found in a text; `value` is None where the printed date does not exist (31/02)."""

    start: int
    end: int
    value: dt.date | None


@functools.cache
def _types() -> dict[str, tuple[str, str]]:
    """Type code -> (canonical code, kind)."""
    return {row["code"]: (row["alias_of"] or row["code"], row["kind"]) for row in named_rows("instrument_types.tsv")}


@functools.cache
def _organs() -> tuple[frozenset[str], dict[str, str]]:
    """Known body symbols, and the key of a misread one -> the known one (only where a single one fits)."""
    known = [row["symbol"] for row in named_rows("organ_symbols.tsv")]
    by_key: dict[str, list[str]] = {}
    for symbol in known:
        by_key.setdefault(_organ_key(symbol), []).append(symbol)
    return frozenset(known), {key: group[0] for key, group in by_key.items() if len(group) == 1}


def _organ_key(symbol: str) -> str:
    return re.sub(r"D+", "D", toneless(symbol).upper())


def _canonical_symbol(symbol: str) -> tuple[str, str | None]:
    """The symbol without spaces and with known misreadings settled, and the kind its type code stands for."""
    compact = re.sub(r"\s+", "", symbol).replace("–", "-")
    parts = re.split(r"([-/])", compact)
    types = _types()
    kind = None
    for position in range(0, len(parts), 2):
        code = types.get(parts[position])
        if code is not None and kind is None and (position + 1 < len(parts) or position == 0):
            parts[position], kind = code
        elif code is None:
            parts[position] = _organ(parts[position])
    return "".join(parts), kind or _kind_of_body(parts)


def _organ(symbol: str) -> str:
    known, by_key = _organs()
    if symbol in known or "D" not in toneless(symbol) or len(symbol) < 4:
        return symbol
    return by_key.get(_organ_key(symbol), symbol)


def _kind_of_body(parts: list[str]) -> str | None:
    if re.match(r"QH\d", parts[0]):
        return "Luật"
    return "Công văn" if len(parts) > 1 else None


@functools.lru_cache(maxsize=4096)
def find_numbers(text: str) -> tuple[LegalNumber, ...]:
    """The numbers in `text`, left to right; a date is never read as one.

    A symbol of a single group (`1360/SGDĐT`) counts only with a year or after "số".
    """
    if _MAY_HOLD_NUMBER.search(text) is None:
        return ()
    found = []
    for pattern in (_STATE, _PARTY):
        for match in pattern.finditer(text):
            number = _number(text, match, party=pattern is _PARTY)
            if number is not None:
                found.append(number)
    found.sort(key=lambda n: (n.start, -n.end))
    return tuple(n for i, n in enumerate(found) if i == 0 or n.start >= found[i - 1].end)


def glued_number(text: str) -> str | None:
    """A number that lost the mark between serial and type, as printed without spaces: `118KH/ STP` as `118KH/STP`."""
    match = _GLUED.match(text)
    if match is None or match["code"] not in _types():
        return None
    return re.sub(r"\s+", "", text)


def _number(text: str, match: re.Match[str], *, party: bool) -> LegalNumber | None:
    symbol, kind = _canonical_symbol(match["symbol"])
    serial = match["serial"].replace("–", "-")
    if party:
        return LegalNumber(match.start(), match.end(), f"{serial}-{symbol}", kind)
    year = match["year"]
    if "-" not in symbol and not _stands_alone(symbol, year, text[: match.start()]):
        return None
    return LegalNumber(match.start(), match.end(), "/".join(filter(None, (serial, year, symbol))), kind)


def _stands_alone(symbol: str, year: str | None, before: str) -> bool:
    """Whether a symbol of one group is a number's: `80/2015/QH13`, or named as one by "số" before it."""
    if year is not None:
        return len(symbol) > 1 and (symbol.startswith(("QH", "UBTVQH")) or symbol in _types() or len(symbol) >= 4)
    return _NUMBER_WORD_BEFORE.search(before[-12:]) is not None


def find_dates(text: str) -> tuple[PrintedDate, ...]:
    """The dates in `text` that name a day, left to right (`ngày 13 tháng 12 năm 2018`, `13/12/2018`, `13.12.2018`)."""
    if "20" not in text and "19" not in text:
        return ()
    return tuple(PrintedDate(m.start(), m.end(), _date(m)) for m in DATE.finditer(text))


def date_at(text: str, start: int) -> PrintedDate | None:
    """The date that starts exactly at `start`, if any."""
    match = DATE.match(text, start)
    return PrintedDate(match.start(), match.end(), _date(match)) if match else None


def _date(match: re.Match[str]) -> dt.date | None:
    day, month, year = (
        match["day"] or match["sday"],
        match["month"] or match["smonth"],
        match["lyear"] or match["syear"],
    )
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
