"""Rows of tables whose columns stand apart by spaces, as `pdftotext -layout` and some OCR programs print them.

    TT   Nhiệm vụ                 Cơ quan chủ trì      Thời gian
    1    Rà soát, trình ban       Sở Nội vụ            Quý I
         hành Quy chế

A cell goes on below itself, so a row is many lines, and its number may stand on the first of them or in their middle.
A table is known by its head (a line with `TT` or `STT` and two headings more) and by gutters: places that no line of
three or more cells covers. A page without a head goes on with the table that filled the page before it.

Limits: a table without a column of numbers, or whose columns touch, stays text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.aligned_columns import Columns, Segment, counts_rows, find_columns, label_apart, segments_of
from ingest.aligned_rows import PERIOD, TextRow, cut_rows, row_of
from ingest.list_marks import opens_with_label
from ingest.row_drafts import RowDraft, is_gap, is_label, is_number_heading
from ingest.text_after import CLOSING

_NUMBER = re.compile(r"\d+")
_MIN_HEADINGS = 3
_MAX_HEAD = 5  # lines of a head above or below its `TT`
_FEWEST_CELLS = 2  # of a line that goes on with a row although two of them touch
_LABEL_AND_TITLE = 2
_FEW_ROWS = 4  # lines with many cells, below which a page tells little of its columns
_NEAR = 4  # lines above and below on which cells of a row begin at one place
_MAX_GAP = 8  # blank lines and page numbers between two rows


def find_aligned_rows(lines: Sequence[str], taken: AbstractSet[int], page_starts: AbstractSet[int]) -> list[RowDraft]:
    """The rows of space-aligned tables among `lines`, in order; `taken` lines belong to tables of another form."""
    cut: list[Sequence[Segment]] = [
        () if index in taken or "\t" in line else segments_of(line) for index, line in enumerate(lines)
    ]
    _join_number_headings(cut)
    heads = [index for index, own in enumerate(cut) if _is_head(cut, index, own)]
    if not heads:
        return []
    finder = _Finder(lines, cut, taken, page_starts)
    for number, head in enumerate(heads):
        if head >= finder.done:
            following = next((_head_start(cut, other) for other in heads[number + 1 :]), len(lines))
            finder.read(head, following)
    return finder.rows


def _join_number_headings(cut: list[Sequence[Segment]]) -> None:
    """Put `ST` over `T`, as a narrow column breaks them, together."""
    for index in range(len(cut) - 1):
        own, below = cut[index], cut[index + 1]
        if len(own) < 2 or len(below) < 2 or is_number_heading(own[0].text):
            continue
        if not is_number_heading(f"{own[0].text} {below[0].text}"):
            continue
        first, rest = own[0], below[0]
        if first.start - 1 <= rest.start and rest.end <= first.end + 1:
            cut[index] = (Segment(first.start, first.end, f"{first.text} {rest.text}"), *own[1:])
            cut[index + 1] = below[1:]


def _is_head(cut: Sequence[Sequence[Segment]], index: int, own: Sequence[Segment]) -> bool:
    """Whether a line opens with the heading of the number column, and it and its neighbours head enough columns."""
    if len(own) < 2 or not is_number_heading(own[0].text):
        return False
    around = cut[max(0, index - 2) : index + 3]
    return max(map(len, around)) >= _MIN_HEADINGS


def _is_torn(printed: Sequence[Segment], cut: Sequence[Segment]) -> bool:
    """Whether a cell begins with a small letter behind a single blank, where the line was cut."""
    begun = {part.start for part in printed}
    return any(part.start not in begun and part.text[0].islower() for part in cut)


def _head_start(cut: Sequence[Sequence[Segment]], head: int) -> int:
    """The first line of a head whose `TT` stands in the middle: headings above it, none of them left of it."""
    start = head
    while start and head - start < _MAX_HEAD:
        above = cut[start - 1]
        if not above or any(is_label(part.text) for part in above) or opens_with_label(above[0].text):
            break  # a heading of the text (`3. Nhiệm vụ cụ thể`) may stand right above
        hangs = above[0].start > cut[head][0].end or above[0].text.casefold() in ("số", "so")
        if not hangs or (len(above) == 1 and above[0].end - above[0].start > 30):
            break
        start -= 1
    return start


def _page_numbers(cut: Sequence[Sequence[Segment]]) -> set[int]:
    """Lines with nothing but a page number, blank lines around them: columns may shift there.

    A number that counts the next row is none.
    """
    found: set[int] = set()
    last = None
    for index, own in enumerate(cut):
        number = _NUMBER.search(own[0].text) if own and is_gap(own[0].text) else None
        if number is None:
            continue
        if len(own) > 1 or any(cut[index - 1 : index]) or any(cut[index + 1 : index + 2]):
            last = int(number.group())
        elif last is not None and int(number.group()) != last + 1:
            found.add(index)
    return found


class _Finder:
    """Reads one table after the other; `done` is the first line that belongs to no row yet."""

    def __init__(
        self,
        lines: Sequence[str],
        cut: list[Sequence[Segment]],
        taken: AbstractSet[int],
        page_starts: AbstractSet[int],
    ) -> None:
        self._lines, self._cut, self._taken = lines, cut, taken
        self._page_starts = sorted(page_starts or _page_numbers(cut))
        self.rows: list[RowDraft] = []
        self.done = 0
        self._head: list[str] = []  # the lines of the last head, words on single spaces
        self._last_head: list[str] = []  # those of them that are surely headings
        self._columns: Columns | None = None

    def read(self, head: int, limit: int) -> None:
        """Read the table that `head` opens, no further than `limit`, and the pages it goes on."""
        start = max(_head_start(self._cut, head), self._page_of(head), self.done)
        body = self._body_start(head)
        stop = self._page_end(head, limit)
        titles = max(head + 1, min(body, 2 * head - start + 1)) - start
        columns = find_columns(self._cut[body:stop], self._cut[start:body], titles)
        if columns is None:  # a head at the end of its page has too few rows below it
            columns = find_columns(self._cut[body : self._page_end(stop, limit)], self._cut[start:body], titles)
        if columns is None:
            return
        words = self._words(start, start + titles)
        if words == self._last_head and counts_rows(self._cut[body:stop]) < _FEW_ROWS and self._columns is not None:
            columns = self._columns  # the rest of a table tells less of its columns than the page before
        self._last_head, self._columns = words, columns
        rows = self._head_row(start, body, columns)
        found, end = self._body(rows[-1].end, stop, columns)
        rows += found
        while end < limit and self._runs_to(end, stop):
            stop = self._page_end(stop, limit)
            first = next((index for index in range(end, stop) if not is_gap(self._lines[index])), stop)
            own = find_columns(self._cut[first:stop], ())
            found, end = self._body(first, stop, own if own and len(own) == len(columns) else columns)
            if not found:
                break
            rows += found
        if len(rows) > 1:
            self.rows += rows
            self.done = rows[-1].end

    def _page_of(self, index: int) -> int:
        """The first line of the page that a line stands on."""
        at = bisect_right(self._page_starts, index)
        return self._page_starts[at - 1] if at else 0

    def _page_end(self, index: int, limit: int) -> int:
        """The first line of the next page, no further than `limit`."""
        at = bisect_right(self._page_starts, index)
        return min(self._page_starts[at], limit) if at < len(self._page_starts) else limit

    def _runs_to(self, end: int, stop: int) -> bool:
        """Whether nothing but a gap stands between the last row and the end of its page."""
        return stop < len(self._lines) and all(is_gap(self._lines[index]) for index in range(end, stop))

    def _body_start(self, head: int) -> int:
        """The first line below a head that a label opens."""
        edge = self._cut[head][0].end + 2
        for index in range(head + 1, min(self._page_end(head, len(self._cut)), head + 4 * _MAX_HEAD)):
            own = self._cut[index]
            if own and own[0].start <= edge and is_label(own[0].text) and not is_number_heading(own[0].text):
                return index
        return head + 1

    def _head_row(self, start: int, body: int, columns: Columns) -> list[RowDraft]:
        """The head as one row."""
        end = self._head_end(start, body, columns)
        self._head = self._words(start, end)
        for index in range(start, end):
            self._cut[index] = columns.parted(self._cut[index])
        row = row_of(range(start, end), self._cut, columns)
        return [RowDraft(row.start, row.end, "aligned", list(row.cells))]

    def _head_end(self, start: int, body: int, columns: Columns) -> int:
        """A head ends at a blank line, where the last one did, or as far below its `TT` as it begins above it."""
        if body - start > 1 and len(self._cut[body - 1]) == 1 and PERIOD.fullmatch(self._cut[body - 1][0].text):
            body -= 1  # `Tháng 01`, a section's title in the middle of the page
        repeated = start + len(self._head)
        if self._head and self._words(start, repeated) == self._head and self._are_cut(start, repeated):
            return repeated  # what follows may be the rest of a row that the page break cut
        end = start
        while end < body and self._cut[end]:
            end += 1
        if end == body < len(self._cut) and body - start > 1 and not columns.starts_phrase(self._cut[body]):
            own = next(index for index in range(start, body) if is_number_heading(self._cut[index][0].text))
            return min(body, 2 * own - start + 1)
        return end

    def _are_cut(self, start: int, end: int) -> bool:
        """Whether the lines that have words have parts, too; those with tabs have none."""
        return all(self._cut[index] or not self._lines[index].strip() for index in range(start, end))

    def _words(self, start: int, end: int) -> list[str]:
        return [" ".join(line.split()) for line in self._lines[start:end]]

    def _body(self, start: int, stop: int, columns: Columns) -> tuple[list[RowDraft], int]:
        """The rows from line `start` on, and the line they end before."""
        chunks: list[list[int]] = [[]]
        gap = 0
        for index in range(start, stop):
            if index in self._taken or (self._lines[index].strip() and not self._cut[index]):
                break  # a line of another table, or one with tabs
            if self._is_gap(index, start):
                gap += 1
                if gap > _MAX_GAP:
                    break
                if self._lines[index].strip():
                    chunks.append([])  # no row goes over a page number
                continue
            if gap == 0 and self._is_numbered_soon(index, stop, columns):
                self._cut[index] = label_apart(self._cut[index])
            own = self._cut[index]
            fits = columns.fits(own)
            if columns.openings and gap == 0 and (len(own) >= _MIN_HEADINGS or not fits):
                inside = index > start and index + 1 < stop and columns.fits(self._cut[index + 1])
                self._cut[index] = columns.parted(own, self._begun_near(index), inside=inside, fitting=fits)
            if not self._belongs(index, stop, columns, after_gap=gap > 0):
                break
            chunks[-1].append(index)
            gap = 0
        kept = [chunk for chunk in chunks if chunk]
        rows = [row for chunk in kept for row in cut_rows(chunk, self._parted(chunk, columns), columns)]
        return [self._draft(row, columns) for row in rows], (kept[-1][-1] + 1 if kept else start)

    def _parted(self, kept: Sequence[int], columns: Columns) -> Sequence[Sequence[Segment]]:
        """The lines with cells parted that touch; a title beside a number may run over columns.

        It does not where it falls into cells, two or one for each column, each of which begins where others do.
        """
        for index in kept:
            own = self._cut[index]
            if len(own) < 2 or columns.fits(own):
                continue
            near = self._begun_near(index)
            parted = columns.parted(own, near)
            if (
                len(own) >= _MIN_HEADINGS
                or (columns.label(own) is None and columns.fits(parted))
                or (len(parted) in (len(columns), len(own) + 2) and all(part.start in near for part in parted[1:]))
            ):
                self._cut[index] = parted
        return self._cut

    def _begun_near(self, index: int) -> frozenset[int]:
        """The places at which cells begin on the lines around."""
        around = self._cut[max(0, index - _NEAR) : index + _NEAR + 1]
        return frozenset(part.start for own in around for part in own[1:])

    def _is_gap(self, index: int, start: int) -> bool:
        """A blank line, or a page number: it stands alone, and not where numbers of rows stand (but for `- 5 -`)."""
        if not self._cut[index]:
            return True
        alone = not self._cut[index - 1] or index == start or self._page_of(index) == index - 1
        first = self._cut[index][0]
        return alone and is_gap(self._lines[index]) and (first.start > 20 or not first.text[0].isalnum())

    def _belongs(self, index: int, stop: int, columns: Columns, *, after_gap: bool) -> bool:
        """Whether a line is part of the table: it keeps to the columns, or it heads rows that do."""
        own = self._cut[index]
        if after_gap and CLOSING.match(own[0].text):
            return False  # in columns of their own, which may fit those of the table
        labelled = columns.label(own) is not None
        if columns.fits(own):
            goes_on = labelled or len(own) > 1 or not after_gap
            return goes_on or self._rows_follow(index, stop, columns)
        if labelled and len(own) == 2:
            return True
        touches = not after_gap and len(own) >= _FEWEST_CELLS
        if (labelled or touches) and columns.fits(columns.parted(own, self._begun_near(index))):
            return True
        return self._rows_follow(index, stop, columns)

    def _is_numbered_soon(self, index: int, stop: int, columns: Columns) -> bool:
        """Whether one of the next lines has a number in the first column: the middle of the row below a heading."""
        below = self._cut[index + 1 : min(stop, index + 1 + _MAX_HEAD)]
        return any(columns.label(own) is not None and len(own) > 1 for own in below)

    def _rows_follow(self, index: int, stop: int, columns: Columns) -> bool:
        """Whether the next line of the table's text is a numbered row."""
        for probe in range(index + 1, min(stop, index + 4)):
            own = self._cut[probe]
            if own:
                return columns.label(own) is not None and len(own) > 1 and columns.fits(own)
        return False

    def _draft(self, row: TextRow, columns: Columns) -> RowDraft:
        """A row, unclear where a part of it stands in more columns than one, or was cut at a small letter."""
        lines = range(row.start, row.end)
        own = [self._cut[index] for index in lines if self._cut[index]]
        is_title = len(own) == 1 and len(own[0]) <= _LABEL_AND_TITLE
        aslant = not is_title and not all(map(columns.fits, own))
        torn = any(_is_torn(segments_of(self._lines[index]), self._cut[index]) for index in lines)
        return RowDraft(row.start, row.end, "aligned", list(row.cells), is_unclear=aslant or torn)
