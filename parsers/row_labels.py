"""Labels of table rows and headings: Roman numerals, arabic numbers, letters; how they follow one another."""

from __future__ import annotations

import functools
import re

_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
ROMAN_FORM = re.compile(r"(?=[IVXL])(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
# The letters that label points, in order: Vietnamese leaves ă â ê ô ơ ư out and has no f j w z.
POINT_LETTERS = "abcdđeghiklmnopqrstuvxy"

_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,4}")
_NUMBER_CELL = re.compile(r"\(?(\d{1,3}(?:\s?[.,]\s?\d{1,3}){0,4})\s?[.)/]?\)?")
_INSERTED = re.compile(r"(\d{1,3}(?:\.\d{1,2}){0,2}[a-eđ])\s?[.)]?")  # `8a`, put in between 8 and 9
_LETTER_CELL = re.compile(r"\(?([a-zđ])\s?[.)/]?")
# `II.1` counts within section II; a lone `I.1` may be a misread `1.1`, which the other rows tell (`task_tables`).
_IN_SECTION = re.compile(r"((?=[IVXL])(?:[IVXL]{2,6}|[VX]))\s?\.\s?(\d{1,2}(?:\.\d{1,2}){0,2})\s?[.)/]?")
_EMBEDDED = re.compile(
    r"(\d{1,2}(?:\.\d{1,2})+|\d{1,2},\d{1,2}(?=\.\s))\s*\.?\s*(?=[^\W\d])"
)  # `3,2. Kiểm kê`: a misread point
_OWN = re.compile(r"(\d{1,2}|[a-zđ])\s?[.)]\s+(?=[^\W\d_])")
_CODE_CELL = re.compile(r"(?=.*\d)[A-ZĐ]{1,6}\d*(?:[._/–-][A-ZĐ0-9.]+)+|[A-ZĐ]{2,4}\d{1,4}|[A-HĐ]\d{1,2}")
_FUSED = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\s*[.):]?\s+(\S.*)", re.DOTALL)
# What OCR makes of "1" where the rest of the label is digits.
_ONE_LOOKALIKES = str.maketrans({"l": "1", "I": "1", "|": "1", "]": "1", "O": "0", "o": "0"})
_DIGIT_LIKE = re.compile(r"[lI|\]Oo\d]{1,3}(?:\s?[.,]\s?[lI|\]Oo\d]{1,3})+\s?\.?")


def roman_value(numeral: str) -> int | None:
    """Value of a Roman numeral below 100, None for anything else.

    >>> roman_value("XIV"), roman_value("IIII")
    (14, None)
    """
    if not numeral or not ROMAN_FORM.fullmatch(numeral):
        return None
    total = 0
    for letter, following in zip(numeral, [*numeral[1:], ""], strict=True):
        value = _ROMAN[letter]
        total += -value if following and _ROMAN[following] > value else value
    return total


def to_roman(value: int) -> str:
    """The Roman numeral of 1..89.

    >>> to_roman(9)
    'IX'
    """
    tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"][value // 10]
    return tens + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][value % 10]


@functools.lru_cache(maxsize=8192)
def row_number(cell: str) -> str | None:
    """The number a number cell prints, normalised (`1.1.` -> `1.1`, `4)` -> `4`, `a)` -> `a`), None if it is none.

    Look-alikes of 1 and 0 are read as digits only in a label of several parts (`l.2`), where nothing else fits.
    """
    text = cell.strip()
    if not text or len(text) > 24:
        return None
    found = _NUMBER_CELL.fullmatch(text)
    if found:
        return re.sub(r"\s", "", found[1]).replace(",", ".")
    found = _LETTER_CELL.fullmatch(text) or _INSERTED.fullmatch(text)
    if found:
        return found[1]
    found = _IN_SECTION.fullmatch(text)
    if found and roman_value(found[1]) is not None:
        return f"{found[1]}.{found[2]}"
    if _DIGIT_LIKE.fullmatch(text):
        return re.sub(r"\s", "", text.translate(_ONE_LOOKALIKES)).replace(",", ".").rstrip(".")
    if _CODE_CELL.fullmatch(text):
        return text
    return None


def is_child_number(number: str | None, parent: str | None) -> bool:
    """Whether `number` stands one or more levels under `parent` (`1.2` under `1`, `a` under `3`)."""
    if number is None or parent is None:
        return False
    if number.startswith(parent + "."):
        return True
    return len(number) == 1 and number in POINT_LETTERS and _NUMBER.fullmatch(parent) is not None


def prefix_of(number: str) -> str | None:
    """`1.2.3` -> `1.2`; None for a number of one part."""
    return number.rpartition(".")[0] or None


def fused_number(first: str, filled: list[tuple[int, str]]) -> tuple[str | None, str]:
    """Number and title of a group row fused in its first cell, the only one filled.

    >>> fused_number("1 Kiểm soát TTHC", [(0, "1 Kiểm soát TTHC")])
    ('1', 'Kiểm soát TTHC')
    """
    found = _FUSED.fullmatch(first)
    if found and len(filled) == 1:
        return found[1], found[2]
    return None, ""


def embedded_number(title: str, *, stands_alone: bool) -> re.Match[str] | None:
    """The number (`1.2`) that a title begins with.

    In a table without a column of numbers (`stands_alone`) it may be `1.` or `a)`; a list in the cell is none.
    """
    if found := _EMBEDDED.match(title):
        return found
    found = _OWN.match(title) if stands_alone else None
    if found is None or not found[1].isdigit():
        return found
    return None if re.search(rf"\s{int(found[1]) + 1}\s?[.)]\s", title) else found
