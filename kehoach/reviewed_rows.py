"""Fields that a person put right, and rows she confirmed: put in before resolution, and held to after it.

A cell's text is put in after parsing, so that agencies, dates and money follow from it; what resolution then makes of
it is replaced by what the person wrote wherever the two differ. Each change is a correction with the method `review`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, get_args

from kehoach.review_matching import document_of, row_of
from kehoach.reviewed_text import METHOD
from normalize.agency_cells import split_agencies
from normalize.resolve import context_of, used_agencies
from schemas.decision import (
    AdministrativeDocument,
    AgencyMention,
    AgencyRole,
    Budget,
    Bundle,
    Candidate,
    CellValue,
    Correction,
    Deadline,
    Finding,
    Place,
    ProgrammeArea,
    Signature,
    StatedTotal,
    Task,
)
from schemas.review import DOCUMENT_FIELDS, LISTS, Review

_Value = TypeVar("_Value", Task, Deadline, AdministrativeDocument)
_CELLS = {
    "title": "title", "outputs": "outputs_cell", "lead": "lead_cell", "coordinating": "coordinating_cell",
    "deadline": "deadline_cell", "budget_vnd": "budget_cell",
}  # fmt: skip
_LABELS = frozenset({"section", "section_title", "number", "parent_number"})


@dataclass(slots=True)
class _Draft:
    """A bundle's documents while reviews are put into them, and what there is to tell of that."""

    documents: list[AdministrativeDocument]
    corrections: list[Correction] = field(default_factory=list)
    unfit: list[Finding] = field(default_factory=list)

    def put(self, index: int, document: AdministrativeDocument, corrections: Sequence[Correction]) -> None:
        """Put a document in its place, with the corrections that made it."""
        self.documents[index] = document
        self.corrections += corrections

    def onto(self, bundle: Bundle) -> Bundle:
        """`bundle` with the documents as they are now."""
        return replace(
            bundle,
            documents=tuple(self.documents),
            corrections=bundle.corrections + tuple(self.corrections),
            findings=bundle.findings + tuple(self.unfit),
        )


def with_reviewed_cells(bundle: Bundle) -> Bundle:
    """A parsed bundle with the reviewed fields in it; a review that fits nothing becomes a finding."""
    draft = _Draft(list(bundle.documents))
    for review in bundle.document.reviews:
        if review.row is not None:
            place = row_of(review, draft.documents)
            if place is None:
                draft.unfit.append(_unfit(review))
            else:
                draft.put(place[0], *_with_cell(draft.documents[place[0]], place[1], review))
        elif review.kind is not None:
            draft.documents = _with_head(draft.documents, review)
    return draft.onto(bundle)


def with_reviewed_results(bundle: Bundle) -> Bundle:
    """A resolved bundle whose reviewed fields are published as they were written down.

    That a row fits no more is said before (`with_reviewed_cells`).
    """
    draft = _Draft(list(bundle.documents))
    for review in bundle.document.reviews:
        if review.row is not None:
            place = row_of(review, draft.documents)
            if place is not None:
                draft.put(place[0], *_with_result(draft.documents[place[0]], place[1], review))
        elif review.kind is not None:
            index = document_of(review, draft.documents, [published_head(one) for one in draft.documents])
            if index is None:
                draft.unfit.append(_unfit(review))
            else:
                document = draft.documents[index]
                made = _correction(document, document, review, review.before)
                draft.put(index, _with_head_result(document, review), [made])
    return replace(draft.onto(bundle), agencies=used_agencies(draft.documents))


