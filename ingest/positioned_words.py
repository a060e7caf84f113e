"""Words with places, as OCR engines write them, to lines; and to rows where columns of white space show a table.

Engines give lines and paragraphs but (hOCR, ALTO, Tesseract TSV) no tables; these are found as on any page
(`ingest.unruled_tables`). Everything else stays lines, in the engine's order.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.column_gaps import Columns
from ingest.confidence import mean_confidence
from ingest.declared_pages import GridCell, PageBuilder, grid_rows
from ingest.page_grid import GridPlace
from ingest.page_layout import words_by_place
from ingest.page_rules import NO_RULES
from ingest.page_words import Box, Word, visual_lines
from ingest.unruled_tables import find_unruled_tables

A4_WIDTH = 595.3
"""Points. Decisions are printed on A4 (Decree 30/2020/NĐ-CP, appendix I); the scale of a page whose resolution the file
does not tell."""

NOWHERE: Box = (0.0, 0.0, 0.0, 0.0)
"""The box of a word whose file does not tell a place, or tells one that no page has."""


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


def add_page(lines: Sequence[PlacedLine], builder: PageBuilder, previous: Columns | None = None) -> Columns | None:
    """Add the lines of one page (in the engine's order) to the open page of `builder`, its tables as rows.

    `previous` are the columns of the table that the page before ended with; what this page ends with is returned.
    """
    words = [word for line in lines for word in line.words]
    builder.describe_page(confidence=mean_confidence(words), route="ocr_file")
    placed = {id(word): Word(word.text, *word.box, word.confidence) for word in words}
    found = find_unruled_tables(list(placed.values()), NO_RULES, exact=False, previous=previous)
    owner: dict[int, int] = {}
    cells = []
    rest = list(placed.values())
    for number, one in enumerate(found):
        held, rest = words_by_place(one.table, rest)
        cells.append(held)
        owner.update((id(word), number) for own in held.values() for word in own)
    written: set[int] = set()
    for line in lines:
        if line.opens:
            builder.blank()
        open_words: list[PlacedWord] = []
        for word in line.words:
            number = owner.get(id(placed[id(word)]), -1)
            if number < 0:
                open_words.append(word)
            elif number not in written:
                _add_line(open_words, builder)
                open_words = []
                written.add(number)
                _add_table(cells[number], builder)
        _add_line(open_words, builder)
    return found[-1].columns if found and found[-1].is_last else None


def box_in_points(left: float, top: float, right: float, bottom: float, scale: float) -> Box:
    """A box of the engine, of which a unit has `scale` points, on the page; numbers without end are nowhere."""
    box = (round(left * scale, 2), round(top * scale, 2), round(right * scale, 2), round(bottom * scale, 2))
    return box if all(map(math.isfinite, box)) else NOWHERE


def enclosing_box(boxes: Sequence[Box]) -> Box | None:
    """The smallest box around all; None without any."""
    if not boxes:
        return None
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)


def _add_table(held: dict[GridPlace, list[Word]], builder: PageBuilder) -> None:
    """The rows of a table; the lines of a cell stay as they are printed."""
    cells = [
        GridCell(
            place.row, place.column, "\n".join(line.text for line in visual_lines(words)), place.colspan, place.rowspan,
            mean_confidence(words), enclosing_box([(word.x0, word.top, word.x1, word.bottom) for word in words]),
        )
        for place, words in held.items()
    ]  # fmt: skip
    builder.open_table()
    for row in grid_rows(cells):
        builder.row(row)


def _add_line(words: Sequence[PlacedWord], builder: PageBuilder) -> None:
    if words:
        builder.line(
            " ".join(word.text for word in words),
            confidence=mean_confidence(words),
            box=enclosing_box([word.box for word in words]),
        )
