"""Whether the time of a step grows with the size of its input alone: a ratio of two runs, never seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

_SHARE = (
    4  # the small input is this part of the large one: a linear step takes 4 times as long, a quadratic one 16 times
)
_MOST = 9  # halfway between them by ratio
_TOLD = 0.5  # processor seconds; a shorter run says nothing of growth, and a quadratic step takes longer on such sizes
_ATTEMPTS = 3  # a loaded machine swings a ratio once, a step that is quadratic is beyond the bound each time


def long_texts(*cases: tuple[str, str, int, str]) -> pytest.MarkDecorator:
    """Parametrizes a test by `text`, a function of a count, and `count`.

    Each of `cases` is what stands before, what is repeated, how often, and what stands after.
    """
    texts = [(lambda n, b=before, r=repeated, a=after: b + r * n + a, n) for before, repeated, n, after in cases]
    return pytest.mark.parametrize(
        ("text", "count"), texts, ids=[f"{before[:12] + repeated!r} x {count}" for before, repeated, count, _ in cases]
    )


def assert_linear(step: Callable[[int], object], size: int) -> None:
    """Run `step` on `size` and on a quarter of it; fail where the first takes much more than four times the second."""
    ratios: list[float] = []
    for _ in range(_ATTEMPTS):
        large = _seconds(step, size)
        if large < _TOLD:
            return
        ratios.append(large / _seconds(step, size // _SHARE))
        if ratios[-1] <= _MOST:
            return
    raise AssertionError(f"{_SHARE} times the size took {', '.join(f'{ratio:.1f}' for ratio in ratios)} times as long")


def _seconds(step: Callable[[int], object], size: int) -> float:
    started = time.process_time()
    step(size)
    return time.process_time() - started
