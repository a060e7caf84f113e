"""Money of plan tables: figures in Vietnamese notation, units, and the words that stand in budget cells.

`.` groups thousands and `,` marks decimals (`1.080` under `Triệu đồng` is 1 080 million). The unit in a cell replaces
the column's. What is not certain (ranges, rates, ceilings, mixed lists) keeps its words and has no value.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from normalize.budget_phrases import phrase_status
from normalize.money_units import UNIT, factor_of, unit_factor, unit_name
from normalize.number_words import find_amount_in_words, parse_number_words
from schemas.decision import Budget

# A plan row above this (100 nghìn tỷ) means that the figure is not in the column's unit.
_IMPLAUSIBLE_VND = 10**14
_MOST_OF_A_TOTAL = 10 * _IMPLAUSIBLE_VND
# A figure this large, written in groups of thousands, is in đồng even where no unit is printed.
_ASSUME_DONG_FROM = 1_000_000


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its unit: `value` as printed, `vnd` in đồng (None without a unit or when not a whole number).

    `flags`: `foreign_decimal` (a dot as decimal mark), `repaired_digits` (O, l, I, S read as digits).
    """

    value: Decimal
    vnd: int | None
    unit: str | None
    unit_source: Literal["cell", "header", "assumed"] | None = None
    flags: tuple[str, ...] = ()


# --- figures -------------------------------------------------------------------------------------------------------

_GROUPED = r"\d{1,3}(?:\s?\.\s?\d{3}){2,}(?:,\d+)?|\d{1,3}\.\d{3}(?:,\d+)?(?![\d.])"
_SPACED = r"\d{1,3}(?: \d{3})+(?!\d)"
_FOREIGN = r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:,\d{3})+\.\d+"
_PLAIN = r"\d+(?:[.,]\d+)?"
_FIGURE = rf"(?:{_GROUPED}|{_SPACED}|{_FOREIGN}|{_PLAIN})"
_IS_GROUPED = re.compile(rf"(?:{_GROUPED}|{_SPACED})\Z")
_IS_FOREIGN = re.compile(rf"(?:{_FOREIGN})\Z")
# Letters that OCR puts for digits, only in a token that is otherwise a figure.
_LOOKALIKES = str.maketrans("OoIlS", "00115")
_MISREAD_TOKEN = re.compile(r"(?<![^\s(:;+])(?=[OolIS.,]*\d)[\dOolIS]+(?:[.,][\dOolIS]+)*(?![^\s.,;:)+%/-])")


@functools.lru_cache(maxsize=4096)
def _figure(token: str) -> tuple[Decimal, bool] | None:
    """Value of a figure and whether a dot is its decimal mark; None where `1,080` could be either notation."""
    if _IS_GROUPED.match(token):
        return Decimal(re.sub(r"[.\s]", "", token).replace(",", ".")), False
    if _IS_FOREIGN.match(token):
        return Decimal(token.replace(",", "")), "." in token
    whole, mark, fraction = token.partition("," if "," in token else ".")
    if not mark:
        return Decimal(whole), False
    if mark == "." and len(fraction) == 3:
        return (Decimal(whole + fraction), False) if len(whole) <= 3 else None
    if len(fraction) == 3 and whole.strip("0"):
        return None
    return Decimal(f"{whole}.{fraction}"), mark == "."


def _repair_digits(text: str) -> str:
    return _MISREAD_TOKEN.sub(lambda m: m.group().translate(_LOOKALIKES), text)


# --- one amount ----------------------------------------------------------------------------------------------------

_AMOUNT = re.compile(rf"(?P<figure>(?<![\d.,/]){_FIGURE}(?![\d/]|[.,]\d))\s*(?P<unit>{UNIT})?", re.IGNORECASE)
_TRAILING = " \t\n.;,"


@functools.lru_cache(maxsize=4096)
def parse_amount(text: str, unit: str | None) -> Amount | None:
    """The amount that the whole of `text` is, or None. `unit` applies when the text names none.

    Compounds (`1 tỷ 200 triệu`) add up. Without any unit, figures of a million and more in groups of thousands are
    taken as đồng (`unit_source` "assumed"); smaller ones have `vnd` None.
    """
    bare = text.strip().strip("*").strip(_TRAILING)
    if not bare or not any(c.isdigit() for c in bare):
        return None
    repaired = _repair_digits(bare)
    flags = ("repaired_digits",) if repaired != bare else ()
    matches = list(_AMOUNT.finditer(repaired))
    if not matches or repaired[: matches[0].start()].strip():
        return None
    parts: list[Amount] = []
    position = matches[0].start()
    for match in matches:
        if repaired[position : match.start()].strip():
            return None
        part = _part(match, unit, flags)
        if part is None:
            return None
        parts.append(part)
        position = match.end()
    if repaired[position:].strip(_TRAILING):
        return None
    return parts[0] if len(parts) == 1 else _compound(parts)


