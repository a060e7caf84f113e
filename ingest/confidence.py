"""How sure an engine is of several words together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class RatedWord(Protocol):
    """A word with the engine's confidence, 0..1, where it gave one."""

    @property
    def text(self) -> str: ...

    @property
    def confidence(self) -> float | None: ...


def mean_confidence(words: Iterable[RatedWord]) -> float | None:
    """Confidence of `words` weighted by their length; None when they come without one."""
    rated = [(word.confidence, max(1, len(word.text))) for word in words if word.confidence is not None]
    letters = sum(weight for _, weight in rated)
    return round(sum(value * weight for value, weight in rated) / letters, 4) if letters else None
