"""`kehoach ingest`: a run with its progress, its summary, and what it is held to."""

from __future__ import annotations

import itertools
import os
import signal
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from kehoach.exit_codes import ExitCode
from kehoach.limits import Limits
from kehoach.nursery import Nursery
from kehoach.remote import NoStore, is_remote, local_path, upload
from kehoach.sources import FoundSources, find_sources
from kehoach.terminal import escape, messages, results

if TYPE_CHECKING:
    from kehoach.pool import Doers
    from kehoach.reviews import ReviewBook
    from kehoach.run import RunResult
    from kehoach.state import Summary
    from kehoach.summary import Totals

_FINDINGS_SHOWN = 12
_SOURCES_SHOWN = 40
_FAILURES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run is done; `jobs` None is one worker a core, 0 is this process, without limits."""

    jobs: int | None = None
    limits: Limits = field(default_factory=Limits)
    log_json: bool = False
    max_failures: str | None = None
    expectations: Path | None = None
    partition: tuple[str, ...] = ()
    scheduler: str | None = None
    """Address of a Dask scheduler whose workers do the work."""
    upload: str | None = None
    """URL in a store that gets what the run writes."""
    reviews: Path | None = None
    """Folder of what people said about the sources; by default the folder `reviews` of the run."""
    follow_links: bool = False
    """Whether links that lead out of the folders named are read."""


def ingest_command(arguments: Sequence[str], out: Path, options: RunOptions) -> ExitCode:
    """Run, print the summary, and say by the exit code how it went."""
    from kehoach.expectations import read_expectations
    from kehoach.reviews import book_of_run
    from outputs.dataset import COLUMNS

    if not set(options.partition) <= set(COLUMNS) or len(set(options.partition)) < len(options.partition):
        messages().print(f"--partition takes some of {','.join(COLUMNS)}, each once; like --partition province,year")
        return ExitCode.USAGE
    expectations = read_expectations(options.expectations, options.max_failures)
    book = book_of_run(out, options.reviews)
    found = find_sources(arguments, without=out)
    if options.follow_links:
        found = replace(found, leading_out=frozenset())
    if not found.paths:
        named = " ".join(arguments)
        messages().print(f"No files in {escape(named)}. Name files, folders, or a quoted pattern like 'in/**/*.txt'.")
        return ExitCode.NO_USABLE_INPUT
    result = _run(arguments, found, out, options, book)
    if isinstance(result, ExitCode):
        return result
    _print_foreign_reviews(messages(), result, book)
    _print_failures(messages(), result)
    print_summary(results(), result)
    missed = expectations.missed(result.totals)
    for sentence in missed:
        messages().print(f"[red]expected otherwise:[/red] {escape(sentence)}", soft_wrap=True)
    if result.totals.failed == len(result.members):
        return ExitCode.NO_USABLE_INPUT
    if missed:
        return ExitCode.GATE_MISSED
    return ExitCode.SOME_SOURCES_FAILED if result.totals.failed else ExitCode.OK


def _print_foreign_reviews(console: Console, result: RunResult, book: ReviewBook) -> None:
    """Reviews of sources that are not in this run: said, for they have no row to be a finding of."""
    paths = [path for member in result.members for path in member.paths]
    for one in book.without((member.source_id for member in result.members), paths):
        count = len(one.reviews)
        console.print(
            f"[yellow]not in this run[/yellow] {escape(one.path)} ({escape(one.source_id)}): {count} review(s)",
            soft_wrap=True,
        )


def _run(
    arguments: Sequence[str], found: FoundSources, out: Path, options: RunOptions, book: ReviewBook
) -> RunResult | ExitCode:
    """The run, or the exit code of one that was stopped, which was told of."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    jobs = min(len(found.paths), cores if options.jobs is None else options.jobs) if not options.scheduler else 0
    nursery = Nursery() if jobs else None  # first of all: it loads what workers need while this process does the same
    from kehoach.batch import Stopped
    from kehoach.state import FOLDER

    try:
        result = _run_with(nursery, jobs, arguments, found, out, options, book)
        if options.upload is not None:
            count = upload(out, options.upload, hidden=FOLDER)
            messages().print(f"{count:,} files written to {escape(options.upload)}", soft_wrap=True)
    except Stopped as stopped:
        messages().print(
            f"Stopped: {stopped.done:,} of {stopped.total:,} sources are done and kept; the tables are those of the "
            "run before. Type the same command to go on.",
            soft_wrap=True,
        )
        return ExitCode.INTERRUPTED
    except NoStore as error:
        raise NoStore(f"The run is complete in {out}. {error}") from error
    else:
        return result
    finally:
        if nursery is not None:
            nursery.close()


