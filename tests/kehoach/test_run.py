"""The batch: repeatable, every word accounted for, and no source can stop it."""

from __future__ import annotations

import gc
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import kehoach.run
from kehoach.run import RunResult, ingest, process
from kehoach.sources import find_sources
from kehoach.stages import parsed_of, read_source
from schemas.decision import Bundle
from schemas.document import Document, Row
from schemas.tables import TABLES
from schemas.text import Edit, Fragment, count_words, replay, undo

_PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2021\n\nI. MỤC ĐÍCH\n1. Yêu cầu chung của kế hoạch.\n"


def test_the_same_input_gives_the_same_bytes(demo: tuple[Path, RunResult], samples: Path, tmp_path: Path) -> None:
    first, _ = demo
    ingest(find_sources([str(samples)]), tmp_path)
    for table in TABLES:
        assert (tmp_path / f"{table}.parquet").read_bytes() == (first / f"{table}.parquet").read_bytes(), table
    for path in sorted((first / "json").iterdir()):
        assert (tmp_path / "json" / path.name).read_bytes() == path.read_bytes()


def test_the_order_of_the_arguments_does_not_matter(samples: Path, tmp_path: Path) -> None:
    files = [str(path) for path in sorted(samples.glob("*.txt"))[:2]]
    ingest(find_sources(files), tmp_path / "one")
    ingest(find_sources(files[::-1]), tmp_path / "other")
    for table in TABLES:
        one, other = (tmp_path / name / f"{table}.parquet" for name in ("one", "other"))
        assert one.read_bytes() == other.read_bytes(), table


def test_words_in_are_claimed_noise_or_unparsed_on_every_page(demo: tuple[Path, RunResult], samples: Path) -> None:
    out, _ = demo
    pages = pl.read_parquet(out / "pages.parquet")
    assert pages.height > len(list(samples.glob("*.txt")))
    accounted = pages["words_claimed"] + pages["words_noise"] + pages["words_unparsed"]
    assert (pages["words_in"] == accounted).all()
    by_page = pl.read_parquet(out / "unparsed.parquet").group_by("source_id", "page").agg(pl.col("words").sum())
    listed = pages.join(by_page, on=["source_id", "page"], how="left")["words"].fill_null(0)
    assert (listed == pages["words_unparsed"]).all(), "what is unparsed is listed"


def test_all_words_of_the_samples_are_in_the_ledger(demo: tuple[Path, RunResult], samples: Path) -> None:
    out, _ = demo
    sources = pl.read_parquet(out / "sources.parquet").join(
        pl.read_parquet(out / "pages.parquet").group_by("source_id").agg(pl.col("words_in").sum()), on="source_id"
    )
    for row in sources.to_dicts():
        assert row["words_in"] == count_words((samples / row["path"]).read_text(encoding="utf-8")), row["path"]


def test_undoing_the_published_corrections_gives_back_the_text_as_read(
    demo: tuple[Path, RunResult], samples: Path
) -> None:
    _, result = demo
    for rows in result.sources:
        edits: dict[tuple[int, int, int | None], list[Edit]] = defaultdict(list)
        for row in rows.corrections:
            before = row.before or ""
            edit = Edit(row.start, row.start + len(before), before, row.after, row.method, row.score)
            edits[row.page, row.line, row.cell].append(edit)
        fragments = list(_fragments(read_source(samples / rows.source.path)))
        places = [(fragment.page, fragment.line, fragment.cell) for fragment in fragments]
        assert len(places) == len(set(places)), "a place names one line or cell"
        assert set(edits) <= set(places)
        for fragment, place in zip(fragments, places, strict=True):
            of_fragment = tuple(sorted(edits[place], key=lambda edit: (edit.start, edit.end)))
            assert undo(replay(fragment.raw, of_fragment), of_fragment) == fragment.raw


def _fragments(document: Document) -> Iterator[Fragment]:
    for block in document.blocks:
        if isinstance(block, Row):
            yield from (cell.fragment for cell in block.cells)
        else:
            yield block.fragment


def test_ids_are_unique_and_refer_to_rows(demo: tuple[Path, RunResult]) -> None:
    out, _ = demo
    tables = {table: pl.read_parquet(out / f"{table}.parquet") for table in TABLES}
    for table, key in (("sources", "source_id"), ("documents", "document_id"), ("tasks", "task_id")):
        assert tables[table][key].is_unique().all()
    documents, tasks = set(tables["documents"]["document_id"]), set(tables["tasks"]["task_id"])
    assert set(tables["tasks"]["document_id"]) <= documents
    assert set(tables["documents"]["parent_id"].drop_nulls()) <= documents
    assert set(tables["citations"]["cited_document_id"].drop_nulls()) <= documents
    assert set(tables["task_agencies"]["task_id"]) <= tasks
    assert set(tables["findings"]["task_id"].drop_nulls()) <= tasks
    known = set(tables["agencies"]["agency_id"])
    assert set(tables["task_agencies"]["agency_id"].drop_nulls()) == known, "the rows that were used, and no others"


