"""One source's values as published rows.

Ids are given here and nowhere else. What only the whole run can tell (`act_id`, `witness_rank`, `cited_document_id`)
is None until `with_links` puts it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from schemas.decision import AdministrativeDocument, Bundle, CellValue, Finding, Severity, Task
from schemas.document import DigitalSignature, Document, Line, SignatureStatus, Source
from schemas.signed import signatures_of
from schemas.tables import (
    AgencyRow,
    CitationRow,
    CorrectionRow,
    DocumentRow,
    FindingRow,
    FragmentRow,
    PageRow,
    SectionRow,
    SourceRow,
    TaskAgencyRow,
    TaskRow,
    UnparsedRow,
)
from schemas.text import Fragment

_SEVERITY: tuple[SignatureStatus, ...] = ("intact", "changed_later", "unreadable", "broken")


@dataclass(frozen=True, slots=True)
class SourceRows:
    """All rows of one source, each table in reading order."""

    source: SourceRow
    documents: tuple[DocumentRow, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    task_agencies: tuple[TaskAgencyRow, ...] = ()
    agencies: tuple[AgencyRow, ...] = ()
    citations: tuple[CitationRow, ...] = ()
    corrections: tuple[CorrectionRow, ...] = ()
    findings: tuple[FindingRow, ...] = ()
    unparsed: tuple[UnparsedRow, ...] = ()
    pages: tuple[PageRow, ...] = ()
    fragments: tuple[FragmentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class RunLinks:
    """What only the whole run can tell: acts and ranks by document id, cited documents by (document id, ordinal)."""

    act_ids: Mapping[str, str] = field(default_factory=dict)
    witness_ranks: Mapping[str, int] = field(default_factory=dict)
    cited: Mapping[tuple[str, int], str] = field(default_factory=dict)


def document_id(source_id: str, ordinal: int) -> str:
    """The id of a source's document: `<source_id>-01`."""
    return f"{source_id}-{ordinal:02d}"


def task_id(document: str, ordinal: int) -> str:
    """The id of a document's task: `<document_id>-0001`."""
    return f"{document}-{ordinal:04d}"


def rows_of(bundle: Bundle) -> SourceRows:
    """Every row that a resolved bundle gives."""
    source_id = bundle.document.source.source_id
    documents = [(document_id(source_id, document.ordinal), document) for document in bundle.documents]
    return SourceRows(
        source=_source_row(bundle),
        documents=tuple(_document_row(key, document, bundle) for key, document in documents),
        sections=tuple(row for key, document in documents for row in _section_rows(key, document)),
        tasks=tuple(_task_row(key, task) for key, document in documents for task in document.tasks),
        task_agencies=tuple(
            row
            for key, document in documents
            for task in document.tasks
            for row in _task_agency_rows(task_id(key, task.ordinal), task)
        ),
        agencies=_agency_rows(bundle),
        citations=tuple(row for key, document in documents for row in _citation_rows(key, document)),
        corrections=_correction_rows(bundle, source_id),
        findings=_finding_rows(bundle, documents),
        unparsed=_unparsed_rows(bundle, source_id),
        pages=_page_rows(bundle, source_id),
        fragments=tuple(fragment_rows(bundle.document)),
    )


def failed_rows(source: Source, code: str, message: str) -> SourceRows:
    """The rows of a source that could not be read: it stands in `sources` with its error, and in `findings`."""
    row = SourceRow(
        source_id=source.source_id,
        path=source.path,
        duplicate_paths=source.duplicate_paths,
        sha256=_text(source.sha256),
        media_type=_text(source.media_type),
        bytes=source.bytes if source.sha256 else None,
        reader=None,
        pages=None,
        status="failed",
        error=message,
        encoding=None,
    )
    return with_finding(SourceRows(source=row), code, message, "error")


