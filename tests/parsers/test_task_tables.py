"""Golden tables (`corpus/cases/tables`): rows as read, tasks as they must come out."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.claims import Claims
from parsers.task_tables import read_task_tables
from schemas.document import Block, Cell, Document, Line, Page, Row, Source
from schemas.text import Fragment

CASES = sorted((Path(__file__).parents[2] / "corpus/cases/tables").glob("*.json"))
SHORT = {
    "section": lambda t: t.section,
    "section_title": lambda t: t.section_title,
    "part": lambda t: t.part,
    "number": lambda t: t.number,
    "parent": lambda t: t.parent_number,
    "group": lambda t: t.is_group,
    "title": lambda t: t.title.text,
    "output": lambda t: t.outputs_cell.text if t.outputs_cell else None,
    "lead": lambda t: t.lead_cell.text if t.lead_cell else None,
    "co": lambda t: t.coordinating_cell.text if t.coordinating_cell else None,
    "time": lambda t: t.deadline_cell.text if t.deadline_cell else None,
    "budget": lambda t: t.budget_cell.text if t.budget_cell else None,
    "funding": lambda t: t.funding_cell.text if t.funding_cell else None,
    "remarks": lambda t: t.note_cell.text if t.note_cell else None,
    "details": lambda t: list(t.details),
}


def document_of(lines: list[str], form: Literal["pipes", "grid"] = "pipes") -> Document:
    """A document of one page: a line with ` | ` is a row (`¶` breaks a line in a cell), any other a line of text."""
    blocks: list[Block] = []
    for number, line in enumerate(lines, start=1):
        if "|" in line:
            texts = [cell.strip().replace("¶", "\n") for cell in line.split("|")]
            cells = tuple(Cell(Fragment(1, number, text, text, i)) for i, text in enumerate(texts))
            blocks.append(Row(cells, 0, form))
        else:
            blocks.append(Line(Fragment(1, number, line, line)))
    source = Source("0" * 16, "case", "0" * 64, "text/plain", 0)
    return Document(source, "ocr_text", (Page(1, 0),), tuple(blocks))


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_table(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    document = document_of(case["lines"], case.get("form", "pipes"))
    tables = read_task_tables(document, 0, len(document.blocks), Claims(document))
    expected = case["tasks"]
    if expected is None:
        assert tables is None
        return
    assert tables is not None
    found = [{key: SHORT[key](task) for key in want} for task, want in zip(tables.tasks, expected, strict=False)]
    assert found == expected
    assert len(tables.tasks) == len(expected)
    if "total" in case:
        assert tables.total is not None
        assert {"figure": tables.total.figure, "words": tables.total.words} == case["total"]
    if "unit" in case:
        assert tables.unit == case["unit"]
    codes = {finding.code for finding in tables.findings}
    assert set(case.get("findings", [])) <= codes
    assert codes.isdisjoint(case.get("no_findings", []))


@pytest.mark.parametrize("mark", ["|", "| |"], ids=["bar", "bars of a blank cell"])
def test_a_mark_alone_between_rows_is_passed(mark: str) -> None:
    rows = document_of(
        ["TT | Nhiệm vụ | Đơn vị thực hiện | Thời gian", "1 | Xây dựng kế hoạch | Phòng Nội vụ | Tháng 1"]
    ).blocks
    more = document_of(["2 | Tổng kết | Phòng Nội vụ | Tháng 12"]).blocks
    document = replace(document_of([]), blocks=(*rows, Line(Fragment(1, 3, mark, mark)), *more))
    tables = read_task_tables(document, 0, len(document.blocks), Claims(document))
    assert tables is not None
    assert [task.number for task in tables.tasks] == ["1", "2"]


def test_a_label_and_its_title_on_a_line_head_a_section() -> None:
    """Too few cells for a row of the table: the line stays a line, with a pipe in it."""
    rows = document_of(
        ["TT | Nhiệm vụ | Đơn vị thực hiện | Thời gian", "1 | Xây dựng kế hoạch | Phòng Nội vụ | Tháng 1"]
    )
    below = document_of(["1 | Kiểm tra các xã | Phòng Nội vụ | Tháng 4"])
    text = "| II | CÔNG TÁC TỔ CHỨC |"
    document = replace(rows, blocks=(*rows.blocks, Line(Fragment(1, 3, text, text)), *below.blocks))
    tables = read_task_tables(document, 0, 4, Claims(document))
    assert tables is not None
    assert [(task.section, task.section_title) for task in tables.tasks][1:] == [("II", "CÔNG TÁC TỔ CHỨC")]


def test_there_are_cases() -> None:
    assert len(CASES) >= 25


HEADS = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Sản phẩm", "Kinh phí", ""]
CELLS = [
    "", "I", "II", "1", "1.1", "a)", "-", "Sở Nội vụ", "các sở", "Quý I", "Tổng cộng", "20", "Xây dựng Kế hoạch", "và",
    "KẾT QUẢ", "Tháng 01-", "(Bằng chữ: Một triệu đồng)", "A", "V.",
]  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(
    head=st.lists(st.sampled_from(HEADS), min_size=2, max_size=8),
    rows=st.lists(st.lists(st.sampled_from(CELLS), min_size=2, max_size=9), max_size=12),
)
def test_no_word_is_lost_or_counted_twice(head: list[str], rows: list[list[str]]) -> None:
    """Any table at all: it is read without an error, and each fragment's words are claimed, noise or unparsed."""
    document = document_of([" | ".join(head), *(" | ".join(row) for row in rows)])
    claims = Claims(document)
    read_task_tables(document, 0, len(document.blocks), claims)
    for block, cell, fragment in claims.fragments():
        count = claims.count(block, cell, fragment)
        words = len(
            fragment.raw.replace("-", " ")
            .replace(".", " ")
            .replace(")", " ")
            .replace("(", " ")
            .replace(":", " ")
            .split()
        )
        assert count.claimed + count.noise + count.unparsed == words
