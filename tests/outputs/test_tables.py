"""The published columns are the contract's: names, order of types, and nothing that is empty instead of missing."""

from __future__ import annotations

import polars as pl
import pytest
from pydantic import ValidationError

from kehoach.run import RunResult
from outputs.parquet import frame_of, table_schema
from outputs.table_docs import tables_markdown
from schemas.tables import TABLES, AgencyRow, PageRow, PublishedRow

# The contract with those who load the tables: a column may be added, none of these renamed, retyped or dropped.
CONTRACT = {
    "sources": {
        "source_id": "String", "path": "String", "duplicate_paths": "List(String)", "sha256": "String",
        "media_type": "String", "bytes": "Int64", "reader": "String", "pages": "Int32", "status": "String",
        "error": "String",
    },
    "documents": {
        "document_id": "String", "source_id": "String", "ordinal": "Int32", "parent_id": "String", "act_id": "String",
        "witness_rank": "Int16", "kind": "String", "number": "String", "issued_on": "Date", "place": "String",
        "issuer": "String", "issuer_level": "String", "province": "String", "title": "String",
        "plan_year_start": "Int16", "plan_year_end": "Int16", "signer_name": "String", "signer_position": "String",
        "signer_authority": "String", "recipients": "List(String)", "replaces": "List(String)",
        "articles": "List(String)", "stated_total_vnd": "Int64", "stated_total_text": "String",
        "page_start": "Int32", "page_end": "Int32",
    },
    "sections": {
        "document_id": "String", "ordinal": "Int32", "path": "String", "label": "String", "level": "Int16",
        "title": "String", "text": "String", "page": "Int32",
    },
    "tasks": {
        "task_id": "String", "document_id": "String", "ordinal": "Int32", "part": "String", "section": "String",
        "section_title": "String", "number": "String", "parent_number": "String", "is_group": "Boolean",
        "title": "String", "outputs": "List(String)", "lead": "List(String)", "coordinating": "List(String)",
        "deadline": "String", "deadline_start": "Date", "deadline_end": "Date", "deadline_kind": "String",
        "deadline_condition": "String", "recurrence": "String", "budget_vnd": "Int64", "budget_status": "String",
        "budget_note": "String", "remarks": "String", "details": "List(String)",
        "programme_area": "String", "title_raw": "String", "outputs_raw": "String",
        "lead_raw": "String", "coordinating_raw": "String", "deadline_raw": "String", "budget_raw": "String",
        "page_start": "Int32", "page_end": "Int32", "line_start": "Int32", "line_end": "Int32",
        "confidence": "Float32",
    },
    "task_agencies": {
        "task_id": "String", "role": "String", "ordinal": "Int32", "raw": "String", "name": "String",
        "agency_id": "String", "level": "String", "is_collective": "Boolean", "score": "Float32",
    },
    "agencies": {
        "agency_id": "String", "name": "String", "level": "String", "province": "String", "aliases": "List(String)",
        "valid_from": "Date", "valid_to": "Date",
    },
    "citations": {
        "document_id": "String", "ordinal": "Int32", "role": "String", "kind": "String", "number": "String",
        "issued_on": "Date", "issuer": "String", "title": "String", "raw": "String", "cited_document_id": "String",
        "page": "Int32", "line": "Int32",
    },
    "corrections": {
        "source_id": "String", "document_id": "String", "page": "Int32", "line": "Int32", "field": "String",
        "before": "String", "after": "String", "method": "String", "score": "Float32",
    },
    "findings": {
        "source_id": "String", "document_id": "String", "task_id": "String", "severity": "String", "code": "String",
        "message": "String", "page": "Int32", "line": "Int32",
    },
    "unparsed": {
        "source_id": "String", "document_id": "String", "page": "Int32", "line": "Int32", "text": "String",
        "words": "Int32",
    },
    "pages": {
        "source_id": "String", "page": "Int32", "words_in": "Int32", "words_claimed": "Int32", "words_noise": "Int32",
        "words_unparsed": "Int32", "ocr_confidence": "Float32", "rotation": "Int16",
    },
    "fragments": {
        "source_id": "String", "block": "Int32", "cell": "Int32", "page": "Int32", "line": "Int32", "table": "Int32",
        "text_raw": "String", "x0": "Float32", "y0": "Float32", "x1": "Float32", "y1": "Float32",
        "confidence": "Float32",
    },
}  # fmt: skip


def test_every_table_of_the_contract_is_published() -> None:
    assert set(TABLES) == {*CONTRACT, "text_tasks"}, "adding a table is free"


@pytest.mark.parametrize("table", sorted(CONTRACT))
def test_columns_and_types(table: str) -> None:
    published = {name: str(dtype) for name, dtype in table_schema(table).items()}
    assert {name: published.get(name) for name in CONTRACT[table]} == CONTRACT[table]


def test_tasks_of_the_text_have_the_columns_of_tasks() -> None:
    assert table_schema("text_tasks") == table_schema("tasks")


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_column_is_described_and_the_key_is_made_of_columns(table: str) -> None:
    model = TABLES[table]
    assert all(field.description for field in model.model_fields.values())
    assert set(model.KEY) <= set(model.model_fields)
    assert f"## {table}\n" in tables_markdown()


@pytest.mark.parametrize("table", sorted(TABLES))
def test_a_table_without_rows_keeps_its_columns(table: str) -> None:
    frame = frame_of(table, [])
    assert frame.height == 0
    assert frame.schema == table_schema(table)


def _agency(**changes: object) -> PublishedRow:
    facts = {"name": "Sở Nội vụ", "level": "province", "province": None, "aliases": ("SNV",)}
    return AgencyRow.model_validate(
        {"agency_id": "so-noi-vu", "valid_from": None, "valid_to": None, **facts, **changes}
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"province": ""}, "missing is null, never an empty string"),
        ({"aliases": ("SNV", "")}, "not even inside a list"),
        ({"aliases": ["SNV"]}, "a list could be changed behind the row's back"),
        ({"valid_from": "2019-01-01"}, "a date is a date"),
        ({"colour": "red"}, "a column nobody described"),
        ({"name": None}, "a body has a name"),
    ],
)
def test_rows_refuse_what_their_description_does_not_allow(changes: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError):
        _agency(**changes)


def test_counts_that_do_not_fit_their_column_are_refused() -> None:
    page = {"source_id": "a", "page": 1, "words_claimed": 0, "words_noise": 0, "words_unparsed": 0, "rotation": 0}
    with pytest.raises(ValidationError):
        PageRow.model_validate({**page, "words_in": 2**31, "ocr_confidence": None})


def test_rows_are_sorted_by_key() -> None:
    frame = frame_of("agencies", [_agency(agency_id=key) for key in ("c", "a", "b")])
    assert frame["agency_id"].to_list() == ["a", "b", "c"]


def test_the_sample_run_holds_no_empty_text(demo: tuple[object, RunResult]) -> None:
    out, _ = demo
    for table in TABLES:
        frame = pl.read_parquet(f"{out}/{table}.parquet")
        assert frame.schema == table_schema(table)
        assert not any((frame[name] == "").any() for name, dtype in frame.schema.items() if dtype == pl.String)
