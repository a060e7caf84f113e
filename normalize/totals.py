"""Money of a table as a whole: the unit of its figures, the stated total, and what cells, figure and words agree on.

Three witnesses speak for a total: the sum of the leaf cells, the printed figure, the amount in words. A disagreement
is a finding; nothing but a figure that slid from the total row into the last task row is moved.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalize.money import infer_unit, parse_amount, parse_budget_cell, parse_total
from normalize.number_words import find_amount_in_words
from schemas.decision import Budget, BudgetStatus, Finding, Place, Severity, StatedTotal, Task

_FAR_BELOW = 100
_MIN_SOURCES = 4  # remarks that name a source, before a column of remarks is one of sources
_MOST = 0.75
_FUNDING = re.compile(
    r"(?:từ\s+|nguồn\s+|các\s+)*(?:ngân\s+sách|vốn|quỹ|nguồn|kinh\s+phí|xã\s+hội\s+h[oó][aá]|nhà\s+nước\s+và\s+nhân\s+dân|tài\s+trợ|chương\s+trình\s+mục\s+tiêu|CTMTQG|NSNN|NSTW|NSĐP)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SettledBudgets:
    """Tasks with their budgets, the total with its value in đồng, and findings."""

    tasks: tuple[Task, ...]
    total: StatedTotal | None
    findings: tuple[Finding, ...]


def settle_budgets(
    tasks: Sequence[Task],
    total: StatedTotal | None,
    unit: str | None,
    *,
    is_partial: bool,
    parent_total: int | None = None,
) -> SettledBudgets:
    """Read the budget cells of one document's tasks and hold them against its stated total.

    `unit` is the unit the table's head states (None when it states none or is lost); `is_partial` says that rows of
    the table are missing, so that a sum below the total is no mismatch; `parent_total` is the total in đồng that the
    plan of an appendix states.
    """
    unit = unit or (total.unit if total else None) or _unit_from_words(tasks, total)
    unit = unit or _unit_from_parent(tasks, parent_total)
    remarks_fund = _remarks_name_sources(tasks)
    figures = tuple(replace(task, budget=_budget(task, unit, remarks_fund=remarks_fund)) for task in tasks)
    if total is None:
        return SettledBudgets(figures, None, ())
    # The figure and the words are read apart: each is a witness of its own.
    figure = parse_total(total.figure, None, unit)
    words = parse_total(None, total.words, None)
    figures, findings = _move_back(figures, figure, words)
    value = figure if figure is not None else words
    if value is None and findings:
        value = _sum(figures)
    if figure is None and total.figure:
        findings.append(Finding("unparsed_budget", "warning", f"total not understood: {total.figure!r}", total.place))
    findings += _compare(figures, figure, words, total.place, is_partial=is_partial)
    return SettledBudgets(figures, replace(total, vnd=value, unit=unit), tuple(findings))


def _remarks_name_sources(tasks: Sequence[Task]) -> bool:
    """Whether the column of remarks names where the money comes from: most of its cells do nothing else."""
    remarks = [task.note_cell.text for task in tasks if task.note_cell]
    return sum(_FUNDING.match(text) is not None for text in remarks) >= max(_MIN_SOURCES, _MOST * len(remarks))


def _budget(task: Task, unit: str | None, *, remarks_fund: bool = False) -> Budget:
    text = task.budget_cell.text if task.budget_cell else None
    budget = parse_budget_cell(text, unit)
    source = _funding_source(task, remarks_fund=remarks_fund)
    if text is None and task.funding_cell:
        named = parse_budget_cell(task.funding_cell.text, None)
        if named.status == "amount":  # `NSNN 3.500 triệu đồng` says how much, too
            return replace(named, note=named.note or task.funding_cell.text)
    if source and budget.status in ("not_stated", "amount", "zero") and budget.note is None:
        status: BudgetStatus = "funding_source" if budget.status == "not_stated" else budget.status
        return replace(budget, status=status, note=source)
    return budget


def _funding_source(task: Task, *, remarks_fund: bool) -> str | None:
    """Words of a column that names where money comes from, or of a remark that does nothing else."""
    if task.funding_cell:
        return task.funding_cell.text
    if task.note_cell and (remarks_fund or _FUNDING.match(task.note_cell.text)):
        return task.note_cell.text
    return None


def _unit_from_parent(tasks: Sequence[Task], parent_total: int | None) -> str | None:
    """The unit of a table whose head is lost, from the total its plan states: the largest that stays within it.

    The figures must come to at least a hundredth of the total; otherwise nothing is known.
    """
    if parent_total is None:
        return None
    plain = [parse_amount(t.budget_cell.text, None) for t in tasks if t.budget_cell]
    cells = sum(int(amount.value) for amount in plain if amount is not None)
    if not cells:
        return None
    for unit, factor in (("tỷ đồng", 10**9), ("triệu đồng", 10**6), ("nghìn đồng", 10**3), ("đồng", 1)):
        if parent_total // _FAR_BELOW <= cells * factor <= parent_total:
            return unit
    return None


def _unit_from_words(tasks: Sequence[Task], total: StatedTotal | None) -> str | None:
    """A lost unit is the one that makes the figures agree with the total in words."""
    if total is None or not total.words:
        return None
    found = find_amount_in_words(total.words)
    if found is None:
        return None
    figures = [total.figure] if total.figure else [t.budget_cell.text for t in tasks if t.budget_cell]
    amounts = [amount for text in figures if (amount := parse_amount(text, None)) is not None]
    whole = [int(a.value) for a in amounts if a.unit_source != "cell" and a.value == int(a.value)]
    return infer_unit(whole, found[0]) if whole else None


def leaves(tasks: Sequence[Task]) -> list[Task]:
    """Tasks that are not the parent of another: a group may carry its children's subtotal."""
    parents = {(t.part, t.section, t.parent_number) for t in tasks if t.parent_number}
    return [t for t in tasks if not (t.is_group and (t.part, t.section, t.number) in parents)]


