"""One cell for both roles: `Chủ trì: Sở A; phối hợp: các sở`, `Sở A chủ trì, phối hợp với Sở B`, `CT: Sở A PH: B`."""

from __future__ import annotations

import functools
import re

from parsers.cell_types import looks_like_agency
from parsers.data_files import named_rows

_LABEL = r"(?:[-+•*]\s*)?(?:(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|CQ|ĐV)(?:,\s*(?:cơ\s+quan|đơn\s+vị))?\s+)?"
_NAMES_A_ROLE = re.compile(r"[rR][ìÌ]|CT\s*:")
_LEAD_AFTER = re.compile(
    r"(?P<lead>.+?)\s*(?:\(\s*)?(?:là\s+(?:cơ\s+quan|đơn\s+vị)\s+)?chủ\s+trì\s*\)?\s*[,;.]?\s*"
    r"(?:(?:và\s+)?phối\s+hợp\s+(?:với\s+|cùng\s+)(?P<co>.+)|(?P<co2>.+?)\s*\(?\s*phối\s+hợp(?:\s+thực\s+hiện)?\s*\)?\.?)",
    re.IGNORECASE | re.DOTALL,
)


@functools.cache
def _labelled() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Cells that label lead and coordination, and those that label the lead alone."""
    leads, helps = (
        f"(?:{'|'.join(_label(row['label']) for row in named_rows('role_labels.tsv') if row['role'] == role)})"
        for role in ("lead", "coordinating")
    )
    both = rf"{_LABEL}{leads}\s*(?P<lead>.+?)\s*[;.,]?\s*{_LABEL}{helps}\s*(?P<co>.+)"
    alone = rf"{_LABEL}{leads}\s*(?P<lead>.+)"
    return re.compile(both, re.IGNORECASE | re.DOTALL), re.compile(alone, re.IGNORECASE | re.DOTALL)


def _label(words: str) -> str:
    return rf"(?-i:{words})\s*:" if words.isupper() else "\\s+".join(words.split()) + r"\s*[:\-]"


@functools.lru_cache(maxsize=4096)
def split_shared_cell(text: str) -> tuple[str, str | None]:
    """Lead and coordinating part of a cell that holds both; the whole text and None when it names no roles.

    >>> split_shared_cell("Chủ trì: Sở Nội vụ; Phối hợp: các sở, ngành")
    ('Sở Nội vụ', 'các sở, ngành')
    """
    if not _NAMES_A_ROLE.search(text):
        return text, None
    both, lead_alone = _labelled()
    for pattern in (both, _LEAD_AFTER):
        found = pattern.fullmatch(text.strip())
        if found:
            parts = found.groupdict()
            return found["lead"].strip(" ;,"), (parts.get("co") or parts.get("co2") or "").strip(" ;,.") or None
    found = lead_alone.fullmatch(text.strip())
    return (found["lead"].strip(), None) if found else (text, None)


def split_at_slash(text: str) -> tuple[str, str | None]:
    """Lead and coordinating part of a cell under `Chủ trì/phối hợp` that parts them the same way.

    >>> split_at_slash("Sở Nội vụ/Các sở, ngành"), split_at_slash("Sở Nội vụ")
    (('Sở Nội vụ', 'Các sở, ngành'), ('Sở Nội vụ', None))
    """
    lead, slash, others = text.partition("/")
    if not slash or "/" in others or not (looks_like_agency(lead.strip()) and looks_like_agency(others.strip())):
        return text, None
    return lead.strip(), others.strip()
