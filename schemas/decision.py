"""What the parser finds in a source: administrative documents with their heads, outlines, citations and task tables.

Every value carries its place. Fields that only resolution can fill (agencies, dates, money) are empty after parsing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

from schemas.document import Document, Problem, Route

DocumentKind = Literal[
    "quyet_dinh", "ke_hoach", "cong_van", "phu_luc", "danh_muc", "to_trinh",
    "thong_bao", "chi_thi", "nghi_quyet", "bao_cao", "khac",
]  # fmt: skip
IssuerLevel = Literal["central", "province", "department", "district", "commune", "party", "other"]
CitationRole = Literal["legal_basis", "proposal", "attached_to", "replaces", "mentioned"]
DeadlineKind = Literal[
    "interval", "on", "before", "recurring", "conditional", "by_reference", "duration", "unspecified"
]  # fmt: skip
Recurrence = Literal["once", "monthly", "quarterly", "semiannual", "annual", "ongoing"]
BudgetStatus = Literal[
    "amount", "zero", "not_stated", "per_regulation", "separate_budget",
    "per_approved_project", "mainstreamed", "funding_source", "other",
]  # fmt: skip
ProgrammeArea = Literal[
    "chi_dao_dieu_hanh", "the_che", "thu_tuc_hanh_chinh", "to_chuc_bo_may", "cong_vu",
    "tai_chinh_cong", "hien_dai_hoa", "tac_dong", "dieu_tra_xa_hoi_hoc", "khac",
]  # fmt: skip
AgencyRole = Literal["lead", "coordinating"]
Severity = Literal["error", "warning", "info"]
ReviewState = Literal["confirmed", "corrected"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the source, 1-based."""

    page: int
    line: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of a document's number or date, with the kind of place it was printed in."""

    value: str
    origin: Literal["head", "caption", "letter", "stamp", "citation", "filename"]
    place: Place


@dataclass(frozen=True, slots=True)
class Citation:
    """An instrument cited by a document. `number` is repaired (`2070/QĐ-UBND`), `raw` is the text as read."""

    role: CitationRole
    raw: str
    place: Place
    kind: str | None = None
    number: str | None = None
    issued_on: dt.date | None = None
    issuer: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered heading or labelled paragraph of the narrative; `path` None holds the text before the first label."""

    path: str | None
    label: str | None
    level: int
    title: str | None
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class CellValue:
    """One field of a task row: repaired `text`, `raw` as read, and whether it was taken from a merged cell above."""

    text: str
    raw: str
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What a careful reviewer would flag.

    `task` is the 1-based ordinal of the task in its document; `field` is the cell it is about, by the names that
    corrections use.
    """

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    task: int | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """An agency named in a lead or coordinating cell.

    `name` is the canonical form as the contract publishes it (abbreviations kept as printed); `agency_id` is None
    when the gazetteer does not know it; `score` is the confidence of the match, 0..1. `misread` is the name before its
    words were put right, None where they were not.
    """

    role: AgencyRole
    raw: str
    name: str
    agency_id: str | None = None
    level: str | None = None
    is_collective: bool = False
    score: float = 0.0
    remark: str | None = None
    misread: str | None = None