def _run_with(
    nursery: Nursery | None,
    jobs: int,
    arguments: Sequence[str],
    found: FoundSources,
    out: Path,
    options: RunOptions,
    book: ReviewBook,
) -> RunResult:
    from kehoach.cluster import Cluster
    from kehoach.pool import InProcess, Pool
    from kehoach.progress import ProgressBar, log_json
    from kehoach.run import do, ingest

    absolute = [
        argument if is_remote(argument) else os.path.abspath(local_path(argument))  # noqa: PTH100 - patterns, too
        for argument in arguments
    ]
    about = {
        "arguments": absolute,
        "partition": options.partition,
        "upload": options.upload,
        "follow_links": options.follow_links,
        "reviews": str(options.reviews.absolute()) if options.reviews else None,
    }
    doers: Doers = Pool(jobs, options.limits, nursery) if nursery else InProcess(do)
    if options.scheduler:
        doers = Cluster(options.scheduler, options.limits)
    leaving: AbstractContextManager[object] = doers if isinstance(doers, Cluster) else nullcontext()
    watching = nullcontext(log_json) if options.log_json else ProgressBar(messages(), len(found.paths))
    with leaving, watching as on_source, _graceful(doers) if jobs or options.scheduler else nullcontext():
        return ingest(
            found,
            out,
            doers=doers,
            limits=options.limits,
            on_source=on_source,
            about=about,
            partition=options.partition,
            reviews=book,
        )


@contextmanager
def _graceful(doers: Doers) -> Iterator[None]:
    """The first signal to stop lets what is in flight finish, the second one ends at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        if doers.stopped:
            raise KeyboardInterrupt
        doers.stop()
        os.write(2, b"\nFinishing what is in flight; once more ends at once.\n")  # the console may be in the middle

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print_failures(console: Console, result: RunResult) -> None:
    if not result.totals.failed:
        return
    failed = (found for found in result.results() if found.status == "failed")
    for shown in itertools.islice(failed, _FAILURES_SHOWN):
        said = shown.error or ""
        named = said if said.startswith(shown.path) else f"{shown.path}: {said}"
        console.print(f"[red]failed[/red] {escape(named)}", soft_wrap=True)
    if result.totals.failed > _FAILURES_SHOWN:
        codes = ", ".join(f"{code} {count:,}" for code, count in result.totals.failures.most_common())
        more = result.totals.failed - _FAILURES_SHOWN
        console.print(
            f"[red]... and {more:,} more[/red] ({codes}); kehoach status {escape(str(result.out))} lists them"
        )


def print_summary(console: Console, result: RunResult) -> None:
    """What was found, what is to be looked at, and where the tables are."""
    from outputs.dataset import MANIFEST, read_manifest

    console.print(_documents_table(result))
    if result.totals.findings:
        console.print(_findings_table(result.totals.findings))
    console.print(f"{result.totals.words:,} words read; budgets in triệu đồng, `unparsed` in words")
    if result.totals.text_tasks:
        console.print(
            f"{result.totals.text_tasks:,} more tasks stand in the text of plans without a table: `text_tasks`"
        )
    out = escape(str(result.out))
    tables = MANIFEST if read_manifest(result.out) else "*.parquet"
    console.print(f"tables: {out}/{tables}   records: {out}/json", soft_wrap=True)
    if result.totals.documents:
        shown = f"to look at it: kehoach report {out}   as a workbook: kehoach export {out} --xlsx FILE"
        console.print(shown, soft_wrap=True)


def _documents_table(result: RunResult) -> Table:
    table = Table(title="What was read", title_justify="left", box=SIMPLE, pad_edge=False, collapse_padding=True)
    table.add_column("source", overflow="fold")
    for name in ("docs", "tasks", "triệu đồng", "repairs", "findings", "unparsed"):
        table.add_column(name, justify="right", min_width=len(name))
    if len(result.members) <= _SOURCES_SHOWN:
        for found in sorted(result.results(), key=lambda found: found.path):
            if found.status == "failed":
                table.add_row(escape(found.path), "failed", style="red")
            else:
                table.add_row(escape(found.path), *_figures(found.summary))
        table.add_section()
    count = len(result.members)
    table.add_row(f"{count:,} source{'s' if count > 1 else ''}", *_figures(result.totals), style="bold")
    return table


def _figures(counts: Summary | Totals) -> list[str]:
    return [
        f"{sum(counts.documents.values()):,}",
        f"{counts.tasks:,}",
        f"{counts.vnd / 1_000_000:,.1f}".removesuffix(".0") if counts.vnd else "-",
        f"{counts.corrections:,}",
        f"{sum(counts.findings.values()):,}",
        f"{counts.words_unparsed:,}",
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
