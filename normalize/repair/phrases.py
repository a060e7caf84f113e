"""Fixed phrases of administrative language, found by their bare letters: where to look closer, and for what.

A phrase is no licence to overwrite: the counts of neighbouring syllables decide (`normalize.repair.evidence`). It lets
several syllables change together where its letters are no other wording (`lone_phrases.tsv`), lets a capital inside a
sentence change (`đánh giá Chi số`), and lowers the bar.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from normalize.data_rows import data_rows
from normalize.tones import comparable
from schemas.letters import toneless


@dataclass(frozen=True, slots=True)
class Phrase:
    """The syllables of a phrase (lower case, tones placed the older way) and the same without marks."""

    syllables: tuple[str, ...]
    bare: tuple[str, ...]
    is_alone: bool
    """Whether no wording has its letters with other marks on several syllables (`lone_phrases.tsv`)."""


LONGEST_PHRASE = 5
"""Syllables of a phrase at most that is looked for from a doubt inside it."""


@functools.cache
def long_phrases() -> frozenset[tuple[str, str]]:
    """The first two syllables of the phrases that have more."""
    phrases = (phrase for found in phrase_index().values() for phrase in found)
    return frozenset(phrase.syllables[:2] for phrase in phrases if len(phrase.syllables) > 2)  # type: ignore[misc]


def phrases_at(keys: Sequence[str], start: int) -> list[Phrase]:
    """The phrases whose bare letters stand at `keys[start:]` but whose marks differ there; the longest first.

    `keys` are syllables in lower case, tones placed the older way.
    """
    if start + 1 >= len(keys):
        return []
    found = []
    for phrase in phrase_index().get((toneless(keys[start]), toneless(keys[start + 1])), ()):
        read = tuple(keys[start : start + len(phrase.syllables)])
        if read == phrase.syllables:
            break  # what is longer may still be misread behind it
        if tuple(map(toneless, read)) == phrase.bare:
            found.append(phrase)
    return found


@functools.cache
def phrase_index() -> dict[tuple[str, str], tuple[Phrase, ...]]:
    """Phrases by their first two bare syllables, the longest first.

    Raises:
        ValueError: a row is a single syllable, or stands twice; a phrase of `lone_phrases.tsv` is none.
    """
    alone = {tuple(comparable(row).split()) for row, _ in data_rows("repair/lone_phrases.tsv")}
    index: dict[tuple[str, str], list[Phrase]] = defaultdict(list)
    seen: set[tuple[str, ...]] = set()
    for row, _ in data_rows("repair/phrases.tsv"):
        syllables = tuple(comparable(row).split())
        bare = tuple(map(toneless, syllables))
        if len(syllables) < 2 or syllables in seen:
            raise ValueError(f"phrases.tsv: {row!r} is one syllable, or stands twice")
        index[bare[0], bare[1]].append(Phrase(syllables, bare, syllables in alone))
        seen.add(syllables)
    if strange := alone - seen:
        raise ValueError(f"lone_phrases.tsv: {' '.join(min(strange))!r} is no phrase")
    return {head: tuple(sorted(found, key=lambda p: -len(p.syllables))) for head, found in index.items()}


@functools.cache
def phrase_pairs() -> frozenset[tuple[str, str]]:
    """The first two syllables of every phrase as they should read."""
    return frozenset((p.syllables[0], p.syllables[1]) for found in phrase_index().values() for p in found)
