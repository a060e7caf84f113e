"""Ruled tables of a PDF page, from the lines and thin areas painted on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.page_grid import RuledTable, ruled_table
from ingest.page_words import Box

if TYPE_CHECKING:
    from pdfplumber.page import Page

_EDGE_TOLERANCE = 3.0  # points between edges of cells that are one rule
_MIN_CELL = 4.0  # points; less is the inside of a double rule
_ENOUGH_ENDS = 3  # upright rules of two columns


def tables_of(page: Page) -> tuple[RuledTable, ...]:
    """The ruled tables of `page`, from its lines and thin areas."""
    if not page.rects and not page.lines and not page.curves:
        return ()
    finder = page.debug_tablefinder()
    closing = _closing_edges(finder.edges)
    if closing:
        finder = page.debug_tablefinder({"explicit_horizontal_lines": closing})
    tables = (ruled_table(_cells(found.cells), _EDGE_TOLERANCE) for found in finder.tables)
    return tuple(table for table in tables if table is not None)


def _closing_edges(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rules that a page break left out: where three upright rules or more end at one height and none runs across."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    closing: list[dict[str, Any]] = []
    for height, ends in _shared_ends(upright):
        x0, x1 = min(edge["x0"] for edge in ends), max(edge["x1"] for edge in ends)
        if not any(
            abs(edge["top"] - height) <= _EDGE_TOLERANCE and edge["x0"] < x1 and edge["x1"] > x0 for edge in across
        ):
            closing.append({
                "object_type": "line_edge", "orientation": "h", "x0": x0, "x1": x1, "width": x1 - x0,
                "top": height, "bottom": height, "height": 0,
            })  # fmt: skip
    return closing


def _shared_ends(upright: Sequence[dict[str, Any]]) -> list[tuple[float, list[dict[str, Any]]]]:
    """Heights at which upright rules start or end, with these rules; only where at least three do."""
    ends = sorted(((edge[side], edge) for edge in upright for side in ("top", "bottom")), key=lambda end: end[0])
    runs: list[list[tuple[float, dict[str, Any]]]] = []
    for height, edge in ends:
        if runs and height - runs[-1][-1][0] <= _EDGE_TOLERANCE:
            runs[-1].append((height, edge))
        else:
            runs.append([(height, edge)])
    return [
        (run[-1][0], [edge for _, edge in run])
        for run in runs
        if len({round(edge["x0"]) for _, edge in run}) >= _ENOUGH_ENDS
    ]


def _cells(boxes: Sequence[Any]) -> list[Box]:
    return [
        (float(x0), float(top), float(x1), float(bottom))
        for x0, top, x1, bottom in boxes
        if x1 - x0 >= _MIN_CELL and bottom - top >= _MIN_CELL
    ]
