"""Labels and titles of a table's sections as they stand in one row or one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.row_labels import roman_value
from schemas.letters import toneless

LONGEST_TITLE = 200
"""Characters that the title of a section may have."""

_FUSED_ROMAN = re.compile(r"([IVXL]{1,6})\s*[.):\-–/]{0,2}\s+(\S.*)", re.DOTALL)
# `Mục I`, `Phần II`: the kind of division named before its numeral.
_NAMED_ROMAN = re.compile(r"(?:mục|phần|nhóm|lĩnh vực)\s+(?=[IVXL]{1,6}(?:\s*[.):\-]|\s|$))", re.IGNORECASE)
_FUSED_SCRAP = re.compile(r"([HUIVXl1|!]{1,4})\s?[-–.]\s*(\S.*)", re.DOTALL)
_SCRAP_AS_STROKES = str.maketrans({**dict.fromkeys("1l|!", "I"), "H": "II", "U": "II"})
_DOUBLED = 3  # characters of a label of one letter, read twice, with its point


def label_and_title(texts: list[str]) -> tuple[str | None, str, list[str]]:
    """A Roman label with its title, whether in two cells or fused in one; the rest of the filled cells."""
    first = _NAMED_ROMAN.sub("", texts[0], count=1) if _NAMED_ROMAN.match(texts[0]) else texts[0]
    label = first.rstrip(" .):-–/")
    if roman_value(label) is not None:
        return label, texts[1] if len(texts) > 1 else "", texts[2:]
    found = _FUSED_ROMAN.fullmatch(first)
    if found and roman_value(found[1]) is not None:
        return found[1], found[2], texts[1:]
    return None, "", []


def fused_strokes(text: str) -> tuple[int, str] | None:
    """The numeral that the strokes before a title in capitals make, and the title: 3 of `HI- CÔNG TÁC KIỂM TRA`."""
    found = _FUSED_SCRAP.fullmatch(text)
    value = roman_value(found[1].translate(_SCRAP_AS_STROKES)) if found else None
    if found is None or value is None:
        return None
    return (value, found[2]) if is_capitals(found[2]) and " " in found[2] and len(found[2]) <= LONGEST_TITLE else None


def one_letter(label: str) -> str:
    """A label that specks gave a mark or doubled (`Ả`, `AẦ`) as the letter it is, anything else as it stands."""
    letters = set(toneless(label.rstrip(" .):")))
    return letters.pop() if len(label) <= _DOUBLED and len(letters) == 1 else label


def breaks_off(title: str) -> bool:
    """Whether a title in capitals ends at a comma: its rest stands on a row of its own."""
    return title.endswith(",") and is_capitals(title)


def counts_on(numbers: Sequence[str | None], number: str) -> bool:
    """Whether `number` follows the last of `numbers`."""
    last = next((other for other in reversed(numbers) if other), None)
    return last is not None and last.isdigit() and int(number) == int(last) + 1


def is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) * 10 >= len(letters) * 8
