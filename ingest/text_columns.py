"""Text that stands in two columns on a page: the head of a decision, recipients beside the signature.

Such a block is read column by column, left first. It is known by a gutter: a gap that several lines share, or one
gap so wide that no justified line has it. What stands in one column only goes with the block while it is close.

Limits: two columns at most; newspaper columns over a whole page are read as one block.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.page_words import VisualLine, Word

_GUTTER = 0.9  # least width of a gutter that several lines share, in line heights
_WIDE_GUTTER = 3.0  # one that a single line is enough for
_LEAST_GUTTER = 0.6
_CLOSE = 2.5  # line heights that a line of one column may be away from the block
_MAX_STEP = 9.0  # line heights between two lines of a block; a signature takes about six
_SAME_EDGE = 1.5  # points
_CENTRED = 0.04  # of the width of the text: a line of one column is never in the middle of the page
# What follows a head at the left margin and is no part of it.
_BODY = re.compile(r"Kính gửi|Căn cứ|(?:QUYẾT ĐỊNH|KẾ HOẠCH|NGHỊ QUYẾT|CHƯƠNG TRÌNH|PHỤ LỤC|TỜ TRÌNH|BÁO CÁO)\b")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of one column, and the edges of the column where they are known."""

    lines: tuple[VisualLine, ...]
    side_by_side: bool = False


def split_columns(lines: Sequence[VisualLine]) -> list[TextBlock]:
    """`lines` (top to bottom) as blocks in reading order."""
    if not lines:
        return []
    edges = (min(line.x0 for line in lines), max(line.x1 for line in lines))
    blocks: list[TextBlock] = []
    plain: list[VisualLine] = []
    index = 0
    while index < len(lines):
        end, gutter = _block_end(lines, index, edges)
        if gutter is None:
            plain.append(lines[index])
            index += 1
            continue
        start = len(plain)
        while start and plain[start - 1].x0 >= gutter and _is_close(plain[start - 1], lines[index]):
            start -= 1
        inside = [*plain[start:], *lines[index:end]]
        if plain[:start]:
            blocks.append(TextBlock(tuple(plain[:start])))
        blocks += _sides(inside, gutter)
        plain = []
        index = end
    if plain:
        blocks.append(TextBlock(tuple(plain)))
    return blocks


def _is_close(above: VisualLine, below: VisualLine) -> bool:
    return below.top - above.bottom <= _CLOSE * max(above.height, below.height)


def _block_end(lines: Sequence[VisualLine], start: int, edges: tuple[float, float]) -> tuple[int, float | None]:
    """End (exclusive) and gutter of the block that starts at line `start`; no gutter when none does."""
    low, high = _widest_gap(lines[start])
    height = lines[start].height
    first_gap = high - low
    if first_gap < _GUTTER * height:
        return start, None
    pairs, end, last_left = 1, start + 1, lines[start]
    edge_left, edge_right = lines[start].x0, high
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if line.top - lines[index - 1].bottom > _MAX_STEP * height:
            break
        sides = _cut(line, low, high)
        if sides is None:
            break
        left, right = sides
        low, high = max((low, *(word.x1 for word in left))), min((high, *(word.x0 for word in right)))
        title = _is_centred(line, edges) and not _stands_below(line, edge_left if left else edge_right)
        if left and right:
            pairs += 1
        elif title or (left and (_BODY.match(line.text) or not _is_close(last_left, line))):
            break
        last_left = line if left else last_left
        edge_left, edge_right = left[0].x0 if left else edge_left, right[0].x0 if right else edge_right
        end = index + 1
    if pairs < 2 and first_gap < _WIDE_GUTTER * height:
        return start, None
    return end, _gutter(lines[start:end], lines[start])


def _stands_below(line: VisualLine, edge: float) -> bool:
    """Whether a line of one column begins where the line above it in that column does: it is no title."""
    return abs(line.x0 - edge) <= _SAME_EDGE


def _gutter(lines: Sequence[VisualLine], first: VisualLine) -> float:
    """The middle of the gap that all `lines` leave."""
    low, high = _widest_gap(first)
    for line in lines:
        left, right = _cut(line, low, high) or ([], [])
        low, high = max((low, *(word.x1 for word in left))), min((high, *(word.x0 for word in right)))
    return (low + high) / 2


def _is_centred(line: VisualLine, edges: tuple[float, float]) -> bool:
    return abs((line.x0 + line.x1) - (edges[0] + edges[1])) / 2 <= _CENTRED * (edges[1] - edges[0])


def _widest_gap(line: VisualLine) -> tuple[float, float]:
    """Edges of the widest gap between two words; an empty one for a single word."""
    best = (line.x1, line.x1)
    edge = line.words[0].x1
    for word in line.words[1:]:
        if word.x0 - edge > best[1] - best[0]:
            best = (edge, word.x0)
        edge = max(edge, word.x1)
    return best


def _cut(line: VisualLine, low: float, high: float) -> tuple[list[Word], list[Word]] | None:
    """The words left and right of the gutter between `low` and `high`; None when the line runs across it."""
    left: list[Word] = []
    right: list[Word] = []
    for run in _runs(line.words, 0.8 * line.height):
        if run[0].x0 < low and run[-1].x1 > high:
            return None
        is_left = run[0].x0 < low or (run[-1].x1 <= high and (run[0].x0 + run[-1].x1) < low + high)
        (left if is_left else right).extend(run)
    edge_left, edge_right = max((low, *(word.x1 for word in left))), min((high, *(word.x0 for word in right)))
    return (left, right) if edge_right - edge_left >= _LEAST_GUTTER * line.height else None


def _runs(words: Sequence[Word], gap: float) -> list[list[Word]]:
    """Words that stand together, no gap between them wider than `gap`."""
    runs: list[list[Word]] = []
    for word in words:
        if runs and word.x0 - runs[-1][-1].x1 <= gap:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _sides(lines: Sequence[VisualLine], gutter: float) -> list[TextBlock]:
    left: list[VisualLine] = []
    right: list[VisualLine] = []
    for line in lines:
        for side, words in zip((left, right), _beside(line.words, gutter), strict=True):
            if words:
                side.append(VisualLine(tuple(words)))
    return [TextBlock(tuple(side), side_by_side=True) for side in (left, right) if side]


def _beside(words: Sequence[Word], gutter: float) -> tuple[list[Word], list[Word]]:
    left = [word for word in words if word.centre[0] < gutter]
    return left, [word for word in words if word.centre[0] >= gutter]
