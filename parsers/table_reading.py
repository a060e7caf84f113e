"""What is read of a table of tasks, while its rows are still being put together."""

from __future__ import annotations

from dataclasses import dataclass, field

from parsers.row_builder import RowBuilder
from schemas.decision import Finding, Place, StatedTotal
from schemas.document import Document, Row


@dataclass(slots=True)
class TableReading:
    """Rows of all runs in order, the grand total, and what was remarkable.

    `plain_sections`: the table opens with a title alone on a row, so every such row heads a section;
    `arabic_sections`: `1`, `2` ... number its sections and not its tasks.
    """

    rows: list[RowBuilder] = field(default_factory=list)
    total: StatedTotal | None = None
    findings: list[Finding] = field(default_factory=list)
    blocks: dict[int, int] = field(default_factory=dict)  # index of a finding -> the block of the row it was made in
    heading: int | None = None  # the block of the heading that the next row stands below
    is_partial: bool = False
    part_titles: dict[str, str] = field(default_factory=dict)
    arabic_sections: bool = False
    plain_sections: bool = False


def place_of(document: Document, block: int) -> Place:
    """Where a line, or the first cell of a row, stands."""
    held = document.blocks[block]
    fragment = held.cells[0].fragment if isinstance(held, Row) else held.fragment
    return Place(fragment.page, fragment.line)


def is_ruled(document: Document, block: int) -> bool:
    """Whether a row comes from a grid, where no cell can have slid into another column."""
    row = document.blocks[block]
    return isinstance(row, Row) and row.form == "grid"


def is_piped(document: Document, block: int) -> bool:
    """Whether a row comes from a table with bars between its cells, which writers of Markdown keep in their columns."""
    row = document.blocks[block]
    return isinstance(row, Row) and row.form == "pipes"


def keeps_lines(document: Document, block: int) -> bool:
    """Whether a line break in a cell is one of its text, and not the width of its column on a page."""
    row = document.blocks[block]
    if not isinstance(row, Row):
        return False
    written = document.pages[row.page - 1].route in ("declared", "text")
    return row.form in ("tabs", "pipes", "cell_lines") or (row.form == "grid" and written)


def spans_others(document: Document, block: int) -> bool:
    """Whether a cell of a row covers several columns, or rows below."""
    row = document.blocks[block]
    return isinstance(row, Row) and any(cell.colspan > 1 or cell.rowspan > 1 for cell in row.cells)
