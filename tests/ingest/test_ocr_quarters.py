"""The I of a first quarter, which engines pass over or read into the word before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy
import pytest

from ingest.ocr_quarters import with_lost_quarters
from ingest.page_image import PageImage
from ingest.page_words import Word

if TYPE_CHECKING:
    from ingest.page_image import Pixels

QUARTER = Word("Quý", 20, 20, 80, 68, 0.9)


def _page(*strokes: int, width: int = 4, serifs: int = 14, top: int = 30, bottom: int = 60) -> Pixels:
    """A page with upright strokes with serifs at the columns `strokes`; `Quý` is a block at its left."""
    pixels = numpy.full((100, 300), 255, numpy.uint8)
    pixels[22:66, 22:78] = 0
    for x in strokes:
        pixels[top:bottom, x : x + width] = 0
        half = (serifs - width) // 2
        pixels[top : top + 2, x - half : x + width + half] = pixels[
            bottom - 2 : bottom, x - half : x + width + half
        ] = 0
    return pixels


def _read(pixels: Pixels, *words: Word) -> list[str]:
    return [word.text for word in with_lost_quarters(words, PageImage(pixels, 72))]


def test_a_stroke_behind_a_quarter_is_its_number() -> None:
    assert _read(_page(98), QUARTER) == ["Quý", "I"]


@pytest.mark.parametrize(
    "pixels",
    [
        pytest.param(_page(), id="nothing"),
        pytest.param(_page(98, 114), id="two strokes"),
        pytest.param(_page(160), id="too far"),
        pytest.param(_page(98, serifs=4), id="a bar"),
        pytest.param(_page(98, top=0, bottom=100), id="a rule"),
        pytest.param(_page(98, top=50, bottom=60), id="a speck"),
        pytest.param(_page(98, 120), id="something behind it"),
    ],
)
def test_what_is_no_single_stroke_adds_nothing(pixels: Pixels) -> None:
    assert _read(pixels, QUARTER) == ["Quý"]


def test_what_another_word_has_is_not_read_twice() -> None:
    number = Word("II", 92, 28, 110, 62, 0.9)
    assert _read(_page(98), QUARTER, number) == ["Quý", "II"]


def test_other_words_are_not_looked_behind() -> None:
    assert _read(_page(98), Word("Tháng", 20, 20, 80, 68, 0.9)) == ["Tháng"]


@pytest.mark.parametrize("read", ["Quý]", "Quý1I", "Quý|"])
def test_a_stroke_stuck_to_a_quarter_is_parted(read: str) -> None:
    found = list(with_lost_quarters([Word(read, 20, 20, 106, 68, 0.7)], PageImage(_page(98), 72)))
    assert [word.text for word in found] == ["Quý", "I"]
    assert found[0].x1 < found[1].x0


@pytest.mark.parametrize(("read", "strokes"), [("Quý1", (98,)), ("Quý]", (98, 114)), ("Quý]", ())])
def test_figures_and_several_strokes_stay_stuck(read: str, strokes: tuple[int, ...]) -> None:
    assert _read(_page(*strokes), Word(read, 20, 20, 122, 68, 0.7)) == [read]