def _sum(tasks: Sequence[Task]) -> int:
    return sum(t.budget.vnd for t in leaves(tasks) if t.budget and t.budget.vnd is not None)


def _move_back(
    tasks: tuple[Task, ...], figure: int | None, words: int | None
) -> tuple[tuple[Task, ...], list[Finding]]:
    """A figure in the last row that equals the total, or the sum of all other rows, is the total slid up one row."""
    with_money = [t for t in tasks if t.budget and t.budget.vnd]
    if figure is not None or len(with_money) < 2 or not tasks or with_money[-1] is not tasks[-1]:
        return tasks, []
    last = with_money[-1]
    rest = _sum([t for t in tasks if t is not last])
    value = last.budget.vnd if last.budget else None
    if value != rest and not (words is not None and value == words and rest != 0 and rest <= words):
        return tasks, []
    if words is not None and value != words:
        return tasks, []
    moved = replace(last, budget=Budget("not_stated"))
    finding = Finding(
        "budget_total_misplaced",
        "warning",
        f"the figure {last.budget_cell.text if last.budget_cell else ''} in the last row is the total; moved back",
        Place(last.page_start, last.line_start),
        last.ordinal,
    )
    return (*tasks[:-1], moved), [finding]


def _compare(
    tasks: Sequence[Task], figure: int | None, words: int | None, place: Place, *, is_partial: bool
) -> list[Finding]:
    cells = _sum(tasks)
    findings = []
    if figure is not None and words is not None and figure != words:
        findings.append(
            Finding("budget_total_mismatch", "error", f"total in figures {figure:,} and in words {words:,} đồng", place)
        )
    stated = figure if figure is not None else words
    if stated is None or not any(t.budget and t.budget.vnd is not None for t in tasks):
        return findings
    if cells != stated:
        severity: Severity = "info" if is_partial and cells < stated else "error"
        reason = " (rows of the table are missing)" if severity == "info" else ""
        findings.append(
            Finding(
                "budget_total_mismatch",
                severity,
                f"cells add up to {cells:,}, total says {stated:,} đồng{reason}",
                place,
            )
        )
    return findings
