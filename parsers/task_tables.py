"""Task tables of one document: runs, rows, and the relations between rows (groups, parents, merged cells)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from parsers.claims import Claims
from parsers.heading_times import take_times_of_headings
from parsers.inherited_cells import inherit_cells
from parsers.row_builder import Piece, RowBuilder, is_bulleted, list_is_open, row_name
from parsers.row_labels import is_child_number, prefix_of, roman_value, to_roman
from parsers.row_tasks import task_of
from parsers.section_labels import label_and_title
from parsers.table_headers import Role
from parsers.table_reading import TableReading, place_of
from parsers.table_runs import RunFinder, TableRun
from parsers.table_totals import read_total_below
from parsers.task_rows import FIELDS, RowReader
from schemas.decision import Finding, StatedTotal, Task
from schemas.document import Document, Row

_SWALLOWED_WORDS = 4  # a shorter cell may end another by chance
_NUMBERED = 0.8  # share of the rows of a table that numbers them
_MIN_SECTIONS = 2  # fewer headings of their own level than this are no division of the table
# What a task has and a label over tasks has not.
_OF_TASKS: tuple[Role, ...] = (
    "lead", "co", "lead_co", "time", "time_start", "time_end", "days", "period", "output",
)  # fmt: skip
_COPIED: tuple[Role, ...] = ("output", "lead", "co", "time")
_CODE = re.compile(r"[A-ZĐ]\d{1,2}")
_NUMERAL_FIRST = re.compile(r"[IVX]{1,6}\.\d")
_FIRST_ITEM_ENDS = re.compile(r"(?P<first>[-+•–]?\s*[^;.]{3,80}\.)\s+(?=[-+•–]\s*\S)")


@dataclass(frozen=True, slots=True)
class TaskTables:
    """What `read_task_tables` found: tasks in order, the stated total, the unit, and findings."""

    tasks: tuple[Task, ...]
    total: StatedTotal | None
    findings: tuple[Finding, ...]
    is_partial: bool
    unit: str | None


def read_task_tables(document: Document, first: int, last: int, claims: Claims) -> TaskTables | None:
    """Read every task table in `document.blocks[first:last]`; None when there is none."""
    runs = RunFinder(document, first, last).find()
    if not runs:
        return None

    def claim(block: int, cell: int | None, field: str) -> None:
        if cell is None:
            claims.claim_block(block, field=field)
        else:
            claims.claim(block, cell, field=field)

    reading: TableReading | None = None
    unit = None
    inferred = False
    for run in runs:
        reading = RowReader(document, run, claim, reading).read()
        reading.findings += _concluded(document, run)
        unit = unit or (run.model.unit if run.model else None)
        inferred = inferred or bool(run.model and run.model.inferred)
    if reading is None or not reading.rows:
        return None
    reading.is_partial = reading.is_partial or inferred
    read_total_below(document, runs[-1].items[-1].block + 1 if runs[-1].items else last, last, reading, claims, unit)
    _relate(reading, _heading_above(document, reading, runs[0]))
    tasks = tuple(task_of(document, row, ordinal) for ordinal, row in enumerate(reading.rows, start=1))
    return TaskTables(tasks, reading.total, _with_tasks(reading), reading.is_partial, unit)


def _concluded(document: Document, run: TableRun) -> Iterator[Finding]:
    """What was concluded of columns whose headings tell nothing."""
    for heading, role in run.concluded:
        message = f"the column headed {heading!r} is taken for {FIELDS[role]} by its cells"
        yield Finding("column_concluded", "info", message, place_of(document, run.head_blocks[0]))


def _heading_above(document: Document, reading: TableReading, run: TableRun) -> str:
    """The line above the first table, where headings of sections are lines between the parts of the table, too."""
    later = (row.heading for row in reading.rows if row.section is not None)
    first = next(later, None)
    return run.above if first is not None and not isinstance(document.blocks[first], Row) else ""


def _relate(reading: TableReading, above: str) -> None:
    """Settle what rows say of each other; `above` is the line above the first table that may head its section."""
    _ones_to_numerals(reading.rows)
    _parts_to_sections(reading)
    _numbers_to_sections(reading)
    rows = reading.rows
    _infer_first_section(rows, reading, above)
    _set_parents(rows)
    _move_open_lists(rows, reading)
    _drop_copied_cells(rows, reading)
    _part_swallowed_cells(rows, reading)
    _mark_groups(rows)
    inherit_cells(rows, reading)
    reading.findings += take_times_of_headings(rows)
    _check_numbers(rows, reading)
    _doubt_breaks(rows)


def _ones_to_numerals(rows: list[RowBuilder]) -> None:
    """`I.1` is no misread `1.1` where other rows are numbered `II.1`, `III.2`."""
    if not any(row.number and _NUMERAL_FIRST.match(row.number) for row in rows):
        return
    for row in rows:
        if row.number and row.number.startswith("1.") and row.text("no").lstrip("( ").startswith("I"):
            row.number = f"I{row.number[1:]}"


def _parts_to_sections(reading: TableReading) -> None:
    """In a table that `A`, `B` ... divide, and nothing below them does, they are its sections."""
    rows = reading.rows
    if not reading.part_titles or any(row.section or row.section_title for row in rows):
        return
    for row in rows:
        if row.part is not None:
            row.section, row.section_title, row.part = row.part, reading.part_titles.get(row.part), None


def _numbers_to_sections(reading: TableReading) -> None:
    """Arabic sections: in a table without Roman ones, `1`, `2` ... that only head `1.1`, `2.1` ... are its sections."""
    rows = reading.rows
    if reading.arabic_sections or any(row.section or row.section_title for row in rows):
        return
    tops = [row for row in rows if row.number and row.number.isdigit()]
    numbers = {row.number for row in tops}
    children = [row for row in rows if row.number and "." in row.number]
    if len(tops) < _MIN_SECTIONS or len(numbers) != len(tops):
        return
    if not all(row.is_blank(*_OF_TASKS) for row in tops):
        return
    headed = {row.number.split(".")[0] for row in children if row.number}
    if not (numbers <= headed) or any(row.inherited for row in tops):
        return
    reading.arabic_sections = True
    section = title = None
    for row in rows:
        if row.number in numbers:
            section, title = row.number, row.text("task")
        row.section, row.section_title = section, title
    reading.rows = [row for row in rows if row.number not in numbers]


def _infer_first_section(rows: list[RowBuilder], reading: TableReading, above: str) -> None:
    """Rows before the first heading belong to the section before it, where numbering leaves no doubt.

    Its heading may stand `above` the table, as those of the others stand between its parts.
    """
    if reading.arabic_sections:
        for row in rows:
            if row.section is None and row.number and "." in row.number:
                row.section = row.number.split(".")[0]
        return
    first = next((row.section for row in rows if row.section), None)
    value = roman_value(first) if first else None
    if value is None or value < 2 or rows[0].section is not None:
        return
    label, title, _ = label_and_title([above])
    stands_above = label is not None and roman_value(label) == value - 1
    reading.is_partial = reading.is_partial or not stands_above
    for row in rows:
        if row.section is not None:
            break
        row.section = to_roman(value - 1)
        row.section_title = title if stands_above and title else None


def _set_parents(rows: list[RowBuilder]) -> None:
    numbered = {(row.part, row.section, row.number) for row in rows}
    printed: str | None = None
    section: tuple[str | None, str | None] | None = None
    for row in rows:
        if (row.part, row.section) != section:
            section, printed = (row.part, row.section), None
        if row.number is None:
            row.parent_number = printed
            continue
        if len(row.number) == 1 and row.number.isalpha():
            row.parent_number = printed if printed and not printed.isalpha() else _letter_parent(rows, row)
            continue
        prefix = prefix_of(row.number)
        row.parent_number = None if prefix == row.section or _is_section(prefix, row, numbered) else prefix
        printed = row.number


def _is_section(prefix: str | None, row: RowBuilder, numbered: set[tuple[str | None, str | None, str | None]]) -> bool:
    """Whether `2` of `2.1` counts the Roman section `II` it stands in: no row of the section has that number.

    `numbered` are part, section and number of all rows.
    """
    value = roman_value(row.section or "")
    return value is not None and prefix == str(value) and (row.part, row.section, prefix) not in numbered


def _letter_parent(rows: list[RowBuilder], row: RowBuilder) -> str | None:
    before = rows[: next(i for i, other in enumerate(rows) if other is row)]
    for other in reversed(before):
        if (other.part, other.section) != (row.part, row.section):
            return None
        if other.number and not other.number.isalpha():
            return other.number
    return None


def _move_open_lists(rows: list[RowBuilder], reading: TableReading) -> None:
    """An output list that ends with `;` before a page break goes on in the cell that follows.

    The follower is a group row whose only cell is an output, or a first item that ends with a full stop although
    more bullets come after it: that stop closed the list of the row above.
    """
    last_task: RowBuilder | None = None
    broke = False
    for row in rows:
        broke = broke or row.after_break
        if row.is_blank("lead", "co", "time", "budget", "lead_co", "output"):
            continue
        if last_task and broke and list_is_open(last_task.text("output")):
            _take_head_of_list(last_task, row, reading)
        last_task, broke = row, False


def _take_head_of_list(above: RowBuilder, row: RowBuilder, reading: TableReading) -> None:
    pieces = row.pieces.get("output")
    if not pieces:
        return
    if row.is_blank("lead", "co", "time", "budget", "lead_co"):
        above.pieces["output"] += pieces
        row.pieces.pop("output")
    else:
        found = _FIRST_ITEM_ENDS.match(pieces[0].text)
        if not found:
            return
        head = found["first"]
        above.pieces["output"].append(Piece(head, head, pieces[0].block, pieces[0].cell))
        pieces[0] = replace(pieces[0], text=pieces[0].text[found.end() :])
    reading.findings.append(
        Finding("row_continued", "info", f"outputs of {above.number or above.text('task')[:40]!r} end in the next row")
    )


def _drop_copied_cells(rows: list[RowBuilder], reading: TableReading) -> None:
    """A group label whose cells repeat its first child's word for word: OCR filled the blank cells."""
    for row, child in itertools.pairwise(rows):
        if not is_child_number(child.number, row.number) or row.is_blank(*_COPIED):
            continue
        if row.is_blank("lead") or any(row.text(role) != child.text(role) for role in _COPIED):
            continue
        for role in _COPIED:
            row.pieces.pop(role, None)
        row.shifted = True
        reading.findings.append(
            Finding("column_shift", "warning", f"cells of group {row.number} repeat those of {child.number}; dropped")
        )


