"""Letter-level views of Vietnamese text that every stage compares with: without tone and vowel marks, lower case.

Only for matching. Published text is never folded.
"""

from __future__ import annotations

import functools
import unicodedata


def _marks() -> dict[int, str]:
    table: dict[int, str] = {ord("đ"): "d", ord("Đ"): "D", 0x2013: "-", 0x2014: "-", 0x2212: "-", 0xA0: " "}
    for code in [*range(0xC0, 0x180), 0x1A0, 0x1A1, 0x1AF, 0x1B0, *range(0x1EA0, 0x1EFA)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base
    return table


_WITHOUT_MARKS = _marks()

MARKED_CAPITALS = "".join(letter for code in _WITHOUT_MARKS if (letter := chr(code)).isupper() and letter != "Đ")
"""Capitals with a mark, `À` to `Ỹ` without Đ, as the inside of a character class."""


def toneless(text: str) -> str:
    """`text` without tone and vowel marks (đ -> d), dashes as `-`; length and case are kept.

    >>> toneless("Sở Giáo dục và Đào tạo")
    'So Giao duc va Dao tao'
    """
    return text.translate(_WITHOUT_MARKS)


@functools.lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """Lower-case, toneless, single-spaced `text`: the key for comparing headings and labels.

    >>> fold("  CƠ QUAN,  chủ trì ")
    'co quan, chu tri'
    """
    return " ".join(toneless(text).lower().split())


def has_marks(text: str) -> bool:
    """Whether a letter of `text` has a tone or vowel mark; the stroke of Đ is none, abbreviations have it.

    >>> [has_marks(word) for word in ("ĐBSCL", "LUẠT", "ƯBND")]
    [False, True, True]
    """
    return any(not letter.isascii() and letter not in "đĐ" and toneless(letter).isascii() for letter in text)
