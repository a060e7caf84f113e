"""The bench measures every stage, on text that differs from pass to pass."""

from __future__ import annotations

from pathlib import Path

import pytest

import kehoach.bench
from kehoach.bench import bench_command, run_once, varied
from kehoach.exit_codes import ExitCode

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
