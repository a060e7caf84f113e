"""`kehoach bench`: MB of text a second a core from bytes to tables, the share of each stage, and the start-up.

What is loaded once (gazetteer, counts of syllables, polars) is timed apart, on a document of one line. The first pass
then reads files it has not seen; the steady state is a run over several variants of each, whose clauses have changed
places, so that caches find again only what a corpus of many files would repeat. New texts are files of another folder,
read once by the process as it is then: what every further decision of a batch costs.
"""

from __future__ import annotations

import gc
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.table import Table

from ingest import read_bytes
from kehoach.acts import Witness, link, witnesses_of
from kehoach.exit_codes import ExitCode
from kehoach.run import ingest
from kehoach.sources import find_sources
from kehoach.stages import STEPS
from kehoach.terminal import messages, results
from kehoach.worker import ONE_LINE
from outputs.rows import SourceRows, rows_of, with_links
from outputs.run_folder import write_run

_MEGABYTE = 1_000_000
_START_UPS = 7
_WITHOUT_REPAIR = ("read", "parse", "resolve", "check")
# A clause in lower case between commas: what can change its place without touching the layout of lines and tables.
_CLAUSE = re.compile(r"(?<=, )[a-zà-ỹđ][a-zà-ỹđ ]{9,80}(?=[,;.])")


@dataclass(slots=True)
class Clock:
    """Seconds by stage, and bytes read."""

    bytes: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def rate(self) -> float:
        """MB a second over all stages."""
        return self.bytes / _MEGABYTE / max(1e-9, sum(self.seconds.values()))

    @property
    def repair_added(self) -> float:
        """What repair adds to the time it takes to make data of a text without it, percent."""
        return 100 * self.seconds["repair"] / max(1e-9, sum(self.seconds[stage] for stage in _WITHOUT_REPAIR))


def bench_command(samples: Path, rounds: int, unseen: Path | None = None) -> ExitCode:
    """Measure and print; `unseen` is a folder of texts unlike the samples."""
    files = _texts(samples)
    if not files:
        messages().print(f"No *.txt in {samples}.")
        return ExitCode.NO_USABLE_INPUT
    loading = load_once()
    first = run_once(files)
    steady = run_once([varied(data, seed=number) for number in range(rounds) for data in files])
    new = run_once(_texts(unseen)) if unseen is not None else None
    whole = [whole_run([varied(data, seed=rounds + number) for data in files]) for number in range(rounds)]
    clocks = {"first pass": first, "steady": steady} | ({"new texts": new} if new else {})
    results().print(_table(clocks))
    added = ", ".join(f"{name} {clock.repair_added:.0f} %" for name, clock in clocks.items())
    results().print(f"repair adds to all that makes data of a text: {added}")
    results().print(f"a whole run, copies of one act read again: {sum(whole) / rounds:.2f} MB/s")
    results().print(f"loading once: {loading:.3f} s")
    bare, started = start_up("-c", "pass"), start_up("-m", "kehoach", "--help")
    results().print(
        f"start-up: kehoach --help {started:.3f} s, bare interpreter {bare:.3f} s, over it {started - bare:.3f} s"
    )
    return ExitCode.OK


def load_once() -> float:
    """Load what every document needs; the seconds it takes."""
    since = time.perf_counter()
    run_once([ONE_LINE])
    gc.collect()
    gc.freeze()  # as in the process that starts the workers of a batch
    return time.perf_counter() - since


def _texts(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob("*.txt"))]


def run_once(files: Sequence[bytes]) -> Clock:
    """Every file from bytes to tables on disk, timed by stage."""
    clock = Clock(bytes=sum(len(data) for data in files))
    rows: list[SourceRows] = []
    witnesses: list[Witness] = []
    for number, data in enumerate(files):
        since = time.perf_counter()
        value: object = read_bytes(data, f"{number:03d}.txt")
        since = _lap(clock, "read", since)
        for name, step in STEPS:
            value = step(value)
            since = _lap(clock, name, since)
        rows.append(rows_of(value))  # type: ignore[arg-type]  # the last step gives a bundle
        witnesses += witnesses_of(value)  # type: ignore[arg-type]
        _lap(clock, "rows", since)
    since = time.perf_counter()
    links = link(witnesses)
    with tempfile.TemporaryDirectory() as folder:
        write_run([with_links(row, links) for row in rows], Path(folder), {})
    _lap(clock, "write", since)
    return clock


def whole_run(files: Sequence[bytes]) -> float:
    """MB a second of a run as `kehoach ingest` does it, from files to tables on disk."""
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(files):
            (Path(folder) / f"{number:03d}.txt").write_bytes(data)
        since = time.perf_counter()
        ingest(find_sources([folder]), Path(folder) / "out")
        return sum(len(data) for data in files) / _MEGABYTE / (time.perf_counter() - since)


def varied(data: bytes, seed: int) -> bytes:
    """The file with its plain clauses in another order, different for each seed."""
    text = data.decode("utf-8")
    clauses = _CLAUSE.findall(text)
    random.Random(seed).shuffle(clauses)  # noqa: S311 - variety, not secrecy
    remaining = iter(clauses)
    return _CLAUSE.sub(lambda _: next(remaining), text).encode()


def start_up(*arguments: str) -> float:
    """Median seconds the interpreter takes with these arguments, from start to end."""
    times = []
    for _ in range(_START_UPS):
        since = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - since)
    return sorted(times)[_START_UPS // 2]


def _lap(clock: Clock, stage: str, since: float) -> float:
    now = time.perf_counter()
    clock.seconds[stage] += now - since
    return now


def _table(clocks: Mapping[str, Clock]) -> Table:
    table = Table("stage", title="MB of text a second on one core", title_justify="left")
    for name in clocks:
        table.add_column(name, justify="right")
        table.add_column("share", justify="right")
    for stage in next(iter(clocks.values())).seconds:
        table.add_row(stage, *(cell for clock in clocks.values() for cell in _stage_cells(clock, stage)))
    table.add_section()
    table.add_row("all", *(cell for clock in clocks.values() for cell in (f"{clock.rate:.2f}", "")), style="bold")
    return table


def _stage_cells(clock: Clock, stage: str) -> tuple[str, str]:
    seconds: Mapping[str, float] = clock.seconds
    return (
        f"{clock.bytes / _MEGABYTE / max(1e-9, seconds[stage]):.1f}",
        f"{100 * seconds[stage] / max(1e-9, sum(seconds.values())):.0f} %",
    )
