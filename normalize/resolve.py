"""Bundle to bundle: identities voted, issuers completed, agencies, dates and money resolved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from normalize.agency_cells import settle_collectives, split_agencies
from normalize.deadlines import parse_deadline
from normalize.gazetteer import IssuerContext
from normalize.gazetteer import resolve as resolve_agency
from normalize.identity import vote_identity
from normalize.issuer import complete_issuers
from normalize.output_lists import split_outputs
from normalize.plan_year import plan_years
from normalize.programme_areas import programme_area
from normalize.section_leads import led_by_sections
from normalize.section_times import with_section
from normalize.signing_times import with_signing_times
from normalize.totals import settle_budgets
from schemas.decision import AdministrativeDocument, Agency, AgencyMention, Bundle, Finding, Place, Task

# What a doubt costs: the share of a row's fourteen fields that it is expected to make wrong, taken from what is right.
_SHIFTED = 0.9
_INHERITED = 0.997
_UNKNOWN_AGENCY = 0.99
_UNPARSED = 0.93
_NO_TITLE = 0.8
_OUT_OF_ORDER = 0.98  # a number that is printed twice or leaves one out: the row may be of another section


def resolve(bundle: Bundle) -> Bundle:
    """Fill in what only resolution can tell. Resolving a resolved bundle changes nothing."""
    if bundle.resolved:
        return bundle
    documents = complete_issuers(vote_identity(with_signing_times(bundle)))
    documents = _with_plan_years(documents)
    documents = _resolve_all(documents)
    return replace(bundle, documents=documents, agencies=used_agencies(documents), resolved=True)


def _with_plan_years(documents: tuple[AdministrativeDocument, ...]) -> tuple[AdministrativeDocument, ...]:
    """The plan's years from the title; an appendix without a year takes its parent's, a decision its plan's words.

    Years that are known already (a review gave them) stay.
    """
    years: dict[int, tuple[int | None, int | None]] = {}
    for document in documents:
        start, end = plan_years(document.title or "")
        if start is None and document.announced:
            start, end = plan_years(document.announced)
        if start is None and document.parent is not None:
            start, end = years.get(document.parent, (None, None))
        years[document.ordinal] = _with_known_years(document, start, end)
    return tuple(
        replace(document, plan_year_start=years[document.ordinal][0], plan_year_end=years[document.ordinal][1])
        for document in documents
    )


def context_of(document: AdministrativeDocument) -> IssuerContext:
    """The issuer's level, province and date, which decide what a bare name means."""
    return IssuerContext(
        level=document.issuer_level, province=document.province, on=document.issued_on, issuer=document.issuer
    )


def _resolve_all(documents: tuple[AdministrativeDocument, ...]) -> tuple[AdministrativeDocument, ...]:
    """Each document in order: a parent stands before its parts and may state the total of their tables."""
    resolved: list[AdministrativeDocument] = []
    for document in documents:
        parent = resolved[document.parent - 1] if document.parent and document.parent <= len(resolved) else None
        resolved.append(_resolve_document(document, parent.total.vnd if parent and parent.total else None))
    return tuple(resolved)


def _resolve_document(document: AdministrativeDocument, parent_total: int | None) -> AdministrativeDocument:
    context = context_of(document)
    document = replace(document, text_tasks=_resolve_text_tasks(document, context))
    if not document.tasks and document.total is None:
        return document
    settled = settle_budgets(
        document.tasks,
        document.total,
        document.budget_unit,
        is_partial=document.table_is_partial,
        parent_total=parent_total,
    )
    led, inherited = led_by_sections(settled.tasks, context)
    resolved = [_resolve_task(task, document, context) for task in led]
    tasks, completed = _with_settled_collectives(resolved)
    findings = document.findings + settled.findings + inherited + completed + _repaired_names(tasks)
    return replace(document, tasks=tasks, total=settled.total, findings=findings)


def _resolve_text_tasks(document: AdministrativeDocument, context: IssuerContext) -> tuple[Task, ...]:
    """The tasks of the text; no total is stated for them."""
    if not document.text_tasks:
        return ()
    settled = settle_budgets(document.text_tasks, None, document.budget_unit, is_partial=True)
    return tuple(_resolve_task(task, document, context) for task in settled.tasks)


