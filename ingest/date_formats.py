"""Dates as a sheet shows them, day before month: `5/3/2024`, `09/2024`, `Tháng 09/2024`, `ngày 05 tháng 3 năm 2024`.

Source: ECMA-376 part 1, 18.8.30 and 18.8.31 (date formats). A format that adds words is taken as it stands; with any
other a date reads with strokes, whatever marks it has. Names of months are written as numbers, years with four digits.
"""

from __future__ import annotations

import datetime
import functools
import re

LOCAL_DATE = "mm-dd-yy"
"""The name of the short date of whatever country the reader sits in."""

_MONTH_FIRST = re.compile(r"(?:\[[^\]]*\])*m{1,2}[/.-]d{1,2}[/.-]y", re.IGNORECASE)
_PIECE = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].|(d+|m+|y+|h+|s+)|(am/pm)|(.)', re.IGNORECASE | re.DOTALL)


def shows_month_first(form: str) -> bool:
    """Whether a format sets the month before the day."""
    return form != LOCAL_DATE and _MONTH_FIRST.match(form) is not None


def shown_date(value: datetime.date, form: str) -> str:
    """`value` as its format shows it.

    >>> day = datetime.date(2024, 9, 5)
    >>> [shown_date(day, form) for form in ("mm-dd-yy", "dd/mm/yyyy", "mm/yyyy", '"Tháng "mm/yyyy')]
    ['5/9/2024', '05/09/2024', '09/2024', 'Tháng 09/2024']
    """
    if (pieces := _worded(form)) is not None:
        return "".join(_piece(value, *piece) for piece in pieces).strip()
    shown = form.lower().split(";")[0]
    wide = {letter: 2 if letter * 2 in shown and form != LOCAL_DATE else 1 for letter in "dm"}
    day = f"{value.day:0{wide['d']}}/" if "d" in shown or form == "General" else ""
    return f"{day}{value.month:0{wide['m']}}/{value.year}"


@functools.lru_cache(maxsize=1_000)
def _worded(form: str) -> tuple[tuple[str, str], ...] | None:
    """Letters for parts of the date and text between them, of a format with words; None of any other, or with hours."""
    pieces: list[tuple[str, str]] = []
    words = False
    for quoted, escaped, letters, half_day, plain in _PIECE.findall(form):
        if plain == ";":
            break
        if half_day or letters[:1].lower() in ("h", "s"):
            return None
        if letters:
            pieces.append((letters.lower(), ""))
        elif quoted or escaped or plain:
            pieces.append(("", quoted or escaped or plain))
            words = words or any(map(str.isalpha, quoted + escaped))
    return tuple(pieces) if words and any(letters for letters, _ in pieces) else None


def _piece(value: datetime.date, letters: str, text: str) -> str:
    if not letters:
        return text
    if letters[0] == "y":
        return str(value.year)
    number = value.day if letters[0] == "d" else value.month
    if letters[0] == "d" and len(letters) > 2:
        return ""  # the name of the day of the week
    return f"{number:0{min(len(letters), 2)}}"
