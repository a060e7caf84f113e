"""Columns of text that spaces hold apart: segments of lines, and the gutters between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise

from ingest.column_kinds import kind_of_heading, kind_of_line
from ingest.row_drafts import is_label, is_number_heading
from schemas.letters import MARKED_CAPITALS

_SEGMENT = re.compile(r"\S+(?:[ \N{NO-BREAK SPACE}]\S+)*")
_FUSED = re.compile(rf"(?P<label>[IVX]{{1,5}})\s(?=[A-ZĐ{MARKED_CAPITALS}]{{2,}}\s[A-ZĐ{MARKED_CAPITALS}])")
_MIN_CELLS = 3  # a line of fewer cells may be a title that runs over columns
_LABEL_AND_TITLE = 2
_MAX_COLUMNS = 25
_MIN_LINES = 2  # that show the gutters
_SURE, _LIKELY = 3, 2  # signs that a cell begins inside a segment
_REACH = 12  # places left of the end of a heading from which on the cells of the next column may begin
_SLIP = 3  # places that a cell reaches into the column beside it where lines do not keep to their columns
_JITTER = 2  # places by which the lines of a cell begin apart
_BEGUN = 0.1  # share of the lines in which they do
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
    """The places that the columns of one table take on one page, left to right.

    `openings` tells of columns that no gutter parts from the one before, by their index, where their cells begin: the
    letters of a proportional typeface leave them more or less room on each line. `bodies` are those of these columns
    whose headings speak of bodies.
    """

    spans: tuple[tuple[int, int], ...]
    openings: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    bodies: frozenset[int] = frozenset()

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
        return all(sum(self._reaches(part, index) for index in range(len(self.spans))) <= 1 for part in parts)

    def _reaches(self, part: Segment, index: int) -> bool:
        """Whether a segment stands in a column; where no gutter parts two, one may reach a little into the other."""
        start, end = self.spans[index]
        if not self.openings:
            return _overlap(part, (start, end))
        _, last = self.openings.get(index, (start, start))
        first, beyond = self.openings.get(index + 1, (part.start + 1, end))
        shared = min(part.end, max(end, beyond)) - max(part.start, start, last)
        return part.start < first and shared > (0 if part.start >= start and part.end <= end else _SLIP)

    def parted(
        self,
        parts: Sequence[Segment],
        near: AbstractSet[int] = frozenset(),
        *,
        inside: bool = False,
        fitting: bool = False,
    ) -> tuple[Segment, ...]:
        """`parts` with those cut that run over two columns.

        In a gutter they leave a single space before a capital, or where cells of the lines around begin, at the places
        `near`. Where there is no gutter, they begin at such places, or a bullet does; a line of more cells, or one
        `inside` a row, is cut at a capital, too; one that is `fitting` without a cut, at nothing else. The title of a
        section stays whole.
        """
        is_titled = (
            len(parts) == _LABEL_AND_TITLE and self.label(parts) is not None and not is_number_heading(parts[0].text)
        )
        if is_titled and parts[0].text.strip(" .)").isalpha():
            return tuple(parts)
        begun = near if len(parts) > 1 and not is_titled else frozenset()
        pieces = [piece for part in parts for piece in self._pieces(part, begun)]
        for index, window in self.openings.items():
            pieces = [
                piece
                for part in pieces
                for piece in self._at_opening(part, index, window, near, inside or len(parts) >= _MIN_CELLS, fitting)
            ]
        if is_titled and any(piece.text[0].islower() for piece in pieces[1:]):
            return tuple(parts)  # no cell of a row's first line begins so
        return tuple(pieces)

    def _at_opening(
        self,
        part: Segment,
        index: int,
        window: tuple[int, int],
        near: AbstractSet[int],
        at_capitals: bool,
        at_capitals_only: bool,
    ) -> Iterator[Segment]:
        """`part`, cut where the cell of column `index` begins in it."""
        runs_over = part.start < min(window[0], self.spans[index - 1][1]) and part.end > window[0]
        if not runs_over or part.text.isupper():  # the title of a section may
            yield part
            return
        begun = (
            at
            for at in range(window[0] - _JITTER, window[1] + _JITTER + 1)
            if _may_begin(part, at) and (part.text[at - part.start].isupper() or not at_capitals_only)
        )
        signs = [(*_signs(part, at, near, window, of_bodies=index in self.bodies), at) for at in begun]
        sign, evidence, _, at = max(signs, default=(0, 0, 0, 0))
        if sign < _LIKELY or (evidence < _LIKELY and not at_capitals):
            yield part
            return
        yield Segment(part.start, at - 1, part.text[: at - 1 - part.start])
        yield Segment(at, part.end, part.text[at - part.start :])

    def _pieces(self, part: Segment, near: AbstractSet[int]) -> Iterator[Segment]:
        for index, ((_, left), (right, _)) in enumerate(pairwise(self.spans), start=1):
            if index not in self.openings and part.start < left and part.end > right:
                for space in range(max(left, part.start) - 1, right + 1):
                    at = space - part.start
                    begins = part.text[at + 1 : at + 2].isupper() or space + 1 in near
                    if part.text[at : at + 1].isspace() and begins:
                        yield Segment(part.start, space, part.text[:at])
                        yield from self._pieces(Segment(space + 1, part.end, part.text[at + 1 :]), near)
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


def counts_rows(body: Sequence[Sequence[Segment]]) -> int:
    """How many lines of a table's body have enough cells to tell its columns."""
    return sum(len(parts) >= _MIN_CELLS for parts in body)


