"""Files that cannot be read, or go away while the run is on its way."""

from __future__ import annotations

import os

from kehoach.exit_codes import ExitCode
from tests.faults.runs import Bench


def test_what_is_no_readable_file_is_told_and_the_rest_goes_on(faults: Bench) -> None:
    faults.plans(1)
    os.mkfifo(faults.sources / "pipe.txt")
    (faults.sources / "loop.txt").symlink_to(faults.sources / "loop.txt")
    (faults.sources / "nowhere.txt").symlink_to(faults.sources / ".gone")
    ended = faults.here("--max-mb", "1")
    assert ended.code == ExitCode.SOME_SOURCES_FAILED
    assert faults.statuses() == {
        "plan000.txt": "ok", "pipe.txt": "failed", "loop.txt": "failed", "nowhere.txt": "failed",
    }  # fmt: skip
    errors = faults.errors()
    assert "no regular file" in errors["pipe.txt"]
    assert "cannot be read" in errors["loop.txt"]
    assert "There is no file" in errors["nowhere.txt"]
    (faults.sources / ".gone").write_text("KẾ HOẠCH\nNăm 2021\n", encoding="utf-8")
    faults.here()
    assert faults.statuses()["nowhere.txt"] == "ok", "it was the machine's failure, and is tried again by every run"


def test_a_file_beyond_the_limits_is_not_opened(faults: Bench) -> None:
    faults.plans(1)
    with (faults.sources / "large.txt").open("wb") as file:
        file.truncate(1_500_000)
    assert faults.here("--max-mb", "1").code == ExitCode.SOME_SOURCES_FAILED
    assert "--max-mb" in faults.errors()["large.txt"]


def test_a_folder_that_vanishes_during_the_run(faults: Bench) -> None:
    faults.rtf("a", "vanish")
    faults.plans(3, "later")
    ended = faults.run("--jobs", "1")
    assert ended.code == ExitCode.SOME_SOURCES_FAILED
    assert faults.statuses() == {"a.rtf": "ok"} | {f"later/plan{n:03d}.txt": "failed" for n in range(3)}
    assert all("Check the path" in error for error in faults.errors().values())


def test_an_input_that_is_gone_altogether(faults: Bench) -> None:
    faults.plans(1)
    faults.here()
    before = faults.tables()
    (faults.sources / "plan000.txt").unlink()
    assert faults.here().code == ExitCode.NO_USABLE_INPUT
    assert faults.tables() == before, "an unmounted folder empties no tables"
