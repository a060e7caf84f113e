"""Rules for the marks of footnotes: `trên địa bàn tỉnh ¹`, `Dân số[^1]`, `Kế hoạch<sup>2</sup>`.

They are no part of the words they stand at. A raised figure that is a power (`km²`, `10³`, `x²`) stays, and so does one
in brackets, which may count clauses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.repair.changes import Change, Kind, Rule

SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""What the rule on raised figures looks for, as the inside of a character class."""

_UNIT = re.compile(r"(?:[a-zµ]{0,2}m|ha|ft|in|yd|mi)$", re.IGNORECASE)
_WORD_BEFORE = re.compile(r"[^\W\d_]{2,}[”\"’)]?$")
_RAISED = re.compile(rf"\s?(?:[{SIGNS}]{{1,2}}|<sup>\s*\d{{1,2}}\s*</sup>)(?=$|[\s.,;:)”\"]|<)", re.IGNORECASE)
_REFERENCE = re.compile(r"\[\^\w{1,8}\]:?\s*")


def find_raised_figures(text: str, kind: Kind) -> Iterator[Change]:
    """A raised figure behind a word of two letters or more that names no unit is dropped, with the blank before it."""
    for match in _RAISED.finditer(text):
        word = _WORD_BEFORE.search(text, max(0, match.start() - 30), match.start())
        if word is not None and _UNIT.fullmatch(word.group()) is None:
            yield Change(match.start(), match.end(), None)


def find_references(text: str, kind: Kind) -> Iterator[Change]:
    """Markdown's marks (`[^1]`, and `[^1]:` before the note itself) are dropped; the words of the note stay."""
    for match in _REFERENCE.finditer(text):
        end = match.end() if match.start() == 0 else match.start() + len(match.group().rstrip())
        yield Change(match.start(), end, None)


RULES = (
    Rule("footnote_mark", re.compile(rf"[{SIGNS}]|</sup>", re.IGNORECASE), find_raised_figures),
    Rule("footnote_mark", re.compile(r"\[\^"), find_references),
)
