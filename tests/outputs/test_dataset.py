"""Datasets hold the rows of the single files, and what did not change stays as it is."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import outputs.dataset
from kehoach.__main__ import run_command
from kehoach.run import ingest
from kehoach.sources import find_sources
from outputs.dataset import read_manifest, table_files
from schemas.tables import TABLES

_DECISION = """TỈNH {upper}
Số: {number}/QĐ-UBND

{province}, ngày 12 tháng 01 năm {year}

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch cải cách hành chính năm {year}

CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH {upper}

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch {word} năm {year}.

KẾ HOẠCH
CẢI CÁCH HÀNH CHÍNH NĂM {year}
(Kèm theo Quyết định số {number}/QĐ-UBND ngày 12 tháng 01 năm {year} của UBND tỉnh {province})

TT\tNhiệm vụ\tSản phẩm\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian
1\tThực hiện {word}\tBáo cáo\tSở Nội vụ\tSở Tư pháp\tQuý I
2\tRà soát thủ tục\tBáo cáo\tSở Nội vụ\tCác sở, ngành\tQuý II
"""
_BY = ("province", "year")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Six decisions of three provinces in two years, and two files without a document."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number, province in enumerate(("Hòa Bình", "Bình Định", "Cà Mau")):
        for year in (2019, 2020):
            _write(folder, province, year, number, "cải cách hành chính")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "other.txt").write_text("Không có gì ở đây.\n", encoding="utf-8")
    return folder


def _write(folder: Path, province: str, year: int, number: int, word: str) -> None:
    text = _DECISION.format(upper=province.upper(), province=province, year=year, number=number + 10, word=word)
    (folder / f"{number}-{year}.txt").write_text(text, encoding="utf-8")


def _run(sources: Path, out: Path, partition: tuple[str, ...] = _BY) -> None:
    ingest(find_sources([str(sources)]), out, partition=partition)


def _assert_same_rows(single: Path, dataset: Path) -> None:
    for table, row in TABLES.items():
        one = pl.read_parquet(single / f"{table}.parquet")
        many = pl.concat([one.clear(), *(pl.read_parquet(file) for file in table_files(dataset, table))])
        assert many.sort(row.KEY).equals(one.sort(row.KEY)), table


def test_the_rows_are_those_of_the_single_files_each_in_its_partition(sources: Path, tmp_path: Path) -> None:
    _run(sources, tmp_path / "single", ())
    _run(sources, tmp_path / "dataset")
    _assert_same_rows(tmp_path / "single", tmp_path / "dataset")
    manifest = read_manifest(tmp_path / "dataset")
    assert manifest is not None
    assert manifest["partitioned_by"] == list(_BY)
    places = set()
    for file in manifest["tables"]["documents"]:
        rows = pl.read_parquet(tmp_path / "dataset" / file["path"])
        assert set(rows["province"]) == {file["values"]["province"]}
        assert rows.height == file["rows"]
        places.add((file["values"]["province"], file["values"]["year"]))
    assert {("Hòa Bình", "2019"), ("Cà Mau", "2020")} <= places
    nowhere = [file for file in manifest["tables"]["sources"] if file["values"]["province"] is None]
    assert sum(file["rows"] for file in nowhere) >= 2, "sources without a document"
    assert not list((tmp_path / "dataset").glob("*.parquet"))


def test_only_partitions_in_which_something_changed_are_written(sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(sources, out)
    before = {path: path.stat().st_mtime_ns for path in out.rglob("province=*/**/*.parquet")}
    first = read_manifest(out)
    _write(sources, "Cà Mau", 2020, 2, "khác")
    _run(sources, out)
    second = read_manifest(out)
    assert first
    assert second
    changed = {place for place in first["partitions"] if first["partitions"][place] != second["partitions"].get(place)}
    assert changed == {"province=C%C3%A0%20Mau/year=2020"}
    after = {path: path.stat().st_mtime_ns for path in out.rglob("province=*/**/*.parquet")}
    assert all(after[path] == time for path, time in before.items()), "the files of the run before stay once more"
    _run(sources, tmp_path / "fresh")
    for table in TABLES:
        fresh, patched = table_files(tmp_path / "fresh", table), table_files(out, table)
        assert [path.read_bytes() for path in fresh] == [path.read_bytes() for path in patched], table
    _write(sources, "Cà Mau", 2020, 2, "khác nữa")
    _run(sources, out)
    assert not [path for path in before if path.exists() and "Mau/year=2020" in str(path)], "and then go"


def test_a_run_that_breaks_leaves_the_manifest_of_the_one_before(
    sources: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    _run(sources, out)
    before = [path.read_bytes() for table in TABLES for path in table_files(out, table)]
    _write(sources, "Cà Mau", 2020, 2, "khác")

    def full_disk(manifest: object, folder: Path) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(outputs.dataset, "_swap", full_disk)
        with pytest.raises(OSError, match="No space left"):
            _run(sources, out)
    assert [path.read_bytes() for table in TABLES for path in table_files(out, table)] == before
    _run(sources, out)
    _run(sources, tmp_path / "single", ())
    _assert_same_rows(tmp_path / "single", out)


def test_a_run_in_the_other_form_takes_the_place_of_the_first(sources: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    for partition in ((), ("kind",), ("issuer_level", "year"), ()):
        _run(sources, out, partition)
        assert (out / "manifest.json").exists() == bool(partition)
        assert (out / "tasks.parquet").exists() == (not partition)
        assert (out / "tasks").exists() == bool(partition)
    assert not list(out.glob("*/*=*"))


def test_the_command_takes_columns_and_retries_in_the_same_form(
    sources: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["ingest", str(sources), "--jobs", "0", "--out", str(tmp_path / "out"), "--partition"]
    assert run_command([*run, "province,colour"]) == 1
    assert "province,year" in capsys.readouterr().err
    assert run_command([*run, "year"]) == 5
    assert "manifest.json" in capsys.readouterr().out
    assert run_command(["retry", str(tmp_path / "out"), "--jobs", "0"]) == 5
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert manifest["partitioned_by"] == ["year"]
    gold = tmp_path / "gold"
    gold.mkdir()
    assert run_command(["repair-report", str(tmp_path / "out"), "--sheet", str(tmp_path / "sheet.tsv")]) == 0
