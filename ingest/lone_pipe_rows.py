"""Tables whose cells end in a pipe on a line of its own, as text taken from the page of a legal site has them.

    |
    TT
    |
    Nhiệm vụ
    |
    |               a row ends where a pipe follows the one of its last cell: that pipe opens the next row
    1
    |
    Rà soát văn bản
    |

Some programs leave out the pipe that opens a row. An empty cell is a pipe more in both kinds, so that two pipes may be
an empty cell or the border of two rows. What decides is, in this order: the row is full; the text that follows is the
next number; the row with its empty cells and what follows would be wider than the table. Limits: a blank line ends the
table, and so does a text that only stands between tables (`Căn cứ`, `Điều 1.`, `(Kèm theo ...)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from ingest.declared_blocks import opens_block_of_act, opens_head
from ingest.row_drafts import RowDraft, is_label, is_number_heading

_BARS = frozenset("|│┃║")
_LONGEST_CELL = 40  # lines; texts are wrapped at some seventy characters
_LONGEST_OPENING = 8  # lines of a first cell that no pipe opens
_MIN_PIPES = 3
_MIN_COLUMNS = 2
_MIN_LONE_COLUMNS = 3  # of a table of one row that is no head and no signature block
_BETWEEN_TABLES = re.compile(
    r"\W*(?:Căn\s+cứ\s|Điều\s+\d+\s*[.:]|QUYẾT\s+(?:ĐỊNH|NGHỊ)\s*:|Theo\s+đề\s+nghị\s|Xét\s+đề\s+nghị\s|Kính\s+gửi\s*:"
    r"|\((?:Ban\s+hành\s+)?[Kk]èm\s+theo\b|\(Ban\s+hành$)"
)
_SECTION = re.compile(r"\W*(?:[IVX]+|[A-H])\.\s*([^\W\d_]{2,})")
_SHORTEST_BODY = 3  # lines of a text with a section in it
_SERIAL = re.compile(r"(?:(?P<stem>.*)\.)?(?P<last>\d{1,3})")
_NUMERALS = frozenset("IVXL")


@dataclass(slots=True)
class _Text:
    """What stands between two pipes: lines `start` to `end` (exclusive), and the lines of the pipes after it."""

    start: int
    end: int
    pipes: list[int] = field(default_factory=list)


def find_lone_pipe_rows(lines: Sequence[str], borders: AbstractSet[int]) -> list[RowDraft]:
    """The rows of such tables, in order; none goes across a line of `borders`."""
    pipes = lone_pipes(lines)
    if len(pipes) < _MIN_PIPES:
        return []
    rows: list[RowDraft] = []
    for region in _regions(lines, pipes, borders):
        rows += _Table(lines, region, borders, rows[-1].end if rows else 0).rows()
    return rows


def lone_pipes(lines: Sequence[str]) -> list[int]:
    """The lines that hold one bar and nothing else."""
    return [index for index, line in enumerate(lines) if line.strip() in _BARS]


def _regions(lines: Sequence[str], pipes: Sequence[int], borders: AbstractSet[int]) -> Iterator[list[int]]:
    """Runs of lone pipes with nothing but cells between them."""
    region = [pipes[0]]
    for pipe in pipes[1:]:
        if not _may_be_cell(lines, region[-1] + 1, pipe) or not borders.isdisjoint(range(region[-1] + 1, pipe + 1)):
            yield region
            region = []
        region.append(pipe)
    yield region


def _may_be_cell(lines: Sequence[str], start: int, end: int) -> bool:
    if end - start > _LONGEST_CELL or _is_body(lines[start:end]):
        return False
    return all(
        line and not line.isspace() and _BARS.isdisjoint(line) and not _BETWEEN_TABLES.match(line)
        for line in lines[start:end]
    )


def _is_body(lines: Sequence[str]) -> bool:
    """Whether the text between two pipes is one between tables: it holds a section, or ends as a table's first cell."""
    if len(lines) < _SHORTEST_BODY:
        return False
    opens_table = is_number_heading(lines[-1]) and not is_number_heading("\n".join(lines))
    if opens_table or lines[-1].rstrip("* ").endswith("sau:"):
        return True
    return any(match[1].isupper() for match in map(_SECTION.match, lines[1:]) if match)


