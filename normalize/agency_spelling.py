"""Putting a damaged agency name right word by word, so that what is not damaged stays as printed."""

from __future__ import annotations

import re

from normalize.agency_keys import agency_key
from normalize.language.ngrams import administrative
from normalize.tones import comparable
from schemas.letters import toneless

_MAX_EDITS = 2
_LEVEL_WORDS = {"tinh": "tỉnh", "huyen": "huyện"}


def respelled(printed: str, right_key: str) -> str | None:
    """`printed` with the words that differ from `right_key` replaced; None when they cannot be matched one to one.

    Abbreviations, punctuation and capitals stay as printed.

    >>> respelled("Vãn phong UBND", "văn phòng ủy ban nhân dân")
    'Văn phòng UBND'
    """
    right = right_key.split()
    words = []
    for word in printed.split():
        read = agency_key(word).split()
        wanted, right = right[: len(read)], right[len(read) :]
        if read == wanted:
            words.append(word)
        elif len(read) == 1 and wanted and _is_same_word(read[0], wanted[0]):
            words.append(_like(word, wanted[0]))
        else:
            return None
    return None if right else " ".join(words)


def with_level_word(name: str) -> str:
    """`name` with the word of its level put right where it stands last with other marks.

    Words that make a pair of their own (`vệ tinh`, `giới tính`) stay: pairs are counted in administrative language.

    >>> with_level_word("Ban An toàn giao thông tình")
    'Ban An toàn giao thông tỉnh'
    >>> with_level_word("Trung tâm Vệ tinh")
    'Trung tâm Vệ tinh'
    """
    *body, last = name.split(" ")
    right = _LEVEL_WORDS.get(toneless(last))
    if right is None or last == right or not last.islower() or len(body) < 2:
        return name
    ngrams = administrative()
    before, read, wanted = (ngrams.number(comparable(word)) for word in (body[-1], last, right))
    return name if ngrams.pair(before, read) > ngrams.pair(before, wanted) else " ".join((*body, right))


def _is_same_word(read: str, right: str) -> bool:
    from rapidfuzz.distance import OSA  # loaded only when a name is damaged

    read, right = toneless(read), toneless(right)
    return read == right or OSA.distance(read, right) <= min(_MAX_EDITS, len(right) - 1)


def _like(printed: str, right: str) -> str:
    """`right` in the capitals of `printed`, with the punctuation that stands at its end."""
    tail = printed[len(printed.rstrip(",;.:")) :]
    if printed.isupper() and len(printed) > 1:
        return right.upper() + tail
    return (right[:1].upper() + right[1:] if printed[:1].isupper() else right) + tail


def printed_body(printed: str, body_key: str) -> tuple[str, str]:
    """`printed` cut where the words of `body_key` end; the rest is its place. ("", printed) when they do not end so."""
    words = printed.split()
    size = len(body_key.split())
    for count in range(1, len(words) + 1):
        length = len(agency_key(" ".join(words[:count])).split())
        if length == size:
            return " ".join(words[:count]), " ".join(words[count:])
        if length > size:
            break
    return "", printed


_TWO_WAYS = ((re.compile(r"\bđăk\b"), "đắk"), (re.compile("(?<=['\N{RIGHT SINGLE QUOTATION MARK}])đ"), "d"))


def is_also_written(printed: str, right: str) -> bool:
    """Whether a place may stay as it is printed: names of the highlands are written in two ways.

    >>> is_also_written("huyện M'Drắk", "huyện M'Đrắk"), is_also_written("huyện Dắk R'lấp", "huyện Đắk R'Lấp")
    (True, False)
    """
    return _one_way(printed) == _one_way(right)


def _one_way(place: str) -> str:
    text = place.lower()
    for pattern, usual in _TWO_WAYS:
        text = pattern.sub(usual, text)
    return agency_key(text)
