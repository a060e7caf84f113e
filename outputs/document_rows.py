"""One administrative document as published rows: its head, sections, tasks with their agencies, and citations."""

from __future__ import annotations

from collections.abc import Sequence

from outputs.row_values import document_id, task_id, text_of, texts_of
from schemas.decision import AdministrativeDocument, Bundle, CellValue, Task
from schemas.document import DigitalSignature, SignatureStatus
from schemas.signed import signatures_of
from schemas.tables import CitationRow, DocumentRow, SectionRow, TaskAgencyRow, TaskRow, TextTaskRow

_WORST_LAST: tuple[SignatureStatus, ...] = ("intact", "changed_later", "unreadable", "broken")


def document_row(key: str, document: AdministrativeDocument, bundle: Bundle) -> DocumentRow:
    """The row of a document; what only the whole run can tell is None."""
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
        number=text_of(document.number),
        issued_on=document.issued_on,
        place=text_of(document.place_name),
        issuer=text_of(document.issuer),
        issuer_level=document.issuer_level,
        province=text_of(document.province),
        title=text_of(document.title),
        plan_year_start=document.plan_year_start,
        plan_year_end=document.plan_year_end,
        signer_name=text_of(signature.name) if signature else None,
        signer_position=text_of(signature.position) if signature else None,
        signer_authority=text_of(signature.authority) if signature else None,
        recipients=texts_of(document.recipients),
        replaces=texts_of(document.replaces),
        articles=texts_of(document.articles),
        stated_total_vnd=total.vnd if total else None,
        stated_total_text=text_of(total.text) if total else None,
        page_start=document.page_start,
        page_end=document.page_end,
        signature_signers=texts_of(one.signer for one in digital if one.signer),
        signature_time=max((one.time for one in digital if one.time), default=None),
        signature_intact=_all_intact(digital),
        signature_status=max((one.status for one in digital), key=_WORST_LAST.index, default=None),
        line_start=document.line_start,
        line_end=document.line_end,
    )


def _all_intact(signatures: Sequence[DigitalSignature]) -> bool | None:
    known = {one.intact for one in signatures}
    return False if False in known else None if None in known or not known else True


def section_rows(key: str, document: AdministrativeDocument) -> list[SectionRow]:
    """The narrative, a row a section."""
    return [
        SectionRow(
            document_id=key,
            ordinal=ordinal,
            path=text_of(section.path),
            label=text_of(section.label),
            level=section.level,
            title=text_of(section.title),
            text=text_of(section.text),
            page=section.place.page,
            line=section.place.line,
        )
        for ordinal, section in enumerate(document.sections, start=1)
    ]


def task_row(key: str, task: Task) -> TaskRow:
    """The row of a task."""
    deadline, budget = task.deadline, task.budget
    return TaskRow(
        task_id=task_id(key, task.ordinal),
        document_id=key,
        ordinal=task.ordinal,
        part=text_of(task.part),
        section=text_of(task.section),
        section_title=text_of(task.section_title),
        number=text_of(task.number),
        parent_number=text_of(task.parent_number),
        is_group=task.is_group,
        title=text_of(task.title.text),
        outputs=texts_of(task.outputs),
        lead=texts_of(agency.name for agency in task.agencies if agency.role == "lead"),
        coordinating=texts_of(agency.name for agency in task.agencies if agency.role == "coordinating"),
        deadline=text_of(task.deadline_cell.text) if task.deadline_cell else None,
        deadline_start=deadline.start if deadline else None,
        deadline_end=deadline.end if deadline else None,
        deadline_kind=deadline.kind if deadline else None,
        deadline_condition=text_of(deadline.condition) if deadline else None,
        recurrence=deadline.recurrence if deadline else None,
        budget_vnd=budget.vnd if budget else None,
        budget_status=budget.status if budget else None,
        budget_note=text_of(budget.note) if budget else None,
        remarks=text_of(task.note_cell.text) if task.note_cell else None,
        details=texts_of(task.details),
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


def text_task_row(key: str, task: Task) -> TextTaskRow:
    """The row of a task of the text."""
    return TextTaskRow(**task_row(key, task).__dict__)


def task_agency_rows(key: str, task: Task) -> list[TaskAgencyRow]:
    """The agencies of the task `key`, counted for each role."""
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
                raw=text_of(agency.raw),
                name=agency.name.strip(),
                agency_id=text_of(agency.agency_id),
                level=text_of(agency.level),
                is_collective=agency.is_collective,
                score=agency.score,
            )
        )
    return rows


def citation_rows(key: str, document: AdministrativeDocument) -> list[CitationRow]:
    """What the document cites, in order; which document of the run that is, the whole run tells."""
    return [
        CitationRow(
            document_id=key,
            ordinal=ordinal,
            role=citation.role,
            kind=text_of(citation.kind),
            number=text_of(citation.number),
            issued_on=citation.issued_on,
            issuer=text_of(citation.issuer),
            title=text_of(citation.title),
            raw=text_of(citation.raw),
            cited_document_id=None,
            page=citation.place.page,
            line=citation.place.line,
        )
        for ordinal, citation in enumerate(document.citations, start=1)
    ]


def _raw(cell: CellValue | None) -> str | None:
    """A cell as read, untouched; None where it is blank."""
    return cell.raw if cell and cell.raw.strip() else None
