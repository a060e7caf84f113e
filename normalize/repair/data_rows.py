"""Reading of the tab-separated files under `data/repair`: comments start with #, the first other line is the head."""

from __future__ import annotations

import functools
from importlib import resources


@functools.cache
def data_rows(filename: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a file as tuples of its columns.

    Raises:
        ValueError: a row has more or fewer columns than the head.
    """
    text = (resources.files("normalize") / "data" / "repair" / filename).read_text("utf-8")
    head, *rows = (tuple(line.split("\t")) for line in text.splitlines() if line and not line.startswith("#"))
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"{filename}: the row {row[0]!r} has {len(row)} columns, the head has {len(head)}")
    return tuple(rows)
