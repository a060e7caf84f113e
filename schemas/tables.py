"""The published rows: one model a table, whose fields are the columns in their order.

The models are what docs/tables.md, the Parquet schemas and the JSON Schema are made from. A row is checked when it is
made, so a table can hold nothing its description does not allow. Missing is None, never an empty string.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from schemas.decision import (
    AgencyRole,
    BudgetStatus,
    CitationRole,
    DeadlineKind,
    DocumentKind,
    IssuerLevel,
    ProgrammeArea,
    Recurrence,
    ReviewState,
    Severity,
)
from schemas.document import Route, SignatureStatus, SourceStatus


@dataclass(frozen=True, slots=True)
class Width:
    """How wide a number is stored: `i16`, `i32`, `i64` or `f32`."""

    code: str


I16 = Annotated[int, Width("i16"), Field(ge=-(2**15), lt=2**15)]
I32 = Annotated[int, Width("i32"), Field(ge=-(2**31), lt=2**31)]
I64 = Annotated[int, Width("i64"), Field(ge=-(2**63), lt=2**63)]
F32 = Annotated[float, Width("f32")]
Share = Annotated[float, Width("f32"), Field(ge=0, le=1)]
Text = Annotated[str, StringConstraints(min_length=1)]
Texts = tuple[Text, ...]


class PublishedRow(BaseModel):
    """A row of a published table. `KEY` names the columns the table is sorted by; together they tell rows apart."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    KEY: ClassVar[tuple[str, ...]] = ()


class SourceRow(PublishedRow):
    """One row per input file."""

    KEY: ClassVar[tuple[str, ...]] = ("source_id",)

    source_id: Text = Field(
        description="First 16 hex digits of the file's SHA-256 (of its path, where not even the bytes could be had)"
    )
    path: Text = Field(
        description="Path as given, relative to the input root, `/`-separated "
        "(the first one when several files hold the same bytes)"
    )
    duplicate_paths: Texts = Field(description="The other paths with the same bytes")
    sha256: Text | None = Field(description="SHA-256 of the file, hexadecimal")
    media_type: Text | None = Field(description="What the file is, by its content")
    bytes: I64 | None = Field(description="Size of the file")
    reader: Text | None = Field(description="Which reader served: `ocr_text` ...")
    pages: I32 | None = Field(description="Pages read (text dumps: page breaks seen + 1)")
    status: SourceStatus = Field(description="`ok`, `partial` (some pages failed), `failed`")
    error: Text | None = Field(description="Why, when not ok")
    encoding: Text | None = Field(description="How the text was encoded")


class DocumentRow(PublishedRow):
    """One row per administrative document found (a file may bundle several)."""

    KEY: ClassVar[tuple[str, ...]] = ("document_id",)

    document_id: Text = Field(description="`<source_id>-<ordinal>` with a two-digit ordinal from 01")
    source_id: Text = Field(description="The file it was found in")
    ordinal: I32 = Field(description="Its place in the file, from 1")
    parent_id: Text | None = Field(description="The decision a plan is issued with, the plan an appendix belongs to")
    act_id: Text | None = Field(
        description="The legal act this is a copy of, the same in every file that holds it: kind, number, issuer and "
        "date as one slug (a plan without a number of its own goes by its decision's); null when they are not known"
    )
    witness_rank: I16 | None = Field(
        description="1 for the best copy of the act in this run, 2, 3 ... for the others; "
        "to take each act once, filter on 1 or null"
    )
    kind: DocumentKind = Field(description="Kind of document (tên loại)")
    number: Text | None = Field(description="Số, ký hiệu, repaired: `2070/QĐ-UBND`, `104/SGDĐT-VP`")
    issued_on: dt.date | None = Field(description="Date of issue")
    place: Text | None = Field(description="Địa danh")
    issuer: Text | None = Field(description="Issuing authority, repaired: `Chủ tịch Ủy ban nhân dân tỉnh Đắk Nông`")
    issuer_level: IssuerLevel | None = Field(description="Level of the issuing authority")
    province: Text | None = Field(description="Province, official name without the prefix tỉnh/thành phố")
    title: Text | None = Field(description="Tên loại and trích yếu on one line, repaired")
    plan_year_start: I16 | None = Field(description="First year the plan covers")
    plan_year_end: I16 | None = Field(description="Last year the plan covers")
    signer_name: Text | None = Field(description="Who signed")
    signer_position: Text | None = Field(description="The signer's post: `Phó Chủ tịch`")
    signer_authority: Text | None = Field(description="On whose behalf: `KT. Chủ tịch`")
    recipients: Texts = Field(description="Nơi nhận, one recipient an item")
    replaces: Texts = Field(description="Numbers of the instruments this one replaces")
    articles: Texts = Field(description="Labels of the articles (Điều)")
    stated_total_vnd: I64 | None = Field(
        description="Grand total in đồng as stated by the document (figure, else words)"
    )
    stated_total_text: Text | None = Field(description="The total in words, repaired")
    page_start: I32 = Field(description="First page, 1-based")
    page_end: I32 = Field(description="Last page, 1-based")
    signature_signers: Texts = Field(
        description="Names in the certificates of the file's digital signatures, in the order of signing; empty for a "
        "file that is not signed, and where the extra `signatures` is not installed"
    )
    signature_time: dt.datetime | None = Field(description="When the last of them was put on, UTC")
    signature_intact: bool | None = Field(
        description="Whether every signed part of the file is as it was signed; null when that cannot be told"
    )
    signature_status: SignatureStatus | None = Field(
        description="`intact`; `changed_later` (signed bytes unchanged, the file was added to after the last "
        "signature); `broken`; `unreadable`: the worst of the signatures. Trust in the certificate is not judged"
    )
    line_start: I32 = Field(description="First line in the source, 1-based")
    line_end: I32 = Field(description="Last line in the source, 1-based")


