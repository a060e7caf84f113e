"""Amounts written in Vietnamese words ("Một tỉ không trăm tám mươi triệu đồng"), as plans repeat their totals.

The grammar is the spoken one: groups of three digits with `nghìn`, `triệu`, and `tỷ` multiplying all before it.
Anything outside it gives None: half-understood money is worse than none.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

_DIGITS = {
    "không": 0, "một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
# Forms a unit digit takes after `mười` or `mươi`.
_AFTER_TENS = {"mốt": 1, "tư": 4, "lăm": 5, "nhăm": 5}
_TEN = "mười"
_TENS = "mươi"
_HUNDRED = "trăm"
_NO_TENS = frozenset({"linh", "lẻ", "lẽ"})  # "and" over a zero tens digit; `lẽ` is a common misspelling
_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000}
_BILLION = frozenset({"tỷ", "tỉ"})
_BILLION_VALUE = 1_000_000_000

_WORD = "|".join(
    sorted([*_DIGITS, *_AFTER_TENS, _TEN, _TENS, _HUNDRED, *_NO_TENS, *_SCALES, *_BILLION], key=len, reverse=True)
)
_RUN = re.compile(rf"(?<!\w)(?:{_WORD})(?:[\s,-]+(?:{_WORD}))*(?!\w)", re.IGNORECASE)
# What may stand before and after the number proper: "(Bằng chữ: ... đồng chẵn./.)". `bảng` is a frequent misreading.
_OPENING = re.compile(r"[\s(\[*]*(?:(?:số tiền|viết|tổng số|ghi)?\s*b[ằả]ng chữ|số tiền)?[\s:;(*]*", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:\s*(?:việt nam\s+)?(?:đồng|vnđ|vnd))?(?:\s+việt nam)?(?:\s*chẵn)?[\s./,;)\]*]*", re.IGNORECASE
)
_IN_WORDS = re.compile(r"b[ằả]ng\s+chữ[\s:;(*]*$", re.IGNORECASE)
_CURRENCY = re.compile(r"[\s,]*(?:đồng|vnđ|vnd|việt nam đồng)(?!\w)", re.IGNORECASE)
_LOOK_BACK = 40


@functools.lru_cache(maxsize=2048)
def parse_number_words(text: str) -> int | None:
    """The number that the whole of `text` spells, or None when it is not exactly one number phrase.

    An opening `Bằng chữ:` and a closing `đồng`, `chẵn`, `./.` are allowed; case and the variants tỉ/tỷ, linh/lẻ,
    nghìn/ngàn, bảy/bẩy make no difference.
    """
    start = _OPENING.match(text)
    begin = start.end() if start else 0
    run = _RUN.match(text, begin)
    if run is None:
        return None
    rest = _CLOSING.match(text, run.end())
    if rest is None or rest.end() != len(text):
        return None
    return _value(run.group())


@functools.lru_cache(maxsize=2048)
def find_amount_in_words(text: str) -> tuple[int, int, int] | None:
    """The first amount in words inside `text` as (value, start, end), or None.

    An amount is a number phrase that `đồng` follows or `bằng chữ` announces, so that "ba năm" in a sentence is not
    money. The span covers the number words only.
    """
    for run in _RUN.finditer(text):
        announced = _IN_WORDS.search(text, max(0, run.start() - _LOOK_BACK), run.start())
        if announced or _CURRENCY.match(text, run.end()):
            value = _value(run.group())
            if value is not None:
                return value, run.start(), run.end()
    return None


def _value(words: str) -> int | None:
    tokens = words.lower().replace(",", " ").replace("-", " ").split()
    if tokens == ["không"]:
        return 0
    total, position = 0, 0
    while position < len(tokens):
        parsed = _below_billion(tokens, position, inner=position > 0)
        if parsed is None:
            return None
        value, position = parsed
        if position == len(tokens):
            return total + value
        if tokens[position] not in _BILLION or (value == 0 and total == 0):
            return None
        total = (total + value) * _BILLION_VALUE
        position += 1
    return total


def _below_billion(tokens: Sequence[str], position: int, *, inner: bool) -> tuple[int, int] | None:
    """A number made of groups with falling scales, up to a `tỷ` or the end."""
    total, ceiling = 0, _BILLION_VALUE
    while position < len(tokens) and tokens[position] not in _BILLION:
        parsed = _group(tokens, position, inner=inner)
        if parsed is None:
            return None
        value, after, is_bare_digit = parsed
        scale = _SCALES.get(tokens[after]) if after < len(tokens) else None
        if scale is None:
            # "hai triệu hai" is colloquial for 2 200 000: a bare digit in the last place says nothing certain.
            ends = after == len(tokens) or tokens[after] in _BILLION
            return (total + value, after) if ends and not (inner and is_bare_digit) else None
        if scale >= ceiling:
            return None
        total += value * scale
        ceiling, position, inner = scale, after + 1, True
    return (total, position) if inner else None


def _group(tokens: Sequence[str], position: int, *, inner: bool) -> tuple[int, int, bool] | None:
    """Three digits: (value, next position, whether it is a digit on its own). `không trăm` opens inner groups only."""
    digit = _DIGITS.get(tokens[position])
    follower = tokens[position + 1] if position + 1 < len(tokens) else ""
    if digit is not None and follower == _HUNDRED:
        if digit == 0 and not inner:
            return None
        rest = _tens(tokens, position + 2, after_hundred=True)
        return None if rest is None else (digit * 100 + rest[0], rest[1], False)
    if tokens[position] in _NO_TENS and not inner:
        return None
    rest = _tens(tokens, position, after_hundred=False)
    if rest is not None and rest[1] > position:
        return rest[0], rest[1], False
    return (digit, position + 1, True) if digit else None


def _tens(tokens: Sequence[str], position: int, *, after_hundred: bool) -> tuple[int, int] | None:
    """The last two digits; (0, position) when none follow, None when what follows is no such thing."""
    word = tokens[position] if position < len(tokens) else ""
    follower = tokens[position + 1] if position + 1 < len(tokens) else ""
    if word in _NO_TENS:
        unit = _DIGITS.get(follower) or _AFTER_TENS.get(follower)
        return (unit, position + 2) if unit else None
    if word == _TEN:
        return _with_unit(10, tokens, position + 1)
    tens = _DIGITS.get(word)
    if tens and follower == _TENS:
        return _with_unit(tens * 10, tokens, position + 2)
    # "một trăm năm" may be 105 or 150.
    return None if after_hundred and tens is not None else (0, position)


def _with_unit(tens: int, tokens: Sequence[str], position: int) -> tuple[int, int]:
    word = tokens[position] if position < len(tokens) else ""
    unit = _AFTER_TENS.get(word) or _DIGITS.get(word)
    follower = tokens[position + 1] if position + 1 < len(tokens) else ""
    # "mười năm trăm": the digit belongs to a hundred that cannot follow; left in place, the caller refuses it.
    if unit is None or follower in (_HUNDRED, _TENS):
        return tens, position
    return tens + unit, position + 1
