import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalize.agency_cells import settle_collectives, split_agencies
from normalize.gazetteer import IssuerContext
from tests.normalize.agency_cases import GOLD, PROVINCE, context_of, rows

CELLS = rows("cells.tsv") + rows("unseen_cells.tsv")
SEPARATORS = ("; ", ", ", " và ", "\n", "\n- ")


def names(cell: str, context: IssuerContext = PROVINCE) -> list[str]:
    return [mention.name for mention in split_agencies(cell, "lead", context)]


@pytest.mark.parametrize("row", CELLS, ids=lambda row: row["cell"][:60])
def test_cells_split_as_a_reader_splits_them(row: dict[str, str]) -> None:
    assert names(row["cell"].replace("\\n", "\n"), context_of(row)) == row["expected"].split("|")


@pytest.mark.parametrize("row", CELLS, ids=lambda row: row["cell"][:60])
def test_splitting_a_published_name_gives_that_name(row: dict[str, str]) -> None:
    for name in row["expected"].split("|"):
        assert names(name, context_of(row)) == [name]


def test_bodies_before_a_list_of_districts_are_those_of_each() -> None:
    found = names("HĐND, UBND các huyện: Chư Sê, Chư Prông")
    assert found == ["HĐND, UBND huyện Chư Sê", "HĐND, UBND huyện Chư Prông"]


def folded(name: str) -> str:
    name = unicodedata.normalize("NFC", name).casefold().replace("–", "-")
    return " ".join(re.sub(r"\s*([-/;,:().])\s*", r"\1", name).split()).strip(" .;:,-+*")


def gold_lists() -> Iterator[tuple[IssuerContext, list[str]]]:
    for path in sorted(GOLD.glob("*.json")):
        for document in json.loads(path.read_text("utf-8"))["documents"]:
            issuer = document["issuer"] or ""
            level = "district" if "huyện" in issuer else "department" if "Sở" in issuer else "province"
            on = dt.date.fromisoformat(document["issued_on"]) if document["issued_on"] else None
            for task in document.get("tasks", []):
                for role in ("lead", "coordinating"):
                    if task[role]:
                        yield IssuerContext(level, None, on, issuer), task[role]


def joined(agencies: list[str], separator: str) -> str:
    """The list as a cell would print it: collectives in lower case, `và` only before the last."""
    parts = [agencies[0], *(name[0].lower() + name[1:] if name.startswith("Các ") else name for name in agencies[1:])]
    if separator == " và " and len(parts) > 2:
        return ", ".join(parts[:-1]) + separator + parts[-1]
    return separator.join(parts)


@pytest.mark.parametrize("separator", SEPARATORS, ids=repr)
def test_every_list_of_the_gold_survives_joining_and_splitting(separator: str) -> None:
    lists = list(gold_lists())
    cells = [(joined(agencies, separator), context, agencies) for context, agencies in lists]
    wrong = [
        (cell, names(cell, context))
        for cell, context, agencies in cells
        if {folded(name) for name in names(cell, context)} != {folded(name) for name in agencies}
    ]
    assert len(lists) > 500
    assert wrong == []


def test_every_agency_of_the_gold_is_known() -> None:
    unknown = {
        mention.name
        for context, agencies in gold_lists()
        for mention in split_agencies("; ".join(agencies), "lead", context)
        if mention.agency_id is None
    }
    assert unknown == set()


def test_remarks_are_kept_apart() -> None:
    (mention,) = split_agencies("Tổ kiểm tra (Theo Quyết định số 1/QĐ-UBND, ngày 1/2/2018)", "lead", PROVINCE)
    assert mention.name == "Tổ kiểm tra"
    assert mention.remark == "Theo Quyết định số 1/QĐ-UBND, ngày 1/2/2018"


def test_labels_inside_a_cell_set_the_role() -> None:
    mentions = split_agencies("Chủ trì: Sở Nội vụ; Phối hợp: Sở Tài chính, Sở Tư pháp", "lead", PROVINCE)
    assert [(m.role, m.name) for m in mentions] == [
        ("lead", "Sở Nội vụ"),
        ("coordinating", "Sở Tài chính"),
        ("coordinating", "Sở Tư pháp"),
    ]


def test_remarks_set_the_role() -> None:
    cell = "Sở Nội vụ (chủ trì); Sở Tài chính (cơ quan phối hợp); Sở Y tế (khi mời)"
    mentions = split_agencies(cell, "lead", PROVINCE)
    assert [(m.role, m.name) for m in mentions] == [
        ("lead", "Sở Nội vụ"),
        ("coordinating", "Sở Tài chính"),
        ("coordinating", "Sở Y tế"),
    ]
    assert [m.role for m in split_agencies("Sở Nội vụ; Sở Tài chính (phối hợp)", "lead", PROVINCE)] == [
        "lead", "coordinating",
    ]  # fmt: skip


def test_a_unit_of_each_of_a_class_is_a_collective() -> None:
    (mention,) = split_agencies("Thanh tra các sở, ngành", "lead", PROVINCE)
    assert mention.is_collective


@pytest.mark.parametrize("cell", ["", "  ", "-", ";", "...", "()"])
def test_an_empty_cell_names_nobody(cell: str) -> None:
    assert split_agencies(cell, "lead", PROVINCE) == ()


def test_a_set_phrase_takes_the_punctuation_of_the_document() -> None:
    usual, lost = (split_agencies(cell, "lead", PROVINCE) for cell in ("Các Sở, Ban, ngành", "Các Sở, Ban ngành"))
    settled = settle_collectives([usual] * 9 + [lost])
    assert settled[-1][0].name == "Các Sở, Ban, ngành"
    assert settle_collectives([lost] * 10) == [lost] * 10
    assert settle_collectives([usual, lost]) == [usual, lost]


def test_a_collective_that_broke_off_is_completed_by_the_one_longer_form() -> None:
    cut, whole, other = (
        split_agencies(cell, "lead", PROVINCE)
        for cell in ("Sở ngành; UBND các huyện, thị xã,", "UBND các huyện, thị xã, thành phố", "UBND các huyện, thị xã")
    )
    assert settle_collectives([cut, whole])[0][1].name == "UBND các huyện, thị xã, thành phố"
    assert settle_collectives([cut])[0][1].name == "UBND các huyện, thị xã"
    assert settle_collectives([other, whole])[0] == other


@given(st.lists(st.sampled_from(sorted({name for row in CELLS for name in row["expected"].split("|")})), max_size=5))
def test_hard_separators_always_separate(parts: list[str]) -> None:
    mentions = split_agencies("; ".join(parts), "lead", PROVINCE)
    assert len(mentions) >= len({part.casefold() for part in parts}) - 1


@given(st.text(alphabet="SởUBNDCácvà Nội vụ,;.-()\n:&/tỉnhhuyện\ue000\ue001", max_size=60))
@example("Sở Nội vụ \ue0003\ue001 (chủ trì); Sở Y tế")
def test_any_text_gives_names_with_a_share_of_certainty(text: str) -> None:
    for mention in split_agencies(text, "lead", PROVINCE):
        assert mention.name
        assert 0 <= mention.score <= 1
