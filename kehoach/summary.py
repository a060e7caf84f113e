"""Counts of a source's rows, and of a run's: what is printed, written to `run.json`, and held to expectations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from kehoach.state import Result, Summary
from outputs.rows import SourceRows

WATCHED: dict[str, tuple[str, ...]] = {
    "documents": ("number", "issued_on", "issuer", "province", "title", "plan_year_start", "signer_name"),
    "tasks": (
        "section", "number", "title", "outputs", "lead", "coordinating", "deadline", "deadline_end", "budget_status",
        "budget_vnd",
    ),
    "task_agencies": ("agency_id",),
    "citations": ("number", "issued_on"),
}  # fmt: skip
"""Columns whose share of filled rows is counted: `expectations.toml` can set a floor for each."""


def summary_of(rows: SourceRows) -> Summary:
    """The counts of one source."""
    return Summary(
        documents=_counted(row.kind for row in rows.documents),
        tasks=len(rows.tasks),
        text_tasks=len(rows.text_tasks),
        vnd=sum(task.budget_vnd or 0 for task in rows.tasks),
        corrections=len(rows.corrections),
        findings=_counted(row.code for row in rows.findings),
        pages=len(rows.pages),
        words=sum(page.words_in for page in rows.pages),
        words_unparsed=sum(page.words_unparsed for page in rows.pages),
        rows={table: len(getattr(rows, table)) for table in WATCHED},
        filled={
            f"{table}.{column}": sum(getattr(row, column) not in (None, ()) for row in getattr(rows, table))
            for table, columns in WATCHED.items()
            for column in columns
        },
    )


@dataclass(slots=True)
class Totals:
    """The counts of a whole run; sources are added one by one."""

    sources: Counter[str] = field(default_factory=Counter)
    """By status."""
    failures: Counter[str] = field(default_factory=Counter)
    """Failed sources by code."""
    documents: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    filled: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    tasks: int = 0
    text_tasks: int = 0
    vnd: int = 0
    corrections: int = 0
    pages: int = 0
    words: int = 0
    words_unparsed: int = 0

    def add(self, result: Result) -> None:
        """Count one more source."""
        self.sources[result.status] += 1
        if result.status == "failed":
            self.failures[result.code or "internal_error"] += 1
        for counted in fields(result.summary):
            value = getattr(result.summary, counted.name)
            if isinstance(value, dict):
                getattr(self, counted.name).update(value)
            else:
                setattr(self, counted.name, getattr(self, counted.name) + value)

    @property
    def failed(self) -> int:
        """Sources that gave nothing."""
        return self.sources["failed"]


def _counted(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
