"""A run's tables in other forms: CSV files, and databases with the joins people need.

What is written stands beside its place until it is whole, then takes it.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outputs.dataset import table_files
from outputs.parquet import frame_of, table_schema
from schemas.tables import TABLES

if TYPE_CHECKING:
    import polars as pl

_BATCH = 50_000
# A spreadsheet takes a cell that begins so for a formula, also one written with full-width signs.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_INDEXES = {
    "documents": ("document_id", "source_id"), "tasks": ("task_id", "document_id"),
    "text_tasks": ("task_id", "document_id"), "task_agencies": ("task_id", "name"),
    "citations": ("document_id", "number"), "findings": ("source_id", "document_id", "task_id"),
    "corrections": ("source_id", "document_id"), "fragments": ("source_id",), "sections": ("document_id",),
}  # fmt: skip


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would take `text` for a formula.

    >>> is_formula("=1+1"), is_formula("- Báo cáo"), is_formula("Báo cáo")
    (True, True, False)
    """
    return text.startswith(_FORMULA_STARTS)


def as_text(text: str) -> str:
    """`text` for a cell of CSV, with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if is_formula(text) else text


def batches(folder: Path, table: str) -> Iterator[pl.DataFrame]:
    """The rows of a run's table, some at a time, in their order."""
    import polars as pl

    files = table_files(folder, table)
    if not files:
        return
    frame, start = pl.scan_parquet(files), 0
    while (part := frame.slice(start, _BATCH).collect()).height:
        yield part
        start += part.height


def write_csv(run: Path, folder: Path) -> list[Path]:
    """Write `<table>.csv` for every table, as spreadsheets like it: UTF-8 with its mark, lists joined by `; `.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in TABLES:
        path = folder / f"{table}.csv"
        with in_place(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(table_schema(table).names())
            for frame in batches(run, table):
                writer.writerows([_csv_value(value) for value in row] for row in frame.iter_rows())
        written.append(path)
    return written


def _csv_value(value: object) -> object:
    if isinstance(value, list):
        value = "; ".join(map(str, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_text(value) if isinstance(value, str) else value


def write_sqlite(run: Path, path: Path) -> None:
    """Write every table into a SQLite database, with views; lists are JSON, days `2019-03-31`, truth values 0 and 1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with in_place(path) as part, closing(sqlite3.connect(part)) as database:
        for table in TABLES:
            schema = table_schema(table)
            columns = ", ".join(f'"{name}" {_sqlite_type(dtype)}' for name, dtype in schema.items())
            database.execute(f'create table "{table}" ({columns})')
            places = ", ".join("?" * len(schema))
            for frame in batches(run, table):
                rows = ([_sqlite_value(value) for value in row] for row in frame.iter_rows())
                database.executemany(f'insert into "{table}" values ({places})', rows)  # noqa: S608 -- our own names
            for column in _INDEXES.get(table, ()):
                database.execute(f'create index "{table}_{column}" on "{table}" ("{column}")')
        database.executescript(views())
        database.commit()


def _sqlite_type(dtype: pl.DataType) -> str:
    import polars as pl

    if dtype.is_integer() or dtype == pl.Boolean:
        return "integer"
    return "real" if dtype.is_float() else "text"


def _sqlite_value(value: object) -> Any:
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return value.isoformat() if isinstance(value, dt.date) else value


def write_duckdb(run: Path, path: Path) -> None:
    """Write every table into a DuckDB database, with views; columns keep their types.

    Raises:
        ModuleNotFoundError: the package duckdb is not installed.
    """
    import duckdb

    path.parent.mkdir(parents=True, exist_ok=True)
    with in_place(path) as part, tempfile.TemporaryDirectory(prefix="kehoach-") as spare:
        part.unlink()  # DuckDB makes its file itself
        with duckdb.connect(str(part)) as database:
            for table in TABLES:
                files = table_files(run, table) or [_empty_file(table, Path(spare))]
                database.execute(
                    f'create table "{table}" as select * from read_parquet(?)',  # noqa: S608 -- our own names
                    [[str(file) for file in files]],
                )
            database.execute(views())


def _empty_file(table: str, folder: Path) -> Path:
    """A file of a table without rows, of which a run in partitions has none."""
    path = folder / f"{table}.parquet"
    frame_of(table, []).write_parquet(path)
    return path


def views() -> str:
    """The statements that make the views, the same for both databases."""
    return (resources.files("outputs") / "data" / "sql" / "views.sql").read_text(encoding="utf-8")


@contextmanager
def in_place(path: Path) -> Iterator[Path]:
    """A file beside `path` to write into, which takes its place when all went well."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-", suffix=path.suffix, delete=False) as file:
        part = Path(file.name)
    try:
        yield part
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
