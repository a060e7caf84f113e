"""OCR of the cells of ruled tables: one picture a column, with the cells pasted below each other on white.

An engine that sees the whole page mixes the columns. The strip of a column is read as one block of text, its words go
to the cell and the place they came from. Cells over several columns share one more strip. Cells that seem to hold a
number (TT, sums) are read once more with English data and only the characters of numbers; that reading is taken when
the first one is no number and it is, or when it is surer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.confidence import mean_confidence
from ingest.ocr_engine import ENGLISH, OcrEngine, OcrWord
from ingest.ocr_labels import is_label_column, read_labels_again
from ingest.page_grid import GridPlace, RuledTable
from ingest.page_image import DARK, PageImage
from ingest.page_words import Word
from ingest.row_drafts import is_number_heading

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_INSET = 2  # pixels left out inside a rule
_PAD = 12  # white pixels around a cell
_NUMBER_PAD = 30
_MIN_INK = 12  # dark pixels of a cell that is not blank
_NUMBERS = "0123456789.,IVX"
_ROW_NUMBER = re.compile(r"(?:\d{1,3}(?:\.\d{1,3}){0,4}|[IVX]{1,5})\.?")
_SUM = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d{1,6}(?:[.,]\d{1,2})?")
# What a reading of a number may look like: digits and the letters and marks that digits, I, V, X and points turn into.
_LIKE_NUMBER = re.compile(r"[\dIVXlLiHMNTUYWoOQđôSsBZzgq|!\]\[)(/'`.,:;°ÍÌỊ]{1,14}")
_LETTER_LABEL = re.compile(r"[A-GKĐa-hkn-zđ][.)]?|[-+*•]")  # H, L, M, i, j, l, m alone are misread I, II, V
_ONES = re.compile(r"I+\.?")
_LEAST = 0.3  # confidence of the second reading; forced into the characters of numbers, other text has none
_RULE_REST = re.compile(r"[|_\[\]¦]+")


@dataclass(frozen=True, slots=True)
class _Pasted:
    """Where a cell lies in a strip: rows from `start` to `end`; adding `dx`, `dy` leads back to the page."""

    place: GridPlace
    start: int
    end: int
    dx: int
    dy: int


def read_cells(image: PageImage, table: RuledTable, engine: OcrEngine) -> list[Word]:
    """The words in the cells of `table`, in points of the page.

    Raises:
        OcrFailed: the engine gave nothing.
    """
    columns: dict[int, list[GridPlace]] = defaultdict(list)
    for place in table.places:
        columns[place.column if place.colspan == 1 else -1].append(place)
    ordered = sorted(columns.items())
    strips = read_strips(image, [places for _, places in ordered], engine)
    numbers = [
        cell for (column, _), strip in zip(ordered, strips, strict=True) if column >= 0
        for cell in strip if _seems_number(cell[1])
    ]  # fmt: skip
    second = _read_numbers(image, numbers, engine)
    words: list[Word] = []
    for strip in strips:
        cells = [(place, second.get(place) or _without_rules(found)) for place, found in strip]
        if is_label_column([found for _, found in cells]):
            words += read_labels_again(image, cells, engine)
        else:
            words += (word for _, found in cells for word in found)
    return words


def _without_rules(words: Sequence[Word]) -> list[Word]:
    return [word for word in words if not _RULE_REST.fullmatch(word.text)]


def _seems_number(words: Sequence[Word]) -> bool:
    text = "".join(word.text for word in words)
    return len(words) <= 2 and _LIKE_NUMBER.fullmatch(text) is not None and _LETTER_LABEL.fullmatch(text) is None


def read_strips(
    image: PageImage, groups: Sequence[Sequence[GridPlace]], engine: OcrEngine
) -> list[list[tuple[GridPlace, list[Word]]]]:
    """The words of each place of each group; the places of a group are read as one block.

    Raises:
        OcrFailed: the engine gave nothing.
    """
    strips = [_strip(image, places, _PAD) for places in groups]
    pictures = [picture for picture, _ in strips if picture is not None]
    answers = iter(engine.words(pictures, image.dpi, 6) if pictures else ())
    return [_by_cell(next(answers), pasted, image.points) if picture is not None else [] for picture, pasted in strips]


def _read_numbers(
    image: PageImage, numbers: Sequence[tuple[GridPlace, list[Word]]], engine: OcrEngine
) -> dict[GridPlace, list[Word]]:
    """The better reading of each cell that seems to hold a number."""
    strip, pasted = _strip(image, [place for place, _ in numbers], _NUMBER_PAD)
    if strip is None:
        return dict(numbers)
    second = dict(_by_cell(engine.words([strip], image.dpi, 6, ENGLISH, _NUMBERS)[0], pasted, image.points))
    return {place: _better(first, second.get(place, [])) for place, first in numbers}


def _better(first: list[Word], second: list[Word]) -> list[Word]:
    """The reading of a number cell to be taken; both are words of one cell."""
    one, other = (" ".join(word.text for word in words) for words in (first, second))
    if one == other or not _is_number(other) or (mean_confidence(second) or 0) < _LEAST or is_number_heading(one):
        return first
    if not _is_number(one):
        return second
    if _ONES.fullmatch(one) and _ONES.fullmatch(other):
        return max(first, second, key=lambda words: len(words[0].text))  # strokes get lost, they are never added
    return second if (mean_confidence(second) or 0) > (mean_confidence(first) or 0) else first


def _is_number(text: str) -> bool:
    return _ROW_NUMBER.fullmatch(text) is not None or _SUM.fullmatch(text) is not None


def _strip(image: PageImage, places: Sequence[GridPlace], pad: int) -> tuple[Pixels | None, list[_Pasted]]:
    """The cells that are not blank, below each other; no picture when there are none."""
    import numpy

    crops: list[tuple[GridPlace, Pixels, int, int]] = []
    for place in places:
        crop = _crop(image, place)
        if crop.size and int((crop < DARK).sum()) >= _MIN_INK:
            x0, y0 = (round(edge / image.points) + _INSET for edge in place.box[:2])
            crops.append((place, crop, x0, y0))
    if not crops:
        return None, []
    width = max(crop.shape[1] for _, crop, _, _ in crops) + 2 * pad
    height = sum(crop.shape[0] + pad for _, crop, _, _ in crops) + pad
    strip = numpy.full((height, width), 255, numpy.uint8)
    pasted: list[_Pasted] = []
    top = pad
    for place, crop, x, y in crops:
        strip[top : top + crop.shape[0], pad : pad + crop.shape[1]] = crop
        pasted.append(_Pasted(place, top - pad // 2, top + crop.shape[0] + pad // 2, x - pad, y - top))
        top += crop.shape[0] + pad
    return strip, pasted


def _crop(image: PageImage, place: GridPlace) -> Pixels:
    x0, y0, x1, y1 = (round(edge / image.points) for edge in place.box)
    return image.pixels[y0 + _INSET : y1 - _INSET, x0 + _INSET : x1 - _INSET]


def _by_cell(found: Sequence[OcrWord], pasted: Sequence[_Pasted], points: float) -> list[tuple[GridPlace, list[Word]]]:
    held: list[tuple[GridPlace, list[Word]]] = [(cell.place, []) for cell in pasted]
    for word in found:
        middle = word.top + word.height / 2
        for cell, (_, words) in zip(pasted, held, strict=True):
            if cell.start <= middle < cell.end:
                words.append(word_on_page(word, cell.dx, cell.dy, points))
                break
    return held


def word_on_page(word: OcrWord, dx: int, dy: int, points: float) -> Word:
    """A word of a cut-out (moved by `dx`, `dy` pixels against the page) in points of the page."""
    left, top = word.left + dx, word.top + dy
    return Word(
        word.text, left * points, top * points, (left + word.width) * points, (top + word.height) * points,
        word.confidence,
    )  # fmt: skip
