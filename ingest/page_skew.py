"""The skew of a page: the turn that makes its lines level.

The ink of the page is projected along lines of every angle; at the right one the profile changes most sharply.

Limits: turns of more than `_MAX_SKEW` degrees are taken for none or for the nearest; one angle for the whole page.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from ingest.page_image import Pixels

    Floats = NDArray[numpy.float64]

_MAX_SKEW = 7.0  # degrees
_STEPS = ((0.25, _MAX_SKEW), (0.05, 0.3), (0.01, 0.05))  # degrees: step and reach around the best so far
_PROFILE_SIDE = 1100  # pixels of the reduced picture
_MOST_POINTS = 40_000
_INK = 90  # levels below white
_LEAST_POINTS = 200


def skew_of(grey: Pixels) -> float:
    """The clockwise turn in degrees that makes the lines of `grey` level; 0 where there is next to no ink."""
    x, y = _points(grey, _MOST_POINTS)
    if x.size < _LEAST_POINTS:
        return 0.0
    best = 0.0
    for width, reach in _STEPS:
        count = round(reach / width)
        angles = [best + width * turn for turn in range(-count, count + 1)]
        best = max(angles, key=lambda angle: (_sharpness(x, y, angle), -abs(angle)))
    return round(best, 3)


def levelness(grey: Pixels) -> float:
    """How level the lines of `grey` are as it stands: the more, the more; pictures of one page compare."""
    x, y = _points(grey)
    return _sharpness(x, y, 0.0) / x.size if x.size else 0.0


def _points(grey: Pixels, most: int | None = None) -> tuple[Floats, Floats]:
    """Where the ink of a reduced picture of `grey` is, right of its middle and below its top; `most` points at most."""
    import cv2
    import numpy

    scale = min(1.0, _PROFILE_SIDE / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ys, xs = numpy.nonzero(small < 255 - _INK)
    step = max(1, xs.size // most) if most else 1
    x, y = (values[::step].astype(numpy.float64) for values in (xs, ys))
    return x - small.shape[1] / 2, y


def _sharpness(x: Floats, y: Floats, angle: float) -> float:
    """How sharply the profile of the rows changes after a clockwise turn by `angle` degrees."""
    import numpy

    turn = math.radians(angle)
    rows = (y * math.cos(turn) + x * math.sin(turn)) * 1.0
    low = numpy.floor(rows).astype(numpy.int64)
    share = rows - low
    low -= int(low.min())
    profile = numpy.bincount(low, 1 - share, int(low.max()) + 2) + numpy.bincount(low + 1, share, int(low.max()) + 2)
    steps = numpy.diff(profile)
    return float((steps * steps).sum())
