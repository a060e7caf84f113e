"""Rows that people looked at stay right (`corpus/cases/reviewed`), and how they get there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.reviewed_cases import differences
from schemas.review import Review, RowKey, SourceReviews
from schemas.tables import TaskRow
from schemas.wire import dump_reviews

_CASES = sorted((Path(__file__).parents[2] / "corpus/cases/reviewed").glob("*.json"))


@pytest.mark.parametrize("path", _CASES, ids=lambda path: path.stem)
def test_reviewed_rows_are_read_right(path: Path) -> None:
    case: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for row in case["rows"]:
        assert differences(row) == {}, row["cells"]["title"]
    for row in case["known_failures"]:
        assert differences(row), f"{row['cells']['title']} is read right now: move it to rows"


def _key(task: TaskRow) -> RowKey:
    return RowKey(
        task.title_raw, task.outputs_raw, task.lead_raw, task.coordinating_raw, task.deadline_raw, task.budget_raw
    )


def test_reviewed_rows_of_a_run_become_cases(
    samples: Path, demo: tuple[Path, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = next(one for one in demo[1].sources if one.source.path.startswith("000"))
    tasks = [task for task in rows.tasks if task.title and task.budget_raw and not task.is_group][:3]
    confirm = [Review("confirm", task.page_start, task.line_start, row=_key(task)) for task in tasks]
    wrong = replace(confirm[-1], verdict="correct", field="deadline", after="Sau khi họp xong")
    out = tmp_path / "out"
    (out / "reviews").mkdir(parents=True)
    reviews = SourceReviews(rows.source.source_id, rows.source.path, (*confirm, wrong))
    (out / "reviews" / "a.json").write_bytes(dump_reviews(reviews))
    source = str(samples / rows.source.path)
    assert run_command(["ingest", source, "--out", str(out)]) == ExitCode.OK
    assert run_command(["corpus", "add", str(out), "--cases", str(tmp_path / "cases")]) == ExitCode.OK
    assert "2 rows, 1 known failures" in capsys.readouterr().out
    (path,) = (tmp_path / "cases" / "reviewed").iterdir()
    case = json.loads(path.read_text(encoding="utf-8"))
    assert all(not differences(row) for row in case["rows"])
    assert case["rows"][0]["head"]["unit"] == "triệu đồng"
    assert "deadline" in differences(case["known_failures"][0])


def test_a_run_that_nobody_looked_at_gives_no_case(demo: tuple[Path, Any], tmp_path: Path) -> None:
    assert run_command(["corpus", "add", str(demo[0]), "--cases", str(tmp_path)]) == ExitCode.NO_USABLE_INPUT
    assert run_command(["corpus", "add", str(tmp_path), "--cases", str(tmp_path)]) == ExitCode.NO_USABLE_INPUT
    assert not list(tmp_path.iterdir())
