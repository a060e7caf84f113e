"""Keystone and bend of a photographed page: rules that are parallel and straight on paper are made so again.

The slope of the horizontal rules of a table is a straight function of their height on the page, that of the vertical
ones of their place across it. Where either changes clearly over the page, four lines with these slopes bound what is
warped to a rectangle.

Limits: pages with rules only, which is where columns depend on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.components import Components, components

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from ingest.page_image import Pixels

    Floats = NDArray[numpy.float64]

_SCALE = 0.5  # of the picture in which rules are looked for
_INK = 60  # levels below white
_RUN = 0.08  # inches that a rule runs on one line of pixels, though it slants
_LENGTH = (0.8, 0.45)  # inches of the shortest rule, across and down
_THICKNESS = 0.03  # inches off the line that fits a rule
_STEEPEST = 0.12  # slope of a rule
_RULES = (4, 3)  # the fewest, across and down
_SPREAD = 0.25  # of the page over which they stand
_SLIP = 0.003  # slope by which one may miss the others
_COARSE_SLIP = 0.012
_AGREEING = 0.8  # of their length, of those that do not
_CHANGE = 0.006  # of slope from one side of the page to the other; scans have a tenth of it
_MOST_CHANGE = 0.2
_WHOLE = 0.5  # of the width of a page that a rule takes which shows its bend
_PLACES = 40  # across the page, at which a bend is measured
_SMOOTH = 25  # pixels over which it is smoothed
_BEND = 0.015  # inches off the straight line; scans have less


def flat(grey: Pixels, dpi: float) -> Pixels:
    """`grey` (even paper, level lines) with its rules parallel and straight; the same pixels where they are already.

    A page with hardly a rule across is left alone at once, as most are.
    """
    if len(_rules(_ink(grey), dpi * _SCALE, 0)[0]) < _RULES[0]:
        return grey
    return without_bend(without_keystone(grey, dpi), dpi)


def _ink(grey: Pixels) -> Pixels:
    import cv2
    import numpy

    small = cv2.resize(grey, None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_AREA)
    return numpy.asarray(small < 255 - _INK, numpy.uint8)


def without_keystone(grey: Pixels, dpi: float) -> Pixels:
    """`grey` (level lines) with its rules parallel; the same pixels where they are so or there are none."""
    import numpy

    ink = _ink(grey)
    height, width = grey.shape
    across = _slopes(ink, dpi * _SCALE, 0)
    down = _slopes(numpy.ascontiguousarray(ink.T), dpi * _SCALE, 1)
    changes = (across[1] * ink.shape[0], down[1] * ink.shape[1])
    slopes = (across[0] + changes[0] / 2, down[0] + changes[1] / 2)  # in the middle, where level lines have none
    if max(map(abs, (*changes, *slopes))) < _CHANGE or max(map(abs, changes)) > _MOST_CHANGE:
        return grey
    corners = [
        _meeting(across[0] + across[1] * y * _SCALE, y, down[0] + down[1] * x * _SCALE, x, width, height)
        for x, y in ((0, 0), (width, 0), (width, height), (0, height))
    ]
    return warped(grey, corners)


def warped(grey: Pixels, corners: Sequence[tuple[float, float]]) -> Pixels:
    """The quadrangle of `corners` (x, y in pixels; upper left first, clockwise) as the whole picture."""
    import cv2
    import numpy

    height, width = grey.shape
    whole = numpy.array([[0, 0], [width, 0], [width, height], [0, height]], numpy.float32)
    matrix = cv2.getPerspectiveTransform(numpy.array(corners, numpy.float32), whole)
    picture = cv2.warpPerspective(
        grey, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return numpy.asarray(picture, numpy.uint8)


def _meeting(slope: float, y: float, lean: float, x: float, width: int, height: int) -> tuple[float, float]:
    """Where the line through the middle of the page's width at `y` meets the one through its mid-height at `x`."""
    # y' = y + slope (x' - width / 2),  x' = x + lean (y' - height / 2)
    across = (x + lean * (y - slope * width / 2 - height / 2)) / (1 - lean * slope)
    return across, y + slope * (across - width / 2)


def _slopes(ink: Pixels, dpi: float, way: int) -> tuple[float, float]:
    """Slope of the rules along the rows of `ink` at its top, and its change a pixel down; (0, 0) with too few."""
    import numpy

    places, slopes, lengths = _rules(ink, dpi, way)
    if len(places) < _RULES[way] or numpy.ptp(places) < _SPREAD * ink.shape[0]:
        return 0.0, 0.0
    for degree, slip in ((1, _SLIP), (0, _COARSE_SLIP)):  # where they bend as well, a common slope is something
        kept = numpy.ones(len(places), bool)
        for _ in range(3):
            fitted = numpy.polyfit(places[kept], slopes[kept], degree, w=lengths[kept])
            kept = numpy.abs(slopes - numpy.polyval(fitted, places)) <= slip
            if kept.sum() < _RULES[way] or numpy.ptp(places[kept]) < _SPREAD * ink.shape[0]:
                break
        else:
            if lengths[kept].sum() >= _AGREEING * lengths.sum():
                return float(fitted[-1]), float(fitted[0]) if degree else 0.0
    return 0.0, 0.0


