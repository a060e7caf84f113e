"""Limits that are looked at before a source is read, and how the progress tells of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from kehoach.__main__ import run_command
from kehoach.batch import SourceEvent
from kehoach.exit_codes import ExitCode
from kehoach.progress import ProgressBar


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """Three frames of 1.2 million pixels."""
    frames = [Image.new("1", (1200, 1000), 1) for _ in range(3)]
    path = tmp_path / "in" / "scan.tif"
    path.parent.mkdir()
    frames[0].save(path, save_all=True, append_images=frames[1:], compression="group4")
    return path


@pytest.mark.parametrize(
    ("limit", "code", "told"),
    [("--max-pages=2", "too_many_pages", "has 3 pages, more than 2"), ("--max-megapixels=1", "too_large", "1 million")],
)
def test_what_is_beyond_a_limit_is_refused_by_its_code(
    scan: Path, limit: str, code: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["ingest", str(scan), "--jobs", "0", "--out", str(tmp_path / "out"), limit, "--log-json"]
    assert run_command(run) == ExitCode.NO_USABLE_INPUT
    line = json.loads(capsys.readouterr().err.splitlines()[0])
    assert (line["path"], line["status"], line["code"], line["kept"]) == ("scan.tif", "failed", code, False)
    assert told in line["error"]
    assert run_command(run) == ExitCode.NO_USABLE_INPUT
    assert json.loads(capsys.readouterr().err.splitlines()[0])["kept"] is True


def test_the_bar_tells_the_rate_and_failures_by_code() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=160, height=5)
    with ProgressBar(console, 4) as bar:
        for number in range(3):
            status, code = ("failed", "empty") if number else ("ok", None)
            bar(SourceEvent(Path("a"), "a", status, code, None, 1, 0.1, False))  # type: ignore[arg-type]
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert "3/4" in shown
    assert "2 failed: empty 2" in shown
    assert "/s" in shown
