"""Deadlines that stand in the headings of a table's sections: `II. XÉT TUYỂN (từ ngày 01/7 đến ngày 31/8/2016)`.

They hold for the rows below where the table has no column for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.cell_types import looks_like_deadline
from parsers.row_builder import RowBuilder
from schemas.decision import CellValue, Finding
from schemas.letters import fold

# A time of the work; years name a programme, and an act has its own day.
_TIME = re.compile(
    r"(?:(?:tu|den|truoc|trong|xong|het|hoan thanh|thuc hien|thoi gian)\W+)*(?:ngay|thang|quy|tuan|\d{1,2}[/.-]\d)\b"
)
_BRACKET = re.compile(r"\(([^()]{4,60})\)[\s.:;]*$")


def take_times_of_headings(rows: Sequence[RowBuilder]) -> Iterator[Finding]:
    """Give `rows` of a table without a column of times those of their headings, a finding for each that got one."""
    if any(row.periods or row.columns & {"time", "time_start", "time_end"} for row in rows):
        return
    for row in rows:
        bracket = _BRACKET.search(row.section_title or "")
        if bracket is not None and not row.is_group and _is_time(bracket.group(1)):
            text = bracket.group(1).strip()
            row.inherited["time"] = CellValue(text, "", inherited=True)
            message = f"time of row {row.number} is that of its heading: {text}"
            yield Finding("inherited_cell", "info", message)


def _is_time(text: str) -> bool:
    return looks_like_deadline(text) and _TIME.match(fold(text.strip())) is not None
