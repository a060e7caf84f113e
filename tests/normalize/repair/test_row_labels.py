"""Labels of rows that their neighbours decide, and those that stay as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from normalize.repair import repair
from schemas.document import Cell, Document, Page, Row, Source
from schemas.text import Fragment, undo

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "corpus/cases/repair/row_labels.json").read_text(encoding="utf-8")
)


def _document(rows: list[list[str]], confidence: float | None) -> Document:
    made = tuple(
        Row(tuple(Cell(Fragment(1, number, text, text, at, confidence=confidence)) for at, text in enumerate(row)), 0)
        for number, row in enumerate(rows, 1)
    )
    return Document(Source("0" * 16, "a.txt", "0" * 64, "text/plain", 1), "test", (Page(1, 0),), made)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_labels(case: dict[str, Any]) -> None:
    rows = [[label, *(cell.strip() for cell in rest.split("|"))] for label, rest in case["rows"]]
    repaired = repair(_document(rows, case.get("confidence")))
    labels = [block.cells[0].fragment for block in repaired.blocks if isinstance(block, Row)]
    assert [label.text for label in labels] == case["expect"]
    for before, label in zip(rows, labels, strict=True):
        assert undo(label.text, label.edits) == before[0]
        assert {edit.method for edit in label.edits} <= {"label_sequence", "section_label"}


def test_cases_hold_what_changes_and_what_stays() -> None:
    assert sum([row[0] for row in case["rows"]] == case["expect"] for case in CASES) >= 5
