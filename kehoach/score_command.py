"""`kehoach score`: the figures of a run as a table or as JSON, and what changed against an earlier one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.box import SIMPLE
from rich.table import Table

from kehoach.exit_codes import ExitCode
from kehoach.score import NoTruthError, Score, score_run
from kehoach.score_against import VERDICTS, Change, changes, keep_base, totals
from kehoach.terminal import escape, messages, results

_MOST_SOURCES = 8  # columns beside the sum that a terminal has room for
_MEANINGS = {
    "lost": "was right, is wrong",
    "gained": "was wrong, is right",
    "neither": "wrong before and now",
    "unmeasured": "the truth does not say",
    "new": "a row that was not there",
    "gone": "a row that is not there any more",
}


@dataclass(frozen=True, slots=True)
class ScoreOptions:
    """What is printed beside the figures: the first `errors` differences, changes `against` a base; `keep` a base."""

    errors: int = 0
    as_json: bool = False
    against: Path | None = None
    fail_on_loss: bool = False
    keep: Path | None = None


def score_command(out: Path, golds: Sequence[Path], options: ScoreOptions) -> ExitCode:
    """Print the figures; gives `GATE_MISSED` where a field was lost and that is to be told."""
    try:
        score = score_run(out, *golds)
        found = None
        if options.against is not None:
            found = changes(out, score, options.against, score_run(options.against, *golds))
        if options.keep is not None:
            keep_base(out, options.keep)
    except NoTruthError as error:
        messages().print(escape(f"{error}. Name a folder like corpus/gold."), soft_wrap=True)
        return ExitCode.NO_USABLE_INPUT
    except FileNotFoundError as error:
        advice = f"Make a run first: kehoach ingest SRC --out {out}; a BASE is a run, too, or what --keep wrote of one."
        messages().print(escape(f"There is no {error.filename}. {advice}"), soft_wrap=True)
        return ExitCode.NO_USABLE_INPUT
    if options.as_json:
        sys.stdout.write(score_json(score, found))
    else:
        _print(score, found, options.errors)
    is_lost = any(change.verdict == "lost" for change in found or ())
    return ExitCode.GATE_MISSED if is_lost and options.fail_on_loss else ExitCode.OK


def score_json(score: Score, found: Sequence[Change] | None = None) -> str:
    """The figures as JSON: hits, cases and share of each measure, all together and by source; changes where asked."""
    total = {name: [hits, cases, round(score.share(name), 4)] for name, (hits, cases) in score.total.items()}
    figures: dict[str, object] = {"total": total, "per": score.sources, "task_fields": round(score.task_fields, 4)}
    if found is not None:
        figures["against"] = {"totals": totals(found), "changes": [asdict(change) for change in found]}
    return json.dumps(figures, ensure_ascii=False, default=str) + "\n"


def _print(score: Score, found: Sequence[Change] | None, errors: int) -> None:
    results().print(_table(score))
    for case in score.differences[:errors]:
        line = f"{case.source} {case.measure}: expected {case.expected!r}, found {case.found!r}"
        results().print(escape(line), soft_wrap=True)
    for change in found or ():
        results().print(escape(_line(change)), soft_wrap=True)
    if found is not None:
        results().print(_totals(found))
    results().print(f"task-field accuracy {score.task_fields:.4f}")


def _line(change: Change) -> str:
    where = f"{change.verdict}: {change.source}, {change.row}"
    if change.field is None:
        title = change.after or change.before
        return f"{where}: {_short(title)}" if title else where
    truth = "" if change.verdict in ("gained", "unmeasured") else f" (truth {_short(change.truth)})"
    return f"{where}, {change.field}: {_short(change.before)} -> {_short(change.after)}{truth}"


def _short(value: object) -> str:
    shown = [str(item) for item in value] if isinstance(value, list | tuple) else value
    return repr(shown if isinstance(shown, list | int | float | bool) or shown is None else str(shown))


def _totals(found: Sequence[Change]) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, collapse_padding=True, caption_justify="left")
    table.add_column("changed")
    for verdict in VERDICTS:
        table.add_column(verdict, justify="right")
    counts = totals(found)
    for name, own in counts.items():
        table.add_row(escape(name), *(str(own[verdict] or "") for verdict in VERDICTS))
    table.add_section()
    table.add_row("all", *(str(sum(own[verdict] for own in counts.values())) for verdict in VERDICTS))
    table.caption = "; ".join(f"{name}: {meaning}" for name, meaning in _MEANINGS.items())
    return table


def _table(score: Score) -> Table:
    table = Table(box=SIMPLE, pad_edge=False, collapse_padding=True)
    table.add_column("measure", min_width=max(map(len, score.total)))
    shown = score.sources if len(score.sources) <= _MOST_SOURCES else {}
    for name in ("all", "share", *shown):
        table.add_column(escape(name), justify="right")
    for measure, (hits, cases) in score.total.items():
        cells = [_cell((counts or {}).get(measure)) for counts in shown.values()]
        table.add_row(measure, f"{hits}/{cases}", f"{score.share(measure):.3f}", *cells)
    return table


def _cell(counts: tuple[int, int] | None) -> str:
    return f"{counts[0]}/{counts[1]}" if counts and counts[1] else "-"
