"""Tasks in labelled lines of running text (`corpus/cases/prose`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parsers import parse
from schemas.decision import Task
from tests.parsers.sources import document_of
from tests.parsers.test_task_tables import SHORT

CASES = sorted((Path(__file__).parents[2] / "corpus/cases/prose").glob("*.json"))


def _tasks(lines: list[str]) -> tuple[Task, ...]:
    (document,) = parse(document_of(lines)).documents
    assert document.tasks == ()
    return document.text_tasks


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_labelled_lines(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    tasks = _tasks(case["lines"])
    found = [{key: SHORT[key](task) for key in want} for task, want in zip(tasks, case["tasks"], strict=False)]
    assert found == case["tasks"]
    assert len(tasks) == len(case["tasks"])


def test_there_are_cases() -> None:
    assert len(CASES) >= 5


def test_the_headings_stay_and_every_word_is_claimed() -> None:
    case = next(path for path in CASES if path.stem == "bullets_below_letters")
    lines = json.loads(case.read_text(encoding="utf-8"))["lines"]
    bundle = parse(document_of(lines))
    assert [section.path for section in bundle.documents[0].sections if section.path][-3:] == [
        "II.1.a",
        "II.1.b",
        "II.2",
    ]
    assert bundle.unparsed == ()
    assert "tasks_in_prose" in {finding.code for finding in bundle.documents[0].findings}
