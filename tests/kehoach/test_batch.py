"""The batch: what is kept is used while it holds, and the tables do not depend on how they came about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pytest

import kehoach.publish
import kehoach.run
import kehoach.versions
from ingest import read_loaded
from kehoach.__main__ import run_command
from kehoach.batch import SourceEvent
from kehoach.limits import Limits
from kehoach.pool import Pool
from kehoach.run import RunResult, ingest
from kehoach.sources import find_sources
from kehoach.stages import finished, parsed_of
from kehoach.state import FOLDER, State
from schemas.decision import Bundle
from schemas.document import Document, Source
from schemas.tables import TABLES
from tests.kehoach.test_second_reading import DECISION, RIGHT

_PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2021\n\nI. MỤC ĐÍCH\n1. Yêu cầu chung số {number}.\n"


def _tables(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in [*(out / f"{table}.parquet" for table in TABLES), *(out / "json").iterdir()]
    }


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Copies of an act that settle words between them, duplicates, plans, and files that cannot be read."""
    folder = tmp_path / "in"
    folder.mkdir()
    for name, changes in (("b.txt", {}), ("c.txt", {"word": "đơn vị"}), ("a.txt", {})):
        (folder / name).write_text(DECISION.format(**(RIGHT | changes)), encoding="utf-8")
    for number in range(12):
        (folder / f"plan{number}.txt").write_text(_PLAN.format(number=number), encoding="utf-8")
    for name in ("none1.txt", "none0.txt"):
        (folder / name).write_text("Không có gì ở đây.\n", encoding="utf-8")
    (folder / "empty1.txt").write_bytes(b"")
    (folder / "empty0.txt").write_bytes(b"")
    (folder / "page.html").write_text("<html><body><p>KẾ HOẠCH năm 2021</p></body></html>", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """Two workers for all tests of this module."""
    with Pool(2, Limits()) as workers:
        yield workers


def _run(sources: Path, out: Path, **options: object) -> list[SourceEvent]:
    events: list[SourceEvent] = []
    ingest(find_sources([str(sources)]), out, on_source=events.append, **options)  # type: ignore[arg-type]
    return events


def test_the_tables_are_the_same_with_any_workers_and_however_often_it_was_stopped(
    sources: Path, tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(sources, tmp_path / "here")
    calm = _tables(tmp_path / "here")
    _run(sources, tmp_path / "pool", doers=pool)
    assert _tables(tmp_path / "pool") == calm
    left = iter(range(3))

    def stops(document: Document) -> Bundle:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return parsed_of(document)

    runs = 0
    monkeypatch.setattr(kehoach.run, "parsed_of", stops)
    while not (tmp_path / "stopped" / "run.json").exists():
        left = iter(range(3))
        runs += 1
        try:
            _run(sources, tmp_path / "stopped")
        except KeyboardInterrupt:
            assert not list((tmp_path / "stopped").glob("*.parquet"))
    assert runs > 3
    assert _tables(tmp_path / "stopped") == calm


def test_the_tables_are_the_same_in_any_number_of_chunks(
    sources: Path, tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(sources, tmp_path / "one")
    monkeypatch.setattr(kehoach.publish, "_CHUNK", 2)
    _run(sources, tmp_path / "many", doers=pool)
    _run(sources, tmp_path / "again")
    assert _tables(tmp_path / "many") == _tables(tmp_path / "again")
    for table in TABLES:
        one, many = (pl.read_parquet(tmp_path / name / f"{table}.parquet") for name in ("one", "many"))
        assert one.equals(many), table
    for path in (tmp_path / "one" / "json").iterdir():
        assert (tmp_path / "many" / "json" / path.name).read_bytes() == path.read_bytes()


def test_chunks_in_which_nothing_changed_are_left_alone(
    tmp_path: Path, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kehoach.publish, "_CHUNK", 60)
    (tmp_path / "in").mkdir()
    for number in range(100):
        (tmp_path / "in" / f"plan{number:03d}.txt").write_text(_PLAN.format(number=number), encoding="utf-8")
    _run(tmp_path / "in", tmp_path / "out", doers=pool)
    parts = tmp_path / "out" / FOLDER / "parts"
    before = {path.name for path in parts.iterdir()}
    records = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "json").iterdir()}
    (tmp_path / "in" / "plan007.txt").write_text(_PLAN.format(number=700), encoding="utf-8")
    _run(tmp_path / "in", tmp_path / "out", doers=pool)
    after = {path.name for path in parts.iterdir()}
    assert 1 <= len(before - after) <= 2, "the chunk the content was in, and the one the new content is in"
    assert len(after) == len(before)
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "out" / "json").iterdir() if path in records}
    assert len(kept) == 99
    assert all(records[path] == time for path, time in kept.items())
    _run(tmp_path / "in", tmp_path / "fresh", doers=pool)
    assert _tables(tmp_path / "out") == _tables(tmp_path / "fresh")


