"""Deadlines that stand in the headings of a table's sections: `II. XÉT TUYỂN (từ ngày 01/7 đến ngày 31/8/2016)`.

They hold for the rows below where the table has no column for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.cell_types import looks_like_deadline
from parsers.row_builder import RowBuilder
from schemas.decision import CellValue, Finding

_BRACKET = re.compile(r"\(([^()]{4,60})\)[\s.:;]*$")


def take_times_of_headings(rows: Sequence[RowBuilder]) -> Iterator[Finding]:
    """Give `rows` of a table without a column of times those of their headings, a finding for each that got one."""
    if any(row.periods or row.columns & {"time", "time_start", "time_end"} for row in rows):
        return
    for row in rows:
        bracket = _BRACKET.search(row.section_title or "")
        if bracket is not None and not row.is_group and looks_like_deadline(bracket.group(1)):
            text = bracket.group(1).strip()
            row.inherited["time"] = CellValue(text, "", inherited=True)
            message = f"time of row {row.number} is that of its heading: {text}"
            yield Finding("inherited_cell", "info", message)