class SectionRow(PublishedRow):
    """Numbered narrative headings outside the task table."""

    KEY: ClassVar[tuple[str, ...]] = ("document_id", "ordinal")

    document_id: Text = Field(description="The document it stands in")
    ordinal: I32 = Field(description="Reading order in the document, from 1")
    path: Text | None = Field(
        description="`II.1.a`; an article is `Điều 1`, its clause `Điều 2.1`; null for text before the first label"
    )
    label: Text | None = Field(description="The label itself: `II`, `1`, `a`")
    level: I16 = Field(description="Depth in the outline; 0 for text before the first label")
    title: Text | None = Field(
        description="The heading; null where the label opens a paragraph or the heading runs into its text"
    )
    text: Text | None = Field(description="Text below the heading, up to the next label")
    page: I32 = Field(description="Page of the label, 1-based")
    line: I32 = Field(description="Line of the label in the source, 1-based")


class TaskRow(PublishedRow):
    """One row per row of a task table, group rows included."""

    KEY: ClassVar[tuple[str, ...]] = ("task_id",)

    task_id: Text = Field(description="`<document_id>-<ordinal>` with a four-digit ordinal, reading order")
    document_id: Text = Field(description="The document whose table it stands in")
    ordinal: I32 = Field(description="Reading order in the document, from 1")
    part: Text | None = Field(description="Label of the part above the section where parts restart numbering (`A`)")
    section: Text | None = Field(description="Roman numeral (or the arabic one where the table's sections are arabic)")
    section_title: Text | None = Field(description="Heading of the section, repaired")
    number: Text | None = Field(description="`1.1`, `1`; null when the row has none")
    parent_number: Text | None = Field(description="Number of the group the row belongs to")
    is_group: bool = Field(description="The row only groups others")
    title: Text | None = Field(description="The task, repaired; rows split over a page break are joined")
    outputs: Texts = Field(description="Sản phẩm, one item each, list marks and end punctuation stripped")
    lead: Texts = Field(description="Cơ quan chủ trì: canonical names, remarks in parentheses removed")
    coordinating: Texts = Field(description="Cơ quan phối hợp: canonical names, remarks in parentheses removed")
    deadline: Text | None = Field(description="Thời gian thực hiện, repaired text")
    deadline_start: dt.date | None = Field(description="First day, only when the text and plan year fix it")
    deadline_end: dt.date | None = Field(description="Last day, only when the text and plan year fix it")
    deadline_kind: DeadlineKind | None = Field(description="What kind of deadline the text gives")
    deadline_condition: Text | None = Field(description="What it waits for or refers to, as text")
    recurrence: Recurrence | None = Field(description="How often the task comes back")
    budget_vnd: I64 | None = Field(description="In đồng, the column's unit applied")
    budget_status: BudgetStatus | None = Field(description="What the budget cell says; blank is not zero")
    budget_note: Text | None = Field(description="Words in the budget cell, or in a column that names the source")
    remarks: Text | None = Field(description="What the column of remarks says (Ghi chú)")
    details: Texts = Field(
        description="Cells of columns that no field stands for, as `heading: text` (`Địa điểm: Hội trường huyện`)"
    )
    programme_area: ProgrammeArea | None = Field(description="Area of the administrative reform programme")
    title_raw: Text | None = Field(description="The cell as read, untouched")
    outputs_raw: Text | None = Field(description="The cell as read, untouched")
    lead_raw: Text | None = Field(description="The cell as read, untouched")
    coordinating_raw: Text | None = Field(description="The cell as read, untouched")
    deadline_raw: Text | None = Field(description="The cell as read, untouched")
    budget_raw: Text | None = Field(description="The cell as read, untouched")
    page_start: I32 = Field(description="First page, 1-based")
    page_end: I32 = Field(description="Last page, 1-based")
    line_start: I32 = Field(description="First line in the source, 1-based")
    line_end: I32 = Field(description="Last line in the source, 1-based")
    confidence: Share = Field(description="Expected share of right fields, 0..1; 1 for a row that a person confirmed")
    review: ReviewState | None = Field(
        description="`confirmed` by a person, or `corrected` in some field (see `corrections`, method `review`)"
    )


