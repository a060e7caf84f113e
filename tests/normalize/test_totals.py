"""Budget cells held against the stated total of their document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.totals import settle_budgets
from schemas.decision import CellValue, StatedTotal, Task
from tests.outputs.bundles import HERE, task

UNIT = "nghìn đồng"


def _tasks(*cells: str) -> list[Task]:
    return [replace(task(), budget_cell=CellValue(cell, cell)) for cell in cells]


@pytest.mark.parametrize(
    ("figure", "words", "vnd", "codes"),
    [
        ("50.000", None, 50_000_000, []),
        ("50.000", "Năm mươi triệu đồng", 50_000_000, []),
        (None, "Năm mươi triệu đồng", 50_000_000, []),
        ("60.000", None, 60_000_000, ["budget_total_mismatch"]),
        ("50.000", "Bốn mươi triệu đồng", 50_000_000, ["budget_total_mismatch"]),
        ("50.000.0", None, None, ["unparsed_budget"]),
        ("50.000.0", "Năm mươi triệu đồng", 50_000_000, ["unparsed_budget"]),
    ],
)
def test_the_stated_total(figure: str | None, words: str | None, vnd: int | None, codes: list[str]) -> None:
    total = StatedTotal(figure, words, UNIT, HERE, words)
    settled = settle_budgets(_tasks("20.000", "30.000"), total, UNIT, is_partial=False)
    assert settled.total is not None
    assert settled.total.vnd == vnd
    assert [finding.code for finding in settled.findings] == codes


def test_a_column_of_funding_may_say_how_much() -> None:
    """Where no column of money does; a budget cell keeps the word."""
    named = replace(task(), budget_cell=None, funding_cell=CellValue("NSNN 3.500 triệu đồng", "NSNN 3.500 triệu đồng"))
    bare = replace(task(), budget_cell=None, funding_cell=CellValue("Ngân sách tỉnh", "Ngân sách tỉnh"))
    both = replace(named, budget_cell=CellValue("20.000", "20.000"))
    settled = settle_budgets([named, bare, both], None, UNIT, is_partial=False)
    budgets = [one.budget for one in settled.tasks if one.budget]
    assert [(one.status, one.vnd, one.note) for one in budgets] == [
        ("amount", 3_500_000_000, "NSNN 3.500 triệu đồng"),
        ("funding_source", None, "Ngân sách tỉnh"),
        ("amount", 20_000_000, "NSNN 3.500 triệu đồng"),
    ]


def test_a_sum_below_the_total_of_a_table_with_missing_rows_is_no_error() -> None:
    total = StatedTotal("60.000", None, UNIT, HERE)
    settled = settle_budgets(_tasks("20.000", "30.000"), total, UNIT, is_partial=True)
    assert [(f.code, f.severity) for f in settled.findings] == [("budget_total_mismatch", "info")]
