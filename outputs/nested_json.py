"""One source's rows as nested JSON, and the JSON Schema it is valid against."""

from __future__ import annotations

import functools
import json
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeVar

from outputs.rows import SourceRows
from schemas.wire import SCHEMA_VERSION

if TYPE_CHECKING:
    from pydantic import BaseModel

    from schemas.records import SourceRecord

_Row = TypeVar("_Row", bound="BaseModel")


def record_of(rows: SourceRows) -> SourceRecord:
    """The rows of a source, each below what it belongs to."""
    from schemas.records import DocumentRecord, SourceRecord, TaskRecord, UnparsedRecord

    agencies = _grouped(rows.task_agencies, "task_id")
    sections, citations = _grouped(rows.sections, "document_id"), _grouped(rows.citations, "document_id")
    text_tasks = _grouped(rows.text_tasks, "document_id")
    tasks: dict[str, list[TaskRecord]] = defaultdict(list)
    for task in rows.tasks:
        tasks[task.document_id].append(TaskRecord(**task.__dict__, agencies=tuple(agencies[task.task_id])))
    return SourceRecord(
        schema_version=SCHEMA_VERSION,
        source=rows.source,
        documents=tuple(
            DocumentRecord(
                **document.__dict__,
                sections=tuple(sections[document.document_id]),
                tasks=tuple(tasks[document.document_id]),
                text_tasks=tuple(text_tasks[document.document_id]),
                citations=tuple(citations[document.document_id]),
            )
            for document in rows.documents
        ),
        agencies=rows.agencies,
        pages=rows.pages,
        unparsed=tuple(
            UnparsedRecord(
                document_id=row.document_id, page=row.page, line=row.line, text_raw=row.text, words=row.words
            )
            for row in rows.unparsed
        ),
        corrections=rows.corrections,
        findings=rows.findings,
    )


def json_of(rows: SourceRows) -> bytes:
    """The nested record as UTF-8 JSON, keys in the order of the models."""
    return record_of(rows).model_dump_json(indent=1).encode() + b"\n"


def load_record(data: bytes) -> SourceRecord:
    """Read what `json_of` wrote.

    Raises:
        pydantic.ValidationError: the JSON is no record of a source.
    """
    from schemas.records import SourceRecord

    return SourceRecord.model_validate_json(data)


@functools.cache
def json_schema() -> bytes:
    """The JSON Schema of the nested record, as written to `schema.json`."""
    from schemas.records import SourceRecord

    schema = SourceRecord.model_json_schema(mode="serialization")
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": f"schema version {SCHEMA_VERSION}"}
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=1).encode() + b"\n"


def _grouped(rows: Iterable[_Row], column: str) -> dict[str, list[_Row]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[getattr(row, column)].append(row)
    return groups
