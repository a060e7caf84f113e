"""Labels of rows (`1`, `2.1`, `IV`, `a)`) that the reading of their column leaves in doubt, read again one by one.

A label is too short for an engine that reads lines of words: it drops it, guesses a letter (`8)`, `K)`), or forces it
into a figure. A cell that stands among labels and reads like none, or not surely, is read as a line of its own with the
English data, in two sizes. What both read alike, and is a label, is taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.confidence import mean_confidence
from ingest.ocr_engine import ENGLISH, OcrEngine, OcrWord
from ingest.page_grid import GridPlace
from ingest.page_image import DARK, PageImage
from ingest.page_words import Word
from ingest.row_drafts import is_number_heading

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_LABEL = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}\.?|(?=[IVX])X{0,2}(?:IX|IV|V?I{0,3})\.?|[a-zđ][.)]|\(\d{1,2}\)")
_LETTER = re.compile(r"[A-Za-zđĐ][.)]?|[-+*•]")
_LARGE_POINT = re.compile(r"[A-ZĐ][.)]")  # points are small letters
_STROKES = re.compile(r"[IlH1|]{2,4}")  # what serifs that touch make of I, II, III
_TWICE = re.compile(r"(?i:([a-zđ])\1)[.)]")
_LONGEST = 6  # characters of a label that was misread
_FEWEST = 2  # labels that make a column of labels
_SURE = 0.8  # confidence of a letter (`b)`) that is let stand
_AGREED = 0.5  # confidence that each of the two readings needs
_SIZES = (1.0, 1.5)
_AIR = 36  # white pixels around the label


def is_label_column(readings: Sequence[Sequence[Word]]) -> bool:
    """Whether the cells of a column, each as its words, hold labels of rows and next to nothing else."""
    texts = [text for text in map(_text, readings) if text]
    labels = sum(_LABEL.fullmatch(text) is not None or _STROKES.fullmatch(text) is not None for text in texts)
    return labels >= _FEWEST and all(len(text) <= _LONGEST or is_number_heading(text) for text in texts)


def read_labels_again(
    image: PageImage, cells: Sequence[tuple[GridPlace, Sequence[Word]]], engine: OcrEngine
) -> list[Word]:
    """The words of the cells of a column of labels, those in doubt read once more.

    Raises:
        OcrFailed: the engine gave nothing.
    """
    doubtful = [(place, words) for place, words in cells if _is_doubtful(words)]
    crops = {id(place): _crop(image, place) for place, _ in doubtful}
    asked = [place for place, _ in doubtful if crops[id(place)] is not None]
    answers: dict[int, Word] = {}
    if asked:
        pictures = [_sized(crop[0], size) for place in asked if (crop := crops[id(place)]) for size in _SIZES]
        found = engine.words(pictures, image.dpi, 7, ENGLISH)
        for index, place in enumerate(asked):
            crop = crops[id(place)]
            readings = found[index * len(_SIZES) : (index + 1) * len(_SIZES)]
            label = _agreed(readings)
            if label and crop:
                answers[id(place)] = _word(label, readings[0], crop[1], image.points)
    return [word for place, words in cells for word in ([answers[id(place)]] if id(place) in answers else words)]


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _is_doubtful(words: Sequence[Word]) -> bool:
    text = _text(words)
    if is_number_heading(text) or len(text) > _LONGEST:
        return False
    if _LETTER.fullmatch(text) or not text:
        return (mean_confidence(words) or 0.0) < _SURE or _LARGE_POINT.fullmatch(text) is not None
    return _LABEL.fullmatch(text) is None


def _crop(image: PageImage, place: GridPlace) -> tuple[Pixels, tuple[int, int, int, int]] | None:
    """The ink of a cell on white, and its box on the page in pixels; None for a cell without ink."""
    import cv2
    import numpy

    x0, y0, x1, y1 = (round(edge / image.points) for edge in place.box)
    inset = 3
    cell = image.pixels[y0 + inset : y1 - inset, x0 + inset : x1 - inset]
    ink = cell < DARK
    rows, columns = numpy.flatnonzero(ink.any(axis=1)), numpy.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return None
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    cut = cell[max(0, top - 3) : bottom + 3, max(0, left - 3) : right + 3]
    padded = cv2.copyMakeBorder(cut, _AIR, _AIR, _AIR, _AIR, cv2.BORDER_CONSTANT, value=255)
    box = (x0 + inset + left, y0 + inset + top, x0 + inset + right, y0 + inset + bottom)
    return numpy.asarray(padded, numpy.uint8), box


def _sized(pixels: Pixels, size: float) -> Pixels:
    import cv2
    import numpy

    if size == 1.0:
        return pixels
    return numpy.asarray(cv2.resize(pixels, None, fx=size, fy=size, interpolation=cv2.INTER_CUBIC), numpy.uint8)


def _agreed(readings: Sequence[Sequence[OcrWord]]) -> str:
    """The label that all readings give, nothing where they differ or are unsure; `C)` is a small letter."""
    texts = {_folded("".join(word.text for word in words)) for words in readings}
    if len(texts) != 1 or any(min((word.confidence for word in words), default=0.0) < _AGREED for words in readings):
        return ""
    text = texts.pop()
    return text if _LABEL.fullmatch(text) else ""


def _folded(text: str) -> str:
    if _TWICE.fullmatch(text):  # a letter that is large and small at once
        text = text[1:]
    if _STROKES.fullmatch(text) and not text.isdigit():
        return text.replace("l", "I").replace("1", "I").replace("|", "I")
    return text.lower() if _LETTER.fullmatch(text) and len(text) > 1 else text


def _word(label: str, words: Sequence[OcrWord], box: tuple[int, int, int, int], points: float) -> Word:
    confidence = min(word.confidence for word in words)
    return replace(Word(label, *(edge * points for edge in box)), confidence=confidence)
