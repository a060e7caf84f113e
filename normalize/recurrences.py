"""Words that make a deadline recurring, from `data/recurrences.tsv`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from schemas.decision import Recurrence

_TABLE = Path(__file__).parent / "data" / "recurrences.tsv"
_COLUMNS = ["recurrence", "pattern", "reason"]
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
    lines = [line for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    if lines[0].split("\t") != _COLUMNS:
        raise ValueError(f"{_TABLE.name}: expected the columns {_COLUMNS}, found {lines[0]!r}")
    rows = []
    for line in lines[1:]:
        recurrence, pattern, reason = line.split("\t")
        if recurrence not in ("-", *get_args(Recurrence)) or not reason or not pattern.isascii():
            raise ValueError(f"{_TABLE.name}: row {line!r} needs a known recurrence, a folded pattern and a reason")
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
