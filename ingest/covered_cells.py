"""Cells that a form does not write because a cell above covers them (`rowspan`).

Which column a short row lacks is told by the rows that lack none: for each column its cells are held against what the
others hold. A cell with nothing in it covers nothing: of columns that are as good as each other the one is meant in
which something stands above. Where two are left, the last of them is left blank, and nothing is said to be covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from ingest.column_kinds import kind_of_line
from ingest.row_drafts import RowDraft, is_total
from ingest.wrapped_cells import MIN_WHOLE_ROWS, Column, column_of, kind_of, opening_of

_MOST_LACKING = 2  # cells of a row
_MIN_OWN = 3  # cells with text of a row that lacks some; a row of fewer may be a heading
_MARKS = " *_\\"
_NO_BODY = -1.6  # a cell that names no body where the others do; more than one that begins alike weighs
_FITS, _MISFITS = 1.5, -2.0  # a cell that is of its column's kind, and begins as others of it do; one of another kind


def with_covered_cells(rows: Sequence[RowDraft], width: int, *, numbered: bool) -> list[RowDraft]:
    """`rows` (the head first) with blank cells where a cell above covers them, and with the rows that cell is over."""
    whole = [row for row in rows[1:] if len(row.cells) == width and _is_task(row, numbered=numbered)]
    if len(whole) < MIN_WHOLE_ROWS:
        return list(rows)
    columns = [_column([row.cells[at][0] for row in whole]) for at in range(width)]
    are_bodies = [_are_bodies([row.cells[at][0] for row in whole]) for at in range(width)]
    owners: list[RowDraft] = []  # by column, the row in which the cell that stands in the row above begins
    above = rows[0]
    for row in rows[1:]:
        lacking = width - len(row.cells)
        if owners and above.end == row.start and 0 < lacking <= _MOST_LACKING and _is_task(row, numbered=numbered):
            known = list(zip(columns, are_bodies, strict=True))
            found, is_clear = _place([text for text, _ in row.cells], owners, known, first=2 if numbered else 1)
            for at in found:
                row.cells.insert(at, ("", row.cells[at][1] if at < len(row.cells) else row.cells[-1][1]))
            owners = _owners(row, owners, found, is_sure=is_clear)
        else:
            owners = [row] * width if len(row.cells) == width else []
        above = row
    return list(rows)


def _is_task(row: RowDraft, *, numbered: bool) -> bool:
    label = row.cells[0][0]
    if sum(bool(text) for text, _ in row.cells) < _MIN_OWN:
        return False
    return any(map(str.isdigit, label)) if numbered else bool(label) and not is_total(label)


def _owners(row: RowDraft, above: Sequence[RowDraft], found: Sequence[int], *, is_sure: bool) -> list[RowDraft]:
    """The owners of the cells of `row`; those that are sure to go on from above get one row more."""
    for at in found if is_sure else ():
        owner = above[at]
        if owner.cells[at][0]:
            spans = owner.spans or [(1, 1)] * len(owner.cells)
            spans[at] = (1, spans[at][1] + 1)
            owner.spans = spans
    return [above[at] if at in found else row for at in range(len(row.cells))]


def _place(
    texts: Sequence[str], owners: Sequence[RowDraft], columns: Sequence[tuple[Column, bool]], *, first: int
) -> tuple[tuple[int, ...], bool]:
    """The columns, in order, that the row lacks, and whether they are sure to be those.

    `columns` are what is known of each, and whether it holds bodies.
    """
    scored: list[tuple[float, tuple[int, ...]]] = []
    for lacking in combinations(range(first, len(columns)), len(columns) - len(texts)):
        left = [column for at, column in enumerate(columns) if at not in lacking]
        scored.append((sum(map(_fit, texts, left)), lacking))
    best = max(score for score, _ in scored)
    close = [lacking for score, lacking in scored if score > best - _FITS]
    below = [lacking for lacking in close if all(owners[at].cells[at][0] for at in lacking)]
    likely = below if len(close) > 1 else close
    return likely[0] if len(likely) == 1 else close[-1], len(likely) == 1 and best >= 0


def _column(cells: Sequence[str]) -> Column:
    return column_of([text for cell in cells if (text := cell.strip(_MARKS))] or [""])


def _are_bodies(cells: Sequence[str]) -> bool:
    """Whether most of the cells of a column name bodies."""
    filled = [text for cell in cells if (text := cell.strip(_MARKS))]
    return sum(kind_of_line(text) == "bodies" for text in filled) > len(filled) / 2


def _fit(cell: str, known: tuple[Column, bool]) -> float:
    column, has_bodies = known
    text = cell.strip(_MARKS)
    if not text:
        return 0.0
    kind = kind_of(text)
    if kind != column.kind:
        return _MISFITS
    if kind == "words" and has_bodies and kind_of_line(text) != "bodies":
        return _NO_BODY
    return _FITS if kind != "words" or opening_of(text) in column.openings else 0.0
