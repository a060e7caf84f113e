"""Repaired document to bundle: split, read each document's parts, account for every word."""

from __future__ import annotations

import re
from bisect import bisect_right

from parsers.accounts import settle
from parsers.claims import Claims
from parsers.closing import parse_closing
from parsers.document_citations import document_citations
from parsers.head import parse_head
from parsers.outline import Outline, parse_outline
from parsers.prose_tasks import read_prose_tasks
from parsers.splitting import Segment, split
from parsers.task_tables import TaskTables, read_task_tables
from parsers.unsure_words import with_doubts
from schemas.decision import AdministrativeDocument, Bundle, Finding, Place, StatedTotal, Task
from schemas.document import Document, Line

# `tổng kinh phí ...: 640.000.000 đồng (Sáu trăm ...)` in the narrative of a plan.
_TOTAL_IN_TEXT = re.compile(
    r"[Tt]ổng\s+(?:số\s+)?(?:kinh\s+phí|dự\s+toán|mức\s+kinh\s+phí|nhu\s+cầu\s+kinh\s+phí)(?P<what>[^.;:]{0,80}?)\s*(?::|là|khoảng)?\s*"
    r"(?P<figure>\d[\d.,\s]*\d|\d)\s*(?P<unit>(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng)\s*(?P<words>\([^()]{8,160}\))?"
)
# `Kinh phí thực hiện Kế hoạch: 185.000.000 đồng`: what the whole plan costs, said without `tổng`.
_COST_OF_PLAN = re.compile(
    r"[Kk]inh\s+phí\s+(?:thực\s+hiện|triển\s+khai)\s+(?:kế\s+hoạch|chương\s+trình|đề\s+án)(?P<what>(?:\s+này)?(?:\s+năm\s+\d{4})?)"
    r"\s*(?::|là)\s*(?P<figure>\d[\d.,\s]*\d|\d)\s*(?P<unit>(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng)"
    r"\s*(?P<words>\([^()]{8,160}\))?",
    re.IGNORECASE,
)

# `Điều 2. Kinh phí thực hiện: 2.350 triệu đồng`: an article or chapter that opens so speaks of the whole plan.
_COST_ALONE = re.compile(
    r"kinh\s+phí(?:\s+thực\s+hiện)?(?P<what>)\s*:\s*(?P<figure>\d[\d.,]*\d|\d)\s*(?P<unit>(?:nghìn|ngàn|triệu|tỷ|tỉ)?\s*đồng)"
    r"\s*(?P<words>\([^()]{8,160}\))?",
    re.IGNORECASE,
)


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
        total=(tables.total if tables else None) or _total_in_text(outline),
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


def _total_in_text(outline: Outline) -> StatedTotal | None:
    """A grand total stated in the narrative; used where the table states none."""
    for section in outline.sections:
        for text in (section.title or "", section.text):
            found = (_TOTAL_IN_TEXT.search(text) if "ổng" in text else None) or _COST_OF_PLAN.search(text)
            if found is None and section.level == 1:
                found = _COST_ALONE.match(text)
            if found and not re.search(r"tiết kiệm|năm trước", found["what"]):
                words = found["words"]
                return StatedTotal(f"{found['figure']} {found['unit']}", words, found["unit"], section.place, words)
    return None
