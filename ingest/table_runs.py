"""Which rows make one table: runs of rows, and the places where a run is interrupted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ingest.row_drafts import RowDraft, is_gap

Joint = Literal["adjacent", "gap", "apart"]

_MAX_LINES_BETWEEN = 3  # of a table whose row lost its cells (`V`, a section title)
_MAX_LINE_LENGTH = 200
_MIN_HEADER_CELLS = 3
_SAME_HEADER = 0.75  # of the words of two headers; page-wise OCR reads the same header differently now and then
_WORDS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Interruption:
    """A place between two rows of the same form with nothing but a gap, or a repeated header, between them.

    `start` and `end` are the lines between (indices, exclusive; equal when the rows touch). `header` says that the
    second row opens a table anew: it repeats the first row of the run, or a Markdown rule makes it a header.
    """

    start: int
    end: int
    header: bool


def number_tables(rows: Sequence[RowDraft], lines: Sequence[str]) -> list[Interruption]:
    """Set `table` on each row (runs counted from 0, rows in order) and return where runs are interrupted.

    Blank lines and page numbers do not end a run when the row below has a number of cells that the rows above have;
    another number of cells, another form, a repeated header or text between does.
    """
    interruptions: list[Interruption] = []
    table = 0
    head: RowDraft | None = None
    widths: set[int] = set()  # of the rows since the last gap
    previous: RowDraft | None = None
    for row in rows:
        if previous is not None and head is not None:
            joint = _joint(previous, row, lines)
            repeated = joint != "apart" and _repeats(head, row)
            header = repeated or (joint == "gap" and row.header)
            if joint == "gap" or repeated:
                interruptions.append(Interruption(previous.end, row.start, header))
            if joint == "apart" or header or (joint == "gap" and not _agrees(row, widths)):
                table += 1
                head = row
                widths = set()
            elif joint == "gap":
                widths = set()
        else:
            head = row
        widths.add(len(row.cells))
        row.table = table
        previous = row
    return interruptions


def _joint(above: RowDraft, below: RowDraft, lines: Sequence[str]) -> Joint:
    between = lines[above.end : below.start] if below.start - above.end <= 50 else None
    if above.form != below.form or between is None:
        return "apart"
    if not between:
        return "adjacent"
    if all(is_gap(line) for line in between):
        return "gap"
    short = len(between) <= _MAX_LINES_BETWEEN and all(line and len(line) <= _MAX_LINE_LENGTH for line in between)
    return "adjacent" if short else "apart"


def _agrees(row: RowDraft, widths: set[int]) -> bool:
    # One cell a line: the blank line is the form's own, and a missing cell is common.
    return row.form == "cell_lines" or len(row.cells) in widths


def _repeats(head: RowDraft, row: RowDraft) -> bool:
    """Whether `row` says what the first row of the run says, and that row has the look of a header."""
    if not (_same_text(head, row, 0) or (len(row.cells) == len(head.cells) and _same_text(head, row, -1))):
        return False
    if row.cells[0][0][:1].isdigit() or sum(bool(text) for text, _ in row.cells) < _MIN_HEADER_CELLS:
        return False
    words, known = _words(row), _words(head)
    return len(known) >= _MIN_HEADER_CELLS and len(words & known) >= _SAME_HEADER * len(words | known)


def _same_text(one: RowDraft, other: RowDraft, cell: int) -> bool:
    """Whether a cell of two rows holds the same text; a cheap test that nearly every row fails."""
    text = one.cells[cell][0]
    return bool(text) and len(text) == len(other.cells[cell][0]) and text.casefold() == other.cells[cell][0].casefold()


def _words(row: RowDraft) -> set[str]:
    return {word for text, _ in row.cells for word in _WORDS.findall(text.casefold())}
