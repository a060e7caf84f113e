"""Source rows to task rows: what each row of a table is, and whether it goes on with what a page break cut.

The reader walks one table run and keeps the state a person keeps: which section it is in (`table_sections`), which row
was last, and what the total is (`table_totals`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from parsers.body_columns import marks_lead, roles_by_marks
from parsers.cell_lines import LISTS, CellLines
from parsers.cut_cells import AGENCY_ROLES, ENDED, MERGED, CutCells, goes_on_below
from parsers.cut_rows import ASSIGNED, block_above, is_rest, lines_above, open_column, shares_title
from parsers.period_columns import is_marked
from parsers.row_alignment import AlignedRow, align
from parsers.row_builder import Piece, RowBuilder, is_bulleted, is_open, starts_inside
from parsers.row_labels import embedded_number, fused_number, row_number
from parsers.run_rows import areas_group_rows
from parsers.section_labels import label_and_title
from parsers.table_headers import Role
from parsers.table_reading import TableReading, is_piped, is_ruled, place_of, spans_others
from parsers.table_runs import RunItem, TableRun
from parsers.table_sections import SectionReader
from parsers.table_totals import is_in_words, put_words, read_total_row
from schemas.decision import Finding
from schemas.document import Document, Row
from schemas.text import Fragment

_WITHOUT_FIELD: tuple[Role, ...] = ("other", "count")
_MARKED: tuple[Role, ...] = ("period", "body")  # columns whose headings say what their cells only mark
# `- 5 -` among the cells: a bulleted row has words.
_PAGE_NUMBER = re.compile(r"[-–—]\s*\d{1,3}\s*[-–—]")
_PIPE = re.compile(r"\s*\|\s*")

Claim = Callable[[int, int | None, str], None]

FIELDS: dict[str, str] = {
    "no": "number", "area": "section_title", "task": "title", "output": "outputs", "lead": "lead",
    "lead_co": "lead", "co": "coordinating", "time": "deadline", "time_start": "deadline",
    "time_end": "deadline", "days": "deadline", "period": "deadline", "budget": "budget", "funding": "budget_note",
    "note": "remarks",
}  # fmt: skip
"""Field names under which cells are published, by role."""

_FEW_CELLS = 2
_NUMBERED_AREA = re.compile(r"[IVXL]{1,6}\s*[.):\-–/]")  # not `X quang`


class RowReader:
    """Reads the items of one table run into `TableReading`."""

    def __init__(self, document: Document, run: TableRun, claim: Claim, previous: TableReading | None = None) -> None:
        if run.model is None:
            raise ValueError("only runs with a column model can be read")
        self._document = document
        self._run = run
        self._model = run.model
        self._claim = claim
        self._items = run.items
        self._at = 0
        self.reading = previous or TableReading()
        self._sections = SectionReader(run.items, run.model, self.reading)
        self._cut = CutCells()
        self._marks_lead = any(
            marks_lead(item.texts[column]) for item in run.items for column in run.bodies if column < len(item.texts)
        )
        self._lines = CellLines(document, run.items, run.model)
        widths = {len(item.texts) for item in run.items if item.is_row}
        self._is_even = widths == {len(run.model.roles)} and all(
            is_piped(document, item.block) for item in run.items if item.is_row
        )
        self.reading.arabic_sections |= areas_group_rows([item.texts for item in run.items if item.is_row], run.model)

    def read(self) -> TableReading:
        """Read all items of the run."""
        for block in self._run.claimed_blocks:
            self._claim(block, None, "table_head")
        for position, item in enumerate(self._items):
            self._at = position
            if item.is_row:
                self._row(item)
            else:
                self._line(item)
        return self.reading

    # -- what a row is -------------------------------------------------------------------------------------------

    def _row(self, item: RunItem) -> None:
        filled = [(i, text) for i, text in enumerate(item.texts) if text]
        first = filled[0][1]
        headings = (self._fused_misread_heading, self._heading, self._plain_heading, self._heading_without_label)
        if self._total(item, filled) or any(read(item, filled) for read in headings):
            return
        number, fused = fused_number(first, filled)
        if fused and filled[0][0] <= (self._model.index("task") or 0):
            self._start(item, self._no_cells(), number, {"task": fused})
            return
        aligned = self._aligned(item)
        cells = {role: item.texts[i] for role, i in self._taken(aligned) if item.texts[i]}
        if aligned.shifted and aligned.left_out:
            self._found(
                "column_shift",
                "warning",
                item,
                f"row has {len(item.texts)} cells for {len(self._model.roles)} columns; left out: "
                + "; ".join(repr(item.texts[i]) for i in aligned.left_out),
            )
        number_cell = cells.get("no", "")
        number = self._sections.number_of(self._at, number_cell)
        if len(filled) == 1 and _PAGE_NUMBER.fullmatch(number_cell):
            return  # its words stay unparsed
        if number is not None and len(filled) == 1:
            self._lost_start(item)
        elif number is not None and self._ends_cut_row(cells, item):
            self.reading.rows[-1].number = number
            if cells.get("task"):
                self.reading.rows[-1].inherited.pop("task", None)
            self._continue(item, aligned)
        elif number is not None or is_bulleted(number_cell):
            self._area(cells)
            self._start(item, aligned, number)
        elif self._continues(cells, item):
            self._continue(item, aligned)
        elif cells.get("task") or cells.get("area"):
            self._area(cells)
            self._start(item, aligned, None)
        elif self.reading.rows and len(cells) > 1:
            self._start(item, aligned, None, inherit_title=True)
        else:
            self._lost_start(item)

    def _no_cells(self) -> AlignedRow:
        """For a row that is not in columns: a line, or one cell over all of them."""
        return AlignedRow((None,) * len(self._model.roles))

    def _aligned(self, item: RunItem) -> AlignedRow:
        """The row's cells in columns; the tail of a cut row looks like nothing and stays as it is where none drifts."""
        width = len(self._model.roles)
        stays = is_ruled(self._document, item.block) or (self._is_even and self._is_scrap(item))
        if stays and not item.texts[0] and len(item.texts) == width:
            return AlignedRow(tuple(range(width)))
        return align(item.shown, self._model)

    def _is_scrap(self, item: RunItem) -> bool:
        """Whether a row is surely the rest of one: few of its cells are filled, or one begins inside a phrase."""
        filled = [text for text in item.texts if text]
        return len(filled) <= _FEW_CELLS or any(map(starts_inside, filled))

    def _taken(self, aligned: AlignedRow) -> list[tuple[Role, int]]:
        return [(role, at) for role, at in zip(self._model.roles, aligned.cells, strict=True) if at is not None]

    def _line(self, item: RunItem) -> None:
        text = item.texts[0].strip(" |")
        cells = [cell for cell in _PIPE.split(text) if cell]  # a label and its title, too few to be a row of the table
        if not cells:
            return  # a bar, or a mark without width, alone on its line
        if is_in_words(text):
            put_words(text, self._model, place_of(self._document, item.block), self.reading)
            self._claim(item.block, None, "total")
        elif self._sections.is_stray_label(self._at) or self._heading(item, list(enumerate(cells))):
            return
        elif self._sections.read_line(self._at, text):
            self._heads(item)

    def _total(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        if not read_total_row(item, filled, self._model, place_of(self._document, item.block), self.reading):
            return False
        self._claim(item.block, None, "total")
        return True

    def _heading(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        texts = [text for _, text in filled]
        if len(texts) > 2 and len(set(texts[-2:])) == 1 and len(set(texts)) <= 2:
            texts = list(dict.fromkeys(texts))  # a heading repeated in every column
        task = self._sections.task_under_misread_one(self._at, texts)
        if task is not None:
            self._start(item, self._no_cells(), "1", {"task": task})
            return True
        if not self._sections.read_heading(texts):
            return False
        self._heads(item)
        return True

    def _heads(self, item: RunItem) -> None:
        self._claim(item.block, None, "heading")
        self.reading.heading = item.block

    def _plain_heading(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        at, sections = self._at, self._sections
        ways = (sections.read_arabic_heading, sections.read_lettered_heading, sections.read_plain_heading)
        if not any(read(at, filled) for read in ways):
            return False
        self._heads(item)
        return True

    def _heading_without_label(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        sections, at = self._sections, self._at
        if sections.read_heading_without_label(at, filled):
            title = filled[0][1]
        elif sections.read_heading_with_misread_label(at, filled) or sections.read_misread_heading(at, filled):
            title = filled[1][1]
        else:
            return False
        self._heads_without_numeral(item, title)
        return True

    def _fused_misread_heading(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        title = self._sections.read_fused_misread_heading(self._at, filled)
        if title is not None:
            self._heads_without_numeral(item, title)
        return title is not None

    def _heads_without_numeral(self, item: RunItem, title: str) -> None:
        self._heads(item)
        found = f"it is {self._sections.section}" if self._sections.section else "it is not known"
        self._found("missing_number", "warning", item, f"the numeral of the section {title!r} is missing; {found}")

    def _area(self, cells: dict[Role, str]) -> None:
        title = cells.get("area")
        if not title:
            return
        numeral, named, _ = label_and_title([title]) if _NUMBERED_AREA.match(title) else (None, "", [])
        if numeral and named:  # `I. Xây dựng thể chế` in a cell merged over its tasks
            self._sections.enter(numeral, named)
        else:
            self._sections.enter(row_number(cells.get("no", "")) if self.reading.arabic_sections else None, title)

    # -- rows ----------------------------------------------------------------------------------------------------

    def _continues(self, cells: dict[Role, str], item: RunItem) -> bool:
        """Whether a row without number goes on with the row above."""
        if not self.reading.rows:
            return False
        last = self.reading.rows[-1]
        task = cells.get("task", "")
        if task:
            if self._number_before(task):
                return False
            if starts_inside(task) or not any(map(str.isalpha, task)) or self._is_rest(cells, item):
                return True
            if (
                item.after_break
                and set(cells) == {"task"}
                and is_ruled(self._document, item.block)
                and not spans_others(self._document, item.block)
            ):
                return not last.is_blank(*AGENCY_ROLES)  # a title of its own would have somebody to do it, or a span
            assigned = any(
                cells.get(role) and not starts_inside(cells[role]) and not is_open(last.text(role)) for role in ASSIGNED
            )
            if is_bulleted(task):
                return item.after_break and not assigned
            cut_elsewhere = any(starts_inside(text) for role, text in cells.items() if role != "task")
            return item.after_break and (is_open(last.text("task")) or cut_elsewhere) and not assigned
        return not shares_title(cells, last)

    def _ends_cut_row(self, cells: dict[Role, str], item: RunItem) -> bool:
        """Whether a numbered row is the rest of one that the page cut above its number, which stood in the middle."""
        if not item.after_break or not self.reading.rows or not is_ruled(self._document, item.block):
            return False
        last = self.reading.rows[-1]
        if last.number is not None or last.blocks != [block_above(self._items, self._at)]:
            return False
        title = last.text("task")
        if not title:  # it, too, stands below the break
            return self._is_rest(cells, item)
        return starts_inside(cells.get("task", "")) and not ENDED.search(title)

    def _is_rest(self, cells: dict[Role, str], item: RunItem) -> bool:
        """Whether a row is the rest of the last one by what stands in its columns on both pages."""
        if not item.after_break or len(item.texts) != len(self._model.roles):
            return False
        last = self.reading.rows[-1]
        if block_above(self._items, self._at) not in last.blocks:
            return False
        own: dict[Role, str] = {role: text for role, text in cells.items() if role != "no"}
        return is_rest(last, own, {role for role in own if any(map(starts_inside, self._column(role)))})

    def _column(self, role: Role) -> list[str]:
        """The cells of a column that no page break cuts."""
        at = self._model.index(role)
        rows = (item.texts for item in self._items if item.is_row and not item.after_break)
        return [] if at is None else [text for row in rows for text in row[at : at + 1]]

    def _start(
        self,
        item: RunItem,
        aligned: AlignedRow,
        number: str | None,
        replaced: dict[Role, str] | None = None,
        *,
        inherit_title: bool = False,
    ) -> None:
        stands_in = self._sections
        row = RowBuilder(number, stands_in.section, stands_in.title, stands_in.part, after_break=item.after_break)
        row.shifted, row.heading, row.columns = aligned.shifted, self.reading.heading, frozenset(self._model.roles)
        row.blocks.append(item.block)
        self._mark_periods(row, item, aligned)
        self._mark_bodies(row, item, aligned)
        self._add_details(row, item, aligned)
        for role, index in self._taken(aligned):
            if self._begins_above(item, role, index):
                row.covered[role] = self._put_on(role, item, index, lines_above(self._items, self._at))
            elif role not in _MARKED:
                self._put(row, role, item, index)
            if index in item.covered:
                row.covered[role] = self._cut.text(item, index, self.reading.rows, role)
            elif self._run.tells_spans and not item.after_break and index not in item.spanned:
                row.closed.add(role)
        if replaced:
            for role, text in replaced.items():
                row.pieces[role] = [Piece(text, text, item.block, 0)]
            self._claim(item.block, None, "title")
        if inherit_title and (title := self.reading.rows[-1].value("task")):
            row.inherited["task"] = type(title)(title.text, "", inherited=True)
        self._embedded(row)
        self._sections.forget_label()
        self.reading.rows.append(row)

    def _embedded(self, row: RowBuilder) -> None:
        """A number printed in the task text, where the number column is blank or numbers the areas."""
        pieces = row.pieces.get("task")
        if not pieces or (row.number is not None and not self.reading.arabic_sections):
            return
        found = self._number_before(pieces[0].text)
        if found:
            row.number = found[1].replace(",", ".")
            pieces[0] = replace(pieces[0], text=pieces[0].text[found.end() :])
        elif self.reading.arabic_sections:
            row.number = None

    def _number_before(self, title: str) -> re.Match[str] | None:
        return embedded_number(title, stands_alone=self._model.index("no") is None)

    def _continue(self, item: RunItem, aligned: AlignedRow) -> None:
        row = self.reading.rows[-1]
        self._mark_periods(row, item, aligned)
        self._add_details(row, item, aligned)
        filled = [(role, at) for role, at in self._taken(aligned) if item.texts[at] and role not in _MARKED]
        ruled = is_ruled(self._document, item.block)
        for role, index in filled:
            if role in MERGED and ruled:
                self._put_on(role, item, index)
                row.blocks += [item.block] if item.block not in row.blocks else []
            else:
                text, roles = item.texts[index], self._model.roles
                self._put(row, role if ruled else open_column(roles, row, role, text, dict(filled)), item, index)
        self._found("row_continued", "info", item, f"row goes on after a break: {' | '.join(filter(None, item.texts))}")

    def _begins_above(self, item: RunItem, role: Role, index: int) -> bool:
        """Whether a cell of the first row of a page is the rest of a merged one that the page above began."""
        rows, block = self.reading.rows, self._document.blocks[item.block]
        if not item.after_break or not rows or block_above(self._items, self._at) not in rows[-1].blocks:
            return False
        stays = self._is_even or is_ruled(self._document, item.block)
        cell = item.cells[index] if index < len(item.cells) and stays else None
        if cell is None or not isinstance(block, Row):
            return False
        spans = block.cells[cell].rowspan > 1
        return goes_on_below(rows, role, item.texts[index], self._column(role), spans=spans)

    def _put_on(self, role: Role, item: RunItem, index: int, lines: Sequence[RunItem] = ()) -> str:
        """Put the rest of a cell below what the page above says of it; the whole of it.

        Of a cell that is longer than the rows beside it, `lines` may stand below the last rule of the page.
        """
        rows = self.reading.rows
        piece = self._piece(rows[-1], role, item, index)
        if piece is None:
            return ""
        for line in lines:
            if starts_inside(line.texts[0]):
                self._claim(line.block, None, FIELDS[role])
                self._cut.put_on(rows, role, Piece(line.texts[0], line.texts[0], line.block, 0), index)
                line.texts = [""]
        return self._cut.put_on(rows, role, piece, index)

    def _put(self, row: RowBuilder, role: Role, item: RunItem, index: int) -> None:
        piece = self._piece(row, role, item, index)
        if piece is not None:
            row.add(role, piece)

    def _piece(self, row: RowBuilder, role: Role, item: RunItem, index: int) -> Piece | None:
        """What a cell says, claimed for its column; None where that is nothing, or nothing more."""
        cell = item.cells[index] if index < len(item.cells) else None
        if cell is None:
            return None
        fragment = self._fragment(item.block, cell)
        text = item.texts[index]
        if role in _WITHOUT_FIELD:
            if text and text == row.text("lead"):
                self._claim(item.block, cell, "lead")
            return None
        self._claim(item.block, cell, FIELDS[role])
        if role in AGENCY_ROLES and any(
            text == piece.text and item.block == piece.block for piece in row.pieces.get(role, ())
        ):
            return None  # a column that is doubled with its heading
        if role in LISTS and text:  # a copy of a cell over all columns is blank in the item, not in the fragment
            text = self._lines.listed(role, fragment.text, item.block)
        return Piece(text, " ".join(fragment.raw.split()), item.block, cell) if text else None

    def _mark_periods(self, row: RowBuilder, item: RunItem, aligned: AlignedRow) -> None:
        """Columns of a chart: the name of each marked one, in place of its mark; a bar may be one cell over several."""
        row.periods = periods = self._model.periods
        block = self._document.blocks[item.block]
        for column, index in enumerate(aligned.cells[: len(periods)]):
            cell = item.cells[index] if index is not None and index < len(item.cells) else None
            if index is None or cell is None or not periods[column]:
                continue
            self._claim(item.block, cell, FIELDS["period"])
            span = block.cells[cell].colspan if isinstance(block, Row) else 1
            for name in periods[column : column + span] if is_marked(item.texts[index]) else ():
                if name:
                    row.add("period", Piece(name, item.texts[index], item.block, cell))

    def _mark_bodies(self, row: RowBuilder, item: RunItem, aligned: AlignedRow) -> None:
        """Columns of a matrix: marked bodies as those who lead or take part; marks that do not tell are details."""
        marked: dict[str, tuple[str, int]] = {}
        for column, body in self._run.bodies.items():
            index = aligned.cells[column]
            cell = item.cells[index] if index is not None and index < len(item.cells) else None
            if index is not None and cell is not None and item.texts[index]:
                self._claim(item.block, cell, FIELDS["lead"])
                marked[body] = (item.texts[index], cell)
        roles = roles_by_marks({body: mark for body, (mark, _) in marked.items()}, has_letters=self._marks_lead)
        for role in AGENCY_ROLES:
            own = [body for body in marked if roles.get(body) == role]
            if own:
                raw = " ".join(marked[body][0] for body in own)
                row.add(role, Piece("; ".join(own), raw, item.block, marked[own[0]][1]))
        row.details.update({body: mark for body, (mark, _) in marked.items() if body not in roles})

    def _add_details(self, row: RowBuilder, item: RunItem, aligned: AlignedRow) -> None:
        """Cells of columns that no field stands for, each under its heading; what has no heading stays unparsed."""
        for role, heading, index in zip(self._model.roles, self._run.head, aligned.cells, strict=False):
            cell = item.cells[index] if index is not None and index < len(item.cells) else None
            if role not in _WITHOUT_FIELD or not heading or index is None or cell is None or not item.texts[index]:
                continue
            row.details[heading] = f"{row.details.get(heading, '')} {item.texts[index]}".lstrip()
            self._claim(item.block, cell, "details")

    def _lost_start(self, item: RunItem) -> None:
        """A row before the first title: the tail of one whose beginning is lost. Its words stay unparsed."""
        self.reading.is_partial = True
        self._found(
            "table_truncated", "warning", item, f"row without its beginning: {' | '.join(filter(None, item.texts))}"
        )

    # -- places --------------------------------------------------------------------------------------------------

    def _fragment(self, block: int, cell: int) -> Fragment:
        row = self._document.blocks[block]
        assert isinstance(row, Row)  # items with cells are rows
        return row.cells[cell].fragment

    def _found(self, code: str, severity: str, item: RunItem, message: str) -> None:
        self.reading.blocks[len(self.reading.findings)] = item.block
        self.reading.findings.append(Finding(code, severity, message, place_of(self._document, item.block)))  # type: ignore[arg-type]
