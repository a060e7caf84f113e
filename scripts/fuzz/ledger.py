"""How long each target was fuzzed, over all runs and machines: `corpus/fuzz/seconds.tsv`.

A run adds what it did to the file of its own checkout; what two machines did comes together when their changes are
merged by hand, by adding up.
"""

from __future__ import annotations

import datetime as dt
import fcntl
from dataclasses import dataclass
from pathlib import Path

LEDGER = Path(__file__).parents[2] / "corpus/fuzz/seconds.tsv"
_COLUMNS = ("target", "seconds", "executions", "last_run")


@dataclass(frozen=True, slots=True)
class Spent:
    """What was spent on a target: seconds of a processor, inputs executed, the day of the last run (ISO)."""

    seconds: int = 0
    executions: int = 0
    last_run: str = ""


def read_ledger(path: Path = LEDGER) -> dict[str, Spent]:
    """All targets that were ever fuzzed, in the order of the file.

    Raises ValueError where a line has other columns than the head.
    """
    spent = {}
    for line in _lines(path)[1]:
        cells = line.split("\t")
        if len(cells) != len(_COLUMNS):
            raise ValueError(f"{path}: {line!r} has not the columns {', '.join(_COLUMNS)}")
        target, seconds, executions, last_run = cells
        spent[target] = Spent(int(seconds), int(executions), last_run)
    return spent


def add_to_ledger(target: str, seconds: int, executions: int, path: Path = LEDGER) -> Spent:
    """Add a run of today to a target's totals, and return these; comments of the file stay, runs side by side wait."""
    with Path(f"{path}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = read_ledger(path)
        before = known.get(target, Spent())
        known[target] = Spent(
            before.seconds + seconds, before.executions + executions, dt.datetime.now(dt.UTC).date().isoformat()
        )
        rows = [f"{name}\t{of.seconds}\t{of.executions}\t{of.last_run}" for name, of in sorted(known.items())]
        written = path.with_suffix(".new")
        written.write_text("\n".join([*_lines(path)[0], "\t".join(_COLUMNS), *rows]) + "\n", encoding="utf-8")
        written.replace(path)
    return known[target]


def _lines(path: Path) -> tuple[list[str], list[str]]:
    """The comments of a ledger, and its rows."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    comments = [line for line in lines if line.startswith("#")]
    return comments, [line for line in lines if line and not line.startswith(("#", _COLUMNS[0] + "\t"))]
