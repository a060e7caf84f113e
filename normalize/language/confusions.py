"""Which syllables an OCR engine may have read as which: the channel of the noisy-channel decision.

Candidates for a syllable are the counted syllables with the same letters when tone and vowel marks (and đ) are taken
away, and those that a row of `data/repair/confusions.tsv` leads to. Costs are natural logarithms: how much less likely
the slip is than the likeliest one.
"""

from __future__ import annotations

import csv
import functools
import unicodedata
from collections import defaultdict
from importlib import resources

from normalize.language.ngrams import Ngrams, administrative
from schemas.letters import toneless
from schemas.syllables import is_syllable

RARE = 40.0
"""A syllable counted less often than this is never proposed."""

_TONE_ONLY, _VOWEL_ONLY, _BARRED_D, _BOTH = 1.0, 1.5, 1.5, 2.5
_UNREADABLE = 3.0
_LETTERS = "abcdefghijklmnopqrstuvxy"


@functools.lru_cache(maxsize=16384)
def candidates(syllable: str) -> tuple[tuple[str, int, float], ...]:
    """What `syllable` (lower case) may stand for: syllable, its number in the counts, cost; likeliest first.

    The syllable itself is not among them.
    """
    ngrams = administrative()
    found: dict[str, float] = {}
    for other in _same_letters(toneless(syllable)):
        found[other] = mark_cost(syllable, other)
    for other, cost in _by_table(syllable):
        found[other] = min(cost, found.get(other, cost))
    if not is_counted(syllable):
        for other in _one_letter_off(toneless(syllable)):
            found.setdefault(other, _UNREADABLE + 0.5 * mark_cost(syllable, other))
    found.pop(syllable, None)
    scored = ((other, ngrams.number(other), cost) for other, cost in found.items())
    return tuple(sorted((item for item in scored if ngrams.unigram(item[1]) >= RARE), key=lambda item: item[2]))


@functools.lru_cache(maxsize=16384)
def is_counted(syllable: str) -> bool:
    """Whether `syllable` is written at all: of the shape of a syllable, and counted often enough."""
    ngrams = administrative()
    return is_syllable(syllable) and ngrams.unigram(ngrams.number(syllable)) >= RARE


@functools.cache
def _groups() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = defaultdict(list)
    ngrams: Ngrams = administrative()
    for number, syllable in enumerate(ngrams.syllables):
        if ngrams.unigram(number) >= RARE and is_syllable(syllable):
            groups[toneless(syllable)].append(syllable)
    return groups


def _same_letters(bare: str) -> list[str]:
    return _groups().get(bare, [])


def mark_cost(read: str, right: str) -> float:
    """Cost of reading `right` as `read` when they differ in marks only (0.0 when they do not)."""
    tone_read, base_read = _tone_and_base(read)
    tone_right, base_right = _tone_and_base(right)
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
    path = resources.files("normalize") / "data" / "repair" / "confusions.tsv"
    lines = (line for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        cost = float(row["cost"])
        if row["unit"] == "syllable":
            whole[row["read"]].append((row["right"], cost))
        elif row["unit"] == "letters":
            parts.append((row["read"], row["right"], cost))
        else:
            raise ValueError(f"confusions.tsv: unknown unit {row['unit']!r} in the row {row['read']} -> {row['right']}")
    return whole, parts


def _by_table(syllable: str) -> list[tuple[str, float]]:
    whole, parts = _table()
    found = list(whole.get(syllable, ()))
    bare = toneless(syllable)
    for read, right, cost in parts:
        at = bare.find(read)
        while at >= 0:
            others = _same_letters(bare[:at] + right + bare[at + len(read) :])
            found += ((other, cost + 0.5 * _marks_apart(syllable, other)) for other in others)
            at = bare.find(read, at + 1)
    return found


def _marks_apart(read: str, right: str) -> float:
    return 0.0 if _tone_and_base(read)[0] == _tone_and_base(right)[0] else 1.0


def _one_letter_off(bare: str) -> list[str]:
    """Syllables whose bare letters are one insertion, deletion, exchange or swap away."""
    cuts = [(bare[:at], bare[at:]) for at in range(len(bare) + 1)]
    near = {head + tail[1:] for head, tail in cuts if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    near |= {head + letter + tail for head, tail in cuts for letter in _LETTERS}
    near |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in _LETTERS}
    groups = _groups()
    return [syllable for key in near if key in groups and key != bare for syllable in groups[key]]
