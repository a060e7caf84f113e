"""A run over a file of every kind opens no connection, in a network namespace that has no network.

Two witnesses: an audit hook in the command, its nursery and its workers sees every attempt of Python code, and the
counters of the namespace see those of native code and of the programs that are started. That both see anything at all
is tested first.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from kehoach.exit_codes import ExitCode
from scripts.hostile.damaged import sound_files

_HOOK = """
import os, sys

def _tell(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "socket.sendmsg"):
        address = arguments[1] if event in ("socket.connect", "socket.sendto", "socket.sendmsg") else arguments[0]
        if event == "socket.getaddrinfo" or isinstance(address, tuple):
            with open(os.environ["TOLD"], "a") as told:
                told.write(f"{event} {address}\\n")

sys.addaudithook(_tell)
with open(os.environ["TOLD"], "a") as told:
    told.write("watching\\n")
"""
_COUNTED = '"$@"; status=$?; cat /proc/net/snmp > "$COUNTERS"; exit $status'
_ATTEMPT = """
import socket
with socket.socket() as one:
    one.connect_ex(("192.0.2.1", 80))
"""


def _isolated(folder: Path, command: list[str]) -> tuple[subprocess.CompletedProcess[str], list[str], dict[str, int]]:
    """Run `command` without a network: how it ended, what the hook told, and the counters of the namespace."""
    (folder / "hook").mkdir(exist_ok=True)
    (folder / "hook" / "sitecustomize.py").write_text(_HOOK)
    told, counters = folder / "told", folder / "counters"
    told.unlink(missing_ok=True)
    environment = os.environ | {
        "PYTHONPATH": f"{folder / 'hook'}:{Path(__file__).parents[2]}", "TOLD": str(told), "COUNTERS": str(counters),
    }  # fmt: skip
    unshare = shutil.which("unshare")
    assert unshare, "the program unshare (util-linux) is needed"
    line = [unshare, "--user", "--map-root-user", "--net", "sh", "-c", _COUNTED, "-", *command]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=300)
    assert counters.exists(), f"no network namespace can be made here (user namespaces are needed): {done.stderr}"
    return done, told.read_text().splitlines(), _counters(counters.read_text())


def _counters(table: str) -> dict[str, int]:
    """/proc/net/snmp, where each line of names is followed by one of values."""
    lines = [line.split() for line in table.splitlines()]
    return {
        f"{names[0]}{name}": int(value)
        for names, values in zip(lines[::2], lines[1::2], strict=True)
        for name, value in zip(names[1:], values[1:], strict=True)
    }


def _attempts(counters: dict[str, int]) -> int:
    """Connections begun, packets sent, and those for which there was no way out."""
    return sum(counters[name] for name in ("Tcp:ActiveOpens", "Udp:OutDatagrams", "Ip:OutNoRoutes"))


def test_both_witnesses_see_an_attempt(tmp_path: Path) -> None:
    _, told, counters = _isolated(tmp_path, [sys.executable, "-c", _ATTEMPT])
    assert told[-1].startswith("socket.connect")
    assert _attempts(counters) == 1


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A file of every kind, some with links and entities that name a place elsewhere."""
    folder = tmp_path / "in"
    folder.mkdir()
    for suffix, data in sound_files().items():
        (folder / f"sound.{suffix}").write_bytes(data)
    place = "http://192.0.2.1/a"
    (folder / "links.html").write_text(
        f'<html><head><link rel="stylesheet" href="{place}.css"><script src="{place}.js"></script><base href="{place}">'
        f'</head><body><img src="{place}.png"><iframe src="{place}"></iframe><p>Điều 1.</p></body></html>',
        encoding="utf-8",
    )
    (folder / "entity.alto").write_text(
        f'<!DOCTYPE alto SYSTEM "{place}.dtd" [<!ENTITY a SYSTEM "{place}">]><alto><Page>&a;</Page></alto>'
    )
    (folder / "field.rtf").write_text(f'{{\\rtf1 {{\\field{{\\*\\fldinst INCLUDEPICTURE "{place}.png"}}}} a}}')
    return folder


def test_a_run_opens_no_connection(sources: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kehoach", "ingest", str(sources), "--out", str(tmp_path / "out"), "--jobs", "2"]
    done, told, counters = _isolated(tmp_path, command)
    assert done.returncode in (ExitCode.OK, ExitCode.SOME_SOURCES_FAILED), done.stderr
    assert told == ["watching"] * len(told)
    assert len(told) >= 2, "the command and its nursery are watched; workers are forks of it"
    assert _attempts(counters) == 0
    table = pl.read_parquet(tmp_path / "out" / "sources.parquet")
    kinds = set(table.filter(pl.col("status") != "failed")["reader"])
    assert kinds >= {
        "ocr_text",
        "html",
        "mhtml",
        "docx",
        "xlsx",
        "hocr",
        "alto",
        "page_xml",
        "tesseract_tsv",
        "docling_json",
    }
    assert kinds & {"pdf_text", "pdf_scan"}
