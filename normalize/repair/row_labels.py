"""Labels of rows that the labels around them decide: `M` between `IV` and `VI`, `41` between `4` and `4.2`.

A label is changed only where it says nothing by itself (`1H`, `K)`, `3)` among letters), or lacks just the point or a
stroke that its neighbours ask for, and the neighbours on both sides leave one reading. Where a section is the last one,
its label must look like what it would have to be. A blank label is left blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from normalize.repair.changes import Change
from normalize.repair.links import Link
from schemas.document import Block, Row
from schemas.letters import toneless

_NUMERALS = tuple(
    tens + ones for tens in ("", "X") for ones in ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
)
_ARABIC = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,3}")
_POINT = re.compile(r"([a-zđ])\)")
_LETTERS = "abcdđeghiklmnopq"
_PART = re.compile(r"[A-G]")
_HEADING = re.compile(r"(?:s\s*|so\s*)?t\.?t\.?|so thu tu|ma(?: so)?|no\.?", re.IGNORECASE)  # of the column of labels
_STROKES = ("I", "l", "|")
_WORD = re.compile(r"[^\W\d_]{2}")
_TOTAL = re.compile(r"\W*(?:TỔNG|CỘNG)\b")
_SUM = re.compile(r"[\d.,\s]+")
_END = " .:"
_LONGEST = 5  # characters of a label that was misread
_INTERRUPTION = 80  # characters of a line that ends a table
_CAPITALS = 0.8
_FEWEST_CAPITALS = 4  # letters of a heading
# What strokes and their serifs are taken for, by the strokes they stand for.
_LOOK_ALIKES = str.maketrans(
    {"H": "II", "h": "II", "n": "II", "N": "II", "M": "III", "m": "III", "W": "VI", "Y": "V", "U": "V", "y": "V",
     "v": "V", "u": "V", "x": "X"} | dict.fromkeys("1lLi!|][Jj¬tTf", "I")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Label:
    """The label of a row: the index of its block, its cell, its text, and how sure the engine was of it."""

    block: int
    cell: int | None
    text: str
    is_heading: bool
    has_confidence: bool

    @property
    def key(self) -> str:
        """The label without the marks after it."""
        return self.text.strip(_END)


def find_row_labels(blocks: Sequence[Block]) -> list[Link]:
    """Changes of first cells of rows."""
    found: list[Link] = []
    for labels in _tables(blocks):
        headings = [label for label in labels if label.is_heading]
        if any(_numeral(label) for label in headings):
            found += _of_sections(headings)
        numbered = [label for label in labels if label.key]
        found += _of_rows(numbered)
    return found


def _tables(blocks: Sequence[Block]) -> Iterator[list[_Label]]:
    """The labels of the rows of each table, pages joined."""
    labels: list[_Label] = []
    for index, block in enumerate(blocks):
        if isinstance(block, Row):
            label = _label(index, block)
            if not _HEADING.fullmatch(toneless(label.key)):
                labels.append(label)
        elif len(block.fragment.text) >= _INTERRUPTION and labels:
            yield labels
            labels = []
    if labels:
        yield labels


def _label(index: int, row: Row) -> _Label:
    first = row.cells[0].fragment
    texts = (cell.fragment.text.strip() for cell in row.cells[1:])
    rest = [text for text in texts if text and not _SUM.fullmatch(text)]  # a section may have its sum beside it
    return _Label(
        index, first.cell, first.text.strip(), len(rest) == 1 and _is_heading(rest[0]),
        first.confidence is not None,
    )  # fmt: skip


def _is_heading(text: str) -> bool:
    if _TOTAL.match(text):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= _FEWEST_CAPITALS and sum(map(str.isupper, letters)) >= _CAPITALS * len(letters)


def _numeral(label: _Label) -> int:
    """The value of a Roman label; 0 for any other."""
    return _NUMERALS.index(label.key) if label.key and label.key in _NUMERALS else 0


def _of_sections(headings: Sequence[_Label]) -> Iterator[Link]:
    """Numerals of section headings, which count on from one to the next."""
    for index, label in enumerate(headings):
        before = _numeral(headings[index - 1]) if index else 0
        after = _numeral(headings[index + 1]) if index + 1 < len(headings) else None
        expected = before + 1
        if (index and not before) or expected + 1 >= len(_NUMERALS):
            continue
        if after == expected + 1:
            fits = _says_nothing(label) or _lost_a_stroke(label, before, expected)
        else:
            fits = after is None and _says_nothing(label) and _looks_like(label.key, _NUMERALS[expected])
        if fits:
            yield _link(label, _NUMERALS[expected])


def _says_nothing(label: _Label) -> bool:
    """Whether a label is there and is no numeral, number, letter of a part or point of a list."""
    key = label.key
    if not key or len(key) > _LONGEST or _numeral(label):
        return False
    return not (_ARABIC.fullmatch(key) or _PART.fullmatch(key) or _POINT.fullmatch(key))


def _lost_a_stroke(label: _Label, before: int, expected: int) -> bool:
    """Whether an engine read the numeral of the section before once more, a stroke short."""
    return label.has_confidence and _numeral(label) == before and _NUMERALS[expected] == _NUMERALS[before] + "I"


def _looks_like(read: str, numeral: str) -> bool:
    """Whether the strokes of `read` make `numeral`, but for one of them."""
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(toneless(read).translate(_LOOK_ALIKES), numeral) <= (1 if len(numeral) > 1 else 0)


def _of_rows(labels: Sequence[_Label]) -> Iterator[Link]:
    """Numbers and points of rows, from what stands above and below them."""
    for above, label in pairwise(labels):
        if label.key != label.key.lower() and _is_next_point(above.key, label.key.lower()):
            yield _link(label, label.key.lower())
    for group, first, second in zip(labels, labels[1:], labels[2:], strict=False):
        yield from _first_group(group, first, second)
    for above, label, below in zip(labels, labels[1:], labels[2:], strict=False):
        right = _number_between(above, label, below) or _point_between(above, label, below)
        if right and right != label.key:
            yield _link(label, right)


def _first_group(group: _Label, first: _Label, second: _Label) -> Iterator[Link]:
    """`I`, `11`, `1.2` of a group and its rows in small letters: `1`, `1.1`, `1.2`. A section is titled in capitals."""
    if group.is_heading or group.key not in _STROKES or first.key != "11" or second.key not in ("1.2", "12"):
        return
    yield _link(group, "1")
    yield _link(first, "1.1")
    if second.key == "12":
        yield _link(second, "1.2")


def _number_between(above: _Label, label: _Label, below: _Label) -> str | None:
    """The number that follows `above` and is followed by `below`, where `label` lacks its point or is none."""
    if not (_ARABIC.fullmatch(above.key) and _ARABIC.fullmatch(below.key)) or label.is_heading:
        return None
    if _ARABIC.fullmatch(label.key):
        following = [f"{above.key}.1", *_next_numbers(above.key)]
        pointless = [one for one in following if "." in one and one.replace(".", "") == label.key]
        fits = pointless and label.key not in following and below.key in _next_numbers(pointless[0])
        return pointless[0] if fits else None
    following = [
        one for one in _next_numbers(above.key) if below.key == f"{one}.1" or below.key in _next_numbers(one)[-1:]
    ]
    says_nothing = _says_nothing(label) and not _WORD.search(label.key)
    return following[0] if len(following) == 1 and says_nothing else None


def _next_numbers(number: str) -> list[str]:
    """The numbers that count on from `number`, the highest level first: `3`, `2.2` after `2.1`."""
    parts = number.split(".")
    return [".".join([*parts[:at], str(int(parts[at]) + 1)]) for at in range(len(parts))]


def _point_between(above: _Label, label: _Label, below: _Label) -> str | None:
    """The point (`a)`) before the one below; after the one above, or the first under a number."""
    next_point = _POINT.fullmatch(below.key)
    if next_point is None or _POINT.fullmatch(label.key) or len(label.key) > 2 or not label.key.endswith(")"):
        return None
    at = _LETTERS.find(next_point[1]) - 1
    if at < 0:
        return None
    is_first = at == 0 and _ARABIC.fullmatch(above.key) is not None
    return f"{_LETTERS[at]})" if is_first or above.key == f"{_LETTERS[at - 1]})" else None


def _is_next_point(above: str, point: str) -> bool:
    """Whether `c)` follows `b)`."""
    known = _POINT.fullmatch(point)
    return known is not None and known[1] in _LETTERS[1:] and above == f"{_LETTERS[_LETTERS.index(known[1]) - 1]})"


def _link(label: _Label, right: str) -> Link:
    start = label.text.index(label.key)
    return Link(label.block, label.cell, Change(start, start + len(label.key), right, 0.9))
