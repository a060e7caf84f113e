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

_RULE = re.compile(r"[ ]*\+(?:[-=:]+\+)+[ ]*")
_DRAWN = re.compile(r"\+[-=:]{2}|[-=:]{2}\+")  # a rule, or one that goes below some of the columns
_MARK = re.compile(r"\+(?=[-=:]{2})|(?<=[-=:]{2})\+")
_DASHES = re.compile(r"[-=:+]{2,}")
_NARROW = 3  # characters of a column whose every line break is one inside a word
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
        return True
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
    rows: list[list[_Cell]] = []
    opened: list[_Cell] = []
    for index, (line, below) in enumerate(pairwise(own), start=start + 1):
        going = [cell for cell in opened if cell.goes_on(line, edges)]
        if len(going) == len(opened) and opened:
            continue
        for cell in going:
            cell.down += 1
        begun = list(_begun(below, edges, going, index))
        rows.append(begun)
        opened = [*going, *begun]
    for cell in opened:
        cell.goes_on(own[-1], edges)
    filled = [row for row in rows if any(any(cell.lines) for cell in row)]
    if any(_holds_rows(row, edges) for row in filled):
        return MarkupTable(start, end, [], 0)
    items: list[RowDraft | Text] = [_draft(row, edges, is_first=row is filled[0]) for row in filled]
    return table_of("\n".join(own), start, end, items)


def _holds_rows(row: Sequence[_Cell], edges: Sequence[int]) -> bool:
    """Whether a row is several that no rule parts: the boxes of some programs have rules round the head and all rows.

    Its numbers leave room in their column; the pieces of one that is too long for it do not.
    """
    width = edges[row[0].right] - edges[row[0].left] - _BORDERS
    return sum(is_label(line) and len(line) < width for line in row[0].lines) > 1


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
