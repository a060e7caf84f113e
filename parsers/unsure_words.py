"""Words that the engine was unsure of and that are published: how far to trust a row, and where to look."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from parsers.claims import Claims
from schemas.decision import AdministrativeDocument, Finding, Place, Task
from schemas.syllables import is_syllable
from schemas.text import Fragment, UnsureWord, count_words

_RIGHT: dict[str, tuple[tuple[float, float], ...]] = {
    "abbreviation": ((0.5, 0.15), (0.8, 0.8), (0.88, 0.96)),
    "number": ((0.3, 0.3), (0.5, 0.7), (0.8, 0.87), (0.93, 0.993)),
    "syllable": ((0.5, 0.8), (0.8, 0.87), (0.88, 0.9), (0.93, 0.965), (0.95, 0.996)),
    "other": ((0.3, 0.05), (0.5, 0.33), (0.8, 0.63), (0.88, 0.84), (0.95, 0.97)),
}
"""By kind of word: the share that was right among Tesseract's words rated below a bound and left by repair.

Counted on 66,000 words of rendered scans. Numbers and abbreviations are rated low, and letters that are no syllable are
mostly wrong when they are.
"""

_SURE = 0.9995
"""The same of all others."""

_REPORTED = 0.92
"""A word with a smaller chance to be right is reported: one cell in ten of a good scan has one ..."""

_WARNED = 0.5
"""... and with one below this it is a warning."""

_FIELDS = frozenset(
    ("number", "section_title", "title", "outputs", "lead", "coordinating", "deadline", "budget", "budget_note", "note",
     "heading", "total")
)  # fmt: skip
"""What of a table is looked at, as corrections name it."""

_INNER = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_JOINTS = re.compile(r"[-/.]")
_NUMERAL = re.compile(r"[IVX]+")


def share_right(fragments: Sequence[Fragment]) -> float:
    """The share of the fields that `fragments` are expected to hold rightly, 0..1.

    Where the engine's ratings mean nothing known, its mean stands for the share; what was not recognised is right.
    """
    held = [fragment for fragment in fragments if fragment.raw]
    return sum(map(_chance, held)) / len(held) if held else 1.0


def _chance(fragment: Fragment) -> float:
    """The chance that all words of a fragment are right."""
    if fragment.unsure is None:
        return 1.0 if fragment.confidence is None else fragment.confidence
    standing = standing_words(fragment)
    sure = max(0, count_words(fragment.raw) - len(fragment.unsure))
    return math.prod([_SURE**sure, *(_word_chance(word) for word in standing)])


def _word_chance(word: UnsureWord) -> float:
    return next((share for bound, share in _RIGHT[_kind_of(word.text)] if word.confidence < bound), _SURE)


def _kind_of(text: str) -> str:
    """What a word is for `_RIGHT`; marks around it do not count."""
    found = _INNER.search(text)
    word = found.group() if found else text
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
    """`documents` with a finding `low_confidence` for each cell of a table with a word the engine was unsure of."""
    found: dict[int, list[Finding]] = {}
    for block, cell, fragment in claims.fragments():
        field, ordinal = claims.field(block, cell), document_of(block)
        if fragment.unsure and field in _FIELDS and ordinal is not None:
            found.setdefault(ordinal, []).extend(_doubt(fragment, field))
    return tuple(
        replace(one, findings=one.findings + tuple(_of_task(doubt, one.tasks) for doubt in found[one.ordinal]))
        if one.ordinal in found
        else one
        for one in documents
    )


def _doubt(fragment: Fragment, field: str) -> Iterator[Finding]:
    word = min(standing_words(fragment), key=_word_chance, default=None)
    if word is not None and (chance := _word_chance(word)) < _REPORTED:
        yield Finding(
            "low_confidence",
            "warning" if chance < _WARNED else "info",
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
