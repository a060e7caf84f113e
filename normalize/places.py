"""Provinces, districts and communes of Vietnam, found in text and looked up by name and date.

Names are not keys: 63 provinces became 34 on 2025-07-01 (NQ 202/2025/QH15) and codes were given to other names
(24 is Bắc Giang before, Bắc Ninh after), so every look-up takes a date. Districts ended on the same day. Sources stand
in the data files; districts and communes come from the `vietnamadminunits` package (scripts/build_places.py).
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from normalize.data_rows import date_in, existed, named_rows
from normalize.tones import comparable, shape_key
from schemas.letters import toneless

TWO_LEVELS_FROM = dt.date(2025, 7, 1)
"""From this day there are 34 provinces and no districts."""


@dataclass(frozen=True, slots=True)
class Province:
    """A province-level unit between two dates (inclusive, None = open); `successor` are the names it went into."""

    code: str
    name: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor: tuple[str, ...] = ()
    kind: str = "tỉnh"

    def existed(self, on: dt.date) -> bool:
        """Whether there was such a province on a day."""
        return existed(self.valid_from, self.valid_to, on)


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place named in a text: its span there and its canonical name without tỉnh, thành phố, huyện ..."""

    start: int
    end: int
    name: str


# --- reading the data -------------------------------------------------------------------------------------------------


@functools.cache
def provinces() -> tuple[Province, ...]:
    """Every province of both divisions and the older ones, sorted by name and date."""
    return tuple(
        Province(
            row["code"], row["name"], date_in(row["valid_from"]), date_in(row["valid_to"]),
            tuple(filter(None, row["successor"].split(";"))), row["kind"],
        )
        for row in named_rows("provinces.tsv")
    )  # fmt: skip


# --- matching names in text -------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


_BETWEEN = r"[ \t\n]*[-./]?[ \t\n]*"
"""Only spaces and a dash stand between the words of a name: `Hà, Nam` is no province."""


