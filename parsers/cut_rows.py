"""Rows that a page break cuts: whether what stands at the top of a page is the rest of the row above."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import takewhile

from parsers.cell_types import fit, looks_like_agency
from parsers.cut_cells import AGENCY_ROLES, ENDED, TIME_ROLES, begins_afresh
from parsers.row_builder import RowBuilder, is_open, list_is_open, starts_inside
from parsers.table_headers import Role
from parsers.table_runs import RunItem

ASSIGNED: tuple[Role, ...] = (*AGENCY_ROLES, *TIME_ROLES)

_MOVABLE: tuple[Role, ...] = ("no", "time", "time_start", "time_end", "budget", "days")
_SHORT_VALUE = 30  # letters; dates and amounts that stand alone are shorter
_AT_LEAST = 2  # columns whose text goes on: one may begin with a small letter for other reasons


def is_rest(last: RowBuilder, cells: Mapping[Role, str], small: AbstractSet[Role]) -> bool:
    """Whether the cells of a row say, column by column, what those of the `last` row leave open.

    In the columns `small`, cells begin with small letters elsewhere in the table, too. A text that begins afresh
    speaks against it; one column is enough where nobody and no time is named that the row above does not leave open.
    """
    inside = fresh = 0
    for role, text in cells.items():
        above = last.text(role)
        if not above:
            inside += role == "task" and last.number is not None and not last.inherited
        elif _is_unfinished(role, above) or (starts_inside(text) and role not in small and not ENDED.search(above)):
            inside += 1
        else:
            fresh += begins_afresh(role, text) or bool(ENDED.search(above))
    unassigned = not any(role in cells for role in ASSIGNED if not _is_unfinished(role, last.text(role)))
    least = 1 if unassigned and not fresh and not last.is_blank(*AGENCY_ROLES) else _AT_LEAST
    return inside >= least and inside > fresh


def _is_unfinished(role: Role, above: str) -> bool:
    """Whether a cell breaks off, a list between two of its items, too."""
    return is_open(above) or (role != "task" and list_is_open(above))


def shares_title(cells: Mapping[Role, str], last: RowBuilder) -> bool:
    """A row under a merged title: it names its own agency and time, and nothing above it is left open."""
    lead = next((cells[role] for role in AGENCY_ROLES if cells.get(role)), "")
    time = next((cells[role] for role in TIME_ROLES if cells.get(role)), "")
    if not lead or not (time or cells.get("output")) or any(map(starts_inside, cells.values())):
        return False
    if not looks_like_agency(lead) or last.is_blank(*AGENCY_ROLES):
        return False
    return not any(is_open(last.text(role)) or list_is_open(last.text(role)) for role in ASSIGNED)


def open_column(roles: Sequence[Role], row: RowBuilder, role: Role, text: str, fragments: Container[Role]) -> Role:
    """The column a fragment goes on in: its own, or the nearest filled one to its left, which has no fragment."""
    if role not in _MOVABLE or fit(role, text) > 0 or not starts_inside(text):
        return role
    above = row.text(role)
    if above and (len(above) > _SHORT_VALUE or fit(role, above) <= 0 or is_open(above)):
        return role  # the value above is no finished date or figure: the fragment completes it
    for candidate in reversed(roles[: roles.index(role)]):
        if row.text(candidate) and candidate not in _MOVABLE:
            return role if candidate in fragments else candidate
    return role


def lines_above(items: Sequence[RunItem], at: int) -> list[RunItem]:
    """The lines between a row and the row above."""
    return list(takewhile(lambda above: not above.is_row, reversed(items[:at])))[::-1]


def block_above(items: Sequence[RunItem], at: int) -> int | None:
    """The block of the row above."""
    return next((above.block for above in reversed(items[:at]) if above.is_row), None)