def with_finding(rows: SourceRows, code: str, message: str, severity: Severity = "warning") -> SourceRows:
    """`rows` with one more finding about the source as a whole."""
    finding = FindingRow(
        source_id=rows.source.source_id,
        document_id=None,
        task_id=None,
        severity=severity,
        code=code,
        message=message,
        page=None,
        line=None,
    )
    return replace(rows, findings=(*rows.findings, finding))


def with_duplicates(rows: SourceRows, paths: Iterable[str]) -> SourceRows:
    """`rows` with the other paths that hold the same bytes."""
    return replace(rows, source=rows.source.model_copy(update={"duplicate_paths": tuple(sorted(paths))}))


def with_path(rows: SourceRows, path: str) -> SourceRows:
    """`rows` of a source that is published under `path`."""
    if rows.source.path == path:
        return rows
    return replace(rows, source=rows.source.model_copy(update={"path": path}))


def with_links(rows: SourceRows, links: RunLinks) -> SourceRows:
    """`rows` with what the whole run tells about its documents and citations."""
    documents = tuple(
        row.model_copy(
            update={
                "act_id": links.act_ids.get(row.document_id),
                "witness_rank": links.witness_ranks.get(row.document_id),
            }
        )
        for row in rows.documents
    )
    citations = tuple(
        row.model_copy(update={"cited_document_id": links.cited[row.document_id, row.ordinal]})
        if (row.document_id, row.ordinal) in links.cited
        else row
        for row in rows.citations
    )
    return replace(rows, documents=documents, citations=citations)


def _source_row(bundle: Bundle) -> SourceRow:
    document = bundle.document
    errors = [f"page {page.number}: {page.error}" for page in document.pages if page.error]
    return SourceRow(
        source_id=document.source.source_id,
        path=document.source.path,
        duplicate_paths=document.source.duplicate_paths,
        sha256=document.source.sha256,
        media_type=document.source.media_type,
        bytes=document.source.bytes,
        reader=document.reader,
        pages=len(document.pages),
        status="partial" if errors else "ok",
        error="; ".join(errors) or None,
        encoding=_text(document.encoding),
    )


def _document_row(key: str, document: AdministrativeDocument, bundle: Bundle) -> DocumentRow:
    source_id = bundle.document.source.source_id
    signature, total = document.signature, document.total
    digital = signatures_of(bundle, document)
    return DocumentRow(
        document_id=key,
        source_id=source_id,
        ordinal=document.ordinal,
        parent_id=document_id(source_id, document.parent) if document.parent is not None else None,
        act_id=None,
        witness_rank=None,
        kind=document.kind,
        number=_text(document.number),
        issued_on=document.issued_on,
        place=_text(document.place_name),
        issuer=_text(document.issuer),
        issuer_level=document.issuer_level,
        province=_text(document.province),
        title=_text(document.title),
        plan_year_start=document.plan_year_start,
        plan_year_end=document.plan_year_end,
        signer_name=_text(signature.name) if signature else None,
        signer_position=_text(signature.position) if signature else None,
        signer_authority=_text(signature.authority) if signature else None,
        recipients=_texts(document.recipients),
        replaces=_texts(document.replaces),
        articles=_texts(document.articles),
        stated_total_vnd=total.vnd if total else None,
        stated_total_text=_text(total.text) if total else None,
        page_start=document.page_start,
        page_end=document.page_end,
        signature_signers=_texts(one.signer for one in digital if one.signer),
        signature_time=max((one.time for one in digital if one.time), default=None),
        signature_intact=_all_intact(digital),
        signature_status=max((one.status for one in digital), key=_SEVERITY.index, default=None),
        line_start=document.line_start,
        line_end=document.line_end,
    )


def _all_intact(signatures: Sequence[DigitalSignature]) -> bool | None:
    known = {one.intact for one in signatures}
    return False if False in known else None if None in known or not known else True


