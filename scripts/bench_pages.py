"""Seconds a scanned page takes, against the bare Tesseract program on the same 300-dpi picture, in one run.

    python -m scripts.bench_pages
    python -m scripts.bench_pages --only '0[13]_*' --engine tesserocr --rounds 5

Lays decisions out (scripts/render), scans them with light damage, and times each page twice, turn by turn so that
other work on the machine weighs on both alike: read here (from pixels to words, tables and confidences), and
`tesseract page.png out --psm 3 -l vie tsv` with one thread. The least time of the rounds counts. Prints the ratio over
all pages with a table and over all pages of text, and what it may be at most.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

os.environ["OMP_THREAD_LIMIT"] = "1"  # before the engine is loaded

from ingest.ocr_engine import OcrEngine, TesseractProgram, default_engine
from ingest.ocr_page import read_picture
from scripts.render.__main__ import decisions
from scripts.render.files import write_forms, write_scans

Result = TypeVar("Result")
DPI = 300
CONDITION = "light_300"
MOST = {"table": 1.25, "text": 1.0}
"""By kind of page, how many times the bare program's seconds a page may take at most."""


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="03_*", help="pattern of the decisions' names")
    parser.add_argument("--engine", choices=("tesseract", "tesserocr"), default="tesseract", help="how we call it")
    parser.add_argument("--rounds", type=int, default=3, help="times a page is read; the least counts")
    parser.add_argument("--pages", type=int, default=6, help="pages a decision, at most")
    arguments = parser.parse_args()
    engine: OcrEngine = TesseractProgram() if arguments.engine == "tesseract" else default_engine()
    print(f"engine {engine.name}, {DPI} dpi, least of {arguments.rounds} rounds")
    times = []
    for time_ in page_times(arguments.only, arguments.pages, engine, arguments.rounds):
        times.append(time_)
        kind, own, bare = time_
        print(f"page {len(times):3} {kind:5} {own:6.2f} s, bare {bare:6.2f} s, ratio {own / bare:.2f}", flush=True)
    for kind, (own, bare, count) in sums_of(times).items():
        print(f"{kind}: {own / count:.2f} s, ratio {own / bare:.2f}, at most {MOST[kind]}, pages {count}")


def sums_of(times: Iterable[tuple[str, float, float]]) -> dict[str, tuple[float, float, int]]:
    """By kind of page the seconds here and bare of all pages, and how many there are; kinds without pages left out."""
    sums: dict[str, tuple[float, float, int]] = {}
    for kind, own, bare in times:
        before = sums.get(kind, (0.0, 0.0, 0))
        sums[kind] = (before[0] + own, before[1] + bare, before[2] + 1)
    return {kind: sums[kind] for kind in MOST if kind in sums}


def page_times(pattern: str, most: int, engine: OcrEngine, rounds: int) -> Iterator[tuple[str, float, float]]:
    """For each page (`most` a decision) whether it is one of `table` or `text`, and the seconds here and bare."""
    with tempfile.TemporaryDirectory() as folder:
        for picture in _pictures(pattern, most, Path(folder)):
            yield _timed(picture, engine, Path(folder), rounds)


def _pictures(pattern: str, most: int, folder: Path) -> list[bytes]:
    """The scanned pages of the decisions, each as the bytes of a picture."""
    import pypdfium2

    found: list[bytes] = []
    for decision in decisions(pattern):
        printed = write_forms(decision, folder, "seen", 1, ("pdf",))
        write_scans(printed, folder, CONDITION, 1)
        (path,) = (folder / CONDITION / "files").glob(f"{decision.name}*")
        file = pypdfium2.PdfDocument(path)
        for index in range(min(most, len(file))):
            buffer = io.BytesIO()
            (picture,) = file[index].get_objects()
            picture.get_bitmap(render=False).to_pil().save(buffer, "PNG")
            found.append(buffer.getvalue())
        file.close()
    return found


def _timed(picture: bytes, engine: OcrEngine, folder: Path, rounds: int) -> tuple[str, float, float]:
    """Whether the page has a table, and the least seconds of reading it here and by the bare program."""
    import numpy
    from PIL import Image

    image = Image.open(io.BytesIO(picture))
    pixels = numpy.asarray(image.convert("RGB"), numpy.uint8)
    image.save(folder / "page.png", dpi=(DPI, DPI))
    command = ["tesseract", str(folder / "page.png"), str(folder / "out"), "--psm", "3", "-l", "vie", "tsv"]
    own = bare = float("inf")
    kind = "text"
    for _ in range(rounds):
        seconds, reading = _clocked(lambda: read_picture(pixels, DPI, engine))
        own = min(own, seconds)
        kind = "table" if reading.tables else "text"
        seconds, _done = _clocked(lambda: subprocess.run(command, check=True, capture_output=True))
        bare = min(bare, seconds)
    return kind, own, bare


def _clocked(work: Callable[[], Result]) -> tuple[float, Result]:
    since = time.perf_counter()
    result = work()
    return time.perf_counter() - since, result


if __name__ == "__main__":
    main()
