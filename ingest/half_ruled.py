"""Grids of rules that show a table only in part: a ruled head, a frame, upright rules under a ruled head."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.column_gaps import is_parted, line_height
from ingest.page_grid import GridPlace, RuledTable
from ingest.page_rules import Rules
from ingest.page_words import Word, visual_lines
from ingest.row_drafts import is_label

_FRAMED = 3  # columns of a cell that is a frame
_PARTED = 2  # lines in three blocks inside it
_HEAD_ROWS = 3
_EDGE = 3.0  # points that a rule may lie off the edge of its table
_BELOW = 2.0  # line heights below a ruled head in which its first row stands


def complete_tables(tables: Sequence[RuledTable], words: Sequence[Word], rules: Rules) -> tuple[RuledTable, ...]:
    """The tables whose every row is ruled."""
    if not tables or not words:
        return tuple(tables)
    height = line_height(words)
    return tuple(
        table
        for table in tables
        if not any(_holds_rows(place, table, words, height) for place in table.places)
        and not _is_head_only(table, words, height)
        and not _is_upright_only(table, rules)
    )


def outside(tables: Sequence[RuledTable], words: Sequence[Word]) -> list[Word]:
    """The words that stand in none of `tables`."""
    return [word for word in words if not any(_inside(word, table.box) for table in tables)]


def _inside(word: Word, box: tuple[float, float, float, float]) -> bool:
    x, y = word.centre
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _holds_rows(place: GridPlace, table: RuledTable, words: Sequence[Word], height: float) -> bool:
    """Whether a cell holds several rows: numbers below each other, or lines in columns of its own."""
    if place.column and place.colspan < _FRAMED:
        return False
    lines = visual_lines([word for word in words if _inside(word, place.box)])
    if place.column == 0 and place.colspan == 1 and table.columns >= _FRAMED:
        return sum(is_label(line.text) for line in lines) > 1
    return sum(is_parted(line, height) for line in lines) >= _PARTED


def _is_head_only(table: RuledTable, words: Sequence[Word], height: float) -> bool:
    """Whether the rules end below the head and rows follow."""
    if max(place.row for place in table.places) >= _HEAD_ROWS:
        return False
    lower = table.box[3]
    lines = visual_lines([word for word in words if lower < word.centre[1] and word.top < lower + _BELOW * height])
    if not lines:
        return False
    second = min((place.box[0] for place in table.places if place.column), default=table.box[2])
    label, *rest = lines[0].words
    return is_parted(lines[0], height) or (is_label(label.text) and bool(rest) and label.x1 < second <= rest[0].x0)


def _is_upright_only(table: RuledTable, rules: Rules) -> bool:
    """Whether upright rules are all that is drawn of a table, so that nothing says where its rows end."""
    x0, top, x1, bottom = table.box
    return bool(rules.upright) and not rules.levels_in((x0, top - _EDGE, x1, bottom + _EDGE))
