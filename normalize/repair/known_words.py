"""Abbreviations and foreign words that belong in administrative text: never repaired, never taken for noise."""

from __future__ import annotations

import functools

from normalize.data_rows import data_rows
from normalize.tones import comparable


@functools.cache
def known_abbreviations() -> frozenset[str]:
    """Abbreviations in use, in capitals (`UBND`, `TTHC`, `ISO`, `PAPI`)."""
    return frozenset(word for word, _ in data_rows("repair/known_abbreviations.tsv"))


@functools.cache
def kept_pairs() -> frozenset[tuple[str, ...]]:
    """Pairs of syllables (lower case) that are right although a look-alike is far more frequent (`hội thao`)."""
    return frozenset(tuple(comparable(pair).split()) for pair, _ in data_rows("repair/kept_pairs.tsv"))


@functools.cache
def foreign_words() -> frozenset[str]:
    """Foreign words in use, in lower case (`website`, `index`, `video`)."""
    return frozenset(word for word, _ in data_rows("repair/foreign_words.tsv"))
