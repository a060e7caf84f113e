"""Labels of the outline: Phần, Chương, Mục, Điều, Roman, arabic (1., 1.1) and điểm (a, b, c, d, đ, e, g ...).

The điểm alphabet skips f, j, w and z and in practice ă, â, ê, ô, ơ, ư; `đ` follows `d` and `g` follows `e`.
"""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, replace
from typing import Literal

from parsers.row_labels import POINT_LETTERS, roman_value, to_roman

Family = Literal["phan", "chuong", "muc", "part", "roman", "dieu", "arabic", "dotted2", "dotted3", "dotted4", "letter"]

_ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8}
_PREFIX = re.compile(r"^[-–]\s+(?=(?:\d{1,2}|[a-zđ])\s?[.)]\s)")
_NAMED = re.compile(
    r"^(?P<name>PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:(?P<roman>[IVXLC]+)|(?P<number>\d{1,2})|(?:thứ|THỨ)\s+(?P<word>[\wà-ỹ]+))(?![\wà-ỹ])\s*[.:\-–]?\s*"
)
_ARTICLE = re.compile(
    r"^(?:Điều|ĐIỀU(?=\s*\d{1,3}\s?[.:]))\s*(?P<number>\d{1,3}[a-z]?)\s*(?:[.:]\s*|$|\s+(?=[A-ZĐÀ-Ỹ]))"
)
_ROMAN = re.compile(r"^(?P<roman>[IVXLC]{1,6})\s?(?:[.)/:]\s*|[-–]\s+|\s(?=[A-ZĐÀ-Ỹ]))(?=\S)")
_DOTTED = re.compile(
    r"^(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\s?(?:[.)/:]\s*|[-–]\s+|\s+)(?=[A-ZĐÀ-Ỹ\"“(\d]|[a-zà-ỹđ]{2})"
)
# `90/QĐ-TTg ngày ...` at the start of a line is an act, whose word `số` ended the line above.
NO_ACT = r"(?!\d{1,5}[a-z]?/(?:\d{4}/)?[A-ZĐ][\wĐđ&]{0,8}\s?[-–]\s?[A-ZĐ])"
_ARABIC = re.compile(
    rf"^{NO_ACT}(?P<number>\d{{1,2}})\s?(?:[.)/]\s*(?=[A-ZĐÀ-Ỹ\"“'(*])|[.)/]\s+(?=\d)|[-–]\s+(?=[A-ZĐÀ-Ỹ]))"
)
_LETTER = re.compile(r"^\(?(?P<letter>[a-zđ])\s?[.)/]\s*(?=\S)")
# What OCR makes of the strokes of a numeral before a heading in capitals: `11. NHIỆM VỤ`, `H. NHIỆM VỤ`.
_MISREAD_ROMANS = {"11": 2, "H": 2, "111": 3, "HI": 3, "IH": 3, "TV": 4, "VH": 7, "VHI": 8, "VIH": 8}
_MISREAD = re.compile(rf"^(?P<strokes>{'|'.join(_MISREAD_ROMANS)})\s?[.)/]\s*(?=[A-ZĐÀ-Ỹ]{{2}})")
# A numeral with its point read as an L (`IL. MỤC TIÊU`): the numeral before it, or with one stroke more.
_WITH_L = re.compile(r"^(?P<numeral>[IVX]{1,4})L\s?[.)/]\s*(?=[A-ZĐÀ-Ỹ]{2})")
_PART = re.compile(r"^(?P<letter>[A-HĐ])\s?(?:[.)/]\s*|[-–]\s+)(?=[A-ZĐÀ-Ỹ])")


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a paragraph: what it says (`printed`, `values`) and where the text after it starts."""

    family: Family
    printed: str
    values: tuple[int, ...]
    end: int
    bare: bool = False  # no mark after it ("IV Tổ chức thực hiện")
    read_as: str = ""  # what was read for it, where only its place can tell what it is

    @property
    def value(self) -> int:
        """Position among its siblings, from 1."""
        return self.values[-1]


def label_at(text: str) -> tuple[Label, ...]:
    """The ways to read the start of `text` as a label, likeliest first; empty when there is none.

    >>> [(x.family, x.value) for x in label_at("đ) Sở Thông tin")]
    [('letter', 5)]
    """
    prefix = _PREFIX.match(text)
    offset = prefix.end() if prefix else 0
    body = text[offset:]
    if not body:
        return ()
    first = body[0]
    if first.isdigit():
        readings = _digits(body)
    elif first.isupper():
        readings = _capitals(body)
    else:
        readings = _letter(body)
    if misread := _MISREAD.match(body):
        value, end = _MISREAD_ROMANS[misread["strokes"]], misread.end()
        readings.append(Label("roman", to_roman(value), (value,), end, read_as=misread["strokes"]))
    if (with_l := _WITH_L.match(body)) and roman_value(f"{with_l['numeral']}L") is None:
        read_as = f"{with_l['numeral']}L"
        both = map(roman_value, (with_l["numeral"], f"{with_l['numeral']}I"))
        readings += [Label("roman", to_roman(one), (one,), with_l.end(), read_as=read_as) for one in both if one]
    return tuple(_shifted(label, offset) for label in readings)


def _shifted(label: Label, offset: int) -> Label:
    return label if not offset else replace(label, end=label.end + offset)


def _digits(body: str) -> list[Label]:
    match = _DOTTED.match(body)
    if match:
        values = tuple(int(part) for part in match["number"].split("."))
        family: Family = {2: "dotted2", 3: "dotted3"}.get(len(values), "dotted4")  # type: ignore[assignment]
        return [Label(family, match["number"], values, match.end())] if 0 not in values else []
    match = _ARABIC.match(body)
    if match and int(match["number"]):
        return [Label("arabic", str(int(match["number"])), (int(match["number"]),), match.end())]
    return []


def _letter(body: str) -> list[Label]:
    match = _LETTER.match(body)
    if match is None or match["letter"] not in POINT_LETTERS:
        return []
    return [Label("letter", match["letter"], (POINT_LETTERS.index(match["letter"]) + 1,), match.end())]


def _capitals(body: str) -> list[Label]:
    match = _ARTICLE.match(body)
    if match:
        return [
            Label(
                "dieu", f"Điều {match['number']}", (int(match["number"].rstrip(string.ascii_lowercase)),), match.end()
            )
        ]
    match = _NAMED.match(body)
    if match:
        return _named(match)
    readings: list[Label] = []
    match = _ROMAN.match(body)
    if match and (value := roman_value(match["roman"])):
        bare = body[match.end("roman") :].lstrip()[:1] not in ".)/:-–"
        readings.append(Label("roman", match["roman"], (value,), match.end(), bare))
    match = _PART.match(body)
    if match:
        readings.append(Label("part", match["letter"], ("ABCDĐEGH".find(match["letter"]) + 1,), match.end()))
    return readings


def _named(match: re.Match[str]) -> list[Label]:
    name = match["name"].capitalize()
    value = roman_value(match["roman"]) if match["roman"] else None
    if match["number"]:
        value = int(match["number"])
    if match["word"]:
        value = _ORDINALS.get(match["word"].casefold())
    family: Family = {"Phần": "phan", "Chương": "chuong", "Mục": "muc"}[name]  # type: ignore[assignment]
    printed = f"{name} {match['roman'] or match['number'] or match['word']}"
    return [Label(family, printed, (value,), match.end())] if value else []
