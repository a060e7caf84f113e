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


def test_a_sum_below_the_total_of_a_table_with_missing_rows_is_no_error() -> None:
    total = StatedTotal("60.000", None, UNIT, HERE)
    settled = settle_budgets(_tasks("20.000", "30.000"), total, UNIT, is_partial=True)
    assert [(f.code, f.severity) for f in settled.findings] == [("budget_total_mismatch", "info")]
