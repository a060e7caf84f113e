"""Findings that only the whole of a document can tell."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kehoach.checks import check
from schemas.decision import AdministrativeDocument, AgencyMention, Budget, CellValue, Citation, Deadline, Place, Task
from schemas.document import Line, Page
from schemas.text import Fragment
from tests.outputs.bundles import HERE, bundle, decision, task


def _codes(document: AdministrativeDocument) -> set[str]:
    return {finding.code for finding in check(bundle(document)).documents[0].findings} - {"row_continued"}


def _with_task(**changes: object) -> AdministrativeDocument:
    changed: Task = replace(task(), **changes)  # type: ignore[arg-type]
    return decision(tasks=(changed,), plan_year_start=2019, plan_year_end=2019)


def test_a_document_in_order_gives_no_finding() -> None:
    assert _codes(_with_task()) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agencies": (AgencyMention("lead", "Ban X", "Ban X"),)}, "unknown_agency"),
        ({"deadline": Deadline("unspecified", flags=("unparsed",))}, "unparsed_deadline"),
        ({"deadline": Deadline("unspecified", flags=("ambiguous_year",))}, "deadline_ambiguous_year"),
        ({"deadline": Deadline("on", end=dt.date(1919, 3, 1))}, "deadline_far"),
        ({"budget": Budget("other"), "budget_cell": CellValue("?", "?")}, "unparsed_budget"),
        ({"confidence": 0.5}, "low_confidence"),
    ],
)
def test_what_is_doubtful_in_a_task_is_flagged(changes: dict[str, object], code: str) -> None:
    assert _codes(_with_task(**changes)) == {code}


@pytest.mark.parametrize(
    ("text", "is_flagged"),
    [
        ("Quý II, II/2022", True), ("Quý I và quý I", True), ("Tháng 3, tháng 3", True), ("Quý I, II", False),
        ("Tháng 12/2020 - 12/2021", False), ("Tháng 6, 6 tháng cuối năm", False),
    ],
)  # fmt: skip
def test_a_deadline_that_names_a_period_twice_is_doubtful(text: str, is_flagged: bool) -> None:
    assert _codes(_with_task(deadline_cell=CellValue(text, text))) == ({"suspect_reading"} if is_flagged else set())


def test_a_decision_without_number_and_a_plan_without_table_are_flagged() -> None:
    assert _codes(decision(number=None)) == {"missing_head_number"}
    assert _codes(decision(kind="ke_hoach", tasks=())) == {"no_task_table"}


def test_a_legal_basis_from_the_future_is_flagged() -> None:
    basis = Citation("legal_basis", "Luật", Place(1, 2), issued_on=dt.date(2019, 1, 16))
    assert _codes(decision(citations=(basis,))) == {"date_conflict"}


def test_a_page_that_failed_is_flagged() -> None:
    read = bundle()
    broken = replace(read.document, pages=(Page(1, 9, error="unreadable"),))
    (finding,) = check(replace(read, document=broken)).findings
    assert (finding.code, finding.place) == ("page_failed", Place(1, 1))
    assert finding.place != HERE


def _read_as(text: str) -> set[str]:
    lines = tuple(Line(Fragment(1, number, line, line)) for number, line in enumerate(text.split("\n"), 1))
    given = bundle(decision())
    given = replace(given, document=replace(given.document, blocks=lines))
    return {finding.code for finding in check(given).findings}


def test_text_without_diacritics_is_flagged() -> None:
    vietnamese = "Triển khai thực hiện Kế hoạch cải cách hành chính nhà nước trên địa bàn tỉnh\n" * 6
    toneless = "Trien khai thuc hien Ke hoach cai cach hanh chinh nha nuoc tren dia ban tinh\n" * 6
    assert "lost_diacritics" not in _read_as(vietnamese)
    assert "lost_diacritics" in _read_as(toneless)
    assert "lost_diacritics" not in _read_as("ISO 9001 TCVN QLCL")
