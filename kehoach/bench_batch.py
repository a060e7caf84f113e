"""The second half of `kehoach bench`: whole batches as a user runs them, from the command to the tables.

Invented decisions (`kehoach.synthetic`) are read with one worker and with one a core; the run is then typed again as it
is, and with one file in a hundred changed. Memory is the highest resident of the command alone; workers are told apart.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from rich.table import Table

from kehoach.synthetic import decision, write_decisions
from kehoach.terminal import results

_MEGABYTE = 1_000_000
_SECONDS_BETWEEN_LOOKS = 0.05


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds from start to end, and the highest resident memory of the command and of its largest child, in MB."""

    seconds: float
    command_mb: float
    worker_mb: float


def batch_command(decisions: int, scans: int, scan: Path | None) -> None:
    """Measure and print."""
    results().print(batch_table(decisions, os.cpu_count() or 1, scans, scan))


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch by name, as measured; `rate` in words."""

    name: str
    measured: Measured
    rate: str


def batch_table(decisions: int, cores: int, scans: int, scan: Path | None) -> Table:
    """Measure with so many decisions and `scans` copies of `scan`, and tell in a table."""
    table = Table("batch", title=f"{decisions:,} invented decisions", title_justify="left")
    for name in ("seconds", "a second", "command MB", "worker MB"):
        table.add_column(name, justify="right")
    for one in batches(decisions, cores, scans, scan):
        table.add_row(one.name, *figures(one))
    return table


def figures(one: Batch) -> tuple[str, str, str, str]:
    """Seconds, rate, and memory of the command and of its largest child, as they are printed."""
    measured = one.measured
    return f"{measured.seconds:.1f}", one.rate, f"{measured.command_mb:.0f}", f"{measured.worker_mb:.0f}"


def batches(decisions: int, cores: int, scans: int, scan: Path | None) -> Iterator[Batch]:
    """Measure one batch after the other, each as it is asked for."""

    def texts(name: str, measured: Measured) -> Batch:
        return Batch(name, measured, f"{decisions / measured.seconds:.0f}")

    with tempfile.TemporaryDirectory(prefix="kehoach-bench-") as name:
        folder = Path(name)
        write_decisions(folder / "in", range(decisions))
        for jobs in sorted({1, cores}):
            yield texts(f"new, {jobs} worker(s)", run(folder / "in", folder / f"out{jobs}", jobs))
        time.sleep(3)  # files changed a moment ago are read again to be sure
        yield texts("nothing changed", run(folder / "in", folder / "out1", cores))
        for number in range(0, decisions, 100):
            path = folder / "in" / f"{number // 1000:03d}" / f"{number:06d}.txt"
            path.write_text(decision(decisions + number), encoding="utf-8")
        yield texts("1 in 100 changed", run(folder / "in", folder / "out1", cores))
        if scan is not None and scans:
            _write_scans(folder / "scans", scan, scans)
            measured = run(folder / "scans", folder / "out_scans", cores)
            yield Batch(f"{scans} scanned pages", measured, f"{60 * scans / measured.seconds:.1f} a minute")


def run(sources: Path, out: Path, jobs: int) -> Measured:
    """One run of the command, measured from outside."""
    command = [sys.executable, "-m", "kehoach", "ingest", str(sources), "--out", str(out), "--jobs", str(jobs)]
    since = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with _watched(process.pid) as highest:
        process.wait()
    return Measured(time.perf_counter() - since, highest[0] / _MEGABYTE, highest[1] / _MEGABYTE)


@contextmanager
def _watched(pid: int) -> Iterator[list[int]]:
    """The highest resident bytes of a process, and of any it started, as long as this lasts."""
    highest = [0, 0]
    done = threading.Event()

    def look() -> None:
        while not done.wait(_SECONDS_BETWEEN_LOOKS):
            try:
                process = psutil.Process(pid)
                highest[0] = max(highest[0], process.memory_info().rss)
                children = [child.memory_info().rss for child in process.children(recursive=True)]
            except psutil.NoSuchProcess:
                continue
            highest[1] = max([highest[1], *children])

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield highest
    finally:
        done.set()
        watcher.join()


def _write_scans(folder: Path, scan: Path, count: int) -> None:
    """Copies of a scanned page that differ in their last bytes, which no reader looks at."""
    folder.mkdir()
    for number in range(count):
        (folder / f"{number:04d}{scan.suffix}").write_bytes(scan.read_bytes() + f"\n%{number}\n".encode())
