"""The suite as functions: which files there are, the run over them, and what is promised of it."""

from __future__ import annotations

import fnmatch
import json
import os
import random
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from kehoach.exit_codes import ExitCode
from outputs.dataset import read_table
from schemas.tables import TABLES
from scripts.hostile.damaged import CORPUS, damaged_files
from scripts.hostile.markups import markup_files
from scripts.hostile.pdfs import pdf_files
from scripts.hostile.texts import named_files, picture_files, text_files
from scripts.hostile.values import BadFile

LIMITS = ("--timeout", "20", "--page-timeout", "5", "--memory", "1500")
_NEVER = ("internal_error", "Traceback")
_SLOWEST = 25
_OBEYED = ("Cc", "Cs", "Zl", "Zp")  # kinds of characters that a terminal or a reader of lines acts on


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, what it printed on both streams, and the seconds it took."""

    code: int
    printed: str
    seconds: float


@dataclass(frozen=True)
class Verdict:
    """What is told of a run, and the promises that it broke."""

    told: list[str]
    broken: list[str]


def bad_files(seed: int = 1, *, quick: bool = False, only: str = "*") -> list[BadFile]:
    """The files of the suite, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    every = [
        *damaged_files(chance), *pdf_files(), *markup_files(), *text_files(), *picture_files(), *named_files(),
    ]  # fmt: skip
    return [file for file in every if not (quick and file.is_slow) and fnmatch.fnmatch(os.fsdecode(file.name), only)]


def write(files: list[BadFile], folder: Path) -> None:
    """Write the files below `folder`."""
    for file in files:
        path = folder / os.fsdecode(file.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if file.make is not None:
            file.make(path)
        else:
            path.write_bytes(file.data if isinstance(file.data, bytes) else file.data())


def good_files(folder: Path) -> None:
    """Copy samples and a page of a PDF file below `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (
        *sorted((CORPUS / "samples").glob("00[02]*.txt")),
        CORPUS / "cases/readers/pdf/01_ke_hoach_tinh_uy_quang_nam_2021.pdf",
    ):
        shutil.copy(path, folder)


def run(sources: Path, out: Path, *options: str) -> Ended:
    """Read `sources` into `out` in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "kehoach",
        "ingest",
        str(sources),
        "--out",
        str(out),
        "--log-json",
        *LIMITS,
        *options,
    ]
    began = time.monotonic()
    done = subprocess.run(command, capture_output=True, check=False)
    printed = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
    return Ended(done.returncode, printed, time.monotonic() - began)


def judged(files: list[BadFile], alone: Path, among: Path, ended: Ended) -> Verdict:
    """What came of a run over `files` and good ones, of which the run `alone` has only the good ones."""
    broken = (
        [f"the run ended with {ended.code}:\n{ended.printed[-3000:]}"]
        if ended.code != ExitCode.SOME_SOURCES_FAILED
        else []
    )
    broken += [f"printed: {word}" for word in _NEVER if word in ended.printed]
    broken += ["a control character was printed"] if _controls(ended.printed) else []
    if not (among / "sources.parquet").exists():
        return Verdict([], [*broken, "there are no tables"])
    rows = _sources(among)
    broken += [line for file in files for line in _broken(file, rows)]
    broken += _differences(alone, among)
    statuses = Counter(row["status"] for row in rows.values())
    counts = ", ".join(f"{count} {status}" for status, count in statuses.most_common())
    told = [f"{len(files)} bad files in {ended.seconds:.0f} s: {counts}", *_slowest(ended.printed)]
    return Verdict(told, broken)


def _slowest(printed: str) -> list[str]:
    """The sources that took longest, one line each."""
    events = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    events.sort(key=lambda event: -event["seconds"])
    return [f"  {event['seconds']:6.1f} s  {event['path'][:70]!a}" for event in events[:_SLOWEST]]


def _controls(printed: str) -> bool:
    return any(unicodedata.category(letter) in _OBEYED and letter != "\n" for letter in printed) or "\u202e" in printed


def _sources(out: Path) -> dict[str, dict[str, object]]:
    """The row of each source by every path it was found under."""
    rows: dict[str, dict[str, object]] = {}
    for row in pl.read_parquet(out / "sources.parquet").iter_rows(named=True):
        for path in (row["path"], *(row["duplicate_paths"] or ())):
            rows[path] = row
    return rows


def _broken(file: BadFile, rows: dict[str, dict[str, object]]) -> list[str]:
    name = os.fsencode(file.name).decode("utf-8", "replace") if isinstance(file.name, bytes) else file.name
    row = rows.get(unicodedata.normalize("NFC", name))
    if row is None:
        return [f"{name!r} has no row"]
    status, error = row["status"], row["error"]
    if status not in file.may_be:
        return [f"{name!r} is {status}, not {' or '.join(sorted(file.may_be))}: {error}"]
    if (status == "ok") != (error is None):
        return [f"{name!r} is {status} and says {error}"]
    if isinstance(error, str) and any(word in error for word in ("Error:", "Error(", "internal")) and ".py:" in error:
        return [f"{name!r} is an error of the program: {error}"]
    return []


def _differences(alone: Path, among: Path) -> list[str]:
    """Tables and records of good files that differ."""
    sources = read_table(alone, "sources")["source_id"].to_list()
    documents = read_table(alone, "documents")["document_id"].to_list()
    found = []
    for table in TABLES:
        before, after = read_table(alone, table), read_table(among, table)
        if "source_id" in before.columns:
            after = after.filter(pl.col("source_id").is_in(sources))
        elif "document_id" in before.columns:
            after = after.filter(pl.col("document_id").is_in(documents))
        elif "task_id" in before.columns:
            after = after.filter(pl.col("task_id").str.slice(0, len(documents[0])).is_in(documents))
        else:
            continue  # agencies: those of all sources
        if table == "sources":
            before, after = before.drop("path"), after.drop("path")
        if before.write_json() != after.write_json():
            found.append(f"the table {table} of the good files differs")
    found += [
        f"the record {path.name} differs"
        for path in sorted((alone / "json").iterdir())
        if path.read_bytes().replace(b'"good/', b'"')
        != (among / "json" / path.name).read_bytes().replace(b'"good/', b'"')
    ]
    return found
