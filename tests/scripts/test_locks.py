"""Every package is pinned with its hashes and listed with its licence."""

from __future__ import annotations

import subprocess

import pytest

from scripts import locks
from scripts.locks import LICENCES, Pin, faults_of, licence_of, locked, pins_of

GOOD = "a" * 64


def test_every_locked_package_has_a_version_and_hashes() -> None:
    locks = locked()
    assert len(locks["runtime"]) > 20
    assert list(faults_of(locks)) == []


def test_every_locked_package_is_listed_with_its_licence() -> None:
    listed = {
        line.split("|")[1].strip() for line in LICENCES.read_text(encoding="utf-8").splitlines() if line[:2] == "| "
    }
    assert {pin.name for pins in locked().values() for pin in pins} == listed - {"package"}


@pytest.mark.parametrize(
    ("entry", "pin"),
    [
        (
            f"A_b[extra]==1.0 \\\n    --hash=sha256:{GOOD} \\\n    --hash=sha256:{GOOD}\n    # via c",
            Pin("a-b", "1.0", 2),
        ),
        ("a==1.0", Pin("a", "1.0", 0)),
        ("a>=1.0 --hash=sha256:abc", Pin("a>-1-0", None, 0)),
        ("a @ https://host/a.whl", Pin("a", None, 0)),
        ("-e .", Pin("-e", None, 0)),
    ],
)
def test_what_is_not_pinned_is_found(entry: str, pin: Pin) -> None:
    found = pins_of(f"# comment\n{entry}\n")
    assert [one.version for one in found] == [pin.version]
    assert [one.hashes for one in found] == [pin.hashes]
    faults = list(faults_of({"runtime": found, "dev": []}))
    assert bool(faults) == (not pin.hashes)


def test_a_package_may_not_be_of_two_versions() -> None:
    assert list(faults_of({"runtime": [Pin("a", "1", 1)], "dev": [Pin("a", "2", 1)]})) == ["dev: a is 2, at run time 1"]


def test_licences_are_as_the_packages_state_them() -> None:
    assert licence_of("lxml") == "BSD-3-Clause"


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        (0, "No known vulnerabilities found", 0),
        (1, "Found 1 known vulnerability in 1 package", 1),
        (1, "No route to host", 2),
    ],
)
def test_not_asked_is_not_the_same_as_nothing_known(
    status: int, said: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(locks, "differences", lambda _: iter(()))
    monkeypatch.setattr(subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, status, "", said))
    assert locks.audit() == code
    assert ("NOT asked" in capsys.readouterr().out) == (code == 2)
