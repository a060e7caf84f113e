"""`kehoach ingest`: a run with its progress bar and its summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kehoach.exit_codes import ExitCode
from kehoach.run import RunResult, ingest
from kehoach.sources import FoundSources, find_sources
from kehoach.terminal import messages, results

_FINDINGS_SHOWN = 12


def ingest_command(arguments: Sequence[str], out: Path) -> ExitCode:
    """Run, print the summary, and say by the exit code how it went."""
    found = find_sources(arguments, without=out)
    if not found.paths:
        named = " ".join(arguments)
        messages().print(f"No files in {escape(named)}. Name files, folders, or a quoted pattern like 'in/**/*.txt'.")
        return ExitCode.NO_USABLE_INPUT
    result = _run_with_progress(found, out)
    _print_failures(messages(), result)
    print_summary(results(), result, out)
    if len(result.failed) == len(result.sources):
        return ExitCode.NO_USABLE_INPUT
    return ExitCode.SOME_SOURCES_FAILED if result.failed else ExitCode.OK


def _run_with_progress(found: FoundSources, out: Path) -> RunResult:
    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("sources", total=len(found.paths))
        return ingest(found, out, progress=lambda _: bar.advance(task))


def _print_failures(console: Console, result: RunResult) -> None:
    for rows in result.failed:
        console.print(
            f"[red]failed[/red] {escape(rows.source.path)}: {escape(rows.source.error or '')}", soft_wrap=True
        )


def print_summary(console: Console, result: RunResult, out: Path) -> None:
    """What was found, what is to be looked at, and where the tables are."""
    console.print(_documents_table(result))
    findings = Counter(row.code for rows in result.sources for row in rows.findings)
    if findings:
        console.print(_findings_table(findings))
    words = sum(page.words_in for rows in result.sources for page in rows.pages)
    console.print(f"{words:,} words read; budgets in triệu đồng, `unparsed` in words")
    console.print(f"tables: {escape(str(out))}/*.parquet   records: {escape(str(out))}/json", soft_wrap=True)


def _documents_table(result: RunResult) -> Table:
    table = Table(title="What was read", title_justify="left", box=SIMPLE, pad_edge=False, collapse_padding=True)
    table.add_column("source", overflow="fold")
    for name in ("docs", "tasks", "triệu đồng", "repairs", "findings", "unparsed"):
        table.add_column(name, justify="right", min_width=len(name))
    totals = [0] * 6
    for rows in result.sources:
        figures = [
            len(rows.documents),
            len(rows.tasks),
            sum(task.budget_vnd or 0 for task in rows.tasks),
            len(rows.corrections),
            len(rows.findings),
            sum(page.words_unparsed for page in rows.pages),
        ]
        totals = [total + figure for total, figure in zip(totals, figures, strict=True)]
        table.add_row(escape(rows.source.path), *_figures(figures))
    table.add_section()
    table.add_row(f"{len(result.sources)} sources", *_figures(totals), style="bold")
    return table


def _figures(figures: Sequence[int]) -> list[str]:
    documents, tasks, vnd, *others = figures
    return [
        f"{documents:,}",
        f"{tasks:,}",
        f"{vnd / 1_000_000:,.0f}" if vnd else "-",
        *(f"{value:,}" for value in others),
    ]


def _findings_table(findings: Counter[str]) -> Table:
    table = Table(title="Findings", title_justify="left", box=SIMPLE, pad_edge=False, collapse_padding=True)
    table.add_column("code")
    table.add_column("count", justify="right")
    for code, count in sorted(findings.items(), key=lambda item: (-item[1], item[0]))[:_FINDINGS_SHOWN]:
        table.add_row(escape(code), f"{count:,}")
    if len(findings) > _FINDINGS_SHOWN:
        table.add_row(f"... and {len(findings) - _FINDINGS_SHOWN} other codes", "", style="dim")
    return table