def test_files_with_the_same_bytes_are_one_source(tmp_path: Path) -> None:
    source = tmp_path / "in"
    (source / "b").mkdir(parents=True)
    for name in ("z.txt", "a.txt", "b/copy.txt"):
        (source / name).write_text(_PLAN, encoding="utf-8")
    result = ingest(find_sources([str(source)]), tmp_path / "out")
    (rows,) = result.sources
    assert rows.source.path == "a.txt"
    assert rows.source.duplicate_paths == ("b/copy.txt", "z.txt")
    assert rows.source.status == "ok"


def test_sources_that_cannot_be_read_are_rows_and_the_rest_goes_on(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "plan.txt").write_text(_PLAN, encoding="utf-8")
    (source / "empty.txt").write_bytes(b"")
    (source / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    result = ingest(find_sources([str(source), str(source / "gone.txt")]), tmp_path / "out")
    status = {rows.source.path: rows.source.status for rows in result.sources}
    assert status == {"empty.txt": "failed", "gone.txt": "failed", "picture.png": "failed", "plan.txt": "ok"}
    table = pl.read_parquet(tmp_path / "out" / "sources.parquet").filter(pl.col("status") == "failed")
    assert table["error"].null_count() == 0
    assert result.facts["sources"] == {"failed": 3, "ok": 1}


def test_an_error_in_a_stage_is_kept_with_its_type_and_the_batch_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "bad.txt").write_text(_PLAN + "x", encoding="utf-8")
    (source / "good.txt").write_text(_PLAN, encoding="utf-8")

    def breaks(document: Document) -> Bundle:
        if document.source.path == "bad.txt":
            raise ZeroDivisionError("a bug")
        return parsed_of(document)

    monkeypatch.setattr(kehoach.run, "parsed_of", breaks)
    result = ingest(find_sources([str(source)]), tmp_path / "out")
    bad, good = sorted(result.sources, key=lambda rows: rows.source.path)
    assert bad.source.status == "failed"
    assert (bad.source.error or "").startswith("ZeroDivisionError: a bug (in breaks, test_run.py:")
    assert str(tmp_path) not in (bad.source.error or ""), "no machine paths in the tables"
    assert bad.source.sha256 is not None, "the bytes were read"
    assert good.source.status == "ok"


def test_a_second_reading_that_breaks_leaves_the_first_with_a_finding(
    samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, demo: tuple[Path, RunResult]
) -> None:
    def breaks(bundles: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(kehoach.run, "read_again", breaks)
    result = ingest(find_sources([str(samples)]), tmp_path)
    _, right = demo
    assert result.facts["sources"] == right.facts["sources"]
    assert result.facts["tasks"] == right.facts["tasks"]
    sharing = {row.source_id for rows in result.sources for row in rows.documents if (row.witness_rank or 1) > 1}
    flagged = {row.source_id for rows in result.sources for row in rows.findings if row.code == "second_reading_failed"}
    assert sharing <= flagged
    assert len(flagged) == len(sharing) + 1


def test_an_interruption_is_no_failure_of_a_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.txt").write_text(_PLAN, encoding="utf-8")

    def interrupted(document: Document) -> Bundle:
        raise KeyboardInterrupt

    monkeypatch.setattr(kehoach.run, "parsed_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        process(tmp_path / "plan.txt", tmp_path)


def test_a_run_leaves_the_interpreter_as_it_was(samples: Path, tmp_path: Path) -> None:
    before = gc.get_threshold()
    ingest(find_sources([str(next(samples.glob("*.txt")))]), tmp_path)
    assert gc.get_threshold() == before


def test_progress_is_told_of_every_file(samples: Path, tmp_path: Path) -> None:
    shutil.copy(next(samples.glob("*.txt")), tmp_path / "a.txt")
    shutil.copy(next(samples.glob("*.txt")), tmp_path / "b.txt")
    seen: list[str] = []
    ingest(find_sources([str(tmp_path)]), tmp_path / "out", on_source=lambda event: seen.append(event.path.name))
    assert seen == ["a.txt", "b.txt"]


def test_the_table_of_fragments_holds_the_text_as_read(demo: tuple[Path, RunResult], samples: Path) -> None:
    _, result = demo
    for rows in result.sources:
        read = [fragment for fragment in _fragments(read_source(samples / rows.source.path)) if fragment.raw.strip()]
        kept = [row for row in rows.fragments if row.text_raw]
        assert [(f.page, f.line, f.cell, f.raw) for f in read] == [(r.page, r.line, r.cell, r.text_raw) for r in kept]
