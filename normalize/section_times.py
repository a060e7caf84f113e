"""Deadlines that the title of their section completes: `Trong tháng` under `Tháng 4`."""

from __future__ import annotations

import re

from schemas.letters import toneless

_WITHIN = re.compile(r"(?:trong|ca|suot) (?P<unit>thang|quy)(?: nay)?")
_PERIOD = re.compile(
    r"(?:\W*[ivx\d]{1,4}[.)/]\s*)?(?P<unit>thang|quy) (?:\d{1,2}|[ivx]{1,3})(?:\s*[/,]?\s*(?:nam )?20\d\d)?"
)


def with_section(text: str | None, title: str | None) -> str | None:
    """The words that say when: those of a cell, or where they point to the title of their section, those of it.

    >>> with_section("Trong tháng", "Tháng 4"), with_section("Trong tháng", "CÔNG TÁC CHỈ ĐẠO")
    ('Tháng 4', 'Trong tháng')
    """
    if not text or not title:
        return text
    within, period = _WITHIN.fullmatch(_key(text)), _PERIOD.fullmatch(_key(title))
    return title if within and period and within["unit"] == period["unit"] else text


def _key(text: str) -> str:
    return toneless(" ".join(text.split())).lower().strip(" .;:*")
