"""The nested records: what they hold, that they read back, and that the schema describes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from kehoach.run import RunResult
from outputs.nested_json import json_of, json_schema, load_record, record_of
from outputs.rows import rows_of
from outputs.table_docs import tables_markdown
from tests.outputs.bundles import bundle


def test_a_record_reads_back() -> None:
    rows = rows_of(bundle())
    assert load_record(json_of(rows)) == record_of(rows)


def test_unknown_keys_are_refused() -> None:
    record = json.loads(json_of(rows_of(bundle())))
    record["documents"][0]["colour"] = "red"
    with pytest.raises(ValidationError):
        load_record(json.dumps(record).encode())


def test_text_as_read_stands_only_under_keys_that_say_so() -> None:
    record = json.loads(json_of(rows_of(bundle())))
    as_read = record["documents"][0]["tasks"][0]
    assert as_read["deadline_raw"] == "Quý l"
    assert record["unparsed"][0]["text_raw"] == "lạc"
    assert {"corrections", "findings"} <= set(record)


def test_every_record_of_a_run_has_the_facts_of_the_tables(demo: tuple[Path, RunResult]) -> None:
    out, result = demo
    for rows in result.sources:
        record = load_record((out / "json" / f"{rows.source.source_id}.json").read_bytes())
        assert [task.task_id for document in record.documents for task in document.tasks] == [
            task.task_id for task in rows.tasks
        ]
        assert record.findings == rows.findings
        assert record.corrections == rows.corrections


def test_records_have_exactly_the_keys_of_the_schema(demo: tuple[Path, RunResult]) -> None:
    out, _ = demo
    schema = json.loads((out / "schema.json").read_bytes())
    for path in sorted((out / "json").glob("*.json")):
        _check(json.loads(path.read_bytes()), schema, schema)


def _check(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> None:
    """Objects against the schema: required keys there, no others, at any depth."""
    if "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict):
        assert set(schema["required"]) <= set(value) <= set(schema["properties"])
        assert schema["additionalProperties"] is False
        for key, inner in value.items():
            _check(inner, schema["properties"][key], root)
    elif isinstance(value, list):
        for inner in value:
            _check(inner, schema["items"], root)
    else:
        kinds = {option.get("type") for option in schema.get("anyOf", [schema])}
        names = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
        assert names[type(value)] in kinds or (isinstance(value, int) and "number" in kinds)


def test_the_committed_schema_and_documentation_are_up_to_date(project: Path) -> None:
    assert (project / "docs" / "schema.json").read_bytes() == json_schema(), "run: make schemas"
    assert (project / "docs" / "tables.md").read_text(encoding="utf-8") == tables_markdown(), "run: make schemas"
