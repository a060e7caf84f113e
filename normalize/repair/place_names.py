"""A rule for names of districts and provinces that lost the marks of one syllable (`Cư Jut` for `Cư Jút`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from normalize.places import districts, provinces
from normalize.repair.changes import Change, Kind, Rule
from normalize.tones import comparable
from schemas.letters import toneless
from schemas.syllables import is_syllable

_CAPITALISED = re.compile(r"[A-ZĐÀ-Ỹ][^\W\d_]*(?: [A-ZĐÀ-Ỹ][^\W\d_]*)+")
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


RULES = (Rule("place_name", _TONELESS_STOP, find_place_names),)
