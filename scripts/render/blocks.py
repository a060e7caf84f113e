"""What a decision prints: paragraphs, pairs of columns and tables, in order; every form is laid out from these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scripts.render.values import Act, Decision, Division, Instrument, Role, Task, TaskTable, Total

Style = Literal["kind", "subject", "caption", "authority", "basis", "verb", "heading", "title", "body", "unit"]
BOLD: frozenset[Style] = frozenset(("kind", "subject", "authority", "verb", "heading", "title"))
CENTRED: frozenset[Style] = frozenset(("kind", "subject", "caption", "authority", "verb"))
ITALIC: frozenset[Style] = frozenset(("basis", "caption"))

_STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
_ROMAN = re.compile(r"^[IVX]+\. ")
_LABEL = re.compile(r"^(?:\d+\.|[a-zđ]\)) ")
_LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Pair:
    """Two columns side by side: the head of an act, or its recipients and signature."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    kind: Literal["head", "closing"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; lines of its text are apart by line breaks."""

    text: str = ""
    colspan: int = 1
    rowspan: int = 1
    bold: bool = False
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. A row holds the cells that begin in it, so columns under a rowspan have none."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int
    table: TaskTable

    @property
    def words(self) -> tuple[str, ...]:
        """The totals in words, which stand below the table."""
        return tuple(row.words for row in self.table.rows if isinstance(row, Total) and row.words)


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page break."""


Block = Paragraph | Pair | Grid | NewPage


def blocks_of(decision: Decision) -> Iterator[Block]:
    """The blocks of a file, acts apart by page breaks."""
    for index, act in enumerate(decision.acts):
        if index:
            yield NewPage()
        yield from _act(act)


def _act(act: Act) -> Iterator[Block]:
    if act.head:
        yield _head(act)
    yield Paragraph(act.name, "kind")
    for line in act.subject:
        yield Paragraph(line, "subject")
    if act.caption:
        yield Paragraph(act.caption, "caption")
    if act.authority:
        yield Paragraph(act.authority, "authority")
    yield from _bases(act)
    if act.preamble:
        yield Paragraph(act.preamble, "body")
    if act.articles:
        yield Paragraph("QUYẾT ĐỊNH:", "verb")
    for index, article in enumerate(act.articles, 1):
        yield Paragraph(f"Điều {index}. {article}", "body")
    yield from _body(act)
    if act.signer:
        recipients = tuple(f"- {text}{';' if text != act.recipients[-1] else '.'}" for text in act.recipients)
        left = ("Nơi nhận:", *recipients) if recipients else ()
        yield Pair(left, (*act.signer[:-1], "", act.signer[-1]), "closing")


def _head(act: Act) -> Pair:
    number = act.printed_number or act.number
    if act.party:
        left = (*act.head, "*", f"Số {number}")
        right = [*_PARTY, ""]
    else:
        left = (*act.head, f"Số: {number or '      /KH-UBND'}")
        right = [*_STATE]
    if act.place and act.issued_on:
        right.append(f"{act.place}, {day_in_words(act.issued_on)}")
    return Pair(left, tuple(right), "head")


def day_in_words(day: str) -> str:
    """An ISO date as official papers print it, with a nought before a day below 10 and the months 1 and 2."""
    year, month, number = day.split("-")
    return f"ngày {number} tháng {month if int(month) <= 2 else int(month)} năm {year}"


def _bases(act: Act) -> Iterator[Paragraph]:
    for index, base in enumerate(act.bases):
        last = index == len(act.bases) - 1
        yield Paragraph(_clause(base) + ("," if last and act.articles else ";"), "basis")


def _clause(base: Instrument) -> str:
    parts = [base.lead_in, base.kind]
    parts += [f"số {base.number}"] if base.number else []
    parts += [day_in_words(base.issued_on)] if base.issued_on else []
    parts += [f"của {base.issuer}"] if base.issuer else []
    return " ".join(filter(None, [*parts, base.subject]))


def _body(act: Act) -> Iterator[Block]:
    tables = iter(act.tables)
    for line in act.body:
        if line.strip() == "@table":
            table = next(tables)
            if table.unit_line:
                yield Paragraph(table.unit_line, "unit")
            yield _grid(table)
        else:
            yield Paragraph(line, _style(line))


def _style(line: str) -> Style:
    if _ROMAN.match(line):
        return "heading"
    short = len(line) <= _LONGEST_HEADING and not line.endswith((".", ";", ":", ","))
    return "title" if _LABEL.match(line) and short else "body"


def _grid(table: TaskTable) -> Grid:
    heads = [*_header(table.header)]
    if table.column_numbers:
        heads.append(tuple(Cell(text, centred=True) for text in table.column_numbers))
    rows = [_row(row, table) for row in table.rows]
    return Grid((*heads, *_with_spans(rows, table)), len(heads), table)


def _header(header: Sequence[str]) -> Iterator[tuple[Cell, ...]]:
    """One row of headings, or two when some are written `Parent > Child`."""
    pairs = [text.partition(" > ")[::2] for text in header]
    two = any(child for _, child in pairs)
    top: list[Cell] = []
    for index, (parent, child) in enumerate(pairs):
        if child and index and pairs[index - 1][0] == parent:
            top[-1] = replace(top[-1], colspan=top[-1].colspan + 1)
        else:
            top.append(Cell(parent, rowspan=1 if child or not two else 2, bold=True, centred=True))
    yield tuple(top)
    if two:
        yield tuple(Cell(child, bold=True, centred=True) for _, child in pairs if child)


def _row(row: Task | Division | Total, table: TaskTable) -> tuple[Cell, ...]:
    width = len(table.columns)
    if isinstance(row, Division):
        return _division(row, table)
    if isinstance(row, Total):
        at = table.columns.index("budget")
        label = (Cell(row.label, colspan=at, bold=True, centred=True), Cell(row.figure, bold=True, centred=True))
        rest = width - at - 1
        return (*label, Cell(colspan=rest)) if rest else label
    if row.group:
        number, *others = (Cell(row.number or "", centred=True, bold=True), Cell(row.title, bold=True))
        return (number, *others, *(Cell() for _ in range(width - 2)))
    return tuple(_task_cell(row, role, table) for role in table.columns)


def _division(row: Division, table: TaskTable) -> tuple[Cell, ...]:
    width = len(table.columns)
    label, title = Cell(row.label, bold=True, centred=True), row.title or ""
    if table.sections == "repeated":
        return (label, *(Cell(title, bold=True) for _ in range(width - 1)))
    if table.sections == "cells":
        return (label, Cell(title, bold=True), *(Cell() for _ in range(width - 2)))
    return (label, Cell(title, colspan=width - 1, bold=True))


def _task_cell(row: Task, role: Role, table: TaskTable) -> Cell:
    match role:
        case "no":
            return Cell(row.number or "", centred=True)
        case "outputs":
            return Cell(_listed(row.outputs, table.lists))
        case "lead" | "coordinating":
            return Cell(_agencies(getattr(row, role), table.agencies))
        case "budget":
            return Cell(row.budget or "", centred=True)
        case "deadline":
            return Cell(row.deadline or "", centred=True)
        case "source":
            return Cell(row.budget_note or "")
        case _:
            return Cell(getattr(row, role) or "")


def _listed(items: Sequence[str], how: str) -> str:
    if how == "numbered" and len(items) > 1:
        return "\n".join(f"{index}. {item}" for index, item in enumerate(items, 1))
    if how == "semicolon" or (how == "numbered"):
        return "; ".join(items)
    return ";\n".join(f"- {item}" for item in items)


def _agencies(names: Sequence[str], how: str) -> str:
    return {"semicolon": "; ", "comma": ", ", "lines": ";\n"}[how].join(names)


def _with_spans(rows: Sequence[tuple[Cell, ...]], table: TaskTable) -> Iterator[tuple[Cell, ...]]:
    """Cells of merged roles taken out, and those above them made higher."""
    tasks = [row if isinstance(row, Task) else None for row in table.rows]
    for index, (cells, task) in enumerate(zip(rows, tasks, strict=True)):
        if task is None or task.group:
            yield cells
            continue
        kept: list[Cell] = []
        for role, cell in zip(table.columns, cells, strict=True):
            if role not in task.merged:
                kept.append(replace(cell, rowspan=_height(tasks[index + 1 :], role)))
        yield tuple(kept)


def _height(below: Sequence[Task | None], role: Role) -> int:
    height = 1
    for task in below:
        if task is None or role not in task.merged:
            break
        height += 1
    return height