def _with_cell(
    document: AdministrativeDocument, index: int, review: Review
) -> tuple[AdministrativeDocument, list[Correction]]:
    task = document.tasks[index]
    made: list[Correction] = []
    if review.verdict == "confirm":
        changed = replace(task, review=task.review or "confirmed")
    else:
        changed = replace(task, review="corrected")
        if review.field in _CELLS:
            name = _CELLS[review.field]
            cell: CellValue | None = getattr(task, name)
            if review.field not in LISTS | {"budget_vnd"}:
                made = [_correction(document, task, review, cell.text if cell else None)]
            changed = _replaced(changed, name, _cell(cell, review))
        elif review.field in _LABELS:
            made = [_correction(document, task, review, getattr(task, review.field))]
            changed = _replaced(changed, review.field, review.after)
    return _with_task(document, index, changed), made


def _cell(cell: CellValue | None, review: Review) -> CellValue | None:
    """The cell as it is to be resolved; a list is joined so that it splits into its items again."""
    raw = cell.raw if cell else ""
    if review.after is None:
        return CellValue("", raw) if raw or review.field == "title" else None
    text = review.after
    if review.field in LISTS:
        text = "; ".join(text.splitlines())
    elif review.field == "budget_vnd" and int(text):
        text = f"{text} đồng"
    return CellValue(text, raw)


def _with_result(
    document: AdministrativeDocument, index: int, review: Review
) -> tuple[AdministrativeDocument, list[Correction]]:
    task = document.tasks[index]
    if review.verdict == "confirm":
        return _with_task(document, index, replace(task, confidence=1.0)), []
    setter = _RESULTS.get(review.field or "")
    if setter is None:
        return document, []
    changed = setter(task, review.after, document)
    made = [_correction(document, task, review, review.before)]
    return _with_task(document, index, changed), made


def _with_outputs(task: Task, after: str | None, _: AdministrativeDocument) -> Task:
    return replace(task, outputs=tuple(_items(after)))


def _with_agencies(role: AgencyRole) -> Callable[[Task, str | None, AdministrativeDocument], Task]:
    def set_agencies(task: Task, after: str | None, document: AdministrativeDocument) -> Task:
        named = tuple(_mention(name, role, document) for name in _items(after))
        others = tuple(mention for mention in task.agencies if mention.role != role)
        return replace(task, agencies=named + others if role == "lead" else others + named)

    return set_agencies


def _mention(name: str, role: AgencyRole, document: AdministrativeDocument) -> AgencyMention:
    """One agency as it was written down, with what the gazetteer knows of it."""
    found = split_agencies(name, role, context_of(document))
    if len(found) == 1 and found[0].role == role:
        return replace(found[0], name=name, raw=name)
    return AgencyMention(role, name, name)


def _with_date(name: str) -> Callable[[Task, str | None, AdministrativeDocument], Task]:
    def set_date(task: Task, after: str | None, _: AdministrativeDocument) -> Task:
        deadline = task.deadline or Deadline("unspecified")
        return replace(task, deadline=_replaced(deadline, name, dt.date.fromisoformat(after) if after else None))

    return set_date


def _with_budget(task: Task, after: str | None, _: AdministrativeDocument) -> Task:
    if after is None:
        return replace(task, budget=replace(task.budget, vnd=None) if task.budget else None)
    vnd = int(after)
    budget = task.budget or Budget("amount")
    return replace(task, budget=replace(budget, status="amount" if vnd else "zero", vnd=vnd))


def _with_area(task: Task, after: str | None, _: AdministrativeDocument) -> Task:
    area: Any = after if after in get_args(ProgrammeArea) else None
    return replace(task, programme_area=area)


_RESULTS: dict[str, Callable[[Task, str | None, AdministrativeDocument], Task]] = {
    "outputs": _with_outputs,
    "lead": _with_agencies("lead"),
    "coordinating": _with_agencies("coordinating"),
    "deadline_start": _with_date("start"),
    "deadline_end": _with_date("end"),
    "budget_vnd": _with_budget,
    "programme_area": _with_area,
}


def _items(after: str | None) -> list[str]:
    return [item.strip() for item in (after or "").splitlines() if item.strip()]


def _replaced(value: _Value, field: str, after: object) -> _Value:
    """`value` with one field, told by its name, replaced."""
    changes: dict[str, Any] = {field: after}
    return replace(value, **changes)


