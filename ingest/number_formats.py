"""Numbers as a sheet shows them: thousands, units and the scale that the format of a cell adds.

Source: ECMA-376 part 1, 18.8.30 (number formats). Marks are those of Vietnamese: a point between thousands, a comma
before decimals. Decimals are not rounded to what the sheet shows, because the file knows better. Limits: fractions,
exponents and conditions are not applied; of the sections of a format only the first is.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

_TOKEN = re.compile(r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<plain>.)', re.DOTALL)
_CURRENCY = re.compile(r"\$([^-]+)")
_PLACE = re.compile(r"[#0?][#0?,.]*")
_DONG_SIGN = "\N{DONG SIGN}"
_MAX_WHOLE = 1e15  # above it a float has no exact digits
_MAX_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """What a format adds to plain digits: text around them, points between thousands, a division by `scale`."""

    before: str = ""
    after: str = ""
    thousands: bool = False
    scale: int = 1
    decimals: int = 0
    width: int = 1  # digits before the decimals at least


@functools.lru_cache(maxsize=1_000)
def number_format(code: str) -> NumberFormat:
    """The meaning of the format `code` of a cell, as far as it is known here."""
    text: list[str] = []
    for token in _TOKEN.finditer(_first_section(code)):
        if token["plain"] is not None:
            text.append(token["plain"])
        elif token["quoted"] is not None or token["escaped"] is not None:
            text.append(_hidden_in(token["quoted"] or token["escaped"] or ""))
        elif token["bracket"] is not None and (currency := _CURRENCY.match(token["bracket"])):
            text.append(_hidden_in(currency.group(1)))
    shown = "".join(text)
    place = _PLACE.search(shown)
    if place is None or "General" in shown:
        return NumberFormat()
    digits = place.group()
    whole, _, fraction = digits.rstrip(",").partition(".")
    percent = "%" in shown
    return NumberFormat(
        _literal(shown[: place.start()]),
        _literal(shown[place.end() :]),
        "," in whole,
        1000 ** (len(digits) - len(digits.rstrip(","))) if not percent else 1,
        sum(mark in "0?" for mark in fraction),
        1 if "," in whole else max(1, whole.count("0")),
    )


def shown_number(value: float, code: str) -> str:
    """`value` as a cell with the format `code` shows it.

    >>> shown_number(1080.0, "General"), shown_number(37.5, '#,##0.00" triệu"'), shown_number(4500000, "#,##0,")
    ('1080', '37,5 triệu', '4.500')
    """
    form = number_format(code)
    if "%" in form.after:
        value = round(value * 100, 6)
    digits = _digits(value / form.scale if form.scale > 1 else value)
    sign, whole, fraction = digits.startswith("-"), *digits.lstrip("-").partition(".")[::2]
    if form.thousands and whole.isdigit():
        whole = f"{int(whole):,}".replace(",", ".")
    whole = whole.zfill(form.width)
    return f"{form.before}{'-' if sign else ''}{whole}{',' if fraction else ''}{fraction}{form.after}"


def shown_label(value: float, code: str) -> str:
    """`value` as the number of a row: its decimals after a point, as many as the format asks for.

    >>> shown_label(1.1, "General"), shown_label(1.1, "0.00"), shown_label(3.0, "0")
    ('1.1', '1.10', '3')
    """
    digits = _digits(value)
    whole, _, fraction = digits.partition(".")
    fraction = fraction.ljust(number_format(code).decimals if fraction else 0, "0")
    return f"{whole}.{fraction}" if fraction else whole


def _digits(value: float) -> str:
    if isinstance(value, float) and abs(value) < _MAX_WHOLE:
        value = int(value) if value.is_integer() else round(value, _MAX_DECIMALS)
    return str(value)


def _first_section(code: str) -> str:
    quoted = False
    for index, mark in enumerate(code):
        if mark == '"':
            quoted = not quoted
        elif mark == ";" and not quoted:
            return code[:index]
    return code


_PLACE_MARKS = str.maketrans({mark: chr(0xE000 + index) for index, mark in enumerate("#0?,.%")})
_PLAIN_MARKS = {0xE000 + index: mark for index, mark in enumerate("#0?,.%")}


def _hidden_in(literal: str) -> str:
    """Text of a format with what would be read as places of digits set aside."""
    return literal.translate(_PLACE_MARKS)


def _literal(text: str) -> str:
    """Text around the digits, with one space kept towards them."""
    text = " ".join(text.translate(_PLAIN_MARKS).replace(_DONG_SIGN, "đ").split(" "))
    return text if text.strip(" -()+") else ""