def _with_settled_collectives(tasks: Sequence[Task]) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """Collectives that broke off or lost a comma, settled by how the rest of the document writes them."""
    mentions = settle_collectives([task.agencies for task in tasks])
    findings = [
        Finding(
            "completed_name",
            "info",
            f"{before.name!r} reads {after.name!r}, as elsewhere in the document",
            Place(task.page_start, task.line_start),
            task.ordinal,
        )
        for task, settled in zip(tasks, mentions, strict=True)
        for before, after in zip(task.agencies, settled, strict=True)
        if before.name != after.name
    ]
    return tuple(replace(t, agencies=a) for t, a in zip(tasks, mentions, strict=True)), tuple(findings)


def _repaired_names(tasks: Sequence[Task]) -> tuple[Finding, ...]:
    """A finding for each name whose words were put right: `name` then is not what `raw` reads."""
    return tuple(
        Finding(
            "repaired_name",
            "info",
            f"{mention.misread!r} reads {mention.name!r} (score {mention.score:.2f})",
            Place(task.page_start, task.line_start),
            task.ordinal,
            mention.role,
        )
        for task in tasks
        for mention in task.agencies
        if mention.misread
    )


def _resolve_task(task: Task, document: AdministrativeDocument, context: IssuerContext) -> Task:
    lead = split_agencies(task.lead_cell.text, "lead", context) if task.lead_cell else ()
    coordinating = (
        split_agencies(task.coordinating_cell.text, "coordinating", context) if task.coordinating_cell else ()
    )
    deadline = parse_deadline(
        with_section(task.deadline_cell.text if task.deadline_cell else None, task.section_title),
        plan_start=document.plan_year_start,
        plan_end=document.plan_year_end,
        issued_on=document.issued_on,
    )
    resolved = replace(
        task,
        agencies=lead + coordinating,
        deadline=deadline,
        outputs=split_outputs(task.outputs_cell.text) if task.outputs_cell else (),
        programme_area=programme_area(task.section_title, task.title.text),
    )
    return replace(resolved, confidence=round(_confidence(resolved, document), 4))


def _with_known_years(
    document: AdministrativeDocument, start: int | None, end: int | None
) -> tuple[int | None, int | None]:
    """`start` and `end` with what the document has of them already in their place; an open end stays open.

    A start known alone, of a plan whose text names no year, is the plan's only year.
    """
    names_no_year = start is None and end is None
    start, end = document.plan_year_start or start, document.plan_year_end or end
    if start is not None and ((names_no_year and end is None) or (end is not None and end < start)):
        end = start
    return start, end


def _confidence(task: Task, document: AdministrativeDocument) -> float:
    """Product of what speaks against a task: OCR, shifted or inherited cells, names and dates not understood."""
    value = task.confidence
    codes = {finding.code for finding in document.findings if finding.task == task.ordinal}
    if "column_shift" in codes:
        value *= _SHIFTED
    if codes & {"duplicate_number", "missing_number"}:
        value *= _OUT_OF_ORDER
    cells = (task.lead_cell, task.coordinating_cell, task.deadline_cell)
    value *= _INHERITED ** sum(1 for cell in cells if cell and cell.inherited)
    value *= _UNKNOWN_AGENCY ** min(3, sum(1 for agency in task.agencies if agency.agency_id is None))
    if task.deadline and "unparsed" in task.deadline.flags:
        value *= _UNPARSED
    if task.budget and task.budget.status == "other":
        value *= _UNPARSED
    if not task.title.text:
        value *= _NO_TITLE
    return value


def used_agencies(documents: Sequence[AdministrativeDocument]) -> tuple[Agency, ...]:
    """Gazetteer rows behind the mentions, each once, by id."""
    used: dict[str, Agency] = {}
    for document in documents:
        context = context_of(document)
        for mention in _mentions(document):
            if mention.agency_id and mention.agency_id not in used:
                agency = resolve_agency(mention.name, context).agency
                if agency is not None and agency.agency_id == mention.agency_id:
                    used[mention.agency_id] = agency
    return tuple(used[key] for key in sorted(used))


def _mentions(document: AdministrativeDocument) -> list[AgencyMention]:
    return [mention for task in document.tasks for mention in task.agencies]
