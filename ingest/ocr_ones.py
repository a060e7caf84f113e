"""Roman ones (I, II, III, and those behind V and X) counted in the picture: engines drop a stroke of III, read VI for
VII, or take strokes whose serifs touch for H, M or N.

Only words of such letters and strokes alone are looked at. Strokes are counted in the middle third of the height,
where serifs and points do not reach; behind V and X above the middle, where their arms lie apart. After `Quý`
stands the number of a quarter and nothing else, so there more letters may be strokes, a lone `I` may have lost one, and
a year may follow.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.page_image import DARK, PageImage
from ingest.page_words import Word

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from ingest.page_image import Pixels

_ONES = re.compile(r"(?P<ones>(?=.*[IHMN])[IHMN1li|!]{1,4})(?P<end>[.,:;)]?)")
_BEHIND = re.compile(r"(?P<head>[VX])(?P<ones>[I1l|]{0,3}|I[I1l|]?[HMN])(?P<end>[.,:;)]?)")
QUARTER = "[Qq]u[yýí]"
"""`Quý` as engines read it, a pattern."""

_QUARTER = re.compile(rf"\W*{QUARTER}", re.IGNORECASE)
_ONES_OF_QUARTER = re.compile(r"(?P<ones>[IHMNLT1li|!\[\]ỊÍÌỈĨ]{1,4})(?P<end>[.,:;]?|/{1,2}(?:20)?\d\d)")
_PITCH = 0.65  # of the height, from one stroke to the next at most
_BESIDE = 0.6  # of the height beside the box, in which a stroke that was passed over may stand
_UNEVEN = 0.05  # of the length of a stroke, by which the ends of the next one are off, or a pixel
_FOOT = 0.35  # of its length, that a stroke takes to the right with its serifs
_SINGLE = frozenset("HMN")  # no single stroke reads like one of these
_MOST = 3
_STROKE = 0.8  # share of the middle height that a stroke takes
_BAR = 0.9  # share of the width that the bar of an H takes
_BETWEEN = 0.12  # share of the place between two strokes that is ink; the slanting strokes of M and N take more
_MAX_WIDTH = 0.45  # of the height; a thicker run is no stroke
_MARGIN = 1  # pixels around the box of the word
_ARMS = {"V": 2, "X": 1}  # places with ink in the band above the middle; the arms of X cross there
_BAND = (0.22, 0.5)  # of the height
_ASIDE = 0.5  # of the height of the box, that a stroke the engine dropped may stand beside it
_APART = 0.25  # of the height, between two words


def with_all_strokes(word: Word, image: PageImage) -> Word:
    """`word` with as many I's as the picture has strokes; as it is when it is no Roman one or they cannot be told."""
    match = _ONES.fullmatch(word.text)
    if match is None:
        return _with_strokes_behind(word, image)
    x0, y0, x1, y1 = (round(edge / image.points) for edge in (word.x0, word.top, word.x1, word.bottom))
    strokes = count_strokes(image.pixels[max(0, y0) : y1, max(0, x0 - _MARGIN) : x1 + _MARGIN])
    if strokes == 1 and not _SINGLE.isdisjoint(match["ones"]):
        return word
    text = "I" * strokes + match["end"]
    return replace(word, text=text) if strokes and text != word.text else word


def _with_strokes_behind(word: Word, image: PageImage) -> Word:
    """`word` with the ones that the picture shows behind its V or X; pale ones are not seen, so none is taken away."""
    match = _BEHIND.fullmatch(word.text)
    if match is None:
        return word
    x0, y0, x1, y1 = (round(edge / image.points) for edge in (word.x0, word.top, word.x1, word.bottom))
    right = min(x1 + round(_ASIDE * (y1 - y0)), _next_rule(image, x0, y0, x1, y1))
    strokes = count_strokes_behind(image.pixels[max(0, y0) : y1, max(0, x0 - _MARGIN) : right], match["head"])
    if strokes is None or strokes < len(match["ones"]):
        return word
    text = match["head"] + "I" * strokes + match["end"]
    return replace(word, text=text) if text != word.text else word


def _next_rule(image: PageImage, x0: int, y0: int, x1: int, y1: int) -> int:
    """The first column right of the middle of a box that is dark beyond its height: a rule looks like a stroke."""
    import numpy

    left, beyond = (x0 + x1) // 2, (y1 - y0) // 4
    dark = (image.pixels[max(0, y0 - beyond) : y1 + beyond, left:] < DARK).all(axis=0)
    return left + int(numpy.argmax(dark)) if dark.any() else left + dark.size


