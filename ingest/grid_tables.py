"""Tables drawn with `+`, `-` and `|`, as pandoc and docutils write cells of several lines into plain text.

    +----+-------------------+------------+
    | TT | Nhiệm vụ          | Chủ trì    |
    +====+===================+============+
    | 1  | Rà soát văn bản   | Sở Tư pháp |
    |    | quy phạm          |            |
    +----+-------------------+------------+

A `+` marks where columns and rows meet; where a line has none at the edge of a column, the cell goes on over it, to the
right or down. A word that is longer than its column is cut by it; it is put together again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.markup_tables import MarkupTable, Text, table_of, tables_in
from ingest.row_drafts import RowDraft, is_label
from schemas.syllables import is_syllable

_RULE = re.compile(r"[ ]*\+(?:[-=:]{2,}\+)+[ ]*")
_DRAWN = re.compile(r"\+[-=:]{2}|[-=:]{2}\+")  # a rule, or one that goes below some of the columns
_MARK = re.compile(r"\+(?=[-=:]{2})|(?<=[-=:]{2})\+")
_DASHES = re.compile(r"[-=:+]{2,}")
_NARROW = 3  # characters of a column that cuts what is longer; words in small letters it parts as others do
_HEAD_AND_ROW = 2
_BORDERS = 3  # characters from edge to edge that hold no text: a `|` and a blank on both sides


@dataclass(slots=True, eq=False)
class _Cell:
    """A cell that is being read: the edges it begins and ends at, its first line, its lines, the rows it covers."""

    left: int
    right: int
    line: int
    lines: list[str] = field(default_factory=list)
    down: int = 1

    def goes_on(self, line: str, edges: Sequence[int]) -> bool:
        """Take in what the cell has of a line, unless a rule ends it there."""
        own = line[edges[self.left] + 1 : edges[self.right]]
        if _DASHES.fullmatch(own):
            return False
        self.lines.append(own.strip())
        return True

    def text(self, edges: Sequence[int]) -> str:
        """Its text on its lines, words put together."""
        width = edges[self.right] - edges[self.left] - _BORDERS
        text = above = ""
        for line in filter(None, self.lines):
            text += line if not above or _is_cut(above, line, width) else f"\n{line}"
            above = line
        return text


def _is_cut(above: str, below: str, width: int) -> bool:
    """Whether the column cut a word: one of the lines is full, and the pieces are digits or make one syllable."""
    last, first = above.rsplit(None, 1)[-1], below.split(None, 1)[0]
    if width <= _NARROW:
        return not any(map(str.islower, above))
    if len(last) + len(first) <= width or max(len(above), len(below)) < width:
        return False
    if last[-1].isdigit() and first[0].isdigit():
        return True
    return is_syllable(last + first) and not (is_syllable(last) and is_syllable(first))


def find_grid_tables(lines: Sequence[str], page_starts: AbstractSet[int]) -> list[MarkupTable]:
    """The drawn tables of a dump, in order; one with a page break inside is left as text."""
    return tables_in(lines, page_starts, _regions(lines), _read)


def _regions(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of lines from a rule to the last rule below it, nothing but rules and rows between them."""
    start = last = None
    for index, line in enumerate([*lines, ""]):
        if _RULE.fullmatch(line):
            start, last = (index if start is None else start), index
        elif start is not None and not line.lstrip().startswith(("|", "+")):
            if last is not None and last > start:
                yield start, last + 1
            start = last = None


def _read(lines: Sequence[str], start: int, end: int) -> MarkupTable:
    own = lines[start:end]
    edges = sorted({mark.start() for line in own if _DRAWN.search(line) for mark in _MARK.finditer(line)})
    if not all(_keeps_to(line, edges) for line in own):
        return MarkupTable(start, end, [], 0)
    rows: list[tuple[list[_Cell], bool]] = []  # with whether a cell from above goes on beside them
    opened: list[_Cell] = []
    for index, (line, below) in enumerate(pairwise(own), start=start + 1):
        going = [cell for cell in opened if cell.goes_on(line, edges)]
        if len(going) == len(opened) and opened:
            continue
        for cell in going:
            cell.down += 1
        begun = list(_begun(below, edges, going, index))
        rows.append((begun, bool(going)))
        opened = [*going, *begun]
    filled = [row for row, is_beside in rows if row and (is_beside or any(any(cell.lines) for cell in row))]
    if any(_holds_rows(row, edges, alone=len(filled) == _HEAD_AND_ROW) for row in filled[1:]):
        return MarkupTable(start, end, [], 0)
    items: list[RowDraft | Text] = [_draft(row, edges, is_first=row is filled[0]) for row in filled]
    return table_of("\n".join(own), start, end, items)


def _keeps_to(line: str, edges: Sequence[int]) -> bool:
    """Whether a line begins and ends at the outer borders; in one changed by hand nothing stands in its place."""
    drawn = line.rstrip()
    return len(drawn) == edges[-1] + 1 and drawn[edges[0]] in "|+" and drawn[-1] in "|+"


def _holds_rows(row: Sequence[_Cell], edges: Sequence[int], *, alone: bool) -> bool:
    """Whether a row is several that no rule parts: the boxes of some programs have rules round the head and all rows.

    Its numbers leave room in their column, as the pieces of a long one do not, or count up; where it is the only row,
    several lines have text in every column.
    """
    if alone and sum(all(parts) for parts in zip(*(cell.lines for cell in row), strict=False)) > 1:
        return True
    if row[0].left != 0:
        return False
    width = edges[row[0].right] - edges[row[0].left] - _BORDERS
    labels = [line for line in row[0].lines if is_label(line)]
    numbers = [int(label) for label in labels if label.isdecimal()]
    counts_up = len(numbers) > 1 and all(below == above + 1 for above, below in pairwise(numbers))
    return counts_up or sum(len(label) < width for label in labels) > 1


def _begun(line: str, edges: Sequence[int], going: Sequence[_Cell], index: int) -> Iterator[_Cell]:
    """The cells that begin on a line, the one of that `index`, beside those that go on from above."""
    taken = {edge for cell in going for edge in range(cell.left, cell.right)}
    left = 0
    for right in range(1, len(edges)):
        if right - 1 in taken:
            left = right
        elif right in taken or right == len(edges) - 1 or line[edges[right] : edges[right] + 1] in ("|", "+"):
            yield _Cell(left, right, index)
            left = right


def _draft(row: Sequence[_Cell], edges: Sequence[int], *, is_first: bool) -> RowDraft:
    cells = [(cell.text(edges), cell.line) for cell in row]
    spans = [(cell.right - cell.left, cell.down) for cell in row]
    return RowDraft(row[0].line, row[0].line + 1, "grid", cells, header=is_first, spans=spans)
