"""Which syllables an OCR engine may have read as which: the channel of the noisy-channel decision.

Candidates for a syllable are the counted syllables with the same letters when tone and vowel marks (and đ) are taken
away, and those that a row of `data/repair/confusions.tsv` leads to. Costs are natural logarithms: how much less likely
the slip is than the likeliest one.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from normalize.data_rows import named_rows
from normalize.language.ngrams import Ngrams, administrative
from schemas.letters import toneless
from schemas.syllables import is_syllable

RARE = 40.0
"""A syllable counted less often than this is never proposed."""

_TONE_ONLY, _VOWEL_ONLY, _BARRED_D, _BOTH = 1.0, 1.5, 1.5, 2.5
_UNREADABLE = 3.0
_LOST = 3.0
_LETTERS = "abcdefghijklmnopqrstuvxy"


class _Counted(NamedTuple):
    """A syllable that may be proposed: its number in the counts, its tone mark, and its letters without that."""

    syllable: str
    number: int
    tone: str
    base: str


@functools.lru_cache(maxsize=16384)
def candidates(syllable: str) -> tuple[tuple[str, int, float], ...]:
    """What `syllable` (lower case) may stand for: syllable, its number in the counts, cost; likeliest first.

    The syllable itself is not among them.
    """
    bare, (tone, base) = toneless(syllable), _tone_and_base(syllable)
    found: dict[str, tuple[str, int, float]] = {}
    for other in _same_letters(bare):
        found[other.syllable] = (other.syllable, other.number, _mark_cost(tone, base, other.tone, other.base))
    for other, cost in _by_table(syllable, bare, tone):
        if other.syllable not in found or cost < found[other.syllable][2]:
            found[other.syllable] = (other.syllable, other.number, cost)
    for other in _without_a_letter().get(syllable, ()):
        found.setdefault(other.syllable, (other.syllable, other.number, _LOST))
    if not is_counted(syllable) and len(syllable) > 1:
        for other in _one_letter_off(bare):
            cost = _UNREADABLE + 0.5 * _mark_cost(tone, base, other.tone, other.base)
            found.setdefault(other.syllable, (other.syllable, other.number, cost))
    found.pop(syllable, None)
    return tuple(sorted(found.values(), key=itemgetter(2)))


@functools.lru_cache(maxsize=16384)
def is_counted(syllable: str) -> bool:
    """Whether `syllable` is written at all: of the shape of a syllable, and counted often enough."""
    ngrams = administrative()
    return is_syllable(syllable) and ngrams.unigram(ngrams.number(syllable)) >= RARE


@functools.cache
def _groups() -> dict[str, list[_Counted]]:
    """The syllables that may be proposed, by their letters without marks."""
    groups: dict[str, list[_Counted]] = defaultdict(list)
    ngrams: Ngrams = administrative()
    for number, syllable in enumerate(ngrams.syllables):
        if ngrams.unigram(number) >= RARE and is_syllable(syllable):
            groups[toneless(syllable)].append(_Counted(syllable, number, *_tone_and_base(syllable)))
    return groups


@functools.cache
def _without_a_letter() -> dict[str, list[_Counted]]:
    """The syllables that may be proposed, by what is left of them when their marked vowel is not printed.

    Fonts and engines that lack a letter with its marks leave it out (`thi gian`, `phi hợp`, `t chức`). What is left and
    can be no syllable is met by `_one_letter_off`.
    """
    left: dict[str, list[_Counted]] = defaultdict(list)
    for group in _groups().values():
        for one in group:
            for at, letter in enumerate(one.syllable):
                rest = one.syllable[:at] + one.syllable[at + 1 :]
                if not letter.isascii() and letter != "đ" and (len(rest) == 1 or is_counted(rest)):
                    left[rest].append(one)
    return left


def _same_letters(bare: str) -> Sequence[_Counted]:
    return _groups().get(bare, ())


def mark_cost(read: str, right: str) -> float:
    """Cost of reading `right` as `read` when they differ in marks only (0.0 when they do not)."""
    return _mark_cost(*_tone_and_base(read), *_tone_and_base(right))


def _mark_cost(tone_read: str, base_read: str, tone_right: str, base_right: str) -> float:
    if base_read == base_right:
        return 0.0 if tone_read == tone_right else _TONE_ONLY
    if base_read.replace("đ", "d") == base_right.replace("đ", "d"):
        return _BARRED_D + (0.0 if tone_read == tone_right else 1.0)
    return _VOWEL_ONLY if tone_read == tone_right else _BOTH


_TONES = "\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING HOOK ABOVE}\N{COMBINING TILDE}\N{COMBINING DOT BELOW}"  # noqa: E501 - five names


@functools.lru_cache(maxsize=16384)
def _tone_and_base(syllable: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", syllable)
    tone = "".join(mark for mark in parts if mark in _TONES)
    return tone, unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))


@functools.cache
def _table() -> tuple[dict[str, list[tuple[str, float]]], list[tuple[str, str, float]]]:
    """Rows for whole syllables, and rows for a part of the letters without marks."""
    whole: dict[str, list[tuple[str, float]]] = defaultdict(list)
    parts: list[tuple[str, str, float]] = []
    for row in named_rows("repair/confusions.tsv"):
        cost = float(row["cost"])
        if row["unit"] == "syllable":
            whole[row["read"]].append((row["right"], cost))
        elif row["unit"] == "letters":
            parts.append((row["read"], row["right"], cost))
        else:
            raise ValueError(f"confusions.tsv: unknown unit {row['unit']!r} in the row {row['read']} -> {row['right']}")
    return whole, parts


def _by_table(syllable: str, bare: str, tone: str) -> Iterator[tuple[_Counted, float]]:
    whole, parts = _table()
    for right, cost in whole.get(syllable, ()):
        yield from ((other, cost) for other in _same_letters(toneless(right)) if other.syllable == right)
    for read, right, cost in parts:
        at = bare.find(read)
        while at >= 0:
            for other in _same_letters(bare[:at] + right + bare[at + len(read) :]):
                yield other, cost if other.tone == tone else cost + 0.5
            at = bare.find(read, at + 1)


def _one_letter_off(bare: str) -> list[_Counted]:
    """Syllables whose bare letters are one insertion, deletion, exchange or swap away."""
    cuts = [(bare[:at], bare[at:]) for at in range(len(bare) + 1)]
    near = {head + tail[1:] for head, tail in cuts if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    near |= {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    near |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    groups = _groups()
    return [other for key in near if key in groups and key != bare for other in groups[key]]
