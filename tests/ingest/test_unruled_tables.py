"""Tables without rules or with some: golden cases that are laid out here, and that no word is lost or doubled."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.half_ruled import complete_tables
from ingest.image_blocks import find_rules, word_blocks
from ingest.page_grid import RuledTable, ruled_table
from ingest.page_image import PageImage
from ingest.page_reading import PageReading, document_of
from ingest.page_rules import NO_RULES, Rules
from ingest.page_words import Box, Word
from ingest.unruled_tables import find_unruled_tables, reading_grid
from schemas.document import Document, Row, Source

CASES = json.loads((Path(__file__).parents[2] / "corpus/cases/readers/unruled/tables.json").read_text(encoding="utf-8"))
SIZE, PITCH, LETTER, SPACE = 12.0, 14.4, 5.0, 3.0
LEFT, RIGHT = 45.0, 520.0


@dataclass
class Layout:
    """A page as it is laid out: words, and the heights between rows."""

    words: list[Word] = field(default_factory=list)
    edges: list[float] = field(default_factory=list)
    y: float = 60.0

    def line(self, text: str, x: float, top: float) -> None:
        """Words of one line, with spaces between them."""
        for part in text.split():
            self.words.append(Word(part, x, top, x + LETTER * len(part), top + SIZE))
            x += LETTER * len(part) + SPACE

    def paragraph(self, lines: list[str]) -> None:
        """Lines from the left margin, and a space below."""
        for text in lines:
            self.line(text, LEFT + 5, self.y)
            self.y += PITCH
        self.y += PITCH

    def row(self, cells: list[list[str]], columns: list[float], padding: float, *, middle: bool) -> None:
        """Cells side by side, `padding` above and below the highest."""
        self.edges.append(self.y)
        most = max(map(len, cells))
        for x, lines in zip(columns, cells, strict=True):
            top = self.y + padding + (PITCH * (most - len(lines)) / 2 if middle else 0)
            for number, text in enumerate(lines):
                self.line(text, x, top + number * PITCH + (PITCH - SIZE) / 2)
        self.y += 2 * padding + most * PITCH


def _laid_out(case: dict[str, Any]) -> PageReading:
    page = Layout()
    page.paragraph(case.get("above", []))
    for cells in case["rows"]:
        page.row(cells, case["columns"], case["padding"], middle=case.get("valign") == "middle")
    edges = [*page.edges, page.y]
    page.y += PITCH
    page.paragraph(case.get("below", []))
    levels = {"rows": edges, "head": edges[:2]}.get(case.get("level", ""), [])
    levels = [*levels, edges[-1]] if case.get("frame") else levels
    xs = case.get("upright", [])
    rules = Rules(tuple((LEFT, y, RIGHT, y) for y in levels), tuple((x, edges[0], x, edges[-1]) for x in xs))
    return PageReading(tuple(page.words), _grid(xs, levels), rules)


def _grid(xs: list[float], ys: list[float]) -> tuple[RuledTable, ...]:
    """The table that the finder of grids makes of the rules, if any."""
    boxes: list[Box] = [(x0, top, x1, bottom) for top, bottom in pairwise(ys) for x0, x1 in pairwise(xs)]
    table = ruled_table(boxes, 3.0)
    return () if table is None else (table,)


def _document(*pages: PageReading) -> Document:
    return document_of(pages, Source("0" * 16, "case", "0" * 64, "application/pdf", 1), "pdf_text", "pdf_scan", "")


def _rows(document: Document) -> list[list[str]]:
    return [[cell.fragment.raw for cell in block.cells] for block in document.blocks if isinstance(block, Row)]


def _held(document: Document) -> Counter[str]:
    """Every word of the blocks, as often as it stands there."""
    words: Counter[str] = Counter()
    for block in document.blocks:
        for fragment in [cell.fragment for cell in block.cells] if isinstance(block, Row) else [block.fragment]:
            words.update(fragment.raw.split())
    return words


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    reading = _laid_out(case)
    document = _document(reading)
    assert [[" ".join(cell.split()) for cell in row] for row in _rows(document)] == case["expected"]
    assert _held(document) == Counter(word.text for word in reading.words)


def _case(name: str) -> dict[str, Any]:
    return next(case for case in CASES if case["case"] == name)


def test_fragment_on_the_next_page_keeps_the_columns_of_the_table() -> None:
    first = _laid_out(_case("no rules"))
    rows = [[["4"], ["Sơ kết"], [], ["Tháng 7"]], [["5"], ["Tổng kết"], [], ["Tháng 12"]]]
    second = _laid_out({"rows": rows, "columns": _case("no rules")["columns"], "padding": 3})
    document = _document(first, second)
    assert _rows(document)[-2:] == [["4", "Sơ kết", "", "Tháng 7"], ["5", "Tổng kết", "", "Tháng 12"]]


def test_columns_are_not_kept_over_a_page_of_text() -> None:
    first, text = _laid_out(_case("no rules")), _laid_out(_case("running text"))
    assert len(_rows(_document(first, text))) == len(_rows(_document(first)))


def test_numbered_text_below_a_page_number_is_no_row_of_the_table_before() -> None:
    first, text = _laid_out(_case("no rules")), Layout()
    text.line("3", 280, text.y)
    text.y += 3 * PITCH
    text.paragraph(
        ["III. TỔ CHỨC THỰC HIỆN", "1. Sở Nội vụ là cơ quan thường trực theo dõi đôn đốc tổng hợp báo cáo kết quả"]
    )
    text.paragraph(["2. Các cơ quan đơn vị chịu trách nhiệm thi hành và báo cáo trước ngày 20 hằng tháng"])
    assert len(_rows(_document(first, PageReading(tuple(text.words))))) == len(_rows(_document(first)))


def test_spaced_paragraph_and_recipients_below_a_table_are_no_rows_of_it() -> None:
    first, text = _laid_out(_case("no rules")), Layout()
    for part, x in (("2. UBND các xã", 110), ("chịu trách nhiệm", 300), ("thi hành", 440)):  # stretched to the margin
        text.line(part, x, text.y)
    text.y += 3 * PITCH
    for part, x in (("Nơi nhận:", 95), ("TM.", 300), ("ỦY BAN NHÂN DÂN", 435)):
        text.line(part, x, text.y)
    assert len(_rows(_document(first, PageReading(tuple(text.words))))) == len(_rows(_document(first)))


def test_page_number_above_the_fragment_of_a_table_is_no_row_of_it() -> None:
    case = _case("no rules")
    first, second = _laid_out(case), _laid_out({**case, "rows": [[["4"], ["Sơ kết"], [], ["Tháng 7"]]]})
    number = Word("3", 150, min(word.top for word in second.words) - 2 * PITCH, 155, 0)
    number = replace(number, bottom=number.top + SIZE)
    assert _rows(_document(first, replace(second, words=(number, *second.words))))[-2:] == [
        _rows(_document(first))[-1], ["4", "Sơ kết", "", "Tháng 7"],
    ]  # fmt: skip


def test_page_that_ends_with_a_heading_passes_its_columns_on() -> None:
    case = _case("no rules")
    heading = [["II"], ["CẢI CÁCH THỦ TỤC HÀNH CHÍNH VÀ CƠ CHẾ MỘT CỬA LIÊN THÔNG"], [], []]
    first = _laid_out({**case, "rows": [*case["rows"], heading]})
    second = _laid_out({**case, "rows": [[["1"], ["Công khai"], [], ["Quý I"]]]})
    assert _rows(_document(first, second))[-2:] == [["II", heading[1][0], ""], ["1", "Công khai", "", "Quý I"]]


def test_ruled_tables_are_left_alone() -> None:
    case = _case("no rules")
    reading = _laid_out({**case, "level": "rows", "upright": [45, 85, 285, 425, 520]})
    assert complete_tables(reading.tables, reading.words, reading.rules) == reading.tables
    assert [len(row) for row in _rows(_document(reading))] == [4, 4, 4, 4]


def test_ruled_rows_that_hide_rows_of_their_own_are_not_complete() -> None:
    case = _case("no rules")
    rows = [[[], ["Nhiệm vụ"], ["Chủ trì"], ["Hạn"]]]
    rows += [[[], ["Việc được giao", f"thứ {i}"], ["Sở Nội vụ"], [f"Quý {i}"]] for i in range(1, 5)]
    shape = {**case, "rows": rows, "level": "head", "frame": True, "upright": [45, 85, 285, 425, 520]}
    reading = _laid_out(shape)
    assert complete_tables(reading.tables, reading.words, reading.rules) == ()


words = st.builds(
    lambda text, x, y, width, height: Word(text, x, y, x + width, y + height),
    st.sampled_from(["1", "TT", "I", "Sở", "kế", "hoạch", "-", "2.1", "năm"]),
    st.integers(0, 30).map(lambda step: step * 18.0),
    st.integers(0, 40).map(lambda step: step * 7.0),
    st.integers(0, 40).map(float),
    st.integers(0, 14).map(float),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(words, max_size=60), max_size=3), st.booleans())
def test_every_word_is_in_one_cell_or_line(pages: list[list[Word]], exact: bool) -> None:
    readings = [PageReading(tuple(page), tolerance=1.0 if exact else 3.0) for page in pages]
    assert _held(_document(*readings)) == Counter(word.text for page in pages for word in page)


def test_rules_that_lie_together_count_as_one() -> None:
    rules = Rules(((0, 50, 40, 50), (35, 51, 100, 51), (0, 90, 30, 90)), ((10, 0, 10, 100), (60, 0, 60, 20)))
    assert rules.levels_in((0, 0, 100, 100)) == [50.5]
    assert rules.borders_in((0, 0, 100, 100)) == [10]
    assert NO_RULES.levels_in((0, 0, 100, 100)) == []


def test_picture_shows_the_columns_of_a_table_before_it_is_read() -> None:
    case = _case("no rules")
    reading = _laid_out({**case, "rows": [*case["rows"], *case["rows"][1:]]})
    dpi = 220.0
    pixels = numpy.full((int(400 / 72 * dpi), int(595 / 72 * dpi)), 255, numpy.uint8)
    for word in reading.words:
        x0, top, x1, bottom = (round(edge / 72 * dpi) for edge in (word.x0, word.top + 2, word.x1, word.bottom - 2))
        pixels[top:bottom, x0:x1] = 0
    pixels[round(50 / 72 * dpi) :, round(30 / 72 * dpi) - 1 : round(30 / 72 * dpi) + 1] = 0
    image = PageImage(pixels, dpi)
    rules = find_rules(image)
    assert [round(rule[0]) for rule in rules.upright] == [30]
    blocks = word_blocks(image, rules)
    (found,) = find_unruled_tables(blocks, NO_RULES, exact=False)
    grid = reading_grid(found, 6.0)
    assert grid.columns == 4
    assert len({place.row for place in grid.places}) == 7
    assert word_blocks(PageImage(numpy.full((100, 100), 255, numpy.uint8), dpi), NO_RULES) == []


def test_picture_of_a_cell_leaves_out_the_rules_beside_it() -> None:
    reading = _laid_out(_case("upright rules only"))
    (found,) = find_unruled_tables(reading.words, reading.rules, exact=True)
    assert {(place.box[0], place.box[2]) for place in reading_grid(found, 6.0).places if place.column == 1} == {
        (86.0, 284.0)
    }
