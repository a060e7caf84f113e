"""Speed and memory beside what nothing can beat on this machine, in one run; writes docs/benchmarks.md.

    python -m scripts.benchmarks                    # some ten minutes on two cores
    python -m scripts.benchmarks --batch 200 --scans 10 --only '03_*' --page /dev/stdout

The limits: reading and decoding the bytes (text), PDFium giving the text of each page (born-digital PDF), the bare
Tesseract program (scans). What is slower than these is ours; the ratios are what to compare between machines.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"  # before the engine is loaded

from ingest.ocr_engine import TesseractProgram
from kehoach.bench import Clock, load_once, run_once
from kehoach.bench_batch import batches, figures
from scripts.bench_pages import DPI, MOST, page_times, sums_of
from scripts.render.__main__ import decisions
from scripts.render.files import write_forms

ROOT = Path(__file__).parents[1]
_SCAN = ROOT / "corpus" / "cases" / "readers" / "scan" / "page.jpg"
_ROUNDS = 3
_HEAD = """\
# How fast it is

Written by `python -m scripts.benchmarks` (`make benchmarks`), everything in one run; repeat it for your machine. How
right it is, is in [accuracy.md](accuracy.md); other tools on the same files are in [peers.md](peers.md).
"""
_OURS = """
from pathlib import Path
from ingest import read_source
for path in {paths!r}:
    read_source(Path(path))
"""
_THROUGH = """
from pathlib import Path
from kehoach.run import process
for path in {paths!r}:
    process(Path(path), Path("."))
"""
_PDFIUM = """
import pypdfium2
for path in {paths!r}:
    for page in pypdfium2.PdfDocument(path):
        page.get_textpage().get_text_range()
"""
_HIGHEST = """
from pathlib import Path
print(next(line.split()[1] for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")))
"""


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=2000, help="invented decisions of a batch")
    parser.add_argument("--scans", type=int, default=60, help="scanned pages of a batch")
    parser.add_argument("--only", default="0[1-6]_*", help="pattern of the decisions laid out")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmarks.md", help="where to write")
    arguments = parser.parse_args()
    parts: list[str] = [_HEAD, _machine(), ""]
    for part in (_texts(), _files(arguments.only), _scans(arguments.only), _batches(arguments.batch, arguments.scans)):
        for line in part:
            print(line, flush=True)
            parts.append(line)
    arguments.page.write_text("\n".join(parts).rstrip() + "\n", encoding="utf-8")


def _machine() -> str:
    system = f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    return f"Machine: {os.cpu_count()} cores, {system}."


def _texts() -> Iterator[str]:
    files = {name: sorted((ROOT / "corpus" / name).glob("*.txt")) for name in ("samples", "composed/texts")}
    load_once()
    clocks = {name: run_once([path.read_bytes() for path in paths]) for name, paths in files.items()}
    bare = {name: _least(lambda paths=paths: _decoded(paths)) for name, paths in files.items()}
    yield "## Text, one core"
    yield ""
    yield "MB a second from bytes to tables on disk. The files are new to the process; it sees the samples first."
    yield ""
    yield "| stage | samples | share | composed texts | share |"
    yield "|---|---|---|---|---|"
    for stage in next(iter(clocks.values())).seconds:
        yield f"| {stage} | {' | '.join(_stage(clock, stage) for clock in clocks.values())} |"
    yield f"| all | {' | '.join(f'{clock.rate:.2f} | ' for clock in clocks.values())}|"
    limits = (clocks[name].bytes / 1e6 / bare[name] for name in files)
    yield f"| limit: read and decode | {' | '.join(f'{limit:.0f} | ' for limit in limits)}|"
    yield ""
    added = ", ".join(f"{clock.repair_added:.0f} % on {name}" for name, clock in clocks.items())
    yield f"Repair adds to the time of reading, parsing, resolving and checking: {added}."
    yield ""


def _decoded(paths: Sequence[Path]) -> list[str]:
    return [path.read_text("utf-8") for path in paths]


def _stage(clock: Clock, stage: str) -> str:
    seconds = clock.seconds[stage]
    return f"{clock.bytes / 1e6 / max(1e-9, seconds):.1f} | {seconds / sum(clock.seconds.values()):.0%}"


def _least(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        since = time.perf_counter()
        work()
        times.append(time.perf_counter() - since)
    return min(times)


def _files(pattern: str) -> Iterator[str]:
    import pypdfium2

    with tempfile.TemporaryDirectory(prefix="kehoach-bench-") as name:
        for decision in decisions(pattern):
            write_forms(decision, Path(name), "seen", 1, ("pdf",))
        paths = sorted(map(str, (Path(name) / "pdf" / "files").glob("*.pdf")))
        pages = sum(len(pypdfium2.PdfDocument(path)) for path in paths)
        yield f"## Born-digital PDF, {len(paths)} files, {pages} pages"
        yield ""
        yield "Each in a process of its own, the time to load the program taken off; memory is the process's highest."
        yield ""
        yield "| what | seconds a page | ratio | MB |"
        yield "|---|---|---|---|"
        limit = 0.0
        for title, code in (
            ("limit: PDFium's text of each page", _PDFIUM),
            ("read here: words, tables, lines", _OURS),
            ("from file to rows", _THROUGH),
        ):
            seconds, megabytes = _process(code, paths)
            own = max(1e-9, seconds) / pages
            limit = limit or own
            yield f"| {title} | {own:.3f} | {own / limit:.1f} | {megabytes:.0f} |"
        yield ""


def _process(code: str, paths: Sequence[str]) -> tuple[float, float]:
    """Least seconds of a process that runs `code` over the paths, beyond those it takes over none; its memory in MB."""
    empty = _least(lambda: _run(code.format(paths=[])))
    full = _least(lambda: _run(code.format(paths=list(paths))))
    told = _run(code.format(paths=list(paths)) + _HIGHEST)
    return full - empty, int(told) * 1024 / 1e6


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise RuntimeError(f"a measured process ended with {done.returncode}:\n{done.stderr.strip()}")
    return done.stdout.strip()


def _scans(pattern: str) -> Iterator[str]:
    sums = sums_of(page_times(pattern, 3, TesseractProgram(), 2))
    yield f"## Scanned pages, {DPI} dpi"
    yield ""
    yield "From pixels to words and tables, and `tesseract page.png out --psm 3 -l vie tsv`; one thread each."
    yield ""
    yield "| pages | how many | seconds a page | limit: bare Tesseract | ratio | at most |"
    yield "|---|---|---|---|---|---|"
    for kind, (own, bare, count) in sums.items():
        yield f"| {kind} | {count} | {own / count:.2f} | {bare / count:.2f} | {own / bare:.2f} | {MOST[kind]} |"
    yield ""


def _batches(decisions_: int, scans: int) -> Iterator[str]:
    yield f"## Batches: {decisions_:,} invented decisions"
    yield ""
    yield "| batch | seconds | a second | MB of the command | MB of the largest worker |"
    yield "|---|---|---|---|---|"
    seconds: list[float] = []
    for one in batches(decisions_, os.cpu_count() or 1, scans, _SCAN):
        seconds.append(one.measured.seconds)
        yield f"| {one.name} | {' | '.join(figures(one))} |"
    yield ""
    if (os.cpu_count() or 1) > 1:
        yield f"All cores against one worker: {seconds[0] / seconds[1]:.2f} times as quick."


if __name__ == "__main__":
    main()
