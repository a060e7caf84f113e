"""The bench measures every stage, on text that differs from pass to pass."""

from __future__ import annotations

from pathlib import Path

import pytest

import kehoach.bench
from kehoach.bench import bench_command, run_once, varied
from kehoach.bench_batch import batch_table
from kehoach.exit_codes import ExitCode
from kehoach.run import ingest
from kehoach.sources import find_sources
from kehoach.synthetic import decision, write_decisions

_TEXT = "Sở Nội vụ tham mưu, rà soát các văn bản, đề xuất sửa đổi, trình cấp trên, ban hành kế hoạch mới.\n"


def test_variants_keep_the_layout_and_differ() -> None:
    one, other = (varied(_TEXT.encode(), seed=seed).decode() for seed in (1, 4))
    assert one != other
    assert sorted(one.replace(",", "").replace(".", "").split()) == sorted(
        _TEXT.replace(",", "").replace(".", "").split()
    )
    assert one.count(",") == _TEXT.count(",")


def test_every_stage_is_timed() -> None:
    clock = run_once([_TEXT.encode()])
    assert list(clock.seconds) == ["read", "repair", "parse", "resolve", "check", "rows", "write"]
    assert clock.bytes == len(_TEXT.encode())
    assert clock.rate > 0


def test_the_command_prints_rates_and_start_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kehoach.bench, "_START_UPS", 1)
    assert bench_command(tmp_path, 1) == ExitCode.NO_USABLE_INPUT
    (tmp_path / "a.txt").write_text(_TEXT, encoding="utf-8")
    unseen = tmp_path / "unseen"
    unseen.mkdir()
    (unseen / "b.txt").write_text(_TEXT.replace("Sở", "Phòng"), encoding="utf-8")
    assert bench_command(tmp_path, 1) == ExitCode.OK
    assert "new texts" not in capsys.readouterr().out
    assert bench_command(tmp_path, 1, unseen) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "steady" in shown
    assert "new texts" in shown
    assert "start-up" in shown


def test_whole_batches_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehoach.bench_batch.time.sleep", lambda seconds: None)
    table = batch_table(2, 1, 1, Path(__file__).parents[2] / "corpus/cases/readers/scan/page.txt")
    names = list(table.columns[0].cells)
    assert names == ["new, 1 worker(s)", "nothing changed", "1 in 100 changed", "1 scanned pages"]
    assert all(float(str(cell)) > 0 for cell in table.columns[1].cells)
    assert all(float(str(cell)) > 0 for cell in table.columns[3].cells)


def test_invented_decisions_are_of_acts_of_their_own_and_read_as_they_are_written(tmp_path: Path) -> None:
    write_decisions(tmp_path / "in", range(3))
    assert decision(1) == (tmp_path / "in" / "000" / "000001.txt").read_text(encoding="utf-8")
    result = ingest(find_sources([str(tmp_path / "in")]), tmp_path / "out")
    acts = [row.act_id for rows in result.sources for row in rows.documents if row.kind == "quyet_dinh"]
    assert len(set(acts)) == 3
    assert None not in acts
    for rows in result.sources:
        assert 2 <= len(rows.tasks) <= 60
        assert not rows.unparsed
        assert all(task.lead for task in rows.tasks)