class TaskAgencyRow(PublishedRow):
    """The long form of `tasks.lead` and `tasks.coordinating`."""

    KEY: ClassVar[tuple[str, ...]] = ("task_id", "role", "ordinal")

    task_id: Text = Field(description="The task")
    role: AgencyRole = Field(description="`lead` (chủ trì) or `coordinating` (phối hợp)")
    ordinal: I32 = Field(description="Place in its cell, from 1")
    raw: Text | None = Field(description="The name as read, remarks included")
    name: Text = Field(description="Canonical name as in `tasks`")
    agency_id: Text | None = Field(description="Row of `agencies`; null when not in the gazetteer")
    level: Text | None = Field(description="Level of the body")
    is_collective: bool = Field(description="Stands for many bodies at once (`Các Sở, Ban, ngành`)")
    score: Share = Field(description="Confidence of the match, 0..1")


class AgencyRow(PublishedRow):
    """The gazetteer rows that were used."""

    KEY: ClassVar[tuple[str, ...]] = ("agency_id",)

    agency_id: Text = Field(description="Stable slug of the body")
    name: Text = Field(description="Full official name")
    level: Text = Field(description="Level of the body")
    province: Text | None = Field(description="Province it belongs to, null for central and generic bodies")
    aliases: Texts = Field(description="Other names and abbreviations")
    valid_from: dt.date | None = Field(description="First day it existed under this name, null when not known")
    valid_to: dt.date | None = Field(description="Last day it existed under this name, null when not known")


class CitationRow(PublishedRow):
    """Every instrument a document cites."""

    KEY: ClassVar[tuple[str, ...]] = ("document_id", "ordinal")

    document_id: Text = Field(description="The citing document")
    ordinal: I32 = Field(description="Reading order in the document, from 1")
    role: CitationRole = Field(description="`legal_basis`, `proposal`, `attached_to`, `replaces` or `mentioned`")
    kind: Text | None = Field(description="Kind of instrument as printed (`Nghị quyết`)")
    number: Text | None = Field(description="Số, ký hiệu, repaired")
    issued_on: dt.date | None = Field(description="Date of the instrument as cited")
    issuer: Text | None = Field(description="Who issued it, as cited")
    title: Text | None = Field(description="Its trích yếu, as cited")
    raw: Text | None = Field(description="The citation as read")
    cited_document_id: Text | None = Field(description="The cited document, when it is in this run")
    page: I32 = Field(description="Page, 1-based")
    line: I32 = Field(description="Line in the source, 1-based")


class CorrectionRow(PublishedRow):
    """Every change made to the text that was read; undoing these rows gives back the text as read.

    Rows with the method `review` replace a published field as a whole, not characters of the text: leave them out when
    undoing the text.
    """

    KEY: ClassVar[tuple[str, ...]] = ("source_id", "page", "line", "cell", "start", "field", "method")

    source_id: Text = Field(description="The file")
    document_id: Text | None = Field(description="The document, null outside any")
    page: I32 = Field(description="Page, 1-based")
    line: I32 = Field(description="Line in the source on which the line or cell begins, 1-based")
    cell: I32 | None = Field(description="Index of the table cell in its row from 0, null in running text")
    start: I32 = Field(description="Offset of the change in the line or cell as read, from 0")
    field: Text = Field(description="What the text became part of: `title`, `lead`, `heading` ...")
    before: str | None = Field(description="As read; null where text was put in")
    after: str | None = Field(description="As published; null for noise that was dropped")
    method: Text = Field(description="The rule (or rules, joined by `+`) that made the change")
    score: Share = Field(description="Confidence in the change, 0..1")
    left: str | None = Field(description="Published text before the change, up to 40 characters")
    right: str | None = Field(description="Published text after the change, up to 40 characters")


