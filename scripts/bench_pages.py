"""Seconds a scanned page takes, against the bare Tesseract program on the same 300-dpi picture, in one run.

    python scripts/bench_pages.py
    python scripts/bench_pages.py corpus/composed/texts/05_*.txt --engine tesserocr --rounds 5

Lays the texts out (scripts/render_cases.py), scans them with light damage, and times each page twice, turn by turn so that
other work on the machine weighs on both alike: read here (from pixels to words, tables and confidences), and
`tesseract page.png out --psm 3 -l vie tsv` with one thread. The least time of the rounds counts. Prints the ratio over
all pages with a table and over all pages of text, and what it may be at most (issue: 1.25 and 1.0).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1]))
os.environ["OMP_THREAD_LIMIT"] = "1"

from ingest import read_source
from ingest.ocr_engine import OcrEngine, TesseractProgram, default_engine
from ingest.ocr_page import read_picture
X

TEXTS = ("corpus/composed/texts/05_cai_cach_hanh_chinh_yen_bai_2022.txt",)
Result = TypeVar("Result")
DPI = 300
MOST = {"table": 1.25, "text": 1.0}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="*", type=Path, default=[Path(text) for text in TEXTS])
    parser.add_argument("--engine", choices=("tesseract", "tesserocr"), default="tesseract")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pages", type=int, default=6, help="pages a text, at most")
    arguments = parser.parse_args()
    engine: OcrEngine = TesseractProgram() if arguments.engine == "tesseract" else default_engine()
    print(f"engine {engine.name}, {DPI} dpi, least of {arguments.rounds} rounds")
    sums: dict[str, list[float]] = {"table": [0.0, 0.0, 0], "text": [0.0, 0.0, 0]}
    with tempfile.TemporaryDirectory() as folder:
        for number, picture in enumerate(_pictures(arguments.texts, arguments.pages)):
            kind, own, bare = _timed(picture, engine, Path(folder), arguments.rounds)
            print(f"page {number + 1:3} {kind:5} {own:6.2f} s, bare {bare:6.2f} s, ratio {own / bare:.2f}", flush=True)
            for at, value in enumerate((own, bare, 1)):
                sums[kind][at] += value
    for kind, (own, bare, count) in sums.items():
        if count:
            print(f"{kind}: {own / count:.2f} s a page, ratio {own / bare:.2f}, at most {MOST[kind]}, pages {count}")


def _pictures(texts: list[Path], most: int) -> list[bytes]:
    from weasyprint import HTML

    return [
        picture
        for text in texts
        for picture in scan(HTML(string=to_html(read_source(text))).write_pdf(), DPI, "light", seed=1)[:most]
    ]


def _timed(picture: bytes, engine: OcrEngine, folder: Path, rounds: int) -> tuple[str, float, float]:
    """Whether the page has a table, and the least seconds of reading it here and by the bare program."""
    import io

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
