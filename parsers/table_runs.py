"""Tables of a document as runs of rows under one head, pages joined, before any row is understood.

A head repeated on the next page continues the run; a head with other roles starts a new one; rows without any head
(its page is lost) form a run whose columns are concluded from what the cells look like.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from parsers.body_columns import bodies_of_columns
from parsers.concluded_columns import (
    completed_model,
    infer_model,
    with_columns_behind,
    with_number_column,
    with_titles_told_apart,
    with_unknown_columns,
    without_areas_of_times,
)
from parsers.row_alignment import blank_columns
from parsers.run_rows import (
    closes_act,
    expanded_cells,
    has_section_rows,
    head_over_section,
    joined_headings,
    lists_procedures,
    runs_across,
    wrapped_head,
)
from parsers.table_headers import (
    ColumnModel,
    Role,
    column_model,
    header_role,
    header_roles,
    is_column_number_row,
    is_number_head,
    known_roles,
    money_unit,
    named_periods,
    same_head,
    same_heading,
    sub_header,
    without_unmarked_periods,
)
from parsers.titles_in_pieces import title_in_pieces
from schemas.document import Document, Row

# `... thực hiện các nhiệm vụ theo bảng sau (kinh phí tính bằng triệu đồng):`
_UNIT_IN_SENTENCE = re.compile(r"\([^()]{0,40}(?:tính bằng|đơn vị tính|ĐVT)[^()]{2,30}\)(?=[\s.:;]*$)", re.IGNORECASE)
_UNIT_LINE = 60  # letters; a line that states the unit of a table's sums is short
_INSIDE_LINE = 160  # letters; a line between two rows that belongs to the table (a heading) is short
_PAGE_DIGITS = 3
_UNIT_LOOKBACK = 4  # non-blank lines above a head in which a unit caption may stand


@dataclass(slots=True)
class RunItem:
    """A row (or a line between rows) of a run; `texts` holds the cells, or the one text of a line.

    `covered` holds, by column, the texts of merged cells above that go on in this row; they are blank in `texts`.
    `holders` are the blocks in which these cells begin. `spanned` are the columns of all merged cells above that go on
    here, blank ones (cut by a page) too.
    """

    block: int
    texts: list[str]
    cells: list[int | None]
    is_row: bool
    after_break: bool = False
    covered: dict[int, str] = field(default_factory=dict)
    holders: dict[int, int] = field(default_factory=dict)
    spanned: frozenset[int] = frozenset()
    across: bool = False  # the second cell covers all columns after the first, or is repeated in each of them

    @property
    def shown(self) -> list[str]:
        """What stands in each column for a reader of the printed table."""
        return [text or self.covered.get(column, "") for column, text in enumerate(self.texts)]


@dataclass(slots=True)
class TableRun:
    """Rows under one head; `model` is None when the table is not a table of tasks."""

    model: ColumnModel | None
    items: list[RunItem] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    top: list[str] = field(default_factory=list)  # the first row of the head
    lower: list[str] = field(default_factory=list)  # the second, where it has one
    head_blocks: list[int] = field(default_factory=list)
    claimed_blocks: list[int] = field(default_factory=list)
    above: str = ""  # the line above the head
    tells_spans: bool = False  # some cell of a row covers rows below: what is blank and not covered was printed blank
    bodies: dict[int, str] = field(default_factory=dict)  # by column, where the table is a matrix of bodies
    concluded: list[tuple[str, Role]] = field(default_factory=list)  # headings that told nothing, and what cells told

    @property
    def tells_little(self) -> bool:
        """Whether the head is known for one by the heading of its numbers alone."""
        return header_roles(self.head) is None and is_number_head(self.head)


class _Spans:
    """Cells of one table that cover rows below, while its rows are read."""

    def __init__(self) -> None:
        self._table = -1
        # column -> rows that are still to be covered, with what, and by the cell of which block
        self._open: dict[int, tuple[int, str, int]] = {}

    def item(self, index: int, row: Row, texts: list[str], cells: list[int | None]) -> RunItem:
        """The next row as an item, with what cells above it cover."""
        if row.table != self._table:
            self._table = row.table
            self._open.clear()
        item = RunItem(index, texts, cells, True, spanned=frozenset(self._open), across=runs_across(row))
        for column, (_, text, block) in self._open.items():
            if column < len(texts) and not texts[column] and text:
                item.covered[column], item.holders[column] = text, block
        self._open = {column: (left - 1, text, block) for column, (left, text, block) in self._open.items() if left > 1}
        column = 0
        for cell in row.cells:
            if cell.rowspan > 1:
                self._open[column] = (cell.rowspan - 1, texts[column], index)
            column += cell.colspan
        return item


class RunFinder:
    """Walks the blocks of one document and gathers its table runs."""

    def __init__(self, document: Document, first: int, last: int) -> None:
        self._document = document
        self._range = range(first, last)
        self._runs: list[TableRun] = []
        self._pending: tuple[list[Role | None], list[str], list[int]] | None = None
        self._top: list[str] = []
        self._lower: list[str] = []
        self._break = False
        self._between: list[RunItem] = []
        self._page = 0
        self._spans = _Spans()
        self._closed = False

    def find(self) -> list[TableRun]:
        """All runs that are tables of tasks, in reading order."""
        for index in self._range:
            block = self._document.blocks[index]
            if isinstance(block, Row):
                self._row(index, block)
            else:
                self._line(index, block.fragment.text)
        self._close_head()
        for run in self._runs:
            _take_bodies(run)
            rows = [item.texts for item in run.items if item.is_row]
            completed = completed_model(run.head, rows) if run.model is None and run.head and rows else None
            run.model = without_areas_of_times(run.model, rows) if run.model is not None else None
            if run.model is not None and has_section_rows(run.model, rows):
                roles = tuple("other" if role == "area" else role for role in run.model.roles)
                run.model = replace(run.model, roles=roles)
            if run.model is not None and lists_procedures(run.head, run.model, rows):
                run.model = None
                continue
            if completed is not None:
                run.model, run.concluded = completed
                run.claimed_blocks += run.head_blocks
            elif run.model is None and (not run.head or run.tells_little):
                run.model = infer_model(rows, known_roles(run.head))
                run.claimed_blocks += run.head_blocks if run.model else []
            elif run.model is not None:
                marked = without_unmarked_periods(run.model, rows)
                run.model = with_number_column(marked, rows) if marked else None
                if run.model is not None:
                    run.model, behind = with_columns_behind(run.model, run.head, rows)
                    run.model, told = with_unknown_columns(run.model, run.head, rows)
                    run.concluded = behind + told
                    run.model = with_titles_told_apart(run.model, run.head, rows)
            if run.model is not None:
                self._drop_blank_columns(run, run.model)
            run.tells_spans = self._tells_spans(run)
        return [run for run in self._runs if run.model is not None]

    def _drop_blank_columns(self, run: TableRun, model: ColumnModel) -> None:
        """Leave columns out that only the recognition of one page made."""
        pages: dict[tuple[int, int], list[RunItem]] = {}
        for item in run.items:
            block = self._document.blocks[item.block]
            if isinstance(block, Row):
                pages.setdefault((block.table, block.page), []).append(item)
        for items in pages.values():
            merged = any(item.spanned for item in items)
            blank = frozenset[int]() if merged else blank_columns([item.texts for item in items], model)
            for item in items if blank else ():
                kept = [at for at in range(len(item.texts)) if at not in blank]
                item.texts, item.cells = [item.texts[at] for at in kept], [item.cells[at] for at in kept]

    def _tells_spans(self, run: TableRun) -> bool:
        """Whether cells below the head are merged downwards; converters often write it in heads and lose it in rows."""
        blocks = [self._document.blocks[item.block] for item in run.items]
        return any(cell.rowspan > 1 for block in blocks if isinstance(block, Row) for cell in block.cells)

    def _line(self, index: int, text: str) -> None:
        stripped = text.strip()
        if not stripped:
            self._break = True
            return
        self._between.append(RunItem(index, [stripped], [None], is_row=False, after_break=self._break))

    def _row(self, index: int, row: Row) -> None:
        texts, cells = expanded_cells(row)
        texts = title_in_pieces(row, texts)
        item = self._spans.item(index, row, texts, cells)
        if row.page != self._page:
            self._break = True
            self._page = row.page
        if not any(texts):
            if self._runs:
                self._runs[-1].claimed_blocks.append(index)
            return
        roles = None if self._is_rest_of_row(texts) else header_roles(texts)
        if roles is None and closes_act(texts):
            self._closed = True
            return
        if self._closed and roles is None:
            return
        if self._pending and self._follows_known_head(texts):
            roles = None  # the rest of a row that the page cut, whatever its scraps read like
        elif self._pending and self._second_level(index, texts, roles):
            return
        if roles is None and is_number_head(texts):
            roles = [header_role(text) for text in texts]
        if roles and (fused := head_over_section(row, texts)) is not None:
            head, section = fused
            self._head(index, head, [header_role(text) for text in head])
            self._close_head()
            self._append(replace(item, texts=section))
            return
        if roles:
            self._head(index, texts, roles)
            return
        self._close_head()
        if is_column_number_row(texts) and self._runs:
            self._runs[-1].claimed_blocks.append(index)
            return
        item.after_break = self._break
        self._append(item)

    def _is_rest_of_row(self, texts: list[str]) -> bool:
        """Whether a row without a number, most of whose cells begin small, is the rest of one that a page cut.

        It may speak of tasks and money as heads do.
        """
        if not self._break or not self._runs or self._pending or texts[0]:
            return False
        model = self._runs[-1].model
        filled = [text for text in texts if text]
        small = sum(text[0].islower() for text in filled)
        return (
            model is not None and model.index("no") == 0 and len(texts) == len(model.roles) and small * 2 > len(filled)
        )

    def _second_level(self, index: int, texts: list[str], roles: list[Role | None] | None) -> bool:
        if self._pending is None:
            return False
        upper, head, blocks = self._pending
        if roles and (same_head(head, texts) or "no" in roles or "task" in roles):
            return False
        wrapped = wrapped_head(upper, head, texts)
        merged = sub_header(upper, texts, head) if wrapped is None else wrapped
        if merged is None:
            return False
        labels = joined_headings(head, texts, len(merged))
        self._pending = (merged, labels, [*blocks, index])
        self._lower = texts
        return True

    def _follows_known_head(self, texts: list[str]) -> bool:
        """Whether a row below a repeated head is no part of it; a head's own rows are known from the first time."""
        if not self._runs or not self._is_repeated(self._runs[-1]) or texts[0]:
            return False
        return not same_head(self._runs[-1].lower, texts)

    def _is_repeated(self, run: TableRun) -> bool:
        """Whether the head that is being read begins like that of `run`."""
        return run.model is not None and same_head(run.top, self._top)

    def _head(self, index: int, texts: list[str], roles: list[Role | None]) -> None:
        self._closed = False
        self._close_head()
        self._pending = (roles, texts, [index])
        self._top, self._lower = texts, []

    def _close_head(self) -> None:
        if self._pending is None:
            return
        roles, head, blocks = self._pending
        self._pending = None
        named = max((i + 1 for i, text in enumerate(head) if text.strip()), default=0)
        periods = named_periods(roles[:named], self._top, self._lower)
        model = column_model(
            roles[:named], head, periods
        )  # a cell too many in some row gives the head blank ones at its end
        current = self._runs[-1] if self._runs else None
        self._break = True
        repeated = current is not None and len(blocks) == 1 and self._is_repeated(current)
        repeated = repeated or (current is not None and _is_misread_head(current, roles, head))
        if current and current.model and (repeated or (model and model.roles == current.model.roles)):
            self._keep_inside_lines(current)
            current.claimed_blocks += blocks
            return
        above = next((line.texts[0] for line in reversed(self._between) if line.block < blocks[0]), "")
        self._between = [line for line in self._between if line.block > blocks[-1]]  # a section's title, the unit
        if model and model.unit is None and "budget" in model.roles:
            model = replace(model, unit=self._unit_above(blocks[0]) or self._unit_below())
        claimed = list(blocks) if model else []
        self._runs.append(TableRun(model, [], head, self._top, self._lower, blocks, claimed, above))

    def _unit_above(self, block: int) -> str | None:
        seen = 0
        for index in range(block - 1, self._range.start - 1, -1):
            value = self._document.blocks[index]
            if isinstance(value, Row):
                filled = [cell.fragment.text for cell in value.cells if cell.fragment.text.strip()]
                return money_unit(filled[0]) if len(filled) == 1 and len(filled[0]) < _UNIT_LINE else None
            text = value.fragment.text.strip()
            if not text:
                continue
            stated = [text] if len(text) < _UNIT_LINE else _UNIT_IN_SENTENCE.findall(text)
            if stated and (unit := money_unit(stated[0])):
                return unit
            seen += 1
            if seen >= _UNIT_LOOKBACK:
                return None
        return None

    def _unit_below(self) -> str | None:
        """The unit of money on a line of its own between the head and the first row."""
        texts = [line.texts[0] for line in self._between]
        return next((unit for text in texts if len(text) < _UNIT_LINE and (unit := money_unit(text))), None)

    def _append(self, item: RunItem) -> None:
        if not self._runs:
            self._runs.append(TableRun(None))
        run = self._runs[-1]
        if _is_page_number(item, run.model):
            self._break = True
            return
        self._keep_inside_lines(run)
        run.items.append(item)
        self._break = False

    def _keep_inside_lines(self, run: TableRun) -> None:
        """Lines between two rows of a run belong to it when they are short; narrative in between does not."""
        if run.items or run.head:
            run.items += [line for line in self._between if len(line.texts[0]) <= _INSIDE_LINE]
        self._between.clear()


