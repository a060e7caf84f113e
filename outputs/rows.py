"""One source's values as published rows.

What only the whole run can tell (`act_id`, `witness_rank`, `cited_document_id`) is None until `with_links` puts it in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from outputs.document_rows import (
    citation_rows,
    document_row,
    section_rows,
    task_agency_rows,
    task_row,
    text_task_row,
)
from outputs.row_values import document_id, optional_document_id, task_id, text_of, texts_of
from schemas.decision import AdministrativeDocument, Bundle, Finding, Severity
from schemas.document import Document, Line, Source
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
    TextTaskRow,
    UnparsedRow,
)
from schemas.text import Fragment


@dataclass(frozen=True, slots=True)
class SourceRows:
    """All rows of one source, each table in reading order."""

    source: SourceRow
    documents: tuple[DocumentRow, ...] = ()
    sections: tuple[SectionRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    text_tasks: tuple[TextTaskRow, ...] = ()
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


def rows_of(bundle: Bundle) -> SourceRows:
    """Every row that a resolved bundle gives."""
    source_id = bundle.document.source.source_id
    documents = [(document_id(source_id, document.ordinal), document) for document in bundle.documents]
    return SourceRows(
        source=_source_row(bundle),
        documents=tuple(document_row(key, document, bundle) for key, document in documents),
        sections=tuple(row for key, document in documents for row in section_rows(key, document)),
        tasks=tuple(task_row(key, task) for key, document in documents for task in document.tasks),
        text_tasks=tuple(text_task_row(key, task) for key, document in documents for task in document.text_tasks),
        task_agencies=tuple(
            row
            for key, document in documents
            for task in document.tasks
            for row in task_agency_rows(task_id(key, task.ordinal), task)
        ),
        agencies=_agency_rows(bundle),
        citations=tuple(row for key, document in documents for row in citation_rows(key, document)),
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
        sha256=text_of(source.sha256),
        media_type=text_of(source.media_type),
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
        encoding=text_of(document.encoding),
    )


def _agency_rows(bundle: Bundle) -> tuple[AgencyRow, ...]:
    return tuple(
        AgencyRow(
            agency_id=agency.agency_id,
            name=agency.name,
            level=agency.level,
            province=text_of(agency.province),
            aliases=texts_of(agency.aliases),
            valid_from=agency.valid_from,
            valid_to=agency.valid_to,
        )
        for agency in bundle.agencies
    )


def _correction_rows(bundle: Bundle, source_id: str) -> tuple[CorrectionRow, ...]:
    return tuple(
        CorrectionRow(
            source_id=source_id,
            document_id=optional_document_id(source_id, correction.document),
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
        field=finding.field,
    )


def _unparsed_rows(bundle: Bundle, source_id: str) -> tuple[UnparsedRow, ...]:
    return tuple(
        UnparsedRow(
            source_id=source_id,
            document_id=optional_document_id(source_id, unparsed.document),
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
