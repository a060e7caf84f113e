"""Repaired document to bundle: split, read each document's parts, account for every word."""

from __future__ import annotations

from bisect import bisect_right

from parsers.accounts import settle
from parsers.claims import Claims
from parsers.closing import parse_closing
from parsers.document_citations import document_citations
from parsers.head import parse_head
from parsers.outline import parse_outline
from parsers.prose_tasks import read_prose_tasks
from parsers.splitting import Segment, split
from parsers.sum_tables import read_total_of_sums
from parsers.task_tables import TaskTables, read_task_tables
from parsers.total_in_text import total_in_text
from parsers.unsure_words import with_doubts
from schemas.decision import AdministrativeDocument, Bundle, Finding, Place, Task
from schemas.document import Document, Line

_APPENDICES = ("phu_luc", "danh_muc")


def parse(document: Document) -> Bundle:
    """Find the administrative documents in a repaired source and read them."""
    claims = Claims(document)
    segments = split(document)
    documents = tuple(_read(document, segment, ordinal, claims) for ordinal, segment in enumerate(segments, start=1))
    starts = [segment.first for segment in segments]

    def document_of(block: int) -> int | None:
        ordinal = bisect_right(starts, block)
        return ordinal if ordinal and block < segments[ordinal - 1].last else None

    account = settle(document, claims, document_of)
    return Bundle(
        document=document,
        documents=with_doubts(documents, claims, document_of),
        pages=account.pages,
        unparsed=account.unparsed,
        corrections=account.corrections,
        findings=_source_findings(document, segments),
        problems=document.problems,
    )


def _read(document: Document, segment: Segment, ordinal: int, claims: Claims) -> AdministrativeDocument:
    tables = read_task_tables(document, segment.first, segment.last, claims)
    head = parse_head(segment, claims)
    closing = parse_closing(segment, claims)
    outline = parse_outline(segment, claims, head)
    citations = document_citations(segment, head, outline, tables.tasks if tables else ())
    prose = () if tables else read_prose_tasks(document, outline, claims)
    title = head.title or ""
    total = (tables.total if tables else None) or total_in_text(outline, title)
    if total is None and tables is None and segment.kind in _APPENDICES:
        total = read_total_of_sums(document, segment.first, segment.last, title, claims)
    first, last = _extent(document, segment)
    return AdministrativeDocument(
        ordinal=ordinal,
        kind=segment.kind,
        parent=segment.parent,
        title=head.title,
        place_name=head.place_name,
        issuer=head.issuer,
        issuer_level=None,
        province=head.superior,
        page_start=first.page,
        page_end=last.page,
        line_start=first.line,
        line_end=last.line,
        numbers=head.numbers,
        dates=head.dates,
        signature=closing.signature,
        recipients=closing.recipients,
        replaces=tuple(dict.fromkeys(c.number for c in citations if c.role == "replaces" and c.number)),
        articles=outline.articles,
        citations=citations,
        sections=outline.sections,
        tasks=tables.tasks if tables else (),
        text_tasks=prose,
        total=total,
        budget_unit=tables.unit if tables else None,
        table_is_partial=tables.is_partial if tables else False,
        announced=segment.announced,
        findings=outline.findings
        + (tables.findings if tables else ())
        + _segment_findings(segment, first, tables, prose),
    )


def _extent(document: Document, segment: Segment) -> tuple[Place, Place]:
    places = []
    for block in document.blocks[segment.first : segment.last]:
        fragments = [block.fragment] if isinstance(block, Line) else [cell.fragment for cell in block.cells]
        places += [Place(f.page, f.line) for f in fragments if f.raw.strip()]
    if not places:
        return Place(1, 1), Place(1, 1)
    return places[0], places[-1]


def _segment_findings(
    segment: Segment, place: Place, tables: TaskTables | None, prose: tuple[Task, ...]
) -> tuple[Finding, ...]:
    found = []
    if segment.orphan:
        found.append(Finding("title_page_lost", "warning", "the beginning of this document is not in the file", place))
    if tables and tables.is_partial:
        found.append(Finding("table_truncated", "warning", "the head or first rows of the task table are lost", place))
    if prose:
        found.append(
            Finding(
                "tasks_in_prose",
                "info",
                f"{len(prose)} tasks stand in labelled lines of the text: see text_tasks",
                place,
            )
        )
    return tuple(found)


def _source_findings(document: Document, segments: tuple[Segment, ...]) -> tuple[Finding, ...]:
    if segments:
        return ()
    return (Finding("no_document", "warning", f"no administrative document was found in {document.source.path}"),)
