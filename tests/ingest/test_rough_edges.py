"""What the edges and signs of OCR are taken for: rough edges hide no rows, and signs of dirt are no words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.half_ruled import _hides_rows
from ingest.ocr_page import _is_speck
from ingest.page_grid import ruled_table
from ingest.page_words import Word

_HEIGHT = 10.0
_TOPS = (2.0, 14.0, 28.0)  # of the lines of a cell: a fifth of a line more white below the second


def _table_words() -> list[Word]:
    return [
        Word("chữ", 100 * column + 5, 50 * row + top, 100 * column + 60, 50 * row + top + _HEIGHT)
        for row in range(3)
        for column in range(4)
        for top in _TOPS
    ]


def test_uneven_lines_of_a_scan_hide_no_rows_but_those_of_a_file_do() -> None:
    boxes = [(100.0 * c, 50.0 * r, 100.0 * c + 100, 50.0 * r + 50) for r in range(3) for c in range(4)]
    table = ruled_table(boxes, 3.0)
    assert table is not None
    printed = _table_words()
    assert _hides_rows(table, printed, _HEIGHT)
    assert not _hides_rows(table, [replace(word, confidence=0.95) for word in printed], _HEIGHT)


@pytest.mark.parametrize(
    ("text", "confidence", "is_speck"),
    [
        ("\\", 0.99, True), ("`", 0.99, True), ("¬", 0.97, True), ("^^", 0.95, True),
        ("-", 0.99, False), ("I", 0.9, False), ("1", 0.5, False), ("a)", 0.9, False), ("Sở", 0.2, False),
        ("|", 0.6, True), ("|", 0.9, False), ("x", 0.3, True),
    ],
)  # fmt: skip
def test_signs_that_no_decision_prints_are_dirt_however_sure(text: str, confidence: float, is_speck: bool) -> None:
    assert _is_speck(Word(text, 0, 0, 5, 10, confidence=confidence)) is is_speck


@pytest.mark.parametrize(
    ("text", "height", "confidence", "is_speck"),
    [("tiep", 2.0, 0.3, True), ("tiep", 2.0, 0.9, False), ("tiep", 6.0, 0.3, False), ("--", 1.0, 0.4, False)],
)
def test_tops_of_letters_below_a_rule_are_dirt(text: str, height: float, confidence: float, is_speck: bool) -> None:
    assert _is_speck(Word(text, 0, 0, 20, height, confidence=confidence)) is is_speck
