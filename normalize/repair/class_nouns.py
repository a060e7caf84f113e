"""Class nouns of `các sở, ban, ngành`: a noun with other marks among such nouns can be no other word.

Counts of neighbouring words do not see across a comma, and `các phong` alone may be `các phong trào`. What stands
between `các` and a comma, with another class noun in the list, is one of them.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from normalize.data_rows import named_rows
from normalize.language.confusions import candidates
from normalize.repair.changes import Change, Kind, Rule
from schemas.letters import toneless
from schemas.syllables import is_syllable

_NOUNS = {toneless(noun): noun for noun in ("phòng", "ban", "ngành", "huyện", "xã", "phường")}
_FIRST_NOUNS = {**_NOUNS, "so": "sở"}  # further on in a list `số` may be a number
_WORD = r"[^\W\d_]+"
_LIST = re.compile(rf"\b[Cc]ác\s+(?={_WORD}\s*,)(?:{_WORD}\s*,\s*)+{_WORD}")
_CLOSED = re.compile(r"\s*(?:[,;.)\n]|$|(?:có )?liên quan\b|(?:trực )?thuộc\b|của\b|trên địa bàn\b)")


@functools.cache
def _openings() -> frozenset[str]:
    """The first syllables of the nouns that collectives string together: they tell what a list is of."""
    return frozenset(row["word"].split()[0] for row in named_rows("collective_words.tsv") if row["role"] == "noun")


def find_class_nouns(text: str, kind: Kind) -> Iterator[Change]:
    """`Các phong, ban`, `các xã, phưởng liên quan`: a syllable alone between `các`, commas and the end of the list.

    A word that goes on (`các ban, phong trào`) is no such syllable, and without another class noun there is no list.
    """
    for match in _LIST.finditer(text):
        items = [item for item in re.finditer(_WORD, match.group()) if item.start()]
        if not any(item.group().lower() in _openings() for item in items):
            continue
        for index, item in enumerate(items):
            read = item.group()
            right = (_NOUNS if index else _FIRST_NOUNS).get(toneless(read.lower()))
            start, end = match.start() + item.start(), match.start() + item.end()
            if right and read.lower() not in _openings() and _CLOSED.match(text, end):
                yield Change(start, end, right.capitalize() if read[0].isupper() else right, 0.97)


_BODY = re.compile(rf"(?:^|(?<=[\n;])\s*)[-+]?\s*(?P<noun>[A-ZĐÀ-Ỹ]{_WORD})(?=\s+[A-ZĐÀ-Ỹ])")


@functools.cache
def _bodies() -> frozenset[str]:
    """Nouns of one syllable that a body's name begins with."""
    return frozenset(row["head"] for row in named_rows("agency_heads.tsv") if is_syllable(row["head"]))


def _marks(word: str) -> list[str]:
    return [sign for sign in unicodedata.normalize("NFD", word) if unicodedata.combining(sign) or sign == "đ"]


def find_body_nouns(text: str, kind: Kind) -> Iterator[Change]:
    """`Phòne Nội vụ`, `Trườns Tiểu học` at the head of a cell or item: no syllable, and but for letters one such noun.

    Its marks are those of the noun: names that are no syllables (`Đắk Mil`) have others.
    """
    for match in _BODY.finditer(text) if kind == "cell" else ():
        read = match["noun"].lower()
        if read.isascii() or is_syllable(read):
            continue
        near = [right for right, _, _ in candidates(read) if right in _bodies() and _marks(right) == _marks(read)]
        if len(near) == 1:
            yield Change(match.start("noun"), match.end("noun"), near[0].capitalize(), 0.97)


RULES = (
    Rule("class_noun", re.compile(r"[Cc]ác\s+\w+\s*,"), find_class_nouns),
    Rule("class_noun", _BODY, find_body_nouns),
)
