"""Columns of text that spaces hold apart: segments of lines, and the gutters between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.row_drafts import is_label

_SEGMENT = re.compile(r"\S+(?:[ \N{NO-BREAK SPACE}]\S+)*")
_MIN_CELLS = 3  # a line of fewer cells may be a title that runs over columns
_MAX_COLUMNS = 25
_MIN_LINES = 2  # that show the gutters
_STRAY = 0.1  # share of the lines that may run into a gutter


@dataclass(frozen=True, slots=True)
class Segment:
    """Words with single spaces between them, and the places (exclusive end) they take in the line."""

    start: int
    end: int
    text: str


def segments_of(line: str) -> tuple[Segment, ...]:
    """The segments of a line, left to right.

    >>> [part.text for part in segments_of("1   Sở Nội vụ    Quý I")]
    ['1', 'Sở Nội vụ', 'Quý I']
    """
    return tuple(Segment(found.start(), found.end(), found.group()) for found in _SEGMENT.finditer(line))


@dataclass(frozen=True, slots=True)
class Columns:
    """The places that the columns of one table take on one page, left to right."""

    spans: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.spans)

    def nearest(self, part: Segment) -> int:
        """The column a segment covers most of, or stands next to."""

        def distance(index: int) -> tuple[int, int]:
            start, end = self.spans[index]
            overlap = min(end, part.end) - max(start, part.start)
            return (-max(0, overlap), max(0, -overlap))

        return min(range(len(self.spans)), key=distance)

    def fits(self, parts: Sequence[Segment]) -> bool:
        """Whether every segment keeps to one column."""
        return all(sum(_overlap(part, span) for span in self.spans) <= 1 for part in parts)

    def parted(self, parts: Sequence[Segment]) -> tuple[Segment, ...]:
        """`parts` with those cut that run over a gutter in which they leave a single space before a capital."""
        return tuple(piece for part in parts for piece in self._pieces(part))

    def _pieces(self, part: Segment) -> Iterator[Segment]:
        for (_, left), (right, _) in pairwise(self.spans):
            if part.start < left and part.end > right:
                for space in range(max(left, part.start) - 1, right + 1):
                    at = space - part.start
                    if part.text[at : at + 1] == " " and part.text[at + 1 : at + 2].isupper():
                        yield Segment(part.start, space, part.text[:at])
                        yield from self._pieces(Segment(space + 1, part.end, part.text[at + 1 :]))
                        return
        yield part

    def label(self, parts: Sequence[Segment]) -> str | None:
        """The number, numeral or letter that a line opens with in the first column."""
        if not parts or not is_label(parts[0].text):
            return None
        return parts[0].text if self.nearest(parts[0]) == 0 and parts[0].start <= self.spans[0][1] else None

    def starts_phrase(self, parts: Sequence[Segment]) -> bool:
        """Whether the first words beside the number open a phrase: with a capital, a digit or a mark."""
        own = next((part.text for part in parts if self.nearest(part) > 0), "")
        return bool(own) and not own[0].islower()


def find_columns(body: Sequence[Sequence[Segment]], head: Sequence[Sequence[Segment]]) -> Columns | None:
    """The columns that the lines of a table's body leave gutters between; None when they show no table.

    A column whose cells are blank is known by its heading.
    """
    full = [parts for parts in body if len(parts) >= _MIN_CELLS]
    if len(full) < _MIN_LINES:
        full += [parts for parts in head if len(parts) >= _MIN_CELLS]
    if len(full) < _MIN_LINES:
        return None
    width = max(parts[-1].end for parts in full)
    covered = [0] * (width + 1)
    for parts in full:
        for part in parts:
            for place in range(part.start, part.end):
                covered[place] += 1
    spans = _spans(covered, int(len(full) * _STRAY))
    for part in (part for parts in head for part in parts[:_MAX_COLUMNS]):
        _place_heading(part, head, spans)
    return Columns(tuple(spans)) if _MIN_CELLS <= len(spans) <= _MAX_COLUMNS else None


def _place_heading(part: Segment, head: Sequence[Sequence[Segment]], spans: list[tuple[int, int]]) -> None:
    """Let a heading that stands in a gutter widen the column beside it that has none; else it is a column itself."""
    if any(_overlap(part, span) for span in spans):
        return
    at = sum(end <= part.start for _, end in spans)
    for index in (at - 1, at):
        if 0 <= index < len(spans) and not any(_overlap(other, spans[index]) for parts in head for other in parts):
            start, end = spans[index]
            spans[index] = (min(start, part.start), max(end, part.end))
            return
    spans.insert(at, (part.start, part.end))


def _overlap(part: Segment, span: tuple[int, int]) -> bool:
    return part.start < span[1] and part.end > span[0]


def _spans(covered: Sequence[int], stray: int) -> list[tuple[int, int]]:
    edges = [0, *(place for place, (a, b) in enumerate(pairwise(covered), 1) if (a > stray) != (b > stray))]
    return [(a, b) for a, b in pairwise([*edges, len(covered)]) if covered[a] > stray]
