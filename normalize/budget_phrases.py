"""What the words of a budget cell mean, from `data/budget_phrases.tsv`."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import cast, get_args

from schemas.decision import BudgetStatus
from schemas.letters import fold

_TABLE = Path(__file__).parent / "data" / "budget_phrases.tsv"
_COLUMNS = ["pattern", "status", "reason"]


@functools.cache
def _phrases() -> tuple[tuple[re.Pattern[str], BudgetStatus], ...]:
    lines = [line for line in _TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    if lines[0].split("\t") != _COLUMNS:
        raise ValueError(f"{_TABLE.name}: expected the columns {_COLUMNS}, found {lines[0]!r}")
    phrases = []
    for line in lines[1:]:
        pattern, status, reason = line.split("\t")
        if status not in get_args(BudgetStatus) or not reason or fold(pattern) != pattern.lower():
            raise ValueError(f"{_TABLE.name}: row {line!r} needs a known status, a reason and a folded pattern")
        phrases.append((re.compile(rf"(?<!\w)(?:{pattern})"), cast(BudgetStatus, status)))
    return tuple(phrases)


@functools.lru_cache(maxsize=2048)
def phrase_status(words: str) -> BudgetStatus:
    """The status that the words of a budget cell stand for; `other` when no row of the table knows them.

    Raises:
        ValueError: the table of phrases is malformed (on first use).
    """
    folded = fold(words)
    for pattern, status in _phrases():
        if pattern.search(folded):
            return status
    return "other"
