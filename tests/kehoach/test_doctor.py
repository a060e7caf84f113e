"""What doctor looks at, and what it says about what is missing."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

import kehoach.doctor
from kehoach.doctor import OUR_PACKAGES, Check, doctor_command, run_checks
from kehoach.exit_codes import ExitCode


def _checks() -> dict[str, Check]:
    return {check.name: check for check in run_checks()}


def test_an_environment_in_order() -> None:
    checks = _checks()
    assert all(checks[f"package {name}"].state == "ok" for name in OUR_PACKAGES)
    assert doctor_command() == ExitCode.OK


def test_our_packages_are_the_folders_of_the_project(project: Path) -> None:
    assert {path.parent.name for path in project.glob("*/__init__.py")} - {"tests"} == set(OUR_PACKAGES)


def test_a_top_level_name_of_another_program_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stranger = ModuleSpec("schemas", None, origin=str(tmp_path / "schemas" / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: stranger)
    assert _checks()["package schemas"].state == "missing"
    assert doctor_command() == ExitCode.MISSING_TOOL


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert _checks()["Python"].state == "missing"


def test_a_missing_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kehoach.doctor, "_PACKAGES", ("a-package-nobody-has",))
    assert _checks()["a-package-nobody-has"].detail == "make setup"


def test_every_package_the_work_needs_is_looked_at(project: Path) -> None:
    needed = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {re.split(r"[<>=]", line)[0] for line in needed} == set(kehoach.doctor._PACKAGES)


@pytest.mark.parametrize(("program", "state"), [(None, "optional"), ("/bin/soffice", "ok")])
def test_libreoffice(monkeypatch: pytest.MonkeyPatch, program: str | None, state: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: program if name == "soffice" else None)
    assert _checks()["LibreOffice"].state == state


@pytest.mark.parametrize(("found", "state"), [(False, "optional"), (True, "ok")])
def test_pyhanko(monkeypatch: pytest.MonkeyPatch, found: bool, state: str) -> None:
    monkeypatch.setattr(kehoach.doctor, "has_pyhanko", lambda: found)
    assert _checks()["pyHanko"].state == state


@pytest.mark.parametrize(("found", "state"), [(None, "optional"), (ModuleSpec("duckdb", None), "ok")])
def test_duckdb(monkeypatch: pytest.MonkeyPatch, found: ModuleSpec | None, state: str) -> None:
    look = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found if name == "duckdb" else look(name))
    assert _checks()["DuckDB"].state == state


@pytest.mark.parametrize(
    ("program", "languages", "state"),
    [(None, "", "optional"), ("/bin/tesseract", "eng\nosd", "optional"), ("/bin/tesseract", "eng\nvie", "ok")],
)
def test_tesseract(monkeypatch: pytest.MonkeyPatch, program: str | None, languages: str, state: str) -> None:
    def listed(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess([], 0, stdout=languages, stderr="")

    monkeypatch.setattr(shutil, "which", lambda _: program)
    monkeypatch.setattr(subprocess, "run", listed)
    check = _checks()["tesseract"]
    assert check.state == state
    assert state == "ok" or "tesseract-ocr-vie" in check.detail


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(kehoach.doctor.tempfile, "TemporaryFile", refused)
    assert _checks()["write access"].state == "missing"
