"""Agency names with misread letters, matched by likeness.

Likeness is one minus the edit distance (insert, delete, replace, swap of neighbours) over the longer length, of keys
without marks and spaces; words in wrong order (`Phòng pháp Tư`) are compared sorted, at a small loss. Head nouns must
be the same (`Bộ Nội vụ` is one letter from `Sở Nội vụ`), places are compared exactly, abbreviations not at all.

The threshold stands between what was measured on corpus/cases/agencies: names with one wrong letter have 0.875
(`Sở Tư pháo`) and more, the 100 near misses at most 0.80 (`Sở Nội vụ` and `Sở Ngoại vụ` have 0.78), and no two names of
the gazetteer that differ in more than word order over 0.854. A wrong match is worse than none, so names of under eight
letters are left, and so is a name whose second candidate is nearly as like. With one letter damaged at random, 87 of
100 names of the gazetteer are still found and none is taken for another body (tests/normalize/test_gazetteer.py).

A right name of a body that has no row may be as like (`Trung tâm Khuyến công` and `Trung tâm Khuyến nông`): it is left
where the counts of neighbouring syllables know the words that differ.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass

from normalize.agency_keys import agency_key, bare_key, head_of, heads
from normalize.agency_places import AgencyPlace, split_place
from normalize.gazetteer_rows import Scope, Spelling, by_key
from normalize.language.confusions import is_counted
from normalize.language.ngrams import administrative
from normalize.tones import comparable
from schemas.letters import toneless

THRESHOLD = 0.86
MARGIN = 0.04
_SORTED_LOSS = 0.97
_MIN_LETTERS = 8
_WORDING = 100.0
"""A pair of syllables counted as often as this is a wording of its own (`khuyến công`), unless it is flagged."""
# Abbreviations differ by single letters on purpose (`BTC`, `BTG`); only names in words are matched by likeness.
_VOWEL = re.compile("[aeiouy]")


@dataclass(frozen=True, slots=True)
class Likely:
    """The best match above the threshold (`spelling` None when there is none) and the nearest names with it."""

    spelling: Spelling | None
    place: AgencyPlace | None
    score: float
    candidates: tuple[str, ...]
    read: str = ""


@functools.cache
def _bare_heads() -> frozenset[str]:
    return frozenset(toneless(head).split()[0] for head in heads())


@functools.cache
def _choices() -> dict[str, list[tuple[str, str, str]]]:
    """(bare key, sorted bare key, key) of every spelling long enough, by its first word without marks."""
    table: dict[str, list[tuple[str, str, str]]] = {}
    for key in by_key():
        bare, words = bare_key(key), toneless(key).split()
        if len(bare) >= _MIN_LETTERS and all(_VOWEL.search(word) for word in words):
            table.setdefault(words[0], []).append((bare, "".join(sorted(words)), key))
    return table


def likeness(left: str, right: str) -> float:
    """Likeness 0..1 of two agency keys, as the matcher sees it; 0 when their head nouns differ."""
    first, second = toneless(left).split(), toneless(right).split()
    if not first or not second or not _heads_agree(first[0], second[0]):
        return 0.0
    if not _words_agree(len(first), "".join(first), len(second), "".join(second)):
        return 0.0
    return _likeness("".join(first), "".join(sorted(first)), "".join(second), "".join(sorted(second)), 0.0)


def _heads_agree(read: str, known: str) -> bool:
    """The same head noun, or a first word that is no head at all (`Phong`, `Sơ` keep theirs; `Phonq` is none)."""
    return read == known or (read not in _bare_heads() and abs(len(read) - len(known)) <= 1)


def _words_agree(read_words: int, read: str, known_words: int, known: str) -> bool:
    """A word more or less is another body (`Phòng Nghiệp vụ Y`); a blank more or less in the same letters is damage."""
    return read_words == known_words or read == known


def _likeness(read: str, read_sorted: str, known: str, known_sorted: str, cutoff: float) -> float:
    from rapidfuzz.distance import OSA

    straight = OSA.normalized_similarity(read, known, score_cutoff=cutoff)
    if read_sorted == read and known_sorted == known:
        return straight
    return max(straight, _SORTED_LOSS * OSA.normalized_similarity(read_sorted, known_sorted, score_cutoff=cutoff))


@functools.lru_cache(maxsize=4096)
def likeliest(key: str, on: dt.date | None, order: tuple[Scope, ...]) -> Likely:
    """The known spelling most like `key`, if one is like enough and clearly more so than any other body."""
    found: list[_Scored] = []
    for body, place in _bodies(key):
        found += _scored(body, place, on, order)
    found.sort(key=lambda entry: -entry[0])
    names = tuple(dict.fromkeys(entry[1].row.agency_id for entry in found))[:5]
    if not found or found[0][0] < THRESHOLD:
        return Likely(None, None, 0.0, names)
    score, best, place, read = found[0]
    rivals = [other for other, spelling, _, _ in found if spelling.row.plain_name != best.row.plain_name]
    if rivals and score - rivals[0] < MARGIN:
        return Likely(None, None, 0.0, names)
    if is_other_wording(read, agency_key(best.text)):
        return Likely(None, None, 0.0, names)
    return Likely(best, place, round(min(score, 0.93), 4), names, read)


def is_other_wording(read: str, known: str) -> bool:
    """Whether a word that `known` has not is a right one where it stands: `Khuyến công` is no misread `Khuyến nông`.

    Words that differ in marks alone are damage, and so are those that the counts do not know beside their neighbours.
    The head noun counts as a neighbour only of a field of one word.
    """
    own, other = read.split(), known.split()
    if len(own) != len(other):
        return False
    by_letters = {toneless(word): word for word in other}
    meant = [by_letters.get(toneless(word), word) for word in own]
    first = len((head_of(read) or "").split())
    first = first if len(own) - first > 1 else 0
    return any(
        toneless(word) not in by_letters and is_counted(comparable(word)) and _fits_at(meant, at, first)
        for at, word in enumerate(meant)
    )


def _fits_at(words: list[str], at: int, first: int) -> bool:
    """Whether the word at `at` makes a wording with a neighbour from `first` on."""
    ngrams = administrative()
    numbers = [ngrams.number(comparable(word)) for word in words]
    pairs = [ngrams.pair_index(*numbers[left : left + 2]) for left in (at - 1, at) if first <= left < len(words) - 1]
    return any(pair >= 0 and not ngrams.is_flagged(pair) and ngrams.count_at(pair) >= _WORDING for pair in pairs)


def _bodies(key: str) -> list[tuple[str, AgencyPlace | None]]:
    return [(key, None), *((placed.body, placed.place) for placed in split_place(key))]


_Scored = tuple[float, Spelling, AgencyPlace | None, str]
"""Likeness, the spelling, the place taken off, the key of the body as read."""


def _scored(body: str, place: AgencyPlace | None, on: dt.date | None, order: tuple[Scope, ...]) -> list[_Scored]:
    words = toneless(body).split()
    read, read_sorted = "".join(words), "".join(sorted(words))
    if len(read) < _MIN_LETTERS:
        return []
    scored = []
    for first, choices in _choices().items():
        if not _heads_agree(words[0], first):
            continue
        for bare, bare_sorted, key in choices:
            if not _words_agree(len(words), read, key.count(" ") + 1, bare):
                continue
            score = _likeness(read, read_sorted, bare, bare_sorted, THRESHOLD - 2 * MARGIN)
            if score > 0 and (spelling := _fitting(by_key()[key], place, on, order)):
                scored.append((score, spelling, place, body))
    return scored


def _fitting(
    found: tuple[Spelling, ...], place: AgencyPlace | None, on: dt.date | None, order: tuple[Scope, ...]
) -> Spelling | None:
    fitting = [spelling for spelling in found if place is None or spelling.row.scope in place.scopes]
    return min(fitting, key=lambda s: (not s.row.existed(on), order.index(s.row.scope)), default=None)
