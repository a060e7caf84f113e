"""Numbers and dates that electronic offices stamp into the blanks of a head: `Số:      /KH-UBND`, `ngày   tháng`.

They lie a little above or below their line, so that they would make lines of their own. What lies over the blank of
such a line is put on it; nothing else moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.page_words import Word

_STAMPED = re.compile(r"\d{1,5}[a-zA-Z]?|\d{1,4}[a-z]?/")
_BEFORE_NUMBER = re.compile(r"(?:Số|SỐ)(?:\s*:)?[.…_]*")
_AFTER_NUMBER = re.compile(r"[.…_]*[-/–].+")
_BLANKS = (
    (re.compile(r".*ngày[.…_]*", re.IGNORECASE), re.compile(r"[.…_]*tháng.*", re.IGNORECASE)),
    (re.compile(r"[.…_]*tháng[.…_]*", re.IGNORECASE), re.compile(r"[.…_]*năm.*", re.IGNORECASE)),
    (_BEFORE_NUMBER, _AFTER_NUMBER),
)
_LEAST_BLANK = 0.8  # of the height of a line
_REACH = 1.1  # of the height of a line, between the middles of stamp and line
_SAME_LINE = 0.5


def fill_blanks(words: Sequence[Word]) -> list[Word]:
    """`words` with stamped numbers on the line of the blank they lie over."""
    stamps = [word for word in words if _STAMPED.fullmatch(word.text)]
    if not stamps:
        return list(words)
    others = sorted((word for word in words if not _STAMPED.fullmatch(word.text)), key=lambda word: word.x0)
    moved: dict[int, Word] = {}
    for left, right in _blanks(others):
        over = [word for word in stamps if id(word) not in moved and _lies_over(word, left, right)]
        if len(over) == 1:
            moved[id(over[0])] = _on_line(over[0], left)
    return [moved.get(id(word), word) for word in words]


def _blanks(words: Sequence[Word]) -> list[tuple[Word, Word]]:
    """Pairs of neighbours on a line with the blank of a number or date between them."""
    found: list[tuple[Word, Word]] = []
    openers = [word for word in words if any(before.fullmatch(word.text) for before, _ in _BLANKS)]
    for left in openers:
        line = [word for word in words if _shares_line(left, word)]
        for one, right in pairwise(line):
            if one is left and any(
                before.fullmatch(left.text) and after.fullmatch(right.text) for before, after in _BLANKS
            ):
                found.append((left, right))
    return [pair for pair in found if pair[1].x0 - pair[0].x1 >= _LEAST_BLANK * pair[0].height]


def _shares_line(word: Word, other: Word) -> bool:
    shared = min(word.bottom, other.bottom) - max(word.top, other.top)
    return shared >= _SAME_LINE * min(word.height, other.height)


def _lies_over(word: Word, left: Word, right: Word) -> bool:
    x, y = word.centre
    return left.x1 - 0.2 * left.height <= x <= right.x0 + 0.2 * left.height and abs(y - left.centre[1]) <= _REACH * max(
        left.height, word.height
    )


def _on_line(word: Word, left: Word) -> Word:
    """`word` at the height of `left`; its width stays."""
    return replace(word, top=left.top, bottom=left.bottom)
