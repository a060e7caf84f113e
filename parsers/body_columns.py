"""Assignments as a matrix: a column for each body, with a mark where it leads a task or takes part in it.

    TT | Nội dung | Phòng Y tế | Phòng Văn hóa | Công an huyện | Thời gian
    1  | Tập huấn |     C      |       P       |               | Tháng 5

`C`, `CT` and the words mark who leads, `P`, `PH` and the words who takes part. A cross beside such letters marks who
takes part; crosses alone do not tell, unless there is one in the row: it is who does it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.cell_types import looks_like_agency
from parsers.period_columns import is_mark
from parsers.table_headers import header_role
from schemas.letters import fold

_LEADS = frozenset({"c", "ct", "ctr", "chu tri"})
_TAKES_PART = frozenset({"p", "ph", "phoi hop"})
_FEWEST_BODIES = 3
_KNOWN_SHARE = 0.6  # of the names, which look like those of bodies; `Huyện đoàn` does not
_MARKED_SHARE = 0.9  # of the filled cells under the bodies


def bodies_of_columns(head: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[dict[int, str], bool] | None:
    """The body of each column that holds marks, and whether a row below `head` names them; None for any other table.

    `rows` are those below the head.
    """
    if named := _named(head, rows):
        return named, False
    if rows and (named := _named(rows[0], rows[1:])):
        return named, True
    return None


def roles_by_marks(marks: Mapping[str, str], *, has_letters: bool) -> dict[str, str]:
    """Who leads and who takes part (`lead`, `co`) by the marks that one row has under each body.

    `has_letters` says that the table marks who leads with letters.

    >>> roles_by_marks({"Phòng Y tế": "C", "Công an": "x"}, has_letters=True)
    {'Phòng Y tế': 'lead', 'Công an': 'co'}
    >>> roles_by_marks({"Phòng Y tế": "x", "Công an": "x"}, has_letters=False)
    {}
    """
    if not has_letters:
        return dict.fromkeys(marks, "lead") if len(marks) == 1 else {}
    return {body: "lead" if marks_lead(mark) else "co" for body, mark in marks.items()}


def marks_lead(cell: str) -> bool:
    """Whether a mark says that a body leads."""
    return _key(cell) in _LEADS


def _named(names: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[int, str] | None:
    below = [row for row in rows if row != names]  # the names are repeated on later pages
    marked = {
        column: " ".join(name.split())
        for column, name in enumerate(names)
        if name.strip() and header_role(name) is None and _holds_marks(below, column)
    }
    known = sum(map(looks_like_agency, marked.values()))
    if known < _FEWEST_BODIES or known < _KNOWN_SHARE * len(marked):
        return None
    return marked if max(marked) - min(marked) + 1 == len(marked) else None


def _holds_marks(rows: Sequence[Sequence[str]], column: int) -> bool:
    filled = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return bool(filled) and sum(map(_is_mark, filled)) >= _MARKED_SHARE * len(filled)


def _is_mark(cell: str) -> bool:
    return _key(cell) in _LEADS | _TAKES_PART or is_mark(cell.strip())


def _key(cell: str) -> str:
    return fold(cell).strip(" .()")
