"""Words with places, as OCR engines write them, to lines; and to rows where columns of white space show a table.

Engines give lines and paragraphs but (hOCR, ALTO, Tesseract TSV) no tables. A table is seen only where it leaves no
doubt: at least four printed lines are parted at the same three places or more, and the first column holds numbers of
rows. Everything else stays lines, in the engine's order. Nothing is ever taken out of its order within a table row.

Limits: a table without a number column stays lines; so does one with fewer than four columns. The border between two
rows is the widest white space between two row numbers, so a row whose cells are spaced wider inside than towards the
next row is cut at the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from statistics import median

from ingest.confidence import mean_confidence
from ingest.declared_pages import Box, GridCell, PageBuilder, grid_rows
from ingest.row_drafts import is_label

A4_WIDTH = 595.3
"""Points. Decisions are printed on A4 (Decree 30/2020/NĐ-CP, appendix I); the scale of a page whose resolution the file
does not tell."""

_MIN_LINES = 4
_MIN_GAPS = 3
_GAP = 0.9  # of the height of a line; spaces between words are a quarter to a half of it
_MIN_LABEL_SHARE = 0.6  # of the filled places of the first column that must hold row numbers
_MAX_CROSSING = 2  # lines of a section heading that runs over the columns
_STANDS_OUT = 1.25  # times the usual white space, from which on a space parts rows
_SAME_LINE = 0.5  # of the smaller height that two words on one printed line share
_TOUCHING = 0.2  # of the height of a line; lines of one paragraph stand at least that far apart
_MAX_SPACING = 4.0  # heights of a line; a wider space ends a table


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word and its box in points, origin top left; `confidence` 0..1 where the engine says it."""

    text: str
    box: Box
    confidence: float | None = None


@dataclass(slots=True)
class PlacedLine:
    """A line as the engine saw it; `opens` says that a paragraph or block begins with it."""

    words: list[PlacedWord] = field(default_factory=list)
    opens: bool = False


