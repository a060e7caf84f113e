"""Tables that an OCR program wrote as HTML (`<table><tr><td>`) into a dump that is otherwise text.

Line breaks mean nothing in them: a whole table may stand on one line, or a cell on many. What a cell holds stays as it
is, tags included; the tags of the table itself are no text, and their words count as markup.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from ingest.limits import check_cells
from ingest.row_drafts import RowDraft
from schemas.text import count_words

_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_ROW_END = re.compile(r"</tr\s*>", re.IGNORECASE)
_STRUCTURE = re.compile(r"<(/?)(html|body|table|thead|tbody|tfoot|colgroup|caption|tr|td|th)\b([^<>]*)>", re.IGNORECASE)
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,3})", re.IGNORECASE)
_CELLS = ("td", "th")

Text = tuple[str, int]
"""Text with the index of the line it starts on."""


@dataclass(slots=True)
class HtmlTable:
    """The lines `start` to `end` (exclusive) of one table: its rows, and text between them, in reading order."""

    start: int
    end: int
    items: list[RowDraft | Text]
    words_markup: int


def find_html_tables(lines: Sequence[str], page_starts: AbstractSet[int]) -> list[HtmlTable]:
    """The HTML tables of a dump, in order; one with a page break inside is left as text.

    A table whose end is lost ends with its last whole row.
    """
    tables: list[HtmlTable] = []
    for start, end in _regions(lines):
        if page_starts.isdisjoint(range(start + 1, end)):
            table = _read(lines, start, end)
            if any(isinstance(item, RowDraft) for item in table.items):
                tables.append(table)
    return tables


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


def _read(lines: Sequence[str], start: int, end: int) -> HtmlTable:
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
            items.append(_placed(content, line))
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
        items.append(_placed(text[position:], line))
    rows = [item for item in items if isinstance(item, RowDraft)]
    _fill(rows, start, end)
    _blank_covered(rows)
    held = sum(count_words(part) for item in items for part in _texts(item))
    return HtmlTable(start, end, items, count_words(text) - held)


def _fill(rows: Sequence[RowDraft], start: int, end: int) -> None:
    """Let the rows cover all lines of the table, so that lines of tags do not part them."""
    for above, below in pairwise(rows):
        above.end = below.start
    if rows:
        rows[0].start, rows[-1].end = start, end


def _blank_covered(rows: Sequence[RowDraft]) -> None:
    """Put a blank cell into every place that a cell of a row above covers."""
    covered: dict[int, int] = {}  # column -> rows below that a cell still covers
    count = 0
    for row in rows:
        if row.header:
            covered = {}
        cells, spans, column = [], [], 0
        own = list(zip(row.cells, row.spans or (), strict=True))
        free = sum(count > 0 for count in covered.values())
        while own or free:
            if covered.get(column, 0) > 0:
                covered[column] -= 1
                free -= 1
                cells.append(("", row.cells[0][1]))
                spans.append((1, 1))
                column += 1
                continue
            if not own:
                column += 1
                continue
            cell, (right, down) = own.pop(0)
            cells.append(cell)
            spans.append((right, down))
            covered.update(dict.fromkeys(range(column, column + right), down - 1))
            column += right
        row.cells, row.spans = cells, spans
        count += len(cells)
        check_cells(count)


def _take_in(row: RowDraft | None, loose: list[str]) -> None:
    """Add text that stands behind a cell to that cell; apart it would leave the order of reading."""
    if row is not None and loose:
        text, line = row.cells[-1]
        row.cells[-1] = (" ".join((text, *loose)).strip(), line)
    loose.clear()


def _add_cell(row: RowDraft, content: str, line: int, span: tuple[int, int]) -> None:
    row.cells.append(_placed(content, line))
    if row.spans is not None:
        row.spans.append(span)


def _placed(content: str, line: int) -> Text:
    inner = content.lstrip(" \t\n")
    lead = content[: len(content) - len(inner)].count("\n")
    return inner.rstrip(" \t\n"), line + lead if inner else line


def _spans(attributes: str) -> tuple[int, int]:
    found = {kind.lower(): max(1, int(number)) for kind, number in _SPAN.findall(attributes)}
    return found.get("col", 1), found.get("row", 1)


def _texts(item: RowDraft | Text) -> list[str]:
    return [text for text, _ in item.cells] if isinstance(item, RowDraft) else [item[0]]
