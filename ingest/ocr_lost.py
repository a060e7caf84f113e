"""Text that the engine passed over: ink of the size of letters that no word covers is read once more, by itself.

Engines drop short last lines of a cell, single figures and page numbers. What the second reading gives is taken only
when it is sure; stamps, signatures and dirt give nothing sure. A page with very many such places is no page of text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingest.components import components
from ingest.ocr_cells import read_strips
from ingest.ocr_engine import OcrEngine
from ingest.page_grid import GridPlace, RuledTable
from ingest.page_image import DARK, PageImage
from ingest.page_words import Box, Word, in_points

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_AROUND = 0.02  # inches around a word that are its own: points, tails, accents
_RULE = 0.02  # inches around the rules of a table
_LEAST = (0.01, 0.06)  # inches, width and height of a letter
_MOST = 0.4
_NEAR = 0.1  # inches between letters of one place
_BESIDE = 2.5  # points between a word and a place that is no part of it
_MOST_PLACES = 40
_SURE = 0.6
_LETTER = re.compile(r"[^\W_]")


def read_lost(image: PageImage, tables: Sequence[RuledTable], words: Sequence[Word], engine: OcrEngine) -> list[Word]:
    """The words at the places that `words` leave out.

    Raises:
        OcrFailed: the engine gave nothing.
    """
    places = [GridPlace(0, 0, 1, 1, box) for box in _places(image, tables, words) if not _touches(box, words)]
    if not places or len(places) > _MOST_PLACES:
        return []
    return [
        word
        for _, found in read_strips(image, [places], engine)[0]
        for word in found
        if (word.confidence or 0.0) >= _SURE and _LETTER.search(word.text)
    ]


def _touches(box: Box, words: Sequence[Word]) -> bool:
    """Whether a word goes on in `box`: the boxes of words are not exact, and a letter may stick out."""
    return any(
        min(box[3], word.bottom) - max(box[1], word.top) > 0.3 * (box[3] - box[1])
        and word.x0 - _BESIDE < box[2]
        and box[0] < word.x1 + _BESIDE
        for word in words
    )


def _places(image: PageImage, tables: Sequence[RuledTable], words: Sequence[Word]) -> list[Box]:
    """Boxes in points of the ink that could be letters and is in no word, never over a rule."""
    import cv2
    import numpy

    ink = _rest(image, tables, words)
    parts = components(ink)
    width, height = parts.boxes[:, 2] / image.dpi, parts.boxes[:, 3] / image.dpi
    letters = (width >= _LEAST[0]) & (height >= _LEAST[1]) & (numpy.maximum(width, height) <= _MOST)
    letters[0] = False
    if not letters.any():
        return []
    reach = round(_NEAR * image.dpi)
    kernel = numpy.ones((max(1, reach // 3), reach), numpy.uint8)
    grouped = numpy.asarray(cv2.dilate(letters[parts.labels].astype(numpy.uint8), kernel), numpy.uint8)
    _carve(grouped, image, tables)
    boxes = ((x, y, x + width, y + height) for x, y, width, height in components(grouped).each())
    return [in_points(box, image.points) for box in boxes]


def _rest(image: PageImage, tables: Sequence[RuledTable], words: Sequence[Word]) -> Pixels:
    """1 where there is ink that no word and no rule covers."""
    import numpy

    ink = numpy.asarray(image.pixels < DARK, numpy.uint8)
    around = round(_AROUND * image.dpi)
    for word in words:
        x0, y0, x1, y1 = (round(edge / image.points) for edge in (word.x0, word.top, word.x1, word.bottom))
        ink[max(0, y0 - around) : y1 + around, max(0, x0 - around) : x1 + around] = 0
    _carve(ink, image, tables)
    return ink


def _carve(mask: Pixels, image: PageImage, tables: Sequence[RuledTable]) -> None:
    """Blank the rules of `tables` in `mask`."""
    margin = round(_RULE * image.dpi)
    for table in tables:
        for place in table.places:
            x0, y0, x1, y1 = (round(edge / image.points) for edge in place.box)
            for x in (x0, x1):
                mask[max(0, y0) : y1, max(0, x - margin) : x + margin] = 0
            for y in (y0, y1):
                mask[max(0, y - margin) : y + margin, max(0, x0) : x1] = 0
