"""A state that is damaged or foreign is never written over, and clocks that are set back cost nothing but time."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import time
from contextlib import closing

import pytest

from kehoach.exit_codes import ExitCode
from kehoach.state import FILE, FOLDER
from tests.faults.runs import PLAN, Bench


@pytest.mark.parametrize("command", ["ingest", "status", "retry"])
@pytest.mark.parametrize("damage", ["no database", "a page", "another version"])
def test_a_state_that_cannot_be_used(faults: Bench, damage: str, command: str) -> None:
    faults.plans(2)
    assert faults.here().code == ExitCode.OK
    before = faults.tables()
    state = faults.out / FOLDER / FILE
    _damage(faults, damage)
    damaged = state.read_bytes()
    ended = faults.here(command=command)
    assert ended.code == ExitCode.STATE_DAMAGED, ended.told
    assert faults.tables() == before
    assert state.read_bytes() == damaged, "what is damaged may still be worth something"
    (typed,) = re.findall(r"Type: (mv \S+ \S+) ", ended.told)
    if command == "ingest":
        subprocess.run(typed.split(), check=True)
        assert faults.here().code == ExitCode.OK
        assert faults.tables() == before


def _damage(faults: Bench, damage: str) -> None:
    state = faults.out / FOLDER / FILE
    if damage == "another version":
        with closing(sqlite3.connect(state)) as database:
            database.execute("PRAGMA user_version = 99")
        return
    data = bytearray(state.read_bytes())
    for start in range(0 if damage == "no database" else 4096, len(data), 4096):
        data[start : start + 100] = b"\xff" * 100
    state.write_bytes(data)
    for beside in ("-wal", "-shm"):
        state.with_name(FILE + beside).unlink(missing_ok=True)


def test_values_that_are_damaged_are_made_anew(faults: Bench) -> None:
    faults.plans(2)
    assert faults.here().code == ExitCode.OK
    before = faults.tables()
    with closing(sqlite3.connect(faults.out / FOLDER / FILE)) as database, database:
        database.execute("UPDATE kept SET value = x'00' WHERE stage = 'parsed'")
        database.execute("UPDATE results SET version = 'older'")
    assert faults.here().code == ExitCode.OK
    assert faults.tables() == before


def test_a_clock_that_was_set_back(faults: Bench) -> None:
    faults.plans(2)
    later = time.time() + 86_400
    for path in faults.sources.iterdir():
        os.utime(path, (later, later))
    assert faults.here().code == ExitCode.OK
    changed = faults.sources / "plan000.txt"
    changed.write_text(PLAN.format(number=7), encoding="utf-8")  # of the same size
    os.utime(changed, (later, later))
    before = faults.tables()
    ended = faults.here("--log-json")
    assert ended.code == ExitCode.OK
    assert {line["path"]: line["kept"] for line in ended.lines} == {"plan000.txt": False, "plan001.txt": True}
    assert faults.tables() != before


def test_tables_that_somebody_removed_or_changed_are_written_again(faults: Bench) -> None:
    faults.plans(2)
    assert faults.here().code == ExitCode.OK
    before = faults.tables()
    (faults.out / "tasks.parquet").unlink()
    (faults.out / "documents.parquet").write_bytes(b"not a table")
    assert faults.here().code == ExitCode.OK
    assert faults.tables() == before
