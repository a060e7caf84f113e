"""Whether a page shows text that its text layer does not hold: lines of letters drawn outside its words.

Letters are dark spots of the size of letters, several of one height side by side. A photograph, a logo or a map makes
spots, too, but no lines of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ingest.components import components
from ingest.page_words import Box

if TYPE_CHECKING:
    from ingest.page_image import Pixels

INK_DPI = 100
_DARK = 150
_MARGIN = 2.0  # points around the box of a word that its letters may reach
_LETTER = (3.0, 16.0)  # points, height of a letter
_MAX_WIDE = 3.0  # times the height; letters of a scan run together
_MIN_IN_LINE = 6
_SAME_HEIGHT = 1.7  # ratio; capitals and marks beside small letters
_NEAR = 3.0  # times the height, the space between neighbours on a line
_ENOUGH = 40  # letters in lines: some eight words


def has_text_outside(pixels: Pixels, boxes: Iterable[Box], dpi: float) -> bool:
    """Whether lines of letters stand outside `boxes` (points) on a page of `dpi` (grey or RGB, height x width)."""
    import numpy

    grey = numpy.array(pixels[:, :, 0] if pixels.ndim == 3 else pixels, numpy.uint8)
    scale = dpi / 72
    for x0, top, x1, bottom in boxes:
        left, upper = max(0, round((x0 - _MARGIN) * scale)), max(0, round((top - _MARGIN) * scale))
        grey[upper : round((bottom + _MARGIN) * scale), left : round((x1 + _MARGIN) * scale)] = 255
    dark = (grey < _DARK).astype(numpy.uint8)
    spots = [
        (x, y, width, height)
        for x, y, width, height in components(dark).each()
        if _LETTER[0] * scale <= height <= _LETTER[1] * scale and width <= _MAX_WIDE * height and width * 8 >= height
    ]
    return sum(map(len, _lines(spots))) >= _ENOUGH


def _lines(spots: Sequence[tuple[int, int, int, int]]) -> list[list[tuple[int, int, int, int]]]:
    """Runs of spots side by side that stand on one height."""
    runs: list[list[tuple[int, int, int, int]]] = []
    for spot in sorted(spots):
        x, y, _, height = spot
        for run in reversed(runs):
            last_x, last_y, last_width, last_height = run[-1]
            if last_x + last_width + _NEAR * height < x:
                continue
            low, high = y + height, last_y + last_height
            even = max(height, last_height) <= _SAME_HEIGHT * min(height, last_height)
            if even and abs(low - high) <= 0.3 * max(height, last_height):
                run.append(spot)
                break
        else:
            runs.append([spot])
    return [run for run in runs if len(run) >= _MIN_IN_LINE]
