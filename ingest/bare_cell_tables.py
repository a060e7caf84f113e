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
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from ingest.list_marks import roman
from ingest.row_drafts import RowDraft, is_label, is_number_heading, is_total
from ingest.wrapped_cells import merges
from schemas.letters import MARKED_CAPITALS, fold

_MIN_COLUMNS, _MAX_COLUMNS = 4, 12
_LONGEST_HEADING = 60  # characters
_MIN_ROWS = 2
_MIN_TITLE = 2  # words; a section's title may be as short
_ROMANS = tuple(map(roman, range(1, 16)))
_BULLET = re.compile(r"[-+•*–]\s*\S")
# What ends a table: a heading or closing line of the text around it. Numbers may also list what stands in a cell.
_TEXT_AFTER = re.compile(r"[IVX]{1,5}\s?[.)]\s+\S|Điều\s+\d|Nơi nhận|(?:TM|KT|TL|TUQ|T/M)\.|Ghi chú\s*:|PHỤ LỤC")
_NUMBERED = re.compile(r"\d{1,2}\s?[.)]\s+\S")
_CAPITAL = rf"[A-ZĐ{MARKED_CAPITALS}]"
_FUSED_SECTION = re.compile(
    rf"(?P<label>[IVX]{{1,5}}|[A-H])\s?[.):\-–]?\s+{_CAPITAL}+(?:[\s,;–-]+{_CAPITAL}+)+[\s,;.:–-]*$"
)
_MOST_SPLIT = 4  # cells more than columns, where a cell has lines of its own
_Cell = tuple[str, int]


def find_bare_cell_rows(lines: Sequence[str], borders: AbstractSet[int]) -> list[RowDraft]:
    """The rows of tables that are dumped one bare cell a line, in order. No table crosses a line of `borders`."""
    rows: list[RowDraft] = []
    above: list[RowDraft] = []
    end = 0
    for index, line in enumerate(lines):
        if index < end or not is_number_heading(line):
            continue
        table = _table(lines, index, next((border for border in sorted(borders) if border > index), len(lines)), above)
        if table:
            rows += table
            above, end = table, table[-1].end
    return rows


def _table(lines: Sequence[str], start: int, end: int, above: Sequence[RowDraft]) -> list[RowDraft]:
    """The rows of the table whose head begins at `start`, none where there is none; `above` is the table before it."""
    head = _head(lines, start, end)
    if not _MIN_COLUMNS <= len(head) <= _MAX_COLUMNS:
        return []
    is_repeated = bool(above) and [fold(text) for text, _ in head] == [fold(text) for text, _ in above[0].cells]
    body = head[-1][1] + 1
    openings = list(_openings(lines, body, end, _parts_of(above[-1].cells[0][0]) if is_repeated else ()))
    if len(openings) < (1 if is_repeated else _MIN_ROWS):
        return []
    is_spaced = _is_spaced(lines, start, openings[-1])
    rows = [_draft(head, start, body if any(map(str.strip, lines[body : openings[0]])) else openings[0])]
    for opening, following in pairwise([*openings, end]):
        cells = _cells(lines, opening, following, is_spaced)
        if following != end and _is_whole(cells, len(head)):
            rows.append(_draft(cells, opening, following))
            continue
        last = _own_cells(cells, len(head))
        rows.append(_draft(last, opening, last[-1][1] + last[-1][0].count("\n") + 1))
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
        if head and (is_label(line) or _section_above_a_row(lines, index, end)):
            return head
        if len(line) > _LONGEST_HEADING or "\t" in line or "|" in line:
            return []
        if head and (line[0] == "(" or line[0].islower()):
            head[-1] = (f"{head[-1][0]}\n{line}", index)
        else:
            head.append((line, index))
    return []


def _openings(lines: Sequence[str], start: int, end: int, label: tuple[str, ...]) -> Iterator[int]:
    """The lines with the labels of rows, each of which goes on from those before it and has a title with it or below.

    `label` is that of the row above the first.
    """
    counted = label  # the last number: it may run on over the sections
    for index in range(start, end):
        line = lines[index].strip()
        fused = _section_above_a_row(lines, index, end)
        if not (fused or (line and is_label(line))):
            continue
        parts = _parts_of(fused["label"] if fused else line)
        runs_on = len(parts) == len(counted) == 1 and _is_next(counted[0], parts[0])
        if parts and (_goes_on(label, parts) or runs_on) and (fused or _has_title(lines, index, end)):
            label = parts
            counted = parts if parts[0].isdigit() else counted
            yield index


def _section_above_a_row(lines: Sequence[str], index: int, end: int) -> re.Match[str] | None:
    """A section's numeral and title on one line, with the label of a row alone on the next."""
    fused = _FUSED_SECTION.match(lines[index].strip())
    below = next((line for line in map(str.strip, lines[index + 1 : min(end, index + 4)]) if line), "")
    return fused if fused and is_label(below) else None


def _parts_of(label: str) -> tuple[str, ...]:
    fused = _FUSED_SECTION.match(label)
    label = fused["label"] if fused else label
    return tuple(re.findall(r"[^\W_]+", label.upper() if label.isalpha() and len(label) > 1 else label))


def _goes_on(before: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether a row with `label` may follow one with `before`: the next at any level, the first below, a new start."""
    if not before:
        return label[-1] in ("1", "01", "I", "A", "a")
    if label[-1] in ("1", "01", "a") and len(label) <= len(before) + 1:
        return label != before
    return any(_is_next(old, label[-1]) for old in before) or _roman_after(before, label)


def _is_next(old: str, new: str) -> bool:
    if old.isdigit() and new.isdigit():
        return int(new) == int(old) + 1
    return len(old) == len(new) == 1 and ord(new) == ord(old) + 1


def _roman_after(before: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """A section may follow any row; which one it is, is known only of sections one after another."""
    if len(label) != 1 or label[0] not in _ROMANS:
        return False
    return before[0] not in _ROMANS or _ROMANS.index(label[0]) == _ROMANS.index(before[0]) + 1


def _has_title(lines: Sequence[str], index: int, end: int) -> bool:
    title = next((lines[below].strip() for below in range(index + 1, min(end, index + 4)) if lines[below].strip()), "")
    return len(re.findall(r"[^\W\d_]+", title)) >= _MIN_TITLE and not is_label(title) and "\t" not in title


def _is_spaced(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether blank lines part the cells: most lines with text have a blank one below."""
    filled = [index for index in range(start, end) if lines[index].strip()]
    return sum(not lines[index + 1].strip() for index in filled) * 3 > len(filled) * 2


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
        _TEXT_AFTER.match(text) or is_number_heading(text) or is_total(text) for text, _ in cells[2:]
    )


def _own_cells(cells: list[_Cell], width: int) -> list[_Cell]:
    """The cells of the last row: no more than there are columns, and none of the text that follows the table."""
    for count, (text, _) in enumerate(cells):
        ends = count == width or _TEXT_AFTER.match(text) or is_total(text) or is_number_heading(text)
        if count > 1 and (ends or (count > 2 and _NUMBERED.match(text))):
            return cells[:count]
    return cells


def _draft(cells: list[_Cell], start: int, end: int) -> RowDraft:
    return RowDraft(start, end, "cell_lines", cells)
