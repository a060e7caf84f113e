"""What the words of a budget cell mean, from `data/budget_phrases.tsv`."""

from __future__ import annotations

import functools
import re
from typing import cast, get_args

from normalize.data_rows import data_rows
from schemas.decision import BudgetStatus
from schemas.letters import fold

_TABLE = "budget_phrases.tsv"


@functools.cache
def _phrases() -> tuple[tuple[re.Pattern[str], BudgetStatus], ...]:
    phrases = []
    for pattern, status, reason in data_rows(_TABLE):
        if status not in get_args(BudgetStatus) or not reason or fold(pattern) != pattern.lower():
            raise ValueError(f"{_TABLE}: {pattern!r} needs a known status, a reason and a folded pattern")
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
