"""A stage's version covers every module it imports and every data file it opens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kehoach.versions
from kehoach.versions import PARSED, READ, ROWS, files_of, rows_version, rows_version_of

# What is loaded and opened while the stages of a sample run, told in two parts: up to reading, and up to parsing.
_WATCH = """
import importlib, pkgutil, sys
from pathlib import Path
root, sample = Path(sys.argv[1]), Path(sys.argv[2])
opened = set()
sys.addaudithook(lambda event, args: event == "open" and isinstance(args[0], str) and opened.add(args[0]))
def used():
    modules = {module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None)}
    return sorted({Path(name).resolve() for name in modules | opened if name.startswith(str(root))})
def tell(stage):
    for path in used():
        if path.suffix != ".pyc":
            print(stage, path.relative_to(root).as_posix())
import ingest
for module in pkgutil.iter_modules(ingest.__path__):
    importlib.import_module("ingest." + module.name)
document = ingest.read_source(sample)
tell("read")
from normalize.repair import repair
from parsers import parse
parsed = parse(repair(document))
tell("parsed")
from kehoach.stages import finished
from outputs.rows import rows_of
rows_of(finished(parsed))
tell("rows")
"""
_NO_PART = {"outputs/__init__.py", "schemas/__init__.py"}  # a line of text each
_ROOMS = ("ingest", "normalize", "parsers", "schemas", "outputs")


def test_every_module_and_data_file_of_a_stage_counts(project: Path, samples: Path) -> None:
    sample = next(samples.glob("*.txt"))
    told = subprocess.run(
        [sys.executable, "-c", _WATCH, str(project), str(sample)],
        cwd=project,
        capture_output=True,
        text=True,
        check=True,
    )
    covered = {"read": READ, "parsed": READ + PARSED, "rows": READ + PARSED + ROWS}
    for stage, patterns in covered.items():
        used = {line.split()[1] for line in told.stdout.splitlines() if line.startswith(f"{stage} ")}
        assert used, stage
        known = {path.relative_to(project).as_posix() for path in files_of(patterns)}
        mine = {name for name in used if name.split("/")[0] in _ROOMS}
        assert mine - known - _NO_PART == set(), stage


def test_the_engine_is_a_part_of_the_version_of_what_it_may_read(monkeypatch: pytest.MonkeyPatch) -> None:
    text, scan = rows_version_of("text/plain"), rows_version_of("application/pdf")
    assert text != scan
    monkeypatch.setattr(kehoach.versions, "_ocr_engine", lambda: "another")
    for function in (kehoach.versions.read_version, kehoach.versions.parsed_version, rows_version):
        function.cache_clear()
    assert rows_version_of("text/plain") == text
    assert rows_version_of("application/pdf") != scan
    for function in (kehoach.versions.read_version, kehoach.versions.parsed_version, rows_version):
        function.cache_clear()


def test_an_engine_that_is_missing_or_mute_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kehoach.versions.shutil, "which", lambda name: None)
    missing = kehoach.versions._ocr_engine()
    monkeypatch.setattr(kehoach.versions.shutil, "which", lambda name: "/no/such/program")
    assert kehoach.versions._ocr_engine() != missing
