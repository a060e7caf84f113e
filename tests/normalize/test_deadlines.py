"""Deadline cells: the rows of corpus/cases/deadlines, each with its reason, the gold, and what must always hold."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.deadlines import parse_deadline
from normalize.plan_year import plan_years

_CORPUS = Path(__file__).parents[2] / "corpus"


def _rows() -> list[dict[str, str]]:
    with (_CORPUS / "cases" / "deadlines" / "cells.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _plan(text: str) -> tuple[int | None, int | None]:
    """`2019` one year, `2016-2020` a period, `2019-` open, blank unknown."""
    start, dash, end = text.partition("-")
    return (int(start) if start else None), (int(end) if end else None if dash or not start else int(start))


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@pytest.mark.parametrize("case", _rows(), ids=lambda case: f"{case['text'][:50]}|{case['plan']}")
def test_cell(case: dict[str, str]) -> None:
    start, end = _plan(case["plan"])
    found = parse_deadline(case["text"], plan_start=start, plan_end=end, issued_on=_date(case["issued"]))
    assert (found.start, found.end) == (_date(case["start"]), _date(case["end"])), case["reason"]
    assert (found.kind, found.recurrence) == (case["kind"], case["recurrence"] or None), case["reason"]
    assert set(found.flags) == set(case["flags"].split(",")) - {""}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Theo Kế hoạch của Bộ Nội vụ", "Kế hoạch của Bộ Nội vụ"),
        ("Sau khi có Hướng dẫn của Trung ương", "Hướng dẫn của Trung ương"),
        ("Đề án ban hành", "Đề án ban hành"),
        ("10 ngày làm việc sau khi Nghị quyết được ban hành", "Nghị quyết được ban hành"),
        ("Quý I (theo hướng dẫn của Bộ Nội vụ)", "theo hướng dẫn của Bộ Nội vụ"),
        ("Quý I", None),
        ("Thường xuyên", None),
    ],
)
def test_condition_is_what_it_waits_for(text: str, condition: str | None) -> None:
    assert parse_deadline(text, plan_start=2019, plan_end=2019, issued_on=None).condition == condition


@pytest.mark.parametrize("text", ["30", "²", "9" * 5000])
def test_a_bare_number_says_nothing(text: str) -> None:
    assert parse_deadline(text, plan_start=2019, plan_end=2019, issued_on=None).flags == ("unparsed",)


def test_gold_deadlines() -> None:
    checked = 0
    for path in sorted((_CORPUS / "gold").glob("*.json")):
        years: dict[str, tuple[int | None, int | None]] = {}
        for document in json.loads(path.read_text("utf-8"))["documents"]:
            start, end = plan_years(document["title"] or "")
            if (start, end) == (None, None):
                start, end = years.get(document["parent"], (None, None))
            years[document["key"]] = (start, end)
            for task in document["tasks"]:
                found = parse_deadline(
                    task["deadline"], plan_start=start, plan_end=end, issued_on=_date(document["issued_on"])
                )
                expected = (_date(task["deadline_start"]), _date(task["deadline_end"]))
                assert (found.start, found.end) == expected, task["deadline"]
                assert "unparsed" not in found.flags
                checked += 1
    assert checked > 300


@given(st.text(alphabet="QuýIVl Tháng0123456789/-.,;()năm trước sau từ đến", max_size=30))
def test_dates_are_in_order_and_no_text_breaks_it(text: str) -> None:
    found = parse_deadline(text, plan_start=2019, plan_end=2019, issued_on=dt.date(2019, 1, 1))
    if found.start and found.end:
        assert found.start <= found.end
    if {"unparsed", "ambiguous_year", "impossible_date", "several_periods"} & set(found.flags):
        assert found.start is None
        assert found.end is None


@given(st.integers(1, 12), st.integers(1, 12))
def test_month_ranges(first: int, last: int) -> None:
    found = parse_deadline(f"Tháng {first} - Tháng {last}", plan_start=2019, plan_end=2019, issued_on=None)
    if first <= last:
        assert found.start == dt.date(2019, first, 1)
        assert found.end is not None
        assert (found.end.month, (found.end + dt.timedelta(days=1)).day) == (last, 1)
    else:
        assert (found.start, found.end) == (None, None)
