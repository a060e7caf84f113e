"""What changed between two runs: gains and losses by the truth, fields without truth, rows that came or went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.run import RunResult
from kehoach.score import measured_fields, score_run
from kehoach.score_against import KEPT, Change, changes, keep_base, totals
from outputs.parquet import table_schema
from outputs.rows import rows_of
from outputs.run_folder import write_run
from schemas.decision import AdministrativeDocument
from schemas.document import Source
from tests.kehoach.test_score import TRUTH
from tests.outputs.bundles import SOURCE, bundle, decision, task

_OTHER = Source("fedcba9876543210", "in/other.txt", "fedcba9876543210" * 4, "text/plain", 120)


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """A folder with the truth of one source."""
    folder = tmp_path / "gold"
    folder.mkdir()
    (folder / "000.json").write_text(json.dumps(TRUTH), encoding="utf-8")
    return folder


def _run(folder: Path, *documents: AdministrativeDocument, source: Source = SOURCE) -> Path:
    write_run([rows_of(bundle(*documents, source=source))], folder, {})
    return folder


def _changes(out: Path, base: Path, truth: Path) -> list[Change]:
    return changes(out, score_run(out, truth), base, score_run(base, truth))


def _short(found: list[Change]) -> list[tuple[Any, ...]]:
    return [(change.verdict, change.field, change.before, change.after) for change in found]


_RIGHT = decision()
_WRONG = decision(tasks=(task(lead="Sở Ngoại vụ"),))
_WRONG_TOO = decision(tasks=(task(lead="Sở Xây dựng"),))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (_RIGHT, _RIGHT, []),
        (_RIGHT, _WRONG, [("lost", "t.lead", ["Sở Nội vụ"], ["Sở Ngoại vụ"])]),
        (_WRONG, _RIGHT, [("gained", "t.lead", ["Sở Ngoại vụ"], ["Sở Nội vụ"])]),
        (_WRONG, _WRONG_TOO, [("neither", "t.lead", ["Sở Ngoại vụ"], ["Sở Xây dựng"])]),
        (_RIGHT, decision(title="VỀ VIỆC BAN HÀNH KẾ HOẠCH"), []),
        (_RIGHT, decision(province="Bình An"), [("unmeasured", "d.province", "An Bình", "Bình An")]),
        (
            _RIGHT,
            decision(tasks=(task(), task(2, title="Báo cáo quý"))),
            [("new", None, None, "Báo cáo quý")],
        ),
    ],
)
def test_a_change_is_told_by_what_the_truth_says(
    tmp_path: Path, truth: Path, before: AdministrativeDocument, after: AdministrativeDocument, expected: list[Any]
) -> None:
    base, out = _run(tmp_path / "base", before), _run(tmp_path / "out", after)
    assert _short(_changes(out, base, truth)) == expected


def test_a_row_that_goes_takes_its_fields_along(tmp_path: Path, truth: Path) -> None:
    base, out = _run(tmp_path / "base"), _run(tmp_path / "out", decision(tasks=()))
    found = _changes(out, base, truth)
    assert {change.field for change in found if change.verdict == "lost"} >= {"task_recall", "t.title", "t.lead"}
    assert [(change.row, change.before) for change in found if change.verdict == "gone"] == [
        ("task 1 (I 1)", "Ban hành kế hoạch")
    ]
    assert found[0].verdict == "lost", "losses come first"


def test_a_source_that_goes_is_a_loss_of_all_its_fields(tmp_path: Path, truth: Path) -> None:
    base, out = _run(tmp_path / "base"), _run(tmp_path / "out", source=_OTHER)
    found = _changes(out, base, truth)
    counts = totals(found)
    assert counts["rows"] == {"new": 1, "gone": 1}
    assert counts["d.number"] == {"lost": 1}
    assert counts["t.deadline_end"] == {"lost": 1}


def test_a_source_that_comes_is_new_and_no_gain(tmp_path: Path, truth: Path) -> None:
    base, out = _run(tmp_path / "base", source=_OTHER), _run(tmp_path / "out")
    assert sorted((change.verdict, change.source) for change in _changes(out, base, truth)) == [
        ("gone", "in/other.txt"),
        ("new", "in/plan.txt"),
    ]


def test_fields_of_a_source_without_truth_are_compared_all(tmp_path: Path, truth: Path) -> None:
    base = _run(tmp_path / "base", source=_OTHER)
    out = _run(tmp_path / "out", decision(number="13/QĐ-UBND", tasks=(task(lead="Sở Tài chính"),)), source=_OTHER)
    assert _short(_changes(out, base, truth)) == [
        ("unmeasured", "d.number", "12/QĐ-UBND", "13/QĐ-UBND"),
        ("unmeasured", "t.lead", ["Sở Nội vụ"], ["Sở Tài chính"]),
    ]


def test_a_kept_base_stands_for_the_run(demo: tuple[Path, RunResult], gold: Path, tmp_path: Path) -> None:
    keep_base(demo[0], tmp_path / "base")
    assert _changes(demo[0], tmp_path / "base", gold) == []
    again = {path.name: path.read_bytes() for path in (tmp_path / "base").iterdir()}
    keep_base(demo[0], tmp_path / "base")
    assert {path.name: path.read_bytes() for path in (tmp_path / "base").iterdir()} == again


def test_what_is_kept_are_published_columns_and_all_that_is_measured() -> None:
    for table, columns in KEPT.items():
        assert set(columns) <= set(table_schema(table).names())
    for table in ("documents", "tasks"):
        assert measured_fields(table) <= set(KEPT[table])


def test_the_base_of_the_last_release_can_be_compared_with(project: Path) -> None:
    score = score_run(project / "corpus" / "baseline", project / "corpus/gold", project / "corpus/composed/gold")
    held = [counts for counts in score.sources.values() if counts is not None]
    assert len(held) >= 45  # samples and composed texts of that release; what was composed since is not in it
    found = [counts["task_recall"] for counts in held if "task_recall" in counts]
    assert all(hits == cases for hits, cases in found)
    assert sum(path.stat().st_size for path in (project / "corpus" / "baseline").iterdir()) < 300_000


def test_the_command_prints_each_change_and_tells_of_losses(
    tmp_path: Path, truth: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = _run(tmp_path / "good"), _run(tmp_path / "bad", _WRONG)
    keep = ["score", str(good), str(truth), "--keep", str(tmp_path / "base")]
    assert run_command(keep) == ExitCode.OK
    capsys.readouterr()
    against = ["score", str(bad), str(truth), "--against", str(tmp_path / "base")]
    assert run_command(against) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "lost: 000, task 1 (I 1), t.lead: ['Sở Nội vụ'] -> ['Sở Ngoại vụ'] (truth ['Sở Nội vụ'])" in shown
    assert run_command([*against, "--fail-on-loss"]) == ExitCode.GATE_MISSED
    assert run_command([*against, "--json"]) == ExitCode.OK
    told = json.loads(capsys.readouterr().out.splitlines()[-1])["against"]
    assert told["totals"] == {"t.lead": {"lost": 1}}
    assert told["changes"][0]["after"] == ["Sở Ngoại vụ"]
    better = ["score", str(good), str(truth), "--against", str(bad), "--fail-on-loss"]
    assert run_command(better) == ExitCode.OK
    assert "gained" in capsys.readouterr().out


def test_a_base_that_is_none_is_said(tmp_path: Path, truth: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = _run(tmp_path / "out")
    assert run_command(["score", str(out), str(truth), "--against", str(tmp_path / "no")]) == ExitCode.NO_USABLE_INPUT
    assert "no" in capsys.readouterr().err


def test_days_in_a_base_stay_days(tmp_path: Path) -> None:
    keep_base(_run(tmp_path / "run"), tmp_path / "base")
    assert pl.read_parquet(tmp_path / "base" / "tasks.parquet").schema["deadline_end"] == pl.Date
