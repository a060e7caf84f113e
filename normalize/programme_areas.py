"""The area of a reform programme that a task belongs to.

The heading of its section decides, its own words only where no heading names an area.
Codes are those of the tables; the areas of the programmes of 2011-2020 and 2021-2030 and of the PAR Index share them.
"""

from __future__ import annotations

import functools
import re
from typing import cast, get_args

from normalize.data_rows import data_rows
from schemas.decision import ProgrammeArea
from schemas.letters import fold

_TABLE = "programme_areas.tsv"
_NO_WORD = re.compile(r"[^a-z0-9]+")

_Rows = tuple[tuple[str, ProgrammeArea], ...]


@functools.cache
def _rows(where: str) -> _Rows:
    rows = []
    for place, area, phrase, reason in data_rows(_TABLE):
        is_known = place in ("heading", "task") and area in get_args(ProgrammeArea)
        if not is_known or not reason or phrase != fold(phrase):
            raise ValueError(f"{_TABLE}: {phrase!r} needs a known place and area, a folded phrase, a reason")
        if place == where:
            rows.append((f" {phrase} ", cast(ProgrammeArea, area)))
    return tuple(rows)


def _first(where: str, text: str) -> ProgrammeArea | None:
    words = f" {_NO_WORD.sub(' ', fold(text)).strip()} "
    return next((area for phrase, area in _rows(where) if phrase in words), None)


@functools.lru_cache(maxsize=1024)
def _of_heading(title: str) -> ProgrammeArea | None:
    return _first("heading", title)


@functools.lru_cache(maxsize=8192)
def _of_task(title: str) -> ProgrammeArea:
    return _first("task", title) or "khac"


def programme_area(section_title: str | None, task_title: str) -> ProgrammeArea:
    """The area of a task; `khac` when neither the heading above it nor its own words name one.

    Raises:
        ValueError: the table of phrases is malformed (on first use).
    """
    found = _of_heading(section_title) if section_title else None
    return found or _of_task(task_title)
