"""What markup declares (paragraphs, tables, page breaks) on its way to lines and rows, the same for HTML and Word.

Tables are of two kinds. A data table becomes rows. A layout table only sets text side by side (the head of a decision,
recipients beside the signature, a page in a frame): its cells become lines, each cell's one after another, row by row,
parted by blank lines. The kinds are told by what is printed, then by borders; `_is_layout` has the rules.

Limits: a table of two columns with borders, or with numbers in the first column, is always taken for data; one without
borders, numbers or heading of a number column for layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.declared_pages import GridCell, PageBuilder, grid_rows
from ingest.row_drafts import is_label, is_number_heading

# What is printed in a head or a signature block and never opens a line of a task's cell.
_MOTTO = r"CỘNG\s+H(?:ÒA|OÀ)\s+XÃ\s+HỘI\s+CHỦ\s+NGHĨA|Độc\s+lập\s*[-–]\s*Tự\s+do|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
_RECIPIENTS = r"N[ơƠ][iI]\s+nh[ậẬ][nN]\s*:|NƠI\s+NHẬN"
_SIGNS_FOR = r"(?:(?:TM|KT|TL|TUQ|Q)\s?[./]|(?:T/M|K/T|T/L|T/UQ)\b)\s?[A-ZĐÀ-Ỹ]{2}"
_HEAD_OR_SIGNATURE = re.compile(rf"^\W*(?:{_MOTTO}|{_RECIPIENTS}|{_SIGNS_FOR})", re.MULTILINE)
_LAYOUT_COLUMNS = 3  # two, and an empty one between them
_LAYOUT_ROWS = 12
_HEAD_ROWS = 3  # in which the heading of the number column may stand
_MIN_DATA_ROWS = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text of one block; `\\n` is a line break inside it. Without words it is a blank line.

    `preserved` says that its spaces and line breaks are laid out by hand.
    """

    text: str
    preserved: bool = False


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The text after it stands on the next page."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that the format itself declares not to be shown."""

    text: str


@dataclass(slots=True)
class CellDraft:
    """A cell at its place in the grid with what is in it."""

    row: int
    column: int
    colspan: int = 1
    rowspan: int = 1
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class TableDraft:
    """A table as declared; `bordered` is None where nothing tells whether lines are drawn."""

    cells: list[CellDraft] = field(default_factory=list)
    bordered: bool | None = None


Item = Paragraph | PageBreak | Dropped | TableDraft


def emit(items: Sequence[Item], builder: PageBuilder) -> None:
    """Hand `items` to `builder` in order."""
    for item in items:
        if isinstance(item, Paragraph):
            builder.line(item.text)
        elif isinstance(item, PageBreak):
            builder.new_page()
        elif isinstance(item, Dropped):
            builder.markup(item.text)
        elif _frames(item) or _is_layout(item):
            _emit_layout(item, builder)
        else:
            _emit_rows(item, builder)


def opens_head(text: str) -> bool:
    """Whether `text` holds the motto, with which the head of every decision opens."""
    return re.search(_MOTTO, text) is not None


def opens_block_of_act(text: str) -> bool:
    """Whether `text` opens the head, the recipients or the signature of an act."""
    return _HEAD_OR_SIGNATURE.match(text) is not None


def cell_text(items: Sequence[Item]) -> str:
    """The text of a cell, a paragraph a line; a table in it gives a line for every row."""
    return "\n".join(part for item in items for part in _parts(item) if part.strip())


def _parts(item: Item) -> Iterator[str]:
    if isinstance(item, Paragraph):
        yield item.text
    elif isinstance(item, TableDraft):
        for row in _rows(item):
            yield " ".join(" ".join(cell_text(cell.items).split()) for cell in row).strip()


def _rows(table: TableDraft) -> list[list[CellDraft]]:
    rows: dict[int, list[CellDraft]] = {}
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        rows.setdefault(cell.row, []).append(cell)
    return list(rows.values())


