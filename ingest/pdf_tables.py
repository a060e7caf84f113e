"""Ruled tables of a PDF page, from the lines and thin areas painted on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ingest.page_grid import RuledTable, ruled_table
from ingest.page_rules import NO_RULES, Rules
from ingest.page_words import Box

if TYPE_CHECKING:
    from pdfplumber.page import Page

_EDGE_TOLERANCE = 3.0  # points between edges of cells that are one rule
_ROUNDING = 0.01  # points
_MIN_CELL = 4.0  # points; less is the inside of a double rule
_LINE_GAP = 0.6  # heights of a letter between lines of one text, at most
_ENOUGH_ENDS = 3  # upright rules of two columns


def tables_of(page: Page) -> tuple[tuple[RuledTable, ...], Rules]:
    """The ruled tables of `page`, from its lines and thin areas, and all of these."""
    if not page.rects and not page.lines and not page.curves:
        return (), NO_RULES
    _straighten(page.lines)
    finder = page.debug_tablefinder()
    drawn = finder.edges
    level, upright = _closing_edges(drawn, "v"), _closing_edges(drawn, "h")
    if level or upright:
        finder = page.debug_tablefinder({
            "explicit_horizontal_lines": level, "explicit_vertical_lines": upright,
        })  # fmt: skip
    tables = (ruled_table(_cells(found.cells), _EDGE_TOLERANCE) for found in finder.tables)
    open_below = [edge for edge in level if edge["goes_on"]]
    return tuple(_with_rest(table, open_below, page) for table in tables if table is not None), _rules(drawn)


def _straighten(lines: Sequence[dict[str, Any]]) -> None:
    """Take from `lines`, in place, what turning a page leaves of rounding: level lines have equal ends."""
    for line in lines:
        if 0 < line["bottom"] - line["top"] < _ROUNDING:
            line["bottom"] = line["top"]
        if 0 < line["x1"] - line["x0"] < _ROUNDING:
            line["x1"] = line["x0"]


def _with_rest(table: RuledTable, open_below: Sequence[dict[str, Any]], page: Page) -> RuledTable:
    """`table` whose cells that go on over the page hold the lines that stand below its last rule, too."""

    def goes_on(box: Box) -> bool:
        x0, _, x1, bottom = box
        ends = ((edge["x0"], edge["x1"], edge["top"]) for edge in open_below)
        return any(
            max(abs(left - x0), abs(right - x1), abs(place - bottom)) <= _EDGE_TOLERANCE for left, right, place in ends
        )

    places = tuple(
        replace(place, box=(*place.box[:3], _end_of_text(place.box, page))) if goes_on(place.box) else place
        for place in table.places
    )
    bottom = max(place.box[3] for place in places)
    return RuledTable((*table.box[:3], max(table.box[3], bottom)), places)


def _end_of_text(box: Box, page: Page) -> float:
    """Where the text of a cell ends that has no rule below: its lines follow each other without a gap."""
    x0, _, x1, end = box
    own = [char for char in page.chars if x0 <= (char["x0"] + char["x1"]) / 2 <= x1 and char["bottom"] > end]
    for char in sorted(own, key=lambda char: char["top"]):
        if char["top"] - end > _LINE_GAP * char["height"]:
            break
        end = max(end, char["bottom"])
    return float(end)


def _rules(edges: Sequence[dict[str, Any]]) -> Rules:
    boxes: dict[str, list[Box]] = {"h": [], "v": []}
    for edge in edges:
        boxes[edge["orientation"]].append((edge["x0"], edge["top"], edge["x1"], edge["bottom"]))
    return Rules(tuple(boxes["h"]), tuple(boxes["v"]))


def _closing_edges(edges: Sequence[dict[str, Any]], direction: str) -> list[dict[str, Any]]:
    """Rules that were left out: where three rules or more of a `direction` end side by side and none runs across.

    A page break leaves out the rule below a table, or below those of its cells that go on over the page (`goes_on`);
    some templates leave out those at its sides.
    """
    own = [edge for edge in edges if edge["orientation"] == direction]
    across = [edge for edge in edges if edge["orientation"] != direction]
    along, aside = ("top", "x0") if direction == "v" else ("x0", "top")
    aside_end = "x1" if direction == "v" else "bottom"
    closing: list[dict[str, Any]] = []
    lowest = max((place for place, _ in _shared_ends(own, direction)), default=0.0)
    for place, ends in _shared_ends(own, direction):
        low, high = min(edge[aside] for edge in ends), max(edge[aside_end] for edge in ends)
        drawn = [
            edge
            for edge in across
            if abs(edge[along] - place) <= _EDGE_TOLERANCE and edge[aside] < high and edge[aside_end] > low
        ]
        if not drawn:
            closing.append(_edge(place, low, high, direction))
        elif direction == "v" and place == lowest:
            gaps = _gaps(drawn, sorted({edge[aside] for edge in ends}))
            closing += (_edge(place, *gap, direction) | {"goes_on": True} for gap in gaps)
    return closing


def _gaps(drawn: Sequence[dict[str, Any]], uprights: Sequence[float]) -> list[tuple[float, float]]:
    """The columns between neighbouring `uprights` under which nothing is drawn."""
    return [
        (left, right)
        for left, right in pairwise(uprights)
        if right - left > _MIN_CELL
        and not any(e["x0"] < right - _EDGE_TOLERANCE and e["x1"] > left + _EDGE_TOLERANCE for e in drawn)
    ]


def _edge(place: float, low: float, high: float, direction: str) -> dict[str, Any]:
    """The rule at `place` from `low` to `high` across those of `direction`."""
    if direction == "v":
        box = {"x0": low, "x1": high, "top": place, "bottom": place, "orientation": "h"}
    else:
        box = {"x0": place, "x1": place, "top": low, "bottom": high, "orientation": "v"}
    size = {"width": box["x1"] - box["x0"], "height": box["bottom"] - box["top"]}  # type: ignore[operator]
    return {"object_type": "line_edge", "goes_on": False, **box, **size}


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