class FindingRow(PublishedRow):
    """What a careful reviewer would flag."""

    KEY: ClassVar[tuple[str, ...]] = ("source_id", "document_id", "task_id", "page", "line", "code", "message")

    source_id: Text = Field(description="The file")
    document_id: Text | None = Field(description="The document, where it concerns one")
    task_id: Text | None = Field(description="The task, where it concerns one")
    severity: Severity = Field(description="`error`, `warning` or `info`")
    code: Text = Field(description="Stable code: `budget_total_mismatch`, `number_conflict`, `inherited_cell` ...")
    message: Text = Field(description="What was found")
    page: I32 | None = Field(description="Page, 1-based")
    line: I32 | None = Field(description="Line in the source, 1-based")
    field: Text | None = Field(
        default=None, description="The cell it is about, as in `corrections`; null for the whole row"
    )


class UnparsedRow(PublishedRow):
    """Text no rule claimed."""

    KEY: ClassVar[tuple[str, ...]] = ("source_id", "page", "line", "text")

    source_id: Text = Field(description="The file")
    document_id: Text | None = Field(description="The document it stands in, null outside any")
    page: I32 = Field(description="Page, 1-based")
    line: I32 = Field(description="Line in the source, 1-based")
    text: Text = Field(description="The text as read")
    words: I32 = Field(description="Words in it")


class FragmentRow(PublishedRow):
    """The text as read: one row per line of running text and per table cell (blank lines left out)."""

    KEY: ClassVar[tuple[str, ...]] = ("source_id", "block", "cell")

    source_id: Text = Field(description="The file")
    block: I32 = Field(description="Line or table row in reading order, from 1; the cells of a row share it")
    cell: I32 | None = Field(description="Index of the table cell in its row from 0, null in running text")
    page: I32 = Field(description="Page, 1-based")
    line: I32 = Field(description="Line in the source on which the line or cell begins, 1-based")
    table: I32 | None = Field(description="Number of the run of table rows in the source from 0, null in running text")
    text_raw: str | None = Field(description="The text as read; null for a blank cell")
    x0: F32 | None = Field(description="Left edge in points from the left of the page as it was read, where known")
    y0: F32 | None = Field(description="Upper edge in points from the top of the page as it was read, where known")
    x1: F32 | None = Field(description="Right edge in points, where known")
    y1: F32 | None = Field(description="Lower edge in points, where known")
    confidence: Share | None = Field(description="Mean confidence of OCR, 0..1; null where there is none")


class PageRow(PublishedRow):
    """The ledger, one row per page."""

    KEY: ClassVar[tuple[str, ...]] = ("source_id", "page")

    source_id: Text = Field(description="The file")
    page: I32 = Field(description="Page, 1-based")
    words_in: I32 = Field(description="Words read; the sum of the other three counts")
    words_claimed: I32 = Field(description="Words that went into a field")
    words_noise: I32 = Field(description="Words dropped as noise, each with a row in `corrections`")
    words_unparsed: I32 = Field(description="Words in `unparsed`")
    ocr_confidence: Share | None = Field(description="Mean confidence of OCR, null for text")
    rotation: I16 = Field(description="Degrees the page was turned by before reading")
    route: Route = Field(
        default="declared",
        description=(
            "How its words were had: `text` (a text dump), `declared` (a web page, an office file), `text_layer` (of a "
            "PDF), `ocr` (read here), `ocr_file` (the file of an OCR engine)"
        ),
    )
    engine: Text | None = Field(default=None, description="OCR engine with its version, null without OCR here")
    dpi: I16 | None = Field(default=None, description="Resolution of the picture that OCR read, dots per inch")


class TextTaskRow(TaskRow):
    """One row per task of running text with labelled lines (`Cơ quan chủ trì: ...`), in plans without a task table."""


TABLES: dict[str, type[PublishedRow]] = {
    "sources": SourceRow,
    "documents": DocumentRow,
    "sections": SectionRow,
    "tasks": TaskRow,
    "text_tasks": TextTaskRow,
    "task_agencies": TaskAgencyRow,
    "agencies": AgencyRow,
    "citations": CitationRow,
    "corrections": CorrectionRow,
    "findings": FindingRow,
    "unparsed": UnparsedRow,
    "pages": PageRow,
    "fragments": FragmentRow,
}
"""Every published table with its model, in the order they are documented."""