class _Table:
    """The texts between the pipes of a region, and the rows they make."""

    def __init__(self, lines: Sequence[str], region: Sequence[int], borders: AbstractSet[int], free: int) -> None:
        self._lines = lines
        self._lead: list[int] = []  # the pipes before the first text
        self._texts: list[_Text] = []
        for above, pipe in zip([region[0] - 1, *region], region, strict=False):
            if pipe - above > 1:
                self._texts.append(_Text(above + 1, pipe))
            (self._texts[-1].pipes if self._texts else self._lead).append(pipe)
        self._marked = True  # a pipe opens each row
        opening = self._opening(borders, free)
        if opening is not None:
            self._texts.insert(0, _Text(opening, region[0], self._lead))
            self._lead, self._marked = [], False
        self._between = self._texts_between()
        self._width = self._columns()

    def rows(self) -> list[RowDraft]:
        """The rows in order; none where the region holds no table."""
        if self._width < _MIN_COLUMNS or len(self._texts) < _MIN_COLUMNS:
            return []
        rows = list(self._rows())
        if len(rows) > 1 and self._width > _MIN_COLUMNS and _is_text_below(rows[-1]):
            rows.pop()
        alone = len(rows) == 1 and len(rows[0].cells) < _MIN_LONE_COLUMNS
        return [] if alone and not any(opens_block_of_act(text) for text, _ in rows[0].cells) else rows

    def _opening(self, borders: AbstractSet[int], free: int) -> int | None:
        """Where the first cell begins when no pipe opens it: the heading of numbers, or the body beside the motto."""
        first = self._lead[0] if self._lead else 0
        if not first or not self._texts or len(self._lead) > 1 or first in borders:
            return None
        if is_number_heading(self._lines[first - 1]) and first > free:
            return first - 1
        if not opens_head(self._text(0)):
            return None
        start = first
        while start > free and self._lines[start - 1].strip() and start not in borders:
            start -= 1
        return start if 0 < first - start <= _LONGEST_OPENING else None

    def _texts_between(self) -> frozenset[int]:
        """The texts below a table: the pipe behind them opens the row of the recipients."""
        if not self._marked:
            return frozenset()
        return frozenset(
            at
            for at, text in enumerate(self._texts[:-1])
            if len(text.pipes) == 1 and text.end - text.start > 1 and self._opens_block(at + 1)
            if not opens_block_of_act(self._text(at))
        )

    def _opens_block(self, at: int) -> bool:
        text = self._text(at)
        return opens_block_of_act(text) and not opens_head(text)

    def _text(self, at: int) -> str:
        return "\n".join(self._lines[self._texts[at].start : self._texts[at].end]) if at < len(self._texts) else ""

    def _columns(self) -> int:
        """The most cells that one pipe each parts; where rows are not marked, those before the first number."""
        if not self._marked:
            if opens_head(self._text(1)):
                return _MIN_COLUMNS
            numbers = (at for at in range(1, len(self._texts)) if self._is_next_label(None, at))
            return next(numbers, 0)
        longest = length = 0
        for at, text in enumerate(self._texts):
            length += at not in self._between
            longest = max(longest, length)
            if len(text.pipes) > 1 or at in self._between:
                length = 0
        return longest

    def _rows(self) -> Iterator[RowDraft]:
        lead = self._lead[-self._width :]
        cells = [("", pipe) for pipe in lead[1:]]
        start = lead[0] if lead else self._texts[0].start
        label: str | None = None
        for at, text in enumerate(self._texts):
            if at in self._between:
                start = text.pipes[0]
                cells = [("", start) for _ in cells]  # blanks above the text belong to the row below it
                continue
            raw = self._text(at)
            cells.append((raw.strip(" "), text.start))
            if len(cells) == 1 and is_label(raw):
                label = raw
            last = at + 1 == len(self._texts) or at + 1 in self._between
            blank, ends = self._gap(at, len(cells), label, last=last)
            cells += [("", pipe) for pipe in text.pipes[1 : 1 + blank]]
            if ends:
                rest = text.pipes[1 + blank :][-self._width :]
                end = rest[0] if rest else text.pipes[blank] + 1
                yield RowDraft(start, end, "pipes", self._below_a_number(cells))
                start, cells = end, [("", pipe) for pipe in rest[1:]]

    def _below_a_number(self, cells: list[tuple[str, int]]) -> list[tuple[str, int]]:
        """A row without a number of its own is short of that cell: the number above covers it."""
        first, line = cells[0]
        if not first or is_label(first) or opens_block_of_act(first) or not is_number_heading(self._text(0)):
            return cells
        return [("", line), *cells] if len(cells) < self._width else cells

    def _gap(self, at: int, filled: int, label: str | None, *, last: bool) -> tuple[int, bool]:
        """How many empty cells end the row behind text `at`, and whether the row ends there."""
        spare = len(self._texts[at].pipes) - 1
        marks = 1 if self._marked else 0
        room = max(0, self._width - filled)
        if last:
            return min(spare, room), True
        if spare < marks:
            return spare, False
        if (
            filled >= self._width
            or self._opens_row(at + 1, label)
            or filled + spare + self._chain(at + 1) > self._width
            or (not marks and filled + spare >= self._width)
        ):
            return min(spare - marks, room), True
        return spare, False

    def _opens_row(self, at: int, label: str | None) -> bool:
        return opens_head(self._text(at + 1)) or self._opens_block(at) or self._is_next_label(label, at)

    def _is_next_label(self, label: str | None, at: int) -> bool:
        """Whether a text is a number that can stand below `label`."""
        text = self._text(at)
        if not is_label(text) or is_number_heading(text):
            return False
        bare, above = _bare(text), _bare(label or "")
        if not bare.isascii() or set(bare) <= _NUMERALS or bare.isalpha():
            return True
        mine, last = _SERIAL.fullmatch(bare), _SERIAL.fullmatch(above)
        if mine is None or int(mine["last"]) == 1 or last is None:
            return mine is None or int(mine["last"]) <= 1 or (last is None and bool(label))
        return int(mine["last"]) == int(last["last"]) + 1 or above.startswith(f"{bare}.") or _next_above(above) == bare

    def _chain(self, at: int) -> int:
        """How many cells, from text `at` on, one pipe each parts."""
        count = 0
        for index in range(at, len(self._texts)):
            if index in self._between:
                break
            count += 1
            if len(self._texts[index].pipes) > 1 or not self._marked:
                break
        return count


def _is_text_below(row: RowDraft) -> bool:
    """Whether the last row is the text between a table and some later pipe."""
    filled = [text for text, _ in row.cells if text]
    return len(filled) == 1 and "\n" in filled[0]


def _bare(label: str) -> str:
    return label.strip("\N{NO-BREAK SPACE} *_\n").strip("().:/ ")


def _next_above(label: str) -> str | None:
    """The number that ends the list which `label` (`1.3`) stands in: `2`."""
    stem, dot, _ = label.rpartition(".")
    head, _, last = stem.rpartition(".")
    if not dot or not last.isdigit():
        return None
    return f"{head}.{int(last) + 1}" if head else str(int(last) + 1)
