"""What a careful reviewer would flag after resolution: findings over the fields of one source."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from schemas.decision import AdministrativeDocument, Bundle, Finding, Place, Task
from schemas.document import Line
from schemas.letters import fold

LOW_CONFIDENCE = 0.985
"""A row below it is one to look at: of a good scan these are a tenth, and hold most of what is wrong ..."""
_POOR = 0.9
"""... and below this more than one field is expected to be wrong."""
# Deadlines far from the plan's years are more often misread than meant; targets for a decade hence do occur.
_YEARS_BEFORE = 5
_YEARS_AFTER = 15
# Of the words of Vietnamese text about four in five have a diacritic, on the poorest pages one in two.
_MARKED_SHARE = 0.25
_MIN_WORDS = 60
_TWICE = re.compile(
    r"\b(?:quy (i{1,3}|iv)|thang (\d{1,2}))(?: ?[,;&] ?| va | ?- ?)(?:quy |thang )?(?:\1|\2)(?!\w| thang)"
)
"""A quarter or month that a list or range names twice, as where a stroke of a numeral was lost."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def check(bundle: Bundle) -> Bundle:
    """`bundle` with the findings that only the whole of a document can tell; each page that failed is one, too."""
    documents = tuple(replace(d, findings=d.findings + tuple(_findings(d))) for d in bundle.documents)
    failed = tuple(
        Finding("page_failed", "error", page.error, Place(page.number, 1))
        for page in bundle.document.pages
        if page.error
    )
    return replace(bundle, documents=documents, findings=bundle.findings + failed + tuple(_lost_diacritics(bundle)))


def _lost_diacritics(bundle: Bundle) -> Iterator[Finding]:
    """Pages of a Vietnamese document on which next to no word has a diacritic: an OCR program without them read it.

    What is read from such text is a guess; names, deadlines and titles stay as they were read.
    """
    if all(document.kind == "khac" for document in bundle.documents):
        return
    words: dict[int, list[str]] = {}
    for block in bundle.document.blocks:
        for fragment in [block.fragment] if isinstance(block, Line) else [cell.fragment for cell in block.cells]:
            words.setdefault(fragment.page, []).extend(_WORD.findall(fragment.raw))
    for page, own in words.items():
        share = sum(not word.isascii() for word in own) / max(1, len(own))
        if len(own) >= _MIN_WORDS and share < _MARKED_SHARE:
            message = f"only {share:.0%} of the page's words have diacritics; the text can be misread without them"
            yield Finding("lost_diacritics", "warning", message, Place(page, 1))


def _findings(document: AdministrativeDocument) -> list[Finding]:
    found = _document_findings(document)
    for task in document.tasks:
        found += _task_findings(task, document)
    return found


def _document_findings(document: AdministrativeDocument) -> list[Finding]:
    found = []
    place = Place(document.page_start, document.line_start)
    if document.kind == "quyet_dinh" and document.number is None:
        found.append(Finding("missing_head_number", "warning", "no number was found for the decision", place))
    if document.kind == "ke_hoach" and not document.tasks:
        found.append(Finding("no_task_table", "info", "the plan has no task table of its own", place))
    if document.issued_on:
        for citation in document.citations:
            if citation.issued_on and citation.issued_on > document.issued_on and citation.role == "legal_basis":
                message = f"{citation.raw} is dated after the document ({document.issued_on})"
                found.append(Finding("date_conflict", "warning", message, citation.place))
    return found


def _task_findings(task: Task, document: AdministrativeDocument) -> list[Finding]:
    place = Place(task.page_start, task.line_start)

    def finding(code: str, severity: str, message: str, field: str | None = None) -> Finding:
        return Finding(code, severity, message, place, task.ordinal, field)  # type: ignore[arg-type]

    unknown = {agency.name: agency.role for agency in reversed(task.agencies) if agency.agency_id is None}
    found = [
        finding("unknown_agency", "info", f"{name!r} is not in the gazetteer", role)
        for name, role in reversed(unknown.items())
    ]
    deadline = task.deadline
    if deadline and "unparsed" in deadline.flags and task.deadline_cell:
        found.append(
            finding("unparsed_deadline", "warning", f"deadline not understood: {task.deadline_cell.text!r}", "deadline")
        )
    if task.deadline_cell and (twice := _TWICE.search(fold(task.deadline_cell.text))):
        message = f"the deadline names {twice.group()!r}: one of them may be misread"
        found.append(finding("suspect_reading", "warning", message, "deadline"))
    if deadline:
        found += [
            finding(f"deadline_{flag}", "info", f"{flag.replace('_', ' ')}: {task.deadline_cell.text!r}", "deadline")
            for flag in deadline.flags
            if flag in ("before_issue", "ambiguous_year", "impossible_date") and task.deadline_cell
        ]
        found += _far_dates(task, document, finding)
    if task.budget and task.budget.status == "other" and task.budget_cell:
        found.append(
            finding("unparsed_budget", "warning", f"budget not understood: {task.budget_cell.text!r}", "budget")
        )
    if task.confidence < LOW_CONFIDENCE:
        severity = "warning" if task.confidence < _POOR else "info"
        found.append(finding("low_confidence", severity, f"confidence {task.confidence:.2f}"))
    return found


def _far_dates(
    task: Task, document: AdministrativeDocument, finding: Callable[[str, str, str], Finding]
) -> list[Finding]:
    start = document.plan_year_start
    if start is None or task.deadline is None:
        return []
    last = document.plan_year_end or start
    years = [date.year for date in (task.deadline.start, task.deadline.end) if date]
    if all(start - _YEARS_BEFORE <= year <= last + _YEARS_AFTER for year in years):
        return []
    return [finding("deadline_far", "warning", f"deadline {years} far from the plan's years {start}-{last}")]
