"""The sheet of a photographed page becomes the whole picture; where its edges do not show, the pixels stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy
import pytest

from ingest.page_image import working_image
from ingest.page_sheet import squared
from ingest.page_skew import levelness, skew_of

if TYPE_CHECKING:
    from ingest.page_image import Pixels

DPI = 200.0
HEIGHT, WIDTH = 2200, 1600
TABLE = 60  # the light of what the sheet lies on
ASLANT = ((130, 90), (1540, 190), (1490, 2060), (60, 2140))
LEVEL = ((100, 100), (1500, 100), (1500, 2100), (100, 2100))


def _sheet() -> Pixels:
    page = numpy.full((HEIGHT, WIDTH), 215, numpy.uint8)
    for y in range(200, 1900, 60):  # lines of words
        for x in range(200, 1400, 90):
            page[y : y + 20, x : x + 70] = 20
    return page


def _photo(corners: tuple[tuple[int, int], ...], page: Pixels | None = None) -> Pixels:
    whole = numpy.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], numpy.float32)
    matrix = cv2.getPerspectiveTransform(whole, numpy.array(corners, numpy.float32))
    page = _sheet() if page is None else page
    return numpy.asarray(cv2.warpPerspective(page, matrix, (WIDTH, HEIGHT), borderValue=TABLE), numpy.uint8)


def test_the_lines_of_a_sheet_seen_aslant_are_level_again() -> None:
    photo = _photo(ASLANT)
    flat = squared(photo, DPI)
    assert abs(skew_of(flat)) < 0.3
    assert levelness(flat) > 2 * levelness(photo)


def test_nothing_is_left_of_the_table_around_the_sheet() -> None:
    flat = squared(_photo(ASLANT), DPI)
    rim = numpy.concatenate([flat[:10].ravel(), flat[-10:].ravel(), flat[:, :10].ravel(), flat[:, -10:].ravel()])
    assert rim.min() > 180


@pytest.mark.parametrize(
    "photo",
    [
        _sheet(),  # all paper
        _photo(LEVEL),  # a scan with borders: parallel edges
        _photo(((-90, -90), (1540, 150), (1490, 2120), (-60, 2260))),  # two edges show
        _photo(((500, 100), (1500, 130), (1480, 2080), (560, 2100))),  # far from its side: a picture on a page
    ],
    ids=["all paper", "borders of a scan", "edges out of the picture", "edge far inside"],
)
def test_a_picture_without_a_whole_sheet_aslant_keeps_its_pixels(photo: Pixels) -> None:
    assert squared(photo, DPI) is photo


def _unsquared(photo: Pixels, monkeypatch: pytest.MonkeyPatch) -> Pixels:
    monkeypatch.setattr("ingest.page_image.squared", lambda grey, dpi: grey)
    return working_image(photo, DPI).pixels


def test_the_working_image_of_a_photo_is_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = _photo(ASLANT)
    level = working_image(photo, DPI).pixels
    assert levelness(level) > 1.5 * levelness(_unsquared(photo, monkeypatch))


def test_edges_that_lie_do_not_slant_level_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Paper torn at an angle: its lines are level, its edges run apart."""
    photo = _sheet()
    outside = numpy.full((HEIGHT, WIDTH), 255, numpy.uint8)
    cv2.fillConvexPoly(outside, numpy.array(ASLANT, numpy.int32), 0.0)
    photo[outside > 0] = TABLE
    assert squared(photo, DPI) is not photo
    level = working_image(photo, DPI).pixels
    assert numpy.array_equal(level, _unsquared(photo, monkeypatch))
