"""Ruled tables in a picture of a page: lines, the cells they enclose, and the grid of these.

Lines are what is left of an adaptive threshold (used for lines only, never for letters) after an opening with long
thin kernels. Small gaps are closed along horizontal lines, which bridges dotted rules, and not along vertical ones:
bold text would make columns. What a scan broke is then mended (`ingest.rule_mending`). A cell is an area that lines
enclose.

Limits: a table without vertical or without horizontal rules has no cells here; heavy dirt across a page hides lines.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.broken_rules import broken_grid
from ingest.components import components
from ingest.page_grid import GridPlace, RuledTable, ruled_table
from ingest.page_image import DARK, PageImage
from ingest.page_words import Box, in_points
from ingest.rule_mending import close_cells_going_on, close_open_ends, mend_across

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.page_image import Pixels

_HORIZONTAL = 0.45  # inches; the shortest horizontal line
_VERTICAL = 0.22  # the shortest vertical one; less lets letters through, more loses short rows
_GAP = 1 / 40  # inches closed along a horizontal line
_MIN_WIDTH = 0.12  # inches of a cell
_MIN_HEIGHT = 0.08
_MIN_FILL = 0.7  # share of its box that a cell takes
_EDGE = 0.05  # inches between edges that are one rule
_PART = 0.15  # inches of a part of a broken horizontal line
_UPRIGHT_PART = 0.1
_SERIFS = 1.5  # inches; the longest line that serifs side by side make
_BESIDE = 0.025  # inches beside a line in which stems of letters stand
_STEMS = 0.15  # of its length that they take
_MEETING = 0.03  # inches between lines that meet
_BLOCK = 0.16  # inches of the neighbourhood of the threshold
_RULED = 0.5  # of the height of a row along which a line runs between two cells
_CRUMB = 0.01  # inches beside the middle of a broken rule in which its crumbs lie
_LINE_GAP = 0.1  # inches of white between lines of one text
_INSET = 0.02  # inches beside a rule that are its own
_INK = 12  # grey levels by which ink is darker than its neighbourhood


def find_ruled_tables(image: PageImage) -> tuple[RuledTable, ...]:
    """The ruled tables of a page, top to bottom; boxes in points."""
    return find_grids(image)[0]


def find_grids(image: PageImage) -> tuple[tuple[RuledTable, ...], PageImage]:
    """The ruled tables of a page, top to bottom, and the page without what is left of rules that a scan broke.

    Crumbs of a rule inside a cell would be read as marks.
    """
    ink = _ink(image)
    mask, open_below = _line_mask(ink, image.dpi)
    tables = [with_lost_cells(table, mask, image.points) for table in _tables(mask, image)]
    tables = [_with_rest(table, open_below, image) if open_below else table for table in tables]
    broken = broken_grid(ink, image.dpi)
    found = [] if broken is None else list(_tables(broken, image))
    for table in found:
        beside = [other for other in tables if _side_by_side(table, other)]
        if sum(len(other.places) for other in beside) < len(table.places):
            tables = [other for other in tables if other not in beside] + [table]
    if broken is not None and found:
        image = _without_crumbs(image, broken)
    return tuple(sorted(tables, key=lambda table: table.box[1])), image


def with_lost_cells(table: RuledTable, mask: Pixels, points: float) -> RuledTable:
    """`table` with cells where its grid has none: they run out through a gap in the outer rule, and enclose nothing.

    Neighbours in a row are one cell where no line of `mask` (255) runs between them.
    """
    rows, columns = _extents(table)
    taken = {
        (row, column)
        for place in table.places
        for row in range(place.row, place.row + place.rowspan)
        for column in range(place.column, place.column + place.colspan)
    }
    found: list[GridPlace] = []
    for row, (top, bottom) in rows.items():
        for column, (left, right) in columns.items():
            if (row, column) in taken:
                continue
            before = found[-1] if found else None
            goes_on = before is not None and before.row == row and before.column + before.colspan == column
            if before is not None and goes_on and not _is_ruled(mask, before.box[2], left, top, bottom, points):
                box = (*before.box[:2], right, bottom)
                found[-1] = replace(before, colspan=before.colspan + 1, box=box)
            else:
                found.append(GridPlace(row, column, 1, 1, (left, top, right, bottom)))
    return replace(table, places=tuple(sorted((*table.places, *found), key=lambda place: (place.row, place.column))))


def _extents(table: RuledTable) -> tuple[dict[int, tuple[float, float]], dict[int, tuple[float, float]]]:
    """Top and bottom of each row of the grid, left and right of each column, from the cells that cover one."""
    rows: dict[int, list[tuple[float, float]]] = defaultdict(list)
    columns: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for place in table.places:
        if place.rowspan == 1:
            rows[place.row].append((place.box[1], place.box[3]))
        if place.colspan == 1:
            columns[place.column].append((place.box[0], place.box[2]))
    return _medians(rows), _medians(columns)


def _medians(known: dict[int, list[tuple[float, float]]]) -> dict[int, tuple[float, float]]:
    return {
        index: (statistics.median(first for first, _ in own), statistics.median(last for _, last in own))
        for index, own in sorted(known.items())
    }


def _is_ruled(mask: Pixels, left: float, right: float, top: float, bottom: float, points: float) -> bool:
    """Whether a line runs down between two places of a row."""
    near = _EDGE * 72
    x0, x1 = round((left - near) / points), round((right + near) / points)
    band = mask[round(top / points) : round(bottom / points), max(0, x0) : x1 + 1]
    return bool(band.size) and float(band.any(axis=1).mean()) >= _RULED


def _without_crumbs(image: PageImage, grid: Pixels) -> PageImage:
    """The page with paper where the rules of `grid` run."""
    import cv2
    import numpy

    wide = numpy.ones((2 * round(_CRUMB * image.dpi) + 1,) * 2, numpy.uint8)
    return replace(image, pixels=numpy.where(cv2.dilate(grid, wide) > 0, image.pixels.max(), image.pixels))


def _tables(mask: Pixels, image: PageImage) -> Iterator[RuledTable]:
    """The tables whose cells the lines of `mask` enclose."""
    for boxes in _cells_by_table(mask, image.dpi).values():
        table = ruled_table([in_points(box, image.points) for box in boxes], _EDGE * 72)
        if table is not None:
            yield table


def _side_by_side(one: RuledTable, other: RuledTable) -> bool:
    return one.box[1] < other.box[3] and other.box[1] < one.box[3]


def _with_rest(table: RuledTable, open_below: Sequence[tuple[int, int, int]], image: PageImage) -> RuledTable:
    """`table` whose cells that go on over the page hold the lines that stand below its last rule, too."""
    ends = [(left * image.points, right * image.points, end * image.points) for left, right, end in open_below]

    def goes_on(box: Box) -> bool:
        near = _EDGE * 72
        return any(max(abs(left - box[0]), abs(right - box[2]), abs(end - box[3])) <= near for left, right, end in ends)

    places = tuple(
        replace(place, box=(*place.box[:3], _end_of_text(place.box, image))) if goes_on(place.box) else place
        for place in table.places
    )
    return RuledTable((*table.box[:3], max(table.box[3], *(place.box[3] for place in places))), places)


def _end_of_text(box: Box, image: PageImage) -> float:
    """Where the text of a cell ends that has no rule below: its lines follow each other without a gap."""
    import numpy

    x0, _, x1, end = (round(edge / image.points) for edge in box)
    beside = round(_INSET * image.dpi)
    below = image.pixels[end + beside :, x0 + beside : x1 - beside]
    last = end
    for row in numpy.flatnonzero((below < DARK).any(axis=1)):
        if end + beside + row - last > _LINE_GAP * image.dpi:
            break
        last = end + beside + int(row)
    return box[3] if last == end else (last + 2 * beside) * image.points


def _ink(image: PageImage) -> Pixels:
    """255 where the page is darker than around it."""
    import cv2
    import numpy

    mean, inverted, block = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, int(_BLOCK * image.dpi) | 1
    return numpy.asarray(cv2.adaptiveThreshold(image.pixels, 255, mean, inverted, block, _INK), numpy.uint8)


def _line_mask(ink: Pixels, dpi: float) -> tuple[Pixels, list[tuple[int, int, int]]]:
    """255 where a ruled line runs; (left, right, height) of the rules drawn below cells that go on over the page."""
    import cv2
    import numpy

    bridged = numpy.asarray(cv2.morphologyEx(ink, cv2.MORPH_CLOSE, _across(_GAP * dpi)), numpy.uint8)
    across = _opened(bridged, _across(_HORIZONTAL * dpi))
    down = _opened(ink, _across(_VERTICAL * dpi).T)
    across = _without_serifs(across, down, ink, dpi)
    open_below = _mend(across, down, ink, dpi) if across.any() and down.any() else []
    joined = cv2.dilate(cv2.bitwise_or(across, down), numpy.ones((3, 3), numpy.uint8))
    return numpy.asarray(joined, numpy.uint8), open_below


def _without_serifs(across: Pixels, down: Pixels, ink: Pixels, dpi: float) -> Pixels:
    """`across` without short lines that meet no line running down and have much ink along one side.

    The serifs of bold letters, side by side, make such a line; above or below it stand the stems.
    """
    import numpy

    parts = components(across)
    near, beside = round(_MEETING * dpi), round(_BESIDE * dpi)
    kept = across.copy()
    for index, (x, y, width, height) in enumerate(parts.each(), start=1):
        if width > _SERIFS * dpi:
            continue
        meets = down[max(0, y - near) : y + height + near, max(0, x - near) : x + width + near].any()
        above = ink[max(0, y - beside) : max(0, y - 1), x : x + width]
        below = ink[y + height + 1 : y + height + beside, x : x + width]
        stems = max(float(side.all(axis=0).mean()) if side.size else 0.0 for side in (above, below))
        if stems >= _STEMS and not meets:
            box = numpy.s_[y : y + height, x : x + width]
            kept[box][parts.labels[box] == index] = 0
    return kept


def _mend(across: Pixels, down: Pixels, ink: Pixels, dpi: float) -> list[tuple[int, int, int]]:
    """Complete the lines of `across` and `down`; gives what `close_cells_going_on` gives."""
    import numpy

    mend_across(across, ink, _PART, down, dpi)
    upright, level = numpy.ascontiguousarray(down.T), numpy.ascontiguousarray(across.T)
    mend_across(upright, numpy.ascontiguousarray(ink.T), _UPRIGHT_PART, level, dpi)
    close_open_ends(upright, level, dpi)
    down |= upright.T
    close_open_ends(across, down, dpi)
    return close_cells_going_on(across, down, dpi)


def _across(length: float) -> Pixels:
    import numpy

    return numpy.ones((1, max(1, round(length))), numpy.uint8)


def _opened(mask: Pixels, kernel: Pixels) -> Pixels:
    import cv2
    import numpy

    return numpy.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel), numpy.uint8)


def _cells_by_table(mask: Pixels, dpi: float) -> dict[int, list[Box]]:
    """Boxes (pixels) of the enclosed areas, by the connected set of lines that encloses them."""
    import cv2
    import numpy

    _, lines = cv2.connectedComponents(mask)
    parts = components(numpy.asarray(cv2.bitwise_not(mask), numpy.uint8), connectivity=4)
    height, width = mask.shape
    found: dict[int, list[Box]] = defaultdict(list)
    for (x, y, w, h), area in zip(parts.each(), parts.areas[1:], strict=True):
        if x == 0 or y == 0 or x + w >= width or y + h >= height:
            continue
        if w < _MIN_WIDTH * dpi or h < _MIN_HEIGHT * dpi or area < _MIN_FILL * w * h:
            continue
        found[int(lines[y + h // 2, x - 1])].append((float(x), float(y), float(x + w), float(y + h)))
    found.pop(0, None)
    return found
