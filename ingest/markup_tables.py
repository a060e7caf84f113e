"""Tables that stand in a text as markup (HTML, LaTeX, OTSL): their rows, and the words that were markup only."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from ingest.limits import check_cells
from ingest.row_drafts import RowDraft
from schemas.text import count_words

Text = tuple[str, int]
"""Text with the index of the line it starts on."""


@dataclass(slots=True)
class MarkupTable:
    """The lines `start` to `end` (exclusive) of one table: its rows, and text between them, in reading order."""

    start: int
    end: int
    items: list[RowDraft | Text]
    words_markup: int


def tables_in(
    lines: Sequence[str],
    page_starts: AbstractSet[int],
    regions: Iterable[tuple[int, int]],
    read: Callable[[Sequence[str], int, int], MarkupTable],
) -> list[MarkupTable]:
    """The tables of `regions` (ranges of lines) that have rows; one with a page break inside is left as text."""
    whole = (read(lines, start, end) for start, end in regions if page_starts.isdisjoint(range(start + 1, end)))
    return [table for table in whole if any(isinstance(item, RowDraft) for item in table.items)]


def table_of(text: str, start: int, end: int, items: list[RowDraft | Text]) -> MarkupTable:
    """The table of `items`, which were read from `text`, the lines `start` to `end`; rows know their spans."""
    rows = [item for item in items if isinstance(item, RowDraft)]
    _fill(rows, start, end)
    _blank_covered(rows)
    held = sum(count_words(part) for item in items for part in _texts(item))
    return MarkupTable(start, end, items, count_words(text) - held)


def placed(content: str, line: int) -> Text:
    """`content`, which begins on `line`, without the space around it, and the line of its first word."""
    inner = content.lstrip(" \t\n")
    lead = content[: len(content) - len(inner)].count("\n")
    return inner.rstrip(" \t\n"), line + lead if inner else line


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
        ahead = {at for at, below in covered.items() if below > 0}
        while own or ahead:
            if column in ahead:
                ahead.remove(column)
                covered[column] -= 1
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
            taken = range(column, column + right)
            covered.update(dict.fromkeys(taken, down - 1))
            ahead.difference_update(taken)  # markup may let a wide cell run over one from above
            column += right
        row.cells, row.spans = cells, spans
        count += len(cells)
        check_cells(count)


def _texts(item: RowDraft | Text) -> list[str]:
    return [text for text, _ in item.cells] if isinstance(item, RowDraft) else [item[0]]
