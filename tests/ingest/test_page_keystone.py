"""Photographed pages: rules that run apart or bend are parallel and straight again; level ones stay as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy
import pytest

from ingest.page_keystone import without_bend, without_keystone

if TYPE_CHECKING:
    from ingest.page_image import Pixels

DPI = 220.0
HEIGHT, WIDTH = 1700, 1400
ROWS, COLUMNS = range(200, 1600, 200), range(150, 1300, 180)


def _grid(rules: bool = True) -> Pixels:
    page = numpy.full((HEIGHT, WIDTH), 255, numpy.uint8)
    for y in ROWS if rules else ():
        page[y : y + 3, COLUMNS[0] : COLUMNS[-1]] = 0
    for x in COLUMNS if rules else ():
        page[ROWS[0] : ROWS[-1], x : x + 3] = 0
    for y in range(240, 1500, 100):  # words
        page[y : y + 20, 260:310] = 0
    return page


def _aslant(page: Pixels) -> Pixels:
    corners = numpy.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], numpy.float32)
    moved = corners + numpy.array([[40, 10], [-20, 50], [-60, -20], [10, -40]], numpy.float32)
    matrix = cv2.getPerspectiveTransform(corners, moved)
    return numpy.asarray(cv2.warpPerspective(page, matrix, (WIDTH, HEIGHT), borderValue=255), numpy.uint8)


def _bent(page: Pixels) -> Pixels:
    columns, rows = numpy.meshgrid(numpy.arange(WIDTH, dtype=numpy.float32), numpy.arange(HEIGHT, dtype=numpy.float32))
    middle = (COLUMNS[0] + COLUMNS[-1]) / 2  # alike on both sides of it: no slope
    lines = rows + numpy.asarray(9 * numpy.cos((columns - middle) / 540 * numpy.pi), numpy.float32)
    return numpy.asarray(cv2.remap(page, columns, lines, cv2.INTER_LINEAR, borderValue=255), numpy.uint8)


def _run_apart(page: Pixels) -> tuple[float, float]:
    """By how many pixels the first and last rule that run across, and down, are nearer at one end than at the other."""
    ink = page < 128

    def edges(line: numpy.ndarray) -> tuple[int, int]:
        places = numpy.nonzero(line)[0]
        return int(places[0]), int(places[-1])

    left, right = (edges(ink[:, x - 6 : x + 7].any(axis=1)) for x in (COLUMNS[0] + 70, COLUMNS[-1] - 70))
    above, below = (edges(ink[y - 6 : y + 7].any(axis=0)) for y in (ROWS[0] + 70, ROWS[-1] - 70))
    return abs((left[1] - left[0]) - (right[1] - right[0])), abs((above[1] - above[0]) - (below[1] - below[0]))


def test_rules_that_run_apart_are_parallel_again() -> None:
    page = _aslant(_grid())
    assert min(_run_apart(page)) > 5
    flat = without_keystone(page, DPI)
    assert max(_run_apart(flat)) <= 2


def test_bent_rules_are_straight_again() -> None:
    flat = without_bend(_bent(_grid()), DPI)

    def strays(page: Pixels, y: int) -> int:
        """How far the pixels of the rule at `y` are apart up and down."""
        rows = numpy.nonzero((page[y - 30 : y + 31, COLUMNS[0] + 20 : COLUMNS[-1] - 20] < 128).sum(axis=1) > 20)[0]
        return int(numpy.ptp(rows))

    assert strays(_bent(_grid()), ROWS[-1]) > 10
    assert strays(flat, ROWS[-1]) <= 5


@pytest.mark.parametrize(
    "page", [_grid(), _grid(rules=False), _aslant(_grid(rules=False))], ids=["level", "words", "both"]
)
def test_a_level_page_and_one_without_rules_keep_their_pixels(page: Pixels) -> None:
    assert without_keystone(page, DPI) is page
    assert without_bend(page, DPI) is page


def test_rules_that_do_not_agree_are_left_alone() -> None:
    page = numpy.full((HEIGHT, WIDTH), 255, numpy.uint8)
    chance = numpy.random.default_rng(5)
    for y in range(100, 1600, 120):
        cv2.line(page, (100, y), (1300, y + int(chance.integers(-60, 60))), 0, 3)
    assert without_keystone(page, DPI) is page
    assert without_bend(page, DPI) is page
