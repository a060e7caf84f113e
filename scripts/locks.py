"""The locked packages: their pins and hashes, what is installed of them, their licences.

    python -m scripts.locks audit       checks that need no network, then asks for known vulnerabilities
    python -m scripts.locks licences    writes docs/licences.md

`audit` ends with 0 when all was checked and nothing found, 1 when something was found, and 2 when all that could be
checked here is well but nobody could be asked about vulnerabilities: not asked is not the same as nothing known.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = ("build", "runtime", "dev")
LICENCES = ROOT / "docs/licences.md"
_ENTRY = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>\S+)")
_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}\b")
_TOO_LONG = 60  # characters of a licence field; some packages put the whole text there
_OSI = "License :: OSI Approved :: "


@dataclass(frozen=True)
class Pin:
    """One package of a lock: its version (None where it is not fixed) and the number of its hashes."""

    name: str
    version: str | None
    hashes: int


def pins_of(text: str) -> list[Pin]:
    """The packages of a lock, as pip-compile writes it."""
    pins: list[Pin] = []
    for entry in text.replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.lstrip().startswith("#"):
            continue
        found = _ENTRY.match(entry)
        name = found["name"] if found else entry.split()[0]
        pins.append(Pin(_plain(name), found["version"] if found else None, len(_HASH.findall(entry))))
    return pins


def locked() -> dict[str, list[Pin]]:
    """The packages of each lock by its name."""
    return {name: pins_of((ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8")) for name in LOCKS}


def faults_of(locks: dict[str, list[Pin]]) -> Iterator[str]:
    """What is wrong with the locks themselves."""
    for lock, pins in locks.items():
        for pin in pins:
            if pin.version is None or not pin.hashes:
                yield f"{lock}: {pin.name} is not pinned to a version with hashes"
    runtime = {pin.name: pin.version for pin in locks["runtime"]}
    for pin in locks["dev"]:
        if runtime.get(pin.name, pin.version) != pin.version:
            yield f"dev: {pin.name} is {pin.version}, at run time {runtime[pin.name]}"


def differences(locks: dict[str, list[Pin]]) -> Iterator[str]:
    """Where what is installed here is not what is locked, by version or by the hashes of its files."""
    for pin in {pin.name: pin for pins in locks.values() for pin in pins}.values():
        try:
            found = importlib.metadata.distribution(pin.name)
        except importlib.metadata.PackageNotFoundError:
            yield f"{pin.name} {pin.version} is locked and not installed"
            continue
        if found.version != pin.version:
            yield f"{pin.name} is installed as {found.version} and locked as {pin.version}"
        yield from (f"{pin.name}: {name} was changed after it was installed" for name in _changed(found))


def _changed(found: importlib.metadata.Distribution) -> Iterator[str]:
    for file in found.files or ():
        path = Path(str(file.locate()))
        if file.hash is None or file.hash.mode != "sha256" or file.suffix == ".pyc" or not path.is_file():
            continue
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
        if digest != file.hash.value:
            yield str(file)


def licence_of(name: str) -> str:
    """The licence that an installed package states: its expression, else its classifiers, else its short field."""
    about = importlib.metadata.metadata(name)
    expression = about.get("License-Expression")
    if expression:
        return expression
    named = [value.removeprefix(_OSI) for value in about.get_all("Classifier") or () if value.startswith(_OSI)]
    field = " ".join((about.get("License") or "").split())
    if named:
        return "; ".join(named)
    return field if 0 < len(field) <= _TOO_LONG else "see the package"


def licences() -> str:
    """The list of all locked packages with their licences, as Markdown.

    Raises:
        importlib.metadata.PackageNotFoundError: a locked package is not installed.
    """
    lines = [
        "# Licences of the locked packages", "",
        "Written by `make licences` from what the installed packages state. kehoach itself is under Apache-2.0.",
        "Programs that are called and not shipped: Tesseract (Apache-2.0), LibreOffice (MPL-2.0).", "",
    ]  # fmt: skip
    seen: set[str] = set()
    titles = {"runtime": "Needed to run", "build": "Needed to build", "dev": "For tests and checks alone"}
    for lock, title in titles.items():
        lines += [f"## {title}", "", "| package | licence |", "|---|---|"]
        for pin in sorted(locked()[lock], key=lambda pin: pin.name):
            if pin.name not in seen:
                seen.add(pin.name)
                lines.append(f"| {pin.name} | {licence_of(pin.name).replace('|', '/')} |")
        lines.append("")
    return "\n".join(lines)


def audit() -> int:
    """Check the locks, what is installed, and what is known of it; see the module for the exit code."""
    locks = locked()
    found = [*faults_of(locks), *differences(locks)]
    print(
        "\n".join(found) or f"{sum(map(len, locks.values()))} pins: hashes, installed versions and files are as locked"
    )
    unknown = False
    for lock in LOCKS:
        command = [sys.executable, "-m", "pip_audit", "--strict", "--disable-pip", "--progress-spinner", "off"]
        asked = subprocess.run(
            [*command, "--requirement", str(ROOT / f"requirements/{lock}.txt")],
            capture_output=True,
            text=True,
            check=False,
        )
        told = asked.stdout.strip() or asked.stderr.strip()
        print(f"{lock}: {told.splitlines()[-1] if asked.returncode and told else told or 'no known vulnerabilities'}")
        if asked.returncode and "Found" in asked.stderr:
            found.append(lock)
        elif asked.returncode:
            unknown = True
            print(f"{lock}: NOT asked about known vulnerabilities, for the reason above")
    return 1 if found else 2 if unknown else 0


def _plain(name: str) -> str:
    """A name as the index of packages compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def main() -> int:
    """See the module."""
    if sys.argv[1:] == ["audit"]:
        return audit()
    if sys.argv[1:] == ["licences"]:
        LICENCES.write_text(licences(), encoding="utf-8")
        return 0
    print(__doc__)
    return 1


if __name__ == "__main__":
    sys.exit(main())
