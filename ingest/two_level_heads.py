"""Heads of two levels, as reading order leaves them: the headings of the upper row, then those below one of them.

    STT / Nhiệm vụ / Cơ quan thực hiện / Thời gian / Chủ trì / Phối hợp

`Cơ quan thực hiện` has no column; `Chủ trì` and `Phối hợp` stand below it, before `Thời gian`. What is above what no
line tells, so each head that may be meant is tried on the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.column_kinds import kind_of_heading

_FEWEST, _MOST = 2, 4  # headings below one
_Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Head:
    """The headings in order; the last `below` of them stand below that with index `parent`, if any."""

    cells: tuple[_Cell, ...]
    parent: int = 0
    below: int = 0

    @property
    def headings(self) -> list[str]:
        """The headings of the columns behind that of numbers, from left to right."""
        texts = [text for text, _ in self.cells]
        if not self.below:
            return texts[1:]
        upper, lower = texts[: -self.below], texts[-self.below :]
        return [*upper[1 : self.parent], *lower, *upper[self.parent + 1 :]]

    def rows(self) -> list[list[_Cell]]:
        """The cells of the head's rows, blank ones where another level has a heading, or none at all."""
        if not self.below:
            return [list(self.cells)]
        upper, lower = self.cells[: -self.below], self.cells[-self.below :]
        right = [("", upper[self.parent][1])] * (self.below - 1)
        left = [("", lower[0][1])] * self.parent
        return [[*upper[: self.parent + 1], *right, *upper[self.parent + 1 :]], [*left, *lower]]


def possible_heads(cells: Sequence[_Cell]) -> Iterator[Head]:
    """The heads that cells in reading order may be, that of one level first."""
    yield Head(tuple(cells))
    kinds = [kind_of_heading(text) for text, _ in cells]
    for below in range(_FEWEST, _MOST + 1):
        first = len(cells) - below
        for parent in range(2, first):
            if kinds[parent] != "words" and all(kind in (kinds[parent], "words") for kind in kinds[first:]):
                yield Head(tuple(cells), parent, below)