@dataclass(slots=True)
class PrintedLine:
    """All words on one height of the page, left to right; `crosses` says that it runs over the columns of its table."""

    words: list[PlacedWord]
    crosses: bool = False

    @property
    def top(self) -> float:
        """Upper edge in points."""
        return min(word.box[1] for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge in points."""
        return max(word.box[3] for word in self.words)


Gap = tuple[float, float]


def add_page(lines: Sequence[PlacedLine], builder: PageBuilder) -> None:
    """Add the lines of one page (in the engine's order) to the open page of `builder`, its table, if any, as rows."""
    words = [word for line in lines for word in line.words]
    builder.describe_page(confidence=mean_confidence(words), route="ocr_file")
    printed = printed_lines(words)
    tables = find_tables(printed)
    owner = {id(word): number for number, (held, _) in enumerate(tables) for line in held for word in line.words}
    written: set[int] = set()
    for line in lines:
        if line.opens:
            builder.blank()
        rest: list[PlacedWord] = []
        for word in line.words:
            number = owner.get(id(word))
            if number is None:
                rest.append(word)
            elif number not in written:
                _add_line(rest, builder)
                rest = []
                written.add(number)
                _add_table(*tables[number], builder)
        _add_line(rest, builder)


def enclosing_box(boxes: Sequence[Box]) -> Box | None:
    """The smallest box around all; None without any."""
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def printed_lines(words: Iterable[PlacedWord]) -> list[PrintedLine]:
    """Words gathered by height, whatever blocks the engine put them in; top to bottom, left to right."""
    lines: list[PrintedLine] = []
    for word in sorted(words, key=lambda word: (word.box[1] + word.box[3]) / 2):
        if lines and _share_height(lines[-1].words[-1].box, word.box):
            lines[-1].words.append(word)
        else:
            lines.append(PrintedLine([word]))
    for line in lines:
        line.words.sort(key=lambda word: word.box[0])
    return lines


def _share_height(one: Box, other: Box) -> bool:
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return shared >= _SAME_LINE * min(one[3] - one[1], other[3] - other[1])


def find_tables(lines: Sequence[PrintedLine]) -> list[tuple[list[PrintedLine], list[float]]]:
    """The tables among printed lines, each with its lines and the x of the borders between its columns."""
    if len(lines) < _MIN_LINES:
        return []
    height = median(word.box[3] - word.box[1] for line in lines for word in line.words)
    gaps = [_gaps(line, height) for line in lines]
    tables: list[tuple[list[PrintedLine], list[float]]] = []
    index = 0
    free = 0  # the first line that no table has taken
    while index < len(lines):
        end, shared = _run(lines, gaps, index, height)
        if end > index:
            first = _first_line(lines, gaps, index, free, shared, height)
            held = list(lines[first:end])
            borders = _borders(held, shared, height)
            if _is_numbered(held, borders):
                tables.append((held, borders))
                index = free = end
                continue
        index += 1
    return tables


def _first_line(
    lines: Sequence[PrintedLine], gaps: Sequence[list[Gap]], start: int, free: int, shared: list[Gap], height: float
) -> int:
    """The first line of the table that `start` belongs to: lines above that touch it are of the same row.

    Cells centred in a row put the lines of one cell between those of another, each parted at few places.
    """
    while start > free and lines[start].top - lines[start - 1].bottom < _TOUCHING * height:
        if len(_common(shared, gaps[start - 1])) < len(shared):
            break
        start -= 1
    return start


def _borders(lines: Sequence[PrintedLine], shared: Sequence[Gap], height: float) -> list[float]:
    """The x of the borders between columns: the middle of every strip that all lines leave white."""
    taken = sorted((word.box[0], word.box[2]) for line in lines if not line.crosses for word in line.words)
    borders: list[float] = []
    right = taken[0][1]
    for left, end in taken:
        if left - right >= _GAP * height or any(right <= (low + high) / 2 <= left for low, high in shared):
            borders.append((right + left) / 2)
        right = max(right, end)
    return borders


def _gaps(line: PrintedLine, height: float) -> list[Gap]:
    """White spaces of a line that are wider than those between words, and the space before and after it."""
    gaps: list[Gap] = [(float("-inf"), line.words[0].box[0])]
    right = line.words[0].box[2]
    for word in line.words[1:]:
        if word.box[0] - right >= _GAP * height:
            gaps.append((right, word.box[0]))
        right = max(right, word.box[2])
    gaps.append((right, float("inf")))
    return gaps


def _run(lines: Sequence[PrintedLine], gaps: Sequence[list[Gap]], start: int, height: float) -> tuple[int, list[Gap]]:
    """The end of the longest run of lines from `start` that keep at least three gaps in common, and those gaps.

    The first line must be parted by itself, and four lines at least; a line that fills few columns keeps the gaps
    that it leaves white. A numbered line over several columns (a section) stands between two lines of the run.
    """
    shared = [gap for gap in gaps[start] if gap[0] > float("-inf") and gap[1] < float("inf")]
    end, parted, crossing = start, 0, 0
    best: tuple[int, list[Gap]] = (start, [])
    while end < len(lines) and len(shared) >= _MIN_GAPS:
        if end > start and lines[end].top - lines[end - 1].bottom > _MAX_SPACING * height:
            break
        kept = _common(shared, gaps[end])
        if len(kept) == len(shared):
            shared = kept
            parted += len(gaps[end]) - 2 >= _MIN_GAPS
            crossing = 0
            if parted >= _MIN_LINES:
                best = (end + 1, shared)
        elif crossing < _MAX_CROSSING and is_label(_first_cell(lines[end], [shared[0][1]])):
            crossing += 1
        else:
            break
        end += 1
    for line, own in zip(lines[start : best[0]], gaps[start : best[0]], strict=True):
        line.crosses = len(_common(best[1], own)) < len(best[1])
    return best


def _common(one: Sequence[Gap], other: Sequence[Gap]) -> list[Gap]:
    """What two lists of white spaces have in common, left to right."""
    common: list[Gap] = []
    for left, right in one:
        for other_left, other_right in other:
            low, high = max(left, other_left), min(right, other_right)
            if high > low:
                common.append((low, high))
                break
    return common


def _is_numbered(lines: Sequence[PrintedLine], borders: Sequence[float]) -> bool:
    labels = [text for line in lines if (text := _first_cell(line, borders))]
    return len(labels) > 1 and sum(map(is_label, labels)) >= max(2, _MIN_LABEL_SHARE * len(labels))


def _first_cell(line: PrintedLine, borders: Sequence[float]) -> str:
    return " ".join(word.text for word in line.words if word.box[0] < borders[0])


def _add_table(lines: list[PrintedLine], borders: list[float], builder: PageBuilder) -> None:
    cells: list[GridCell] = []
    number = 0
    for crosses, group in groupby(lines, key=lambda line: line.crosses):
        held = list(group)
        starts = list(range(len(held))) if crosses else _row_starts(held, borders)
        for first, end in zip(starts, [*starts[1:], len(held)], strict=True):
            own = borders[:1] if crosses else borders
            cells += _row(number, held[first:end], own, colspan=len(borders) if crosses else 1)
            number += 1
    builder.open_table()
    for row in grid_rows(cells):
        builder.row(row)


def _row_starts(lines: Sequence[PrintedLine], borders: Sequence[float]) -> list[int]:
    """Where rows begin: at the widest white space between two row numbers, else at the number."""
    numbered = [index for index, line in enumerate(lines) if _first_cell(line, borders)]
    starts = [0]
    for above, below in pairwise(numbered):
        spaces = [(lines[i].top - lines[i - 1].bottom, i) for i in range(above + 1, below + 1)]
        widest, at = max(spaces)
        stands_out = widest > median(space for space, _ in spaces) * _STANDS_OUT + 0.5
        starts.append(at if stands_out else below)
    return starts


def _row(number: int, lines: Sequence[PrintedLine], borders: Sequence[float], *, colspan: int) -> list[GridCell]:
    """The cells of one row; `colspan` is that of its last cell."""
    cells: list[GridCell] = []
    for column in range(len(borders) + 1):
        left = borders[column - 1] if column else float("-inf")
        right = borders[column] if column < len(borders) else float("inf")
        held = [[word for word in line.words if left <= word.box[0] < right] for line in lines]
        words = [word for part in held for word in part]
        cells.append(
            GridCell(
                number,
                column,
                "\n".join(" ".join(word.text for word in part) for part in held if part),
                colspan if column == len(borders) else 1,
                confidence=mean_confidence(words),
                box=enclosing_box([word.box for word in words]),
            )
        )
    return cells


def _add_line(words: Sequence[PlacedWord], builder: PageBuilder) -> None:
    if words:
        builder.line(
            " ".join(word.text for word in words),
            confidence=mean_confidence(words),
            box=enclosing_box([word.box for word in words]),
        )
