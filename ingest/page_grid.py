"""Cells given by their boxes -> the grid of their table: row, column and spans of each.

The same for the rules of a PDF page and the lines found in an image: edges that lie close together are one edge of
the grid, and a cell covers what lies between the edges it starts and ends at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.page_words import Box

_MIN_CELLS = 4


@dataclass(frozen=True, slots=True)
class GridPlace:
    """A cell of a ruled table: place and spans in the grid (from 0), and its box."""

    row: int
    column: int
    rowspan: int
    colspan: int
    box: Box


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A ruled table on a page, its cells ordered by row and column."""

    box: Box
    places: tuple[GridPlace, ...]

    @property
    def columns(self) -> int:
        """Number of grid columns."""
        return max(place.column + place.colspan for place in self.places)


def place_boxes(boxes: Iterable[Box], tolerance: float) -> tuple[GridPlace, ...]:
    """Rows, columns and spans of the cells with `boxes`; edges at most `tolerance` apart are one."""
    known = list(boxes)
    columns = _edges([edge for box in known for edge in (box[0], box[2])], tolerance)
    rows = _edges([edge for box in known for edge in (box[1], box[3])], tolerance)
    places = []
    for box in known:
        column, row = _nearest(columns, box[0]), _nearest(rows, box[1])
        colspan = max(1, _nearest(columns, box[2]) - column)
        rowspan = max(1, _nearest(rows, box[3]) - row)
        places.append(GridPlace(row, column, rowspan, colspan, box))
    return tuple(sorted(places, key=lambda place: (place.row, place.column)))


def ruled_table(boxes: Sequence[Box], tolerance: float) -> RuledTable | None:
    """The table that cells make; None for a frame around text, and for boxes side by side.

    One row is a table only with as many cells as no head or signature has: the last row of one, on a page of its own.
    """
    if len(boxes) < _MIN_CELLS:
        return None
    places = place_boxes(boxes, tolerance)
    rows, columns = len({place.row for place in places}), len({place.column for place in places})
    if columns < 2 or (rows < 2 and columns < _MIN_CELLS):
        return None
    box = (min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes))
    return RuledTable(box, places)


def _edges(values: list[float], tolerance: float) -> list[float]:
    """Means of the runs of values in which no two neighbours are further apart than `tolerance`."""
    values.sort()
    runs: list[list[float]] = []
    for value in values:
        if runs and value - runs[-1][-1] <= tolerance:
            runs[-1].append(value)
        else:
            runs.append([value])
    return [sum(run) / len(run) for run in runs]


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))
