"""A run that is stopped, killed, or out of room loses only what was in flight, and the next one takes up there."""

from __future__ import annotations

import shutil
import signal
from dataclasses import replace
from pathlib import Path

import pytest

import kehoach.publish
from kehoach.batch import Stopped
from kehoach.exit_codes import ExitCode
from kehoach.pool import InProcess
from kehoach.run import do, ingest
from kehoach.sources import find_sources
from kehoach.state import FOLDER, State
from kehoach.tasks import ChunkTask, Done, Supervisor, Task
from tests.faults.runs import Bench, all_gone, bench, children_of, wait_until


def _undisturbed(folder: Path, faults: Bench) -> dict[str, bytes]:
    """The tables of a run over the same sources that nothing happened to, with one worker."""
    folder.mkdir()
    calm = bench(folder)
    for path in faults.sources.iterdir():
        (calm.sources / path.name).write_bytes(path.read_bytes())
    assert calm.run("--jobs", "1").code == ExitCode.OK
    return calm.tables()


def _recorded(faults: Bench) -> int:
    if not (faults.out / FOLDER / "state.db").exists():
        return 0
    with State(faults.out / FOLDER, read_only=True) as state:
        return sum(1 for _ in state.results())


def test_killed_at_any_moment_it_goes_on_where_it_was(faults: Bench, tmp_path: Path) -> None:
    faults.plans(4)
    faults.rtf("slow", "slow")
    process = faults.start("--jobs", "2")
    wait_until(lambda: faults.tries == 1 and _recorded(faults) == 4)
    started = children_of(process)
    process.kill()
    process.wait()
    assert not list(faults.out.glob("*.parquet")), "no table is there before all are"
    wait_until(lambda: all_gone(started))
    ended = faults.run("--log-json")
    assert ended.code == ExitCode.OK
    assert {line["path"] for line in ended.lines if not line["kept"]} == {"slow.rtf"}, "only what was in flight"
    assert faults.tables() == _undisturbed(tmp_path / "calm", faults)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_a_signal_lets_what_is_in_flight_finish_and_says_so(faults: Bench, number: signal.Signals) -> None:
    faults.rtf("a", "slow")
    faults.rtf("b", "slow, too")
    process = faults.start("--jobs", "1")
    wait_until(lambda: faults.tries == 1)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "Finishing what is in flight" in told
    assert "1 of 2 sources are done and kept" in told
    assert "Type the same command to go on" in told
    assert not (faults.out / "run.json").exists()
    assert _recorded(faults) == 1
    assert faults.tries == 1
    assert "to do" in faults.here(command="status").printed
    assert faults.run().code == ExitCode.OK
    assert faults.tries == 2


def test_a_stop_while_tables_are_written_leaves_the_old_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kehoach.publish, "_CHUNK", 1)
    faults = bench(tmp_path)
    faults.plans(3)
    found = find_sources([str(faults.sources)])
    ingest(found, faults.out)
    before = faults.tables()
    faults.plans(6)
    found = find_sources([str(faults.sources)])

    def stopping(task: Task, supervisor: Supervisor) -> Done:
        if isinstance(task, ChunkTask):
            doers.stop()
        return do(task, supervisor)

    doers = InProcess(stopping)
    with pytest.raises(Stopped, match="6 of 6"):
        ingest(found, faults.out, doers=doers)
    assert faults.tables() == before
    ingest(found, faults.out)
    assert len(faults.tables()) == len(before) + 3


def test_two_signals_end_at_once(faults: Bench) -> None:
    faults.rtf("a", "hangs")
    process = faults.start("--jobs", "1")
    wait_until(lambda: faults.tries == 1)
    started = children_of(process)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == ExitCode.INTERRUPTED
    wait_until(lambda: all_gone(started))


def test_a_second_run_on_one_folder_is_refused(faults: Bench) -> None:
    faults.rtf("a", "hangs")
    process = faults.start("--jobs", "1")
    wait_until(lambda: faults.tries == 1)
    second = faults.here()
    assert second.code == ExitCode.OUTPUT_IN_USE
    assert f"process {process.pid} on" in second.told
    assert "choose another folder" in second.told
    assert f"process {process.pid} on" in faults.here(command="status").printed
    assert faults.here(command="retry").code == ExitCode.OUTPUT_IN_USE
    process.kill()
    process.communicate(timeout=60)
    (faults.sources / "a.rtf").unlink()
    faults.plans(1)
    assert faults.here().code == ExitCode.OK, "a lock goes with its holder"


def test_a_lock_that_a_dead_run_left_holds_nobody_up(faults: Bench) -> None:
    faults.plans(1)
    (faults.out / FOLDER).mkdir(parents=True)
    (faults.out / FOLDER / "lock").write_text('{"pid": 4194304, "host": "elsewhere"}')
    assert faults.here().code == ExitCode.OK


# `ulimit -f` ends every write beyond a size, as a full disk does, and for the superuser as well.


def test_a_disk_that_is_full_while_sources_are_read(faults: Bench) -> None:
    faults.plans(12)
    ended = faults.run(before="ulimit -f 60")
    assert ended.code == ExitCode.USAGE, ended.told
    assert "the space left" in ended.told
    assert not (faults.out / "run.json").exists()
    assert faults.here().code == ExitCode.OK
    assert set(faults.statuses().values()) == {"ok"}


def test_a_disk_that_is_full_while_tables_are_written(faults: Bench, samples: Path) -> None:
    shutil.copy(next(samples.glob("*.txt")), faults.sources / "a.txt")
    assert faults.here().code == ExitCode.OK
    before = faults.tables()
    gone = ["pages.parquet", *(name for name in before if name.startswith("json/"))]
    for name in gone:
        (faults.out / name).unlink()
    ended = faults.run("--jobs", "0", before="ulimit -f 40")
    assert ended.code == ExitCode.USAGE, ended.told
    assert "the space left" in ended.told
    assert {name: data for name, data in before.items() if name not in gone} == faults.tables()
    assert faults.here().code == ExitCode.OK
    assert faults.tables() == before


@pytest.mark.parametrize("out", ["/proc/kehoach", "/sys/kehoach", "{folder}/file/out"])
def test_an_output_that_cannot_be_written(faults: Bench, out: str) -> None:
    """Places where not even the superuser can write."""
    faults.plans(1)
    (faults.folder / "file").write_text("")
    there = replace(faults, out=Path(out.format(folder=faults.folder)))
    ended = there.here()
    assert ended.code == ExitCode.USAGE
    assert "Check the path" in ended.told
