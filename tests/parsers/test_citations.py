"""Instruments in running text, their numbers and dates, and what they are cited for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.bundle import parse
from parsers.citations import find_citations
from parsers.legal_numbers import find_dates, find_numbers
from tests.parsers.sources import cases, document_of

CITATIONS = cases("citations", "citations.json")
ROLES = cases("citations", "roles.json")


@pytest.mark.parametrize("case", CITATIONS, ids=[case["reason"] for case in CITATIONS])
def test_citation(case: dict[str, Any]) -> None:
    found = find_citations(case["text"])
    read = [[c.kind, c.number, c.issued_on.isoformat() if c.issued_on else None, c.issuer] for c in found]
    assert read == case["citations"]
    if "titles" in case:
        assert [c.title for c in found] == case["titles"]


@pytest.mark.parametrize("case", ROLES, ids=[case["name"] for case in ROLES])
def test_role(case: dict[str, Any]) -> None:
    documents = parse(document_of(case["text"])).documents
    assert [[c.role, c.number] for c in documents[0].citations] == case["citations"], case["reason"]


@pytest.mark.parametrize("tie", ["tại Tờ trình", "(Tờ trình", "(tại Tờ trình", "theo Tờ trình"])
def test_who_proposes_is_the_issuer_of_the_proposal(tie: str) -> None:
    basis = f"Theo đề nghị của Chi cục trưởng Chi cục Thú y {tie} số 12/TTr-CCTY ngày 05/3/2018)."
    lines = ["QUYẾT ĐỊNH", "Về việc ban hành Kế hoạch", "", basis, "QUYẾT ĐỊNH:", "Điều 1. Ban hành Kế hoạch./."]
    citation = parse(document_of(lines)).documents[0].citations[0]
    assert (citation.role, citation.issuer) == ("proposal", "Chi cục trưởng Chi cục Thú y")


_BODIES = st.sampled_from(["UBND", "SNV", "TTg", "HĐND", "SGD&ĐT", "BTC"])
_TYPES = st.sampled_from(["QĐ", "KH", "TTr", "CTr", "NQ", "BC", "CT"])
_DAYS = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2035, 12, 31))


@given(st.integers(1, 99999), _TYPES, _BODIES, _DAYS)
def test_number_and_date_never_overlap(serial: int, code: str, body: str, day: dt.date) -> None:
    number = f"{serial}/{code}-{body}"
    text = f"theo Quyết định số {number} ngày {day.day}/{day.month}/{day.year} của UBND tỉnh"
    numbers, dates = find_numbers(text), find_dates(text)
    assert [n.value for n in numbers] == [number]
    assert [d.value for d in dates] == [day]
    assert numbers[0].end <= dates[0].start


@given(_DAYS)
def test_long_dates(day: dt.date) -> None:
    text = f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
    assert [d.value for d in find_dates(text)] == [day]


@given(st.text(max_size=200))
def test_any_text_is_survived(text: str) -> None:
    for cited in find_citations(text):
        assert 0 <= cited.start < cited.end <= len(text)


def test_who_proposes_ends_before_what_is_proposed() -> None:
    basis = "Xét đề nghị của Sở Y tế về việc tiêm chủng (Tờ trình số 17/TTr-SYT ngày 05/3/2019),"
    text = f"QUYẾT ĐỊNH\nVề việc A\n\n{basis}\nQUYẾT ĐỊNH:\nĐiều 1. B."
    (citation,) = parse(document_of(text)).documents[0].citations
    assert (citation.role, citation.number, citation.issuer) == ("proposal", "17/TTr-SYT", "Sở Y tế")
