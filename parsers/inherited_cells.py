"""Cells that are blank because another says what they would: a merged cell, a ditto mark."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from parsers.row_builder import RowBuilder, row_name
from parsers.table_headers import Role
from parsers.table_reading import TableReading
from schemas.decision import CellValue, Finding
from schemas.letters import fold

_ENDS: tuple[Role, ...] = ("time_start", "time_end")
_MERGEABLE: tuple[Role, ...] = ("lead", "co", "time", *_ENDS)
_OF_THE_ROW: tuple[Role, ...] = ("co", "time", *_ENDS)  # of a row with a lead of its own
_REPEATED: tuple[Role, ...] = ("lead", "co", "lead_co", "time", "output")
_DITTO = re.compile(r"[-–. ]*(?:n\.?t|nhu tren|\"|''|//|[″”〃])[-–. ]*")


def inherit_cells(rows: list[RowBuilder], reading: TableReading) -> None:
    """Blank lead, coordinating and deadline cells take the value above within the same section and number group.

    Where the file tells which cells are merged downwards, that holds over groups and sections too.
    """
    for row in rows:
        for role in _MERGEABLE if not row.is_group else ():
            if role in row.covered and row.is_blank(role):
                row.inherited[role] = CellValue(row.covered[role], "", inherited=True)
                _told(reading, row, f"{role} of {row_name(row)} is in a merged cell: {row.covered[role]}")
    _repeat(rows, reading)
    blank = _really_blank(rows)
    printed = {role for row in rows for role in _MERGEABLE if row.text(role)}
    for above, row in _may_share(rows):
        for role in _MERGEABLE:
            value = above.value(role)
            is_own_blank = role in blank and row.number is not None and bool(row.text("lead"))
            is_open = role in row.columns and not (role in row.inherited or role in row.closed or is_own_blank)
            is_blank = row.is_blank(*(_ENDS if role in _ENDS else (role,)))  # one end without the other is printed so
            if role in printed and is_blank and value and is_open:
                row.inherited[role] = CellValue(value.text, "", inherited=True)
                _told(reading, row, f"{role} of {row_name(row)} taken from {row_name(above)}: {value.text}")


def _may_share(rows: list[RowBuilder]) -> Iterator[tuple[RowBuilder, RowBuilder]]:
    """Rows with the row below them, where one cell may be merged over both: of one section and one group."""
    for above, row in itertools.pairwise(rows):
        if row.is_group or above.is_group or (above.part, above.section) != (row.part, row.section):
            continue
        under = row.number is None and row.parent_number is not None and above.number == row.parent_number
        if above.parent_number == row.parent_number or under:
            yield above, row


def _really_blank(rows: list[RowBuilder]) -> set[Role]:
    """The columns in which a blank cell means nothing, beside a lead: one stands where no row above could fill it."""
    below = {id(row) for _, row in _may_share(rows)}
    first = [row for row in rows if id(row) not in below and not row.is_group and row.text("lead")]
    return {role for row in first for role in _OF_THE_ROW if row.is_blank(role) and role not in row.inherited}


def _repeat(rows: list[RowBuilder], reading: TableReading) -> None:
    """`nt`, `như trên` and ditto marks stand for what the row above says."""
    for above, row in itertools.pairwise(rows):
        for role in _REPEATED:
            text = row.text(role)
            value = above.value(role) if _DITTO.fullmatch(fold(text)) else None
            if value is not None:
                row.inherited[role] = CellValue(value.text, text, inherited=True)
                _told(reading, row, f"{role} of {row_name(row)} taken from {row_name(above)}: {value.text}")


def _told(reading: TableReading, row: RowBuilder, message: str) -> None:
    reading.blocks[len(reading.findings)] = row.blocks[0]
    reading.findings.append(Finding("inherited_cell", "info", message))
