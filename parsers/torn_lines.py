"""Lines of a head that were torn in the middle of what they say, joined again.

A narrow column breaks a head anywhere: `ỦY / BAN NHÂN DÂN`, `Số: / 31/KH-UBND`, `Sơn La, ngày / 05 tháng 6 năm 2023`,
`Điều / 1. Ban hành`.
Two lines are joined only where no whole line could end there: inside a set phrase, or where together they are the
number or the date of a head and apart they are not. A blank line, a row and a new page always part.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace

from parsers.data_files import listed
from parsers.document_marks import NUMBER_LINE, PLACE_DATE, is_motto, is_state_name
from parsers.text_lines import TextLine, is_capitals
from schemas.letters import fold

_UNFINISHED_NUMBER = re.compile(r"^S[ốỐô6]\s*:?\s*\d{0,5}[a-zđ]?\s?[-–/](?:[A-ZĐƯ][\wĐƯđư&]*\s?[-–/]\s?)*$")
_REST_OF_NUMBER = re.compile(r"^[A-ZĐƯ][A-ZĐƯa-zđư0-9&]{0,11}(?:[-–/][A-ZĐƯ0-9&]{1,11}){0,2}$")
_SIGNS_FOR_ALONE = re.compile(r"^(?:(?:TM|KT|TL|TUQ)\s?\.?|T/M|K/T|T/L|T/UQ)$")
_BARE_NUMBER_WORD = re.compile(r"^S[ốỐô6]\s*:?$")
_NUMBER_ALONE = re.compile(r"^\d{1,5}[a-zđ]?\s?[-–/]\s?(?:(?:19|20)\d{2}\s?/\s?)?[A-ZĐƯ]\S{1,24}$")
_BODY_WORD_ALONE = re.compile(r"^(?:BỘ|SỞ|CỤC|VỤ|BAN|VIỆN|TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|THỊ TRẤN)$")
_FIRST_OF_NAME = re.compile(r"^(?:TP\.?\s?)?[A-ZĐÀ-Ỹ][a-zà-ỹ'’]*(?:\s[A-ZĐÀ-Ỹ][a-zà-ỹ'’]*){0,2}$")
_ARTICLE_WORD = re.compile(r"^(?:Điều|ĐIỀU)$")
_ARTICLE_NUMBER = re.compile(r"^\d{1,3}\s?[.:](?:\s|$)")
_WORDS = re.compile(r"\w+")
_HEAD_ABOVE = 8  # lines: a date's number, motto or state name stands this close above it


def with_torn_lines_joined(lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """`lines` with the torn ones of heads and signatures joined into the first of them."""
    done: list[TextLine] = []
    for line in lines:
        while count := _torn_over(done, line):
            line = functools.reduce(_joined, [*done[-count:], line])
            del done[-count:]
        done.append(line)
    return tuple(done)


def _joined(upper: TextLine, lower: TextLine) -> TextLine:
    taken = (lower.block, lower.cell, lower.span)
    return replace(
        upper,
        text=f"{upper.text} {lower.text}",
        raw=f"{upper.raw}\n{lower.raw}",
        also=(*upper.also, taken, *lower.also),
    )


def _torn_over(done: Sequence[TextLine], line: TextLine) -> int:
    """How many of the lines right above `line` are its beginning."""
    if not (done and _adjoin(done[-1], line)):
        return 0
    upper, lower = done[-1].text, line.text
    if _in_phrase(upper, lower) or _is_torn_number(upper, lower) or _is_torn_body(upper, lower):
        return 1
    if _is_torn_date(done, upper, lower) or (_ARTICLE_WORD.match(upper) and _ARTICLE_NUMBER.match(lower)):
        return 1
    two = len(done) > 1 and _adjoin(done[-2], done[-1])
    return 2 if two and _is_torn_date(done, f"{done[-2].text} {upper}", lower) else 0


def _adjoin(upper: TextLine, lower: TextLine) -> bool:
    texts = upper.text and lower.text
    short = len(upper.text) + len(lower.text) < 160 or _ARTICLE_WORD.match(upper.text)
    return bool(texts and short) and not upper.is_row and not lower.is_row and upper.place.page == lower.place.page


@functools.cache
def _phrases() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(fold(line).split()) for line in listed("torn_phrases.txt"))


def _in_phrase(upper: str, lower: str) -> bool:
    """Whether the break stands inside a set phrase: `ỦY BAN NHÂN / DÂN TỈNH ...`."""
    if not (is_capitals(upper) and is_capitals(lower)) and not _is_torn_motto(upper, lower):
        return False
    above, below = tuple(_WORDS.findall(fold(upper))), tuple(_WORDS.findall(fold(lower)))
    return any(_breaks(above, below, phrase) for phrase in _phrases())


def _is_torn_motto(upper: str, lower: str) -> bool:
    return upper[0] in "ĐD" and len(upper) < 30 and is_motto(f"{upper} {lower}")


def _breaks(above: tuple[str, ...], below: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    for cut in range(1, len(phrase)):
        rest = phrase[cut:][: len(below)]
        if rest and above[-cut:] == phrase[:cut] and below[: len(rest)] == rest:
            return True
    return False


def _is_torn_number(upper: str, lower: str) -> bool:
    if _BARE_NUMBER_WORD.match(upper):
        return _NUMBER_ALONE.match(lower) is not None
    return _UNFINISHED_NUMBER.match(upper) is not None and _REST_OF_NUMBER.match(lower) is not None


def _is_torn_body(upper: str, lower: str) -> bool:
    """`BỘ / NỘI VỤ`, and the sign of who signs for whom above that body: `TM. / ỦY BAN NHÂN DÂN`."""
    return is_capitals(lower) and bool(_BODY_WORD_ALONE.match(upper) or _SIGNS_FOR_ALONE.match(upper))


def _is_torn_date(done: Sequence[TextLine], upper: str, lower: str) -> bool:
    """Whether `upper` and `lower` are the place and date of a head whose number or motto stands above them."""
    if "ngày" not in upper and "ngày" not in lower:
        return False
    whole = PLACE_DATE.match(upper)
    if (whole and whole["year"].strip().isdigit()) or not PLACE_DATE.match(f"{upper} {lower}"):
        return False
    if PLACE_DATE.match(lower) and not _FIRST_OF_NAME.match(upper):
        return False
    return any(
        NUMBER_LINE.match(line.text) or is_motto(line.text) or is_state_name(line.text)
        for line in done[-_HEAD_ABOVE:]
        if line.text
    )
