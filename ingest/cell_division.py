"""The lines of table rows divided into the cells of their columns, where plain text kept neither cells nor columns.

Text taken in reading order holds the lines of one cell below each other, then those of the next; each line broke where
its column was full, and a blank cell left nothing. So the lines of a row belong to the columns in order, each to the
column of the line above or to one further right. Of all such divisions of a row the likeliest is looked for (Viterbi
over lines and columns), by

* what the columns hold: bodies, times, figures, words (`ingest.column_kinds`), and how often they are blank;
* how wide they are: inside a cell a line breaks only where the next word had no room;
* what goes on: a small letter, the end of a phrase that asks for more, an open bracket, two words that stand beside
  each other elsewhere in the text.

Kinds, blanks and widths are learnt from the rows themselves: they are divided by what headings and letters tell, then
again by what that division shows, a few times. A row whose second-best division is nearly as likely is not clear.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.column_kinds import ITEM, KINDS, OPEN_END, Kind, kind_of_heading, kind_of_line

_PASSES = 4
_MOST_LEARNT = 200  # rows that a table is learnt from
_CLEAR = 0.7  # by how much, in logarithms, the best division of a row must be likelier than the next
_PRIOR = 8.0  # rows that what a heading says counts for
# Shares of the kinds that a heading makes likely; what is left of 1 is shared by the others.
_EXPECTED: dict[Kind, dict[Kind, float]] = {
    "figures": {"figures": 0.82, "words": 0.13},
    "times": {"times": 0.82, "words": 0.13},
    "bodies": {"bodies": 0.72, "words": 0.15, "items": 0.1},
    "words": {"words": 0.6, "items": 0.25, "bodies": 0.1},
}
_TITLES: dict[Kind, float] = {"words": 0.8, "bodies": 0.1, "items": 0.04}
_BLANK_PRIOR = 4.0
_BLANK: dict[Kind, float] = {"figures": 0.3, "times": 0.1, "bodies": 0.1, "words": 0.15}  # share of blank cells
_BLANK_TITLE = 0.01
_BLANK_LEAD = 0.05  # who leads stands in the first column of bodies, and is told more often than who helps
_HEADING_ROW = -2.0  # that a row holds a heading over all columns and no more
_HEADING_CAPITALS = 4.0  # more where all its letters are capitals
_SMALL, _CAPITAL = 1.5, -0.3  # a line within a cell that opens with a small letter, or does not
_SMALL_OPENING = -2.0  # a cell that does
_OPEN, _ENDED, _TOGETHER, _SEEN_OPENING = 1.5, -1.5, 1.0, 0.7
_NO_ROOM, _ROOM, _MUCH_ROOM, _TOO_WIDE = 0.8, -0.8, -3.0, -2.0
_OTHER_KIND = -1.5  # a line within a cell that reads like a time or figure where the column holds none
_NEW_BODY = -0.7
_NEW_LIST = -1.0  # an item of a list within a cell that was none
_WIDER = 1.15  # times the width of its column, that no line is; letters are of several widths
_MARKS = ".,;:"
# The noun of a body that opens a name; at its end it asks for nothing (`Văn phòng Sở`, `các đơn vị thuộc Bộ`).
_OPEN_BODY = re.compile(r"(?:^|[,;:–-]\s*|(?<!\w)và\s+)(?:Sở|Bộ|Ban|Phòng|UBND|HĐND|Chi)$")
# A time that breaks off, and what goes on with it: `Tháng` over `11/2025`, `Tháng 9 -` over `10`.
OPEN_TIME = re.compile(
    r"(?:ngày\n\d{1,2}(?:[/.-]\d|$)|tháng\n(?:0?[1-9]|1[0-2])(?:[/.-]\d|$)|quý\n(?:[IV]{1,3}|[1-4])(?![\w.])|năm\n20\d\d"
    r"|(?:[-–,]|và|đến)\n(?:0?[1-9]|1[0-2]|[IV]{1,3})(?:[/.-]20\d\d)?$"
    r"|(?:tháng|quý)\s(?:\d{1,2}|[IV]{1,3})\n[-–]\s?(?:tháng|quý)\s(?:\d{1,2}|[IV]{1,3})(?:/|$))",
    re.IGNORECASE,
)
_FULL_TIME = re.compile(
    r"(?:\d|(?<!\w)[IVX]{1,3})\n(?!(?:và|đến|hằng|hàng|năm|tháng|quý|ngày|hoặc|trong|của|[-–(])(?!\w))"
)  # no more is asked for
_EVEN = 1 / len(KINDS)
_NEVER = 1e-3  # the least share of a kind: a table may hold anything once

Division = tuple[int, ...]
"""The column of each line of a row, counted from the column behind that of numbers."""

_Cells = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class RowLines:
    """The lines of a row below its label; `rest` are those below the page break that cut the row.

    `is_open` says that the last lines may belong to no cell.
    """

    lines: tuple[str, ...]
    rest: tuple[str, ...] = ()
    is_open: bool = False


@dataclass(slots=True)
class _Column:
    """What the cells of a column are like: how likely each kind is, and a blank; their openings; how wide it is."""

    kinds: dict[Kind, float]
    blank: float
    openings: Counter[str] = field(default_factory=Counter)
    width: int | None = None

    @property
    def kind(self) -> Kind:
        return max(KINDS, key=lambda kind: self.kinds[kind])


@dataclass(frozen=True, slots=True)
class Divided:
    """A row divided into cells: the column of each of its lines, those of its rest behind its own.

    Of the last row of a table only the first lines may be told, where the others belong to no cell.
    """

    columns: Division
    is_clear: bool


def divide_rows(
    headings: Sequence[str], rows: Sequence[RowLines], together: AbstractSet[tuple[str, str]]
) -> tuple[list[Divided], float]:
    """The rows divided, and how likely all of that is, to compare it under other headings.

    `headings` are those of the columns, each with its lines apart by line ends. The column of numbers has no part in
    them. `together` are pairs of words that stand beside each other in lines of the text.
    """
    table = _Table(headings, together)
    whole = [row.lines for row in rows if not row.rest and not row.is_open][:_MOST_LEARNT]
    divisions: list[Division] = []
    for _ in range(_PASSES):
        before, divisions = divisions, [table.divide(lines)[0] for lines in whole]
        if divisions == before:
            break
        table.learn(whole, divisions)
    return [table.divided(row) for row in rows], sum(table.divide(lines)[1] for lines in whole)


class _Table:
    """What is known of the columns of one table, and the division of its rows by it."""

    def __init__(self, headings: Sequence[str], together: AbstractSet[tuple[str, str]]) -> None:
        self._headings = headings
        self._together = together
        self._kinds: list[Kind] = ["words", *map(kind_of_heading, headings[1:])]
        self.learn((), ())

    def learn(self, rows: Sequence[Sequence[str]], divisions: Sequence[Division]) -> None:
        """Learn what the columns hold from the rows as they are divided now."""
        told = [
            cells
            for row, division in zip(rows, divisions, strict=True)
            if any(column for column in division) and (cells := _cells(row, division))
        ]
        self._columns = [self._column(at, told) for at in range(len(self._headings))]

    def _column(self, at: int, rows: Sequence[_Cells]) -> _Column:
        kind = self._kinds[at]
        cells = [cells[at] for cells in rows if at in cells]
        counts = Counter(kind_of_line(cell[0]) for cell in cells)
        expected = _EXPECTED[kind] if at else _TITLES
        other = (1 - sum(expected.values())) / (len(KINDS) - len(expected))
        kinds = {
            each: max((_PRIOR * expected.get(each, other) + counts[each]) / (_PRIOR + len(cells)), _NEVER)
            for each in KINDS
        }
        blank = _BLANK[kind] if at else _BLANK_TITLE
        if kind == "bodies" and self._kinds.index(kind) == at:
            blank = _BLANK_LEAD
        blank = (_BLANK_PRIOR * blank + (len(rows) - len(cells) if at else 0)) / (_BLANK_PRIOR + len(rows))
        openings = Counter(_opening(cell[0]) for cell in cells)
        return _Column(kinds, blank, openings, _width([self._headings[at].split("\n"), *cells]) if rows else None)

    def divided(self, row: RowLines) -> Divided:
        """The likeliest division of a row and its rest, clear if no other is nearly as likely."""
        lines = row.lines
        if row.is_open:
            lines = max((lines[:end] for end in range(1, len(lines) + 1)), key=lambda own: self.divide(own)[1])
        division, _, margin = self.divide(lines, is_cut=bool(row.rest))
        if not row.rest:
            return Divided(division, margin >= _CLEAR)
        rest, _, margin_below = self.divide(row.rest, _cells(lines, division))
        return Divided((*division, *rest), min(margin, margin_below) >= _CLEAR)

    def divide(
        self, lines: Sequence[str], above: _Cells | None = None, *, is_cut: bool = False
    ) -> tuple[Division, float, float]:
        """The likeliest division of lines, how likely it is, and by how much likelier than the next.

        `above` holds the cells that may go on from above a page break; `is_cut` says that cells may go on below one.
        """
        best: list[list[tuple[float, Division]]] = [
            [(self._begin(lines[0], at, above) + self._skip(0, at, above), (at,))] for at in range(len(self._columns))
        ]
        for done, line in enumerate(lines[1:], 1):
            following: list[list[tuple[float, Division]]] = [[] for _ in self._columns]
            begin = [self._begin(line, at, above) for at in range(len(self._columns))]
            for before, paths in enumerate(best):
                for score, path in paths:
                    cell = lines[path.index(before) : done]
                    following[before].append((score + self._joint(cell, line, before), (*path, before)))
                    score += 0.0 if is_cut else self._close(cell, line)
                    for at in range(before + 1, len(self._columns)):
                        step = begin[at] + self._skip(before + 1, at, above)
                        following[at].append((score + step, (*path, at)))
            best = [sorted(paths, reverse=True)[:2] for paths in following]
        return self._best(lines, best, above)

    def _best(
        self, lines: Sequence[str], best: Sequence[Sequence[tuple[float, Division]]], above: _Cells | None
    ) -> tuple[Division, float, float]:
        """The likeliest of the divisions that end in each column, and how likely it is."""
        ends = {
            path: score + self._skip(at + 1, len(self._columns), above)
            for at, paths in enumerate(best)
            for score, path in paths
        }
        if above is None:
            heading = (0,) * len(lines)
            ends[heading] = max(ends.get(heading, -math.inf), self._heading(lines))
        ranked = sorted(ends, key=ends.__getitem__, reverse=True)
        likely = ends[ranked[0]]
        return ranked[0], likely, likely - ends[ranked[1]] if len(ranked) > 1 else math.inf

    def _heading(self, lines: Sequence[str]) -> float:
        """How likely lines are one heading over all columns, whose width is not known."""
        capitals = _HEADING_CAPITALS if "".join(lines).isupper() else 0.0
        title = self._columns[0]
        joints = sum(
            self._going_on(lines[:at], line)
            + _of_kind(lines[:at], line, title.kind)
            + min(_of_room(lines[at - 1], line, title.width), 0.0)  # it is wider than the first column at least
            for at, line in enumerate(lines)
            if at
        )
        return _HEADING_ROW + capitals + joints + math.log(title.kinds[kind_of_line(lines[0])] / _EVEN)

    def _skip(self, start: int, end: int, above: _Cells | None) -> float:
        """How likely the columns from `start` to `end` are blank.

        Below a page break they are as likely as not, but for those whose cell above asks for more.
        """
        if above is not None:
            return sum(-_OPEN for at in range(start, end) if at in above and _asks_for_more(above[at], ""))
        return sum(math.log(column.blank) for column in self._columns[start:end])

    def _begin(self, line: str, at: int, above: _Cells | None) -> float:
        """How likely `line` opens the cell of column `at`, or goes on from the page above."""
        if above is not None and at in above:
            return self._joint(above[at], line, at)
        column = self._columns[at]
        score = math.log(column.kinds[kind_of_line(line)] / _EVEN) + math.log(1 - column.blank)
        score += _SMALL_OPENING if line[0].islower() else 0.0
        score += _SEEN_OPENING if column.openings[_opening(line)] > 1 else 0.0
        return score + _of_width(line, column.width)

    def _joint(self, cell: Sequence[str], line: str, at: int) -> float:
        """How likely a cell of column `at` goes on with `line`."""
        column = self._columns[at]
        score = self._going_on(cell, line) + _of_width(line, column.width)
        if ITEM.match(line):
            return score
        if column.kind == "times" and _FULL_TIME.search(f"{cell[-1]}\n{line}"):
            score += _ENDED
        return score + _of_kind(cell, line, column.kind) + _of_room(cell[-1], line, column.width)

    def _going_on(self, cell: Sequence[str], line: str) -> float:
        """How likely `line` goes on from the lines of a cell, whatever the column."""
        upper = cell[-1]
        if ITEM.match(line) and not OPEN_TIME.search(f"{upper}\n{line}"):
            return _OPEN if upper.endswith((";", ":")) or any(map(ITEM.match, cell)) else _NEW_LIST
        score = _SMALL if line[0].islower() else _CAPITAL
        if _asks_for_more(cell, line):
            score += _OPEN
        elif upper.endswith("."):
            score += _ENDED
        return score + (_TOGETHER if _pair(upper, line) in self._together else 0.0)

    def _close(self, cell: Sequence[str], line: str) -> float:
        """How likely a cell ends above `line`, which begins the next."""
        asks = _asks_for_more(cell, line)
        return (-_OPEN if asks else 0.0) - (_TOGETHER / 2 if _pair(cell[-1], line) in self._together else 0.0)


def word_pairs(lines: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The pairs of words that stand beside each other in a line."""
    return frozenset((one, other.rstrip(_MARKS)) for line in lines for one, other in pairwise(line.split()))


