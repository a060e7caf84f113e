"""The command line: exit codes, what is said when something is wrong, and that every command explains itself."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import typer.main

import kehoach.run
from kehoach.__main__ import run_command
from kehoach.cli import app
from kehoach.exit_codes import ExitCode
from kehoach.run import RunResult
from schemas.document import Document

_COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
_PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2021\n\nI. MỤC ĐÍCH\n1. Yêu cầu chung của kế hoạch.\n"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text(_PLAN, encoding="utf-8")
    return path


def test_the_commands_are_these() -> None:
    assert set(_COMMANDS) >= {"ingest", "show", "stage", "score", "schema", "agencies", "doctor"}


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_has_help_with_an_example_and_is_in_the_readme(
    command: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command([command, "--help"]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert f"Example: kehoach {command}" in " ".join(shown.split())
    assert f"kehoach {command}" in (project / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["ingest"], ["ingest", "a.txt"], ["show", "--nonsense", "a"], ["stage", "cook", "a.txt"]],
    ids=" ".join,
)
def test_a_wrong_command_line_is_a_usage_error(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(arguments) == ExitCode.USAGE
    assert capsys.readouterr().err


def test_ingest_prints_its_summary(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["ingest", str(plan), "--out", str(tmp_path / "out")]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "plan.txt" in shown
    assert "*.parquet" in shown


def test_ingest_without_files_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["ingest", str(tmp_path / "*.txt"), "--out", str(tmp_path / "out")]) == ExitCode.NO_USABLE_INPUT
    assert not (tmp_path / "out").exists()
    assert "No files in" in capsys.readouterr().err


def test_ingest_of_nothing_readable_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    code = run_command(["ingest", str(tmp_path / "empty.txt"), "--out", str(tmp_path / "out")])
    assert code == ExitCode.NO_USABLE_INPUT
    assert "empty.txt" in capsys.readouterr().err
    assert (tmp_path / "out" / "sources.parquet").exists(), "the reason stands in the tables, too"


def test_ingest_of_some_failed_sources(plan: Path, tmp_path: Path) -> None:
    missing = str(tmp_path / "gone.txt")
    assert run_command(["ingest", str(plan), missing, "--out", str(tmp_path / "out")]) == ExitCode.SOME_SOURCES_FAILED


def test_ingest_into_a_place_that_cannot_be_written(
    plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert run_command(["ingest", str(plan), "--out", str(tmp_path / "file" / "out")]) == ExitCode.USAGE
    assert "Check the path" in capsys.readouterr().err


def test_an_interruption(plan: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(document: Document) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(kehoach.run, "parsed_of", interrupted)
    assert run_command(["ingest", str(plan), "--jobs", "0", "--out", str(tmp_path / "out")]) == ExitCode.INTERRUPTED
    assert not list((tmp_path / "out").rglob("*")), "nothing is left behind"


def test_stages_are_piped(
    plan: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_command(["stage", "read", str(plan)]) == ExitCode.OK
    for name in ("repair", "parse", "resolve", "check"):
        written = capsysbinary.readouterr().out
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(written), encoding="utf-8"))
        assert run_command(["stage", name, "-"]) == ExitCode.OK
    assert json.loads(capsysbinary.readouterr().out)["kind"] == "bundle"


def test_a_stage_on_the_wrong_input_says_what_to_run_first(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["stage", "repair", str(plan)]) == ExitCode.NO_USABLE_INPUT
    assert "kehoach stage read" in capsys.readouterr().err


def test_a_stage_on_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run_command(["stage", "read", str(tmp_path / "empty.txt")]) == ExitCode.NO_USABLE_INPUT
    assert run_command(["stage", "read", str(tmp_path / "gone.txt")]) == ExitCode.NO_USABLE_INPUT


def test_show_a_source_and_a_record(
    demo: tuple[Path, RunResult], samples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, result = demo
    fullest = max(result.sources, key=lambda rows: len(rows.tasks))
    assert run_command(["show", str(samples / fullest.source.path)]) == ExitCode.OK
    from_source = capsys.readouterr().out
    assert run_command(["show", str(out / "json" / f"{fullest.source.source_id}.json")]) == ExitCode.OK
    from_record = capsys.readouterr().out
    number = next(row.number for row in fullest.documents if row.number)
    for shown in (from_source, from_record):
        assert number in shown
        assert f"tasks: {max(1, sum(t.document_id == fullest.tasks[0].document_id for t in fullest.tasks))}" in shown
        assert "(--all)" in shown
    assert run_command(["show", "--all", str(samples / fullest.source.path)]) == ExitCode.OK
    assert "(--all)" not in capsys.readouterr().out


def test_show_what_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["show", str(tmp_path / "gone.txt")]) == ExitCode.NO_USABLE_INPUT
    assert "gone.txt" in capsys.readouterr().err


def test_show_reads_other_json_as_a_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    run_command(["show", str(tmp_path / "other.json")])
    assert "no record of a run" in capsys.readouterr().err


def test_schema(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["schema"]) == ExitCode.OK
    assert capsys.readouterr().out.encode() == (project / "docs" / "schema.json").read_bytes()
    assert run_command(["schema", "--markdown"]) == ExitCode.OK
    assert capsys.readouterr().out.startswith("# Tables")


def test_agencies_explains_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["agencies", "Sở Nội vụ", "--on", "2019-01-01", "--province", "Bình Định"]
    assert run_command(arguments) == ExitCode.OK
    assert "Sở Nội vụ" in capsys.readouterr().out
    assert run_command(["agencies", "Sở Nội vụ", "--on", "yesterday"]) == ExitCode.USAGE


def test_help_starts_without_what_only_the_work_needs() -> None:
    heavy = ("polars", "pydantic", "rapidfuzz", "normalize")
    code = f"import sys, kehoach.cli; print([name for name in {heavy} if name in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_the_module_runs_as_a_program() -> None:
    shown = subprocess.run([sys.executable, "-m", "kehoach", "nonsense"], capture_output=True, text=True, check=False)
    assert shown.returncode == ExitCode.USAGE


def test_a_new_user_is_told_what_failed_once_and_what_to_do_next(
    tmp_path: Path, samples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "in" / "broken.pdf").write_bytes(b"%PDF-1.4 no more")
    os.mkfifo(tmp_path / "in" / "pipe")
    shutil.copy(next(samples.glob("003*")), tmp_path / "in" / "plan.txt")
    monkeypatch.chdir(tmp_path / "work")
    assert run_command(["ingest", "../in", "--out", "out"]) == ExitCode.SOME_SOURCES_FAILED
    shown = capsys.readouterr()
    assert "failed broken.pdf: The file cannot be opened" in shown.err
    assert shown.err.count("broken.pdf") == 1
    assert re.search(r"^ broken\.pdf +failed *$", shown.out, re.MULTILINE)
    assert "to look at it: kehoach report out" in shown.out
    assert pl.read_parquet("out/sources.parquet")["path"].to_list().count("pipe") == 1, "relative to what was read"


def test_the_summary_tells_of_tasks_of_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = ["KẾ HOẠCH", "Chuyển đổi số năm 2022", "", "I. NHIỆM VỤ"]
    for number, body in enumerate(("Sở Nội vụ", "Sở Tư pháp"), 1):
        lines += [f"{number}. Tập huấn cán bộ", f"- Cơ quan chủ trì: {body}", "- Thời gian hoàn thành: Quý II/2022"]
    (tmp_path / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    assert run_command(["ingest", str(tmp_path / "a.txt"), "--jobs", "0", "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert "2 more tasks stand in the text of plans without a table: `text_tasks`" in told
