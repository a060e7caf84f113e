"""`kehoach score`: the figures of a run as a table or as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from rich.box import SIMPLE
from rich.table import Table

from kehoach.exit_codes import ExitCode
from kehoach.score import Score, score_run
from kehoach.terminal import escape, messages, results


def score_command(out: Path, gold: Path, *, errors: int, as_json: bool) -> ExitCode:
    """Print the figures, and the first `errors` differences."""
    try:
        score = score_run(out, gold)
    except FileNotFoundError as error:
        messages().print(escape(f"{error}. Make a run first: kehoach ingest SRC --out {out}"), soft_wrap=True)
        return ExitCode.NO_USABLE_INPUT
    if as_json:
        sys.stdout.write(score_json(score))
        return ExitCode.OK
    results().print(_table(score))
    for difference in score.differences[:errors]:
        line = f"{difference.source} {difference.measure}: expected {difference.expected!r}, found {difference.found!r}"
        results().print(escape(line), soft_wrap=True)
    results().print(f"task-field accuracy {score.task_fields:.4f}")
    return ExitCode.OK


def score_json(score: Score) -> str:
    """The figures as JSON: hits, cases and share of each measure, all together and by source."""
    total = {name: [hits, cases, round(score.share(name), 4)] for name, (hits, cases) in score.total.items()}
    figures = {"total": total, "per": score.sources, "task_fields": round(score.task_fields, 4)}
    return json.dumps(figures, ensure_ascii=False) + "\n"


def _table(score: Score) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, collapse_padding=True)
    table.add_column("measure", min_width=max(map(len, score.total)))
    for name in ("all", "share", *score.sources):
        table.add_column(escape(name), justify="right")
    for measure, (hits, cases) in score.total.items():
        cells = [_cell((counts or {}).get(measure)) for counts in score.sources.values()]
        table.add_row(measure, f"{hits}/{cases}", f"{score.share(measure):.3f}", *cells)
    return table


def _cell(counts: tuple[int, int] | None) -> str:
    return f"{counts[0]}/{counts[1]}" if counts and counts[1] else "-"
