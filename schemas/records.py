"""The published facts of one source, nested: the same rows as in the tables, each below what it belongs to.

Keys that end in `_raw`, and the lists `corrections` and `findings`, hold text as it was read; all other text is
repaired.
"""

from __future__ import annotations

from pydantic import Field

from schemas.tables import (
    I32,
    AgencyRow,
    CitationRow,
    CorrectionRow,
    DocumentRow,
    FindingRow,
    PageRow,
    PublishedRow,
    SectionRow,
    SourceRow,
    TaskAgencyRow,
    TaskRow,
    Text,
    TextTaskRow,
)


class TaskRecord(TaskRow):
    """A task with the agencies its cells name."""

    agencies: tuple[TaskAgencyRow, ...] = Field(description="Lead and coordinating agencies, resolved")


class DocumentRecord(DocumentRow):
    """An administrative document with all that was read from it."""

    sections: tuple[SectionRow, ...]
    tasks: tuple[TaskRecord, ...]
    text_tasks: tuple[TextTaskRow, ...]
    citations: tuple[CitationRow, ...]


class UnparsedRecord(PublishedRow):
    """Text no rule claimed."""

    document_id: Text | None = Field(description="The document it stands in, null outside any")
    page: I32 = Field(description="Page, 1-based")
    line: I32 = Field(description="Line in the source, 1-based")
    text_raw: Text = Field(description="The text as read")
    words: I32 = Field(description="Words in it")


class SourceRecord(PublishedRow):
    """All published facts of one source."""

    schema_version: int = Field(description="Version of this layout")
    source: SourceRow
    documents: tuple[DocumentRecord, ...]
    agencies: tuple[AgencyRow, ...] = Field(description="The gazetteer rows this source's tasks refer to")
    pages: tuple[PageRow, ...]
    unparsed: tuple[UnparsedRecord, ...]
    corrections: tuple[CorrectionRow, ...]
    findings: tuple[FindingRow, ...]
