"""Words that the engine was unsure of and that are published: how far to trust a row, and where to look."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from parsers.claims import Claims
from parsers.data_files import named_rows
from schemas.decision import AdministrativeDocument, Finding, Place, Task
from schemas.syllables import is_syllable
from schemas.text import Fragment, UnsureWord, count_words

_DATA = "word_chances.tsv"

_SURE = 0.9998
"""The share that was right of all other words."""

_FIELDS_OF_A_ROW = 14
"""What a row of the tables says of a task; see `_WEIGHTS`."""

_WEIGHTS = {"number": 1.5, "title": 1.0, "outputs": 1.0, "lead": 1.0, "coordinating": 1.0, "deadline": 1.7,
            "budget": 1.0, "budget_note": 1.0, "heading": 1.0}  # fmt: skip
"""How many fields are wrong where a cell is: dates follow a deadline mostly, a parent a number at times."""

_REPORTED = 0.94
"""A word with a smaller chance to be right is reported: one cell in fifty, one row in ten of a good scan has one ..."""

_WARNED = 0.5
"""... and with one below this it is a warning."""

_FIELDS = frozenset(
    ("number", "section_title", "title", "outputs", "lead", "coordinating", "deadline", "budget", "budget_note",
     "remarks", "heading", "total")
)  # fmt: skip
"""What of a table is looked at, as corrections name it."""

_INNER = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_SCRAPS = re.compile(r"[^\w\s.,;:/&'’‘()\"“”%+*•–—−≥≤→…°×-]")
_MIXED = re.compile(r"\d[A-ZĐ]{2}|[A-ZĐ]{2}\d")
_JOINTS = re.compile(r"[-/.]")
_FIGURE = re.compile(r"\d|^\W*\w{1,2}\W*$")
_BY_HAND = 0.8  # rating below which a figure of a head is reported
_NUMERAL = re.compile(r"[IVX]+")


class Chance(NamedTuple):
    """The share of words that were right, of a kind, with a rating and odds below bounds."""

    rating: float
    odds: float
    right: float


@functools.cache
def _chances() -> dict[str, tuple[Chance, ...]]:
    """The rows of the data by kind, in the order in which the first that fits holds.

    Counted on rendered scans, after repair. Numbers and abbreviations are rated low, and letters that are no syllable
    are mostly wrong when they are.
    """
    found: dict[str, list[Chance]] = {}
    for row in named_rows(_DATA):
        chance = Chance(float(row["rating"]), float(row["odds"]), float(row["right"]))
        found.setdefault(row["kind"], []).append(chance)
    return {kind: tuple(rows) for kind, rows in found.items()}


def share_right(fragments: Sequence[Fragment]) -> float:
    """The share of `fragments` that are expected to be right, 0..1.

    Where the engine's ratings mean nothing known, its mean stands for the share; what was not recognised is right.
    """
    held = [fragment for fragment in fragments if fragment.raw]
    return sum(map(_chance, held)) / len(held) if held else 1.0


def share_of_fields(cells: Mapping[str, Sequence[Fragment]]) -> float | None:
    """The share of a row's fields that its cells, by the field they are read into, are expected to give rightly.

    None where the engine did not rate their words, or none read them.
    """
    if all(fragment.unsure is None for own in cells.values() for fragment in own):
        return None
    wrong = sum(weight * (1 - math.prod(map(_chance, cells.get(field, ())))) for field, weight in _WEIGHTS.items())
    return max(0.0, 1 - wrong / _FIELDS_OF_A_ROW)


def _chance(fragment: Fragment) -> float:
    """The chance that all words of a fragment are right."""
    if fragment.unsure is None:
        return 1.0 if fragment.confidence is None else fragment.confidence
    standing = standing_words(fragment)
    sure = max(0, count_words(fragment.raw) - len(fragment.unsure))
    return math.prod([_SURE**sure, *(_word_chance(word) for word in standing)])


def _word_chance(word: UnsureWord) -> float:
    odds = math.inf if word.odds is None else word.odds
    rows = _chances()[_kind_of(word.text)]
    return next((row.right for row in rows if word.confidence < row.rating and odds <= row.odds), _SURE)


def _kind_of(text: str) -> str:
    """What a word is for `_RIGHT`; marks around it do not count."""
    found = _INNER.search(text)
    word = found.group() if found else text
    if _SCRAPS.search(text):
        return "scrap"
    if _MIXED.search(word):
        return "abbreviation"
    if _NUMERAL.fullmatch(word) or (any(map(str.isdigit, word)) and not any(map(str.islower, word))):
        return "number"
    if len(word) > 1 and word.isupper():
        return "abbreviation"
    return "syllable" if all(is_syllable(part.lower()) for part in _JOINTS.split(word)) else "other"


def standing_words(fragment: Fragment) -> list[UnsureWord]:
    """The unsure words of a fragment that no repair has changed or dropped.

    A word stands where its letters are a word of the repaired text; within another one they are none.
    """
    return [word for word in fragment.unsure or () if _stands(word.text, fragment.text)]


def _stands(word: str, text: str) -> bool:
    inner = _INNER.search(word)
    return inner is None or re.search(rf"(?<!\w){re.escape(inner.group())}(?!\w)", text) is not None


def with_doubts(
    documents: Sequence[AdministrativeDocument],
    claims: Claims,
    document_of: Callable[[int], int | None],
) -> tuple[AdministrativeDocument, ...]:
    """`documents` with a finding `low_confidence` for what holds a word the engine was unsure of.

    That is each cell of a table, and number and date in the heads: these are written by hand on paper.
    """
    found: dict[int, list[Finding]] = {}
    in_heads = _in_heads(documents)
    for block, cell, fragment in claims.fragments():
        for act, name in in_heads.get((fragment.page, fragment.line), ()):
            found.setdefault(act, []).extend(_doubt_of_figures(fragment, name))
        field, ordinal = claims.field(block, cell), document_of(block)
        if fragment.unsure and field in _FIELDS and ordinal is not None:
            found.setdefault(ordinal, []).extend(_doubt(fragment, field))
    return tuple(
        replace(one, findings=one.findings + tuple(_of_task(doubt, one.tasks) for doubt in found[one.ordinal]))
        if one.ordinal in found
        else one
        for one in documents
    )


def _in_heads(documents: Sequence[AdministrativeDocument]) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """Of every line of a head that has the number or the date of its act: the act and which of the two."""
    found: dict[tuple[int, int], list[tuple[int, str]]] = {}
    for one in documents:
        for candidates, name in ((one.numbers, "number"), (one.dates, "issued_on")):
            places = ((c.place.page, c.place.line) for c in candidates if c.origin == "head")
            for place in places:
                found.setdefault(place, []).append((one.ordinal, name))
    return found


def _doubt_of_figures(fragment: Fragment, field: str) -> Iterator[Finding]:
    """A doubt of the figures of a head, and of what was read for one (`3é`, `T6`).

    The chances of printed words do not hold for them: most were written by hand. Nor does a repair make them sure.
    """
    figures = [word for word in fragment.unsure or () if _FIGURE.search(word.text)]
    word = min(figures, key=lambda word: word.confidence, default=None)
    if word is not None and word.confidence < _BY_HAND:
        yield _finding(word, fragment, field, is_warning=True)


def _doubt(fragment: Fragment, field: str) -> Iterator[Finding]:
    word = min(standing_words(fragment), key=_word_chance, default=None)
    if word is not None and (chance := _word_chance(word)) < _REPORTED:
        yield _finding(word, fragment, field, is_warning=chance < _WARNED)


def _finding(word: UnsureWord, fragment: Fragment, field: str, *, is_warning: bool) -> Finding:
    return Finding(
        "low_confidence",
        "warning" if is_warning else "info",
        f"{word.text!r} was read with confidence {word.confidence:.2f}",
        Place(fragment.page, fragment.line),
        field=field,
    )


def _of_task(finding: Finding, tasks: Sequence[Task]) -> Finding:
    """`finding` with the task on whose lines it stands; of a heading the first task below it."""
    if finding.place is None:
        return finding
    at = (finding.place.page, finding.place.line)
    below = (task for task in tasks if (task.page_end, task.line_end) >= at)
    task = next(below, None)
    if task is None or (finding.field != "heading" and (task.page_start, task.line_start) > at):
        return finding
    return replace(finding, task=task.ordinal)
