"""How likely a run of syllables is in administrative Vietnamese: trigrams with back-off over the shipped counts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from normalize.language.ngrams import Ngrams, administrative
from normalize.tones import comparable

_BACK_OFF = math.log(0.4)
_UNSEEN_TRIPLE = math.log(2.5)


def log_ratio(before: Sequence[str], read: Sequence[str], other: Sequence[str], after: Sequence[str]) -> float:
    """Log odds of `other` over `read` between the same neighbours, per the counts (nats; 0.0 when neither is known).

    Runs of different length are compared by their likelihood a syllable, so that the shorter one has no advantage.
    """
    ngrams = administrative()

    def score(words: Sequence[str]) -> float:
        numbers = tuple(ngrams.number(comparable(word.strip(".,;:()"))) for word in (*before, *words, *after))
        return log_likelihood(numbers, len(before)) / (len(words) + len(after))

    spread = max(len(read), len(other)) + len(after)
    return (score(other) - score(read)) * spread


def log_likelihood(numbers: tuple[int, ...], start: int) -> float:
    """Of the syllables (by number, -1 unknown) from `start` on, given those before."""
    ngrams = administrative()
    total = 0.0
    for at in range(start, len(numbers)):
        if at >= 2:
            total += _log_third(ngrams, numbers[at - 2], numbers[at - 1], numbers[at])
        elif at == 1:
            total += _log_second(ngrams, numbers[0], numbers[1])
        else:
            total += ngrams.log_share(numbers[0])
    return total


def _log_third(ngrams: Ngrams, a: int, b: int, c: int) -> float:
    pair, triple = ngrams.log_pair_and_triple(a, b, c)
    if triple > -math.inf:
        return min(0.0, triple - pair)
    if pair == -math.inf:
        return _log_second(ngrams, b, c)
    return min(_BACK_OFF + _log_second(ngrams, b, c), _UNSEEN_TRIPLE - pair, 0.0)


def _log_second(ngrams: Ngrams, b: int, c: int) -> float:
    pair = ngrams.log_pair(b, c)
    return min(0.0, pair - ngrams.log_unigram(b)) if pair > -math.inf else _BACK_OFF + ngrams.log_share(c)
