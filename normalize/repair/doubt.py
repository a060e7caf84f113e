"""Which neighbouring words are worth a second look: those that are rare where a confusable pair is frequent."""

from __future__ import annotations

import functools
from typing import NamedTuple

from normalize.language.confusions import candidates
from normalize.language.ngrams import administrative
from normalize.repair.memory import Unremarkable
from normalize.repair.phrases import phrase_pairs
from normalize.tones import comparable
from schemas.letters import toneless

_SUSPICIOUS_COUNT = 15.0


class Known(NamedTuple):
    """What is looked up of a word before any of its neighbours: its key, its number in the counts, its bare letters."""

    key: str
    number: int
    bare: str


@functools.lru_cache(maxsize=65536)
def known(word: str) -> Known:
    """What is looked up of `word`."""
    key = comparable(word)
    return Known(key, administrative().number(key), toneless(key))


def _is_doubtful(pair: tuple[str, str]) -> bool:
    """Whether anything speaks against the two words side by side."""
    a, b = map(known, pair)
    if (a.bare, b.bare) in _bare_phrase_pairs() and (a.key, b.key) not in phrase_pairs():
        return True
    ngrams = administrative()
    index = ngrams.pair_index(a.number, b.number)
    if index >= 0:
        return ngrams.is_flagged(index)
    count, first, second = ngrams.pair, a.number, b.number
    # Loops, not `any`: this is asked of every pair that was never counted, with some twenty readings of each word.
    if second >= 0:
        for _, other, _ in candidates(a.key):
            if count(other, second) >= _SUSPICIOUS_COUNT:
                return True
    if first >= 0:
        for _, other, _ in candidates(b.key):
            if count(first, other) >= _SUSPICIOUS_COUNT:
                return True
    return False


FINE = Unremarkable(_is_doubtful)
"""Pairs of neighbouring words that nothing speaks against."""


@functools.cache
def _bare_phrase_pairs() -> frozenset[tuple[str, str]]:
    return frozenset((toneless(a), toneless(b)) for a, b in phrase_pairs())