def _pair(upper: str, line: str) -> tuple[str, str]:
    return upper.split()[-1], line.split(maxsplit=1)[0].rstrip(_MARKS)


def _cells(lines: Sequence[str], division: Division) -> _Cells:
    cells: _Cells = {}
    for line, column in zip(lines, division, strict=False):
        cells.setdefault(column, []).append(line)
    return cells


def _opening(line: str) -> str:
    return " ".join(line.split()[:2]).casefold()


def _needed(upper: str, line: str) -> int:
    """How long `upper` would be with the first word of `line`."""
    return len(upper) + 1 + len((line.split(maxsplit=1) or [""])[0])  # a line may hold a lone accent


def _width(cells: Sequence[Sequence[str]]) -> int:
    """The width, in letters, that agrees with most lines of a column: no line longer, no break where there was room."""
    lengths = [len(line) for cell in cells for line in cell]
    needed = [_needed(upper, line) for cell in cells for upper, line in pairwise(cell) if not ITEM.match(line)]
    return max(
        sorted(set(lengths)),
        key=lambda width: sum(length <= width for length in lengths) + sum(need > width for need in needed),
    )


def _of_kind(cell: Sequence[str], line: str, kind: Kind) -> float:
    """How likely `line` goes on in a cell of a column of `kind`, by what it reads like itself."""
    own = kind_of_line(line)
    if own == "bodies" and not _asks_for_more(cell, line):
        return _NEW_BODY
    fits = own == kind or own in ("bodies", "words") or (kind == "times" and OPEN_TIME.search(f"{cell[-1]}\n{line}"))
    return 0.0 if fits else _OTHER_KIND


def _of_room(upper: str, line: str, width: int | None) -> float:
    """How likely a line breaks between `upper` and `line` in a column of `width`."""
    if width is None:
        return 0.0
    room = width - _needed(upper, line)
    return _NO_ROOM if room < 0 else max(_ROOM + _MUCH_ROOM * room / width, _MUCH_ROOM)


def _of_width(line: str, width: int | None) -> float:
    """How likely a line stands in a column of `width`."""
    return _TOO_WIDE if width is not None and len(line) > _WIDER * width else 0.0


def _asks_for_more(cell: Sequence[str], line: str) -> bool:
    """Whether a cell cannot end above `line`: a conjunction, a noun without its name, an open bracket, a list."""
    upper = cell[-1]
    if OPEN_TIME.search(f"{upper}\n{line}"):
        return True
    if upper.endswith(";"):
        return not any(map(ITEM.match, cell))  # the last item may end so as well
    text = "".join(cell)
    is_bracketed = text.count("(") > text.count(")")
    if OPEN_END.search(upper) or is_bracketed:
        return True
    return _OPEN_BODY.search(" ".join(cell[-2:])) is not None
