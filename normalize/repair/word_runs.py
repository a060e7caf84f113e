"""Words in a row: what every rule on neighbouring words looks at, taken from a text once."""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from typing import NamedTuple

_RUN = re.compile(r"[^\W\d_]+(?:[ \n][^\W\d_]+)*")


class WordRun(NamedTuple):
    """Words (letters only) with nothing but a blank or a line break between them, and the offset of the first."""

    start: int
    words: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    """Each word with the next."""

    @property
    def end(self) -> int:
        """The offset behind the last word."""
        return self.start + sum(map(len, self.words)) + len(self.pairs)


@functools.lru_cache(maxsize=8)  # several rules ask for the same text, one after the other
def word_runs(text: str) -> tuple[WordRun, ...]:
    """The runs of `text`, in order; a word alone is a run, too."""
    return tuple(
        WordRun(run.start(), words, tuple(pairwise(words)))
        for run in _RUN.finditer(text)
        for words in (tuple(run.group().split()),)
    )
