"""A run's folder is whole at any time: the old run, or the new one."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import outputs.run_folder
from kehoach.run import RunResult
from outputs.parquet import join_tables
from outputs.rows import SourceRows, rows_of
from outputs.run_folder import patch_part, rows_of_table, write_part, write_run
from schemas.document import Source
from schemas.tables import TABLES
from tests.outputs.bundles import bundle


def _other_source() -> SourceRows:
    return rows_of(bundle(source=Source("fedcba9876543210", "b.txt", "f" * 64, "text/plain", 5)))


def test_a_run_is_complete(tmp_path: Path) -> None:
    write_run([rows_of(bundle())], tmp_path / "new" / "run", {"tasks": 1})
    names = {path.name for path in (tmp_path / "new" / "run").iterdir()}
    assert names == {*(f"{table}.parquet" for table in TABLES), "json", "schema.json", "run.json"}
    assert json.loads((tmp_path / "new" / "run" / "run.json").read_bytes()) == {"tasks": 1}


def test_a_run_that_breaks_leaves_the_earlier_one_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run([rows_of(bundle())], tmp_path, {"run": 1})
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def full_disk(rows: SourceRows) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs.run_folder, "json_of", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_run([_other_source()], tmp_path, {"run": 2})
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_tables_are_moved_in_whole_and_the_facts_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run([rows_of(bundle())], tmp_path, {"run": 1})
    moves: list[tuple[str, bool]] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        moves.append((Path(target).name, (tmp_path / "run.json").exists()))
        assert self.stat().st_dev == tmp_path.stat().st_dev, "a rename within one file system"
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    write_run([_other_source()], tmp_path, {"run": 2})
    assert moves[-1][0] == "run.json"
    assert not any(facts_there for _, facts_there in moves), "no facts while tables change"


def test_records_of_an_earlier_run_go_and_files_of_others_stay(tmp_path: Path) -> None:
    write_run([rows_of(bundle())], tmp_path, {})
    (tmp_path / "json" / "notes.json").write_text("{}")
    (tmp_path / "my.xlsx").write_text("mine")
    write_run([_other_source()], tmp_path, {})
    assert {path.name for path in (tmp_path / "json").iterdir()} == {"fedcba9876543210.json", "notes.json"}
    assert (tmp_path / "my.xlsx").exists()


def test_an_agency_that_two_sources_name_is_one_row(tmp_path: Path) -> None:
    runs = [rows_of(bundle()), _other_source()]
    assert len(rows_of_table("agencies", runs)) == 1
    write_run(runs, tmp_path, {})
    assert pl.read_parquet(tmp_path / "task_agencies.parquet").height == 2


def test_a_patched_part_is_the_one_that_would_be_written_anew(demo: tuple[Path, RunResult], tmp_path: Path) -> None:
    _, result = demo
    now = list(result.sources)
    first, *others = now
    before = [replace(first, tasks=first.tasks[:1], findings=(), task_agencies=()), *others[:-1], _other_source()]
    write_part(sorted(before, key=lambda rows: rows.source.source_id), tmp_path / "before")
    kept = {rows.source.source_id for rows in others[:-1]}
    patch_part([first, others[-1]], kept, tmp_path / "before", tmp_path / "patched")
    write_part(now, tmp_path / "anew")
    for table in TABLES:
        patched, anew = (tmp_path / name / f"{table}.parquet" for name in ("patched", "anew"))
        assert patched.read_bytes() == anew.read_bytes(), table


def test_an_agency_of_several_parts_is_one_row(tmp_path: Path) -> None:
    for number, rows in enumerate((rows_of(bundle()), _other_source())):
        write_part([rows], tmp_path / str(number))
    parts = [tmp_path / "0" / "agencies.parquet", tmp_path / "1" / "agencies.parquet"]
    join_tables("agencies", parts, tmp_path / "agencies.parquet")
    assert pl.read_parquet(tmp_path / "agencies.parquet").height == 1