def count_strokes_behind(crop: Pixels, head: str) -> int | None:
    """Upright strokes behind `head` (V or X) at the left of `crop`; None where they cannot be told.

    What stands further right than a blank between words belongs to the next word.
    """
    import numpy

    ink = numpy.asarray(crop < DARK)
    rows = numpy.flatnonzero(ink.any(axis=1))
    if rows.size < 9:
        return None
    top, height = int(rows[0]), int(rows[-1]) + 1 - int(rows[0])
    end = _end_of_word(numpy.asarray(ink.any(axis=0)), height)
    band = ink[top + round(_BAND[0] * height) : top + round(_BAND[1] * height), :end]
    places = runs_of(numpy.asarray(band.any(axis=0)))
    strokes = places[_ARMS[head] :]
    if len(places) < _ARMS[head] or len(strokes) > _MOST:
        return None
    return len(strokes) if all(_is_upright(band[:, start:stop], height) for start, stop in strokes) else None


def _end_of_word(inked: NDArray[numpy.bool_], height: int) -> int:
    """The column behind the first word, of columns with and without ink."""
    end = inked.size
    for start, stop in reversed(runs_of(~inked)):
        if stop - start > _APART * height and start > height / 2:
            end = start
    return end


def runs_of(flags: NDArray[numpy.bool_]) -> list[tuple[int, int]]:
    """Where `flags` are set: first index and the one behind the last of each run."""
    import numpy

    steps = numpy.diff(flags.astype(numpy.int8), prepend=0, append=0)
    return [
        (int(a), int(b)) for a, b in zip(numpy.flatnonzero(steps == 1), numpy.flatnonzero(steps == -1), strict=True)
    ]


def _is_upright(place: NDArray[numpy.bool_], height: int) -> bool:
    full = place.mean(axis=0) > _STROKE
    return bool(full.any()) and place.shape[1] <= _MAX_WIDTH * height


def with_strokes_of_quarter(word: Word, before: Word | None, image: PageImage) -> Word:
    """`word` with as many I's as the picture has strokes, where it stands right after `before` and that is `Quý`.

    Figures alone may be the author's (`Quý 1`) and stay, and so does a numeral of which the picture shows less.
    """
    match = _ONES_OF_QUARTER.fullmatch(word.text)
    if match is None or match["ones"].isdigit() or before is None or not _stands_after(word, before):
        return word
    strokes = _strokes_between(before, word, image)
    least = max(2, len(match["ones"]) if set(match["ones"]) == {"I"} else 0)  # one stroke may be that of IV
    end = match["end"].replace("//", "/") if strokes > len(match["ones"]) else match["end"]
    text = "I" * strokes + end
    return replace(word, text=text) if strokes >= least and text != word.text else word


def _stands_after(word: Word, before: Word) -> bool:
    """Whether `before` is `Quý` and `word` the next one on its line."""
    if _QUARTER.fullmatch(before.text) is None:
        return False
    shared = min(word.bottom, before.bottom) - max(word.top, before.top)
    return shared > 0.5 * min(word.height, before.height) and -1 < word.x0 - before.x1 < before.height


def _strokes_between(before: Word, word: Word, image: PageImage) -> int:
    """Upright strokes of one length, side by side, that follow `before`, in `word` and somewhat beyond its box.

    0 where they are more than three or cannot be told. Parentheses and rules have other ends than the first stroke.
    """
    x0, y0, x1, y1 = (round(edge / image.points) for edge in (before.x1, word.top, word.x1, word.bottom))
    more = round(_BESIDE * (y1 - y0))
    above = min(more, max(0, y0))
    pixels = image.pixels[max(0, y0 - above) : y1 + more, max(0, x0 + 1) : x1 + more]
    runs = _upright_runs(pixels < DARK, above, above + y1 - y0)
    if not runs:
        return 0
    first = runs[0]
    length = first[2] - first[1]
    own = [first]
    for run in runs[1:]:
        if run[0] - own[-1][0] > _PITCH * length or not _ends_like(run, first):
            break
        own.append(run)
    end = own[-1][0] + round(_FOOT * length)
    counted = count_strokes(pixels[above : above + y1 - y0, :end])
    return counted if counted == len(own) else 0


def _ends_like(run: tuple[int, int, int], first: tuple[int, int, int]) -> bool:
    off = max(abs(run[1] - first[1]), abs(run[2] - first[2]))
    return off <= max(1.0, _UNEVEN * (first[2] - first[1]))


def _upright_runs(ink: NDArray[numpy.bool_], top: int, bottom: int) -> list[tuple[int, int, int]]:
    """Column, upper and lower end of what runs down through the middle third between the rows `top` and `bottom`."""
    import numpy

    third = (bottom - top) // 3
    full = (ink[top + third : bottom - third].mean(axis=0) > _STROKE).astype(numpy.int8)
    runs = []
    for x in numpy.flatnonzero(numpy.diff(full, prepend=0) == 1):
        blank = numpy.flatnonzero(~ink[:, x : x + 2].any(axis=1))
        over, under = blank[blank < top + third], blank[blank >= bottom - third]
        runs.append((int(x), int(over[-1]) if over.size else 0, int(under[0]) if under.size else ink.shape[0]))
    return runs


def count_strokes(crop: Pixels) -> int:
    """Upright strokes in the ink of `crop`; 0 when there are too many, one is too thick, or a bar joins them."""
    import numpy

    ink = crop < DARK
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
