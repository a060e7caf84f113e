"""Grids that a scan damaged: rules broken all along, a gap in the outer rule, a rule lost between two rows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy
import pytest

from ingest.broken_rules import broken_grid
from ingest.half_ruled import with_rows_apart
from ingest.ocr_page import read_picture
from ingest.page_grid import GridPlace, RuledTable
from ingest.page_image import PageImage
from ingest.page_words import Word
from ingest.ruled_grid import find_grids, find_ruled_tables, with_lost_cells
from tests.ingest.test_page_marks import _Answers

if TYPE_CHECKING:
    from ingest.page_image import Pixels

DPI = 200
XS, YS = (150, 290, 700, 1110, 1520), (150, 290, 700, 1110, 1520)  # each 90 n + 50 apart, so that dashes meet


def _rule(pixels: Pixels, start: tuple[int, int], end: tuple[int, int], *, whole: bool = False) -> None:
    """A rule of dashes of 50 pixels with 40 between them, or whole."""
    if whole:
        cv2.line(pixels, start, end, 0, 3)
        return
    (x0, y0), (x1, y1) = start, end
    for at in range(0, x1 - x0 + y1 - y0, 90):
        last = min(at + 50, x1 - x0 + y1 - y0)
        upright = x0 == x1
        cv2.line(
            pixels,
            (x0, y0 + at) if upright else (x0 + at, y0),
            (x0, y0 + last) if upright else (x0 + last, y0),
            0,
            3,
        )


def _table(*, merged: bool = False, whole: bool = False) -> Pixels:
    """Four rows of four columns with words; where `merged`, the second row is one cell beside its label."""
    pixels = numpy.full((2000, 1650), 255, numpy.uint8)
    for y in YS:
        _rule(pixels, (XS[0], y), (XS[-1], y), whole=whole)
    for x in XS:
        for top, bottom in pairwise(YS):
            if not (merged and top == YS[1] and x in XS[2:-1]):
                _rule(pixels, (x, top), (x, bottom), whole=whole)
    for y in YS[:-1]:
        for x in XS[:-1]:
            if not (merged and y == YS[1] and x > XS[0]):
                cv2.putText(pixels, "Bao cao" if x > XS[0] else "1", (x + 25, y + 60), 0, 1, 0, 3)
    for line in range(5 if merged else 0):
        cv2.putText(pixels, "CONG TAC CHI DAO DIEU HANH CUA TINH", (XS[1] + 20, YS[1] + 80 + 80 * line), 0, 1.4, 0, 3)
    return pixels


def _grid(table: RuledTable) -> list[tuple[int, int, int]]:
    """Row, column and columns covered of each cell."""
    return [(place.row, place.column, place.colspan) for place in table.places]


FULL = [(row, column, 1) for row in range(4) for column in range(4)]


def test_a_grid_of_dashes_has_cells() -> None:
    (table,) = find_ruled_tables(PageImage(_table(), DPI))
    assert _grid(table) == FULL


def test_a_title_written_across_a_grid_of_dashes_stays_whole() -> None:
    (table,) = find_ruled_tables(PageImage(_table(merged=True), DPI))
    assert _grid(table) == sorted([*(place for place in FULL if place[0] != 1 or place[1] == 0), (1, 1, 3)])


def test_dashes_of_a_broken_grid_are_no_marks_of_its_cells() -> None:
    pixels = _table()
    _, clean = find_grids(PageImage(pixels, DPI))
    assert int((clean.pixels[YS[2] - 2 : YS[2] + 3, XS[0] : XS[-1]] < 200).sum()) == 0
    assert int((clean.pixels < 200).sum()) > 0, "the words stay"


def test_whole_rules_and_text_are_no_broken_grid() -> None:
    page = numpy.full((2000, 1650), 255, numpy.uint8)
    for y in range(200, 1800, 60):
        cv2.putText(page, "I Il Bao cao - tinh hinh thuc hien - l1 I", (150, y), 0, 1.2, 0, 3)
    for pixels in (page, _table(whole=True)):
        assert broken_grid(numpy.where(pixels < 128, 255, 0).astype(numpy.uint8), DPI) is None


def _small_table() -> Pixels:
    """Four rows of 100 pixels with whole rules."""
    pixels = numpy.full((900, 1650), 255, numpy.uint8)
    for y in range(150, 551, 100):
        _rule(pixels, (XS[0], y), (XS[-1], y), whole=True)
    for x in XS:
        _rule(pixels, (x, 150), (x, 550), whole=True)
    return pixels


@pytest.mark.parametrize(("first", "last"), [(780, 920), (370, 510), (1190, 1330)])
def test_a_cell_that_runs_out_through_a_gap_of_the_outer_rule_is_one(first: int, last: int) -> None:
    pixels = _small_table()
    pixels[540:560, first:last] = 255
    (table,) = find_ruled_tables(PageImage(pixels, DPI))
    assert _grid(table) == FULL


def _boxes(*places: tuple[int, int, int, int]) -> RuledTable:
    """A table of rows 20 and columns 100 points wide, from (row, column, rowspan, colspan)."""
    cells = [GridPlace(r, c, rows, columns, (100.0 * c, 20.0 * r, 100.0 * (c + columns), 20.0 * (r + rows)))
             for r, c, rows, columns in places]  # fmt: skip
    return RuledTable((0, 0, 300, 60), tuple(cells))


@pytest.mark.parametrize("parted", [True, False])
def test_lost_neighbours_are_one_cell_where_no_rule_parts_them(*, parted: bool) -> None:
    mask = numpy.zeros((60, 301), numpy.uint8)
    mask[:, 200] = 255 if parted else 0
    known = [(row, column, 1, 1) for row in range(3) for column in range(3) if row < 2 or column == 0]
    table = with_lost_cells(_boxes(*known), mask, 1.0)
    assert _grid(table)[6:] == ([(2, 0, 1), (2, 1, 1), (2, 2, 1)] if parted else [(2, 0, 1), (2, 1, 2)])


def _said(*texts: tuple[str, float, float]) -> list[Word]:
    """Words with their left edge and top, ten points high."""
    return [Word(text, x, top, x + 5 * len(text), top + 10) for text, x, top in texts]


TWO_ROWS = _boxes((0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 2, 1), (1, 1, 2, 1), (1, 2, 1, 1), (2, 2, 1, 1))
LABELS = (("TT", 10, 5), ("1", 10, 25), ("2", 10, 45))


def test_a_cell_that_lost_the_rule_between_two_labels_is_cut_with_its_neighbours() -> None:
    cut = with_rows_apart(TWO_ROWS, _said(*LABELS, ("Họp", 110, 25), ("Sơ kết", 110, 45), ("Quý I", 210, 25)))
    assert [(place.row, place.column, place.rowspan) for place in cut.places if place.row] == [
        (1, 0, 1), (1, 1, 1), (1, 2, 1), (2, 0, 1), (2, 1, 1), (2, 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("beside", [("Sở Nội vụ", 110, 35), ("Sở Nội vụ", 110, 25)])
def test_a_cell_meant_for_two_rows_stays_whole(beside: tuple[str, float, float]) -> None:
    cut = with_rows_apart(TWO_ROWS, _said(*LABELS, beside))
    assert [(place.row, place.column, place.rowspan) for place in cut.places if place.row] == [
        (1, 0, 1), (1, 1, 2), (1, 2, 1), (2, 0, 1), (2, 2, 1),
    ]  # fmt: skip


def test_without_a_label_for_each_row_nothing_is_cut() -> None:
    assert with_rows_apart(TWO_ROWS, _said(("TT", 10, 5), ("1", 10, 33), ("Họp", 110, 25))) is TWO_ROWS


def test_a_row_by_itself_on_a_page_is_a_table() -> None:
    pixels = numpy.full((1400, 1650), 255, numpy.uint8)
    for y in (100, 700):
        _rule(pixels, (XS[0], y), (XS[-1], y), whole=True)
    for x in XS:
        _rule(pixels, (x, 100), (x, 700), whole=True)
    cv2.putText(pixels, "1", (190, 150), 0, 1, 0, 3)
    for x in XS[1:-1]:
        for item in range(6):
            cv2.putText(pixels, "Bao cao", (x + 20, 150 + 85 * item), 0, 1, 0, 3)
    reading = read_picture(pixels, DPI, _Answers(*["Báo cáo"] * 40))
    assert [_grid(table) for table in reading.tables] == [FULL[:4]]
