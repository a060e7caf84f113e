"""Abbreviations and foreign words that belong in administrative text: never repaired, never taken for noise."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from normalize.data_rows import data_rows
from normalize.tones import comparable


@functools.cache
def known_abbreviations() -> frozenset[str]:
    """Abbreviations in use, in capitals (`UBND`, `TTHC`, `ISO`, `PAPI`)."""
    return frozenset(word for word, _ in data_rows("repair/known_abbreviations.tsv"))


_KEPT_SIZES = range(2, 5)  # syllables of a kept wording


@functools.cache
def kept_wordings() -> frozenset[tuple[str, ...]]:
    """Wordings (lower case) that are right although a look-alike is far more frequent (`hội thao`).

    Raises:
        ValueError: a row has one syllable, or more than four.
    """
    wordings = frozenset(tuple(comparable(wording).split()) for wording, _ in data_rows("repair/kept_wordings.tsv"))
    if wrong := [wording for wording in wordings if len(wording) not in _KEPT_SIZES]:
        raise ValueError(f"kept_wordings.tsv: {' '.join(wrong[0])!r} has not two to four syllables")
    return wordings


def is_kept(keys: Sequence[str], at: int) -> bool:
    """Whether the syllable `at` of a run (lower case) belongs to a kept wording that stands there."""
    kept = kept_wordings()
    return any(
        tuple(keys[start : start + size]) in kept
        for size in _KEPT_SIZES
        for start in range(max(0, at - size + 1), at + 1)
    )


@functools.cache
def foreign_words() -> frozenset[str]:
    """Foreign words in use, in lower case (`website`, `index`, `video`)."""
    return frozenset(word for word, _ in data_rows("repair/foreign_words.tsv"))
