"""A row of a task table, once it is complete, as a task: its cells by what they are published as."""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.cell_types import looks_like_deadline
from parsers.period_columns import is_mark, marked_periods
from parsers.row_builder import RowBuilder
from parsers.shared_cells import split_at_slash, split_shared_cell
from parsers.task_rows import FIELDS
from parsers.unsure_words import share_of_fields, share_right
from schemas.decision import CellValue, Task
from schemas.document import Document, Line, Row
from schemas.text import Fragment

_CUT = 0.9  # what is right of a row that may be a part of one

_LABELLED_OUTPUTS = re.compile(r"(?<=\S)[\s;]+[-+*(]?\s*(?:SP|[Ss]ản phẩm|[Kk]ết quả(?: đầu ra)?)\s*:\s*(?=\S)")
_BY = re.compile(r"\s*(?:theo|khi|sau|trước|định kỳ|đột xuất)\s", re.IGNORECASE)


def task_of(document: Document, row: RowBuilder, ordinal: int) -> Task:
    """`row` as the task `ordinal` (1-based) of its document."""
    fragments = [
        cell.fragment
        for block in row.blocks
        if isinstance(value := document.blocks[block], Row)
        for cell in value.cells
    ] or [value.fragment for block in row.blocks if isinstance(value := document.blocks[block], Line)]
    lead, coordinating = _agency_cells(row)
    title, outputs = _title_and_outputs(row)
    return Task(
        ordinal=ordinal,
        part=row.part,
        section=row.section,
        section_title=row.section_title,
        number=row.number,
        parent_number=row.parent_number,
        is_group=row.is_group,
        title=title,
        outputs_cell=outputs,
        lead_cell=lead,
        coordinating_cell=coordinating,
        deadline_cell=_deadline_cell(row),
        budget_cell=row.value("budget"),
        funding_cell=row.value("funding"),
        note_cell=row.value("note"),
        details=tuple(f"{heading}: {text}" for heading, text in row.details.items()),
        page_start=min(f.page for f in fragments),
        page_end=max(f.page for f in fragments),
        line_start=min(f.line for f in fragments),
        line_end=max(f.line_end for f in fragments),
        repairs=sum(len(f.edits) for f in fragments),
        confidence=_confidence(document, row, fragments),
    )


def _confidence(document: Document, row: RowBuilder, fragments: list[Fragment]) -> float:
    """The share of its fields that are expected to be read rightly."""
    cells: dict[str, list[Fragment]] = {}
    for role, pieces in row.pieces.items():
        if role in FIELDS:
            held = [(document.blocks[piece.block], piece.cell) for piece in pieces]
            own = [block.cells[cell].fragment if isinstance(block, Row) else block.fragment for block, cell in held]
            cells.setdefault(FIELDS[role], []).extend(own)
    if row.heading is not None:
        block = document.blocks[row.heading]
        cells["heading"] = [block.fragment] if isinstance(block, Line) else [cell.fragment for cell in block.cells[:2]]
    share = share_of_fields(cells)
    share = share_right(fragments) if share is None else share
    return share * _CUT if row.doubtful else share


def _title_and_outputs(row: RowBuilder) -> tuple[CellValue, CellValue | None]:
    """Title and outputs; `Lập bản đồ. Sản phẩm: Bản đồ số` holds both where the table has no column for the second."""
    title, outputs = row.value("task") or CellValue("", ""), row.value("output")
    found = _LABELLED_OUTPUTS.search(title.text) if outputs is None and "output" not in row.columns else None
    if found is None or title.inherited:
        return title, outputs
    return replace(title, text=title.text[: found.start()].rstrip()), CellValue(title.text[found.end() :], title.raw)


def _agency_cells(row: RowBuilder) -> tuple[CellValue | None, CellValue | None]:
    """Lead and coordinating cells; one that names both roles is divided where no other column names the second."""
    lead, coordinating = row.value("lead") or row.value("lead_co"), row.value("co")
    if lead is None or coordinating is not None:
        return lead, coordinating
    first, second = split_shared_cell(lead.text)
    if second is None and row.value("lead") is None:
        first, second = split_at_slash(first)
    if second is None:
        return replace(lead, text=first), None
    return replace(lead, text=first), CellValue(second, lead.raw, lead.inherited)


def _says_when(cell: str) -> bool:
    """Whether a cell of a chart says when in words (`Tháng 3`, `Theo lịch của Bộ`) instead of marking its period."""
    return not is_mark(cell) and (looks_like_deadline(cell) or _BY.match(cell) is not None)


def _deadline_cell(row: RowBuilder) -> CellValue | None:
    """The deadline, from one column, a start and an end column, the marked columns of a chart, or a number of days."""
    if value := row.value("time"):
        return value
    if marked := row.pieces.get("period"):
        printed = {piece.raw.strip() for piece in marked}
        if len(printed) == 1 and _says_when(words := printed.pop()):
            return CellValue(words, words)  # `Thường xuyên` over all quarters, `Tháng 3` in the first
        names = [name for name in row.periods if name]
        return CellValue(marked_periods([piece.text for piece in marked], names), " ".join(p.raw for p in marked))
    start, end, days = row.value("time_start"), row.value("time_end"), row.value("days")
    if start and end:
        return CellValue(f"{start.text} - {end.text}", f"{start.raw} - {end.raw}")
    if days:
        return CellValue(f"{days.text} ngày" if days.text.isdigit() else days.text, days.raw)
    return end or start
