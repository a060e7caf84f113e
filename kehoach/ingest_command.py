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
from kehoach.reviews import FOLDER as REVIEWS_FOLDER
from kehoach.reviews import ReviewBook, ReviewError, load_book
from kehoach.run import RunResult, ingest
from kehoach.sources import FoundSources, find_sources
from kehoach.terminal import messages, results

_FINDINGS_SHOWN = 12


def ingest_command(arguments: Sequence[str], out: Path, reviews: Path | None = None) -> ExitCode:
    """Run, print the summary, and say by the exit code how it went.

    `reviews` is the folder of what people said before, by default the folder `reviews` of `out`.
    """
    if reviews is not None and not reviews.is_dir():
        messages().print(f"There is no folder {escape(str(reviews))} with reviews.", soft_wrap=True)
        return ExitCode.USAGE
    try:
        book = load_book(reviews or out / REVIEWS_FOLDER)
    except ReviewError as error:
        messages().print(escape(f"{error}. Mend the file or take it away; nothing was read."), soft_wrap=True)
        return ExitCode.USAGE
    found = find_sources(arguments, without=out)
    if not found.paths:
        named = " ".join(arguments)
        messages().print(f"No files in {escape(named)}. Name files, folders, or a quoted pattern like 'in/**/*.txt'.")
        return ExitCode.NO_USABLE_INPUT
    result = _run_with_progress(found, out, book)
    _print_foreign_reviews(messages(), result, book)
    _print_failures(messages(), result)
    print_summary(results(), result, out)
    if len(result.failed) == len(result.sources):
        return ExitCode.NO_USABLE_INPUT
    return ExitCode.SOME_SOURCES_FAILED if result.failed else ExitCode.OK


def _run_with_progress(found: FoundSources, out: Path, book: ReviewBook) -> RunResult:
    console = messages()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("sources", total=len(found.paths))
        return ingest(found, out, progress=lambda _: bar.advance(task), reviews=book)


def _print_foreign_reviews(console: Console, result: RunResult, book: ReviewBook) -> None:
    """Reviews of sources that are not in this run: said, for they have no row to be a finding of."""
    sources = [rows.source for rows in result.sources]
    paths = [path for source in sources for path in (source.path, *source.duplicate_paths)]
    for one in book.without((source.source_id for source in sources), paths):
        count = len(one.reviews)
        console.print(
            f"[yellow]not in this run[/yellow] {escape(one.path)} ({one.source_id}): {count} review(s)", soft_wrap=True
        )


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
