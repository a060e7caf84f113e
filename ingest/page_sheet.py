"""The sheet of a photographed page: where the dark of the table shows all around it, its edges tell the keystone.

Limits: all four edges must show, straight, near the sides of the picture. A scan with dark borders keeps its pixels:
its edges are parallel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.page_keystone import warped
from ingest.page_paper import surroundings

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from ingest.page_image import Pixels

    Floats = NDArray[numpy.float64]

_CHANGE = 0.006  # of slope between opposite edges; those of scans are parallel
_FARTHEST = 0.2  # of the picture, that an edge may be away from its side
_STRAY = 1.5  # pixels of the small picture by which an edge may miss its line
_STRAIGHT = 0.7  # of an edge that its line holds
_RIM = 0.08  # inches inside the edges that are paper: an edge found roughly leaves a dark line
_CORNER = 0.12  # of a side at both ends, where the next edge may begin

Line = tuple[float, float]
"""Where an edge begins, and its slope, in pixels of a small picture."""


def squared(grey: Pixels, dpi: float) -> Pixels:
    """`grey` with its sheet as the whole picture where opposite edges run apart; else the same pixels."""
    import numpy

    around = surroundings(grey, dpi)
    edges = _edges(around) if around is not None else None
    if around is None or edges is None:
        return grey
    left, right, top, bottom = edges
    if max(abs(left[1] - right[1]), abs(top[1] - bottom[1])) < _CHANGE:
        return grey
    height, width = grey.shape
    across, down = width / around.shape[1], height / around.shape[0]
    meetings = (_meeting(*pair) for pair in ((left, top), (right, top), (right, bottom), (left, bottom)))
    flat = warped(grey, [(x * across, y * down) for x, y in meetings])
    rim = round(_RIM * dpi)
    whole_sheet = numpy.full_like(grey, round(float(numpy.percentile(flat, 75))))
    whole_sheet[rim:-rim, rim:-rim] = flat[rim:-rim, rim:-rim]
    return whole_sheet


def _edges(around: Pixels) -> tuple[Line, Line, Line, Line] | None:
    """The left, right, upper and lower edge of the sheet; None where one does not show."""
    import numpy

    height, width = around.shape
    left = numpy.argmin(around, axis=1).astype(float)
    right = width - numpy.argmin(around[:, ::-1], axis=1).astype(float)
    top = numpy.argmin(around, axis=0).astype(float)
    bottom = height - numpy.argmin(around[::-1], axis=0).astype(float)
    found = (
        _line(left, left, width), _line(right, width - right, width), _line(top, top, height),
        _line(bottom, height - bottom, height),
    )  # fmt: skip
    return None if None in found else found  # type: ignore[return-value]


def _line(places: Floats, depth: Floats, size: int) -> Line | None:
    """The line along `places`, of which each is `depth` away from its side; None where they make none.

    Rows without any paper have depth 0, and show no edge.
    """
    import numpy

    at = numpy.arange(len(places))
    inner = (at >= _CORNER * len(at)) & (at < (1 - _CORNER) * len(at))
    shows = inner & (depth > 0) & (depth <= _FARTHEST * size)
    least = _STRAIGHT * inner.sum()
    for _ in range(3):
        if shows.sum() < least:
            return None
        slope, start = numpy.polyfit(at[shows], places[shows], 1)
        shows = inner & (numpy.abs(places - (start + slope * at)) <= _STRAY)
    return (float(start), float(slope)) if shows.sum() >= least else None


def _meeting(upright: Line, level: Line) -> tuple[float, float]:
    """Where `x = upright(y)` meets `y = level(x)`."""
    x = (upright[0] + upright[1] * level[0]) / (1 - upright[1] * level[1])
    return x, level[0] + level[1] * x
