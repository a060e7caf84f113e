"""Rows of a table whose columns are known: where white runs across all columns, at rules, and at row numbers.

Lines of one cell stand at the pitch of its text; a row ends where the white between all lines above and all below is
more than that pitch leaves. A row without such white (cells set without space above and below) begins at its number.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.column_gaps import Columns
from ingest.page_words import Word, visual_lines
from ingest.row_drafts import is_label, is_number_heading

_EXACT_EXTRA = 0.08  # line heights of white, beyond that between lines, that part two rows; places exact
_ROUGH_EXTRA = 0.14  # the same for places that OCR gives
_PITCH = (0.8, 2.2)  # line heights between two lines of one cell
_PITCH_SHARE = 0.15  # of the pitches of all cells that the pitch of lines has at least
_SAME_BASE = 0.25  # line heights between lines of two columns that stand side by side
_FULL = 4  # columns; lines that fill so many, and all, are rows of one line
_FEW_STRIPS = 0.4  # white strips for each place where a column resumes, below which these part rows
_RULED_ROWS = 0.7  # share of the rows' borders with a rule, from which on rules alone part rows
_DESCENDER = 0.22  # of a line's full height
_BODY = 0.75
_BELOW = frozenset("gjpqyạặậẹệịọộợụựỵQ,;()[]/|")


@dataclass(frozen=True, slots=True)
class CellLine:
    """One line of one column with its upper and lower edge, evened out where places are rough."""

    column: int
    top: float
    bottom: float
    text: str

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2


def cell_lines(words: Sequence[Word], columns: Columns, *, exact: bool) -> list[CellLine]:
    """The lines of every column, by height."""
    held: dict[int, list[Word]] = {}
    for word in words:
        held.setdefault(columns.index(word.centre[0]), []).append(word)
    full = sorted(word.height for word in words)[int(0.85 * (len(words) - 1))]
    lines = []
    for column, own in held.items():
        for line in visual_lines(own):
            if exact:
                top, bottom = line.top, line.bottom
            else:
                base = statistics.median(_baseline(word, full) for word in line.words)
                top, bottom = base - _BODY * full, base + _DESCENDER * full
            lines.append(CellLine(column, top, bottom, line.text))
    return sorted(lines, key=lambda line: line.top)


def _baseline(word: Word, full: float) -> float:
    return word.bottom - (_DESCENDER * full if not _BELOW.isdisjoint(word.text.lower()) else 0.0)


def line_pitch(lines: Sequence[CellLine], height: float) -> float:
    """The distance between two lines of one cell; the usual one of the type where no cell has two."""
    pitches: list[float] = []
    above: dict[int, CellLine] = {}
    for line in lines:
        if line.column in above:
            pitch = (line.middle - above[line.column].middle) / height
            if _PITCH[0] <= pitch <= _PITCH[1]:
                pitches.append(pitch)
        above[line.column] = line
    shares = Counter(round(pitch * 12) for pitch in pitches)
    for bucket in sorted(shares):
        near = [pitch for pitch in pitches if abs(pitch * 12 - bucket) <= 1]
        if len(near) >= max(1, int(_PITCH_SHARE * len(pitches))):
            return statistics.median(near) * height
    return 1.2 * height


def row_borders(lines: Sequence[CellLine], height: float, levels: Sequence[float], *, exact: bool) -> list[float]:
    """The heights of the borders between rows, top to bottom."""
    pitch = line_pitch(lines, height)
    usual = pitch - statistics.median(line.bottom - line.top for line in lines)
    extra = max(0.9, _EXACT_EXTRA * height) if exact else _ROUGH_EXTRA * height
    wide = [(low + high) / 2 for low, high in _strips(lines) if high - low >= max(usual + extra, 0.01)]
    inner = [level for level in levels if lines[0].top < level < max(line.bottom for line in lines)]
    if inner and sum(any(_parts(level, border, lines) for level in inner) for border in wide) >= _RULED_ROWS * len(
        wide
    ):
        return _without_empty(inner, lines)
    resumed = _resumptions(lines, height)
    if len(wide) < _FEW_STRIPS * len(resumed):
        wide += resumed
    borders = _without_empty(sorted([*inner, *wide]), lines)
    return _without_empty(sorted([*borders, *_at_numbers(lines, borders, height, pitch)]), lines)


def _resumptions(lines: Sequence[CellLine], height: float) -> list[float]:
    """Heights above lines at which a column has text again after it was blank beside other columns.

    Where cells begin at the top of their row, that is the top of a row; so is a line that fills all columns below one
    that does. None are given where the lines of the columns
    do not stand side by side.
    """
    levels: list[list[CellLine]] = []
    for line in sorted(lines, key=lambda line: line.middle):
        if levels and line.middle - levels[-1][0].middle < _SAME_BASE * height:
            levels[-1].append(line)
        else:
            levels.append([line])
    if any(below[0].middle - above[-1].middle < 0.8 * height for above, below in pairwise(levels)):
        return []
    found = []
    every = {line.column for line in lines}
    for above, below in pairwise(levels):
        before, after = {line.column for line in above}, {line.column for line in below}
        if not after <= before or (before == after == every and len(every) >= _FULL):
            found.append((above[-1].middle + below[0].middle) / 2)
    return found


def _parts(level: float, border: float, lines: Sequence[CellLine]) -> bool:
    """Whether no line stands between a rule and a border found by white."""
    low, high = min(level, border), max(level, border)
    return not any(low < line.middle < high for line in lines)


def _strips(lines: Sequence[CellLine]) -> list[tuple[float, float]]:
    """White across all columns between two lines."""
    strips = []
    reach = lines[0].bottom
    for line in lines[1:]:
        if line.top > reach:
            strips.append((reach, line.top))
        reach = max(reach, line.bottom)
    return strips


def parts_between(lines: Sequence[CellLine], white: float) -> list[list[CellLine]]:
    """`lines`, by height, cut where more than `white` runs across all columns."""
    parts: list[list[CellLine]] = []
    reach = float("-inf")
    for line in lines:
        if parts and line.top - reach <= white:
            parts[-1].append(line)
        else:
            parts.append([line])
        reach = max(reach, line.bottom)
    return parts


def _without_empty(borders: Sequence[float], lines: Sequence[CellLine]) -> list[float]:
    """`borders` less those with no line between them and the one above."""
    kept: list[float] = []
    for border in borders:
        above = kept[-1] if kept else float("-inf")
        if any(above < line.middle < border for line in lines):
            kept.append(border)
    return [border for border in kept if any(line.middle > border for line in lines)]


def _at_numbers(lines: Sequence[CellLine], borders: Sequence[float], height: float, pitch: float) -> list[float]:
    """Borders at row numbers, in rows that hold more than one."""
    rows = [
        [line for line in lines if low < line.middle < high]
        for low, high in zip((float("-inf"), *borders), (*borders, float("inf")), strict=True)
    ]
    on_top = _numbers_on_top(rows, height)
    found: list[float] = []
    for row in rows:
        labels = _numbers(row)
        if not labels:
            continue
        if on_top:
            first = min(line.middle for line in row)
            found += [label.middle - pitch / 2 for label in labels if label.middle - first > 0.6 * pitch]
        else:
            found += [_widest(row, one, other) for one, other in pairwise(labels)]
    return found


def _numbers_on_top(rows: Sequence[Sequence[CellLine]], height: float) -> bool:
    """Whether the number of a row stands beside its first line; told by rows that hold one number."""
    votes = []
    for row in rows:
        labels = _numbers(row)
        if any(line.column == 0 and is_number_heading(line.text) for line in row):
            continue
        if len(labels) == 1 and max(line.middle for line in row) - min(line.middle for line in row) > height:
            votes.append(labels[0].middle - min(line.middle for line in row) < _SAME_BASE * height)
    return sum(votes) * 2 >= len(votes)


def _numbers(row: Sequence[CellLine]) -> list[CellLine]:
    """The lines that hold the number of a row; the heading of the column is none."""
    return [line for line in row if line.column == 0 and is_label(line.text) and not is_number_heading(line.text)]


def _widest(row: Sequence[CellLine], one: CellLine, other: CellLine) -> float:
    """The middle of the widest white between two numbers; half way where there is none."""
    strips = [strip for strip in _strips(row) if one.middle < sum(strip) / 2 < other.middle]
    if not strips:
        return (one.middle + other.middle) / 2
    low, high = max(strips, key=lambda strip: strip[1] - strip[0])
    return (low + high) / 2
