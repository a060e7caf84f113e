"""The work on a Dask cluster: a scheduler and worker processes, of which one is killed in the middle."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kehoach.exit_codes import ExitCode
from tests.faults.runs import Bench, all_gone, wait_until


@pytest.fixture
def cluster(project: Path, faults: Bench) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The address of a scheduler, and its two workers of one thread each."""
    environment = os.environ | {
        "PYTHONPATH": str(project),
        "PATH": f"{faults.folder / 'bin'}:{os.environ['PATH']}",
        "DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT": "1s",
    }

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        return subprocess.Popen(command, env=environment, cwd=faults.folder, stderr=subprocess.PIPE, text=True)

    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0")
    assert scheduler.stderr is not None
    address = next(m[0] for line in scheduler.stderr if (m := re.search(r"tcp://127\.0\.0\.1:\d+", line)))
    workers = [start("worker", address, "--nthreads", "1", "--no-nanny") for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()


def test_a_lost_worker_costs_nothing(
    cluster: tuple[str, list[subprocess.Popen[str]]], faults: Bench, tmp_path: Path
) -> None:
    address, workers = cluster
    faults.plans(6)
    for number in range(3):
        faults.rtf(f"slow{number}", f"slow {number}")
    faults.rtf("bad", "segfault")
    process = faults.start("--engine", "dask", "--scheduler", address, "--log-json")
    wait_until(lambda: faults.tries >= 2, seconds=60)
    workers[0].kill()
    _, told = process.communicate(timeout=120)
    assert process.returncode == ExitCode.SOME_SOURCES_FAILED, told
    assert faults.statuses() == {
        "bad.rtf": "failed",
        **{f"slow{number}.rtf": "ok" for number in range(3)},
        **{f"plan{number:03d}.txt": "ok" for number in range(6)},
    }
    assert "SIGSEGV" in faults.errors()["bad.rtf"], "the sandbox, not Dask's worker, died of it"
    assert workers[1].poll() is None
    on_cluster = faults.tables()
    faults.out.rename(tmp_path / "cluster")
    assert faults.run("--jobs", "1").code == ExitCode.SOME_SOURCES_FAILED
    assert faults.tables() == on_cluster, "nothing is lost, nothing is there twice"
    wait_until(lambda: all_gone(faults.converters()))


def test_a_cluster_that_is_not_there(faults: Bench) -> None:
    faults.plans(1)
    ended = faults.here("--engine", "dask")
    assert ended.code == ExitCode.USAGE
    assert "go together" in ended.told
