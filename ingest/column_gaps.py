"""Columns of a table without upright rules: strips that its lines leave white, one below the other.

Spaces between words fall at another place on every line; what stays white over many lines parts columns. A strip must
be wide or have many lines beside it. Lines that run over the strips (headings of sections, a head over two columns)
are told from the others and do not count.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ingest.page_words import VisualLine, Word
from ingest.row_drafts import is_label

_SPACE = 0.25  # of a line's height; the space between words where none is seen
_WIDE = 0.8  # line heights; a gap from here on is more than a space between words
_PLAIN = 0.55  # of the width of the text, from which on a line without wide gaps is running text
_PLAIN_LINES = 3  # of them in a row end a table
_MAX_SPACING = 5.0  # line heights of white that end a table
_LEAST_GAP = 0.15  # line heights; less is no strip
_SUPPORT = ((1.5, 1), (0.8, 2), (0.5, 4), (0.0, 5))
"""(width of a strip in line heights, lines with words on both sides): narrow strips need more lines."""
_SAME_BASE = 0.3  # line heights between the middles of words of one text
_SPACED = 1.15  # of a space between words; a strip is wider
_STRETCHED = 1.6  # of a space between words of a text that runs over a strip
_AGAINST = 2.0  # lines that show a strip, for each that runs over it
_TOLERATED = 0.08  # share of lines that may run over a strip
_HEAD_LINES = 2  # of a table; a column may be blank below its heading, which counts twice
_MARKS = frozenset("-–—+•*·")

Span = tuple[float, float]


@dataclass(frozen=True)  # no slots: the borders are kept once they are known
class Columns:
    """Where the text of each column stands (left and right edge), left to right; `space` is that between words."""

    spans: tuple[Span, ...]
    space: float
    height: float

    @cached_property
    def borders(self) -> tuple[float, ...]:
        """The middle of each strip between two columns."""
        return tuple((left[1] + right[0]) / 2 for left, right in pairwise(self.spans))

    def index(self, x: float) -> int:
        """The column that holds the place `x`."""
        return bisect_left(self.borders, x)

    def touched(self, word: Word) -> range:
        """The columns that a word reaches into; more than one where it runs over a strip."""
        slack = _LEAST_GAP * self.height
        held = [i for i, (x0, x1) in enumerate(self.spans) if word.x0 < x1 - slack and word.x1 > x0 + slack]
        if len(held) > 1:
            return range(held[0], held[-1] + 1)
        own = self.index(word.centre[0])
        return range(own, own + 1)

    def crossed(self, line: VisualLine) -> set[int]:
        """The borders (from 0) that a line runs over: with a word, or with words on both sides that are one text."""
        over = {border for word in line.words for border in list(self.touched(word))[:-1]}
        gaps = [
            (right.x0 - left.x1, range(self.touched(left)[-1], self.touched(right)[0]))
            for left, right in pairwise(line.words)
            if abs(left.centre[1] - right.centre[1]) < _SAME_BASE * self.height
        ]
        over.update(border for gap, borders in gaps if gap <= _SPACED * self.space for border in borders)
        if over:
            over.update(border for gap, borders in gaps if gap <= _STRETCHED * self.space for border in borders)
        return over


def line_height(words: Iterable[Word]) -> float:
    """The usual height of words."""
    return statistics.median(word.height for word in words)


def word_space(lines: Iterable[VisualLine], height: float) -> float:
    """The usual space between words of one text."""
    gaps = sorted(gap for line in lines for gap in _gaps(line) if 0 < gap < _WIDE * height)
    return gaps[len(gaps) // 4] if gaps else _SPACE * height


def _gaps(line: VisualLine) -> list[float]:
    gaps = []
    right = line.words[0].x1
    for word in line.words[1:]:
        gaps.append(word.x0 - right)
        right = max(right, word.x1)
    return gaps


def is_parted(line: VisualLine, height: float) -> bool:
    """Whether a line has three blocks or more, parted by wide gaps."""
    return sum(gap >= _WIDE * height for gap in _gaps(line)) >= 2


def candidate_regions(lines: Sequence[VisualLine], height: float) -> list[range]:
    """Runs of lines, from the first parted one to the last, that running text does not interrupt."""
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    regions: list[range] = []
    plain = 0
    start = last = -1
    for index, line in enumerate(lines):
        spaced = index > 0 and line.top - lines[index - 1].bottom > _MAX_SPACING * height
        if start >= 0 and (plain >= _PLAIN_LINES or spaced):
            regions.append(range(start, last + 1))
            start = -1
        if is_parted(line, height):
            start = index if start < 0 else start
            last, plain = index, 0
        else:
            is_plain = line.x1 - line.x0 >= _PLAIN * width and max(_gaps(line), default=0.0) < _WIDE * height
            plain = plain + 1 if is_plain else 0
    if start >= 0:
        regions.append(range(start, last + 1))
    return regions


def find_columns(lines: Sequence[VisualLine], height: float, space: float) -> Columns:
    """The columns of the text in `lines`; one where no strip is white."""
    parted = [line for line in lines if is_parted(line, height)]
    spans = _dense_spans([line.words for line in parted])
    least = max(_LEAST_GAP * height, 1.01 * _SPACED * space)
    spans = _with_the_rest(spans, parted, least)
    spans = _with_the_rest(spans, [line for line in lines if not is_parted(line, height)], least, space)
    spans = _supported(spans, lines, height, space)
    return Columns(tuple(spans), space, height)


def _dense_spans(lines: Sequence[Sequence[Word]]) -> list[Span]:
    """Where more than a few of the lines have words."""
    tolerated = 0 if len(lines) < 5 else max(1, int(_TOLERATED * len(lines)))
    edges = sorted([(word.x0, 1) for words in lines for word in words] + [(w.x1, -1) for ws in lines for w in ws])
    spans: list[Span] = []
    count, start = 0, None
    for x, step in edges:
        count += step
        if count > tolerated and start is None:
            start = x
        elif count <= tolerated and start is not None:
            spans.append((start, x))
            start = None
    return spans


def _with_the_rest(spans: list[Span], lines: Sequence[VisualLine], least: float, space: float = 0.0) -> list[Span]:
    """`spans` widened by words that reach out of them, and new ones for words that stand by themselves.

    At least `least` stays white between two of them, whatever single words reach into it.

    A line with a word over two spans, or with words of two spans no further apart than `space`, runs over the
    columns and is left out.
    """
    for line in lines:
        held = [[i for i, span in enumerate(spans) if word.x0 < span[1] and word.x1 > span[0]] for word in line.words]
        if any(len(own) > 1 for own in held) or _runs_over(line, spans, space):
            continue
        for word, own in zip(line.words, held, strict=True):
            if own:
                spans = _widened(spans, own[0], (word.x0, word.x1), least)
        for word, own in zip(line.words, held, strict=True):
            if not own:
                spans = _added(spans, (word.x0, word.x1), least)
    return spans


def _runs_over(line: VisualLine, spans: Sequence[Span], space: float) -> bool:
    """Whether words of two spans stand as close as words of one text."""
    if not spans:
        return False
    for left, right in pairwise(line.words):
        if right.x0 - left.x1 <= 1.15 * space and _nearest(spans, left) != _nearest(spans, right):
            return True
    return False


def _nearest(spans: Sequence[Span], word: Word) -> int:
    return min(range(len(spans)), key=lambda i: max(spans[i][0] - word.x1, word.x0 - spans[i][1]))


def _widened(spans: list[Span], index: int, reach: Span, least: float) -> list[Span]:
    low, high = spans[index]
    left = spans[index - 1][1] + least if index else float("-inf")
    right = spans[index + 1][0] - least if index + 1 < len(spans) else float("inf")
    wider = (min(low, max(reach[0], left)), max(high, min(reach[1], right)))
    return [*spans[:index], wider, *spans[index + 1 :]]


def _added(spans: list[Span], reach: Span, least: float) -> list[Span]:
    """`spans` with one more, which takes in those that it touches."""
    near = [span for span in spans if reach[0] < span[1] + least and reach[1] > span[0] - least]
    new = (min([reach[0], *(s[0] for s in near)]), max([reach[1], *(s[1] for s in near)]))
    if len(near) > 1:
        return spans  # it would close the strip between two columns
    return sorted([span for span in spans if span not in near] + [new])


def _supported(spans: list[Span], lines: Sequence[VisualLine], height: float, space: float) -> list[Span]:
    """`spans` without the strips that too few lines show, or that part a mark of a list from its text."""
    while len(spans) > 1:
        columns = Columns(tuple(spans), space, height)
        shares = _support(columns, lines)
        weakest = min(range(len(shares)), key=shares.__getitem__)
        if shares[weakest] >= 1:
            break
        spans = [*spans[:weakest], (spans[weakest][0], spans[weakest + 1][1]), *spans[weakest + 2 :]]
    return spans


def _support(columns: Columns, lines: Sequence[VisualLine]) -> list[float]:
    """How well each strip is shown: lines with words on both sides, by those needed; 0 where too many run over it."""
    crossed = [columns.crossed(line) for line in lines]
    texts = [_by_column(columns, line) for line in lines]
    shares = []
    for border, (left, right) in enumerate(pairwise(columns.spans)):
        width = right[0] - left[1]
        over = sum(border in own for own in crossed)
        beside = [
            (one[border][-1], other[border + 1][0])
            for one, other in _side_by_side(lines, texts, crossed, border, columns.height)
        ]
        if width <= _SPACED * columns.space or len(beside) < _AGAINST * over or _only_marks(texts, border):
            shares.append(0.0)
            continue
        needed = next(count for least, count in _SUPPORT if width >= least * columns.height)
        if border == 0 and all(is_label(" ".join(own[0])) for own in texts if own[0]):
            needed = 1
        in_head = any(own[border] and own[border + 1] for own in texts[:_HEAD_LINES])
        # The same words above each other leave the same space; they count once.
        shares.append((len(set(beside)) + in_head) / needed)
    return shares


def _by_column(columns: Columns, line: VisualLine) -> list[list[str]]:
    held: list[list[str]] = [[] for _ in columns.spans]
    for word in line.words:
        held[columns.index(word.centre[0])].append(word.text)
    return held


def _side_by_side(
    lines: Sequence[VisualLine],
    texts: Sequence[list[list[str]]],
    crossed: Sequence[set[int]],
    border: int,
    height: float,
) -> Iterator[tuple[list[list[str]], list[list[str]]]]:
    """Texts of lines with words left of the border, each with that of the line with words right of it.

    That is the same line, or one half a line away where cells are centred in their rows.
    """
    for index, own in enumerate(texts):
        if not own[border] or border in crossed[index]:
            continue
        for near in (index, index - 1, index + 1):
            if not 0 <= near < len(lines) or not texts[near][border + 1] or border in crossed[near]:
                continue
            if abs(lines[near].top + lines[near].bottom - lines[index].top - lines[index].bottom) < 1.6 * height:
                yield own, texts[near]
                break


def _only_marks(texts: Sequence[list[list[str]]], column: int) -> bool:
    return all(_MARKS.issuperset(text) for own in texts for text in own[column])
