"""Runs of the command in a process of its own, with a LibreOffice that does what the file it is given says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import polars as pl
import psutil
import pytest

from kehoach.__main__ import run_command

PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2021\n\nI. MỤC ĐÍCH\n1. Yêu cầu chung của kế hoạch số {number}.\n"

# The converter's parent is the worker. Each start leaves a line in $LOG, so that tries can be counted.
_OFFICE = """#!/bin/sh
for given; do :; done
echo "$$ $given" >> {log}
read word rest < "$given"
case "$(cat "$given")" in
  *segfault*) kill -SEGV $PPID; sleep 60;;
  *killed-once*) if [ "$(grep -c . {log})" -le 1 ]; then kill -KILL $PPID; sleep 60; fi;;
  *killed*) kill -KILL $PPID; sleep 60;;
  *hangs*) sleep 600;;
  *slow*) sleep 1.5;;
  *hog*) exec {python} -c "import time; held = bytearray(700_000_000); time.sleep(60)";;
  *vanish*) rm -r {folder}/later;;
esac
while [ "$1" != --outdir ]; do shift; done
mkdir -p "$2" && cp {converted} "$2/source.docx"
"""


@dataclass(frozen=True)
class Bench:
    """A folder of sources, an output folder, and the fake converter with its log."""

    folder: Path
    sources: Path
    out: Path
    capture: pytest.CaptureFixture[str] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "office.log"

    def plans(self, count: int, folder: str = "") -> None:
        """Write plans that are read without trouble."""
        (self.sources / folder).mkdir(exist_ok=True)
        for number in range(count):
            (self.sources / folder / f"plan{number:03d}.txt").write_text(PLAN.format(number=number), encoding="utf-8")

    def rtf(self, name: str, what: str) -> Path:
        """Write a file whose conversion does `what`."""
        path = self.sources / f"{name}.rtf"
        path.write_text(f"{{\\rtf1 {what} }}\n")
        return path

    @property
    def tries(self) -> int:
        """How often the converter was started."""
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    def converters(self) -> list[psutil.Process]:
        """The converters that were started and are still known to the system."""
        pids = [int(line.split()[0]) for line in self.log.read_text().splitlines()]
        return [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]

    def start(self, *options: str, command: str = "ingest", before: str = "") -> subprocess.Popen[str]:
        """Start the command; `before` is shell that runs first in its process."""
        arguments = [str(self.sources), "--out", str(self.out)] if command == "ingest" else [str(self.out)]
        line = [sys.executable, "-m", "kehoach", command, *arguments, *options]
        if before:
            line = ["bash", "-c", f'{before}; exec "$@"', "-", *line]
        environment = os.environ | {"PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}", "COLUMNS": "200"}
        return subprocess.Popen(line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *options: str, command: str = "ingest", before: str = "") -> Ended:
        """Run the command to its end."""
        process = self.start(*options, command=command, before=before)
        printed, told = process.communicate(timeout=120)
        return Ended(process.returncode, printed, told)

    def here(self, *options: str, command: str = "ingest") -> Ended:
        """Run the command in this process, which is quicker, for faults that a worker has no part in."""
        assert self.capture is not None
        arguments = [str(self.sources), "--jobs", "0", "--out", str(self.out)]
        if command != "ingest":
            arguments = [str(self.out), *(["--jobs", "0"] if command == "retry" else [])]
        self.capture.readouterr()
        code = run_command([command, *arguments, *options])
        return Ended(code, *self.capture.readouterr())

    def statuses(self) -> dict[str, str]:
        """Status by path, from the table."""
        table = pl.read_parquet(self.out / "sources.parquet")
        return dict(zip(table["path"].to_list(), table["status"].to_list(), strict=True))

    def errors(self) -> dict[str, str]:
        """Error by path, of the sources that have one."""
        table = pl.read_parquet(self.out / "sources.parquet").drop_nulls("error")
        return dict(zip(table["path"].to_list(), table["error"].to_list(), strict=True))

    def tables(self) -> dict[str, bytes]:
        """The bytes of every table and record."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in [*self.out.glob("*.parquet"), *(self.out / "json").iterdir()]
        }


@dataclass(frozen=True)
class Ended:
    """How the command ended: exit code, stdout and stderr."""

    code: int
    printed: str
    told: str

    @property
    def lines(self) -> list[dict[str, object]]:
        """What `--log-json` told."""
        return [json.loads(line) for line in self.told.splitlines() if line.startswith("{")]


def bench(folder: Path, capture: pytest.CaptureFixture[str] | None = None) -> Bench:
    """An empty bench in `folder`."""
    made = Bench(folder, folder / "in", folder / "out", capture)
    made.sources.mkdir()
    (folder / "bin").mkdir()
    converted = docx.Document()
    converted.add_paragraph("KẾ HOẠCH")
    converted.add_paragraph("Cải cách hành chính năm 2021")
    converted.save(str(folder / "converted.docx"))
    program = folder / "bin" / "soffice"
    program.write_text(
        _OFFICE.format(log=made.log, python=sys.executable, folder=made.sources, converted=folder / "converted.docx")
    )
    program.chmod(0o755)
    return made


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that another process does."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def children_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """All that a process started, directly or not."""
    return psutil.Process(process.pid).children(recursive=True)


def all_gone(processes: list[psutil.Process]) -> bool:
    """Whether none of the processes is there any more (a zombie that nobody waited for is not)."""
    return not any(process.is_running() and process.status() != psutil.STATUS_ZOMBIE for process in processes)
