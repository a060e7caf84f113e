"""What a run looks like: who leads how much and when, money, who works with whom, deadlines, and how good the data is.

Each legal act counts once. What is not stated is shown as such, never as zero, and every chart says how much that is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outputs.dataset import read_table
from outputs.drawings import Series, bands, columns, figure, nothing, stacked_bars
from outputs.labels import Language, label, value_label

if TYPE_CHECKING:
    import polars as pl

_MOST_NAMES = 20
_MOST_LINKS = 30
_MOST_COLUMNS = 24
_ROMAN = ("I", "II", "III", "IV")
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: the name of its file, its title, and the drawing."""

    name: str
    title: str
    svg: str


_SURE_FROM = 0.9  # of confidence; hardly a row is less sure
_LOW = 0.985  # a row below it is one to look at


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables a chart draws on; `tasks` without group rows and with what their documents tell."""

    tasks: pl.DataFrame
    agencies: pl.DataFrame
    findings: pl.DataFrame
    pages: pl.DataFrame
    language: Language

    def say(self, key: str, **values: object) -> str:
        """A sentence in the language of the charts, with figures put in."""
        return label("chart", key, self.language).format(**values)


def charts_of(run: Path, language: Language) -> list[Chart]:
    """The charts of the run in a folder, in the order they are shown."""
    tables = _tables(run, language)
    drawn: list[tuple[str, Callable[[_Tables, str], str]]] = [
        ("leads", _leads), ("money", _money), ("network", _network), ("deadlines", _deadlines),
        ("confidence", _confidence), ("findings", _findings), ("words", _words),
    ]  # fmt: skip
    titles = {name: tables.say(f"{name}_title") for name, _ in drawn}
    return [Chart(name, titles[name], draw(tables, titles[name])) for name, draw in drawn]


def _tables(run: Path, language: Language) -> _Tables:
    import polars as pl

    def table(name: str) -> pl.DataFrame:
        return read_table(run, name)

    documents = table("documents").filter(pl.col("witness_rank").fill_null(1) == 1)
    tasks = (
        table("tasks")
        .filter(~pl.col("is_group"))
        .join(
            documents.select("document_id", "province", "plan_year_start", "plan_year_end"),
            on="document_id", maintain_order="left",
        )
    )  # fmt: skip
    agencies = table("task_agencies").join(tasks.select("task_id"), on="task_id", how="semi")
    paths = table("sources").select("source_id", "path")
    return _Tables(tasks, agencies, table("findings"), table("pages").join(paths, on="source_id"), language)


def _leads(tables: _Tables, title: str) -> str:
    """Tasks by the agency that leads them, and the quarter they are due in."""
    import polars as pl

    tasks = tables.tasks.select("task_id", _quarter().alias("when"))
    led = tables.agencies.filter(pl.col("role") == "lead").select("task_id", "name").unique().join(tasks, on="task_id")
    without = tables.tasks.height - led["task_id"].n_unique()
    note = tables.say("leads_note", tasks=tables.tasks.height, without=without)
    if led.is_empty():
        return nothing(title, note)
    names = (
        led.group_by("name").len().sort(["len", "name"], descending=[True, False]).head(_MOST_NAMES)["name"].to_list()
    )
    counts = {(name, when): n for name, when, n in led.group_by("name", "when").len().iter_rows()}
    quarters = ["1", "2", "3", "4", "many", "none"]
    series = [
        Series(tables.say(f"quarter_{key}"), tuple(counts.get((name, key), 0) for name in names), key == "none")
        for key in quarters
    ]
    return stacked_bars(title, note, names, series)


def _quarter() -> pl.Expr:
    """The quarter a task is due in: `1` to `4`, `many` where it spans several, `none` where no date is fixed."""
    import polars as pl

    start, end = pl.col("deadline_start"), pl.col("deadline_end")
    several = start.is_not_null() & ((start.dt.quarter() != end.dt.quarter()) | (start.dt.year() != end.dt.year()))
    return (
        pl.when(end.is_null())
        .then(pl.lit("none"))
        .when(several)
        .then(pl.lit("many"))
        .otherwise(end.dt.quarter().cast(pl.String))
    )


def _money(tables: _Tables, title: str) -> str:
    """Stated amounts by province and year, in the areas of the programme."""
    import polars as pl

    stated = tables.tasks.filter(pl.col("budget_vnd").is_not_null())
    share = 100 * stated.height / max(1, tables.tasks.height)
    note = tables.say("money_note", stated=stated.height, tasks=tables.tasks.height, share=f"{share:.0f}")
    sums = stated.group_by("province", "plan_year_start", "programme_area").agg(pl.col("budget_vnd").sum())
    places = (
        tables.tasks.group_by("province", "plan_year_start")
        .agg(pl.len(), pl.col("budget_vnd").count().alias("stated"), pl.col("budget_vnd").sum().alias("sum"))
        .filter(pl.col("stated") > 0)
        .sort(["sum", "province", "plan_year_start"], descending=[True, False, False])
        .head(_MOST_NAMES)
    )
    if places.is_empty():
        return nothing(title, note)
    keys = list(places.select("province", "plan_year_start").iter_rows())
    found = {(province, year, area): vnd for province, year, area, vnd in sums.iter_rows()}
    areas = [area for area in _areas(stated) if any((*key, area) in found for key in keys)]
    series = [
        Series(
            value_label("programme_area", area, tables.language) if area else tables.say("unknown"),
            tuple((found.get((*key, area)) or 0) / _MILLION for key in keys),
            area is None,
        )
        for area in areas
    ]
    names = [f"{province or tables.say('unknown')} {year or ''}".strip() for province, year in keys]
    figures = places.select("sum", "stated", "len").iter_rows()
    ends = [f"{figure(vnd / _MILLION)} ({count}/{every})" for vnd, count, every in figures]
    return stacked_bars(title, note, names, series, unit=tables.say("million"), ends=ends)


def _areas(tasks: pl.DataFrame) -> list[str | None]:
    import polars as pl

    order = tasks.group_by("programme_area").agg(pl.col("budget_vnd").sum()).sort("budget_vnd", descending=True)
    areas = order["programme_area"].to_list()
    return sorted(areas, key=lambda area: area is None)


def _network(tables: _Tables, title: str) -> str:
    """Who leads tasks with whom; names that stand for many bodies are left out, and counted in the note."""
    import polars as pl

    named = tables.agencies.filter(~pl.col("is_collective")).select("task_id", "role", "name").unique()
    pairs = (
        named.filter(pl.col("role") == "lead")
        .join(named.filter(pl.col("role") == "coordinating"), on="task_id", suffix="_with")
        .group_by("name", "name_with")
        .len()
        .sort(["len", "name", "name_with"], descending=[True, False, False])
    )
    vague = (
        tables.agencies.filter(pl.col("role") == "coordinating")
        .group_by("task_id")
        .agg(pl.col("is_collective").all())
        .filter(pl.col("is_collective"))
    )
    shown = min(_MOST_LINKS, pairs.height)
    note = tables.say("network_note", shown=shown, pairs=pairs.height, vague=vague.height)
    if pairs.is_empty():
        return nothing(title, note)
    heads = (value_label("role", "lead", tables.language), value_label("role", "coordinating", tables.language))
    return bands(title, note, heads, list(pairs.head(_MOST_LINKS).iter_rows()))


def _deadlines(tables: _Tables, title: str) -> str:
    """Tasks by the month they are due; those that may take the whole year are told apart."""
    import polars as pl

    dated = tables.tasks.filter(pl.col("deadline_end").is_not_null()).with_columns(
        month=pl.col("deadline_end").dt.truncate("1mo"),
        whole=((pl.col("deadline_end") - pl.col("deadline_start")).dt.total_days() >= 364).fill_null(value=False),
    )
    note = tables.say("deadlines_note", none=tables.tasks.height - dated.height, tasks=tables.tasks.height)
    if dated.is_empty():
        return nothing(title, note)
    first, last = dated["month"].min(), dated["month"].max()
    months: pl.Series = pl.select(pl.date_range(first, last, "1mo")).to_series()  # type: ignore[arg-type]
    steps = ((1, "1mo"), (3, "1q"), (12, "1y"))
    step = next((step for length, step in steps if len(months) <= length * _MOST_COLUMNS), "1y")
    dated = dated.with_columns(bin=pl.col("month").dt.truncate(step))
    bins = months.dt.truncate(step).unique().sort()
    counts = {(when, whole): n for when, whole, n in dated.group_by("bin", "whole").len().iter_rows()}
    series = [
        Series(tables.say(key), tuple(counts.get((when, whole), 0) for when in bins))
        for key, whole in (("due", False), ("due_whole_year", True))
    ]
    return columns(title, note, [_name_of(when, step) for when in bins], series)


def _name_of(when: dt.date, step: str) -> str:
    if step == "1q":
        return f"{_ROMAN[when.month // 3]}/{when.year}"
    return str(when.year) if step == "1y" else f"{when.month}/{when.year}"


def _confidence(tables: _Tables, title: str) -> str:
    """How sure the rows are: those below 0.9, and the others in hundredths."""
    import polars as pl

    bins = tables.tasks.select(
        step=((pl.col("confidence") - _SURE_FROM) * 100).floor().clip(-1, 9).cast(pl.Int32),
        reviewed=pl.col("review").is_not_null(),
    )
    counts = {(step, reviewed): n for step, reviewed, n in bins.group_by("step", "reviewed").len().iter_rows()}
    names = ["< 0,9", *(f"0,{90 + step}" for step in range(10))]
    series = [
        Series(tables.say(key), tuple(counts.get((step, reviewed), 0) for step in range(-1, 10)))
        for key, reviewed in (("not_looked_at", False), ("looked_at", True))
    ]
    low = tables.tasks.filter(pl.col("confidence") < _LOW).height
    return columns(title, tables.say("confidence_note", low=low, tasks=tables.tasks.height), names, series)


def _findings(tables: _Tables, title: str) -> str:
    """What a reviewer is told to look at, by kind."""
    import polars as pl

    counts = tables.findings.group_by("code", "severity").len()
    note = tables.say("findings_note", findings=tables.findings.height)
    if counts.is_empty():
        return nothing(title, note)
    totals = (
        counts.group_by("code")
        .agg(pl.col("len").sum())
        .sort(["len", "code"], descending=[True, False])
        .head(_MOST_NAMES)
    )
    codes = totals["code"].to_list()
    found = {(code, severity): n for code, severity, n in counts.iter_rows()}
    series = [
        Series(
            value_label("severity", severity, tables.language),
            tuple(found.get((code, severity), 0) for code in codes),
            colour=colour,
        )
        for severity, colour in (("info", "#56b4e9"), ("warning", "#e69f00"), ("error", "#d55e00"))
    ]
    return stacked_bars(title, note, [label("code", code, tables.language) for code in codes], series)


def _words(tables: _Tables, title: str) -> str:
    """What became of the words of each file, those with the most unparsed ones first."""
    import polars as pl

    sums = (
        tables.pages.group_by("path")
        .agg(pl.col("words_in", "words_claimed", "words_noise", "words_unparsed").sum())
        .sort(["words_unparsed", "path"], descending=[True, False])
    )
    total = sums.select("words_in", "words_unparsed").sum().row(0) if sums.height else (0, 0)
    note = tables.say("words_note", words=figure(total[0]), unparsed=total[1])
    if sums.is_empty():
        return nothing(title, note)
    sums = sums.head(_MOST_NAMES)
    series = [
        Series(label("column", column, tables.language), tuple(map(float, sums[column])), column == "words_unparsed")
        for column in ("words_claimed", "words_noise", "words_unparsed")
    ]
    return stacked_bars(title, note, sums["path"].to_list(), series)
