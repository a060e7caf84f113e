"""Words and ruled tables of one page, put in reading order and handed to the builder of the document.

Tables come at their height with the text between them; words inside a table's box belong to its cells, all others to
the running text. A cell's text keeps the line breaks that were meant (list items) and loses those of wrapping.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from ingest.confidence import mean_confidence, unsure_words
from ingest.declared_pages import GridCell, PageBuilder, grid_rows
from ingest.page_grid import GridPlace, RuledTable
from ingest.page_words import (
    Box,
    VisualLine,
    Word,
    has_room,
    is_cut_word,
    is_range,
    opens_item,
    paragraphs,
    visual_lines,
)
from ingest.text_columns import split_columns

_MAX_PADDING = 8.0  # points between a rule and the text of a cell, at each side
_BLANK = 0.6  # of a line height, by which a gap exceeds the usual one where a blank line is seen


def emit_page(words: Sequence[Word], tables: Sequence[RuledTable], builder: PageBuilder, *, tolerance: float) -> None:
    """Hand a page's text to `builder`; `tolerance` (points) says how exact the places are."""
    filled: list[tuple[RuledTable, dict[GridPlace, list[Word]]]] = []
    rest = list(words)
    for table in sorted(tables, key=lambda table: table.box[1]):
        held, rest = words_by_place(table, rest)
        if any(held.values()):
            filled.append((table, held))
    lines = visual_lines(rest)
    edges = _text_edges(words, tables)
    for table, held in filled:
        middle = (table.box[1] + table.box[3]) / 2
        above = [line for line in lines if (line.top + line.bottom) / 2 < middle]
        lines = [line for line in lines if (line.top + line.bottom) / 2 >= middle]
        _emit_text(above, edges, builder, tolerance)
        _emit_table(table, held, builder, tolerance)
    _emit_text(lines, edges, builder, tolerance)


def words_by_place(table: RuledTable, words: Sequence[Word]) -> tuple[dict[GridPlace, list[Word]], list[Word]]:
    """The words of each cell, and the words that are in none."""
    held: dict[GridPlace, list[Word]] = {place: [] for place in table.places}
    rest: list[Word] = []
    for word in words:
        place = _holder(table, word)
        (rest if place is None else held[place]).append(word)
    return held, rest


def _holder(table: RuledTable, word: Word) -> GridPlace | None:
    x, y = word.centre
    if not _holds(table.box, x, y):
        return None
    return next((place for place in table.places if _holds(place.box, x, y)), None)


def _holds(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _text_edges(words: Sequence[Word], tables: Sequence[RuledTable]) -> tuple[float, float]:
    """Left and right edge of what is printed on the page."""
    left = [word.x0 for word in words] + [table.box[0] for table in tables]
    right = [word.x1 for word in words] + [table.box[2] for table in tables]
    return min(left, default=0.0), max(right, default=0.0)


def _emit_text(lines: Sequence[VisualLine], edges: tuple[float, float], builder: PageBuilder, tolerance: float) -> None:
    for block in split_columns(lines):
        if block.side_by_side:
            left_edge, right_edge = min(line.x0 for line in block.lines), max(line.x1 for line in block.lines)
        else:
            left_edge, right_edge = edges
        builder.blank()
        usual = _usual_gap(block.lines)
        below: float | None = None
        for part in paragraphs(block.lines, left_edge, right_edge, tolerance=tolerance, lists_only=block.side_by_side):
            if below is not None and part.box[1] - below > usual:
                builder.blank()
            builder.line(part.text, confidence=part.confidence, box=_rounded(part.box), unsure=part.unsure)
            below = part.box[3]
    builder.blank()


def _usual_gap(lines: Sequence[VisualLine]) -> float:
    """The gap above which a blank line is seen: clearly more than between lines of one paragraph."""
    height = statistics.median(line.height for line in lines)
    gaps = [below.top - above.bottom for above, below in pairwise(lines)]
    return (statistics.median_low(gaps) if gaps else 0.0) + _BLANK * height


def _emit_table(table: RuledTable, held: dict[GridPlace, list[Word]], builder: PageBuilder, tolerance: float) -> None:
    lines = {place: visual_lines(words) for place, words in held.items()}
    padding = _padding(lines)
    cells = [
        GridCell(
            place.row, place.column, _cell_text(lines[place], place.box, padding, tolerance),
            place.colspan, place.rowspan, mean_confidence(held[place]), _rounded(place.box), unsure_words(held[place]),
        )
        for place in table.places
    ]  # fmt: skip
    builder.open_table()
    for row in grid_rows(cells):
        builder.row(row)
    builder.blank()


def _padding(lines: dict[GridPlace, list[VisualLine]]) -> float:
    """The usual space between a rule and the text right of it; a speck at a rule or a centred cell do not change it."""
    spaces = sorted(min(line.x0 for line in own) - place.box[0] for place, own in lines.items() if own)
    return min(max(0.0, spaces[len(spaces) // 4]), _MAX_PADDING) if spaces else 0.0


def _cell_text(lines: Sequence[VisualLine], box: Box, padding: float, tolerance: float) -> str:
    text = ""
    above: VisualLine | None = None
    left, right = box[0] + padding, box[2] - padding
    for line in lines:
        if above is not None:
            meant = opens_item(line.text) or has_room(above, line.words[0], left, right, tolerance)
            meant = meant and not is_range(text, line.text)
            text += "\n" if meant else "" if is_cut_word(text, line.text) else " "
        text += line.text
        above = line
    return text


def _rounded(box: Box) -> Box:
    return (round(box[0], 1), round(box[1], 1), round(box[2], 1), round(box[3], 1))
