"""A path that does not fit is told with what is wrong and what to do, without the numbers of the system."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.run import ingest
from kehoach.sources import find_sources

SAMPLE = Path(__file__).parents[2] / "corpus/samples/002_45247054a7f44a9c.txt"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    ingest(find_sources([str(SAMPLE)]), out)
    (out / "file").touch()
    (out / "folder").mkdir()
    return out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("stage read {out}/gone", ExitCode.NO_USABLE_INPUT, "There is no file {out}/gone. Check the path.\n"),
        ("stage read {out}/folder", ExitCode.USAGE, "{out}/folder is a folder, and a file is wanted."),
        ("score {out} {out}/folder", ExitCode.NO_USABLE_INPUT, "There is no truth (*.json) in {out}/folder."),
        ("score {out}/gone corpus/gold", ExitCode.NO_USABLE_INPUT, "Make a run first: kehoach ingest SRC"),
        ("export {out} --csv {out}/file", ExitCode.USAGE, "{out}/file: a file stands where a folder is wanted."),
        ("ingest {sample} --out {out}/file", ExitCode.USAGE, "a file stands where a folder is wanted."),
        ("export {out} --xlsx {out}/folder", ExitCode.USAGE, "{out}/folder is a folder, and a file is wanted."),
    ],
)  # fmt: skip
def test_a_wrong_path_is_told(
    arguments: str, code: ExitCode, told: str, run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(arguments.format(out=run, sample=SAMPLE).split()) == code
    shown = capsys.readouterr().err
    assert told.format(out=run) in shown
    assert "Errno" not in shown


def test_truth_belongs_to_the_file_of_its_whole_name(run: Path, tmp_path: Path) -> None:
    from kehoach.score import score_run

    (tmp_path / "a.json").write_text('{"source": "2_45247054a7f44a9c.txt", "documents": [], "ocr_errors": []}')
    assert score_run(run, tmp_path).sources == {"a": None}