def _runs(ink: Pixels, dpi: float) -> tuple[Pixels, Components]:
    """The long runs of ink along the rows, and those of one rule joined."""
    import cv2
    import numpy

    runs = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((1, max(3, round(_RUN * dpi))), numpy.uint8))
    joined = cv2.dilate(runs, numpy.ones((3, 3), numpy.uint8))
    return numpy.asarray(runs, numpy.uint8), components(numpy.asarray(joined, numpy.uint8))


def _rules(ink: Pixels, dpi: float, way: int) -> tuple[Floats, Floats, Floats]:
    """Of every rule along the rows of `ink` its height at mid-page, its slope and its length in pixels."""
    import numpy

    runs, joined = _runs(ink, dpi)
    long = joined.boxes[:, 2] >= _LENGTH[way] * dpi
    long[0] = False
    ys, xs = numpy.nonzero(runs)
    own = joined.labels[ys, xs]
    ys, xs, own = (values[long[own]] for values in (ys.astype(numpy.float64), xs.astype(numpy.float64), own))
    if not own.size:
        return numpy.empty(0), numpy.empty(0), numpy.empty(0)
    sums = [numpy.bincount(own, weights, len(long)) for weights in (None, xs, ys, xs * xs, xs * ys, ys * ys)]
    n, x, y, xx, xy, yy = (values[long] for values in sums)
    spread = numpy.maximum(xx - x * x / n, 1e-9)
    slopes = (xy - x * y / n) / spread
    off = numpy.sqrt(numpy.maximum((yy - y * y / n - slopes * slopes * spread) / n, 0))
    thin = (off <= _THICKNESS * dpi) & (numpy.abs(slopes) <= _STEEPEST)
    places = y / n + slopes * (ink.shape[1] / 2 - x / n)
    lengths = joined.boxes[long, 2].astype(numpy.float64)
    return places[thin], slopes[thin], lengths[thin]


def without_bend(grey: Pixels, dpi: float) -> Pixels:
    """`grey` (level lines) with the rules across the page straight; the same pixels where they are or are too few.

    A sheet that does not lie flat bends all rules alike, more or less from top to bottom: what a rule is off its own
    straight line at a place of the width is a straight function of its height.
    """
    import cv2
    import numpy

    ink = _ink(grey)
    offsets, heights = _bends(ink, dpi * _SCALE)
    least = _BEND * dpi * _SCALE
    if len(heights) < _RULES[0] or numpy.ptp(heights) < _SPREAD * ink.shape[0]:
        return grey
    basis = numpy.stack([numpy.ones(len(heights)), heights / ink.shape[0]], axis=1)
    shape = numpy.linalg.lstsq(basis, offsets, rcond=None)[0]
    left = numpy.sqrt(numpy.mean((offsets - basis @ shape) ** 2))
    if numpy.abs(basis @ shape).max() < least or left > least / 2:
        return grey
    height, width = grey.shape
    places = numpy.linspace(0, width - 1, offsets.shape[1])
    top, change = (numpy.interp(numpy.arange(width), places, part) / _SCALE for part in shape)
    rows = numpy.arange(height, dtype=numpy.float64)[:, None]
    lines = numpy.asarray(rows + top + change * (rows / height), numpy.float32)
    columns = numpy.asarray(numpy.broadcast_to(numpy.arange(width, dtype=numpy.float32), lines.shape))
    flat = cv2.remap(grey, columns, lines, cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    return numpy.asarray(flat, numpy.uint8)


def _bends(ink: Pixels, dpi: float) -> tuple[Floats, Floats]:
    """Of every rule over most of the width how far it is off its straight line at `_PLACES` places, and its height."""
    import numpy

    runs, joined = _runs(ink, dpi)
    places = numpy.linspace(0, ink.shape[1] - 1, _PLACES)
    offsets, heights = [], []
    for index, (x, y, wide, high) in enumerate(joined.each(), start=1):
        if wide < _WHOLE * ink.shape[1] or high > _STEEPEST * wide:
            continue
        own = (joined.labels[y : y + high, x : x + wide] == index) & (runs[y : y + high, x : x + wide] > 0)
        sums = own.sum(axis=0)
        columns = numpy.nonzero(sums)[0]
        line = (own * numpy.arange(high)[:, None]).sum(axis=0)[columns] / sums[columns] + y
        slope, start = numpy.polyfit(columns + x, line, 1)
        off = numpy.pad(line - slope * (columns + x) - start, _SMOOTH // 2, "reflect", reflect_type="odd")
        smooth = numpy.convolve(off, numpy.ones(_SMOOTH) / _SMOOTH, "valid")
        offsets.append(numpy.interp(places, columns + x, smooth))
        heights.append(float(line.mean()))
    return numpy.array(offsets), numpy.array(heights)