def _part(match: re.Match[str], unit: str | None, flags: tuple[str, ...]) -> Amount | None:
    figure = match["figure"]
    read = _figure(figure)
    if read is None:
        return None
    value, is_foreign = read
    if is_foreign:
        flags = (*flags, "foreign_decimal")
    if match["unit"]:
        factor: int | None = factor_of(match)
        name, source = unit_name(factor or 1) or match["unit"], "cell"
    else:
        factor = unit_factor(unit) if unit else None
        name, source = (unit_name(factor) or unit if factor else None), "header"
    if factor is None and value >= _ASSUME_DONG_FROM and (_IS_GROUPED.match(figure) or _IS_FOREIGN.match(figure)):
        return Amount(value, _whole(value), "đồng", "assumed", flags)
    if factor is None:
        return Amount(value, 0 if value == 0 else None, None, None, flags)
    return Amount(value, _whole(value * factor), name, "cell" if source == "cell" else "header", flags)


def _compound(parts: Sequence[Amount]) -> Amount | None:
    """`1 tỷ 200 triệu`: every part with its own unit, each unit smaller than the one before."""
    factors = [unit_factor(part.unit or "") for part in parts]
    if any(part.unit_source != "cell" or part.vnd is None for part in parts) or None in factors:
        return None
    known = [factor for factor in factors if factor is not None]
    if any(later >= earlier for earlier, later in pairwise(known)):
        return None
    total = sum(part.vnd for part in parts if part.vnd is not None)
    return Amount(Decimal(total), total, "đồng", "cell", parts[0].flags)


def _whole(value: Decimal) -> int | None:
    return int(value) if value == value.to_integral_value() else None


# --- budget cells --------------------------------------------------------------------------------------------------

