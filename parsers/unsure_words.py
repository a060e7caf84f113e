"""Words that the engine was unsure of and that are published: how far to trust a row, and where to look."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from parsers.claims import Claims
from schemas.decision import AdministrativeDocument, Finding, Place, Task
from schemas.text import Fragment, UnsureWord, count_words

# Share of Tesseract's words that were right among those rated below a bound, by tens of thousands of words of rendered
# scans.
_RIGHT = ((0.5, 0.45), (0.88, 0.75), (0.93, 0.92), (0.95, 0.98))
_SURE = 0.998
_LOW = 0.88
"""Below it a word is reported: one in four is wrong."""

_POOR = 0.5
"""Below it the report is a warning: every other one is wrong."""

_FIELDS = frozenset(
    ("number", "section_title", "title", "outputs", "lead", "coordinating", "deadline", "budget", "budget_note", "note",
     "heading", "total")
)  # fmt: skip
"""What of a table is looked at, as corrections name it."""

_INNER = re.compile(r"\w(?:.*\w)?", re.DOTALL)


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
    return next((share for bound, share in _RIGHT if word.confidence < bound), _SURE)


def standing_words(fragment: Fragment) -> list[UnsureWord]:
    """The unsure words of a fragment that no repair has changed or dropped."""
    return [
        word
        for word in fragment.unsure or ()
        if (inner := _INNER.search(word.text)) is None or inner.group() in fragment.text
    ]


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
    low = [word for word in standing_words(fragment) if word.confidence < _LOW]
    if low:
        least = min(low, key=lambda word: word.confidence)
        yield Finding(
            "low_confidence",
            "warning" if least.confidence < _POOR else "info",
            f"{least.text!r} was read with confidence {least.confidence:.2f}",
            Place(fragment.page, fragment.line),
            field=field,
        )


def _of_task(finding: Finding, tasks: Sequence[Task]) -> Finding:
    """`finding` with the task on whose lines it stands."""
    if finding.place is None:
        return finding
    at = (finding.place.page, finding.place.line)
    held = (task for task in tasks if (task.page_start, task.line_start) <= at <= (task.page_end, task.line_end))
    task = next(held, None)
    return replace(finding, task=task.ordinal) if task else finding
