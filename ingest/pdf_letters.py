"""The letters of a PDF page sorted by how they show: as text, beside it, below a picture, or not at all.

Each letter is kept once: text printed twice (for boldness, as a shadow) is one text. Marks that are painted apart from
their letter are put onto it. Spaces and dotted lines below other letters (a number stamped into `Số: ...../KH-UBND`)
give way to these.

Limits: white text counts as hidden only where nothing coloured lies below it; of letters painted over each other in
different sizes both stay.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from ingest.pdf_device import COVERED, FORM, HIDDEN, NOTE, ShownPage

Letter = dict[str, Any]
"""A letter as pdfplumber gives it; `top`, `bottom`, `x0` and `x1` in points, origin top left."""

_STRAIGHT = math.radians(4)  # italics are slanted by the other axis
_SAME_PLACE = 0.12  # of the letter size; the narrowest letter is twice as wide
_COVERED_SHARE = 0.5  # of a space or dot that lies below a letter
_REACH = 0.7  # of the letter size between a mark and its letter
_WHITE = 0.98
_SQUARE = 16.0  # points; letters that may touch stand in neighbouring squares
_DOTS = frozenset(".…_·")
_FILLERS = frozenset(" \N{NO-BREAK SPACE}") | _DOTS
_VOWEL_MARKS = "\N{COMBINING CIRCUMFLEX ACCENT}\N{COMBINING BREVE}\N{COMBINING HORN}"
_SIGNED = re.compile(
    r"ký (?:số )?bởi|người ký|thời gian ký|ngày ký|signed by|signature (?:valid|not verified)|signing time",
    re.IGNORECASE,
)
_MAX_STAMP = 600  # letters of what a signature shows


@dataclass(slots=True)
class Letters:
    """The letters of a page: `shown` are its text, `under` lie below its pictures or are painted in no colour.

    `rising` and `falling` run up and down the page, `slanted` in another direction. `pieces` are what annotations and
    signatures show, each by itself; `lost` are hidden from every reader.
    """

    shown: list[Letter] = field(default_factory=list)
    under: list[Letter] = field(default_factory=list)
    rising: list[Letter] = field(default_factory=list)
    falling: list[Letter] = field(default_factory=list)
    slanted: list[Letter] = field(default_factory=list)
    pieces: list[list[Letter]] = field(default_factory=list)
    lost: list[Letter] = field(default_factory=list)


def letters_of(page: ShownPage) -> Letters:
    """The letters of `page`, sorted."""
    letters = Letters()
    pieces: dict[str, list[Letter]] = defaultdict(list)
    papers = _Papers(page)
    outside = {id(letter) for letter in page.chars if not _is_inside(letter, page.cropbox)}
    if 2 * len(outside) > len(page.chars):  # it is the box that is wrong
        outside = set()
    for letter in page.chars:
        tag = letter.get("tag")
        if id(letter) in outside:
            letters.lost.append(letter)
        elif tag in (HIDDEN, COVERED):
            letters.under.append(letter)
        elif papers.hide(letter):
            letters.lost.append(letter)
        elif tag is not None:
            pieces[tag].append(letter)
        else:
            _by_direction(letters, letter)
    for tag, own in pieces.items():
        if tag.startswith(NOTE) or (tag.startswith(FORM) and _is_signature(own)):
            letters.pieces.append(_once(own))
        else:
            for letter in own:
                _by_direction(letters, letter)
    letters.shown = _with_marks(_once(letters.shown))
    letters.under = _with_marks(_once(letters.under))
    letters.pieces = [_with_marks(own) for own in letters.pieces]
    return letters


def turned_share(letters: Iterable[Letter]) -> dict[int, float]:
    """Which share of the letters would run across after a clockwise turn by 90, 180 or 270 degrees."""
    counts = {0: 0, 90: 0, 180: 0, 270: 0}
    for letter in letters:
        a, b = letter["matrix"][:2]
        if abs(b) > abs(a):
            counts[90 if b > 0 else 270] += 1
        else:
            counts[180 if a < 0 else 0] += 1
    total = max(1, sum(counts.values()))
    return {turn: count / total for turn, count in counts.items() if turn}


def without_fillers(letters: Sequence[Letter]) -> list[Letter]:
    """`letters` without the spaces and dots that lie below others: these fill a blank that was filled in."""
    fillers = [letter for letter in letters if letter["text"] in _FILLERS]
    if not fillers:
        return list(letters)
    places: dict[tuple[int, int], list[Letter]] = defaultdict(list)
    for letter in letters:
        if letter["text"] not in _FILLERS:
            places[_square(letter)].append(letter)
    kerned = {id(dot) for letter, dot in pairwise(letters) if _is_kerned(letter, dot)}
    gone = {
        id(filler)
        for filler in fillers
        for column, row in [_square(filler)]
        if id(filler) not in kerned
        and any(
            _is_over(letter, filler)
            for square in ((column, row), (column - 1, row), (column + 1, row), (column, row - 1), (column, row + 1))
            for letter in places.get(square, ())
        )
    }
    for leader in _leaders(letters):  # one dot below a number, and the whole dotted line is its blank
        if any(id(dot) in gone for dot in leader):
            gone |= {id(dot) for dot in leader}
    return [letter for letter in letters if id(letter) not in gone]


def _is_kerned(letter: Letter, dot: Letter) -> bool:
    """Whether a dot was drawn near to the letter it follows (`IV.`), and not below it."""
    if dot["text"] not in _DOTS or not letter["x0"] < dot["x0"] < letter["x1"] < dot["x1"]:
        return False
    return bool(letter["fontname"] == dot["fontname"] and letter["size"] == dot["size"])


def _leaders(letters: Sequence[Letter]) -> Iterator[list[Letter]]:
    """Runs of dots painted one after the other."""
    for is_dot, run in groupby(letters, key=lambda letter: letter["text"] in _DOTS):
        if is_dot:
            yield list(run)


def _square(letter: Letter) -> tuple[int, int]:
    return int(letter["x0"] // _SQUARE), int(letter["top"] // _SQUARE)


def _is_over(letter: Letter, filler: Letter) -> bool:
    across = min(letter["x1"], filler["x1"]) - max(letter["x0"], filler["x0"])
    if across < _COVERED_SHARE * max(0.1, min(filler["x1"] - filler["x0"], letter["x1"] - letter["x0"])):
        return False
    down = min(letter["bottom"], filler["bottom"]) - max(letter["top"], filler["top"])
    return bool(down > _COVERED_SHARE * (filler["bottom"] - filler["top"]))


def _by_direction(letters: Letters, letter: Letter) -> None:
    a, b = letter["matrix"][:2]
    angle = math.atan2(b, a)
    if abs(angle) <= _STRAIGHT:
        letters.shown.append(letter)
    elif abs(angle - math.pi / 2) <= _STRAIGHT:
        letters.rising.append(letter)
    elif abs(angle + math.pi / 2) <= _STRAIGHT:
        letters.falling.append(letter)
    else:
        letters.slanted.append(letter)


def _is_inside(letter: Letter, box: Sequence[float]) -> bool:
    x, y = (letter["x0"] + letter["x1"]) / 2, (letter["top"] + letter["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _is_signature(letters: Sequence[Letter]) -> bool:
    if len(letters) > _MAX_STAMP:
        return False
    return _SIGNED.search(unicodedata.normalize("NFC", "".join(letter["text"] for letter in letters))) is not None


class _Papers:
    """What lies below white letters: a filled area or a picture makes them readable."""

    def __init__(self, page: ShownPage) -> None:
        self._areas: list[Sequence[float]] | None = None
        self._page = page

    def hide(self, letter: Letter) -> bool:
        """Whether `letter` is white on white."""
        if not _is_white(letter.get("non_stroking_color"), str(letter.get("ncs"))):
            return False
        if self._areas is None:
            filled = [one for one in (*self._page.rects, *self._page.curves) if one.get("fill")]
            coloured = [one for one in filled if not _is_white(one.get("non_stroking_color"), "")]
            self._areas = [(one["x0"], one["top"], one["x1"], one["bottom"]) for one in coloured]
            self._areas += [(one["x0"], one["top"], one["x1"], one["bottom"]) for one in self._page.images]
        return not any(_is_inside(letter, area) for area in self._areas)


def _is_white(colour: Any, space: str) -> bool:
    values = colour if isinstance(colour, list | tuple) else (colour,)
    if not values or not all(isinstance(value, int | float) for value in values):
        return False
    if len(values) == 4:
        return bool(max(values) <= 1 - _WHITE)
    if len(values) == 1 and space.startswith(("Separation", "Indexed")):
        return False
    return bool(min(values) >= _WHITE)


def _once(letters: Sequence[Letter]) -> list[Letter]:
    """`letters` without those that repeat another at its place."""
    kept: list[Letter] = []
    seen: dict[tuple[str, int, int], list[Letter]] = defaultdict(list)
    for letter in letters:
        reach = max(0.5, _SAME_PLACE * letter["size"])
        column, row = round(letter["x0"] / 2), round(letter["top"] / 2)
        near = (
            other
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for other in seen.get((letter["text"], column + dx, row + dy), ())
        )
        if any(
            abs(other["x0"] - letter["x0"]) <= reach
            and abs(other["top"] - letter["top"]) <= reach
            and abs(other["size"] - letter["size"]) <= reach
            for other in near
        ):
            continue
        seen[letter["text"], column, row].append(letter)
        kept.append(letter)
    return kept


def _with_marks(letters: list[Letter]) -> list[Letter]:
    """`letters` with every mark that is painted apart on the letter it belongs to."""
    if not any(_is_mark(letter["text"]) for letter in letters):
        return letters
    kept: list[Letter] = []
    early: list[Letter] = []
    for letter in letters:
        if not _is_mark(letter["text"]):
            kept.append(letter)
        elif kept and _belong(kept[-1], letter):
            kept[-1] = _marked(kept[-1], letter)
        else:
            early.append(letter)
    for mark in early:
        near = [at for at, letter in enumerate(kept) if _belong(letter, mark)]
        if near:
            at = min(near, key=lambda at: abs(_middle(kept[at]) - _middle(mark)))
            kept[at] = _marked(kept[at], mark)
        else:
            kept.append(mark)
    return kept


def _is_mark(text: str) -> bool:
    return bool(text) and all(unicodedata.combining(sign) for sign in text)


def _middle(letter: Letter) -> float:
    return float(letter["x0"] + letter["x1"]) / 2


def _belong(letter: Letter, mark: Letter) -> bool:
    size = float(letter["size"])
    beside = max(0.0, mark["x0"] - letter["x1"], letter["x0"] - mark["x1"])
    apart = max(0.0, mark["top"] - letter["bottom"], letter["top"] - mark["bottom"])
    return bool(letter["text"].strip()[-1:].isalpha() and beside <= 0.1 * size and apart <= _REACH * size)


def _marked(letter: Letter, mark: Letter) -> Letter:
    parts = unicodedata.normalize("NFD", letter["text"] + mark["text"])
    base = "".join(sign for sign in parts if not unicodedata.combining(sign))
    marks = sorted((sign for sign in parts if unicodedata.combining(sign)), key=lambda sign: sign not in _VOWEL_MARKS)
    return {**letter, "text": unicodedata.normalize("NFC", base + "".join(marks))}
