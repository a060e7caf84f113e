"""The vote on number and date over all places of a file that print them."""

from __future__ import annotations

import datetime as dt

import pytest

from normalize.identity import vote_identity
from schemas.decision import AdministrativeDocument, Candidate, Citation, DocumentKind, Place


def _document(
    ordinal: int = 1, kind: DocumentKind = "quyet_dinh", parent: int | None = None, **fields: object
) -> AdministrativeDocument:
    base = {"title": None, "place_name": None, "issuer": None, "issuer_level": None, "province": None}
    extent = {"page_start": 1, "page_end": 1, "line_start": 1, "line_end": 9}
    return AdministrativeDocument(ordinal=ordinal, kind=kind, parent=parent, **{**base, **extent, **fields})  # type: ignore[arg-type]


def _candidate(value: str, origin: str, line: int) -> Candidate:
    return Candidate(value, origin, Place(1, line))  # type: ignore[arg-type]


def _caption(number: str | None, day: str | None, line: int) -> dict[str, object]:
    return {
        "numbers": (_candidate(number, "caption", line),) if number else (),
        "dates": (_candidate(day, "caption", line),) if day else (),
    }


def test_number_from_the_tie_line_of_the_plan() -> None:
    act, plan = vote_identity(
        (_document(issuer="UBND TỈNH X"), _document(2, "ke_hoach", 1, **_caption("12/QĐ-UBND", "2019-03-05", 20)))
    )
    assert (act.number, act.issued_on) == ("12/QĐ-UBND", dt.date(2019, 3, 5))
    assert (plan.number, plan.issued_on, plan.issuer) == (None, dt.date(2019, 3, 5), "UBND TỈNH X")


def test_head_beats_tie_lines_and_the_loser_is_reported() -> None:
    act, _, _ = vote_identity((
        _document(numbers=(_candidate("3571/QĐ-UBND", "head", 3),), dates=(_candidate("2019-11-11", "head", 4),)),
        _document(2, "ke_hoach", 1, **_caption("3501/QĐ-UBND", "2019-11-14", 30)),
        _document(3, "phu_luc", 2, **_caption("3501/QĐ-UBND", "2019-11-14", 90)),
    ))  # fmt: skip
    assert (act.number, act.issued_on) == ("3571/QĐ-UBND", dt.date(2019, 11, 11))
    assert sorted({f.code for f in act.findings}) == ["date_conflict", "number_conflict"]


def test_majority_of_tie_lines() -> None:
    act = vote_identity((
        _document(),
        _document(2, "ke_hoach", 1, **_caption("35/QĐ-UBND", None, 20)),
        _document(3, "phu_luc", 2, **_caption("53/QĐ-UBND", None, 60)),
        _document(4, "phu_luc", 2, **_caption("53/QĐ-UBND", None, 80)),
    ))[0]  # fmt: skip
    assert act.number == "53/QĐ-UBND"


@pytest.mark.parametrize(("misread", "whole"), [("2k1/QĐ-UBND", "261/QĐ-UBND"), ("1/QĐ-UBND", "261/QĐ-UBND")])
def test_of_numbers_that_tie_the_one_that_looks_whole(misread: str, whole: str) -> None:
    numbers = (_candidate(misread, "head", 3), _candidate(whole, "head", 60))
    assert vote_identity((_document(numbers=numbers),))[0].number == whole


def test_a_year_far_from_the_plan_gives_way() -> None:
    dates = (_candidate("2033-03-05", "head", 3), _candidate("2023-03-06", "stamp", 60))
    act = vote_identity((_document(title="Kế hoạch năm 2023", dates=dates),))[0]
    assert act.issued_on == dt.date(2023, 3, 6)


def test_citation_in_a_letter_names_the_act_it_sends() -> None:
    title = "Về việc ban hành Kế hoạch cải cách hành chính tỉnh Đắk Nông năm 2019"
    cited = Citation("mentioned", "", Place(1, 5), "Quyết định", "2070/QĐ-UBND", dt.date(2018, 12, 13), None, title)
    letter, act = vote_identity((_document(1, "cong_van", citations=(cited,)), _document(2, title=title)))
    assert letter.number is None
    assert (act.number, act.issued_on) == ("2070/QĐ-UBND", dt.date(2018, 12, 13))


def test_citation_of_another_title_or_kind_names_nothing() -> None:
    other = Citation("mentioned", "", Place(1, 5), "Quyết định", "9/QĐ-UBND", None, None, "Về việc bổ nhiệm cán bộ")
    plan = Citation(
        "mentioned", "", Place(1, 6), "Kế hoạch", "9/KH-UBND", None, None, "Về việc ban hành Kế hoạch năm 2019"
    )
    act = vote_identity(
        (_document(1, "cong_van", citations=(other, plan)), _document(2, title="Về việc ban hành Kế hoạch năm 2019"))
    )[1]
    assert act.number is None


def test_the_same_plan_of_another_year_is_another_act() -> None:
    title = "Về việc ban hành Kế hoạch cải cách hành chính tỉnh Đắk Nông năm {}"
    cited = Citation("legal_basis", "", Place(1, 5), "Quyết định", "9/QĐ-UBND", None, None, title.format(2018))
    act = vote_identity((_document(1, "cong_van", citations=(cited,)), _document(2, title=title.format(2019))))[1]
    assert act.number is None


def test_stamp_dates_only_where_nothing_else_does() -> None:
    stamp = _candidate("2018-12-14", "stamp", 50)
    assert vote_identity((_document(dates=(stamp,)),))[0].issued_on == dt.date(2018, 12, 14)
    both = vote_identity((_document(dates=(_candidate("2018-12-13", "head", 2), stamp)),))[0]
    assert (both.issued_on, both.findings) == (dt.date(2018, 12, 13), ())


def test_plan_without_its_decision_in_the_file() -> None:
    tie = Citation("attached_to", "", Place(1, 3), "Quyết định", "15/QĐ-UBND", None, "UBND tỉnh Bến Tre", None)
    plan = vote_identity((_document(1, "ke_hoach", citations=(tie,), **_caption("15/QĐ-UBND", "2022-01-06", 3)),))[0]
    assert (plan.number, plan.issued_on, plan.issuer) == (None, dt.date(2022, 1, 6), "UBND tỉnh Bến Tre")


def test_plan_with_a_number_of_its_own_keeps_it() -> None:
    plan = vote_identity((
        _document(numbers=(_candidate("1/QĐ-UBND", "head", 1),)),
        _document(2, "ke_hoach", 1, numbers=(_candidate("7/KH-UBND", "head", 20),)),
    ))[1]  # fmt: skip
    assert plan.number == "7/KH-UBND"


def test_voting_twice_changes_nothing() -> None:
    once = vote_identity((
        _document(numbers=(_candidate("3571/QĐ-UBND", "head", 3),), dates=(_candidate("2019-11-11", "head", 4),)),
        _document(2, "ke_hoach", 1, **_caption("3501/QĐ-UBND", "2019-11-14", 30)),
    ))  # fmt: skip
    assert vote_identity(once) == once