def label_apart(parts: Sequence[Segment]) -> Sequence[Segment]:
    """`parts` with the numeral of a section apart from its title in capitals: `VII CẢI CÁCH ...`."""
    fused = _FUSED.match(parts[0].text) if parts else None
    if fused is None:
        return parts
    first = parts[0]
    at = first.start + fused.end()
    return (
        Segment(first.start, first.start + fused.end("label"), fused["label"]),
        Segment(at, first.end, first.text[fused.end() :]),
        *parts[1:],
    )


def find_columns(
    body: Sequence[Sequence[Segment]], head: Sequence[Sequence[Segment]], titles: int | None = None
) -> Columns | None:
    """The columns that the lines of a table's body leave gutters between; None when they show no table.

    A column whose cells are blank is known by its heading. Of the lines of the `head` those behind the first `titles`
    may belong to a row whose number stands in its middle.
    """
    rest, named = [*head[titles or len(head) :], *body], head[:titles]
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
    spans, openings = _with_hidden_columns(_spans(covered, int(len(full) * _STRAY)), rest, len(full), named)
    for part in (part for parts in head for part in parts[:_MAX_COLUMNS]):
        at = _place_heading(part, head, spans)
        openings = {index + (at is not None and index >= at): window for index, window in openings.items()}
    bodies = frozenset(index for index in openings if _speaks_of_bodies(spans[index], named))
    return Columns(tuple(spans), openings, bodies) if _MIN_CELLS <= len(spans) <= _MAX_COLUMNS else None


def _may_begin(part: Segment, at: int) -> bool:
    """Whether a word begins at the place `at` of `part`, and no bullet stands before it."""
    before = part.text[: max(0, at - part.start)]
    return before[-1:].isspace() and before.split()[-1:] not in (["-"], ["+"], ["•"])


def _signs(
    part: Segment, at: int, near: AbstractSet[int], window: tuple[int, int], *, of_bodies: bool
) -> tuple[int, int, int]:
    """How clearly a cell begins at the place `at` of `part`: in all, without its capital, and how near the middle."""
    following = part.text[at - part.start :]
    beside = _SURE * (at in near) or _LIKELY * any(abs(place - at) <= _JITTER for place in near)
    named = of_bodies and kind_of_line(following) == "bodies"
    evidence = max(beside, _SURE * (named or following[:2] in ("- ", "+ ", "• "))) + named  # `Sở Nội vụ` over `Nội vụ`
    return evidence + _LIKELY * following[:1].isupper(), evidence, -abs(2 * at - window[0] - window[1])


def _speaks_of_bodies(span: tuple[int, int], head: Sequence[Sequence[Segment]]) -> bool:
    heading = " ".join(part.text for parts in head for part in parts if _overlap(part, span))
    return kind_of_heading(heading) == "bodies"


def _with_hidden_columns(
    spans: list[tuple[int, int]], body: Sequence[Sequence[Segment]], full: int, head: Sequence[Sequence[Segment]]
) -> tuple[list[tuple[int, int]], dict[int, tuple[int, int]]]:
    """`spans` with those parted below which two headings stand, where cells begin in the middle of them.

    With them where the cells of each such column begin.
    """
    found: list[tuple[int, int]] = []
    openings: dict[int, tuple[int, int]] = {}
    for start, end in spans:
        above = _united((part.start, part.end) for parts in head for part in parts if _overlap(part, (start, end)))
        left = start
        for (_, one), (_, other) in pairwise(above):
            begun = sorted(
                part.start
                for parts in body
                for part in parts
                if one - _REACH < part.start < min(other, end) and part.start > left + _REACH
            )
            if len(begun) < max(_MIN_LINES, _BEGUN * full):
                continue
            usual = begun[len(begun) // 2]
            near = [place for place in begun if abs(place - usual) <= _REACH]
            first, last = near[0], near[-1]
            found.append((left, first))
            openings[len(found)] = (first, last)
            left = first
        found.append((left, end))
    return found, openings


def _united(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans that overlap as one, left to right."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _place_heading(part: Segment, head: Sequence[Sequence[Segment]], spans: list[tuple[int, int]]) -> int | None:
    """Let a heading that stands in a gutter widen the column beside it that has none; else it is a column itself.

    Gives the index of such a column.
    """
    if any(_overlap(part, span) for span in spans):
        return None
    at = sum(end <= part.start for _, end in spans)
    for index in (at - 1, at):
        if 0 <= index < len(spans) and not any(_overlap(other, spans[index]) for parts in head for other in parts):
            start, end = spans[index]
            spans[index] = (min(start, part.start), max(end, part.end))
            return None
    spans.insert(at, (part.start, part.end))
    return at


def _overlap(part: Segment, span: tuple[int, int]) -> bool:
    return part.start < span[1] and part.end > span[0]


def _spans(covered: Sequence[int], stray: int) -> list[tuple[int, int]]:
    edges = [0, *(place for place, (a, b) in enumerate(pairwise(covered), 1) if (a > stray) != (b > stray))]
    return [(a, b) for a, b in pairwise([*edges, len(covered)]) if covered[a] > stray]
