"""Tables that an OCR program wrote as HTML (`<table><tr><td>`) into a dump that is otherwise text.

Line breaks mean nothing in them: a whole table may stand on one line, or a cell on many. What a cell holds stays as it
is, tags included; the tags of the table itself are no text, and their words count as markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.markup_tables import MarkupTable, Text, placed, table_of, tables_in
from ingest.row_drafts import RowDraft

_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>", re.IGNORECASE)
_STRUCTURE = re.compile(r"<(/?)(html|body|table|thead|tbody|tfoot|colgroup|caption|tr|td|th)\b([^<>]*)>", re.IGNORECASE)
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
_CELLS = ("td", "th")


def find_html_tables(lines: Sequence[str], page_starts: AbstractSet[int]) -> list[MarkupTable]:
    """The HTML tables of a dump, in order; one with a page break inside is left as text.

    A table whose end is lost ends with its last whole row.
    """
    return tables_in(lines, page_starts, _regions(lines), _read)


def _regions(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Ranges of lines from an opening tag to the closing one (a table inside a table does not count)."""
    regions: list[tuple[int, int]] = []
    start: int | None = None
    depth = 0
    row_end = -1
    for index, line in enumerate(lines):
        if "<" not in line:
            continue
        for tag in _TABLE.finditer(line):
            depth = max(0, depth + (-1 if tag.group(1) else 1))
            if start is None and depth:
                start = index
            elif start is not None and not depth:
                regions.append((start, index + 1))
                start = None
        if start is not None and _ROW_END.search(line):
            row_end = index
    if start is not None and row_end >= start:
        regions.append((start, row_end + 1))
    return _apart(regions)


def _apart(regions: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Regions that share a line become one."""
    apart: list[tuple[int, int]] = []
    for start, end in regions:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], end)
        else:
            apart.append((start, end))
    return apart


def _read(lines: Sequence[str], start: int, end: int) -> MarkupTable:
    text = "\n".join(lines[start:end])
    items: list[RowDraft | Text] = []
    row: RowDraft | None = None
    span: tuple[int, int] | None = None  # of the cell that is open
    fresh = True  # the next row opens a table
    loose: list[str] = []  # text between two cells of a row
    position, line = 0, start
    for tag in _STRUCTURE.finditer(text):
        content = text[position : tag.start()]
        name, closing = tag.group(2).lower(), bool(tag.group(1))
        if span is not None:
            if row is None:
                row = RowDraft(line, line + 1, "grid", [], header=fresh, spans=[])
                items.append(row)
                fresh = False
            _take_in(row, loose)
            _add_cell(row, content, line, span)
            span = None
        elif content.strip() and row is not None:
            loose.append(content.strip())
        elif content.strip():
            items.append(placed(content, line))
        line += content.count("\n") + tag.group().count("\n")
        position = tag.end()
        if name in _CELLS and not closing:
            span = _spans(tag.group(3))
        elif name not in _CELLS:
            _take_in(row, loose)
            row = None
            fresh = fresh or name == "table"
    _take_in(row, loose)
    if text[position:].strip():
        items.append(placed(text[position:], line))
    return table_of(text, start, end, items)


def _take_in(row: RowDraft | None, loose: list[str]) -> None:
    """Add text that stands behind a cell to that cell; apart it would leave the order of reading."""
    if row is not None and loose:
        text, line = row.cells[-1]
        row.cells[-1] = (" ".join((text, *loose)).strip(), line)
    loose.clear()


def _add_cell(row: RowDraft, content: str, line: int, span: tuple[int, int]) -> None:
    row.cells.append(placed(content, line))
    if row.spans is not None:
        row.spans.append(span)


def _spans(attributes: str) -> tuple[int, int]:
    found = {kind.lower(): max(1, int(number)) for kind, number in _SPAN.findall(attributes)}
    return found.get("col", 1), found.get("row", 1)
