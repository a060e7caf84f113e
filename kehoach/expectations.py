"""What a run is held to: how many sources may fail, and which share of a column's rows must have a value.

`expectations.toml` has a section a table and a floor (0..1) a column:

    [tasks]
    title = 1.0
    lead = 0.8

    [documents]
    number = 0.9

A run whose tables are thinner than that, or in which more failed than allowed, ends with an exit code of its own, so
that a schedule that nobody watches does not pass on what a moved column or a missing tool has emptied.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kehoach.exit_codes import CannotGoOn
from kehoach.summary import WATCHED, Totals


class BadExpectations(CannotGoOn):
    """The expectations cannot be understood; the message says what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class Expectations:
    """`floors` by `table.column`; `failures` is a number of sources, or below 1 a share of them; None allows any."""

    failures: float | None = None
    floors: Mapping[str, float] = field(default_factory=dict)

    def missed(self, totals: Totals) -> list[str]:
        """A sentence for each expectation that the run does not meet."""
        return [*self._failures_missed(totals), *self._floors_missed(totals)]

    def _failures_missed(self, totals: Totals) -> list[str]:
        sources = totals.sources.total()
        if self.failures is None or not sources:
            return []
        allowed = self.failures * sources if self.failures < 1 else self.failures
        if totals.failed <= allowed:
            return []
        return [f"{totals.failed} of {sources} sources failed; allowed are {int(allowed)}."]

    def _floors_missed(self, totals: Totals) -> list[str]:
        missed = []
        for name, floor in self.floors.items():
            rows = totals.rows[name.partition(".")[0]]
            share = totals.filled[name] / rows if rows else 0.0
            if share < floor:
                missed.append(f"{name} is filled in {share:.1%} of {rows} rows; expected are {floor:.1%}.")
        return missed


def read_expectations(file: Path | None, failures: str | None) -> Expectations:
    """The expectations of a file, and of `--max-failures` (`10`, or `2%`).

    Raises:
        BadExpectations: the file is missing or wrong, or the number is none.
    """
    return Expectations(_failures(failures), _floors(file) if file else {})


def _failures(text: str | None) -> float | None:
    if text is None:
        return None
    share = text.endswith("%")
    try:
        value = float(text.removesuffix("%")) / 100 if share else float(int(text))
    except ValueError:
        value = -1.0
    if value < 0 or (share and value >= 1):
        raise BadExpectations(f"--max-failures takes a number of sources or a share like 2%, not {text}.")
    return value


def _floors(file: Path) -> dict[str, float]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadExpectations(f"{file} cannot be read: {why}") from error
    floors: dict[str, float] = {}
    for table, columns in tables.items():
        for column, floor in columns.items() if isinstance(columns, dict) else [("", columns)]:
            if column not in WATCHED.get(table, ()):
                known = "; ".join(f"[{name}] {', '.join(watched)}" for name, watched in WATCHED.items())
                raise BadExpectations(f"{file}: there is no {table}.{column} to hold to. Known are {known}.")
            if isinstance(floor, bool) or not isinstance(floor, (int, float)) or not 0 <= floor <= 1:
                raise BadExpectations(f"{file}: {table}.{column} must be a share from 0 to 1, not {floor!r}.")
            floors[f"{table}.{column}"] = float(floor)
    return floors
