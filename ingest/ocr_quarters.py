"""The I of a first quarter that the engine passed over or read into the word before: `Quý`, `Quý]` for `Quý I`.

Single strokes get lost most easily, and a quarter without its number has no date. One is looked for right behind the
word; it must be of the height and width of a capital I, stand alone, and end where letters end. Other numbers are left:
in blurred print two strokes may look like one, and those of IV and V like I.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.ocr_ones import QUARTER, count_strokes, runs_of
from ingest.page_image import DARK, PageImage
from ingest.page_words import Word

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_QUARTER = re.compile(QUARTER)
_GLUED = re.compile(rf"(?P<quarter>{QUARTER})(?P<ones>(?!1+$)[\]\[|!lI1]{{1,3}})")
# Shares of the height of the word, which reaches from the tone mark to below the line.
_BLANK = (0.08, 0.6)  # between the word and its number
_REACH = 2.2  # to the right, in which the number must end
_APART = 0.22  # between two words
_STUCK = 0.14  # the same where the engine took them for one; strokes of one number stand closer
_CAPITAL = (0.38, 0.85)  # height of a capital
_WIDTH = (0.32, 0.6)  # of an I with its serifs, by its own height
_CONFIDENCE = 0.6  # of what the engine did not read by itself


def with_lost_quarters(words: Sequence[Word], image: PageImage) -> Iterator[Word]:
    """`words` with the I that the picture shows behind `Quý` where the engine gave nothing, or strokes stuck to it."""
    for word in words:
        if glued := _GLUED.fullmatch(word.text):
            yield from _parted(word, glued["quarter"], image)
        else:
            yield word
            if _QUARTER.fullmatch(word.text) and (number := _number_behind(word, words, image)):
                yield number


def _number_behind(word: Word, words: Sequence[Word], image: PageImage) -> Word | None:
    """The I right behind a word, as a word of its own; None where there is none or another word has it."""
    height = word.height
    x0, y0, x1, y1 = (
        round(edge / image.points)
        for edge in (word.x1, word.top - height / 4, word.x1 + _REACH * height, word.bottom + height / 4)
    )
    ink = image.pixels[max(0, y0) : y1, x0 + 1 : x1] < DARK
    place = _first_place(ink, height / image.points)
    if place is None:
        return None
    left, right = ((x0 + 1 + edge) * image.points for edge in place)
    if any(
        other.x0 < right and left < other.x1 and other.top < word.bottom and word.top < other.bottom for other in words
    ):
        return None
    return _one(ink, place, replace(word, x0=left, x1=right), image)


def _parted(word: Word, quarter: str, image: PageImage) -> Iterator[Word]:
    """`Quý]` as `Quý` and the I at its end; as it is where that cannot be told."""
    import numpy

    x0, y0, x1, y1 = (round(edge / image.points) for edge in (word.x0, word.top, word.x1, word.bottom))
    beyond = (y1 - y0) // 4
    ink = image.pixels[max(0, y0 - beyond) : y1 + beyond, max(0, x0) : x1 + 2] < DARK
    places = _places(numpy.asarray(ink.any(axis=0)), _STUCK * (y1 - y0))
    if len(places) == 2:
        left, right = places[1]
        behind = replace(word, x0=(x0 + left) * image.points, x1=(x0 + right) * image.points)
        number = _one(ink, places[1], behind, image)
        if number is not None:
            yield replace(word, text=quarter, x1=(x0 + places[0][1]) * image.points)
            yield number
            return
    yield word


def _one(ink: NDArray[numpy.bool_], place: tuple[int, int], word: Word, image: PageImage) -> Word | None:
    """What stands in the columns `place` as `word`, if it is an I and no rule."""
    import numpy

    own = ink[:, place[0] : place[1]]
    rows = numpy.flatnonzero(own.any(axis=1))
    if not rows.size or rows[0] == 0 or rows[-1] == ink.shape[0] - 1:
        return None
    height = (rows[-1] + 1 - rows[0]) * image.points
    count = count_strokes(numpy.where(own, 0, 255).astype(numpy.uint8))
    columns = numpy.flatnonzero(own.any(axis=0))
    width = (columns[-1] + 1 - columns[0]) / (rows[-1] + 1 - rows[0])
    if count != 1 or not _CAPITAL[0] * word.height <= height <= _CAPITAL[1] * word.height:
        return None
    return replace(word, text="I", confidence=_CONFIDENCE) if _WIDTH[0] <= width <= _WIDTH[1] else None


def _first_place(ink: NDArray[numpy.bool_], height: float) -> tuple[int, int] | None:
    """The first columns with ink behind a blank, if a blank between words follows them."""
    import numpy

    places = _places(numpy.asarray(ink.any(axis=0)), _APART * height)
    if not places or not _BLANK[0] * height <= places[0][0] <= _BLANK[1] * height:
        return None
    ends = places[1][0] if len(places) > 1 else ink.shape[1]
    return places[0] if ends - places[0][1] >= _APART * height else None


def _places(inked: NDArray[numpy.bool_], least: float) -> list[tuple[int, int]]:
    """Runs of columns with ink, those closer than `least` taken together."""
    places: list[tuple[int, int]] = []
    for start, end in runs_of(inked):
        if places and start - places[-1][1] < least:
            places[-1] = (places[-1][0], end)
        else:
            places.append((start, end))
    return places
