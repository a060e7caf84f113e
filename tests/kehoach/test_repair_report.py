"""The sheet of corrections and the estimate its marks give."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kehoach.exit_codes import ExitCode
from kehoach.repair_report import COLUMNS, estimate, read_marks, repair_report_command, sample, write_sheet
from kehoach.run import RunResult
from kehoach.run_folders import NoRun


def test_the_sheet_is_drawn_written_and_read_back(demo: tuple[Path, RunResult], tmp_path: Path) -> None:
    out, _ = demo
    sheet = tmp_path / "marks" / "sheet.tsv"
    assert repair_report_command(out, sheet, size=20, seed=3) == ExitCode.OK
    with sheet.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert len(rows) == 20
    assert tuple(rows[0]) == COLUMNS
    assert all(row["reason"] and row["before"] != row["after"] for row in rows)
    assert read_marks(sheet) == []
    assert repair_report_command(out, sheet, size=20, seed=3) == ExitCode.NO_USABLE_INPUT
    for number, row in enumerate(rows):
        row["verdict"] = "wrong" if number == 0 else ("unsure" if number == 1 else "right")
    write_sheet(sheet, rows)
    found = estimate(read_marks(sheet))
    assert found is not None
    assert (found.right, found.marked, found.unsure) == (18, 19, 1)
    assert 0.75 < found.low < 18 / 19 < found.high < 1
    assert repair_report_command(out, sheet, size=20, seed=3) == ExitCode.OK


def test_the_draw_is_the_same_for_the_same_seed(demo: tuple[Path, RunResult]) -> None:
    out, _ = demo
    assert sample(out, 10, 1) == sample(out, 10, 1)
    assert sample(out, 10, 1) != sample(out, 10, 2)
    assert len(sample(out, 10_000, 1)) < 10_000


def test_mechanical_changes_are_not_on_the_sheet(demo: tuple[Path, RunResult]) -> None:
    out, _ = demo
    assert not [row for row in sample(out, 10_000, 1) if "mark-up tag" in row["reason"]]


def test_an_unknown_verdict_is_refused(demo: tuple[Path, RunResult], tmp_path: Path) -> None:
    out, _ = demo
    sheet = tmp_path / "sheet.tsv"
    rows = sample(out, 3, 1)
    rows[1]["verdict"] = "maybe"
    write_sheet(sheet, rows)
    with pytest.raises(ValueError, match=r"row 2: verdict 'maybe'"):
        read_marks(sheet)
    assert repair_report_command(out, sheet, size=3, seed=1) == ExitCode.USAGE


def test_a_folder_without_a_run_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoRun, match="holds no run") as caught:
        repair_report_command(tmp_path, tmp_path / "s.tsv", size=3, seed=1)
    assert caught.value.exit_code == ExitCode.NO_USABLE_INPUT


def test_no_marks_give_no_estimate() -> None:
    assert estimate([]) is None
    assert estimate(["unsure"]) is None
