"""Rows of pipe tables without outer pipes, as converters of web pages write them: below a head with a rule.

    **TT**| **Nhiệm vụ**| **Chủ trì**| **Sản phẩm**| **Thời gian**
    ---|---|---|---|---
    1| Rà soát văn bản| Sở Tư pháp| \\- Danh mục;
    \\- Báo cáo| Quý I                   a break in a cell is one of the line
    2| Hội nghị| Sở Nội vụ| Hội nghị    a cell that one above covers is not written at all

A line goes on with the row above while that is short of cells and the line opens with no number; where the table has
no column of numbers, only where the text shows it, too. `covered_cells` tells which column a short row lacks. Limits: a
blank line ends the table where no number follows; a table of two columns, which is a head or a signature, is read as
lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ingest.covered_cells import with_covered_cells
from ingest.row_drafts import MAX_CELL_LINES, RowDraft, is_gap, is_label, is_number_heading, place_cells
from ingest.wrapped_cells import kind_of

_MIN_COLUMNS = 3
_MAX_GAP = 4  # blank lines and a page number between two rows
_MAX_LINES_BETWEEN = 2  # lines that are no rows between two rows
_PIPE = re.compile(r"(?<!\\)\|")
_LONGEST_VALUE = 8  # words
_MARKS = " *_\\"
_GOES_ON = re.compile(r"[-–+•]|[^\W\d_]")
_OPEN = (";", ",", ":")
_SUM = re.compile(r"\W*(?:tổng\s+(?:cộng|số|kinh\s+phí)|cộng)\b", re.IGNORECASE)
_SECTION = re.compile(r"(?:[IVX]+|[A-HĐ])\s*[.)/:–-]|(?i:phần|nhóm|mục)\s+(?:thứ\s+\w+|[\dIVX]+)\b")


def find_bare_pipe_rows(lines: Sequence[str], rules: AbstractSet[int], page_starts: AbstractSet[int]) -> list[RowDraft]:
    """The rows of such tables, in order; lines between them that are no rows (headings of sections) are left."""
    rows: list[RowDraft] = []
    free = 0
    for rule in sorted(rules):
        table = _Table(lines, rules, page_starts, rule)
        head = table.head(free) if rule >= free else None
        if head is not None:
            rows += with_covered_cells([head, *table.body(head)], table.width, numbered=_is_numbered(head))
            free = rows[-1].end
    return rows


def _is_numbered(head: RowDraft) -> bool:
    return is_number_heading(head.cells[0][0])


def _pipes(line: str) -> int:
    return len(_PIPE.findall(line))


@dataclass(frozen=True, slots=True)
class _Table:
    """The lines of a text seen from the rule below the head of a table."""

    lines: Sequence[str]
    rules: AbstractSet[int]
    page_starts: AbstractSet[int]
    rule: int

    @property
    def width(self) -> int:
        """The columns that the rule is drawn for."""
        return _pipes(self.lines[self.rule]) + 1

    def head(self, free: int) -> RowDraft | None:
        """The head, which may stand on several lines from `free` on; None where it has not a cell for each column."""
        lines, start, pipes = self.lines, self.rule, 0
        rule = lines[start].strip()
        if self.width < _MIN_COLUMNS or rule.startswith("|") or rule.endswith("|") or "+" in rule:
            return None
        least = max(free, self.rule - MAX_CELL_LINES)
        while start > least and lines[start - 1] and start - 1 not in self.rules and pipes < self.width - 1:
            if start in self.page_starts:
                break
            start -= 1
            pipes += _pipes(lines[start])
        if start == self.rule or pipes != self.width - 1 or lines[start].startswith("|"):
            return None
        if (
            start > free
            and start not in self.page_starts
            and is_number_heading("\n".join(lines[start - 1 : start + 1]).split("|", 1)[0])
        ):
            start -= 1  # `Số` above `TT`
        return self._row(start, self.rule, header=True)

    def body(self, head: RowDraft) -> Iterator[RowDraft]:
        """The rows below the rule, up to the head of another table, or a gap below which no number opens a line."""
        index, numbered = self.rule + 1, _is_numbered(head)
        while following := self._next_row(index, _MAX_LINES_BETWEEN) or (numbered and self._below_gap(index)):
            index = following
            end = self._row_end(index, numbered=numbered)
            yield self._row(index, end)
            index = end

    def _row(self, start: int, end: int, *, header: bool = False) -> RowDraft:
        parts = [part.replace("\\|", "|") for part in _PIPE.split("\n".join(self.lines[start:end]))]
        while len(parts) > self.width and not parts[-1].strip():  # a row that has outer pipes all the same
            parts.pop()
        if len(parts) > self.width and not parts[0].strip():
            parts = parts[1:]
        return RowDraft(start, end, "pipes", place_cells(parts, start), header)

    def _next_row(self, start: int, most: int) -> int | None:
        """The next line with a pipe, behind `most` lines without one at most; None at the end of the table."""
        for index in range(start, min(start + most + 1, len(self.lines))):
            if not self.lines[index] or index in self.rules:
                return None
            if "|" in self.lines[index]:
                return None if index + 1 in self.rules else index
        return None

    def _below_gap(self, start: int) -> int | None:
        """The next line that opens with a number, where nothing but a gap stands above it."""
        index = start
        while index < len(self.lines) and index - start < _MAX_GAP and is_gap(self.lines[index]):
            index += 1
        if index == len(self.lines) or index in self.rules or index + 1 in self.rules:
            return None
        label, *cells = _PIPE.split(self.lines[index])
        return index if cells and is_label(label.strip(_MARKS)) and any(map(str.isdigit, label)) else None

    def _row_end(self, start: int, *, numbered: bool) -> int:
        """The line behind the row that begins on line `start`."""
        end, pipes = start + 1, _pipes(self.lines[start])
        while end - start < MAX_CELL_LINES:
            following = self._next_row(end, MAX_CELL_LINES)
            last = end if following is None else following
            if any(page in self.page_starts for page in range(end, last + 1)):
                break
            between = self.lines[end:last]
            if following is not None and not any(map(_is_heading, between)):
                own = _pipes(self.lines[following])
                if pipes + own < self.width and self._continues(end, following, pipes + own, numbered=numbered):
                    end, pipes = following + 1, pipes + own
                    continue
            return end + self._rest(end, following)
        return end

    def _continues(self, end: int, following: int, pipes: int, *, numbered: bool) -> bool:
        """Whether the line with the next pipe (`pipes` with those above) goes on with the row that ends above `end`."""
        first, second = [cell.strip(_MARKS) for cell in self.lines[following].split("|")][:2]
        if _SUM.match(first) or (not first and _SUM.match(second)):
            return False
        if numbered:
            return not is_label(first)
        return pipes == self.width - 1 and _goes_on(self.lines[end - 1], self.lines[end])

    def _rest(self, end: int, following: int | None) -> int:
        """How many lines without a pipe go on with the last cell of the row that ends above `end`."""
        index = end
        while index < len(self.lines) and self.lines[index] and index not in (following, *self.rules):
            line = self.lines[index]
            if _is_heading(line) or not (_goes_on(self.lines[index - 1], line) or _is_value(line)):
                break
            index += 1
        return index - end


def _goes_on(above: str, line: str) -> bool:
    """Whether a line shows that it goes on: an item of a list, a small letter, or the line above is open."""
    text = line.strip(_MARKS)
    found = _GOES_ON.match(text)
    return above.endswith(_OPEN) or (found is not None and not found[0].isupper())


def _is_value(line: str) -> bool:
    """Whether a line is a time or a figure, and so no heading without a mark of one."""
    text = line.strip(_MARKS)
    return len(text.split()) <= _LONGEST_VALUE and kind_of(text) != "words"


def _is_heading(line: str) -> bool:
    """Whether a line without a pipe is a row of one cell over all columns: a section, a total."""
    text = line.strip(_MARKS)
    strong = line.strip().startswith("**") and line.rstrip().endswith("**")
    capitals = text.isupper() and " " in text  # `UBND` may be a line of a cell
    return strong or capitals or (_SUM.match(text) or _SECTION.match(text)) is not None
