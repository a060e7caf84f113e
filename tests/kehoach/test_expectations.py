"""What a run is held to, and what is said when it falls short."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.expectations import BadExpectations, Expectations, read_expectations
from kehoach.summary import Totals


def _totals(failed: int, ok: int) -> Totals:
    totals = Totals()
    totals.sources.update({"failed": failed, "ok": ok})
    return totals


@pytest.mark.parametrize(
    ("allowed", "failed", "ok", "is_missed"),
    [
        (None, 5, 0, False),
        ("0", 0, 5, False),
        ("0", 1, 5, True),
        ("2", 2, 5, False),
        ("2", 3, 5, True),
        ("10%", 1, 9, False),
        ("10%", 2, 9, True),
        ("0", 0, 0, False),
    ],
)
def test_failures_allowed(allowed: str | None, failed: int, ok: int, is_missed: bool) -> None:
    missed = read_expectations(None, allowed).missed(_totals(failed, ok))
    assert bool(missed) == is_missed


def test_a_column_without_rows_is_not_filled() -> None:
    assert Expectations(floors={"tasks.title": 0.5}).missed(Totals())


@pytest.mark.parametrize("failures", ["-1", "many", "120%", "1.5", "%"])
def test_what_is_no_number_of_failures(failures: str) -> None:
    with pytest.raises(BadExpectations, match="--max-failures"):
        read_expectations(None, failures)


@pytest.mark.parametrize(
    "text",
    ["[tasks]\nnonsense = 1", "[nonsense]\ntitle = 1", "title = 1", "[tasks]\ntitle = 2", "[tasks]\ntitle = true", "["],
)
def test_a_file_that_cannot_be_meant(text: str, tmp_path: Path) -> None:
    file = tmp_path / "expectations.toml"
    file.write_text(text)
    with pytest.raises(BadExpectations, match=r"expectations\.toml"):
        read_expectations(file, None)


def test_a_run_below_its_floors_has_an_exit_code_of_its_own(
    samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    floors = tmp_path / "expectations.toml"
    floors.write_text("[tasks]\ntitle = 0.9\n[documents]\nissuer = 0.5\n")
    run = ["ingest", str(samples), "--jobs", "0", "--out", str(tmp_path / "out"), "--expectations", str(floors)]
    assert run_command(run) == ExitCode.OK
    floors.write_text("[tasks]\ntitle = 0.9\nbudget_vnd = 1.0\n")
    assert run_command(run) == ExitCode.GATE_MISSED
    told = " ".join(capsys.readouterr().err.split())
    assert "tasks.budget_vnd is filled in" in told
    assert "expected are 100.0%" in told
    assert "tasks.title" not in told
    assert run_command([*run[:-1], str(tmp_path / "none.toml")]) == ExitCode.USAGE
    failing = [*run, "--max-failures", "0", str(tmp_path / "gone.txt")]
    floors.write_text("")
    assert run_command(failing) == ExitCode.GATE_MISSED
    assert "1 of 6 sources failed; allowed are 0." in capsys.readouterr().err
