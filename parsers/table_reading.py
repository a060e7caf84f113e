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
    is_partial: bool = False
    part_titles: dict[str, str] = field(default_factory=dict)
    arabic_sections: bool = False
    plain_sections: bool = False


def place_of(document: Document, block: int) -> Place:
    """Where a line, or the first cell of a row, stands."""
    held = document.blocks[block]
    fragment = held.cells[0].fragment if isinstance(held, Row) else held.fragment
    return Place(fragment.page, fragment.line)
