"""Words that make a deadline recurring, from `data/recurrences.tsv`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import cast, get_args

from normalize.data_rows import data_rows
from schemas.decision import Recurrence

_TABLE = "recurrences.tsv"
_NO_QUARTER = r"(?!\s*(?:[ivl]+|[1-4])(?!\w))"
# Every row holds one of these; text without any is not looked at further.
_HINT = re.compile(r"thuong|lien tuc|hang |moi |tung |lan|dinh ky|dot|quy|thang|/")


@dataclass(frozen=True, slots=True)
class FoundRecurrence:
    """A recurrence with the offset at which its words stand; `recurrence` None where the tables have no code."""

    recurrence: Recurrence | None
    start: int


@functools.cache
def _rows() -> tuple[tuple[Recurrence | None, re.Pattern[str]], ...]:
    rows = []
    for recurrence, pattern, reason in data_rows(_TABLE):
        if recurrence not in ("-", *get_args(Recurrence)) or not reason or not pattern.isascii():
            raise ValueError(f"{_TABLE}: {pattern!r} needs a known recurrence, a folded pattern and a reason")
        code = None if recurrence == "-" else cast(Recurrence, recurrence)
        rows.append((code, re.compile(pattern.replace("{NO_QUARTER}", _NO_QUARTER))))
    return tuple(rows)


def find_recurrence(folded: str) -> FoundRecurrence | None:
    """The most frequent recurrence named in folded text (toneless, lower case), or None.

    Raises:
        ValueError: the table of phrases is malformed (on first use).
    """
    if not _HINT.search(folded):
        return None
    for recurrence, pattern in _rows():
        match = pattern.search(folded)
        if match is not None:
            return FoundRecurrence(recurrence, match.start())
    return None
