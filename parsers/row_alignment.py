"""Cells to columns, when page-wise OCR has changed how many cells a row has.

A row with as many cells as the table has columns, all of which look their part, is taken as it stands. Otherwise the
best monotone assignment is found: cells keep their order, a blank cell may be inserted or dropped for little, and a
filled cell may be left out (a column printed twice) for much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.cell_types import fit
from parsers.table_headers import ColumnModel, Role

_DROP_BLANK = -0.1
_DROP_FILLED = -4.0
_DROP_REPEATED = -1.0  # a filled cell equal to its neighbour
_SKIP_COLUMN = -0.3
_SKIP_TASK = -2.0  # a row has a title before it has anything else
_SKIP_LEAD = -0.6  # who leads is told more often than who helps
_SKIPPED: dict[Role, float] = {"task": _SKIP_TASK, "lead": _SKIP_LEAD, "assignee": _SKIP_LEAD}
_MISFIT = -1.4  # below this a cell is worth realigning its row for
_FEWEST_ROWS = 3  # of a page, which show that a column is blank
_TIE = 0.5  # a row, below which a page's rows do not tell where they gained a cell
_SPARSE_ROW = 3  # filled cells; a row of so few is the tail of another and says too little to be realigned


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """`cells[i]` is the index of the row's cell that stands in column i, None where the column is blank.

    `left_out` are filled cells that no column took. `shifted` says that the assignment is not the plain one.
    """

    cells: tuple[int | None, ...]
    left_out: tuple[int, ...] = ()
    shifted: bool = False


def align(texts: list[str], model: ColumnModel) -> AlignedRow:
    """Assign the cells of one row to the columns of its table."""
    width = len(model.roles)
    trimmed = _without_trailing_blanks(texts)
    if len(trimmed) <= width:
        plain = AlignedRow(tuple(i if i < len(texts) else None for i in range(width)))
        filled = sum(1 for text in trimmed if text)
        gained = len(texts) > width and not all(map(str.strip, trimmed))  # a blank cell more than the head has columns
        looks_right = all(fit(role, text) > _MISFIT for role, text in zip(model.roles, trimmed, strict=False))
        if filled <= _SPARSE_ROW or (looks_right and not gained):
            return plain
        # A row that lost or gained a cell shows it in the typed columns; realign only for a clear gain.
        score, best = _best(texts if gained else trimmed, model)
        if score > _plain_score(trimmed, model) + 2.0:
            return best
        return plain
    return _best(trimmed, model)[1]


def blank_columns(rows: Sequence[list[str]], model: ColumnModel) -> frozenset[int]:
    """The columns of one page that are no columns of its table: blank in all its rows, and as many as these have more.

    What stands in the others must fit as well as when each row is aligned by itself, since a column of the table may be
    blank on a page, too. A row with few cells does not tell by itself where it gained one.
    """
    width = len(model.roles)
    counts = {len(row) for row in rows}
    if len(rows) < _FEWEST_ROWS or len(counts) > 1 or (count := counts.pop()) <= width:
        return frozenset()
    blank = frozenset(column for column in range(count) if not any(row[column].strip() for row in rows))
    if len(blank) != count - width:
        return frozenset()
    telling = [row for row in rows if sum(bool(text.strip()) for text in row) > _SPARSE_ROW]
    kept = sum(_plain_score([text for at, text in enumerate(row) if at not in blank], model) for row in telling)
    apart = sum(_best(row, model)[0] - _DROP_BLANK * len(blank) for row in telling)
    return blank if kept > apart - _TIE * len(telling) else frozenset()


def _without_trailing_blanks(texts: list[str]) -> list[str]:
    end = len(texts)
    while end and not texts[end - 1].strip():
        end -= 1
    return texts[:end]


def _plain_score(texts: list[str], model: ColumnModel) -> float:
    return sum(fit(role, text) for role, text in zip(model.roles, texts, strict=False))


def _drop_cost(texts: list[str], index: int) -> float:
    text = texts[index].strip()
    if not text:
        return _DROP_BLANK
    if index and texts[index - 1].strip() == text:
        return _DROP_REPEATED
    return _DROP_FILLED


def _best(texts: list[str], model: ColumnModel) -> tuple[float, AlignedRow]:
    """Best monotone assignment by dynamic programming over (cells used, columns used)."""
    rows, columns = len(texts), len(model.roles)
    score = [[float("-inf")] * (columns + 1) for _ in range(rows + 1)]
    step = [[""] * (columns + 1) for _ in range(rows + 1)]
    score[0][0] = 0.0
    for i in range(rows + 1):
        for j in range(columns + 1):
            # The order settles ties: a cell keeps its column rather than leaving it to a later copy of itself.
            options = []
            if i and j:
                options.append((score[i - 1][j - 1] + fit(model.roles[j - 1], texts[i - 1]), "take"))
            if j:
                options.append((score[i][j - 1] + _SKIPPED.get(model.roles[j - 1], _SKIP_COLUMN), "skip"))
            if i:
                options.append((score[i - 1][j] + _drop_cost(texts, i - 1), "drop"))
            for value, name in options:
                if value > score[i][j] or (name == "drop" and value == score[i][j] and step[i][j] == "take"):
                    score[i][j], step[i][j] = value, name
    return score[rows][columns], _trace(step, texts, columns)


def _trace(step: list[list[str]], texts: list[str], columns: int) -> AlignedRow:
    cells: list[int | None] = [None] * columns
    left_out: list[int] = []
    i, j = len(texts), columns
    while i or j:
        name = step[i][j]
        if name == "take":
            cells[j - 1] = i - 1
            i, j = i - 1, j - 1
        elif name == "skip":
            j -= 1
        else:
            if texts[i - 1].strip():
                left_out.append(i - 1)
            i -= 1
    shifted = any(index is not None and index != column for column, index in enumerate(cells))
    return AlignedRow(tuple(cells), tuple(reversed(left_out)), shifted or bool(left_out))
