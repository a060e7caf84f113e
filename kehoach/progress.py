"""How a run tells of its sources while it goes: a bar in a terminal, or one JSON line a source."""

from __future__ import annotations

import sys
from collections import Counter
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from kehoach.batch import SourceEvent
from kehoach.terminal import escape, json_line

_CODES_SHOWN = 3


class _Rate(ProgressColumn):
    """Sources a second, or a minute where they are slow."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("")
        return Text(f"{speed:.1f}/s" if speed >= 1 else f"{60 * speed:.1f}/min", style="cyan")


class ProgressBar:
    """A bar with rate, time left and failures by code; nothing where the console is no terminal."""

    def __init__(self, console: Console, total: int) -> None:
        columns = (
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn(),
            TextColumn("[red]{task.fields[failures]}[/red]"),
        )  # fmt: skip
        self._bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
        self._task = self._bar.add_task("sources", total=total, failures="")
        self._failures: Counter[str] = Counter()

    def __enter__(self) -> ProgressBar:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def __call__(self, event: SourceEvent) -> None:
        """One more source is done."""
        if event.status == "failed":
            self._failures[event.code or "internal_error"] += 1
            shown = ", ".join(f"{code} {count}" for code, count in self._failures.most_common(_CODES_SHOWN))
            self._bar.update(self._task, failures=escape(f"{self._failures.total()} failed: {shown}"))
        self._bar.advance(self._task)


def log_json(event: SourceEvent) -> None:
    """The source as one line of JSON on stderr."""
    line = {
        "path": event.published,
        "status": event.status,
        "code": event.code,
        "error": event.error,
        "pages": event.pages,
        "seconds": round(event.seconds, 3),
        "kept": event.was_kept,
    }
    sys.stderr.write(json_line(line))
    sys.stderr.flush()
