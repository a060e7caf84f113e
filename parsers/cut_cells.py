"""Merged cells whose text a page break cuts: every row that such a cell covers says the whole of it.

The beginning stands in a row on the page above, the rest in the first row of the next page, which is a row of its own
or the tail of one that was cut, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from parsers.cell_types import looks_like_agency, looks_like_deadline
from parsers.row_builder import Piece, RowBuilder, starts_inside
from parsers.table_headers import Role
from parsers.table_runs import RunItem

MERGED: tuple[Role, ...] = ("lead", "co", "time")
"""Columns whose cells are merged over tasks."""

AGENCY_ROLES: tuple[Role, ...] = ("lead", "co", "lead_co")
TIME_ROLES: tuple[Role, ...] = ("time", "time_start", "time_end", "days", "period")

_ABBREVIATION = re.compile(r"[A-ZĐ]{2,}(?!\w)")

ENDED = re.compile(r"[.;:!?]\s*$")
"""The end of a text that has come to its end."""


class CutCells:
    """The texts of merged cells that were put together again, by the block and column that hold their last part."""

    def __init__(self) -> None:
        self._whole: dict[tuple[int, int], str] = {}

    def text(self, item: RunItem, column: int, rows: Sequence[RowBuilder], role: Role) -> str:
        """What a merged cell above says in `column` of a row that it covers, as the row that holds it has it."""
        block, said = item.holders[column], item.covered[column]
        if (block, column) in self._whole:
            return self._whole[block, column]
        held = (piece for row in reversed(rows) for piece in row.pieces.get(role, ()) if piece.block == block)
        return next((piece.text for piece in held if _plain(piece.text) == _plain(said)), said)

    def put_on(self, rows: Sequence[RowBuilder], role: Role, piece: Piece, column: int) -> str:
        """Append to the last row of a page, or to the cell that covers it, what `piece` says below the break.

        Gives the whole text of that cell.
        """
        shared = _covered_together(rows, role)
        holder = rows[-len(shared) - 1] if len(shared) < len(rows) else shared[0]
        holder.pieces.setdefault(role, []).append(piece)
        whole = holder.text(role)
        for row in shared:
            row.covered[role] = whole
        self._whole[piece.block, column] = whole
        return whole


def _plain(text: str) -> str:
    """`text` without what parts the items of a list."""
    return "".join(text.replace(";", " ").split())


def _covered_together(rows: Sequence[RowBuilder], role: Role) -> list[RowBuilder]:
    """The last rows that have no text of their own in a column because a cell above covers them."""
    found: list[RowBuilder] = []
    for row in reversed(rows):
        if role not in row.covered or not row.is_blank(role):
            break
        found.append(row)
    return found[::-1]


def begins_afresh(role: Role, text: str) -> bool:
    """Whether a cell reads like a whole one of its column."""
    if role == "task":
        return text[:1].isupper() and not _ABBREVIATION.match(text)
    if role in TIME_ROLES:
        return looks_like_deadline(text)
    return role in AGENCY_ROLES and looks_like_agency(text)


def goes_on_below(rows: Sequence[RowBuilder], role: Role, text: str, column: Iterable[str], *, spans: bool) -> bool:
    """Whether `text`, in the first row of a page, is the rest of a merged cell that the page above began.

    It starts in the middle of a phrase, as no other cell of the `column` does, or with an abbreviation that is none of
    a body; the cell above has not come to an end, and there is a merged cell on one side of the break at least
    (`spans`: below it).
    """
    inside = starts_inside(text) and not any(map(starts_inside, column))
    shortened = _ABBREVIATION.match(text) and not (role in AGENCY_ROLES and looks_like_agency(text))
    if role not in MERGED or not rows or not (inside or shortened):
        return False
    above = rows[-1].text(role) or rows[-1].covered.get(role, "")
    if not above or ENDED.search(above):
        return False
    return spans or bool(_covered_together(rows, role))
