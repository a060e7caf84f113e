"""Rules for names of places with misread marks: `Cư Jut` for `Cư Jút`, `tỉnh Lâm Đông` for `tỉnh Lâm Đồng`."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

from normalize.data_rows import named_rows
from normalize.places import districts, is_commune, provinces
from normalize.repair.changes import Change, Kind, Rule
from normalize.tones import comparable, shape_key
from schemas.letters import MARKED_CAPITALS, toneless
from schemas.syllables import is_syllable

_CAPITALISED = re.compile(r"[A-ZĐÀ-Ỹ][^\W\d_]*(?: [A-ZĐÀ-Ỹ][^\W\d_]*)+")
_CAPITAL = rf"[A-ZĐ{MARKED_CAPITALS}]"
_WORDS = rf"{_CAPITAL}[^\W\d_]*(?: {_CAPITAL}[^\W\d_]*){{1,3}}"
_CONTEXT = re.compile(r"[Hh]uyện|[Tt]hị xã|[Tt]hành phố|[Tt]ỉnh|[Qq]uận|UBND|HUYỆN|THỊ XÃ|THÀNH PHỐ|TỈNH|QUẬN")
_TONELESS_STOP = re.compile(r"[A-Z][a-z]{0,5}(?:ch|[cpt])\b")
_REACH = 80  # characters before a name in which a word for its kind must stand


def find_place_names(text: str, kind: Kind) -> Iterator[Change]:
    """A district or province with one syllable read without its marks gets the marks of the gazetteer.

    Only a syllable that cannot be without a tone (it ends in c, ch, p or t), where no other place has the same bare
    letters, and where a word for the kind of place stands before the name. Names without any mark (`Kon Tum`,
    `Dak Lak`), names of people and other wrong marks (`Mù Cang Chải`) stay.
    """
    for match in _CAPITALISED.finditer(text):
        words = tuple(match.group().split(" "))
        start = match.start()
        for at in range(len(words) - 1):
            for size in (3, 2):
                change = _restored(words[at : at + size], size)
                if change and _CONTEXT.search(text, max(0, start - _REACH), start):
                    position, right = change
                    first = start + sum(len(word) + 1 for word in words[at : at + position])
                    yield Change(first, first + len(words[at + position]), right, 0.95)
                    break
            start += len(words[at]) + 1


@functools.lru_cache(maxsize=16384)
def _restored(words: tuple[str, ...], size: int) -> tuple[int, str] | None:
    """Which of the words lost its marks, and the word as it should be."""
    if len(words) != size:
        return None
    name = _names().get(tuple(toneless(word).lower() for word in words))
    if name is None:
        return None
    wrong = [
        at for at, (read, right) in enumerate(zip(words, name, strict=True)) if comparable(read) != comparable(right)
    ]
    if len(wrong) != 1 or words[wrong[0]] != toneless(words[wrong[0]]):
        return None
    if all(word == toneless(word) for word in words) or is_syllable(words[wrong[0]].lower()):
        return None
    right = name[wrong[0]]
    return wrong[0], right.upper() if words[wrong[0]].isupper() and len(right) > 1 else right


@functools.cache
def _names() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Names of two or three syllables by their bare letters; those that two places share are left out."""
    found: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for name in {unit.name for unit in districts()} | {unit.name for unit in provinces()}:
        words = tuple(name.split(" "))
        if len(words) in (2, 3) and all(word.isalpha() for word in words):
            found.setdefault(tuple(toneless(word).lower() for word in words), set()).add(words)
    return {bare: names.pop() for bare, names in found.items() if len(names) == 1}


_PROVINCE = re.compile(
    rf"(?:(?<!\w)(?:[Tt]ỉnh|TỈNH)\s+)(?P<name>{_WORDS})"
    rf"|\A\W*(?P<place>{_WORDS})(?=\s?,\s*ngày\s)"
)


def find_provinces(text: str, kind: Kind) -> Iterator[Change]:
    """A province whose letters are right and whose marks are not, behind `tỉnh` or in front of a date.

    Names without any mark (`Dak Lak`) and known spellings (`Đắc Lắc`) stay, and before a date so does the name of any
    other place (`Kiến Giang, ngày ...` is a town), which the whole document may settle (`province_of_place`).
    """
    for match in _PROVINCE.finditer(text):
        group = "name" if match["name"] else "place"
        words = match[group].split(" ")
        for size in (4, 3, 2):
            right = _provinces().get(tuple(toneless(word).lower() for word in words[:size]))
            if right is None or len(words) < size or (group == "place" and len(words) > size):
                continue
            yield from _with_marks(match.start(group), words[:size], right, is_place=group == "place")
            break


def _with_marks(start: int, words: Sequence[str], right: Sequence[str], *, is_place: bool) -> Iterator[Change]:
    name = " ".join(words)
    if name == toneless(name) or shape_key(name) in _spellings():
        return
    if is_place and name != " ".join(right) and _is_other_place(name):
        return
    yield from _marked(start, words, right)


def _marked(start: int, words: Sequence[str], right: Sequence[str]) -> Iterator[Change]:
    for read, word in zip(words, right, strict=True):
        if comparable(read) != comparable(word):
            yield Change(start, start + len(read), word.upper() if read.isupper() and len(word) > 1 else word, 0.95)
        start += len(read) + 1


@functools.cache
def _provinces() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Provinces of two words or more by their bare letters."""
    named: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for province in provinces():
        words = tuple(province.name.split(" "))
        if len(words) > 1 and all(word.isalpha() for word in words):
            named.setdefault(tuple(toneless(word).lower() for word in words), set()).add(words)
    return {bare: names.pop() for bare, names in named.items() if len(names) == 1}


@functools.cache
def _spellings() -> frozenset[str]:
    return frozenset(shape_key(row["spelling"]) for row in named_rows("province_spellings.tsv"))


@functools.cache
def _districts() -> frozenset[str]:
    return frozenset(shape_key(district.name) for district in districts())


def _is_other_place(name: str) -> bool:
    return shape_key(name) in _districts() or is_commune(name)


_PLACE = re.compile(rf"^\W*(?P<name>{_WORDS})(?=\s?,\s*ngày\s)", re.MULTILINE)
_KINDS = "xã|phường|thị trấn|huyện|quận|thị xã|thành phố"


def province_of_place(text: str) -> Rule | None:
    """The rule for a place before a date that bears the name of a smaller place, where the document says it is none.

    `Thanh Hòa, ngày ...` is Thanh Hóa misread where the document names `tỉnh Thanh Hóa` and no `xã Thanh Hòa`.
    """
    match = _PLACE.search(text)
    words = match["name"].split(" ") if match else []
    right = _provinces().get(tuple(toneless(word).lower() for word in words))
    if right is None or not _is_other_place(name := " ".join(words)) or not _is_named("tỉnh", " ".join(right), text):
        return None
    if comparable(name) == comparable(" ".join(right)) or _is_named(_KINDS, name, text):
        return None

    def find(text: str, kind: Kind) -> Iterator[Change]:
        found = _PLACE.match(text)
        if found is not None and found["name"] == name:
            yield from _marked(found.start("name"), words, right)

    return Rule("place_name", _PLACE, find)


def _is_named(kinds: str, name: str, text: str) -> bool:
    return re.search(rf"(?<!\w)(?:{kinds})\s+{re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


RULES = (
    Rule("place_name", _TONELESS_STOP, find_place_names),
    Rule("place_name", re.compile(r"[Tt]ỉnh|TỈNH|,\s*ngày\s"), find_provinces),
)
