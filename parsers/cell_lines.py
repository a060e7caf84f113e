"""What the line breaks in a cell of a list mean: another item, or the width of its column.

Bullets tell by themselves. Of a line without one its own words tell (it begins with the noun of a body), or the whole
table: where hardly a line break stands inside a phrase, whoever wrote the table began a new item with each. Converters
that keep the lines of the page break phrases as well.
"""

from __future__ import annotations

import re

from parsers.cell_types import is_no_agency, looks_like_agency
from parsers.cut_cells import AGENCY_ROLES
from parsers.row_builder import is_bulleted, is_open, listed_text
from parsers.table_headers import ColumnModel, Role
from parsers.table_reading import is_ruled, keeps_lines
from parsers.table_runs import RunItem
from schemas.document import Document, Row

LISTS: tuple[Role, ...] = (*AGENCY_ROLES, "output")
"""Columns whose cells are lists."""

_MOST_INSIDE = 0.1  # of the line breaks, inside phrases
_FEWEST = 3  # line breaks that tell of a table
_COUNTED = re.compile(r"\d{1,4}\s+[a-zà-ỹđ]")  # `17 khu phố`, `02 lớp`


class CellLines:
    """The line breaks of one table of tasks."""

    def __init__(self, document: Document, items: list[RunItem], model: ColumnModel) -> None:
        self._document = document
        self._are_items = self._breaks_are_items(items, model)

    def listed(self, role: Role, text: str, block: int) -> str:
        """A list with its items apart; on a page `Sở Lao động` over `- Thương binh và Xã hội` is one body."""
        is_body = role in AGENCY_ROLES
        if self._are_items and is_ruled(self._document, block):
            return listed_text(text, _begins_any, is_no_agency if is_body else None, mark=";")
        if keeps_lines(self._document, block):
            return listed_text(text, _begins_body if is_body else _begins_output)
        return listed_text(text, goes_on=is_no_agency if is_body else None)

    def _breaks_are_items(self, items: list[RunItem], model: ColumnModel) -> bool:
        """Whether the lines of cells in the columns of lists begin and end as items do."""
        inside = count = 0
        for item in items:
            row = self._document.blocks[item.block]
            for role, cell in zip(model.roles, item.cells, strict=False):
                if role not in LISTS or cell is None or not isinstance(row, Row):
                    continue
                above = ""
                for line in filter(None, map(str.strip, row.cells[cell].fragment.text.split("\n"))):
                    if above and not is_bulleted(line):
                        count += 1
                        inside += is_open(above) or not _begins_any(line)
                    above = line
        return count >= _FEWEST and inside <= _MOST_INSIDE * count


def _begins_any(line: str) -> bool:
    return line[0].isupper() or _COUNTED.match(line) is not None


def _begins_body(line: str) -> bool:
    return line[0].isupper() and looks_like_agency(line)


def _begins_output(line: str) -> bool:
    return line[0].isupper() and not looks_like_agency(line)
