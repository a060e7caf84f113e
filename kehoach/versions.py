"""The version of each stage: a digest of what its result depends on, so that what was kept is used only while it holds.

A stage's version covers its source files, its data and the libraries it rests on, and the version of the stage before
it. `tests/kehoach/test_versions.py` sees to it that no module and no data file of a stage is left out.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
import importlib.util
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from ingest.children import child_environment
from ingest.extent import THROUGH_OCR

_ROOT = Path(__file__).resolve().parent.parent

READ = (
    "ingest/**/*",
    "schemas/document.py", "schemas/letters.py", "schemas/markdown.py", "schemas/review.py", "schemas/syllables.py",
    "schemas/text.py", "schemas/wire.py",
)  # fmt: skip
PARSED = (
    "parsers/**/*",
    "normalize/__init__.py", "normalize/repair/**/*", "normalize/language/**/*", "normalize/data/repair/**/*",
    "normalize/data_rows.py", "normalize/tones.py",
    "normalize/places.py", "normalize/data/*province*", "normalize/data/*districts*", "normalize/data/communes*",
    "normalize/data/collective_words.tsv",  # class nouns that are repaired
    "schemas/decision.py",
)  # fmt: skip
ROWS = (
    "normalize/**/*",
    "kehoach/acts.py", "kehoach/checks.py", "kehoach/second_reading.py", "kehoach/stages.py", "kehoach/summary.py",
    "kehoach/reviews.py", "kehoach/review_matching.py", "kehoach/reviewed_rows.py", "kehoach/reviewed_text.py",
    "outputs/document_rows.py", "outputs/row_values.py", "outputs/rows.py",
    "schemas/*",
)  # fmt: skip
"""Files of each stage as patterns below the project's root."""

_LIBRARIES = (
    "lxml", "numpy", "opencv-python-headless", "openpyxl", "pdfplumber", "pillow", "pypdfium2", "pytesseract",
    "rapidfuzz",
)  # fmt: skip
_DIGITS = 16


@functools.cache
def read_version(through_ocr: bool) -> str:
    """The version of reading; of media types that may need it (`ingest.extent`), the OCR engine is a part."""
    digest = hashlib.sha256(digest_of_files(READ).encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {_library(name)}\n".encode())
    if through_ocr:
        digest.update(_ocr_engine().encode())
    return digest.hexdigest()[:_DIGITS]


@functools.cache
def parsed_version(through_ocr: bool) -> str:
    """The version of repair and parsing."""
    return _after(read_version(through_ocr), PARSED)


@functools.cache
def rows_version(through_ocr: bool) -> str:
    """The version of a source's rows."""
    return _after(parsed_version(through_ocr), ROWS)


def rows_version_of(media_type: str | None) -> str:
    """The version that rows of a source of this media type would be made with now."""
    return rows_version(media_type in THROUGH_OCR)


def _after(before: str, patterns: tuple[str, ...]) -> str:
    return hashlib.sha256(f"{before} {digest_of_files(patterns)}".encode()).hexdigest()[:_DIGITS]


@functools.cache
def digest_of_files(patterns: tuple[str, ...]) -> str:
    """The digest of the names and contents of all files that `patterns` match."""
    digest = hashlib.sha256()
    for path in files_of(patterns):
        digest.update(f"{path.relative_to(_ROOT).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def files_of(patterns: tuple[str, ...]) -> list[Path]:
    """The files of a stage, sorted; compiled modules are not among them."""
    return sorted({path for pattern in patterns for path in _matching(pattern)})


def _matching(pattern: str) -> Iterator[Path]:
    for path in _ROOT.glob(pattern):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path


def _library(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "none"


def _ocr_engine() -> str:
    """Which engine reads pages, and in which version: a page that failed for want of one is read once there is one."""
    binding = _library("tesserocr") if importlib.util.find_spec("tesserocr") else "none"
    program = shutil.which("tesseract")
    if program is None:
        return f"tesserocr {binding}, no tesseract"
    try:
        told = [
            subprocess.run(  # noqa: S603 - its own name
                [program, option], capture_output=True, timeout=30, check=False, env=child_environment()
            )
            for option in ("--version", "--list-langs")
        ]
    except (OSError, subprocess.TimeoutExpired):
        return f"tesserocr {binding}, tesseract does not answer"
    return f"tesserocr {binding}" + "".join(str(done.stdout + done.stderr) for done in told)