def _section_rows(key: str, document: AdministrativeDocument) -> list[SectionRow]:
    return [
        SectionRow(
            document_id=key,
            ordinal=ordinal,
            path=_text(section.path),
            label=_text(section.label),
            level=section.level,
            title=_text(section.title),
            text=_text(section.text),
            page=section.place.page,
            line=section.place.line,
        )
        for ordinal, section in enumerate(document.sections, start=1)
    ]


def _task_row(key: str, task: Task) -> TaskRow:
    deadline, budget = task.deadline, task.budget
    return TaskRow(
        task_id=task_id(key, task.ordinal),
        document_id=key,
        ordinal=task.ordinal,
        part=_text(task.part),
        section=_text(task.section),
        section_title=_text(task.section_title),
        number=_text(task.number),
        parent_number=_text(task.parent_number),
        is_group=task.is_group,
        title=_text(task.title.text),
        outputs=_texts(task.outputs),
        lead=_texts(agency.name for agency in task.agencies if agency.role == "lead"),
        coordinating=_texts(agency.name for agency in task.agencies if agency.role == "coordinating"),
        deadline=_text(task.deadline_cell.text) if task.deadline_cell else None,
        deadline_start=deadline.start if deadline else None,
        deadline_end=deadline.end if deadline else None,
        deadline_kind=deadline.kind if deadline else None,
        deadline_condition=_text(deadline.condition) if deadline else None,
        recurrence=deadline.recurrence if deadline else None,
        budget_vnd=budget.vnd if budget else None,
        budget_status=budget.status if budget else None,
        budget_note=_text(budget.note) if budget else None,
        programme_area=task.programme_area,
        title_raw=_raw(task.title),
        outputs_raw=_raw(task.outputs_cell),
        lead_raw=_raw(task.lead_cell),
        coordinating_raw=_raw(task.coordinating_cell),
        deadline_raw=_raw(task.deadline_cell),
        budget_raw=_raw(task.budget_cell),
        page_start=task.page_start,
        page_end=task.page_end,
        line_start=task.line_start,
        line_end=task.line_end,
        confidence=task.confidence,
        review=task.review,
    )


def _task_agency_rows(key: str, task: Task) -> list[TaskAgencyRow]:
    rows = []
    ordinals = {"lead": 0, "coordinating": 0}
    for agency in task.agencies:
        if not agency.name.strip():
            continue
        ordinals[agency.role] += 1
        rows.append(
            TaskAgencyRow(
                task_id=key,
                role=agency.role,
                ordinal=ordinals[agency.role],
                raw=_text(agency.raw),
                name=agency.name.strip(),
                agency_id=_text(agency.agency_id),
                level=_text(agency.level),
                is_collective=agency.is_collective,
                score=agency.score,
            )
        )
    return rows


def _agency_rows(bundle: Bundle) -> tuple[AgencyRow, ...]:
    return tuple(
        AgencyRow(
            agency_id=agency.agency_id,
            name=agency.name,
            level=agency.level,
            province=_text(agency.province),
            aliases=_texts(agency.aliases),
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        )
        for agency in bundle.agencies
    )


def _citation_rows(key: str, document: AdministrativeDocument) -> list[CitationRow]:
    return [
        CitationRow(
            document_id=key,
            ordinal=ordinal,
            role=citation.role,
            kind=_text(citation.kind),
            number=_text(citation.number),
            issued_on=citation.issued_on,
            issuer=_text(citation.issuer),
            title=_text(citation.title),
            raw=_text(citation.raw),
            cited_document_id=None,
            page=citation.place.page,
            line=citation.place.line,
        )
        for ordinal, citation in enumerate(document.citations, start=1)
    ]


def _correction_rows(bundle: Bundle, source_id: str) -> tuple[CorrectionRow, ...]:
    return tuple(
        CorrectionRow(
            source_id=source_id,
            document_id=_optional_document_id(source_id, correction.document),
            page=correction.page,
            line=correction.line,
            cell=correction.cell,
            start=correction.start,
            field=correction.field,
            before=correction.before or None,
            after=correction.after or None,
            method=correction.method,
            score=correction.score,
            left=correction.left or None,
            right=correction.right or None,
        )
        for correction in bundle.corrections
    )


