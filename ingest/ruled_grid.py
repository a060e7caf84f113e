"""Ruled tables in a picture of a page: lines, the cells they enclose, and the grid of these.

Lines are what is left of an adaptive threshold (used for lines only, never for letters) after an opening with long
thin kernels. Gaps are closed along horizontal lines, which bridges dotted rules, and never along vertical ones: bold
text would make columns. A cell is an area that lines enclose. On synthetic scans at 200 and 300 dpi, with noise, blur,
stamp, skew and dotted rules, every cell of the six test pages was found at its place.

Limits: a table without vertical or without horizontal rules has no cells here; heavy dirt across a page hides lines.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from ingest.page_grid import RuledTable, ruled_table
from ingest.page_image import PageImage
from ingest.page_words import Box

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_HORIZONTAL = 0.45  # inches; the shortest horizontal line
_VERTICAL = 0.22  # the shortest vertical one; less lets letters through, more loses short rows
_GAP = 1 / 40  # inches closed along a horizontal line
_MIN_WIDTH = 0.12  # inches of a cell
_MIN_HEIGHT = 0.08
_MIN_FILL = 0.7  # share of its box that a cell takes
_EDGE = 0.05  # inches between edges that are one rule
_ENOUGH_ENDS = 3  # upright lines of two columns
_DRAWN = 0.5  # share of the width from which on a line is there
_BLOCK = 0.16  # inches of the neighbourhood of the threshold
_INK = 12  # grey levels by which ink is darker than its neighbourhood


def find_ruled_tables(image: PageImage) -> tuple[RuledTable, ...]:
    """The ruled tables of a page, top to bottom; boxes in points."""
    tables = []
    for boxes in _cells_by_table(_line_mask(image), image.dpi).values():
        table = ruled_table([_in_points(box, image.points) for box in boxes], _EDGE * 72)
        if table is not None:
            tables.append(table)
    return tuple(sorted(tables, key=lambda table: table.box[1]))


def _in_points(box: Box, points: float) -> Box:
    return (box[0] * points, box[1] * points, box[2] * points, box[3] * points)


def _line_mask(image: PageImage) -> Pixels:
    """255 where a ruled line runs."""
    import cv2
    import numpy

    dpi = image.dpi
    ink = cv2.adaptiveThreshold(
        image.pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, int(_BLOCK * dpi) | 1, _INK
    )
    bridge = numpy.ones((1, max(1, round(_GAP * dpi))), numpy.uint8)
    long_across = numpy.ones((1, round(_HORIZONTAL * dpi)), numpy.uint8)
    long_down = numpy.ones((round(_VERTICAL * dpi), 1), numpy.uint8)
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, bridge)
    across: Pixels = numpy.asarray(cv2.morphologyEx(bridged, cv2.MORPH_OPEN, long_across), numpy.uint8)
    down: Pixels = numpy.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, long_down), numpy.uint8)
    _close_open_ends(across, down, round(_EDGE * dpi))
    joined = cv2.dilate(cv2.bitwise_or(across, down), numpy.ones((3, 3), numpy.uint8))
    return numpy.asarray(joined, numpy.uint8)


def _close_open_ends(across: Pixels, down: Pixels, reach: int) -> None:
    """Draw into `across` the rules that a page break left out: where three upright lines or more end at one height."""
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(down)
    ends: list[tuple[int, int]] = []
    for index in range(1, count):
        x, y, width, height, _ = (int(value) for value in stats[index])
        ends += ((y, x + width // 2), (y + height - 1, x + width // 2))
    run: list[tuple[int, int]] = []
    for end in [*sorted(ends), (10**9, 0)]:
        if run and end[0] - run[-1][0] > reach:
            left, right = min(x for _, x in run), max(x for _, x in run)
            if len({x // reach for _, x in run}) >= _ENOUGH_ENDS and _is_open(across, run, left, right, reach):
                cv2.line(across, (left, run[-1][0]), (right, run[-1][0]), 255, 3)
            run = []
        run.append(end)


def _is_open(across: Pixels, run: list[tuple[int, int]], left: int, right: int, reach: int) -> bool:
    """Whether no line runs across near the height of the ends in `run`."""
    band = across[max(0, run[0][0] - reach) : run[-1][0] + reach, left:right]
    return band.size > 0 and float(band.any(axis=0).mean()) < _DRAWN


def _cells_by_table(mask: Pixels, dpi: float) -> dict[int, list[Box]]:
    """Boxes (pixels) of the enclosed areas, by the connected set of lines that encloses them."""
    import cv2

    _, lines = cv2.connectedComponents(mask)
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.bitwise_not(mask), connectivity=4)
    height, width = mask.shape
    found: dict[int, list[Box]] = defaultdict(list)
    for index in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[index])
        if x == 0 or y == 0 or x + w >= width or y + h >= height:
            continue
        if w < _MIN_WIDTH * dpi or h < _MIN_HEIGHT * dpi or area < _MIN_FILL * w * h:
            continue
        found[int(lines[y + h // 2, x - 1])].append((float(x), float(y), float(x + w), float(y + h)))
    found.pop(0, None)
    return found
