"""The marks that programs print before the items of a list: `1.`, `IV)`, `b)`, `-`."""

from __future__ import annotations

import re

_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
    (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip
_LABEL = re.compile(
    r"(?:[-–—+•*·]|\(?(?:[IVXLC]{1,6}|[ivx]{1,5}|\d{1,3}(?:\.\d{1,3}){0,4}|[A-Za-zĐđ])[.)/]|\d{1,3}(?:\.\d{1,3}){1,4}|Điều\s\d)(?=\s|$)"
)
_MAX_ROMAN = 3999
_MAX_LETTERS = 20  # of one mark; word processors print aaa for the 53rd item


def roman(number: int) -> str:
    """`number` in capital Roman numerals; in digits where there are none."""
    if not 0 < number <= _MAX_ROMAN:
        return str(number)
    parts: list[str] = []
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        parts.append(numeral * count)
    return "".join(parts)


def letter(number: int, *, repeat: bool) -> str:
    """The small letter of `number`; after z come aa, bb (`repeat`, word processors) or aa, ab (web pages)."""
    if number < 1:
        return str(number)
    if repeat:
        turns, index = divmod(number - 1, 26)
        return chr(ord("a") + index) * min(turns + 1, _MAX_LETTERS)
    parts: list[str] = []
    while number:
        number, index = divmod(number - 1, 26)
        parts.append(chr(ord("a") + index))
    return "".join(reversed(parts))


def opens_with_label(text: str) -> bool:
    """Whether `text` starts with a printed mark of its own, so that the program's mark is not shown besides it."""
    return _LABEL.match(text) is not None
