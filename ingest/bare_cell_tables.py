"""Tables dumped one cell a line with no mark at all, as web pages and Word files come out of plain text extraction.

    TT
    Nhiệm vụ
    Cơ quan chủ trì
    I
    CẢI CÁCH THỂ CHẾ
    1
    Rà soát văn bản
    Sở Tư pháp

Such a table opens with the heading of its number column alone on a line. Blank cells leave no line, so a row may have
fewer cells than the head; where blank lines part the cells, lines without one between them are one cell. Rows are told
by their labels, which go on from one another; a figure of money is no label, because no title follows it. Below a head
that is printed once more, on the next page, they go on from those above it. A section may have its numeral and title on
one line (`II XÂY DỰNG VĂN BẢN`).

A table goes on over the ends of pages, with the numbers and running heads that stand there, as long as its labels go
on. Where most rows have lines that go on from those above, the cells were wrapped at the width of their columns, and
all lines are divided anew (`ingest.wrapped_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from ingest.bare_cell_labels import openings as openings_of
from ingest.bare_cell_labels import parts_of, section_above_a_row
from ingest.page_margins import margin_lines, numbers_above_heads
from ingest.row_drafts import Form, RowDraft, is_label, is_number_heading, is_total
from ingest.text_after import TEXT_AFTER
from ingest.two_level_heads import Head, possible_heads
from ingest.wrapped_cells import merges
from ingest.wrapped_rows import PagedText, is_wrapped, wrapped_rows
from schemas.letters import fold

_MIN_COLUMNS, _MAX_COLUMNS = 4, 12
_LONGEST_HEADING = 60  # characters
_MIN_ROWS = 2
_FIRST_LABELS = ("1", "01", "I", "A")
_TWO_LEVELS = 5.0  # by how much, in logarithms, the rows must be likelier under a head of two levels
_BULLET = re.compile(r"[-+•*–]\s*\S")
_NUMBERED = re.compile(r"\d{1,2}\s?[.)]\s+\S")  # may also list what stands in a cell
_MOST_SPLIT = 4  # cells more than columns, where a cell has lines of its own
_Cell = tuple[str, int]


def find_bare_cell_rows(
    lines: Sequence[str], held: AbstractSet[int], page_starts: AbstractSet[int], markers: AbstractSet[int]
) -> list[RowDraft]:
    """The rows of tables that are dumped one bare cell a line, in order.

    No table crosses a line of `held`, no row one of `page_starts`. `markers` are lines that only mark pages.
    """
    if not any(map(is_number_heading, lines)):
        return []
    margins = margin_lines(lines, page_starts) | numbers_above_heads(lines) | markers
    text = PagedText(
        ["" if index in margins else line for index, line in enumerate(lines)], margins, sorted(page_starts)
    )
    rows: list[RowDraft] = []
    above: list[RowDraft] = []
    end = 0
    for index, line in enumerate(text.lines):
        if index < end or not is_number_heading(line):
            continue
        border = next((border for border in sorted(held) if border > index), len(lines))
        table = _wrapped_table(text, index, border) or _table(text, index, border, above)
        if table:
            rows += table
            above, end = table, table[-1].end
    return rows


def _wrapped_table(text: PagedText, start: int, end: int) -> list[RowDraft]:
    """The rows of a table whose cells were wrapped, with its repeated heads; none where `start` begins no such one."""
    head = _head(text.lines, start, min(end, text.part_end(start)))
    if not _MIN_COLUMNS <= len(head) <= _MAX_COLUMNS:
        return []
    size = _end(head[-1]) - start
    starts, end = _repeated(text, start, size, end)
    of_heads = {line for first in starts for line in range(first, first + size)}
    below = PagedText(
        ["" if index in of_heads else line for index, line in enumerate(text.lines)],
        text.hidden | of_heads,
        text.page_starts,
    )
    openings = list(openings_of(below.lines, start + size, end, ()))
    if len(openings) < _MIN_ROWS or _is_spaced(text.lines, start, openings) or not is_wrapped(below, openings, end):
        return []
    found = [
        (found_head, *wrapped_rows(below, found_head.headings, openings, end)) for found_head in possible_heads(head)
    ]
    best, rows, _ = max(found, key=lambda each: each[2] - (_TWO_LEVELS if each[0].below else 0.0))
    for first in starts:
        rows += _head_rows(best, first - start, first + size)
    return sorted(rows, key=lambda row: row.start)


def _repeated(text: PagedText, start: int, size: int, end: int) -> tuple[list[int], int]:
    """Where a head of `size` lines is printed, and the end of its table: above a head that is another's."""
    said = [fold(line) for line in text.lines[start : start + size]]
    starts = [start]
    for index in range(start + size, end):
        if is_number_heading(text.lines[index]):
            if [fold(line) for line in text.lines[index : index + size]] != said or not _goes_on(text, index, size):
                return starts, index
            starts.append(index)
    return starts, end


def _goes_on(text: PagedText, index: int, size: int) -> bool:
    """Whether a head that is printed once more heads the same table: at the top of a page, or over a later label."""
    page_start = max((start for start in text.page_starts if start <= index), default=0)
    if page_start and not text.filled(page_start, index):
        return True
    below = text.filled(index + size, len(text.lines))
    return not below or text.lines[below[0]].strip() not in _FIRST_LABELS


def _head_rows(head: Head, offset: int, end: int) -> list[RowDraft]:
    """The rows of a head that is printed `offset` lines below its first print and ends before `end`."""
    levels = [[(text, index + offset) for text, index in cells] for cells in head.rows()]
    starts = [levels[0][0][1], *(cells[0][1] for cells in levels[1:])]
    return [
        _draft(cells, first, below, "aligned")
        for cells, first, below in zip(levels, starts, [*starts[1:], end], strict=True)
    ]