def _take_bodies(run: TableRun) -> None:
    """Put the bodies that head columns of marks into `run`; a row that names them, wherever it is repeated, is head."""
    rows = [item.texts for item in run.items if item.is_row]
    found = bodies_of_columns(run.head, rows) if run.head else None
    if found is None:
        return
    bodies, is_below = found
    roles: list[Role | None] = [header_role(cell) for cell in run.head]
    roles += [None] * (max(bodies) + 1 - len(roles))
    model = column_model(["body" if at in bodies else role for at, role in enumerate(roles)], run.head)
    if model is None:
        return
    run.claimed_blocks += [block for block in run.head_blocks if block not in run.claimed_blocks]
    run.model, run.bodies = replace(model, unit=run.model.unit if run.model else model.unit), bodies
    if is_below:
        run.claimed_blocks += [item.block for item in run.items if item.texts == rows[0]]
        run.items = [item for item in run.items if item.texts != rows[0]]


def _is_page_number(item: RunItem, model: ColumnModel | None) -> bool:
    """Whether a row holds a figure alone where bodies stand: the number of a page."""
    filled = [(column, text) for column, text in enumerate(item.texts) if text]
    if model is None or len(filled) != 1 or filled[0][0] >= len(model.roles):
        return False
    column, text = filled[0]
    return model.roles[column] in ("lead", "co", "lead_co") and text.isdigit() and len(text) <= _PAGE_DIGITS


def _is_misread_head(run: TableRun, roles: list[Role | None], head: list[str]) -> bool:
    """Whether a head is that of `run` with cells that are misread: as wide, and all it names is named there too."""
    if run.model is None or len(head) != len(run.head) or not any(map(same_heading, head, run.head)):
        return False
    pairs = list(zip(roles, run.model.roles, strict=False))
    return None in roles and len(pairs) == len(roles) and all(role in (None, known) for role, known in pairs)
