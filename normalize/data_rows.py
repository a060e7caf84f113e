"""The tables of this package's data: tab-separated, a head, comments after `#`, in each row a reason or a source."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from importlib import resources


def data_rows(filename: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a file below `data` as tuples of its columns; files that end in `.gz` are packed.

    Raises:
        ValueError: a row has more or fewer columns than the head.
    """
    return _table(filename)[1]


def named_rows(filename: str) -> Iterator[dict[str, str]]:
    """The same by the names in the head.

    Raises:
        ValueError: see `data_rows`.
    """
    head, rows = _table(filename)
    return (dict(zip(head, row, strict=True)) for row in rows)


def _table(filename: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    data = (resources.files("normalize") / "data" / filename).read_bytes()
    text = (gzip.decompress(data) if filename.endswith(".gz") else data).decode()
    head, *rows = (tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"{filename}: the row {row[0]!r} has {len(row)} columns, the head has {len(head)}")
    return head, tuple(rows)


def date_in(cell: str) -> dt.date | None:
    """The day of a cell, None where it is blank."""
    return dt.date.fromisoformat(cell) if cell else None


def existed(valid_from: dt.date | None, valid_to: dt.date | None, on: dt.date | None) -> bool:
    """Whether what is valid between two days (inclusive, None is open) was so on a day; on an unknown one it was."""
    if on is None:
        return True
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)
