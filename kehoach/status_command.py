"""`kehoach status`: what an output folder's state says is done, stale, failed or still to do, and why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from ingest.extent import THROUGH_OCR
from ingest.media_type import TEXT
from kehoach.exit_codes import ExitCode
from kehoach.lock import FILE as LOCK_FILE
from kehoach.lock import holder_of
from kehoach.remote import Remote
from kehoach.reviews import NO_REVIEWS, ReviewBook, book_of_run
from kehoach.run_folders import need_state
from kehoach.sources import find_sources
from kehoach.state import FOLDER, Result, State
from kehoach.terminal import escape, results
from kehoach.versions import parsed_version, read_version, rows_version_of
from outputs.run_folder import RUN_FACTS

_FAILED_SHOWN = 20
_MEGABYTE = 1_000_000


@dataclass(slots=True)
class Standing:
    """How the files of the last run stand: fresh ones by status, stale ones by the stage to start from, the rest."""

    fresh: Counter[str] = field(default_factory=Counter)
    stale: Counter[str] = field(default_factory=Counter)
    to_do: int = 0
    failed: list[Result] = field(default_factory=list)


def status_command(out: Path, *, every: bool) -> ExitCode:
    """Print it; `every` lists all failed sources, not the first ones."""
    console = results()
    need_state(out)
    with State(out / FOLDER, read_only=True) as state:
        about = state.meta("run") or {}
        book = book_of_run(out, Path(about["reviews"]) if about.get("reviews") else None)
        standing = standing_of(state, out, book)
    _print_counts(console, standing)
    _print_failed(console, standing.failed, out, every=every)
    _print_folder(console, out)
    return ExitCode.OK


def standing_of(state: State, out: Path, book: ReviewBook = NO_REVIEWS) -> Standing:
    """How each file stands that the last run found, and that is there now; `book` is what people said since."""
    standing = Standing()
    seen: set[str] = set()
    for path in _files(state, out):
        key = state.last_key_of_file(path)
        result = state.result(key) if key else None
        if result is None:
            standing.to_do += 1
        elif result.key not in seen:
            seen.add(result.key)
            _count(state, result, standing, book)
    return standing


def _files(state: State, out: Path) -> Iterator[Path | Remote]:
    about = state.meta("run") or {}
    yield from find_sources(about.get("arguments", []), without=out).paths


def _count(state: State, result: Result, standing: Standing, book: ReviewBook) -> None:
    said = book.about(result.source_id, result.path)
    if result.version == said.version(rows_version_of(result.media_type)):
        standing.fresh[result.status] += 1
    else:
        standing.stale[_first_stage(state, result)] += 1
    if result.status == "failed":
        standing.failed.append(result)


def _first_stage(state: State, result: Result) -> str:
    """The first stage that has to be done again, for the version of it has changed."""
    through_ocr = result.media_type in THROUGH_OCR
    if state.kept(result.key, "parsed", parsed_version(through_ocr)):
        return "resolve"
    if result.media_type == TEXT or state.kept(result.key, "read", read_version(through_ocr)):
        return "repair and parse"
    return "read"


def _print_counts(console: Console, standing: Standing) -> None:
    table = Table("state", "sources", "what the next run does", box=SIMPLE, pad_edge=False)
    table.columns[1].justify = "right"
    for status, what in (("ok", "nothing"), ("partial", "nothing"), ("failed", "nothing; kehoach retry tries again")):
        if standing.fresh[status]:
            table.add_row(status, f"{standing.fresh[status]:,}", what)
    for stage, count in sorted(standing.stale.items()):
        table.add_row("stale", f"{count:,}", f"starts from: {stage}")
    if standing.to_do:
        table.add_row("to do", f"{standing.to_do:,}", "all stages")
    console.print(table)


def _print_failed(console: Console, failed: list[Result], out: Path, *, every: bool) -> None:
    if not failed:
        return
    codes = Counter(result.code or "internal_error" for result in failed)
    console.print(f"failed: {', '.join(f'{code} {count:,}' for code, count in codes.most_common())}")
    for result in failed if every else failed[:_FAILED_SHOWN]:
        console.print(f"  [red]{escape(result.code or '')}[/red] {escape(result.error or '')}", soft_wrap=True)
    if len(failed) > _FAILED_SHOWN and not every:
        console.print(f"  ... and {len(failed) - _FAILED_SHOWN:,} more (--all)")
    console.print(f"to try them again: kehoach retry {escape(str(out))} --failed, or --code CODE", soft_wrap=True)


def _print_folder(console: Console, out: Path) -> None:
    holder = holder_of(out / FOLDER / LOCK_FILE)
    if holder is not None:
        console.print(f"process {holder['pid']} on {holder['host']} is writing to it")
    elif not (out / RUN_FACTS).is_file():
        console.print("no run is complete yet; type the same ingest command to go on")
    size = sum(entry.stat().st_size for entry in os.scandir(out / FOLDER) if entry.is_file())
    shown = f"{size / _MEGABYTE:,.0f} MB" if size >= _MEGABYTE else "less than 1 MB"
    console.print(f"{escape(str(out / FOLDER))}: {shown}")
