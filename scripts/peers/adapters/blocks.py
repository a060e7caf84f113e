"""What a peer found on the pages of a file, as a web page that kehoach reads: lines and tables in reading order."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

Block = str | Sequence[Sequence[str | None]]
"""A line of text, or a table by rows; a cell that a span covers is None or repeats, as the peer gives it."""


def as_html(pages: Iterable[Iterable[Block]]) -> str:
    """The blocks of the pages as HTML."""
    parts = ["<!DOCTYPE html><html lang=vi><meta charset=utf-8><body>"]
    for page in pages:
        for block in page:
            if isinstance(block, str):
                parts += [f"<p>{html.escape(line)}</p>" for line in block.splitlines() if line.strip()]
            else:
                parts.append(_table(block))
    return "\n".join([*parts, "</body></html>"])


def by_height(lines: Iterable[tuple[float, str]], tables: Iterable[tuple[float, Block]]) -> list[Block]:
    """Lines and tables by the height at which each begins."""
    return [block for _, block in sorted([*lines, *tables], key=lambda item: item[0])]


def _table(rows: Sequence[Sequence[str | None]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{_cell(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table>{body}</table>"


def _cell(text: str | None) -> str:
    return html.escape(text or "").replace("\n", " ")
