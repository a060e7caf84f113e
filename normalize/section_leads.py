"""Leads that head sections: `I. Sở Nội vụ` over the tasks of a table in which no column says who leads."""

from __future__ import annotations

import re
from dataclasses import replace

from normalize.agency_cells import split_agencies
from normalize.agency_keys import agency_key, head_of
from normalize.gazetteer import IssuerContext, identify
from schemas.decision import CellValue, Finding, Place, Task
from schemas.letters import fold

_FEWEST_SECTIONS = 2
_INSPECTS = re.compile(r"[-+ ]*(?:kiem tra|thanh tra|giam sat|khao sat|kiem toan|hau kiem)\b")


def led_by_sections(tasks: tuple[Task, ...], context: IssuerContext) -> tuple[tuple[Task, ...], tuple[Finding, ...]]:
    """`tasks` with the bodies that head their sections as leads, and a finding for each.

    Only where no task has a lead, some have a body that takes part, every section is headed by bodies that are known,
    and most tasks are no inspections: there the bodies may be those that are inspected.
    """
    titles = {(task.part, task.section): task.section_title for task in tasks}
    if len(titles) < _FEWEST_SECTIONS or any(task.lead_cell and task.lead_cell.text for task in tasks):
        return tasks, ()
    if not any(task.coordinating_cell and task.coordinating_cell.text for task in tasks):
        return tasks, ()
    if not all(title and _names_bodies(title, context) for title in titles.values()):
        return tasks, ()
    if sum(_INSPECTS.match(fold(task.title.text)) is not None for task in tasks) * 2 > len(tasks):
        return tasks, ()
    own = [task for task in tasks if not task.is_group and task.section_title]
    findings = tuple(
        Finding(
            "inherited_cell",
            "info",
            f"lead of row {task.number or repr(task.title.text[:40])} heads its section: {task.section_title}",
            Place(task.page_start, task.line_start),
            task.ordinal,
        )
        for task in own
    )
    held = {task.ordinal for task in own}
    return tuple(_led(task) if task.ordinal in held else task for task in tasks), findings


def _names_bodies(title: str, context: IssuerContext) -> bool:
    """Whether a title is a body's name, or lists bodies and nothing else (`Báo Sóc Trăng, Đài Phát thanh tỉnh`)."""
    if _is_body(title, context):
        return True
    return all(_is_body(mention.name, context) for mention in split_agencies(title, "lead", context))


def _is_body(title: str, context: IssuerContext) -> bool:
    """Whether a title is the name of a known body or class of bodies, with its head noun."""
    key = agency_key(title)
    return identify(title, context) is not None and head_of(key) is not None and head_of(key) != key


def _led(task: Task) -> Task:
    return replace(task, lead_cell=CellValue((task.section_title or "").rstrip(" .:;"), "", inherited=True))