def _finding_rows(bundle: Bundle, documents: list[tuple[str, AdministrativeDocument]]) -> tuple[FindingRow, ...]:
    source_id = bundle.document.source.source_id
    rows = [_finding_row(source_id, None, finding) for finding in bundle.findings]
    rows += [_finding_row(source_id, key, finding) for key, document in documents for finding in document.findings]
    rows += [
        FindingRow(
            source_id=source_id,
            document_id=None,
            task_id=None,
            severity="warning",
            code=problem.code,
            message=f"{problem.message} {problem.resolution}".strip(),
            page=problem.page,
            line=problem.line,
        )
        for problem in dict.fromkeys(bundle.document.problems + bundle.problems)
    ]
    return tuple(rows)


def _finding_row(source_id: str, key: str | None, finding: Finding) -> FindingRow:
    return FindingRow(
        source_id=source_id,
        document_id=key,
        task_id=task_id(key, finding.task) if key is not None and finding.task is not None else None,
        severity=finding.severity,
        code=finding.code,
        message=finding.message,
        page=finding.place.page if finding.place else None,
        line=finding.place.line if finding.place else None,
    )


def _unparsed_rows(bundle: Bundle, source_id: str) -> tuple[UnparsedRow, ...]:
    return tuple(
        UnparsedRow(
            source_id=source_id,
            document_id=_optional_document_id(source_id, unparsed.document),
            page=unparsed.place.page,
            line=unparsed.place.line,
            text=unparsed.text,
            words=unparsed.words,
        )
        for unparsed in bundle.unparsed
    )


def _page_rows(bundle: Bundle, source_id: str) -> tuple[PageRow, ...]:
    return tuple(
        PageRow(
            source_id=source_id,
            page=page.page,
            words_in=page.words_in,
            words_claimed=page.words_claimed,
            words_noise=page.words_noise,
            words_unparsed=page.words_unparsed,
            ocr_confidence=page.ocr_confidence,
            rotation=page.rotation,
            route=page.route,
            engine=page.engine,
            dpi=page.dpi,
        )
        for page in bundle.pages
    )


def fragment_rows(document: Document) -> Iterator[FragmentRow]:
    """The lines and cells of a source as they were read, in reading order."""
    source_id = document.source.source_id
    for number, block in enumerate(document.blocks, start=1):
        if isinstance(block, Line):
            if block.fragment.raw.strip():
                yield _fragment_row(source_id, number, block.fragment, None, None)
        else:
            for position, cell in enumerate(block.cells):
                yield _fragment_row(source_id, number, cell.fragment, position, block.table)


def _fragment_row(source_id: str, block: int, fragment: Fragment, cell: int | None, table: int | None) -> FragmentRow:
    x0, y0, x1, y1 = fragment.box or (None, None, None, None)
    return FragmentRow(
        source_id=source_id,
        block=block,
        cell=cell,
        page=fragment.page,
        line=fragment.line,
        table=table,
        text_raw=fragment.raw if fragment.raw.strip() else None,
        x0=x0,
        y0=y0,
        x1=x1,
        y1=y1,
        confidence=fragment.confidence,
    )


def _optional_document_id(source_id: str, ordinal: int | None) -> str | None:
    return None if ordinal is None else document_id(source_id, ordinal)


def _text(value: str | None) -> str | None:
    """Missing is None, never an empty or blank string."""
    return (value.strip() or None) if value else None


def _texts(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(stripped for value in values if (stripped := value.strip()))


def _raw(cell: CellValue | None) -> str | None:
    """A cell as read, untouched; None where it is blank."""
    return cell.raw if cell and cell.raw.strip() else None
