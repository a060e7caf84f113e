"""Ruled tables of a PDF page, from the lines and thin areas painted on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.page_grid import RuledTable, ruled_table
from ingest.page_rules import NO_RULES, Rules
from ingest.page_words import Box

if TYPE_CHECKING:
    from pdfplumber.page import Page

_EDGE_TOLERANCE = 3.0  # points between edges of cells that are one rule
_MIN_CELL = 4.0  # points; less is the inside of a double rule
_ENOUGH_ENDS = 3  # upright rules of two columns


def tables_of(page: Page) -> tuple[tuple[RuledTable, ...], Rules]:
    """The ruled tables of `page`, from its lines and thin areas, and all of these."""
    if not page.rects and not page.lines and not page.curves:
        return (), NO_RULES
    finder = page.debug_tablefinder()
    drawn = finder.edges
    level, upright = _closing_edges(drawn, "v"), _closing_edges(drawn, "h")
    if level or upright:
        finder = page.debug_tablefinder({
            "explicit_horizontal_lines": level, "explicit_vertical_lines": upright,
        })  # fmt: skip
    tables = (ruled_table(_cells(found.cells), _EDGE_TOLERANCE) for found in finder.tables)
    return tuple(table for table in tables if table is not None), _rules(drawn)


def _rules(edges: Sequence[dict[str, Any]]) -> Rules:
    boxes: dict[str, list[Box]] = {"h": [], "v": []}
    for edge in edges:
        boxes[edge["orientation"]].append((edge["x0"], edge["top"], edge["x1"], edge["bottom"]))
    return Rules(tuple(boxes["h"]), tuple(boxes["v"]))


def _closing_edges(edges: Sequence[dict[str, Any]], direction: str) -> list[dict[str, Any]]:
    """Rules that were left out: where three rules or more of a `direction` end side by side and none runs across.

    A page break leaves out the rule below a table, and some templates leave out those at its sides.
    """
    own = [edge for edge in edges if edge["orientation"] == direction]
    across = [edge for edge in edges if edge["orientation"] != direction]
    along, aside = ("top", "x0") if direction == "v" else ("x0", "top")
    aside_end = "x1" if direction == "v" else "bottom"
    closing: list[dict[str, Any]] = []
    for place, ends in _shared_ends(own, direction):
        low, high = min(edge[aside] for edge in ends), max(edge[aside_end] for edge in ends)
        if not any(
            abs(edge[along] - place) <= _EDGE_TOLERANCE and edge[aside] < high and edge[aside_end] > low
            for edge in across
        ):
            closing.append(_edge(place, low, high, direction))
    return closing


def _edge(place: float, low: float, high: float, direction: str) -> dict[str, Any]:
    """The rule at `place` from `low` to `high` across those of `direction`."""
    if direction == "v":
        box = {"x0": low, "x1": high, "top": place, "bottom": place, "orientation": "h"}
    else:
        box = {"x0": place, "x1": place, "top": low, "bottom": high, "orientation": "v"}
    size = {"width": box["x1"] - box["x0"], "height": box["bottom"] - box["top"]}  # type: ignore[operator]
    return {"object_type": "line_edge", **box, **size}


def _shared_ends(edges: Sequence[dict[str, Any]], direction: str) -> list[tuple[float, list[dict[str, Any]]]]:
    """Places at which rules of one direction start or end, with these rules; only where at least three do."""
    sides, aside = (("top", "bottom"), "x0") if direction == "v" else (("x0", "x1"), "top")
    ends = sorted(((edge[side], edge) for edge in edges for side in sides), key=lambda end: end[0])
    runs: list[list[tuple[float, dict[str, Any]]]] = []
    for place, edge in ends:
        if runs and place - runs[-1][-1][0] <= _EDGE_TOLERANCE:
            runs[-1].append((place, edge))
        else:
            runs.append([(place, edge)])
    return [
        (run[-1][0], [edge for _, edge in run])
        for run in runs
        if len({round(edge[aside]) for _, edge in run}) >= _ENOUGH_ENDS
    ]


def _cells(boxes: Sequence[Any]) -> list[Box]:
    return [
        (float(x0), float(top), float(x1), float(bottom))
        for x0, top, x1, bottom in boxes
        if x1 - x0 >= _MIN_CELL and bottom - top >= _MIN_CELL
    ]
