"""Rings of seals in pale coloured ink: what of a worn seal still makes a circle, also where the page's edge cuts it.

Pale ink alone tells no stamp: the colour that JPEG spreads around letters joins lines of coloured print to blocks. The
outline of a block has straight sides; that of a seal lies on one circle, and ink runs along most of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.components import components

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from ingest.page_image import Pixels

    Points = NDArray[numpy.float64]

_RADIUS = (0.4, 1.0)  # inches; seals are 36 mm across by decree
_LEAST = 0.25  # inches both ways of what the edge of the page leaves
_GAPS = (0.02, 0.1)  # inches between parts of one ring
_OFF = 0.04  # of the radius, that the outline lies off the circle
_BAND = (0.9, 1.06)  # of the radius, in which the ink of the ring lies
_CLOSED = 0.6  # share of the circle along which there is ink
_ANGLES = 90
_STEP = 2.0  # pixels from one point of the outline to the next
_EDGE = 2  # pixels along the edge of the picture


def find_rings(mask: Pixels, dpi: float) -> list[tuple[int, int, int, int]]:
    """Boxes of the rings in `mask` (1 where there is ink), cut at the edge of the picture."""
    import cv2
    import numpy

    found: list[tuple[int, int, int, int]] = []
    for gap in _GAPS:
        size = max(2, round(gap * dpi))
        closed = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, numpy.ones((size, size), numpy.uint8))
        joined = numpy.asarray(closed, numpy.uint8)
        parts = components(joined)
        for index, (x, y, width, height) in enumerate(parts.each(), start=1):
            if min(width, height) < _LEAST * dpi or max(width, height) > 2 * _BAND[1] * _RADIUS[1] * dpi:
                continue
            part = numpy.asarray(parts.labels[y : y + height, x : x + width] == index, numpy.uint8)
            box = _ring(_outline(part, x, y), joined, dpi)
            if box is not None:
                found.append(box)
    return found


def _outline(part: Pixels, x: int, y: int) -> Points:
    """Points along the convex outline of `part` at (`x`, `y`), its longest side left out: an edge may cut it."""
    import cv2
    import numpy

    corners = cv2.convexHull(cv2.findNonZero(part))[:, 0].astype(numpy.float64) + numpy.array([x, y])
    points = []
    sides = list(zip(corners, numpy.roll(corners, -1, axis=0), strict=True))
    longest = max(range(len(sides)), key=lambda at: float(numpy.hypot(*(sides[at][1] - sides[at][0]))))
    for start, end in sides[:longest] + sides[longest + 1 :]:
        steps = max(1, int(numpy.hypot(*(end - start)) / _STEP))
        points.append(start + (end - start) * (numpy.arange(steps) / steps)[:, None])
    return numpy.concatenate(points)


def _ring(outline: Points, mask: Pixels, dpi: float) -> tuple[int, int, int, int] | None:
    """The box of the circle that `outline` lies on; None where it lies on none, or too little ink runs along it."""
    import numpy

    height, width = mask.shape
    inner = (outline >= _EDGE).all(axis=1) & (outline < (width - 1 - _EDGE, height - 1 - _EDGE)).all(axis=1)
    x, y, radius = _circle(outline[inner])
    if not _RADIUS[0] * dpi <= radius <= _RADIUS[1] * dpi:
        return None
    off = numpy.hypot(outline[inner][:, 0] - x, outline[inner][:, 1] - y) - radius
    if float(numpy.sqrt((off**2).mean())) > _OFF * radius or _closed(mask, x, y, radius) < _CLOSED:
        return None
    left, top, right, bottom = (int(edge) for edge in (x - radius, y - radius, x + radius + 1, y + radius + 1))
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def _circle(points: Points) -> tuple[float, float, float]:
    """Centre and radius of the circle that lies nearest to `points` (least squares of Kasa); 0 for too few."""
    import numpy

    if len(points) < _ANGLES // 3:
        return 0.0, 0.0, 0.0
    system = numpy.column_stack([2 * points, numpy.ones(len(points))])
    (x, y, rest), *_ = numpy.linalg.lstsq(system, (points**2).sum(axis=1), rcond=None)
    return float(x), float(y), float(numpy.sqrt(max(0.0, rest + x * x + y * y)))


def _closed(mask: Pixels, x: float, y: float, radius: float) -> float:
    """Share of the circle within the picture along which there is ink."""
    import numpy

    height, width = mask.shape
    angles = numpy.linspace(0, 2 * numpy.pi, _ANGLES, endpoint=False)
    radii = numpy.arange(_BAND[0] * radius, _BAND[1] * radius)
    xs = numpy.rint(x + radii[:, None] * numpy.cos(angles)).astype(int)
    ys = numpy.rint(y + radii[:, None] * numpy.sin(angles)).astype(int)
    seen = (xs >= 0) & (xs < width) & (ys >= 0) & (ys < height)
    inked = (mask[ys.clip(0, height - 1), xs.clip(0, width - 1)] > 0) & seen
    shown = seen.any(axis=0)
    return float(inked.any(axis=0)[shown].mean()) if shown.any() else 0.0
