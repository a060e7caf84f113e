"""The stamp of the office that received an act: its frame, `CÔNG VĂN ĐẾN`, and a number, a day and a name by hand.

It stands in the head of a scanned page, beside the title or over it, and its lines would run into those of the act. It
is set aside whole: it says nothing of the act, and its number and day are those of another register.

Limits: a stamp without a frame keeps the name of the office above its first line; one whose `ĐẾN` was misread stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.page_asides import Aside
from ingest.page_rules import Rules
from ingest.page_words import Box, VisualLine, Word, visual_lines
from schemas.letters import fold

METHOD = "received_stamp"
_FIELDS = frozenset({"so", "ngay", "gio", "chuyen", "luu", "kinh"})  # what is filled in by hand stands behind these
_WIDE, _HIGH = (50.0, 230.0), (25.0, 130.0)  # points; what a frame may be
_BROKEN = 15.0  # points between pieces of one side of a frame
_EVEN = 15.0  # points by which the two sides of a frame may be off in height: stamps are set aslant
_EDGE = 3.0  # points by which words reach over the frame
_STEP = 2.5  # heights of a line from one line of the stamp to the next
_MOST_LINES = 4  # below `ĐẾN`
_GAP = 3.0  # heights of a line between words of one stamp
_APART = 0.6  # of the height of a line, between words inside and outside a frame
_ASIDE = 40.0  # points left of `ĐẾN` where its lines may begin


def find_received_stamp(words: Sequence[Word], rules: Rules) -> list[Word]:
    """The words of the stamp among `words` of a page; none where there is none."""
    lines = visual_lines(words)
    for index, line in enumerate(lines):
        for at, word in enumerate(line.words):
            if fold(word.text.strip(".,:")) != "den" or not word.text.isupper():
                continue
            is_named = at > 0 and fold(line.words[at - 1].text).startswith("van")
            frame = _frame(word, rules)
            own = _in_frame(lines, frame) if frame else _below(lines[index:], word, is_named)
            fields = sum(_is_field(part.words[0]) for part in visual_lines(own))
            if fields >= (1 if is_named and frame else 2):
                return own
    return []


def set_stamp_aside(words: Sequence[Word], rules: Rules) -> tuple[tuple[Word, ...], tuple[Aside, ...]]:
    """`words` without those of a stamp, and its lines."""
    stamp = find_received_stamp(words, rules)
    if not stamp:
        return tuple(words), ()
    kept = tuple(word for word in words if word not in stamp)
    return kept, tuple(Aside(line.text, METHOD) for line in visual_lines(stamp))


def _frame(word: Word, rules: Rules) -> Box | None:
    """The box between the upright rules left and right of `word`, where they may be the sides of a stamp's frame."""
    x, y = word.centre
    sides = [side for side in _sides(rules) if side[1] <= y <= side[3] and _HIGH[0] <= side[3] - side[1] <= _HIGH[1]]
    left = max((side for side in sides if side[2] <= x), key=lambda side: side[2], default=None)
    right = min((side for side in sides if side[0] >= x), key=lambda side: side[0], default=None)
    if left is None or right is None or not _WIDE[0] <= right[0] - left[2] <= _WIDE[1]:
        return None
    if abs(left[1] - right[1]) > _EVEN or abs(left[3] - right[3]) > _EVEN:
        return None
    return (left[0] - _EDGE, min(left[1], right[1]) - _EDGE, right[2] + _EDGE, max(left[3], right[3]) + _EDGE)


def _sides(rules: Rules) -> list[Box]:
    """The upright rules, pieces of one that a scan broke put together."""
    sides: list[Box] = []
    for rule in sorted(rules.upright, key=lambda rule: rule[1]):
        above = next(
            (at for at, side in enumerate(sides) if abs(side[0] - rule[0]) <= _EDGE and rule[1] - side[3] <= _BROKEN),
            None,
        )
        if above is None:
            sides.append(rule)
        else:
            side = sides[above]
            sides[above] = (min(side[0], rule[0]), side[1], max(side[2], rule[2]), max(side[3], rule[3]))
    return sides


def _in_frame(lines: Sequence[VisualLine], frame: Box) -> list[Word]:
    """The words inside `frame`; none where text runs across it: the stamp lies over print."""
    found: list[Word] = []
    for line in lines:
        inside = [_holds(frame, word) for word in line.words]
        for (left, right), (one, other) in zip(pairwise(line.words), pairwise(inside), strict=True):
            if one != other and right.x0 - left.x1 < _APART * line.height:
                return []
        found += (word for word, own in zip(line.words, inside, strict=True) if own)
    return found


def _holds(frame: Box, word: Word) -> bool:
    x, y = word.centre
    return frame[0] <= x <= frame[2] and frame[1] <= y <= frame[3]


def _below(lines: Sequence[VisualLine], den: Word, is_named: bool) -> list[Word]:
    """`ĐẾN` (with the words before it where it is `CÔNG VĂN ĐẾN`) and the lines with fields right below it."""
    first = lines[0].words
    at = first.index(den)
    found = list(first[max(0, at - 2) if is_named else at : at + 1])
    bottom = den.bottom
    for line in lines[1 : 1 + 2 * _MOST_LINES]:
        if line.top - bottom > _STEP * den.height:
            break
        start = next(
            (i for i, word in enumerate(line.words) if _is_field(word) and -_ASIDE <= word.x0 - found[0].x0 <= _ASIDE),
            None,
        )
        if start is None:
            continue
        own = [line.words[start]]
        for word in line.words[start + 1 :]:
            if word.x0 - own[-1].x1 > _GAP * den.height:
                break
            own.append(word)
        found += own
        bottom = line.bottom
    return found


def _is_field(word: Word) -> bool:
    return fold(word.text.strip(".,:;…")).split(".", 1)[0].split(":", 1)[0] in _FIELDS
