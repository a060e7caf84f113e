"""Golden cases of every reader of declared formats: blocks, pages, spans, and an account without a lost word."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest import read_bytes
from schemas.document import Document, Line, Row
from schemas.text import Fragment, count_words
from tests.ingest.declared_forms import docx_of

CASES_FOLDER = Path(__file__).parents[2] / "corpus/cases/readers"
FORMATS = ("alto", "docling_json", "docx", "hocr", "html", "mhtml", "page_xml", "tesseract_tsv", "xlsx")
CASES = [
    (name, case)
    for name in FORMATS
    for path in sorted((CASES_FOLDER / name).glob("*.json"))
    for case in json.loads(path.read_text(encoding="utf-8"))
]


def _workbook(sheets: list[dict[str, Any]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for description in sheets:
        sheet = book.create_sheet(description["name"])
        sheet.sheet_state = "hidden" if description.get("hidden") else "visible"
        for row, values in enumerate(description["rows"], 1):
            for column, value in enumerate(values, 1):
                cell = sheet.cell(row, column)
                if isinstance(value, dict):
                    cell.value = datetime.date.fromisoformat(value["date"]) if "date" in value else value["number"]
                    cell.number_format = value["format"]
                else:
                    cell.value = value
        for area in description.get("merged", ()):
            sheet.merge_cells(area)
        for row in description.get("hidden_rows", ()):
            sheet.row_dimensions[row].hidden = True
        for letter in description.get("hidden_columns", ()):
            sheet.column_dimensions[letter].hidden = True
        if "filter" in description:
            sheet.auto_filter.ref = description["filter"]
            sheet.auto_filter.add_filter_column(0, ["1"])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def input_of(case: dict[str, Any]) -> bytes:
    """The file of a case."""
    if "body" in case:
        return docx_of(case["body"], **case.get("parts", {}))
    if "sheets" in case:
        return _workbook(case["sheets"])
    if "json" in case:
        return json.dumps(case["json"], ensure_ascii=False).encode()
    text: str = case["input"]
    return text.encode(case.get("codec", "utf-8"))


def fragments(document: Document) -> list[Fragment]:
    """All fragments in order."""
    return [
        fragment
        for block in document.blocks
        for fragment in ([block.fragment] if isinstance(block, Line) else [cell.fragment for cell in block.cells])
    ]


def check_account(document: Document) -> None:
    """Places rise, texts are as read, and every word of a page is held or markup."""
    held = dict.fromkeys((page.number for page in document.pages), 0)
    found = fragments(document)
    for fragment in found:
        held[fragment.page] += count_words(fragment.raw)
        assert fragment.text == fragment.raw
    places = [(fragment.page, fragment.line) for fragment in found]
    assert places == sorted(places)
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    for page in document.pages:
        assert held[page.number] + page.words_markup == page.words_in


@pytest.mark.parametrize(("name", "case"), CASES, ids=[f"{name}: {case['case']}" for name, case in CASES])
def test_case(name: str, case: dict[str, Any]) -> None:
    document = read_bytes(input_of(case), "a")
    assert document.reader == name
    assert [
        block.fragment.raw if isinstance(block, Line) else [cell.fragment.raw for cell in block.cells]
        for block in document.blocks
    ] == case["blocks"]
    rows = [block for block in document.blocks if isinstance(block, Row)]
    if "pages" in case:
        assert [block.page if isinstance(block, Row) else block.fragment.page for block in document.blocks] == case[
            "pages"
        ]
    if "spans" in case:
        assert [[[cell.colspan, cell.rowspan] for cell in row.cells] for row in rows] == case["spans"]
    if "tables" in case:
        assert [row.table for row in rows] == case["tables"]
    if "encoding" in case:
        assert document.encoding == case["encoding"]
    found = fragments(document)
    if "confidence" in case:
        assert [fragment.confidence for fragment in found] == case["confidence"]
    if "boxes" in case:
        boxes = [list(fragment.box) for fragment in found if fragment.box is not None]
        assert boxes[: len(case["boxes"])] == case["boxes"]
    assert [problem.code for problem in document.problems] == case.get("problems", [])
    assert sum(page.words_markup for page in document.pages) == case.get("markup", 0)
    check_account(document)


def test_every_format_has_cases_and_every_case_a_reason() -> None:
    assert {name for name, _ in CASES} == set(FORMATS)
    assert all(case["reason"] for _, case in CASES)
    assert len({(name, case["case"]) for name, case in CASES}) == len(CASES)
