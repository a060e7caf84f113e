"""Tables in OTSL, the table language of document models (`<fcel>` a cell, `<nl>` the end of a row), in a text.

The marks are those of Lysak et al. 2023, "Optimized Table Tokenization for Table Structure Recognition", as docling
writes them: `<fcel>` a cell with text, `<ecel>` a blank one, `<ched>`, `<rhed>`, `<srow>` headings; `<lcel>` goes on
from the cell to its left, `<ucel>` from the one above, `<xcel>` from both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.limits import check_cells
from ingest.markup_tables import MarkupTable, Text, placed, table_of, tables_in
from ingest.row_drafts import RowDraft

_TABLE = re.compile(r"<(/?)otsl>")
_MARK = re.compile(r"<(/?)(otsl|fcel|ecel|lcel|ucel|xcel|ched|rhed|srow|nl|caption)>")
_OWN = ("fcel", "ecel", "ched", "rhed", "srow")
_ABOVE = ("ucel", "xcel")


def find_otsl_tables(lines: Sequence[str], page_starts: AbstractSet[int]) -> list[MarkupTable]:
    """The OTSL tables of a dump, in order; one without an end, or with a page break inside, is left as text."""
    return tables_in(lines, page_starts, _regions(lines), _read)


def _regions(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of lines from a table's first mark to the line on which no table is open any more."""
    start: int | None = None
    is_open = False
    for index, line in enumerate(lines):
        for mark in _TABLE.finditer(line) if "otsl" in line else ():
            is_open = not mark[1]
            start = index if start is None and is_open else start
        if start is not None and not is_open:
            yield start, index + 1
            start = None


def _read(lines: Sequence[str], start: int, end: int) -> MarkupTable:
    text = "\n".join(lines[start:end])
    items: list[RowDraft | Text] = []
    grid = _Grid()
    position, line, kind = 0, start, ""
    cells = 0
    for mark in [*_MARK.finditer(text), None]:
        content = text[position : mark.start() if mark else len(text)]
        if kind in _OWN or (grid.row and content.strip()):  # text where none belongs keeps its place in the row
            grid.add(placed(content, line))
            cells += 1
            check_cells(cells)
        elif content.strip():
            items.append(placed(content, line))
        if mark is None:
            items += grid.end_row()
            break
        line += content.count("\n") + mark.group().count("\n")
        position, name = mark.end(), mark[2]
        kind = "" if mark[1] else name
        if name in ("lcel", *_ABOVE):
            grid.go_on(line, left=name != "ucel", above=name in _ABOVE)
        elif name in ("nl", "otsl"):
            items += grid.end_row()
            if name == "otsl":
                grid.end_table()
                grid = _Grid()
    grid.end_table()
    return table_of(text, start, end, items)


@dataclass(slots=True, eq=False)
class _Origin:
    """A cell, and how far it goes to the right and down."""

    content: Text
    right: int = 1
    down: int = 1


class _Grid:
    """The rows of one table as they are read: of each place the cell that it belongs to."""

    def __init__(self) -> None:
        self.above: list[_Origin] = []
        self.row: list[_Origin] = []
        self.drafts: list[tuple[RowDraft, list[_Origin]]] = []

    def add(self, content: Text) -> None:
        """A cell of its own."""
        self.row.append(_Origin(content))

    def go_on(self, line: int, *, left: bool, above: bool) -> None:
        """A place that belongs to the cell on its left, above it, or both; a blank cell where there is none."""
        column = len(self.row)
        if left and self.row:
            origin = self.row[-1]
            origin.right += not above
        elif above and column < len(self.above):
            origin = self.above[column]
            origin.down += 1
        else:
            origin = _Origin(("", line))
        self.row.append(origin)

    def end_row(self) -> list[RowDraft]:
        """The row that was read with the cells that are its own; none where all belong to the row above."""
        own = [cell for cell in dict.fromkeys(self.row) if cell not in self.above]
        if not own:
            for cell in dict.fromkeys(self.row):
                cell.down -= 1
            self.row = []
            return []
        self.above, self.row = self.row, []
        line = own[0].content[1]
        draft = RowDraft(line, line + 1, "grid", [cell.content for cell in own], header=not self.drafts)
        self.drafts.append((draft, own))
        return [draft]

    def end_table(self) -> None:
        """Tell the rows how far their cells go, which later rows have shown."""
        for draft, own in self.drafts:
            draft.spans = [(cell.right, cell.down) for cell in own]
