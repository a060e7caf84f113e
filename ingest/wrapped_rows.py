"""Rows of a table of bare cells whose cells were wrapped at the width of their columns, over all pages of the table.

    1
    Rà soát quy trình giải quyết
    hồ sơ
    Sở Nội
    vụ
    Quý I

Each line of a row is put into a column (`ingest.cell_division`); cells come out in the columns of the head, blank ones
as blanks. A row that the end of a page cuts has the first lines of all its cells above and the rest of them below; the
rest becomes a row without a label, as other forms have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from ingest.bare_cell_labels import TOTAL
from ingest.cell_division import OPEN_TIME, Divided, Division, RowLines, divide_rows, word_pairs
from ingest.row_drafts import RowDraft
from ingest.text_after import CLOSING_OR_HEADING, TEXT_AFTER

_MOST_LINES = 60  # of one row; where there are more, the table has ended
_MOST_REST = 8  # lines of the last row below the end of a page
_MIN_GOING_ON = 0.3  # share of the rows with a line that goes on from the one above
_MIN_ROW = 3  # lines; shorter rows are headings of sections
_Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class PagedText:
    """The lines of a text, blank where margins of pages stand (`hidden`), and where pages start."""

    lines: Sequence[str]
    hidden: AbstractSet[int]
    page_starts: Sequence[int]

    def filled(self, start: int, end: int) -> list[int]:
        """The lines with text from `start` to `end`."""
        return [index for index in range(start, end) if self.lines[index].strip()]

    def part_end(self, index: int) -> int:
        """Where what stands together with a line ends: at the end of its page, or above a hidden line."""
        page_end = next((start for start in self.page_starts if start > index), len(self.lines))
        return next((hidden for hidden in range(index + 1, page_end) if hidden in self.hidden), page_end)

    def row_end(self, last: int, following: int) -> int:
        """The end of a row whose last line is `last`: before `following`, where only blank lines stand between."""
        if self.part_end(last) < following or self.filled(last + 1, following):
            return last + 1
        return following


def is_wrapped(text: PagedText, openings: Sequence[int], end: int) -> bool:
    """Whether a good share of the rows has a line that goes on from the one above, in a small letter or as a time."""
    longer = [
        lines
        for opening, following in pairwise([*openings, end])
        if len(lines := text.filled(opening + 1, min(following, text.part_end(opening)))) >= _MIN_ROW
    ]
    going_on = sum(
        any(own[0].islower() or OPEN_TIME.search(f"{above}\n{own}") for above, own in pairwise(_texts(text, lines)))
        for lines in longer
    )
    return going_on > 1 and going_on >= _MIN_GOING_ON * len(longer)


def wrapped_rows(
    text: PagedText, headings: Sequence[str], openings: Sequence[int], end: int
) -> tuple[list[RowDraft], float]:
    """The rows below the head of a table, which ends before `end` at the latest, and how likely they are."""
    rows: list[tuple[int, int, list[int], list[int]]] = []
    told: list[RowLines] = []
    for opening, following in pairwise([*openings, end]):
        own, rest, is_open = _parts(text, opening, following, is_last=following == end)
        if len(own) + len(rest) > _MOST_LINES:
            break
        rows.append((opening, following, own, rest))
        told.append(RowLines(_texts(text, own or rest), _texts(text, rest if own else ()), is_open))
        if any(CLOSING_OR_HEADING.match(line) for line in _texts(text, text.filled(opening + 1, following))):
            break
    found, likely = divide_rows(headings, [row for row in told if row.lines], word_pairs(text.lines))
    divisions = iter(found)
    drafts: list[RowDraft] = []
    for opening, following, own, rest in rows:
        divided = next(divisions) if own or rest else Divided((), True)
        if not rest:
            own = own[: len(divided.columns)]
        drafts += _drafts(text, opening, (own, rest), following, divided)
    return drafts, likely


def _parts(text: PagedText, opening: int, following: int, *, is_last: bool) -> tuple[list[int], list[int], bool]:
    """The lines of a row on the page of its label, those below the page's end, and whether it may end before."""
    own = text.filled(opening + 1, min(text.part_end(opening), following))
    rest = text.filled(text.part_end(opening), following)
    if rest:
        rest = text.filled(rest[0], min(text.part_end(rest[0]), following))
    for at, index in enumerate(own[1:], 1):
        line = text.lines[index].strip()
        if TOTAL.fullmatch(line) or (TEXT_AFTER if is_last else CLOSING_OR_HEADING).match(line):
            return own[:at], [], True  # lines of the text may stand between the row and what ends the table
    if not is_last and not any(map(CLOSING_OR_HEADING.match, _texts(text, rest))):
        return own, rest, False
    goes_on = bool(own and rest) and text.lines[rest[0]].strip()[0].islower()
    return own[:_MOST_LINES], rest if goes_on and len(rest) <= _MOST_REST else [], not rest


def _texts(text: PagedText, indices: Sequence[int]) -> tuple[str, ...]:
    return tuple(text.lines[index].strip() for index in indices)


def _drafts(
    text: PagedText, opening: int, parts: tuple[list[int], list[int]], following: int, divided: Divided
) -> Iterator[RowDraft]:
    own, rest = parts
    label = (text.lines[opening].strip(), opening)
    end = text.row_end(own[-1] if own else opening, rest[0] if rest else following)
    cells = _cells(text, own, divided.columns[: len(own)])
    yield RowDraft(opening, end, "aligned", [label, *cells], is_unclear=not divided.is_clear)
    if rest:
        below = _cells(text, rest, divided.columns[len(own) :])
        yield RowDraft(rest[0], text.row_end(rest[-1], following), "aligned", [("", rest[0]), *below])


def _cells(text: PagedText, indices: Sequence[int], division: Division) -> list[_Cell]:
    """The cells of the columns, up to the last that is filled."""
    cells: list[_Cell] = []
    first = indices[0] if indices else 0
    for column in range(max(division, default=-1) + 1):
        own = [index for index, at in zip(indices, division, strict=True) if at == column]
        first = own[0] if own else first
        cells.append(
            ("\n".join(text.lines[index].strip() for index in range(own[0], own[-1] + 1)) if own else "", first)
        )
    return cells
