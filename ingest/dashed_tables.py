"""Tables whose columns a line of dashes draws, as pandoc and docutils write them into plain text.

      TT   Nhiệm vụ          Chủ trì
      ---- ----------------- -----------
      1    Rà soát văn bản   Sở Tư pháp

The runs of dashes (or of `=`) say where each column begins and ends. Without blank lines a line is a row (below `=` one
whose first column is blank goes on); with blank lines between them rows may have several lines, and a line of dashes
alone ends the table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.row_drafts import RowDraft, one_below_another

_RULE = re.compile(r"\s*([-=])\1+(?: +\1{2,}){2,}\s*")
_RUN = re.compile(r"[-=]+")
_WHOLE = re.compile(r"\s*(?:-{10,}|={10,})\s*")
_MOST_HEAD_LINES = 6
_MIN_ROWS = 2
_Span = tuple[int, int]


def find_dashed_rows(lines: Sequence[str], borders: AbstractSet[int]) -> tuple[list[RowDraft], frozenset[int]]:
    """The rows of such tables in order, and the indices of their rules. No table crosses a line of `borders`."""
    rows: list[RowDraft] = []
    rules: set[int] = set()
    done = 0
    for index, line in enumerate(lines):
        if index < done or not _RULE.fullmatch(line):
            continue
        spans = _spans(line)
        head = _head(lines, index, done, spans, borders)
        end, is_ended = _end(lines, index + 1, spans, borders)
        body = _rows(lines, index + 1, end, spans, line.strip()[0])
        if len(body) < _MIN_ROWS or head == index:
            continue
        rows += [_row(lines, range(head, index), spans, is_head=True), *body]
        rules |= {index, *({end} if is_ended else ()), *({head - 1} if head and _is_rule(lines[head - 1]) else ())}
        done = end + is_ended
    return rows, frozenset(rules)


def _spans(rule: str) -> list[_Span]:
    """Where the columns begin and end; the last one goes to the end of the line."""
    starts = [run.start() for run in _RUN.finditer(rule)]
    return list(zip(starts, [*starts[1:], 1_000_000], strict=True))


def _is_rule(line: str) -> bool:
    return _RULE.fullmatch(line) is not None or _WHOLE.fullmatch(line) is not None


def _fits(line: str, spans: Sequence[_Span]) -> bool:
    """Whether a line leaves the white between the columns free, and begins in one."""
    gaps = all(line[start - 1 : start].isspace() or start > len(line) for start, _ in spans[1:])
    return gaps and not line[: spans[0][0]].strip() and bool(line.strip())


def _head(lines: Sequence[str], rule: int, least: int, spans: Sequence[_Span], borders: AbstractSet[int]) -> int:
    """The first line of the head above a rule; the rule itself where there is none."""
    first = rule
    while first > max(least, rule - _MOST_HEAD_LINES) and first - 1 not in borders:
        if not _fits(lines[first - 1], spans) or _is_rule(lines[first - 1]):
            break
        first -= 1
    return first


def _end(lines: Sequence[str], start: int, spans: Sequence[_Span], borders: AbstractSet[int]) -> tuple[int, bool]:
    """The line after the last row, and whether it is a rule that ends the table."""
    end = index = start
    while index < len(lines) and index not in borders:
        if _is_rule(lines[index]):
            return index, True
        if lines[index].strip() and not _fits(lines[index], spans):
            break
        index += 1
        if lines[index - 1].strip():
            end = index
    # Without a rule the table ends with the lines that go on right below its head.
    blank = next((at for at in range(start, end) if not lines[at].strip()), end)
    return blank, False


def _rows(lines: Sequence[str], start: int, end: int, spans: Sequence[_Span], sign: str) -> list[RowDraft]:
    is_spaced = any(not lines[index].strip() for index in range(start, end))
    bands: list[list[int]] = []
    for index in range(start, end):
        line = lines[index]
        if not line.strip():
            continue
        goes_on = bool(bands) and (
            bool(lines[index - 1].strip()) if is_spaced else sign == "=" and not line[: spans[0][1]].strip()
        )
        if goes_on:
            bands[-1].append(index)
        else:
            bands.append([index])
    return [_row(lines, range(band[0], band[-1] + 1), spans) for band in bands]


def _row(lines: Sequence[str], band: range, spans: Sequence[_Span], *, is_head: bool = False) -> RowDraft:
    cells = one_below_another([(lines[index][start:end].strip(), index) for index in band] for start, end in spans)
    return RowDraft(band[0], band[-1] + 1, "aligned", cells, header=is_head)