@dataclass(slots=True)
class _Names:
    """Names by their first word, in comparable form."""

    by_first: dict[str, dict[str, str]] = field(default_factory=dict)
    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def add(self, spelling: str, name: str) -> None:
        words = _WORD.findall(comparable(spelling))
        self.by_first.setdefault(words[0], {})[" ".join(words)] = name

    def _pattern(self, first: str) -> re.Pattern[str]:
        """The names that begin with `first`, the longest first; made when `first` is met."""
        if first not in self.patterns:
            spellings = sorted(self.by_first[first], key=len, reverse=True)
            names = (_BETWEEN.join(map(re.escape, spelling.split())) for spelling in spellings)
            self.patterns[first] = re.compile(f"(?:{'|'.join(names)})(?![\\w'])")
        return self.patterns[first]

    def at(self, text: str, start: int) -> tuple[int, int, str] | None:
        """(start, end, name) of the longest name that begins at `start`."""
        word = _WORD.match(text, start)
        if word is None or word.group() not in self.by_first:
            return None
        match = self._pattern(word.group()).match(text, start)
        if match is None:
            return None
        return start, match.end(), self.by_first[word.group()][" ".join(_WORD.findall(match.group()))]

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, name) of the longest names in comparable `text`."""
        position = 0
        for word in _WORD.finditer(text):
            if word.start() < position or word.group() not in self.by_first:
                continue
            if named := self.at(text, word.start()):
                position = named[1]
                yield named


def _is_capitalised(text: str, start: int, end: int) -> bool:
    """Each word of the span begins with a capital or digit: `giữ gìn hòa bình` names no province."""
    return all(not word[0].islower() for word in _WORD.findall(text[start:end]))


# A unit below the province may bear its name (`xã Bình Dương`); a thành phố of that name lies in the province.
_LOWER_UNIT_BEFORE = re.compile(r"(?:xã|phường|huyện|quận|thị trấn|đặc khu|thôn|đường|phố|cầu|sông)\s+\Z")
_CITY_BEFORE = re.compile(r"thành phố\s+\Z")
_NAMED_FOR_A_MAN = "Hồ Chí Minh"
_PERSON_BEFORE = re.compile(
    r"(?<!\w)(?:tncs|cộng sản|tiền phong|chủ tịch|tư tưởng|đạo đức|phong cách|tấm gương|lăng|bảo tàng"
    r"|chính trị quốc gia)\s+\Z"
)
_TONELESS_PREFIX = re.compile(r"\b(?:tinh|thanh pho|tp\.?)\s+")


@functools.cache
def _province_names() -> tuple[_Names, _Names]:
    """Province names and spellings in comparable form, and again without marks."""
    marked, bare = _Names(), _Names()
    spellings = {(province.name, province.name) for province in provinces()}
    spellings |= {(row["spelling"], row["name"]) for row in named_rows("province_spellings.tsv")}
    by_bare: dict[str, set[str]] = {}
    seen: set[tuple[str, str]] = set()
    for spelling, name in sorted(spellings):
        if (key := (shape_key(spelling), name)) not in seen:
            seen.add(key)
            marked.add(spelling, name)
        by_bare.setdefault(toneless(comparable(spelling)), set()).add(name)
    for spelling, names in by_bare.items():
        if len(names) == 1:
            bare.add(spelling, next(iter(names)))
    return marked, bare


@functools.lru_cache(maxsize=8192)
def provinces_in(text: str) -> tuple[PlaceMatch, ...]:
    """Province names in `text`, in order, longest match first, as `(start, end, canonical name)`.

    Case and tone placement do not matter; each word must be capitalised. A name that lost its marks counts only after
    tỉnh, thành phố or TP. The name of a lower unit (`xã Bình Dương`) or of a man is not a province.

    >>> [match.name for match in provinces_in("UỶ BAN NHÂN DÂN TỈNH BÀ RỊA – VŨNG TÀU")]
    ['Bà Rịa - Vũng Tàu']
    """
    lowered = comparable(text)
    marked, bare = _province_names()
    found = [
        PlaceMatch(start, end, name)
        for start, end, name in marked.find(lowered)
        if _is_capitalised(text, start, end)
        and not _names_lower_unit(lowered, start)
        and not _names_person(lowered, start, name)
    ]
    plain = toneless(lowered)
    taken = [(match.start, match.end) for match in found]
    for prefix in _TONELESS_PREFIX.finditer(plain):
        named = bare.at(plain, prefix.end())
        if named is None or any(first < named[1] and named[0] < last for first, last in taken):
            continue
        if not _is_other_name(lowered, *named):
            found.append(PlaceMatch(*named))
    return tuple(sorted(found, key=lambda match: match.start))


def _names_lower_unit(lowered: str, start: int) -> bool:
    before = lowered[max(0, start - 12) : start]
    return bool(_LOWER_UNIT_BEFORE.search(before)) and not _CITY_BEFORE.search(before)


def _names_person(lowered: str, start: int, name: str) -> bool:
    """`Đoàn TNCS Hồ Chí Minh`, `tư tưởng Hồ Chí Minh`: the man whose name the city bears."""
    return name == _NAMED_FOR_A_MAN and _PERSON_BEFORE.search(lowered[max(0, start - 24) : start]) is not None


def _is_other_name(lowered: str, start: int, end: int, name: str) -> bool:
    """The text carries marks that contradict `name` in most words: another place, not a damaged one."""
    read, right = _WORD.findall(lowered[start:end]), _WORD.findall(comparable(name))
    if len(read) != len(right):
        return False
    wrong = sum(1 for a, b in zip(read, right, strict=True) if a != b and a != toneless(a))
    return wrong > len(right) // 2


# --- looking up -------------------------------------------------------------------------------------------------------

_PROVINCE_PREFIX = re.compile(r"^(?:tỉnh|thành phố|t\.?p\.?)\s+", re.IGNORECASE)


@functools.cache
def _provinces_by_key() -> dict[str, list[Province]]:
    by_name: dict[str, list[Province]] = {}
    for province in provinces():
        by_name.setdefault(province.name, []).append(province)
    table = {shape_key(name): rows for name, rows in by_name.items()}
    for row in named_rows("province_spellings.tsv"):
        table.setdefault(shape_key(row["spelling"]), by_name[row["name"]])
    return table


@functools.lru_cache(maxsize=2048)
def province_named(name: str, on: dt.date | None = None) -> Province | None:
    """The province `name` (with or without tỉnh, any known spelling) as it was on the day; None when there was none.

    Without a day the latest province of that name is given.
    """
    table = _provinces_by_key()
    rows = table.get(shape_key(name)) or table.get(shape_key(_PROVINCE_PREFIX.sub("", name.strip())))
    if not rows:
        return None
    if on is None:
        return rows[-1]
    return next((row for row in rows if row.existed(on)), None)


def province_on(name: str, on: dt.date) -> Province | None:
    """The province that holds the territory of `name` on the day: itself, or what it went into."""
    first = province_named(name, on)
    if first is not None:
        return first
    rows = _provinces_by_key().get(shape_key(name), [])
    for row in rows:
        if row.valid_to is not None and row.valid_to < on and row.successor:
            successor = row.successor[0]
            return province_named(successor, on) or (None if successor == name else province_on(successor, on))
    return None


DISTRICT_NOUNS = ("huyện", "quận", "thị xã", "thành phố")
_DISTRICT_PREFIX = re.compile(r"^(?:huyện|quận|thị xã|thành phố|t\.?p\.?|t\.?x\.?|h\.|q\.)\s*", re.IGNORECASE)
_COMMUNE_PREFIX = re.compile(r"^(?:xã|phường|thị trấn|đặc khu|p\.|x\.|tt\.?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class District:
    """A district before 2025-07-01: kind (huyện, quận, thị xã, thành phố), name, province in the old division."""

    kind: str
    name: str
    province: str


@functools.cache
def districts() -> tuple[District, ...]:
    """Districts of the division that ended on 2025-06-30, and those merged away since 2004 that are known."""
    current = [District(row["kind"], row["name"], row["province"]) for row in named_rows("districts.tsv")]
    former = [District(row["kind"], row["name"], row["province"]) for row in named_rows("former_districts.tsv")]
    return tuple(current + former)


@functools.cache
def _districts_by_key() -> dict[str, tuple[District, ...]]:
    table: dict[str, list[District]] = {}
    for district in districts():
        table.setdefault(shape_key(district.name), []).append(district)
    return {key: tuple(rows) for key, rows in table.items()}


def districts_named(name: str) -> tuple[District, ...]:
    """Districts of that name (with or without huyện ...) in any province; `thị xã X` and `huyện X` may both exist."""
    table = _districts_by_key()
    return table.get(shape_key(name)) or table.get(shape_key(_DISTRICT_PREFIX.sub("", name.strip())), ())


@functools.cache
def _districts_by_bare_key() -> dict[str, tuple[District, ...]]:
    table: dict[str, list[District]] = {}
    for district in districts():
        table.setdefault(_bare(district.name), []).append(district)
    return {key: tuple(rows) for key, rows in table.items()}


def _bare(name: str) -> str:
    return toneless(shape_key(name)).replace(" ", "")


def key_level(key: str) -> str | None:
    """`province` or `district` when `key` (of `shape_key`) is exactly such a name; cheap, for keys already made."""
    if key in _provinces_by_key():
        return "province"
    return "district" if key in _districts_by_key() else None


def is_district(name: str) -> bool:
    """Some district bears this name; marks, spaces and apostrophes may have been lost."""
    return bool(districts_named(name)) or _bare(name) in _districts_by_bare_key()


@functools.lru_cache(maxsize=2048)
def district_spelled(name: str, province: str | None) -> str:
    """The right spelling of a district of `province` read as `name`; `name` itself when right or not the only one.

    >>> district_spelled("Cư Jut", "Đắk Nông"), district_spelled("Dắk Rlấp", None)
    ('Cư Jút', "Đắk R'Lấp")
    """
    if exact := districts_named(name):
        return exact[0].name
    rows = [row for row in _districts_by_bare_key().get(_bare(name), ()) if province in (None, row.province)]
    if len({row.province for row in rows}) == 1 or len({shape_key(row.name) for row in rows}) == 1:
        return rows[0].name
    return name


@functools.lru_cache(maxsize=2048)
def district_province(name: str, on: dt.date | None = None) -> str | None:
    """The province a district lies in on the day; None when unknown or when several provinces have one of that name.

    From 2025-07-01 it is the province its territory went to. A prefix (`huyện`, `quận` ...) narrows the search.
    """
    rows = districts_named(name)
    prefix = re.match(r"(huyện|quận|thị xã|thành phố)\s", comparable(name))
    if prefix and any(row.kind == prefix.group(1) for row in rows):
        rows = tuple(row for row in rows if row.kind == prefix.group(1))
    return _only({row.province for row in rows}, on)


def _only(names: Iterable[str], on: dt.date | None) -> str | None:
    held = {province.name if on and (province := province_on(name, on)) else name for name in names}
    return held.pop() if len(held) == 1 else None


@functools.cache
def _communes_by_key() -> dict[str, tuple[tuple[str, str, str, str], ...]]:
    """(division, province, district, kind) of each commune by the key of its name."""
    table: dict[str, list[tuple[str, str, str, str]]] = {}
    for row in named_rows("communes.tsv.gz"):
        key = shape_key(row["name"])
        table.setdefault(key, []).append((row["division"], row["province"], row["district"], row["kind"]))
    return {key: tuple(rows) for key, rows in table.items()}


def is_commune(name: str) -> bool:
    """Whether a commune of either division bears this name, marks and all."""
    return shape_key(name) in _communes_by_key()


@functools.lru_cache(maxsize=2048)
def commune_province(name: str, on: dt.date | None = None, district: str | None = None) -> str | None:
    """The province of a commune (with or without xã, phường ...) on the day; None when unknown or not the only one.

    Without a day both divisions are searched. `district` narrows the old division.
    """
    table = _communes_by_key()
    rows = table.get(shape_key(name)) or table.get(shape_key(_COMMUNE_PREFIX.sub("", name.strip())), ())
    if on is not None:
        division = "34" if on >= TWO_LEVELS_FROM else "63"
        rows = tuple(row for row in rows if row[0] == division)
    prefix = re.match(r"(xã|phường|thị trấn|đặc khu)\s", comparable(name))
    if prefix and any(row[3] == prefix.group(1) for row in rows):
        rows = tuple(row for row in rows if row[3] == prefix.group(1))
    if district:
        key = shape_key(_DISTRICT_PREFIX.sub("", district))
        rows = tuple(row for row in rows if not row[2] or shape_key(row[2]) == key)
    return _only({row[1] for row in rows}, on)
