"""Copies of one act, the best of them, and citations of documents in the run: never by the number alone."""

from __future__ import annotations

import datetime as dt

import pytest

from kehoach.acts import link, witnesses_of
from outputs.rows import RunLinks
from schemas.decision import AdministrativeDocument, Citation, Place
from schemas.document import Source
from tests.outputs.bundles import bundle, decision, task

_DAY = dt.date(2019, 1, 15)


def _run(*sources: tuple[AdministrativeDocument, ...]) -> RunLinks:
    return link(
        witness
        for number, documents in enumerate(sources)
        for witness in witnesses_of(bundle(*documents, source=Source(f"s{number}", "", "", "", 0)))
    )


def _citing(
    number: str, day: dt.date | None = _DAY, issuer: str | None = None, **changes: object
) -> AdministrativeDocument:
    citation = Citation("mentioned", "x", Place(1, 1), "Quyết định", number, day, issuer)
    return decision(1, number="1/QĐ-SNV", citations=(citation,), **changes)


def test_copies_in_two_files_are_one_act_and_the_fuller_one_is_first() -> None:
    fuller = decision(tasks=(task(1), task(2)))
    links = _run((decision(),), (fuller,))
    assert (
        links.act_ids["s0-01"]
        == links.act_ids["s1-01"]
        == "quyet-dinh-12-qd-ubnd-uy-ban-nhan-dan-tinh-an-binh-2019-01-15"
    )
    assert links.witness_ranks == {"s1-01": 1, "s0-01": 2}


def test_a_whole_table_beats_a_cut_one() -> None:
    cut = decision(tasks=(task(1), task(2)), table_is_partial=True)
    assert _run((cut,), (decision(),)).witness_ranks == {"s1-01": 1, "s0-01": 2}


@pytest.mark.parametrize(
    "changes",
    [{"number": None}, {"issued_on": None}, {"issuer": None}],
    ids=["no number", "no date", "no issuer"],
)
def test_what_is_not_known_makes_no_act(changes: dict[str, object]) -> None:
    links = _run((decision(**changes),))  # type: ignore[arg-type]
    assert links.act_ids == {}
    assert links.witness_ranks == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "13/QĐ-UBND"},
        {"issued_on": dt.date(2020, 1, 15)},
        {"issuer": "Ủy ban nhân dân tỉnh Hòa Thịnh"},
        {"kind": "ke_hoach"},
    ],
)
def test_one_difference_makes_another_act(changes: dict[str, object]) -> None:
    links = _run((decision(),), (decision(**changes),))  # type: ignore[arg-type]
    assert links.act_ids["s0-01"] != links.act_ids["s1-01"]


def test_departments_of_two_provinces_share_a_name_and_no_act() -> None:
    one, other = (decision(issuer="Sở Nội vụ", province=province) for province in ("An Bình", "Hòa Thịnh"))
    links = _run((one,), (other,))
    assert links.act_ids["s0-01"] != links.act_ids["s1-01"]


def test_the_person_who_heads_the_body_issues_the_same_act() -> None:
    one, other = decision(), decision(issuer="Chủ tịch Ủy ban nhân dân tỉnh An Bình")
    links = _run((one,), (other,))
    assert links.act_ids["s0-01"] == links.act_ids["s1-01"]


def test_a_plan_goes_by_its_decision_and_a_second_appendix_by_its_place() -> None:
    plan = decision(2, kind="ke_hoach", number=None, parent=1)
    first, second = (decision(n, kind="phu_luc", number=None, parent=2) for n in (3, 4))
    acts = _run((decision(), plan, first, second)).act_ids
    assert acts["s0-02"].startswith("ke-hoach-12-qd-ubnd-")
    assert acts["s0-03"].startswith("phu-luc-12-qd-ubnd-")
    assert acts["s0-04"] == acts["s0-03"] + "-2"


def test_a_citation_finds_its_document_by_number_and_date() -> None:
    assert _run((_citing("12/QĐ-UBND"),), (decision(),)).cited == {("s0-01", 1): "s1-01"}


def test_the_copy_in_the_same_file_is_nearest() -> None:
    own = decision(2)
    better = decision(tasks=(task(1), task(2)))
    assert _run((_citing("12/QĐ-UBND"), own), (better,)).cited == {("s0-01", 1): "s0-02"}


@pytest.mark.parametrize(
    ("citing", "why"),
    [
        (_citing("12/QĐ-UBND", dt.date(2019, 1, 16)), "another day"),
        (_citing("12/QĐ-UBND", province="Hòa Thịnh"), "every province has a number 12"),
        (_citing("12/QĐ-UBND", None, province=None), "no date, and no province to go by"),
        (_citing("12/QĐ-UBND", issuer="Bộ Nội vụ"), "another issuer"),
        (_citing("12/KH-UBND"), "another symbol"),
    ],
)
def test_what_may_be_another_instrument_is_not_linked(citing: AdministrativeDocument, why: str) -> None:
    assert _run((citing,), (decision(),)).cited == {}, why


def test_a_citation_without_date_finds_its_own_province_unless_there_are_two() -> None:
    assert _run((_citing("12/QĐ-UBND", None),), (decision(),)).cited == {("s0-01", 1): "s1-01"}
    next_year = decision(issued_on=dt.date(2020, 1, 15))
    assert _run((_citing("12/QĐ-UBND", None),), (decision(),), (next_year,)).cited == {}


def test_no_document_cites_itself() -> None:
    citation = Citation("mentioned", "x", Place(1, 1), "Quyết định", "12/QĐ-UBND", _DAY)
    assert _run((decision(citations=(citation,)),)).cited == {}
