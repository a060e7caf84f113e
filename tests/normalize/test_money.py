"""Budget cells, units, totals: the rows of corpus/cases/money, each with its reason, and what must always hold."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.budget_phrases import phrase_status
from normalize.money import infer_unit, parse_amount, parse_budget_cell, parse_total
from normalize.money_units import unit_factor

_CASES = Path(__file__).parents[2] / "corpus" / "cases" / "money"


def _rows(name: str) -> list[dict[str, str]]:
    with (_CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", _rows("budget_cells.tsv"), ids=lambda case: f"{case['text']}|{case['unit']}")
def test_budget_cell(case: dict[str, str]) -> None:
    budget = parse_budget_cell(case["text"] or None, case["unit"] or None)
    vnd = int(case["vnd"]) if case["vnd"] else None
    assert (budget.status, budget.vnd) == (case["status"], vnd), case["reason"]
    assert budget.note == (case["text"] if case["noted"] == "yes" else None)


@pytest.mark.parametrize("case", _rows("units.tsv"), ids=lambda case: case["text"])
def test_unit(case: dict[str, str]) -> None:
    assert unit_factor(case["text"]) == (int(case["factor"]) if case["factor"] else None), case["reason"]


def test_unit_source_says_where_the_unit_was_found() -> None:
    assert parse_budget_cell("10 triệu", "đồng").unit_source == "cell"
    assert parse_budget_cell("10", "Triệu đồng").unit_source == "header"
    assert parse_budget_cell("10.000.000", None).unit_source == "assumed"


def test_flags_of_doubtful_notation() -> None:
    amount = parse_amount("1.5", "triệu đồng")
    assert amount is not None
    assert amount.flags == ("foreign_decimal",)
    amount = parse_amount("1O", "triệu đồng")
    assert amount is not None
    assert amount.flags == ("repaired_digits",)


def test_value_is_the_printed_figure() -> None:
    amount = parse_amount("1.080", None)
    assert amount is not None
    assert (amount.value, amount.vnd) == (Decimal(1080), None)


@pytest.mark.parametrize(
    ("figure", "words", "unit", "vnd"),
    [
        ("1.080", None, "Triệu đồng", 1_080_000_000),
        ("1.080", "(Bằng chữ: Một tỉ không trăm tám mươi triệu đồng)", None, 1_080_000_000),
        ("640.000.000 đồng", None, "Triệu đồng", 640_000_000),
        (None, "Tổng cộng (Bảng chữ: Tám mươi mốt triệu đồng)", None, 81_000_000),
        ("Tổng cộng: 81", None, "Triệu đồng", 81_000_000),
        ("Tổng cộng", None, "Triệu đồng", None),
        ("81", None, None, None),
        (None, None, "Triệu đồng", None),
        (None, "hai triệu hai", None, None),
        (None, "Chín tỷ tỷ tỷ đồng", None, None),
    ],
)
def test_total(figure: str | None, words: str | None, unit: str | None, vnd: int | None) -> None:
    assert parse_total(figure, words, unit) == vnd


def test_unit_is_inferred_only_where_the_total_proves_it() -> None:
    assert infer_unit([20, 5, 7], 32_000_000) == "triệu đồng"
    assert infer_unit([20_000, 12_000], 32_000_000) == "nghìn đồng"
    assert infer_unit([32_000_000], 32_000_000) == "đồng"
    assert infer_unit([20, 5], 32_000_000) is None
    assert infer_unit([], 32_000_000) is None
    assert infer_unit([0, 0], 32_000_000) is None
    assert infer_unit([32], 3_200_000) is None


@given(st.integers(1, 10**9))
def test_grouped_and_plain_figures_are_the_same_money(value: int) -> None:
    grouped = f"{value:,}".replace(",", ".")
    for text in (grouped, grouped.replace(".", " "), f"{grouped} đồng", f"{grouped}."):
        assert parse_budget_cell(text, "đồng").vnd == value


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    budget = parse_budget_cell(text, "Triệu đồng")
    assert (budget.vnd is None) == (budget.status not in ("amount", "zero"))


def test_phrases_ignore_case_and_tone_marks() -> None:
    assert phrase_status("LỒNG GHÉP") == phrase_status("long ghep") == "mainstreamed"
