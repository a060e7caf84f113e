"""What other readings of a run of syllables gain, by the model of `normalize.language.likelihood`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from normalize.language.likelihood import log_likelihood
from normalize.language.ngrams import administrative

PAIR_SEEN = 8.0
"""A pair counted so often is a wording, not a slip."""


def gain(numbers: Sequence[int], at: int, other: Sequence[int]) -> float:
    """How many nats likelier the run is with `other` at `at` than as it stands (syllables by number)."""
    first, end = max(0, at - 2), min(len(numbers), at + len(other) + 2)
    window = tuple(numbers[first:end])
    skip = at - first
    changed = (*window[:skip], *other, *window[skip + len(other) :])
    return log_likelihood(changed, skip) - log_likelihood(window, skip)


def stands_with_neighbours(numbers: Sequence[int], at: int, number: int, least: float = PAIR_SEEN) -> bool:
    """Whether syllable `number` was counted `least` times beside one of the neighbours of the place `at`."""
    pair = administrative().pair
    return (at > 0 and pair(numbers[at - 1], number) >= least) or (
        at + 1 < len(numbers) and pair(number, numbers[at + 1]) >= least
    )


def standing_with_neighbours(
    numbers: Sequence[int], at: int, readings: Iterable[tuple[str, int, float]]
) -> list[tuple[str, int, float]]:
    """Those of `readings` (with their number and cost) for which `stands_with_neighbours` holds at the place `at`."""
    pair = administrative().pair
    before = numbers[at - 1] if at > 0 else -1
    after = numbers[at + 1] if at + 1 < len(numbers) else -1
    return [
        reading for reading in readings if pair(before, reading[1]) >= PAIR_SEEN or pair(reading[1], after) >= PAIR_SEEN
    ]


def stands_in_triple(numbers: Sequence[int], at: int, number: int) -> bool:
    """Whether syllable `number` was counted at the place `at` in a triple with two of its neighbours."""
    changed = (*numbers[:at], number, *numbers[at + 1 :])
    triple = administrative().triple
    return any(
        triple(*changed[start : start + 3]) > 0.0 for start in range(max(0, at - 2), min(at, len(changed) - 3) + 1)
    )


def association(numbers: Sequence[int], at: int, number: int) -> float:
    """How strongly syllable `number` is drawn to the nearer of its neighbours: pointwise mutual information, nats."""
    ngrams = administrative()
    neighbours = [(numbers[at - 1], number)] if at else []
    neighbours += [(number, numbers[at + 1])] if at + 1 < len(numbers) else []
    drawn = [
        math.log(count * ngrams.total / (ngrams.unigram(a) * ngrams.unigram(b)))
        for a, b in neighbours
        if (count := ngrams.pair(a, b)) >= PAIR_SEEN
    ]
    return max(drawn, default=-math.inf)


def log_second(a: int, b: int) -> float:
    """Logarithm of the likelihood of `b` after `a`."""
    return log_likelihood((a, b), 1)