def _with_task(document: AdministrativeDocument, index: int, task: Task) -> AdministrativeDocument:
    return replace(document, tasks=(*document.tasks[:index], task, *document.tasks[index + 1 :]))


def published_head(document: AdministrativeDocument) -> dict[str, str | None]:
    """The reviewable fields of a document as text, as they are published."""
    signature, total = document.signature, document.total
    values: dict[str, object] = {
        "number": document.number,
        "issued_on": document.issued_on,
        "place": document.place_name,
        "issuer": document.issuer,
        "province": document.province,
        "title": document.title,
        "plan_year_start": document.plan_year_start,
        "plan_year_end": document.plan_year_end,
        "signer_name": signature.name if signature else None,
        "signer_position": signature.position if signature else None,
        "stated_total_vnd": total.vnd if total else None,
    }
    return {name: (str(values[name]).strip() or None) if values[name] is not None else None for name in DOCUMENT_FIELDS}


def _with_head(documents: Sequence[AdministrativeDocument], review: Review) -> list[AdministrativeDocument]:
    """`documents` with what resolution needs to know of a reviewed head: day, number, issuer, title and years.

    Before resolution the fields are not yet what was published, so only the kind and the place tell the document; what
    is wrongly put in here is not published, for the results are matched by their values.
    """
    near = [
        (abs(document.page_start - review.page), abs(document.line_start - review.line), index)
        for index, document in enumerate(documents)
        if document.kind == review.kind
    ]
    changed = list(documents)
    if near and min(near)[:2] == (0, 0) and review.after is not None:
        index = min(near)[2]
        changed[index] = _before_resolution(documents[index], review.field or "", review.after)
    return changed


def _before_resolution(document: AdministrativeDocument, field: str, value: str) -> AdministrativeDocument:
    place = Place(document.page_start, document.line_start)
    match field:
        case "number":
            return replace(document, numbers=(Candidate(value, "head", place),))
        case "issued_on":
            return replace(document, dates=(Candidate(value, "head", place),))
        case "issuer" | "title":
            return _replaced(document, field, value)
        case "plan_year_start" | "plan_year_end":
            return _replaced(document, field, int(value))
        case _:
            return document


def _with_head_result(document: AdministrativeDocument, review: Review) -> AdministrativeDocument:
    field, value = review.field or "", review.after
    place = Place(document.page_start, document.line_start)
    signature = document.signature or Signature(None, None, None, place)
    match field:
        case "issued_on":
            return replace(document, issued_on=dt.date.fromisoformat(value) if value else None)
        case "plan_year_start" | "plan_year_end":
            return _replaced(document, field, int(value) if value else None)
        case "place":
            return replace(document, place_name=value)
        case "signer_name":
            return replace(document, signature=replace(signature, name=value))
        case "signer_position":
            return replace(document, signature=replace(signature, position=value))
        case "stated_total_vnd":
            total = document.total or StatedTotal(None, None, None, place)
            return replace(document, total=replace(total, vnd=int(value) if value else None))
        case _:
            return _replaced(document, field, value)


def _correction(
    document: AdministrativeDocument, where: Task | AdministrativeDocument, review: Review, before: str | None
) -> Correction:
    assert review.field is not None
    return Correction(
        document=document.ordinal,
        page=where.page_start,
        line=where.line_start,
        cell=None,
        start=0,
        field=review.field,
        before=before or "",
        after=review.after,
        method=METHOD,
        score=1.0,
    )


def _unfit(review: Review) -> Finding:
    what = f"{review.field} {review.before!r} -> {review.after!r}" if review.verdict == "correct" else "a confirmed row"
    title = review.row.title if review.row else review.kind
    message = f"a review fits nothing any more: {what}, of {title!r}; look at the page and review it again"
    return Finding("review_unfit", "warning", message, Place(review.page, review.line))
