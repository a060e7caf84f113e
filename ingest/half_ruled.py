"""Grids of rules that show a table only in part: a ruled head, a frame, upright rules under a ruled head."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.column_gaps import is_parted, line_height
from ingest.page_grid import GridPlace, RuledTable
from ingest.page_rules import Rules
from ingest.page_words import Word, visual_lines
from ingest.row_bands import CellLine, line_pitch, parts_between
from ingest.row_drafts import is_label

_FRAMED = 3  # columns of a cell that is a frame
_PARTED = 2  # lines in three blocks inside it
_HEAD_ROWS = 3
_HIDDEN = 2  # rows that white shows in ruled ones
_EXTRA = 0.1  # line heights of white, beyond that between lines, that part two rows
_ROUGH_EXTRA = 0.3  # the same where the edges of lines come from OCR
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
        and not _hides_rows(table, words, height)
    )


def with_rows_apart(table: RuledTable, words: Sequence[Word]) -> RuledTable:
    """`table` with cells cut in rows where a scan lost the rule between them.

    The first column tells: a cell over several rows of the grid that holds a number for each of them. Of the cells
    beside it those are cut that end at the same rules, where lines stand in each part and none across the cut: else
    one cell is meant for both rows.
    """
    edges = _row_edges(table)
    cut = {
        (place.row, place.rowspan)
        for place in table.places
        if place.column == 0 and place.colspan == 1 and place.rowspan > 1 and _has_a_label_a_row(place, words, edges)
    }
    if not cut:
        return table
    places: list[GridPlace] = []
    for place in table.places:
        parts = _cut(place, edges) if (place.row, place.rowspan) in cut else [place]
        lines = visual_lines([word for word in words if _inside(word, place.box)])
        across = any(line.top < part.box[3] < line.bottom for part in parts[:-1] for line in lines)
        blank = any(not any(part.box[1] <= line.top < part.box[3] for line in lines) for part in parts)
        places += [place] if (across or blank) and place.column else parts
    return replace(table, places=tuple(sorted(places, key=lambda place: (place.row, place.column))))


def _row_edges(table: RuledTable) -> dict[int, float]:
    """Where each row of the grid ends."""
    ends: dict[int, list[float]] = {}
    for place in table.places:
        ends.setdefault(place.row + place.rowspan - 1, []).append(place.box[3])
    return {row: statistics.median(own) for row, own in ends.items()}


def _has_a_label_a_row(place: GridPlace, words: Sequence[Word], edges: dict[int, float]) -> bool:
    parts = _cut(place, edges)
    lines = visual_lines([word for word in words if _inside(word, place.box)])
    held = [[line for line in lines if part.box[1] <= (line.top + line.bottom) / 2 <= part.box[3]] for part in parts]
    return len(parts) == place.rowspan and all(len(own) == 1 and is_label(own[0].text) for own in held)


def _cut(place: GridPlace, edges: dict[int, float]) -> list[GridPlace]:
    """The place, cut at the ends of the rows it covers; whole where one of them is not known."""
    rows = range(place.row, place.row + place.rowspan)
    if not all(row in edges for row in rows):
        return [place]
    tops = [place.box[1], *(edges[row] for row in rows[:-1])]
    ends = [*(edges[row] for row in rows[:-1]), place.box[3]]
    return [
        replace(place, row=row, rowspan=1, box=(place.box[0], top, place.box[2], end))
        for row, top, end in zip(rows, tops, ends, strict=True)
    ]


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


def _hides_rows(table: RuledTable, words: Sequence[Word], height: float) -> bool:
    """Whether white runs across ruled rows with text in most columns above and below it.

    A list in one cell leaves white too, but has no neighbours that begin again below.
    """
    rows: dict[int, list[CellLine]] = {}
    for place in table.places:
        if place.rowspan == 1:
            lines = visual_lines([word for word in words if _inside(word, place.box)])
            rows.setdefault(place.row, []).extend(
                CellLine(place.column, line.top, line.bottom, line.text) for line in lines
            )
    known = sorted((line for row in rows.values() for line in row), key=lambda line: line.top)
    if not known:
        return False
    white = line_pitch(known, height) - statistics.median(line.bottom - line.top for line in known)
    extra = _EXTRA if all(word.confidence is None for word in words) else _ROUGH_EXTRA
    hidden = 0
    for row in rows.values():
        parts = parts_between(sorted(row, key=lambda line: line.top), white + extra * height)
        hidden += sum(min(len({line.column for line in part}) for part in pair) >= _FRAMED for pair in pairwise(parts))
    return hidden >= _HIDDEN
