"""Comparable forms of Vietnamese text: tone placement is unified, so `hoà` and `hòa`, `uỷ` and `ủy` compare equal.

Only for matching; published text keeps its own spelling. Every form here has the length of its input, so offsets found
in it hold in the original. i/y are never folded: `Mỹ` and `Mĩ` may be different names.
"""

from __future__ import annotations

import functools
import re

from schemas.letters import fold, toneless

__all__ = ["comparable", "place_tones", "shape_key", "toneless_key"]

# The mark on the second vowel of an open oa, oe, uy (`hoà`) is the younger school; the older one (`hòa`) is the key.
_YOUNGER = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_ALL_CASES = (
    _YOUNGER
    | {a.upper(): b.upper() for a, b in _YOUNGER.items()}
    | {a.capitalize(): b.capitalize() for a, b in _YOUNGER.items()}
)
# `quý` has no other placement (the u belongs to qu), and a closed syllable (`hoàn`, `huỳnh`) has one placement only.
_OPEN_PAIR = re.compile("(?<![qQ])(?:[oO][àáảãạèéẻẽẹÀÁẢÃẠÈÉẺẼẸ]|[uU][ỳýỷỹỵỲÝỶỸỴ])(?!\\w)")
_ONLY_SECOND = re.compile("[àáảãạèéẻẽẹỳýỷỹỵ]", re.IGNORECASE)


def place_tones(text: str) -> str:
    """`text` with the tone marks of open oa, oe, uy on the first vowel; length and case are kept.

    >>> place_tones("Uỷ ban, hoà giải, hoàn thành, quý I")
    'Ủy ban, hòa giải, hoàn thành, quý I'
    """
    if not _ONLY_SECOND.search(text):
        return text
    return _OPEN_PAIR.sub(lambda match: _ALL_CASES.get(match.group(), match.group()), text)


_DASHES = str.maketrans({0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-", 0xA0: " ",
                         0x2019: "'", 0x2018: "'", 0x02BC: "'", 0xB4: "'", 0x60: "'"})  # fmt: skip


@functools.lru_cache(maxsize=16384)
def comparable(text: str) -> str:
    """Lower-case `text`, tones placed alike, dashes and apostrophes of one kind; length is kept.

    >>> comparable("UỶ BAN – Đắk R’lấp")
    "ủy ban - đắk r'lấp"
    """
    return place_tones(text.lower()).translate(_DASHES)


def toneless_key(text: str) -> str:
    """Lower-case, without marks (đ -> d), single-spaced: equal for readings that differ in diacritics only.

    >>> toneless_key("Sở  Nội vụ"), toneless_key("Số Nôi vu")
    ('so noi vu', 'so noi vu')
    """
    return fold(text)


_NOT_SHAPE = re.compile(r"[^\w&]+")


@functools.lru_cache(maxsize=16384)
def shape_key(text: str) -> str:
    """Words of `text` in comparable form, punctuation dropped: the key for exact look-up of names.

    >>> shape_key("Sở Văn hoá, Thể thao và Du lịch")
    'sở văn hóa thể thao và du lịch'
    """
    return _NOT_SHAPE.sub(" ", comparable(text)).strip()


def plain(text: str) -> str:
    """`text` without marks, case and length kept.

    >>> plain("Đắk Nông")
    'Dak Nong'
    """
    return toneless(text)
