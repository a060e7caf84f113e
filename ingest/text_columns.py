"""Text that stands in two columns on a page: the head of a decision, recipients beside the signature.

Such a block is read column by column, left first. It is known by a gutter: a gap that several lines share, or one
gap so wide that no justified line has it. What stands in one column only goes with the block while it is close.

Limits: two columns at most; newspaper columns over a whole page are read as one block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.page_words import VisualLine, Word

_GUTTER = 1.2  # least width of a gutter that several lines share, in line heights
_WIDE_GUTTER = 3.0  # one that a single line is enough for
_CLOSE = 2.5  # line heights that a line of one column may be away from the block
_MAX_STEP = 9.0  # line heights between two lines of a block; a signature takes about six


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Lines of one column, and the edges of the column where they are known."""

    lines: tuple[VisualLine, ...]
    side_by_side: bool = False


def split_columns(lines: Sequence[VisualLine]) -> list[TextBlock]:
    """`lines` (top to bottom) as blocks in reading order."""
    blocks: list[TextBlock] = []
    plain: list[VisualLine] = []
    index = 0
    while index < len(lines):
        end, gutter = _block_end(lines, index)
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


def _block_end(lines: Sequence[VisualLine], start: int) -> tuple[int, float | None]:
    """End (exclusive) and gutter of the block that starts at line `start`; no gutter when none does."""
    low, high = _widest_gap(lines[start])
    height = lines[start].height
    first_gap = high - low
    if first_gap < _GUTTER * height:
        return start, None
    pairs, end = 1, start + 1
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if line.top - lines[index - 1].bottom > _MAX_STEP * height:
            break
        middle = (low + high) / 2
        left, right = _cut(line.words, middle)
        new_low = max((low, *(word.x1 for word in left)))
        new_high = min((high, *(word.x0 for word in right)))
        if new_high - new_low < 0.6 * height:
            break
        if left and right:
            pairs += 1
        elif left and not _is_close(lines[index - 1], line):
            break
        low, high = new_low, new_high
        end = index + 1
    if pairs < 2 and first_gap < _WIDE_GUTTER * height:
        return start, None
    return end, (low + high) / 2


def _widest_gap(line: VisualLine) -> tuple[float, float]:
    """Edges of the widest gap between two words; an empty one for a single word."""
    best = (line.x1, line.x1)
    edge = line.words[0].x1
    for word in line.words[1:]:
        if word.x0 - edge > best[1] - best[0]:
            best = (edge, word.x0)
        edge = max(edge, word.x1)
    return best


def _cut(words: Sequence[Word], middle: float) -> tuple[list[Word], list[Word]]:
    left = [word for word in words if word.centre[0] < middle]
    return left, [word for word in words if word.centre[0] >= middle]


def _sides(lines: Sequence[VisualLine], gutter: float) -> list[TextBlock]:
    left: list[VisualLine] = []
    right: list[VisualLine] = []
    for line in lines:
        for side, words in zip((left, right), _cut(line.words, gutter), strict=True):
            if words:
                side.append(VisualLine(tuple(words)))
    return [TextBlock(tuple(side), side_by_side=True) for side in (left, right) if side]
