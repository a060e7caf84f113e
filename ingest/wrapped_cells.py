"""Cells of a table that was dumped one line at a time, put together again where a cell was wrapped.

Which lines are one cell is told by the rows of the same table that have just as many lines as columns: how long the
lines of each column get (a line breaks where the next word would not fit), with which words its cells begin, and
whether they are figures or times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from ingest.column_kinds import OPEN_END, kind_of_line

_MOST_MERGED = 4  # lines more than columns
MIN_WHOLE_ROWS = 2  # that tell what the columns hold
_WORD = re.compile(r"\w+")
_MOSTLY = 0.5  # share of a column's cells
# What is clear for a figure or a word at the head of its column, for a line that had no room for the next word, and
# for one that ends a sentence; the best division must be better than leaving the lines as they are.
_FITS, _MISFITS, _FULL, _ENDED, _OPEN = 1.5, -2.0, 1.0, -1.5, 1.0
_WIDER = 1.25  # times the longest line of its column, that a line is not which begins like no cell of it

_Kind = Literal["figures", "times", "words"]


@dataclass(frozen=True, slots=True)
class Column:
    """What the cells of a column are like: their first words, the longest of their lines, and their kind."""

    openings: frozenset[str]
    longest: int
    kind: _Kind


def merges(row: Sequence[str], whole: Sequence[Sequence[str]], width: int) -> frozenset[int]:
    """The indices of the lines of `row` that go on in the cell above them; none where that is not clear.

    `whole` are the rows of the table with `width` cells, each cell with its lines apart by line ends.
    """
    extra = len(row) - width
    if not 0 < extra <= _MOST_MERGED or len(whole) < MIN_WHOLE_ROWS:
        return frozenset()
    columns = [column_of([cells[at] for cells in whole]) for at in range(width)]
    best, clear = frozenset[int](), 0.0
    for chosen in combinations(_mergeable(row), extra):
        score = _score(row, frozenset(chosen), columns)
        if score > clear:
            best, clear = frozenset(chosen), score
    return best


def _mergeable(row: Sequence[str]) -> Iterator[int]:
    """Lines that may go on from the one above; the label, the first of a title and figures stand alone."""
    for at in range(2, len(row)):
        if "figures" not in (kind_of(row[at]), kind_of(row[at - 1])):
            yield at


def column_of(cells: Sequence[str]) -> Column:
    """What the cells of a column have in common; one of them at least."""
    kinds = list(map(kind_of, cells))
    mostly: _Kind = "words"
    for kind in ("figures", "times"):
        mostly = kind if kinds.count(kind) > _MOSTLY * len(cells) else mostly
    return Column(
        openings=frozenset(filter(None, map(opening_of, cells))),
        longest=max(len(line) for cell in cells for line in cell.split("\n")),
        kind=mostly,
    )


def kind_of(cell: str) -> _Kind:
    """Whether a cell is a figure, a time or words."""
    kind = kind_of_line(cell)
    return kind if kind == "figures" or kind == "times" else "words"


def opening_of(cell: str) -> str:
    """The first word of a cell, in small letters."""
    word = _WORD.search(cell)
    return word[0].casefold() if word else ""


def _score(row: Sequence[str], merged: frozenset[int], columns: Sequence[Column]) -> float:
    cells = [[row[0]]]
    for at, line in enumerate(row[1:], start=1):
        if at in merged:
            cells[-1].append(line)
        else:
            cells.append([line])
    return sum(
        _fit(cell, column) + sum(_joint(upper, lower, column) for upper, lower in pairwise(cell))
        for cell, column in zip(cells, columns, strict=True)
    )


def _fit(cell: Sequence[str], column: Column) -> float:
    kind = kind_of(cell[0])
    if kind != "words" or column.kind != "words":
        return _FITS if kind == column.kind else _MISFITS
    if opening_of(cell[0]) in column.openings:
        return _FITS
    return _MISFITS if len(cell) > 1 and len(cell[0]) > _WIDER * column.longest else 0.0


def _joint(upper: str, lower: str, column: Column) -> float:
    """Whether a line would break between `upper` and `lower`."""
    kind = kind_of(lower)
    if upper.endswith(".") or (
        kind != column.kind and (kind == "times" or lower[0].isupper()) and column.kind != "figures"
    ):
        return _ENDED
    had_no_room = len(upper) + 1 + len(lower.split(maxsplit=1)[0]) > column.longest
    return (_FULL if had_no_room else -_FULL) + (_OPEN if OPEN_END.search(upper) else 0.0)