def _part_swallowed_cells(rows: list[RowBuilder], reading: TableReading) -> None:
    """An output cell that swallowed the list of the row below: it ends with the whole of that cell.

    Its own part has no bullet and stands before the first one; what follows belongs to the row below.
    """
    for row, below in itertools.pairwise(rows):
        own, theirs = (" ".join(other.text("output").split()) for other in (row, below))
        at = own.find(" - ")
        if at < 0 or is_bulleted(own) or len(theirs.split()) < _SWALLOWED_WORDS or not own[at:].endswith(theirs):
            continue
        row.pieces["output"] = [replace(row.pieces["output"][0], text=own[:at])]
        below.pieces["output"] = [replace(below.pieces["output"][0], text=own[at + 1 :])]
        row.shifted = below.shifted = True
        reading.findings.append(
            Finding(
                "column_shift", "warning", f"outputs of {row_name(below)} stood in {row_name(row)}: {own[at + 3 :]}"
            )
        )


def _mark_groups(rows: list[RowBuilder]) -> None:
    for row, following in itertools.pairwise(rows):
        if not row.is_blank(*_OF_TASKS):
            continue
        if row.inherited or (following.part, following.section) != (row.part, row.section):
            continue
        is_parent = is_child_number(following.number, row.number)
        has_unnumbered = row.number is not None and following.number is None
        if is_parent or has_unnumbered:
            row.is_group = True
    _mark_groups_of_plain_numbers(rows)


