"""Roman ones (I, II, III) counted in the picture: engines drop a stroke of III, or take strokes whose serifs touch for
H, M or N.

Only words of such letters and strokes alone are looked at. Strokes are counted in the middle
third of the height, where serifs and points do not reach.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.page_image import PageImage
from ingest.page_words import Word

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_ONES = re.compile(r"(?P<ones>(?=.*[IHMN])[IHMN1li|!]{1,4})(?P<end>[.,:;)]?)")
_SINGLE = frozenset("HMN")  # no single stroke reads like one of these
_MOST = 3
_DARK = 140
_STROKE = 0.8  # share of the middle height that a stroke takes
_BAR = 0.9  # share of the width that the bar of an H takes
_BETWEEN = 0.12  # share of the place between two strokes that is ink; the slanting strokes of M and N take more
_MAX_WIDTH = 0.45  # of the height; a thicker run is no stroke
_MARGIN = 1  # pixels around the box of the word


def with_all_strokes(word: Word, image: PageImage) -> Word:
    """`word` with as many I's as the picture has strokes; as it is when it is no Roman one or they cannot be told."""
    match = _ONES.fullmatch(word.text)
    if match is None:
        return word
    x0, y0, x1, y1 = (round(edge / image.points) for edge in (word.x0, word.top, word.x1, word.bottom))
    strokes = count_strokes(image.pixels[max(0, y0) : y1, max(0, x0 - _MARGIN) : x1 + _MARGIN])
    if strokes == 1 and not _SINGLE.isdisjoint(match["ones"]):
        return word
    text = "I" * strokes + match["end"]
    return replace(word, text=text) if strokes and text != word.text else word


def count_strokes(crop: Pixels) -> int:
    """Upright strokes in the ink of `crop`; 0 when there are too many, one is too thick, or a bar joins them."""
    import numpy

    ink = crop < _DARK
    rows = numpy.flatnonzero(ink.any(axis=1))
    if rows.size < 9:
        return 0
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    third = (bottom - top) // 3
    middle = ink[top + third : bottom - third]
    full = (middle.mean(axis=0) > _STROKE).astype(numpy.int8)
    steps = numpy.diff(full, prepend=0, append=0)
    starts, ends = numpy.flatnonzero(steps == 1), numpy.flatnonzero(steps == -1)
    if not 1 <= starts.size <= _MOST or int((ends - starts).max()) > _MAX_WIDTH * (bottom - top):
        return 0
    inner = middle[:, int(starts[0]) : int(ends[-1])]
    barred = starts.size > 1 and float(inner.mean(axis=1).max()) > _BAR
    between = [middle[:, end + 1 : start - 1] for end, start in zip(ends, starts[1:], strict=False)]
    slanting = any(part.size and float(part.mean()) > _BETWEEN for part in between)
    return 0 if barred or slanting else int(starts.size)
