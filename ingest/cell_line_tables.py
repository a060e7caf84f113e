"""Tables dumped one cell a line: a tab opens each cell, a blank line ends each row.

    <tab>3
    <tab>Cải cách thủ tục hành chính
    <tab>- Kế hoạch kiểm tra
    - Báo cáo kết quả          (no tab: the cell goes on)

Text whose paragraphs are indented by a tab looks alike; only blocks of a steady number of short cells count as rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.row_drafts import RowDraft, is_label, split_chains
from ingest.text_after import TEXT_AFTER

_MIN_COLUMNS = 3
_MAX_COLUMNS = 20
_STEADY_SHARE = 0.6  # of the rows that must have the usual number of cells, one more or one less
_SHORT_CELL = 150
_SHORT_SHARE = 0.5
_MAX_TAIL = 2
_HEADING = re.compile(r"(?:[IVX]{1,5}|\d{1,2}|[A-Z])\s?[.)]\s|Điều\s+\d|\*\*")


def find_cell_line_rows(lines: Sequence[str], page_starts: AbstractSet[int]) -> list[RowDraft]:
    """The rows of tables that are dumped one cell a line, in order. No row crosses a line of `page_starts`."""
    chains = split_chains(_groups(lines, page_starts), lines)
    widths = {_usual_width(chain) for chain in chains if _is_table(chain)}
    rows: list[RowDraft] = []
    for chain in chains:
        if _is_table(chain) or _fits(chain, widths):
            _release_tail(chain[-1], lines, _usual_width(chain))
            rows += chain
    return rows


def _groups(lines: Sequence[str], page_starts: AbstractSet[int]) -> list[RowDraft]:
    groups: list[RowDraft] = []
    done = 0
    for index, line in enumerate(lines):
        if index < done or not line.startswith("\t"):
            continue
        end = index + 1
        while end < len(lines) and lines[end] and end not in page_starts:
            end += 1
        done = end
        if any("\t" in other and other.rfind("\t") > 0 for other in lines[index:end]):
            continue
        groups.append(RowDraft(index, end, "cell_lines", _cells(lines, index, end)))
    return groups


def _cells(lines: Sequence[str], start: int, end: int) -> list[tuple[str, int]]:
    openings = [index for index in range(start, end) if lines[index].startswith("\t")]
    return [
        ("\n".join((lines[first][1:].strip(" "), *lines[first + 1 : following])), first)
        for first, following in zip(openings, [*openings[1:], end], strict=True)
    ]


def _usual_width(chain: list[RowDraft]) -> int:
    widths = Counter(len(row.cells) for row in chain)
    return max(widths, key=lambda width: (widths[width], width))


def _is_table(chain: list[RowDraft]) -> bool:
    width = _usual_width(chain)
    if len(chain) < 2 or not _MIN_COLUMNS <= width <= _MAX_COLUMNS:
        return False
    steady = sum(abs(len(row.cells) - width) <= 1 for row in chain)
    cells = [text for row in chain for text, _ in row.cells]
    short = sum(len(text) <= _SHORT_CELL for text in cells)
    table_like = any(is_label(text) or not text.strip() for text in cells)
    return steady >= _STEADY_SHARE * len(chain) and short >= _SHORT_SHARE * len(cells) and table_like


def _fits(chain: list[RowDraft], widths: set[int]) -> bool:
    """Whether rows that text (a section title) parts from a table have its number of cells, one more or one less."""
    return all(any(abs(len(row.cells) - width) <= 1 for width in widths) for row in chain)


def _release_tail(row: RowDraft, lines: Sequence[str], width: int) -> None:
    """Give the lines below the last cell of a table back to the text when they are no part of that cell."""
    start = row.cells[-1][1] + 1
    tail = lines[start : row.end]
    if len(row.cells) < width or not tail:
        return
    if len(tail) > _MAX_TAIL or any(_HEADING.match(line) or TEXT_AFTER.match(line) for line in tail):
        row.cells[-1] = (lines[start - 1][1:].strip(" "), start - 1)
        row.end = start