def _mark_groups_of_plain_numbers(rows: list[RowBuilder]) -> None:
    """Groups whose rows have numbers of their own: `A1 | Chỉ dẫn người bệnh` above `1`, `2`, `3`."""
    group: RowBuilder | None = None
    for row, following in itertools.pairwise([*rows, None]):
        if row is None:
            continue
        is_plain = row.number is not None and row.number.isdigit()
        if group is not None and (not is_plain or (group.part, group.section) != (row.part, row.section)):
            group = None
        if group is not None:
            row.parent_number = group.number
        if is_plain or following is None or not row.number or row.inherited or not row.is_blank(*_OF_TASKS):
            continue
        heads = following.number is not None and following.number.isdigit() and not following.is_blank(*_OF_TASKS)
        if heads and (following.part, following.section) == (row.part, row.section):
            row.is_group, group = True, row
            row.parent_number = None if row.number.isalpha() or _CODE.fullmatch(row.number) else row.parent_number


def _check_numbers(rows: list[RowBuilder], reading: TableReading) -> None:
    """Repeated and missing numbers among siblings are reported, never renumbered."""
    seen: dict[tuple[str | None, ...], list[int]] = {}
    for row in rows:
        if row.number is None or not row.number.split(".")[-1].isdigit():
            continue
        title = None if row.section else row.section_title
        prefix = prefix_of(row.number)
        group = None if prefix else row.parent_number  # whose rows are numbered anew
        counts = seen.setdefault((row.part, row.section, title, prefix, group), [])
        value = int(row.number.split(".")[-1])
        where = f"section {row.section}" if row.section else "the table"
        if value in counts:
            reading.blocks[len(reading.findings)] = row.blocks[0]
            reading.findings.append(Finding("duplicate_number", "warning", f"{row.number} is printed twice in {where}"))
        elif counts and value > counts[-1] + 1:
            reading.blocks[len(reading.findings)] = row.blocks[0]
            reading.findings.append(
                Finding("missing_number", "warning", f"{row.number} follows {counts[-1]} in {where}")
            )
        counts.append(value)


def _doubt_breaks(rows: list[RowBuilder]) -> None:
    """Rows without number, in a table that numbers its rows: at the top of a page one may be the rest of the row above.

    Above a row 2, one may have lost its number.
    """
    if sum(row.number is not None for row in rows) < _NUMBERED * len(rows):
        return
    for above, row in itertools.pairwise(rows):
        if row.after_break and row.number is None:
            above.doubtful = row.doubtful = True
        if above.number is None and row.number and row.number.split(".")[-1] == "2":
            above.doubtful = True  # its 1 was not read


def _with_tasks(reading: TableReading) -> tuple[Finding, ...]:
    """Give a finding the task in whose row it was made; lines do not tell, a table may stand on one line."""
    tasks = {block: ordinal for ordinal, row in enumerate(reading.rows, start=1) for block in row.blocks}
    return tuple(
        replace(finding, task=tasks.get(reading.blocks.get(index, -1)))
        for index, finding in enumerate(reading.findings)
    )
