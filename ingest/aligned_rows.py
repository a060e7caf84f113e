"""Lines of a space-aligned table to rows.

The number of a row stands on its first line, or in the middle of its lines where cells are centred. Both are tried; the
rows are those whose cells begin with the fewest small letters. In the second case the borders are those that leave each
number nearest to the middle of its row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.aligned_columns import Columns, Segment

_TOTAL = re.compile(r"\W*(?:T(?:ổng|ỔNG) (?:cộng|CỘNG|số|SỐ|kinh|KINH)|C(?:ộng|ỘNG)\b|TỔNG$)")
_FIGURES = re.compile(r"[\d.,\s]+")
_OPEN = re.compile(
    r"(?:[,(–-]|(?<!\w)(?:và|của|các|với|cho|về|trong|theo|tại|đến|từ|do|được|có|là|trên|vào|hoặc|thuộc))$"
)
_CUT_PHRASE = 2  # cost, in lines off the middle, of a cell that begins inside a phrase
PERIOD = re.compile(r"(?:Tháng|Quý|THÁNG|QUÝ)\s+(?:\d{1,2}|[IVX]{1,4})(?:\s*[/,]?\s*(?:năm\s+)?20\d\d)?")
"""What heads a part of a programme by months or quarters."""

_OFF_CENTRE = 0.04  # share of its width that a centred title may be off the middle of the table
_FIRST = ("1", "01")  # the number with which a section's rows begin
_MAX_LINES = 60  # from one number to the next, for the number to stand in the middle
_MIN_FRESH = 3  # cells that begin on a line, for it to open a row without a number
_MIN_ROOM = 2  # of them that would have had room above
_PADDING = 2  # places between the text of a column and the next column
_REACH = 4  # lines below a border on which the first words of a centred cell may stand


@dataclass(frozen=True, slots=True)
class TextRow:
    """Lines `start` to `end` (exclusive, indices) and the text of each column, placed at the first line."""

    start: int
    end: int
    cells: tuple[tuple[str, int], ...]


def cut_rows(kept: Sequence[int], cut: Sequence[Sequence[Segment]], columns: Columns) -> list[TextRow]:
    """The rows that the lines `kept` (indices, in order) make up."""
    return _RowCutter(cut, columns).rows(kept)


def row_of(lines: Sequence[int], cut: Sequence[Sequence[Segment]], columns: Columns) -> TextRow:
    """One row of the lines `lines` (indices, in order), its cells put together."""
    parts: list[list[str]] = [[] for _ in range(len(columns))]
    own_lines = frozenset(lines)
    for index in range(lines[0], lines[-1] + 1):  # a part for each line, so that every word keeps its place
        for part in parts:
            part.append("")
        for piece in cut[index] if index in own_lines else ():
            own = parts[columns.nearest(piece)]
            own[-1] = f"{own[-1]} {piece.text}".strip()
    cells = tuple(("\n".join(part).rstrip("\n"), lines[0]) for part in parts)
    return TextRow(lines[0], lines[-1] + 1, cells)


class _RowCutter:
    """Cuts the lines of one page of a table into rows."""

    def __init__(self, cut: Sequence[Sequence[Segment]], columns: Columns) -> None:
        self._cut, self._columns = cut, columns
        self._titles: set[int] = set()  # lines that head the rows below them, wherever they stand

    def rows(self, kept: Sequence[int]) -> list[TextRow]:
        blocks = self._blocks(kept)
        top = [self._on_top(block, first=number == 0) for number, block in enumerate(blocks)]
        middle = [self._centred(block, first=number == 0) for number, block in enumerate(blocks)]
        chosen = top if self._cost(blocks, top) <= self._cost(blocks, middle) else middle
        return [
            self._row(block[first:following])
            for block, starts in zip(blocks, chosen, strict=True)
            for first, following in pairwise([*starts, len(block)])
        ]

    def _cost(self, blocks: Sequence[Sequence[int]], found: Sequence[Sequence[int]]) -> int:
        """How many cells begin or end inside a phrase where the rows begin at `found`."""
        pairs = zip(blocks, found, strict=True)
        return sum(self._cut_phrases(block, start) for block, starts in pairs for start in starts)

    def _blocks(self, kept: Sequence[int]) -> list[list[int]]:
        """Lines that stand together: no blank line between them, and titles and totals by themselves."""
        groups: list[list[int]] = []
        for index in kept:
            if groups and groups[-1][-1] == index - 1:
                groups[-1].append(index)
            else:
                groups.append([index])
        numbered = sum(any(self._is_numbered(index) for index in group) for group in groups)
        if numbered * 2 < len(groups):
            groups = [list(kept)]  # every line stands apart, so blank lines part no rows
        return [block for group in groups for block in self._at_headings(group)]

    def _at_headings(self, group: Sequence[int]) -> list[list[int]]:
        parts: list[list[int]] = [[]]
        for index, below in zip(group, [*group[1:], None], strict=True):
            own = self._cut[index]
            if self._heads_first(own, below):
                self._titles.add(index)
            if index in self._titles or not self._columns.fits(own) or self._heads_section(own):
                parts += [[index], []]
            elif self._is_total(own):
                parts.append([index])
            else:
                parts[-1].append(index)
        return [part for part in parts if part]

    def _is_total(self, own: Sequence[Segment]) -> bool:
        """Whether a line closes the table: its words stand where titles do, or nothing but figures stands beside."""
        words = [part for part in own if _TOTAL.match(part.text)]
        in_place = any(self._columns.nearest(part) <= 1 for part in words)
        return in_place or (bool(words) and all(_FIGURES.fullmatch(part.text) for part in own if part not in words))

    def _heads_section(self, own: Sequence[Segment]) -> bool:
        """`II` or `B` with nothing but a title beside it."""
        label = self._columns.label(own)
        return label is not None and label.rstrip(".)").isalpha() and label.isupper() and len(own) == 2

    def _heads_first(self, own: Sequence[Segment], below: int | None) -> bool:
        """`Tháng 01` alone in the middle, above the row with which numbers begin again: the title of a section."""
        if below is None or len(own) != 1 or not own[0].text[0].isupper() or self._columns.label(own) is not None:
            return False
        spans, part = self._columns.spans, own[0]
        left, right = spans[0][0], spans[-1][1]
        off = abs(part.start + part.end - left - right) / 2
        if off > _OFF_CENTRE * (right - left) or (
            any(part.start == start for start, _ in spans) and not PERIOD.fullmatch(part.text)
        ):
            return False
        label = self._columns.label(self._cut[below])
        return label is not None and label.strip("(). ") in _FIRST

    def _is_numbered(self, index: int) -> bool:
        return self._columns.label(self._cut[index]) is not None

    def _labels(self, block: Sequence[int]) -> list[int]:
        return [position for position, index in enumerate(block) if self._is_numbered(index)]

    def _on_top(self, block: Sequence[int], *, first: bool) -> list[int]:
        """Positions in `block` at which rows begin, each number on the first line of its row.

        Lines above the only number of a block are its own, but on top of a page they may be the rest of another row.
        """
        labels = self._labels(block)
        unnumbered = {at for at in range(1, len(block)) if self._opens_unnumbered(block, at)}
        if len(labels) < 2 and not (first and labels and self._columns.starts_phrase(self._cut[block[labels[0]]])):
            return sorted({0, *unnumbered})
        return sorted({0, *labels, *unnumbered})

    def _opens_unnumbered(self, block: Sequence[int], at: int) -> bool:
        """Whether a line without a number opens a row: a title and other cells begin, and none goes on from above.

        A cell goes on when its first word would not have had room on the line above.
        """
        own = self._cut[block[at]]
        if len(own) < _MIN_FRESH or self._is_numbered(block[at]) or self._columns.nearest(own[0]) != 1:
            return False
        above = {self._columns.nearest(part): part for part in self._cut[block[at - 1]]}
        pairs = [(part, above.get(self._columns.nearest(part))) for part in own]
        if any(part.text[0].islower() or (over and _OPEN.search(over.text)) for part, over in pairs):
            return False
        return sum(over is None or self._had_room(part, over) for part, over in pairs) >= _MIN_ROOM

    def _had_room(self, part: Segment, above: Segment) -> bool:
        column, spans = self._columns.nearest(part), self._columns.spans
        right = spans[column + 1][0] - _PADDING if column + 1 < len(spans) else spans[column][1]
        return above.end + 1 + len(part.text.split()[0]) <= right

    def _centred(self, block: Sequence[int], *, first: bool) -> list[int]:
        """The starts that leave the numbers nearest to the middle of their rows, by dynamic programming.

        On top of a page the rest of a row without its number may come first.
        """
        labels = self._labels(block)
        if not labels or (len(labels) == 1 and not first):
            return [0]
        if max(b - a for a, b in pairwise([0, *labels, len(block)])) > _MAX_LINES:
            return sorted({0, *labels})
        best: dict[int, tuple[int, list[int]]] = {0: (_CUT_PHRASE * self._cut_phrases(block, 0), [0])}
        for start in range(1, labels[0] + 1) if first else ():
            best[start] = (1 + _CUT_PHRASE * self._cut_phrases(block, start), [0, start])
        for label, following in zip(labels, [*labels[1:], None], strict=True):
            ends = range(label + 1, following + 1) if following is not None else range(len(block), len(block) + 1)
            reached: dict[int, tuple[int, list[int]]] = {}
            for end in ends:
                inside = 0 if following is None else _CUT_PHRASE * self._cut_phrases(block, end)
                options = [
                    (cost + abs(start + end - 1 - 2 * label) + inside, [*starts, end])
                    for start, (cost, starts) in best.items()
                ]
                reached[end] = min(options, key=lambda option: option[0])
            best = reached
        _, starts = next(iter(best.values()))
        return starts[:-1]

    def _cut_phrases(self, block: Sequence[int], position: int) -> int:
        """How many cells would begin inside a phrase, or end in one, if a row began at `position`."""
        cut = self._left_open(block, position)
        seen: set[int] = set()
        for offset, index in enumerate(block[position : position + _REACH]):
            if offset and self._is_numbered(index) and self._is_numbered(block[position]):
                break
            for part in self._cut[index]:
                column = self._columns.nearest(part)
                if column and column not in seen:
                    seen.add(column)
                    cut += part.text[0].islower()
        return cut

    def _left_open(self, block: Sequence[int], position: int) -> int:
        """How many cells end on the line above `position` with a mark or a word that asks for more."""
        if position == 0 or position >= len(block):
            return 0
        return sum(_OPEN.search(part.text) is not None for part in self._cut[block[position - 1]])

    def _row(self, lines: Sequence[int]) -> TextRow:
        first = lines[0]
        if len(lines) == 1 and (first in self._titles or not self._columns.fits(self._cut[first])):
            return TextRow(first, first + 1, self._heading(first))
        return row_of(lines, self._cut, self._columns)

    def _heading(self, line: int) -> tuple[tuple[str, int], ...]:
        """A title that runs over columns: its number, if it has one, and its words in the column after."""
        parts = self._cut[line]
        label = self._columns.label(parts)
        words = " ".join(part.text for part in (parts[1:] if label is not None else parts))
        blanks = [("", line)] * (len(self._columns) - 2)
        return ((label or "", line), (words, line), *blanks)
