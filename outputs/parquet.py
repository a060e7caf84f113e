"""Published rows as Parquet: an explicit schema a table, rows in the order of their keys, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import functools
import shutil
import types
from collections.abc import Iterable, Sequence, Set
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from outputs.row_values import SOURCE_ID_DIGITS
from schemas.tables import TABLES, PublishedRow, Width

if TYPE_CHECKING:
    import polars as pl

COMPRESSION: Literal["zstd"] = "zstd"
_ROWS_A_GROUP = 100_000


@functools.cache
def table_schema(table: str) -> pl.Schema:
    """The columns of a published table with their Parquet types.

    Raises:
        KeyError: no table has this name.
    """
    import polars as pl

    hints = get_type_hints(TABLES[table], include_extras=True)
    return pl.Schema({name: _column_type(hints[name]) for name in TABLES[table].model_fields})


def frame_of(table: str, rows: Iterable[PublishedRow]) -> pl.DataFrame:
    """The rows as a frame with the table's schema, sorted by the table's key."""
    import polars as pl

    ordered = sorted(rows, key=functools.partial(_sort_key, TABLES[table].KEY))
    # A row's own dictionary holds its columns and nothing else; polars reads it without a copy a column.
    return pl.DataFrame([row.__dict__ for row in ordered], schema=table_schema(table), strict=True)


def write_table(table: str, rows: Iterable[PublishedRow], path: Path) -> None:
    """Write rows of a table to `path`."""
    frame_of(table, rows).write_parquet(path, compression=COMPRESSION, statistics=True)


def patch_table(table: str, rows: Iterable[PublishedRow], kept: Set[str], earlier: Path, path: Path) -> None:
    """Write to `path` the rows of `earlier` that belong to the sources `kept` (ids), and `rows`, as one table.

    Agencies belong to no source: those stay that the tasks beside `path` name.
    """
    import polars as pl

    key = TABLES[table].KEY
    before = pl.read_parquet(earlier)
    if table == "agencies":
        named = pl.read_parquet(path.with_name("task_agencies.parquet"), columns=["agency_id"])
        whole = pl.concat([before, frame_of(table, rows)]).unique(key, keep="first").join(named, on=key, how="semi")
    else:
        # Every id begins with that of its source.
        source = pl.col(key[0]).str.slice(0, SOURCE_ID_DIGITS)
        whole = pl.concat([before.filter(source.is_in(sorted(kept))), frame_of(table, rows)])
    whole.sort(key, maintain_order=True).rechunk().write_parquet(path, compression=COMPRESSION, statistics=True)


def join_tables(table: str, parts: Sequence[Path], path: Path, *, is_last_use: bool = True) -> None:
    """Write the rows of `parts` (files of `write_table`, in the order of the keys) to `path`, a few at a time.

    An agency that stands in several parts stands once in what is written; there are few of them, all read at once. A
    part that stands alone is moved, unless this is not the last use of it.
    """
    import polars as pl

    if len(parts) == 1 and is_last_use:
        shutil.move(parts[0], path)
    elif table == "agencies":
        key = TABLES[table].KEY
        whole = pl.concat([pl.read_parquet(part) for part in parts]).unique(key, keep="first").sort(key)
        whole.write_parquet(path, compression=COMPRESSION, statistics=True)
    else:
        pl.scan_parquet(list(parts)).sink_parquet(
            path, compression=COMPRESSION, statistics=True, maintain_order=True, row_group_size=_ROWS_A_GROUP
        )


def _sort_key(key: tuple[str, ...], row: PublishedRow) -> tuple[tuple[bool, Any], ...]:
    """The key columns of a row, missing values first."""
    values = [getattr(row, name) for name in key]
    return tuple((value is not None, value if value is not None else 0) for value in values)


_NUMBERS = {"i16": "Int16", "i32": "Int32", "i64": "Int64", "f32": "Float32"}


def _column_type(hint: Any) -> pl.DataType:
    """The polars type of a field's annotation; an annotation without one is a mistake in `schemas.tables`."""
    import polars as pl

    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _column_type(next(argument for argument in arguments if argument is not types.NoneType))
    if origin is tuple:
        return pl.List(_column_type(arguments[0]))
    if origin is Annotated:
        widths = [extra.code for extra in arguments[1:] if isinstance(extra, Width)]
        return getattr(pl, _NUMBERS[widths[0]])() if widths else _column_type(arguments[0])
    if hint is str or origin is Literal:
        return pl.String()
    plain: dict[Any, pl.DataType] = {
        bool: pl.Boolean(), dt.date: pl.Date(), dt.datetime: pl.Datetime("ms", "UTC"),
    }  # fmt: skip
    if hint not in plain:
        raise TypeError(f"{hint!r} has no column type; use the widths of schemas.tables")
    return plain[hint]