_BLANK = re.compile(r"[\s\-–—_.…*/]*\Z")
# The money of a whole and its breakdown: what follows explains the figure and is not added.
_BREAKDOWN = re.compile(r"[\s,;:(.]*(?:trong đó|bao gồm|gồm)\b", re.IGNORECASE)
# A figure that is a bound, a rate or a product is not the amount.
_BOUND = re.compile(r"(?<!\w)(?:tối đa|tối thiểu|không quá|trên|dưới|hơn|từ|ít nhất|cao nhất)\s+\d", re.IGNORECASE)
_RANGE = re.compile(r"\d(?:\s*(?:triệu|tỷ|tỉ|nghìn|đồng))*\s*(?:-|–|—|÷|đến|tới)\s*\d", re.IGNORECASE)
_RATE = re.compile(
    r"\d\s*(?:[a-zà-ỹđ.]+\s*){0,2}/\s*(?:\d+\s*)?[a-zà-ỹđ]|(?<!\w)(?:mỗi|một)\s+(?:năm|lớp|người|tháng|đợt|cuộc)"
    r"|(?:(?<=\d)|(?<!\w))\s*[x×*]\s*\d|%",
    re.IGNORECASE,
)
# Numbers of instruments and dates hold figures that are no money.
_INSTRUMENT = r"\d+[a-z]?(?:/\d{4})?/[A-ZĐ]\w*(?:-[A-ZĐ]\w*)*"
_CITED = re.compile(rf"{_INSTRUMENT}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{4}}|\d{{1,2}}/\d{{4}}|năm \d{{4}}")
_ESTIMATE = re.compile(
    r"(?:khoảng|dự kiến|dự toán|ước|ước tính|kinh phí|số tiền|tổng(?: cộng| số)?|là)\s*[:=]?\s*", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\(?\s*(?:lớp|người|cuộc|đợt|hội nghị|cái|bộ|máy|buổi|đơn vị|xã|usd|eur|đô la|euro)(?!\w)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*(?:;|\n|\+|,(?=\s))\s*")
_SEGMENT = re.compile(
    rf"(?:[-+•]\s*)?(?P<before>[^\d():]+[:\s]\s*)?{_AMOUNT.pattern}\s*(?P<after>\([^()\d]*\)|[^\d()]*)\s*\Z",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\((?=[^()]*(?:[^\W\d]|:))[^()]*\)\W*")  # `30 (năm 2021: 10; năm 2022: 20)`
_TIMES_SIGN = re.compile(r"(?<=[\w\s])[x×*](?=\s*\d)", re.IGNORECASE)
_LEAD_FIGURE = re.compile(rf"{_AMOUNT.pattern}\s*(?P<rest>[(\-–:;,\n].*|[A-ZĐÀ-Ỹ].*)\Z", re.DOTALL)


def parse_budget_cell(text: str | None, header_unit: str | None) -> Budget:
    """What a budget cell says. `header_unit` is the unit of the column (`Triệu đồng`), None when it states none.

    `note` keeps the words of a cell that is not a plain figure. Ranges, rates and ceilings have status `other` and no
    value, as has a figure whose unit is unknown or which would be implausible in it.
    """
    return _budget_cell(text or "", header_unit)


@functools.lru_cache(maxsize=8192)
def _budget_cell(text: str, unit: str | None) -> Budget:
    if _BLANK.match(text):
        return Budget("not_stated")
    words = " ".join(text.split())
    if _REST_UNSAID.search(words):
        return Budget("other", None, words)
    spoken = _TENTHS.sub(r"\1,\3 \2", _AND_A_HALF.sub(r"\1,5 \2", text))
    figures = " ".join(spoken.split())
    amount = parse_amount(figures, unit)
    if amount is not None:
        return _plain(amount, None)
    if any(c.isdigit() for c in words):
        found = _amount_among_words(figures, spoken, unit)
        if found is not None:
            return replace(found, note=words) if found.note else found
    spelled = parse_number_words(words)
    if spelled is not None:
        return _spelled(spelled, words)
    status = phrase_status(words)
    return Budget(status, 0 if status == "zero" else None, words)


# `1 tỷ rưỡi`, `2 tỷ 5`; but `2 tỷ 50` may be 2 050 or 2 500 million.
_SPOKEN = r"(?<![\d.,])(\d{1,3}) (tỷ|tỉ|triệu) "
_AND_A_HALF = re.compile(rf"{_SPOKEN}(?:rưỡi|rưởi)(?!\w)", re.IGNORECASE)
_TENTHS = re.compile(rf"{_SPOKEN}(\d)(?= ?(?:đồng)?\W*\Z)", re.IGNORECASE)
_REST_UNSAID = re.compile(rf"{_SPOKEN}\d{{2,3}}(?= ?(?:đồng)?\W*\Z)", re.IGNORECASE)


def _plain(amount: Amount, note: str | None) -> Budget:
    if amount.value == 0:
        return Budget("zero", 0, note, amount.unit, amount.unit_source)
    if amount.vnd is None or amount.vnd >= _IMPLAUSIBLE_VND:
        return Budget("other", None, note, amount.unit, amount.unit_source)
    return Budget("amount", amount.vnd, note, amount.unit, amount.unit_source)


def _spelled(vnd: int, note: str) -> Budget:
    """An amount in words; they may name more than there is money (`chín tỷ tỷ tỷ`)."""
    if vnd >= _IMPLAUSIBLE_VND:
        return Budget("other", None, note)
    return Budget("zero" if vnd == 0 else "amount", vnd, note, "đồng", "cell")


def _amount_among_words(words: str, text: str, unit: str | None) -> Budget | None:
    """A cell with figures and words: one amount explained, several that add up, or none that is certain."""
    repaired = _CITED.sub(" ", _repair_digits(words))
    head = _ESTIMATE.match(repaired)
    start = head.end() if head else 0
    lead = _LEAD_FIGURE.match(repaired, start)
    if lead and _BREAKDOWN.match(lead["rest"]):
        part = _part(lead, unit, ())
        return _plain(part, words) if part else None
    worked_out = _result(repaired, words, unit)
    if worked_out is not None:
        return worked_out
    if _RANGE.search(repaired) or _BOUND.search(repaired) or _RATE.search(repaired):
        has_money = any(match["unit"] for match in _AMOUNT.finditer(repaired)) or bool(re.match(r"\W*\d", repaired))
        return Budget("other", None, words) if has_money else None
    total = _sum_of_segments(_repair_digits(text), unit, words)
    if total is not None:
        return total
    return _single(repaired, words, start, lead, unit)


def _result(words: str, note: str, unit: str | None) -> Budget | None:
    """`5 lớp x 10 triệu = 50 triệu`: what a product comes to, where it is that product."""
    left, equals, right = words.rpartition("=")
    amount = parse_amount(right, unit) if equals else None
    if amount is None or "=" in left or "/" in left or not _TIMES_SIGN.search(left):
        return None
    figures = [_figure(match["figure"]) for match in _AMOUNT.finditer(left)]
    values = [figure[0] for figure in figures if figure is not None]
    if len(values) != len(_TIMES_SIGN.findall(left)) + 1 or len(values) != len(figures):
        return None
    return _plain(amount, note) if math.prod(values) == amount.value else None


def _single(words: str, note: str, start: int, lead: re.Match[str] | None, unit: str | None) -> Budget | None:
    matches = list(_AMOUNT.finditer(words))
    with_unit = [match for match in matches if match["unit"]]
    if lead is not None and not lead["unit"] and _counts_things(lead["rest"]):
        lead = None
    bare: list[re.Match[str]] = []  # a figure without a unit, where all else in the cell explains it
    if lead is not None and (len(matches) == 1 or _ASIDE.fullmatch(lead["rest"])):
        bare.append(lead)
    if len(matches) == 1 and ((start and matches[0].start() == start) or _of_a_source(words, matches[0])):
        bare.append(matches[0])
    fitting = with_unit or bare
    chosen = fitting[0] if fitting and len(with_unit) <= 1 else None
    if chosen is None:
        return Budget("other", None, note) if with_unit else None
    part = _part(chosen, unit, ())
    if part is None:
        return Budget("other", None, note)
    spelled = find_amount_in_words(words)
    if spelled is not None and part.vnd is not None and spelled[0] != part.vnd:
        return Budget("other", None, note, part.unit, part.unit_source)
    return _plain(part, note)


def _of_a_source(words: str, figure: re.Match[str]) -> bool:
    """`NS tỉnh: 200`: the figure ends the cell, and a source of money with a colon goes before it."""
    before, colon, between = words[: figure.start()].rpartition(":")
    ends = not words[figure.end() :].strip(_TRAILING)
    return bool(colon) and ends and not between.strip() and phrase_status(before.strip()) == "funding_source"


def _counts_things(after: str) -> bool:
    """Whether the words after a bare figure name what it counts (`05 Lớp tập huấn`, `12 USD`), not its source."""
    words = after.strip()
    if not words or words[0] in "-–:;,\n":
        return False
    return _COUNTED.match(words) is not None or (words[0] != "(" and phrase_status(words) == "other")


def _sum_of_segments(text: str, unit: str | None, note: str) -> Budget | None:
    """`20 (NS tỉnh), 10 (XHH)`: every segment one amount, and every amount with words of its own or joined by `+`."""
    pieces = [piece for piece in _SEPARATOR.split(text.strip().strip(_TRAILING)) if piece]
    if len(pieces) < 2:
        return None
    labels: list[str] = []
    parts: list[Amount] = []
    for piece in pieces:
        match = _SEGMENT.match(piece)
        part = _part(match, unit, ()) if match else None
        if match is None or part is None or part.vnd is None:
            return None
        if not match["unit"] and not match["before"] and _counts_things(match["after"]):
            return None
        parts.append(part)
        labels.append(f"{match['before'] or ''}{match['after'] or ''}".strip(" :()-+•").lower())
    is_sum = "+" in text and not any(mark in text for mark in ";\n")
    if not is_sum and (not all(labels) or len(set(labels)) != len(labels) or any("tổng" in label for label in labels)):
        return Budget("other", None, note)
    total = sum(part.vnd for part in parts if part.vnd is not None)
    if total >= _IMPLAUSIBLE_VND:
        return Budget("other", None, note)
    return Budget("amount" if total else "zero", total, note, parts[0].unit, parts[0].unit_source)


# --- totals --------------------------------------------------------------------------------------------------------


def parse_total(figure: str | None, words: str | None, unit: str | None) -> int | None:
    """A stated total in đồng: from the figure (its own unit first, else `unit`), else from the words."""
    if figure:
        label = _ESTIMATE.match(figure)
        amount = parse_amount(figure[label.end() :] if label else figure, unit)
        if amount is not None and amount.vnd is not None and amount.vnd <= _MOST_OF_A_TOTAL:
            return amount.vnd
    if words:
        value, found = parse_number_words(words), find_amount_in_words(words)
        if value is None and found is not None:
            value = found[0]
        return value if value is not None and value <= _MOST_OF_A_TOTAL else None
    return None


def infer_unit(cells: Sequence[int], total_vnd: int) -> str | None:
    """The unit in which the figures of a column add up to `total_vnd`, or None when none does."""
    total = sum(cells)
    if total <= 0 or total_vnd % total:
        return None
    return unit_name(total_vnd // total)
