"""The data of this package: tables (tab-separated, a head, a reason in each row) and lists, with comments after `#`."""

from __future__ import annotations

from importlib import resources


def named_rows(filename: str) -> tuple[dict[str, str], ...]:
    """The rows of a table below `data` by the names in its head.

    Raises:
        ValueError: a row has more or fewer columns than the head, or gives no reason.
    """
    head, *rows = (line.split("\t") for line in _lines(filename))
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"{filename}: the row {row[0]!r} has {len(row)} columns, the head has {len(head)}")
        if not row[head.index("reason")].strip():
            raise ValueError(f"{filename}: the row {row[0]!r} gives no reason")
    return tuple(dict(zip(head, row, strict=True)) for row in rows)


def listed(filename: str) -> tuple[str, ...]:
    """The lines of a list below `data`."""
    return tuple(line.strip() for line in _lines(filename))


def _lines(filename: str) -> list[str]:
    text = (resources.files("parsers") / "data" / filename).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
