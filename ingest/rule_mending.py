"""Rules that a scan broke, made whole: gaps along a line, ends that stop short of the next line, a lost border.

Lines are masks (255 where ink runs along a line). Everything here works on lines that run across; lines that run down
are turned first. A gap is closed when the two ends face each other and do not both stand on a crossing line: where both
do, the rule is missing from one crossing to the next, which is how merged cells are drawn.

Limits: a rule that is missing over exactly one cell is taken for a merged cell; gaps longer than `_GAP` stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.components import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.page_image import Pixels

_GAP = 0.4  # inches closed between two parts of one rule, one of them long
_SMALL_GAP = 0.12  # between two short parts
_LONG_GAP = 3.0  # where crumbs of the rule are seen between
_TRACED = 0.4  # of the gap that crumbs take
_WHOLE = 0.8  # the same between two crossing lines
_SHORT = 0.2  # inches that an end may stop before a crossing line
_LONE = 1.5  # inches of a part that is a rule although it meets no other
_ASIDE = 0.014  # inches by which parts of one rule may be off
_AT = 0.025  # inches around an end in which a crossing line is looked for
_EDGE = 0.05  # inches between ends that stop at one height
_ENOUGH_ENDS = 3
_DRAWN = 0.5  # share of its length from which on a line is there
_THICK = 3  # pixels of a line that is drawn


@dataclass(slots=True)
class _Part:
    """A part of a rule that runs across: its ends, each with its height; `sure` if long enough to be one by itself."""

    left: int
    right: int
    left_y: int
    right_y: int
    sure: bool


def mend_across(sure: Pixels, ink: Pixels, shortest: float, crossing: Pixels, dpi: float) -> None:
    """Draw into `sure` what its lines lack.

    Runs of `ink` from `shortest` inches on may be parts of a line; `crossing` are the lines that run down.
    """
    import cv2
    import numpy

    kernel = numpy.ones((1, round(shortest * dpi)), numpy.uint8)
    parts = numpy.asarray(cv2.bitwise_or(sure, cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)), numpy.uint8)
    known = _parts(parts, sure, round(_ASIDE * dpi))
    for part in known:
        for following in (_next(part, known, dpi, sure=True), _next(part, known, dpi, sure=False)):
            if following is not None and _belong(part, following, ink, crossing, dpi):
                _draw(sure, part, following)
    for part in known:
        if part.sure:
            _reach_out(sure, part, crossing, dpi)


def _draw(sure: Pixels, part: _Part, following: _Part) -> None:
    import cv2

    cv2.line(sure, (part.right, part.right_y), (following.left, following.left_y), 255, _THICK)
    for end in (part, following):
        cv2.line(sure, (end.left, end.left_y), (end.right, end.right_y), 255, _THICK)


def _parts(mask: Pixels, sure: Pixels, aside: int) -> list[_Part]:
    """The sure parts, and those shorter ones that lie at the height of one."""
    import numpy

    known = components(mask)
    long = numpy.zeros(len(known.boxes), bool)
    long[numpy.unique(known.labels[sure > 0])] = True
    heights = numpy.zeros(mask.shape[0] + 1, bool)
    found: list[_Part] = []
    for index in sorted(range(1, len(long)), key=lambda index: not long[index]):
        x, y, width, height = (int(value) for value in known.boxes[index])
        if long[index]:
            heights[max(0, y - aside) : y + height + aside] = True
        elif not heights[y + height // 2]:
            continue
        box = known.labels[y : y + height, x : x + width] == index
        left_y, right_y = (y + int(numpy.flatnonzero(box[:, column]).mean()) for column in (0, width - 1))
        found.append(_Part(x, x + width - 1, left_y, right_y, bool(long[index])))
    return found


def _next(part: _Part, known: list[_Part], dpi: float, *, sure: bool) -> _Part | None:
    """The nearest part to the right of `part` and at its height, of the sure or of the other ones."""
    aside = _ASIDE * dpi
    after = [
        other
        for other in known
        if other.sure == sure and part.right < other.left and abs(other.left_y - part.right_y) <= aside
    ]
    return min(after, key=lambda other: other.left, default=None)


def _belong(part: _Part, following: _Part, ink: Pixels, crossing: Pixels, dpi: float) -> bool:
    """Whether two parts are one rule with a gap.

    From one crossing line to the next a rule is taken for left out on purpose unless nearly all of it is traced:
    strokes of letters lie there too.
    """
    gap = (following.left - part.right) / dpi
    crossed = _crossings(crossing, part, following, round(_AT * dpi))
    if not (part.sure and following.sure):
        return gap <= _SMALL_GAP and crossed == 0
    if gap > _LONG_GAP:
        return False
    if crossed > 1:
        return _traced(ink, part, following) >= _WHOLE
    return gap <= _GAP or _traced(ink, part, following) >= _TRACED


def _crossings(crossing: Pixels, part: _Part, following: _Part, near: int) -> int:
    """How many lines cross the gap, its ends included."""
    import numpy

    low, high = sorted((part.right_y, following.left_y))
    band = crossing[max(0, low - near) : high + near + 1, max(0, part.right - near) : following.left + near + 1]
    return int((numpy.diff(band.any(axis=0).astype(numpy.int8), prepend=0) == 1).sum())


def _traced(ink: Pixels, part: _Part, following: _Part) -> float:
    """Share of the gap between `part` and `following` in which crumbs of a rule lie."""
    low, high = sorted((part.right_y, following.left_y))
    band = ink[max(0, low - 1) : high + 2, part.right + 1 : following.left]
    return float(band.any(axis=0).mean())


def _meets(crossing: Pixels, x: int, y: int, near: int) -> bool:
    return bool(crossing[max(0, y - near) : y + near + 1, max(0, x - near) : x + near + 1].any())


def _reach_out(sure: Pixels, part: _Part, crossing: Pixels, dpi: float) -> None:
    """Draw `part` on to a crossing line that it stops short of, be it by a pixel: cells would run into each other.

    A short part that meets no line at all is left alone: the tops of bold capitals look like one.
    """
    import cv2
    import numpy

    near, reach = round(_AT * dpi), round(_SHORT * dpi)
    ends = ((part.left, part.left_y, -1), (part.right, part.right_y, 1))
    short = [end for end in ends if not _meets(crossing, end[0], end[1], near)]
    if len(short) == len(ends) and part.right - part.left < _LONE * dpi:
        return
    for x, y, step in ends:
        low, high = sorted((x, x + step * (reach if (x, y, step) in short else near)))
        band = crossing[max(0, y - near) : y + near + 1, max(0, low) : high + 1]
        columns = numpy.flatnonzero(band.any(axis=0)) + max(0, low)
        if columns.size:
            target = int(columns.max() if step < 0 else columns.min())
            cv2.line(sure, (x, y), (target, y), 255, _THICK)


def close_open_ends(across: Pixels, down: Pixels, dpi: float) -> None:
    """Draw into `across` the rule that is lost where three lines of `down` or more end at one height.

    Where more of them run on between those, as between a hole and the edge of the paper, none is lost.
    """
    import cv2

    reach = round(_EDGE * dpi)
    lines = components(down).each()
    for run in _side_by_side(_loose_ends(lines, reach, round(_SMALL_GAP * dpi)), reach):
        left, right = min(x for _, x in run), max(x for _, x in run)
        running_on = sum(
            left < x < right and y < run[0][0] - reach and y + high > run[-1][0] + reach for x, y, _, high in lines
        )
        if running_on < len(run) and _is_open(across, run, left, right, reach):
            along = sorted(run, key=lambda end: end[1])
            for (y, x), (below, following) in pairwise(along):  # from end to end: they may be off by some pixels
                cv2.line(across, (x, y), (following, below), 255, _THICK)


def _loose_ends(boxes: Sequence[tuple[int, int, int, int]], reach: int, gap: int) -> list[tuple[int, int]]:
    """The ends (height, column) of lines that run down, without those beyond which the line goes on after a gap."""
    tops = [(y, x + width // 2) for x, y, width, _ in boxes]
    bottoms = [(y + height - 1, x + width // 2) for x, y, width, height in boxes]

    def goes_on(below: tuple[int, int], above: tuple[int, int]) -> bool:
        return 0 <= below[0] - above[0] <= gap and abs(below[1] - above[1]) <= reach

    return [
        *(top for top in tops if not any(goes_on(top, bottom) for bottom in bottoms)),
        *(bottom for bottom in bottoms if not any(goes_on(top, bottom) for top in tops)),
    ]


def _side_by_side(ends: list[tuple[int, int]], reach: int) -> list[list[tuple[int, int]]]:
    """The ends (height, column) that stand at one height, where enough of them do; from top to bottom."""
    runs: list[list[tuple[int, int]]] = []
    for end in sorted(ends):
        if runs and end[0] - runs[-1][-1][0] <= reach:
            runs[-1].append(end)
        else:
            runs.append([end])
    return [run for run in runs if len({x // reach for _, x in run}) >= _ENOUGH_ENDS]


def close_cells_going_on(across: Pixels, down: Pixels, dpi: float) -> list[tuple[int, int, int]]:
    """Draw into `across` the rule below the cells of the last row that go on over the page; its left, right, height.

    Print programs leave it out below a merged cell that a page break cuts. The lines of `down` end there side by side,
    and the rule below the other columns is drawn.
    """
    import cv2

    reach = round(_EDGE * dpi)
    ends = [(y + height - 1, x + width // 2) for x, y, width, height in components(down).each()]
    row = next(reversed(_side_by_side(ends, reach)), [])
    uprights = sorted(x for _, x in row)
    closed: list[tuple[int, int, int]] = []
    for left, right in pairwise(uprights):
        if right - left > 2 * reach and _is_open(across, row, left + reach, right - reach, reach):
            cv2.line(across, (left, row[-1][0]), (right, row[-1][0]), 255, _THICK)
            closed.append((left, right, row[-1][0]))
    return closed


def _is_open(across: Pixels, run: list[tuple[int, int]], left: int, right: int, reach: int) -> bool:
    """Whether no line runs across near the height of the ends in `run`."""
    band = across[max(0, run[0][0] - reach) : run[-1][0] + reach, left:right]
    return band.size > 0 and float(band.any(axis=0).mean()) < _DRAWN