def _is_same_head(head: Sequence[_Cell], other: Sequence[_Cell]) -> bool:
    return [fold(text) for text, _ in head] == [fold(text) for text, _ in other]


def _table(text: PagedText, start: int, end: int, above: Sequence[RowDraft]) -> list[RowDraft]:
    """The rows of the table whose head begins at `start`, none where there is none; `above` is the table before it."""
    lines = text.lines
    head = _head(lines, start, min(end, text.part_end(start)))
    if not _MIN_COLUMNS <= len(head) <= _MAX_COLUMNS:
        return []
    is_repeated = bool(above) and _is_same_head(head, above[0].cells)
    body = _end(head[-1])
    end = next((index for index in range(body, end) if is_number_heading(lines[index])), end)
    openings = list(openings_of(lines, body, end, parts_of(above[-1].cells[0][0]) if is_repeated else ()))
    if len(openings) < (1 if is_repeated else _MIN_ROWS):
        return []
    is_spaced = _is_spaced(lines, start, openings)
    rows = [_draft(head, start, body if any(map(str.strip, lines[body : openings[0]])) else openings[0])]
    for opening, following in pairwise([*openings, end]):
        cells = _cells(lines, opening, min(following, text.part_end(opening)), is_spaced)
        if following != end and _is_whole(cells, len(head)):
            rows.append(_draft(cells, opening, text.row_end(_end(cells[-1]) - 1, following)))
            continue
        own = _own_cells(cells, len(head))
        rows.append(_draft(own, opening, _end(own[-1])))
        break
    full = [row for row in rows[1:] if _MIN_COLUMNS - 1 <= len(row.cells) <= len(head) + _MOST_SPLIT]
    if not is_repeated and (len(full) < _MIN_ROWS or 2 * len(full) < len(rows) - 1):
        return []
    _put_wrapped_lines_together(rows[1:], lines, len(head))
    return rows


def _put_wrapped_lines_together(rows: Sequence[RowDraft], lines: Sequence[str], width: int) -> None:
    whole = [[text for text, _ in row.cells] for row in rows if len(row.cells) == width]
    for row in rows:
        merged = merges([text for text, _ in row.cells], whole, width)
        cells: list[_Cell] = []
        for at, (text, index) in enumerate(row.cells):
            if at in merged:
                above, first = cells[-1]
                cells[-1] = (
                    "\n".join((above, *map(str.strip, lines[first + above.count("\n") + 1 : index]), text)),
                    first,
                )
            else:
                cells.append((text, index))
        row.cells = cells


def _head(lines: Sequence[str], start: int, end: int) -> list[_Cell]:
    """The headings from `start` to the first label; one that goes on in brackets or small letters is one heading."""
    head: list[_Cell] = []
    for index in range(start, min(end, start + 3 * _MAX_COLUMNS)):
        line = lines[index].strip()
        if not line:
            continue
        if head and (is_label(line) or section_above_a_row(lines, index, end)):
            return head
        if len(line) > _LONGEST_HEADING or "\t" in line or "|" in line:
            return []
        if head and (line[0] == "(" or line[0].islower()):
            text, first = head[-1]
            head[-1] = ("\n".join((text, *map(str.strip, lines[first + text.count("\n") + 1 : index + 1]))), first)
        else:
            head.append((line, index))
    return []


def _end(cell: _Cell) -> int:
    """The line below a cell."""
    return cell[1] + cell[0].count("\n") + 1


def _is_spaced(lines: Sequence[str], start: int, openings: Sequence[int]) -> bool:
    """Whether blank lines part the cells: most lines with text have a blank one below, or most labels have."""
    filled = [index for index in range(start, openings[-1]) if lines[index].strip()]
    return any(sum(not lines[index + 1].strip() for index in each) * 3 > len(each) * 2 for each in (filled, openings))


def _cells(lines: Sequence[str], start: int, end: int, is_spaced: bool) -> list[_Cell]:
    cells: list[_Cell] = []
    for index in range(start, end):
        line = lines[index].strip()
        if not line:
            continue
        if len(cells) > 1 and _joins(cells[-1][0], lines, index, is_spaced):
            text, first = cells[-1]
            cells[-1] = ("\n".join((text, *map(str.strip, lines[first + text.count("\n") + 1 : index + 1]))), first)
        else:
            cells.append((line, index))
    return cells


def _joins(above: str, lines: Sequence[str], index: int, is_spaced: bool) -> bool:
    """Whether a line belongs to the cell above it: the next of its bullets, or the rest of a sentence."""
    line = lines[index].strip()
    if _BULLET.match(line):
        return _BULLET.match(above) is not None
    directly = lines[index - 1].strip()
    return (is_spaced and bool(directly)) or line[0].islower() or directly.endswith((",", ";"))


def _is_whole(cells: list[_Cell], width: int) -> bool:
    """Whether all the lines up to the next label may be one row; else the table ends inside them."""
    return len(cells) <= width + _MOST_SPLIT and not any(
        TEXT_AFTER.match(text) or is_number_heading(text) or is_total(text) for text, _ in cells[2:]
    )


def _own_cells(cells: list[_Cell], width: int) -> list[_Cell]:
    """The cells of the last row: no more than there are columns, and none of the text that follows the table."""
    for count, (text, _) in enumerate(cells):
        ends = count == width or TEXT_AFTER.match(text) or is_total(text) or is_number_heading(text)
        if count > 1 and (ends or (count > 2 and _NUMBERED.match(text))):
            return cells[:count]
    return cells


def _draft(cells: list[_Cell], start: int, end: int, form: Form = "cell_lines") -> RowDraft:
    return RowDraft(start, end, form, cells)
