"""Which row or document of today's reading a review is about.

A row is known by its cells as read. Spaces do not count, for a reader may join lines differently. Where no row has all
of them, the row with the same title, and the reviewed cell unchanged, is meant; a row whose reviewed cell reads
differently now is not: the reviewer did not see that text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields

from schemas.decision import AdministrativeDocument, CellValue, Task
from schemas.review import Review, RowKey

CELLS = tuple(field.name for field in fields(RowKey))
"""The cells a row is known by, in order."""
_CELL_OF_FIELD = {
    "title": "title", "outputs": "outputs", "lead": "lead", "coordinating": "coordinating", "deadline": "deadline",
    "deadline_start": "deadline", "deadline_end": "deadline", "budget_vnd": "budget",
}  # fmt: skip
_LEAST_ALIKE = 4  # of the six cells, where the title or the reviewed cell alone does not tell the row


def key_of(task: Task) -> RowKey:
    """The cells of a task as read."""
    cells = (
        task.title, task.outputs_cell, task.lead_cell, task.coordinating_cell, task.deadline_cell, task.budget_cell,
    )  # fmt: skip
    return RowKey(*(_raw(cell) for cell in cells))


def _raw(cell: CellValue | None) -> str | None:
    return (" ".join(cell.raw.split()) or None) if cell else None


def row_of(review: Review, documents: Sequence[AdministrativeDocument]) -> tuple[int, int] | None:
    """Indices of the document and of its task that `review` is about; None when no row fits."""
    assert review.row is not None
    wanted = RowKey(*(" ".join(cell.split()) or None if cell else None for cell in astuple(review.row)))
    rows = [(d, t, task) for d, document in enumerate(documents) for t, task in enumerate(document.tasks)]
    exact = [row for row in rows if key_of(row[2]) == wanted]
    if exact:
        return _nearest(exact, review)
    alike = [row for row in rows if _is_alike(key_of(row[2]), wanted, review)]
    nearest = _nearest(alike, review)
    return nearest if nearest is not None and _is_sure(alike, review) else None


def _is_alike(found: RowKey, wanted: RowKey, review: Review) -> bool:
    """Whether most cells read as they did, the title and what was reviewed among them."""
    cell = _CELL_OF_FIELD.get(review.field or "")
    if cell and getattr(found, cell) != getattr(wanted, cell):
        return False
    if review.verdict == "confirm" or wanted.title is None or found.title != wanted.title:
        return False
    same = [name for name in CELLS if getattr(found, name) == getattr(wanted, name)]
    return len(same) >= _LEAST_ALIKE


def _is_sure(rows: Sequence[tuple[int, int, Task]], review: Review) -> bool:
    return len(rows) == 1 or any((row[2].page_start, row[2].line_start) == (review.page, review.line) for row in rows)


def _nearest(rows: Iterable[tuple[int, int, Task]], review: Review) -> tuple[int, int] | None:
    chosen = min(
        rows,
        key=lambda row: (abs(row[2].page_start - review.page), abs(row[2].line_start - review.line), row[0], row[1]),
        default=None,
    )
    return (chosen[0], chosen[1]) if chosen else None


def document_of(
    review: Review, documents: Sequence[AdministrativeDocument], published: Sequence[dict[str, str | None]]
) -> int | None:
    """Index of the document that `review` is about: of its kind, with the field as it was then or as it is to be.

    `published` holds the reviewable fields of each document as text.
    """
    assert review.field is not None
    fitting = [
        (abs(document.page_start - review.page), abs(document.line_start - review.line), index)
        for index, document in enumerate(documents)
        if document.kind == review.kind and published[index].get(review.field) in (review.before, review.after)
    ]
    return min(fitting)[2] if fitting else None
