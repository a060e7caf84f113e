"""`kehoach doctor`: what the work needs, and what to install where it is missing."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rich.table import Table

from ingest.children import child_environment
from ingest.office import PROGRAMS as OFFICE_PROGRAMS
from ingest.pdf_signatures import has_pyhanko
from kehoach.exit_codes import ExitCode
from kehoach.terminal import escape, results

OUR_PACKAGES = ("ingest", "normalize", "parsers", "schemas", "outputs", "kehoach")
_PACKAGES = (
    "fsspec", "jinja2", "lxml", "numpy", "opencv-python-headless", "openpyxl", "pdfplumber", "pillow", "pypdfium2",
    "pytesseract", "polars", "psutil", "pydantic", "rapidfuzz", "rich", "typer",
)  # fmt: skip
_OLDEST_PYTHON = (3, 11)
_INSTALL_TESSERACT = "apt-get install tesseract-ocr tesseract-ocr-vie (for scans; text dumps are read without it)"

State = Literal["ok", "missing", "optional"]
_COLOURS: dict[State, str] = {"ok": "green", "missing": "red", "optional": "yellow"}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `optional` is missing, but text dumps are read without it."""

    name: str
    state: State
    detail: str


def doctor_command() -> ExitCode:
    """Print every check; a missing tool gives its own exit code."""
    checks = list(run_checks())
    table = Table("check", "state", "detail")
    for check in checks:
        table.add_row(check.name, f"[{_COLOURS[check.state]}]{check.state}[/]", escape(check.detail))
    results().print(table)
    return ExitCode.MISSING_TOOL if any(check.state == "missing" for check in checks) else ExitCode.OK


def run_checks() -> Iterator[Check]:
    """Every check, the most basic first."""
    yield _python()
    yield from (_package(name) for name in _PACKAGES)
    yield from (_top_level_name(name) for name in OUR_PACKAGES)
    yield _tesseract()
    yield _office()
    yield _signatures()
    yield _duckdb()
    yield _write_access(Path.cwd())


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info[:2] >= _OLDEST_PYTHON:
        return Check("Python", "ok", version)
    return Check("Python", "missing", f"{version}; install Python 3.11 or newer")


def _package(name: str) -> Check:
    try:
        return Check(name, "ok", importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Check(name, "missing", "make setup")


def _top_level_name(name: str) -> Check:
    """Whether the package of this generic name is the one beside this file, and not another program's."""
    ours = Path(__file__).resolve().parent.parent
    spec = importlib.util.find_spec(name)
    where = Path(spec.origin).resolve().parent if spec and spec.origin else None
    if where == ours / name:
        return Check(f"package {name}", "ok", "ours")
    return Check(f"package {name}", "missing", f"found {where}; use an environment of its own (make setup)")


def _tesseract() -> Check:
    program = shutil.which("tesseract")
    if program is None:
        return Check("tesseract", "optional", _INSTALL_TESSERACT)
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False, env=child_environment()
    )
    if "vie" not in (listed.stdout + listed.stderr).split():
        return Check("tesseract", "optional", f"no Vietnamese data; {_INSTALL_TESSERACT}")
    return Check("tesseract", "ok", "with Vietnamese data")


def _office() -> Check:
    if any(map(shutil.which, OFFICE_PROGRAMS)):
        return Check("LibreOffice", "ok", "for .doc, .odt, .rtf, .xls and .ods")
    return Check(
        "LibreOffice",
        "optional",
        "apt-get install libreoffice-writer libreoffice-calc (for .doc, .odt, .rtf, .xls and .ods)",
    )


def _signatures() -> Check:
    if has_pyhanko():
        return Check("pyHanko", "ok", f"{importlib.metadata.version('pyhanko')}, for the signatures of PDF files")
    return Check("pyHanko", "optional", "pip install 'kehoach[signatures]' (who signed a PDF file, and when)")


def _duckdb() -> Check:
    if importlib.util.find_spec("duckdb") is not None:
        return Check("DuckDB", "ok", f"{importlib.metadata.version('duckdb')}, for kehoach export --duckdb")
    return Check("DuckDB", "optional", "pip install 'kehoach[duckdb]' (kehoach export --duckdb)")


def _write_access(folder: Path) -> Check:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return Check("write access", "ok", "here")
    except OSError as error:
        return Check("write access", "missing", f"{error.strerror}; choose a folder of your own for --out")
