"""Tables that no grid of rules shows: their columns by white strips, their rows by white, rules and numbers.

What rules there are part rows and columns wherever they run. A table is taken for one only where at least three
columns and two rows leave no doubt; running text, heads and signatures in two columns, and lists stay text. The
fragment of a table that goes on over a page keeps the columns it had.

Limits: a table of two columns is text; columns that touch without a strip of white between them are one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.column_gaps import Columns, candidate_regions, find_columns, is_parted, line_height, word_space
from ingest.page_grid import GridPlace, RuledTable
from ingest.page_rules import Rules
from ingest.page_words import Box, VisualLine, Word, visual_lines
from ingest.row_bands import cell_lines, row_borders
from ingest.row_drafts import is_gap, is_label, is_number_heading

_LEAST_COLUMNS = 3
_SURE_COLUMNS = 4
_LEAST_ROWS = 2
_SURE_LINES = 6  # parted lines of a table without row numbers or a heading of their column
_STEP = 1.3  # of the widest white inside a table, by which a further row may be away
_SAME_EDGE = 0.15  # line heights between the left edges of lines of one column
_HEADINGS = 3  # lines over the columns with which a page may end
_SURE_STRIP = 0.8  # line heights of a strip that only columns make
_RULE = 1.0  # points on both sides of the middle of a rule that a picture of a cell leaves out
_CROSSED = 0.06  # share of lines that may run over the columns of the page before


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table, its columns, and whether its page ends with it, but for a heading."""

    table: RuledTable
    columns: Columns
    is_last: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The words of a row, and its upper and lower edge."""

    words: tuple[Word, ...]
    top: float
    bottom: float


def find_unruled_tables(
    words: Sequence[Word], rules: Rules, *, exact: bool, previous: Columns | None = None
) -> list[FoundTable]:
    """The tables among `words` (of no ruled table), top to bottom.

    `exact` says that places come from a text layer; `previous` are the columns of a table that the page before ended
    with.
    """
    solid = [word for word in words if word.height > 0 and word.x1 > word.x0]
    if not solid:
        return []
    lines = visual_lines(solid)
    finder = _Finder(lines, rules, exact)
    found: list[FoundTable] = []
    taken = 0
    for region in finder.regions(previous):
        if region.stop <= taken:
            continue
        known = previous if not found and region.start == 0 else None
        result = finder.table(range(max(region.start, taken), region.stop), taken, known)
        if result is not None:
            table, taken = result
            found.append(table)
    return found


def reading_grid(found: FoundTable, margin: float) -> RuledTable:
    """The table with cells to be cut out of a picture: as wide as the white or the rules around them allow.

    Without rules cells meet in the middle of the white between columns, with `margin` points around the table; rules
    are left out by a point.
    """
    spans, borders = found.columns.spans, found.columns.borders
    inset = 0.0
    if all(left[1] == right[0] for left, right in pairwise(spans)):
        margin, inset = 0.0, _RULE
    edges = (spans[0][0] - margin, *borders, spans[-1][1] + margin)
    top, bottom = found.table.box[1], found.table.box[3]
    places = tuple(
        replace(
            place,
            box=(edges[place.column] + inset, place.box[1], edges[place.column + place.colspan] - inset, place.box[3]),
        )
        for place in found.table.places
    )
    return RuledTable((edges[0], top, edges[-1], bottom), places)


class _Finder:
    """Looks for tables among the lines of one page."""

    def __init__(self, lines: Sequence[VisualLine], rules: Rules, exact: bool) -> None:
        self._lines = lines
        self._rules = rules
        self._exact = exact
        self._height = line_height(word for line in lines for word in line.words)
        self._space = word_space(lines, self._height)

    def regions(self, previous: Columns | None) -> list[range]:
        """Runs of lines that may be tables; with `previous` the first lines of the page among them."""
        found = candidate_regions(self._lines, self._height)
        if previous is None:
            return found
        end = 0
        while end < len(self._lines) and (not previous.crossed(self._lines[end]) or self._is_heading(end)):
            end += 1
        if end < 1:
            return found
        if found and found[0].start <= end:
            return [range(found[0].stop), *found[1:]]
        return [range(end), *found]

    def _is_heading(self, index: int) -> bool:
        return is_label(self._lines[index].words[0].text)

    # -- columns ---------------------------------------------------------------------------------------------------

    def table(self, region: range, taken: int, previous: Columns | None) -> tuple[FoundTable, int] | None:
        """The table in `region` and the index of the first line after it; lines before `taken` are not free."""
        inside = self._lines[region.start : region.stop]
        columns, is_known = self._columns(inside, previous)
        if len(columns.spans) < _LEAST_COLUMNS:
            return None
        region = self._grown(region, taken, columns)
        inside = self._lines[region.start : region.stop]
        words = [word for line in inside for word in line.words]
        rows = self._rows(words, columns)
        rows = self._trimmed(rows, columns, is_known=is_known)
        if not self._is_table(rows, columns, is_known=is_known):
            return None
        if previous is None and len(rows) < _LEAST_ROWS and not self._is_labelled(rows[0], columns):
            return None  # the box of a stamp beside a title, the edges of a seal beside recipients
        last = rows[-1].words
        end = 1 + max(i for i in region if any(word in last for word in self._lines[i].words))
        is_last = sum(not is_gap(line.text) for line in self._lines[end:]) < _HEADINGS
        return FoundTable(_ruled(rows, columns), columns, is_last), end

    def _columns(self, inside: Sequence[VisualLine], previous: Columns | None) -> tuple[Columns, bool]:
        """The columns of the text, and whether rules or the page before give them."""
        ruled = self._ruled_columns(inside)
        if ruled is not None:
            return ruled, True
        own = find_columns(inside, self._height, self._space)
        if previous is not None and self._keeps(previous, own, inside):
            return _joined(previous, inside, self._space, self._height), True
        return own, False

    def _ruled_columns(self, inside: Sequence[VisualLine]) -> Columns | None:
        """The columns between upright rules; None where these part no three columns."""
        text = _text_box(inside)
        edges = self._rules.borders_in(text)
        if sum(text[0] < x < text[2] for x in edges) < _LEAST_COLUMNS - 1:
            return None
        if text[0] < edges[0]:
            edges = [text[0], *edges]
        if text[2] > edges[-1]:
            edges = [*edges, text[2]]
        return Columns(tuple(pairwise(edges)), self._space, self._height)

    def _keeps(self, previous: Columns, own: Columns, inside: Sequence[VisualLine]) -> bool:
        """Whether the text stands in the columns of the page before."""
        slack = 0.5 * self._height
        strips = [
            (left[1] - slack, right[0] + slack)
            for left, right in pairwise(own.spans)
            if right[0] - left[1] >= _SURE_STRIP * self._height
        ]
        if not all(any(low <= border <= high for border in previous.borders) for low, high in strips):
            return False
        over = sum(bool(previous.crossed(line)) and not is_label(line.words[0].text) for line in inside)
        own_over = sum(bool(own.crossed(line)) and not is_label(line.words[0].text) for line in inside)
        return over <= own_over + _CROSSED * len(inside)

    def _grown(self, region: range, taken: int, columns: Columns) -> range:
        """`region` with the lines that belong to its first and last row, and further rows below."""
        start, end = region.start, region.stop
        lines = self._lines
        inner = sorted(
            max(0.0, below.top - above.bottom)
            for above, below in zip(lines[start:], lines[start + 1 : end], strict=False)
        )
        usual = inner[len(inner) // 4] if inner else 0.3 * self._height
        close, far = usual + 0.35 * self._height, max(_STEP * inner[-1] if inner else 0.0, self._height)
        while start > taken:
            if lines[start].top - lines[start - 1].bottom > close or columns.crossed(lines[start - 1]):
                break
            start -= 1
        while end < len(lines):
            space = lines[end].top - lines[end - 1].bottom
            if columns.crossed(lines[end]) or space > (far if self._is_row(lines[end], columns) else close):
                break
            end += 1
        return range(start, self._with_headings(end, columns, far))

    def _with_headings(self, end: int, columns: Columns, far: float) -> int:
        """`end`, or the end of the page where only headings over the columns stand between."""
        last = end
        while last < len(self._lines) and not is_gap(self._lines[last].text):
            line = self._lines[last]
            begins = is_label(line.words[0].text) and line.x0 < columns.spans[0][1]
            if line.top - self._lines[last - 1].bottom > far or not (begins or self._is_row(line, columns)):
                return end
            last += 1
        only_gaps = all(is_gap(line.text) for line in self._lines[last:])
        return last if last - end <= _HEADINGS and only_gaps else end

    # -- rows ------------------------------------------------------------------------------------------------------

    def _rows(self, words: Sequence[Word], columns: Columns) -> list[Row]:
        lines = cell_lines(words, columns, exact=self._exact)
        box = (columns.spans[0][0], lines[0].top, columns.spans[-1][1], max(line.bottom for line in lines))
        borders = row_borders(lines, self._height, self._rules.levels_in(box), exact=self._exact)
        edges = [min(word.top for word in words) - 1, *borders, max(word.bottom for word in words) + 1]
        rows = []
        for top, bottom in pairwise(edges):
            held = tuple(word for word in words if top <= word.centre[1] < bottom)
            if held:
                rows.append(Row(held, top, bottom))
        return rows

    def _trimmed(self, rows: list[Row], columns: Columns, *, is_known: bool) -> list[Row]:
        """`rows` less what stands above the head, and text that runs over the columns at the end."""
        start, end = 0, len(rows)
        while start < end and not is_known and not self._may_open(rows[start], columns):
            start += 1
        while start < end and is_known and is_gap(" ".join(word.text for word in rows[start].words)):
            start += 1  # a page number above the fragment of a table
        if is_known:  # what the fragment of a table ends before
            end = next((i for i in range(start, end) if self._is_paragraph(rows[i], columns)), end)
        while end > start and not self._may_close(rows[end - 1], columns):
            end -= 1
        return rows[start:end]

    def _is_labelled(self, row: Row, columns: Columns) -> bool:
        text = _text(row, columns, 0)
        return is_label(text) or is_number_heading(text)

    def _is_paragraph(self, row: Row, columns: Columns) -> bool:
        """Whether a row is a numbered paragraph whose words stand in the columns by chance: no column begins there."""
        line = next((line for line in visual_lines(row.words) if not is_gap(line.text)), None)
        if line is None or not is_label(line.words[0].text):
            return False
        column = columns.index(line.words[0].centre[0])
        return column > 0 and abs(line.x0 - columns.spans[column][0]) >= _SAME_EDGE * self._height

    def _is_row(self, line: VisualLine, columns: Columns) -> bool:
        """Whether a line has text in two columns, or in one at the very place where that column begins."""
        filled = {columns.index(word.centre[0]) for word in line.words}
        if len(filled) > 1 and not columns.crossed(line):
            return True
        column = min(filled)
        return column > 0 and abs(line.x0 - columns.spans[column][0]) < _SAME_EDGE * self._height

    def _may_open(self, row: Row, columns: Columns) -> bool:
        cells = _cells(row, columns)
        text = _text(row, columns, 0)
        if is_label(text) and not is_number_heading(text) and cells[0] == (0, 1):
            return len(cells) >= 2
        return len(cells) >= _LEAST_COLUMNS

    def _may_close(self, row: Row, columns: Columns) -> bool:
        lines = visual_lines(row.words)
        runs_over = bool(columns.crossed(lines[0])) and is_label(lines[0].words[0].text)
        is_row = len(_cells(row, columns)) > 1 or self._is_row(lines[0], columns) or runs_over
        return is_row and not all(is_gap(line.text) for line in lines)

    def _shows(self, row: Row, columns: Columns) -> bool:
        """Whether a row stands in the columns: no line runs over them, and one, no page number, is of a row."""
        lines = [line for line in visual_lines(row.words) if not is_gap(line.text)]
        if lines and is_label(lines[0].words[0].text) and columns.index(lines[0].words[0].centre[0]) > 0:
            return False  # a numbered paragraph, whose words stand in the columns by chance
        return not any(map(columns.crossed, lines)) and any(self._is_row(line, columns) for line in lines)

    def _is_table(self, rows: Sequence[Row], columns: Columns, *, is_known: bool) -> bool:
        if is_known and 2 * sum(self._shows(row, columns) for row in rows) < len(rows):
            return False
        if len(rows) < _LEAST_ROWS:
            return is_known and bool(rows)
        parted = sum(is_parted(line, self._height) for row in rows for line in visual_lines(row.words))
        first = [_text(row, columns, 0) for row in rows]
        numbered = sum(is_label(text) for text in first) >= 2 or any(map(is_number_heading, first[:2]))
        if is_known:
            return True
        if numbered:
            return parted >= 2
        return len(columns.spans) >= _SURE_COLUMNS and parted >= _SURE_LINES


def _text_box(lines: Sequence[VisualLine]) -> Box:
    return (
        min(line.x0 for line in lines), min(line.top for line in lines),
        max(line.x1 for line in lines), max(line.bottom for line in lines),
    )  # fmt: skip


def _joined(previous: Columns, inside: Sequence[VisualLine], space: float, height: float) -> Columns:
    """The columns of the page before with the text of this page."""
    spans = list(previous.spans)
    for line in inside:
        for word in line.words:
            held = previous.touched(word)
            if len(held) == 1:
                x0, x1 = spans[held[0]]
                spans[held[0]] = (min(x0, word.x0), max(x1, word.x1))
    return Columns(tuple(spans), space, height)


def _text(row: Row, columns: Columns, column: int) -> str:
    return " ".join(word.text for word in row.words if columns.index(word.centre[0]) == column)


def _cells(row: Row, columns: Columns) -> list[tuple[int, int]]:
    """First column and number of columns of every cell of `row` that holds words; text over strips closes them."""
    closed = {border for line in visual_lines(row.words) for border in columns.crossed(line)}
    filled = {columns.index(word.centre[0]) for word in row.words}
    cells: list[tuple[int, int]] = []
    first = 0
    for column in range(len(columns.spans)):
        if column not in closed:
            if not filled.isdisjoint(range(first, column + 1)):
                cells.append((first, column - first + 1))
            first = column + 1
    return cells


def _ruled(rows: Sequence[Row], columns: Columns) -> RuledTable:
    spans = columns.spans
    places: list[GridPlace] = []
    for number, row in enumerate(rows):
        cells = dict(_cells(row, columns))
        column = 0
        while column < len(spans):
            span = cells.get(column, 1)
            held = [word for word in row.words if column <= columns.index(word.centre[0]) < column + span]
            left = min([spans[column][0], *(word.x0 for word in held)])
            right = max([spans[column + span - 1][1], *(word.x1 for word in held)])
            box = (left, row.top, right, row.bottom)
            places.append(GridPlace(number, column, 1, span, box))
            column += span
    boxes = [place.box for place in places]
    box = (min(box[0] for box in boxes), rows[0].top, max(box[2] for box in boxes), rows[-1].bottom)
    return RuledTable(box, tuple(places))
