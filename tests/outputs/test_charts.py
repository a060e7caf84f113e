"""Charts: every value is drawn, nothing missing is drawn as zero, and text of sources stays text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.run import RunResult
from outputs.charts import charts_of
from outputs.drawings import MISSING, PALETTE, Series, bands, columns, nothing, stacked_bars
from outputs.rows import rows_of
from outputs.run_folder import write_run
from schemas.decision import Deadline
from tests.outputs import bundles

_SVG = "{http://www.w3.org/2000/svg}"
_NAMES = ["leads", "money", "network", "deadlines", "confidence", "findings", "words"]


def _texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{_SVG}text")]


def _widths(svg: str, colour: str) -> list[float]:
    bars = ET.fromstring(svg).findall(f"{_SVG}rect[@fill='{colour}']")
    return [float(bar.get("width", 0)) for bar in bars if bar.get("height") != "12.0"]


def test_bars_are_as_long_as_their_values() -> None:
    svg = stacked_bars("T", "N", ["a", "b"], [Series("x", (10, 5)), Series("?", (0, 5), is_missing=True)])
    longest, half = _widths(svg, PALETTE[0])
    assert half == pytest.approx(longest / 2, abs=0.1)
    assert _widths(svg, MISSING) == [half], "no bar for zero"
    assert {"T", "N", "a", "b", "x", "?", "10"} <= set(_texts(svg))


def test_columns_leave_out_names_without_room_but_no_column() -> None:
    svg = columns("T", "N", [f"{month}/2019" for month in range(60)], [Series("x", (1,) * 60)])
    assert len(_widths(svg, PALETTE[0])) == 60
    assert 5 < sum(text.endswith("/2019") for text in _texts(svg)) < 60


def test_bands_join_every_pair() -> None:
    svg = bands("T", "N", ("l", "r"), [("a", "x", 3), ("a", "y", 1), ("b", "x", 2)])
    assert len(ET.fromstring(svg).findall(f"{_SVG}path")) == 3
    assert {"a (4)", "b (2)", "x (5)", "y (1)"} <= set(_texts(svg))


def test_text_is_escaped_and_cut_with_the_whole_beside() -> None:
    evil = '<script>"&' + "x" * 200
    svg = stacked_bars(evil, evil, [evil], [Series("x", (1,))])
    assert "<script>" not in svg
    assert evil in [node.text for node in ET.fromstring(svg).iter(f"{_SVG}title")]
    assert nothing("T", "N").startswith("<svg")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_charts_of_the_samples(demo: tuple[Path, RunResult], language: str) -> None:
    charts = charts_of(demo[0], language)  # type: ignore[arg-type]
    assert [chart.name for chart in charts] == _NAMES
    for chart in charts:
        root = ET.fromstring(chart.svg)
        assert root.findtext(f"{_SVG}title") == chart.title
        assert root.findtext(f"{_SVG}desc")
        assert "{" not in chart.svg


def test_the_money_chart_says_how_much_is_not_stated(demo: tuple[Path, RunResult]) -> None:
    documents = pl.read_parquet(demo[0] / "documents.parquet").filter(pl.col("witness_rank").fill_null(1) == 1)
    tasks = pl.read_parquet(demo[0] / "tasks.parquet").filter(~pl.col("is_group"))
    tasks = tasks.join(documents.select("document_id"), on="document_id", how="semi")
    stated = tasks["budget_vnd"].count()
    (money,) = [chart for chart in charts_of(demo[0], "vi") if chart.name == "money"]
    assert f"{stated} trên {tasks.height} nhiệm vụ" in (ET.fromstring(money.svg).findtext(f"{_SVG}desc") or "")


def test_tasks_without_a_date_have_the_colour_of_what_is_missing(tmp_path: Path) -> None:
    dated = bundles.task(1)
    undated = replace(bundles.task(2), deadline=Deadline("unspecified"))
    late = replace(bundles.task(3), deadline=Deadline("before", None, dt.date(2029, 6, 30)))
    write_run([rows_of(bundles.bundle(bundles.decision(tasks=(dated, undated, late))))], tmp_path, {})
    leads, deadlines = [chart.svg for chart in charts_of(tmp_path, "vi") if chart.name in ("leads", "deadlines")]
    assert len(_widths(leads, MISSING)) == 1
    assert {"2019", "2029"} <= set(_texts(deadlines))


@pytest.mark.parametrize(("last", "name"), [(dt.date(2019, 12, 31), "3/2019"), (dt.date(2023, 6, 30), "I/2019")])
def test_deadlines_are_counted_by_month_or_quarter(tmp_path: Path, last: dt.date, name: str) -> None:
    later = replace(bundles.task(2), deadline=Deadline("before", None, last))
    write_run([rows_of(bundles.bundle(bundles.decision(tasks=(bundles.task(1), later))))], tmp_path, {})
    (deadlines,) = [chart.svg for chart in charts_of(tmp_path, "vi") if chart.name == "deadlines"]
    assert name in _texts(deadlines)


def test_a_run_without_tasks_has_charts_too(tmp_path: Path) -> None:
    write_run([], tmp_path, {})
    assert [chart.name for chart in charts_of(tmp_path, "vi")] == _NAMES


def test_the_command_writes_a_file_a_chart(demo: tuple[Path, RunResult], tmp_path: Path) -> None:
    assert run_command(["plots", str(demo[0]), "--into", str(tmp_path / "p"), "--lang", "vi"]) == ExitCode.OK
    assert sorted(path.stem for path in (tmp_path / "p").iterdir()) == sorted(_NAMES)
    assert run_command(["plots", str(tmp_path)]) == ExitCode.NO_USABLE_INPUT