def _nested(items: Sequence[Item]) -> Iterator[TableDraft]:
    return (item for item in items if isinstance(item, TableDraft))


def _frames(table: TableDraft) -> bool:
    """Whether a cell holds a table of data, so that the outer one only arranges.

    A table that numbers its rows itself is one of data, and what stands in a cell of it a list.
    """
    head = (cell.items for row in _rows(table)[:_HEAD_ROWS] for cell in row if not any(_nested(cell.items)))
    if any(is_number_heading(cell_text(items)) for items in head):
        return False
    inner = [nested for cell in table.cells for nested in _nested(cell.items)]
    return any(_frames(nested) or (len(_rows(nested)) >= _MIN_DATA_ROWS and not _is_layout(nested)) for nested in inner)


def _is_layout(table: TableDraft) -> bool:
    """Whether a table sets text side by side and relates nothing."""
    rows = _rows(table)
    texts = [[text for cell in row if (text := cell_text(cell.items)).strip()] for row in rows]
    width = max(map(len, texts), default=0)
    if width <= 1:  # a frame; with lines and more columns, a piece of a table with one cell filled
        return not table.bordered or max(map(len, rows), default=0) == 1
    if any(is_number_heading(text) for row in texts[:_HEAD_ROWS] for text in row) or width > _LAYOUT_COLUMNS:
        return False
    if len(texts) <= _LAYOUT_ROWS and any(_HEAD_OR_SIGNATURE.search(text) for row in texts for text in row):
        return True
    numbered = any(len(row) > 1 and is_label(row[0]) for row in texts)
    return width < _LAYOUT_COLUMNS and not table.bordered and not numbered


def _emit_layout(table: TableDraft, builder: PageBuilder) -> None:
    for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
        if any(not isinstance(item, Paragraph) for item in cell.items) or cell_text(cell.items).strip():
            emit(_trimmed(cell.items), builder)
            builder.blank()


def _trimmed(items: Sequence[Item]) -> Sequence[Item]:
    """Without blank paragraphs at both ends; they pad the cell."""
    first, end = 0, len(items)
    while first < end and _is_blank(items[first]):
        first += 1
    while end > first and _is_blank(items[end - 1]):
        end -= 1
    return items[first:end]


def _is_blank(item: Item) -> bool:
    return isinstance(item, Paragraph) and not item.text.strip()


def _emit_rows(table: TableDraft, builder: PageBuilder) -> None:
    """Rows of a data table; a page break before the first word of a row stands above it, any other below."""
    breaks: dict[int, tuple[int, int]] = {}
    dropped: dict[int, list[str]] = {}
    for row in _rows(table):
        breaks[row[0].row] = _page_breaks(row)
        dropped[row[0].row] = [text for cell in row for text in _dropped(cell.items)]
    cells = [GridCell(cell.row, cell.column, cell_text(cell.items), cell.colspan, cell.rowspan) for cell in table.cells]
    builder.open_table()
    for grid_row in grid_rows(cells):
        number = grid_row[0].row
        above, below = breaks.get(number, (0, 0))
        for _ in range(above):
            builder.new_page()
        builder.row(grid_row)
        for text in dropped.get(number, ()):
            builder.markup(text)
        for _ in range(below):
            builder.new_page()


def _page_breaks(row: Sequence[CellDraft]) -> tuple[int, int]:
    """Page breaks before and after the first word of a row; cells side by side break at the same place."""
    above = below = 0
    for cell in row:
        before = after = 0
        seen = False
        for item in cell.items:
            if isinstance(item, PageBreak):
                before, after = (before, after + 1) if seen else (before + 1, after)
            elif isinstance(item, Paragraph) and item.text.strip():
                seen = True
        above, below = max(above, before if seen else 0), max(below, after)
    return above, below


def _dropped(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Dropped):
            yield item.text
        elif isinstance(item, TableDraft):
            for cell in item.cells:
                yield from _dropped(cell.items)
