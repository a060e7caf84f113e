"""Rows whose cells are separated by tabs, one row a line.

The number of cells drifts from page to page, so it is evidence and not a condition. A row that a line break inside a
cell has torn is put together only when the tabs of its pieces add up to a count that the table shows elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

from ingest.row_drafts import MAX_CELL_LINES, RowDraft, is_label, is_number_heading, is_total, place_cells, split_chains
from ingest.wrapped_row_lines import joined_lines

_SCRAP_AND_TITLE = re.compile(r"[nmrviluIVX1|]{1,4}\t(?P<title>[^\t]+ [^\t]+)\t*")  # strokes read as letters
_NUMBERED = re.compile(r"(?:[IVXL]{1,6}|\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s")  # number and title fused in one cell


def find_tab_rows(lines: Sequence[str], taken: AbstractSet[int], page_starts: AbstractSet[int]) -> list[RowDraft]:
    """The rows of tab-separated tables among `lines`, in order; `taken` lines belong to tables of another form.

    A line with two tabs or more is a row, unless all its neighbours show that the tabs only lay out text in two columns
    (head, signature) or indent it. No row crosses a line of `page_starts`.
    """
    tabs = {i: line.count("\t") for i, line in enumerate(lines) if "\t" in line and i not in taken}
    rows: list[RowDraft] = []
    for first, last in _segments(lines, tabs, taken, page_starts):
        rows += _rows_of_segment(lines, tabs, first, last)
    chains = [_trimmed(chain, lines) for chain in split_chains(rows, lines) if _is_table(chain)]
    return [row for chain in chains for row in joined_lines(chain, page_starts) or chain]


def _segments(
    lines: Sequence[str], tabs: dict[int, int], taken: AbstractSet[int], page_starts: AbstractSet[int]
) -> list[tuple[int, int]]:
    """Ranges of lines (first, last) without a blank line, from one line of two tabs or more to another."""

    def is_open(index: int) -> bool:
        return index < len(lines) and index not in taken and index not in page_starts

    ranges: list[tuple[int, int]] = []
    done = -1
    for index in (i for i, count in tabs.items() if count >= 2):
        if index > done:
            first = _backward(lines, tabs, index, done + 1, page_starts)
            done = _forward(lines, tabs, index, is_open)
            ranges.append((first, done))
    return ranges


def _backward(
    lines: Sequence[str],
    tabs: dict[int, int],
    index: int,
    floor: int,
    page_starts: AbstractSet[int],
) -> int:
    """Take in the numbered lines with one tab that stand directly above."""
    while index > floor and index not in page_starts and tabs.get(index - 1) == 1:
        if not is_label(lines[index - 1].split("\t", 1)[0]):
            break
        index -= 1
    return index


def _forward(lines: Sequence[str], tabs: dict[int, int], index: int, is_open: Callable[[int], bool]) -> int:
    """Take in the lines directly below up to the last one with a tab; they may be pieces of a row.

    A blank line is gone over where it may stand in a cell: what follows it has tabs and opens no row.
    """
    last = index
    probe = index + 1
    while probe - last <= MAX_CELL_LINES and is_open(probe):
        if not lines[probe] and not (is_open(probe + 1) and _goes_on(lines, tabs, probe + 1)):
            break
        if probe in tabs:
            last = probe
        probe += 1
    return last


def _goes_on(lines: Sequence[str], tabs: dict[int, int], index: int) -> bool:
    """Whether a line is the rest of a cell with the cells after it: text, then a tab."""
    return index in tabs and not _opens_row(lines[index])


def _rows_of_segment(lines: Sequence[str], tabs: dict[int, int], first: int, last: int) -> list[RowDraft]:
    stated = _usual_tabs(lines, tabs, first, last)
    usual = stated
    rows: list[RowDraft] = []
    index = first
    while index <= last:
        count = tabs.get(index, 0)
        end = _joined_end(lines, tabs, index, last, usual) if count else None
        if end is not None:
            text = "\n".join(lines[index : end + 1])
            rows.append(RowDraft(index, end + 1, "tabs", place_cells(text.split("\t"), index)))
            index = end
        elif count >= 2 or (count == 1 and _is_short_row(lines, tabs, index)):
            rows.append(RowDraft(index, index + 1, "tabs", place_cells(lines[index].split("\t"), index)))
            if count >= min(stated) - 1:  # the table drifts; a piece that stayed alone shows nothing
                usual = stated | {count}
        index += 1
    return rows


def _usual_tabs(lines: Sequence[str], tabs: dict[int, int], first: int, last: int) -> set[int]:
    """The tabs of a whole row: what most rows have once torn ones are put together, and what the first line has."""
    sums: list[int] = []
    for index in range(first, last + 1):
        count = tabs.get(index, 0)
        if index == first or (count and _opens_row(lines[index])):
            sums.append(count)
        else:
            sums[-1] += count
    own = Counter(count for index in range(first, last + 1) if (count := tabs.get(index, 0)) >= 2)
    plain, times = max(own.items(), key=lambda item: (item[1], item[0]))
    if times * 2 > last - first + 1:
        # Most lines are rows of one width as they stand, numbered or not; a table without a number column is read so.
        return {plain, max(plain, tabs.get(first, 0))}
    counts = Counter(total for total in sums if total >= 2)
    most = max(counts, key=lambda count: (counts[count], count))
    return {most, max(most, tabs.get(first, 0))}


def _opens_row(line: str) -> bool:
    opening = line.split("\t", 1)[0]
    return not opening.strip() or is_label(opening) or is_total(opening)


def _joined_end(lines: Sequence[str], tabs: dict[int, int], index: int, last: int, usual: set[int]) -> int | None:
    """The last line of the torn row that starts on line `index`; None when it is whole or the counts prove nothing.

    The first piece must open like a row (a number or an empty first cell). A later piece is the rest of a cell, so it
    starts with text, and neither with a number of its own nor as a total.
    """
    total = tabs[index]
    if total in usual or total > max(usual):
        return None
    if not _opens_row(lines[index]):
        return None
    for probe in range(index + 1, min(last, index + MAX_CELL_LINES) + 1):
        piece = lines[probe].split("\t", 1)[0].strip()
        if (lines[probe] and not piece) or is_total(piece) or (probe in tabs and is_label(piece)):
            return None
        if _opens_section(lines, probe):
            return None
        total += tabs.get(probe, 0)
        if total >= max(usual) or (total in usual and probe in tabs):
            return probe if total in usual else None
    return None


def _opens_section(lines: Sequence[str], index: int) -> bool:
    """`ni`, a tab and a title in capitals, above a row with a number: a section whose numeral was misread."""
    found = _SCRAP_AND_TITLE.fullmatch(lines[index])
    below = "".join(lines[index + 1 : index + 2]).split("\t", 1)[0]
    return found is not None and found["title"].isupper() and is_label(below)


def _is_short_row(lines: Sequence[str], tabs: dict[int, int], index: int) -> bool:
    """Whether a line with one tab is a row that lost its empty cells: it is numbered, a total, or between rows."""
    opening = lines[index].split("\t", 1)[0]
    if opening.strip() and _opens_row(lines[index]):
        return True
    return tabs.get(index - 1, 0) >= 2 and tabs.get(index + 1, 0) >= 2


def _trimmed(chain: list[RowDraft], lines: Sequence[str]) -> list[RowDraft]:
    """The chain without numbered lines of one tab that are headings of the text above its header or below its end."""
    first, end = 0, len(chain)
    header = next((i for i, row in enumerate(chain) if len(row.cells) > 2), 0)
    if is_number_heading(chain[header].cells[0][0]):
        first = header
    if any(lines[chain[-1].end :]):
        while end > first and len(chain[end - 1].cells) == 2 and not is_total(chain[end - 1].cells[0][0]):
            end -= 1
    return chain[first:end]


def _is_table(chain: list[RowDraft]) -> bool:
    """Whether a chain has a row that text laid out in two columns would not have."""
    for row in chain:
        filled = sum(bool(text.strip()) for text, _ in row.cells)
        opening, closing = row.cells[0][0], row.cells[-1][0]
        numbered = is_label(opening) or _NUMBERED.match(opening) is not None
        if filled >= 3 or (len(row.cells) >= 3 and filled and (numbered or not (opening or closing))):
            return True
    return False