def test_a_second_run_reads_nothing_and_writes_no_table(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _run(sources, tmp_path / "out")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.parquet")}
    monkeypatch.setattr(kehoach.run, "finished", _never)
    events = _run(sources, tmp_path / "out")
    assert {event.published for event in events if not event.was_kept} == set()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.parquet")} == before


def test_what_changed_is_read_again_and_its_copies_with_it(sources: Path, tmp_path: Path) -> None:
    _run(sources, tmp_path / "out")
    (sources / "c.txt").write_text(DECISION.format(**RIGHT) + "\n", encoding="utf-8")
    (sources / "plan3.txt").unlink()
    (sources / "plan4.txt").rename(sources / "renamed.txt")
    (sources / "a.txt").unlink()
    for name in ("none0.txt", "none1.txt", "empty0.txt"):
        (sources / name).rename(sources / f"z{name}")
    events = _run(sources, tmp_path / "out")
    assert {event.published for event in events if not event.was_kept} == {"c.txt", "znone0.txt", "empty1.txt"}, (
        "a new name makes no new source, unless a finding or an error has it"
    )
    _run(sources, tmp_path / "fresh")
    assert _tables(tmp_path / "out") == _tables(tmp_path / "fresh")


def test_a_source_that_lost_its_copies_stands_for_itself_again(sources: Path, tmp_path: Path) -> None:
    _run(sources, tmp_path / "out")
    for name in ("a.txt", "b.txt"):
        (sources / name).unlink()
    _run(sources, tmp_path / "out")
    _run(sources, tmp_path / "fresh")
    assert _tables(tmp_path / "out") == _tables(tmp_path / "fresh")


@pytest.mark.parametrize(
    ("changed", "read", "parsed"),
    [("ROWS", 0, 0), ("PARSED", 0, 1), ("READ", 1, 1)],
    ids=["a gazetteer", "the parser", "a reader"],
)
def test_a_changed_stage_starts_from_what_the_stage_before_gave(
    changed: str, read: int, parsed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "page.html").write_text("<html><body><p>KẾ HOẠCH năm 2021</p></body></html>", encoding="utf-8")
    out = tmp_path / "out"
    ingest(find_sources([str(tmp_path / "page.html")]), out)
    before = _tables(out)
    done = {"read": 0, "parsed": 0, "finished": 0}

    def counted_read(data: bytes, source: Source) -> Document:
        done["read"] += 1
        return read_loaded(data, source)

    def counted_parse(document: Document) -> Bundle:
        done["parsed"] += 1
        return parsed_of(document)

    def counted_finish(bundle: Bundle) -> Bundle:
        done["finished"] += 1
        return finished(bundle)

    monkeypatch.setattr(kehoach.run, "read_loaded", counted_read)
    monkeypatch.setattr(kehoach.run, "parsed_of", counted_parse)
    monkeypatch.setattr(kehoach.run, "finished", counted_finish)
    with _changed_files(changed, monkeypatch):
        ingest(find_sources([str(tmp_path / "page.html")]), out)
    assert done == {"read": read, "parsed": parsed, "finished": 1}
    assert _tables(out) == before


@contextmanager
def _changed_files(stage: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """As if a file of this stage had changed: its version is another one."""
    cached = (kehoach.versions.read_version, kehoach.versions.parsed_version, kehoach.versions.rows_version)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(kehoach.versions, stage, (*getattr(kehoach.versions, stage), "README.md"))
            for function in cached:
                function.cache_clear()
            yield
    finally:
        for function in cached:
            function.cache_clear()


def _never(bundle: Bundle) -> Bundle:
    raise AssertionError("nothing is to be done")


def test_status_tells_what_is_stale_and_where_it_starts(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["ingest", str(sources), "--jobs", "0", "--out", str(tmp_path / "out")]) == 5
    (sources / "new.txt").write_text(_PLAN.format(number=99), encoding="utf-8")
    for stage, told in (("ROWS", "resolve"), ("PARSED", "repair and parse"), ("READ", "read")):
        capsys.readouterr()
        with _changed_files(stage, monkeypatch):
            assert run_command(["status", str(tmp_path / "out")]) == 0
        shown = capsys.readouterr().out
        assert f"starts from: {told}" in shown, stage
    assert "to do" in shown
    assert "failed: empty 1" in shown
    assert "empty0.txt is empty" in shown
    assert run_command(["status", str(tmp_path)]) == 2
    assert run_command(["retry", str(tmp_path)]) == 2


def test_the_state_is_found_from_wherever_it_is_asked_for(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_command(["ingest", "in/*.txt", "--jobs", "0", "--out", "out"]) == 5
    monkeypatch.chdir("/")
    assert run_command(["status", str(tmp_path / "out")]) == 0
    assert "to do" not in capsys.readouterr().out
    assert run_command(["retry", str(tmp_path / "out"), "--jobs", "0"]) == 5
    assert "1 failed sources are tried again" in capsys.readouterr().err


def test_a_state_of_other_sources_is_left_as_it_is(sources: Path, tmp_path: Path) -> None:
    _run(sources, tmp_path / "out")
    shutil.copytree(sources, tmp_path / "other")
    (tmp_path / "other" / "plan1.txt").unlink()
    assert all(event.was_kept for event in _run(tmp_path / "other", tmp_path / "out") if event.status == "ok")
    with State(tmp_path / "out" / FOLDER, read_only=True) as state:
        assert sum(1 for _ in state.results()) == len({path.read_bytes() for path in sources.iterdir()})


def test_the_rows_of_a_result_are_those_of_its_tables(sources: Path, tmp_path: Path) -> None:
    result: RunResult = ingest(find_sources([str(sources)]), tmp_path / "out")
    documents = pl.read_parquet(tmp_path / "out" / "documents.parquet")
    ranks = {row.document_id: row.witness_rank for rows in result.sources for row in rows.documents}
    assert ranks == dict(zip(documents["document_id"], documents["witness_rank"], strict=True))
    assert {rows.source.source_id for rows in result.sources} == {found.source_id for found in result.results()}