@dataclass(frozen=True, slots=True)
class Agency:
    """A gazetteer row: a body (or collective) with its names and the dates (inclusive) between which it existed."""

    agency_id: str
    name: str
    level: str
    province: str | None = None
    aliases: tuple[str, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a deadline cell fixes. Dates are set only when the text and the plan's year fix them."""

    kind: DeadlineKind
    start: dt.date | None = None
    end: dt.date | None = None
    condition: str | None = None
    recurrence: Recurrence | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """What a budget cell says, in đồng; `note` keeps the words of a cell that is not a plain figure."""

    status: BudgetStatus
    vnd: int | None = None
    note: str | None = None
    unit: str | None = None
    unit_source: Literal["cell", "header", "caption", "assumed"] | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One row of a task table, or one item of labelled text. Cell values are None where it says nothing of the kind."""

    ordinal: int
    part: str | None
    section: str | None
    section_title: str | None
    number: str | None
    parent_number: str | None
    is_group: bool
    title: CellValue
    outputs_cell: CellValue | None
    lead_cell: CellValue | None
    coordinating_cell: CellValue | None
    deadline_cell: CellValue | None
    budget_cell: CellValue | None
    funding_cell: CellValue | None
    note_cell: CellValue | None
    page_start: int
    page_end: int
    line_start: int
    line_end: int
    outputs: tuple[str, ...] = ()
    details: tuple[str, ...] = ()  # cells of columns that have no field of their own, each behind its heading
    repairs: int = 0
    confidence: float = 1.0
    review: ReviewState | None = None
    # Filled by resolution.
    agencies: tuple[AgencyMention, ...] = ()
    deadline: Deadline | None = None
    budget: Budget | None = None
    programme_area: ProgrammeArea | None = None


@dataclass(frozen=True, slots=True)
class StatedTotal:
    """A grand total as printed: the figure's and the words' text, with the place of whichever was found first."""

    figure: str | None
    words: str | None
    unit: str | None
    place: Place
    text: str | None = None
    vnd: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed: `authority` (`KT. CHỦ TỊCH`), `position` (`PHÓ CHỦ TỊCH`), `name`; None where not printed."""

    authority: str | None
    position: str | None
    name: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class AdministrativeDocument:
    """One administrative document found in a source.

    `parent` is the 1-based ordinal of the decision a plan is issued with, or the plan an appendix belongs to.
    `budget_unit` is the unit of the table's budget column as text (`Triệu đồng`). `announced` is what the document
    says it issues (`Kế hoạch ...`), from its Điều 1 or a pointer to an appendix. `tasks` are rows of task tables,
    `text_tasks` items of the text, of a document without such a table, that have labelled lines below them.
    """

    ordinal: int
    kind: DocumentKind
    parent: int | None
    title: str | None
    place_name: str | None
    issuer: str | None
    issuer_level: IssuerLevel | None
    province: str | None
    page_start: int
    page_end: int
    line_start: int
    line_end: int
    numbers: tuple[Candidate, ...] = ()
    dates: tuple[Candidate, ...] = ()
    number: str | None = None
    issued_on: dt.date | None = None
    plan_year_start: int | None = None
    plan_year_end: int | None = None
    signature: Signature | None = None
    recipients: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    sections: tuple[Section, ...] = ()
    tasks: tuple[Task, ...] = ()
    text_tasks: tuple[Task, ...] = ()
    total: StatedTotal | None = None
    budget_unit: str | None = None
    table_is_partial: bool = False
    announced: str | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Text no rule claimed; `document` is the ordinal of the document it stands in, None outside any."""

    text: str
    words: int
    place: Place
    document: int | None = None


@dataclass(frozen=True, slots=True)
class PageLedger:
    """The account of one page: `words_in` is the sum of the other three counts."""

    page: int
    words_in: int
    words_claimed: int
    words_noise: int
    words_unparsed: int
    ocr_confidence: float | None = None
    rotation: int = 0
    route: Route = "declared"
    engine: str | None = None
    dpi: int | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """One change to the text as read, in the form it is published.

    `cell` (0-based, None for running text) and `start` (offset in the fragment as read) make the rows replayable;
    `left` and `right` are the repaired text around the change, for a reader.
    """

    document: int | None
    page: int
    line: int
    cell: int | None
    start: int
    field: str
    before: str
    after: str | None
    method: str
    score: float
    left: str = ""
    right: str = ""


@dataclass(frozen=True, slots=True)
class Bundle:
    """All that was found in one source, and the account of what was not."""

    document: Document
    documents: tuple[AdministrativeDocument, ...]
    pages: tuple[PageLedger, ...]
    unparsed: tuple[Unparsed, ...]
    corrections: tuple[Correction, ...]
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    agencies: tuple[Agency, ...] = field(default=())
    resolved: bool = False
