"""Keys by which agency names are compared: abbreviations written out, `và` and punctuation dropped, tones placed alike.

`Sở TT&TT`, `Sở Thông tin - Truyền thông` and `SỞ THÔNG TIN VÀ TRUYỀN THÔNG` have one key.
"""

from __future__ import annotations

import functools
import re

from normalize.data_rows import named_rows
from normalize.tones import shape_key
from schemas.letters import toneless

# `LĐ-TB&XH`, `VH, TT&DL`, `TT và TT`: capitals joined by signs are one abbreviation.
_JOINED_CAPITALS = re.compile(r"(?<=[A-ZĐ])(?:\s?[-–&.,]\s?|\svà\s)(?=[A-ZĐ]+(?!\w))")
_SHORT_ROOM = re.compile(r"^[Pp]\.\s*(?=[A-ZĐÀ-Ỹ])")  # `P. Nội vụ`: a Phòng where it opens the name, else a phường
_EMPTY_WORDS = frozenset({"và", "&"})


@functools.cache
def abbreviations() -> dict[str, str]:
    """Abbreviation in key form -> its words in key form."""
    return {row["abbreviation"]: row["expansion"] for row in named_rows("agency_abbreviations.tsv")}


@functools.cache
def _misprints() -> tuple[re.Pattern[str], dict[str, str]]:
    table = {row["misprint"]: row["right"] for row in named_rows("agency_misprints.tsv")}
    return re.compile(r"\b(?:" + "|".join(map(re.escape, table)) + r")\b"), table


def without_misprints(name: str) -> str:
    """`name` with misread abbreviations put right (`HDND` -> `HĐND`); only letter strings that mean nothing else.

    >>> without_misprints("Văn phòng HDND tỉnh")
    'Văn phòng HĐND tỉnh'
    """
    pattern, table = _misprints()
    return pattern.sub(lambda match: table[match.group()], name)


@functools.lru_cache(maxsize=16384)
def agency_key(name: str) -> str:
    """The key of an agency name.

    >>> agency_key("Sở LĐ-TB&XH") == agency_key("SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI")
    True
    """
    table = abbreviations()
    words = shape_key(_JOINED_CAPITALS.sub("", _SHORT_ROOM.sub("Phòng ", name))).split()
    return " ".join(table.get(word, word) for word in words if word not in _EMPTY_WORDS)


@functools.lru_cache(maxsize=16384)
def bare_key(key: str) -> str:
    """`key` without marks and spaces: equal for readings that lost marks or word gaps.

    >>> bare_key(agency_key("Số Nộivu")) == bare_key(agency_key("Sở Nội vụ"))
    True
    """
    return toneless(key).replace(" ", "")


@functools.cache
def heads() -> dict[str, bool]:
    """First words of agency names in key form -> whether a list may share them (`Sở Nội vụ, Tài chính`)."""
    return {agency_key(row["head"]): row["shared"] == "yes" for row in named_rows("agency_heads.tsv")}


@functools.cache
def field_heads() -> frozenset[str]:
    """Heads that are also names of fields (`thống kê`, `báo`): they may stand inside a name (`Tin học và Thống kê`)."""
    return frozenset(agency_key(row["head"]) for row in named_rows("agency_heads.tsv") if row["field"] == "yes")


@functools.cache
def _not_heads() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(row["words"].split()) for row in named_rows("agency_not_heads.tsv"))


def is_no_agency(key: str) -> bool:
    """`key` begins with words that look like an agency noun but never name one: `hội chợ`, `báo cáo`."""
    return tuple(key.split()[:2]) in _not_heads()


@functools.cache
def _heads_by_first() -> dict[str, tuple[tuple[str, ...], ...]]:
    table: dict[str, list[tuple[str, ...]]] = {}
    for head in heads():
        words = tuple(head.split())
        table.setdefault(words[0], []).append(words)
    return {first: tuple(sorted(rows, key=len, reverse=True)) for first, rows in table.items()}


def head_of(key: str) -> str | None:
    """The longest known head `key` begins with, None when it begins with no head.

    >>> head_of(agency_key("Trung tâm Y tế")), head_of(agency_key("Tài chính"))
    ('trung tâm', None)
    """
    words = tuple(key.split())
    if not words or words[:2] in _not_heads():
        return None
    for candidate in _heads_by_first().get(words[0], ()):
        if words[: len(candidate)] == candidate:
            return " ".join(candidate)
    return None


_ACRONYM = re.compile(r"^[A-ZĐ][A-ZĐ&.\-]{1,}(?!\w)")


def is_acronym(text: str) -> bool:
    """`text` begins with an abbreviation in capitals: `VNPT`, `KH&ĐT`."""
    return _ACRONYM.match(text) is not None


def starts_agency(text: str) -> bool:
    """`text` begins as an agency name does: with a head or with an abbreviation in capitals."""
    return is_acronym(text) or head_of(agency_key(text)) is not None
