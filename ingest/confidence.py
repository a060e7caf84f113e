"""How sure an engine is of several words together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from schemas.text import UnsureWord

_UNSURE = 0.95
"""Below it a word of Tesseract's networks is wrong ten times as often as above (on rendered scans 6 to 30 % are)."""


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


def unsure_words(words: Iterable[RatedWord]) -> tuple[UnsureWord, ...] | None:
    """Those of `words`, as Tesseract read and rated them, that it was unsure of; None when they were not rated.

    Other engines rate by other measures.
    """
    rated = [UnsureWord(word.text, word.confidence) for word in words if word.confidence is not None]
    return tuple(word for word in rated if word.confidence < _UNSURE) if rated else None
