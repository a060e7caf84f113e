"""Source rows to task rows: parts, sections, numbers, rows continued over a page, totals.

The reader walks one table run and keeps the state a person keeps: which section it is in, which row was last, and
whether the next row starts something or goes on with what the page break cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from parsers.cell_types import fit, looks_like_agency
from parsers.period_columns import is_marked
from parsers.row_alignment import AlignedRow, align
from parsers.row_builder import Piece, RowBuilder, is_bulleted, is_open, list_is_open, listed_text, starts_inside
from parsers.row_labels import is_child_number, roman_value, row_number, to_roman
from parsers.table_headers import Role
from parsers.table_runs import RunItem, TableRun
from schemas.decision import Finding, Place, StatedTotal
from schemas.document import Document, Row
from schemas.letters import fold
from schemas.text import Fragment

_FUSED_ROMAN = re.compile(r"([IVXL]{1,6})\s*[.):\-]?\s+(\S.*)", re.DOTALL)
_FUSED_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\s*[.):]?\s+(\S.*)", re.DOTALL)
_EMBEDDED_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})+)\s*\.?\s*(?=[^\W\d])")
_PART = re.compile(r"(?:PHẦN\s+)?([A-H])\s*[.):\-]?(?:\s+(\S.*))?", re.DOTALL)
_TOTAL = re.compile(
    r"tong (?:cong|so|kinh phi|du toan|nhu cau|chi phi|muc)\b"
    r"|(?:cong|tong)(?: [ivxl\d+]+| muc [\w ]{1,8})?\s*(?:[:(\d]|$)"
)
_SUBTOTAL = re.compile(r"(?:tong )?cong\s*\(?\s*(?:(?:muc|phan|nhom|chuong)\b|(?:[ivxl]+|[a-h])\b)")
_TOTAL_MAX = 60
_WORDS = re.compile(r"\(?\s*(?:so tien )?(?:viet )?b[ao]ng chu\b")
_ENDED = re.compile(r"[.;:!?]\s*$")
_SHORT_HEADING = 200
_SHORT_VALUE = 30  # letters; dates and amounts that stand alone are shorter

_AGENCY_ROLES: tuple[Role, ...] = ("lead", "co", "lead_co")
_TIME_ROLES: tuple[Role, ...] = ("time", "time_start", "time_end", "days", "period")
_ASSIGNED: tuple[Role, ...] = (*_AGENCY_ROLES, *_TIME_ROLES)
_MOVABLE: tuple[Role, ...] = ("no", "time", "time_start", "time_end", "budget", "days")

Claim = Callable[[int, int | None, str], None]

# Field names under which cells are published, by role.
_FIELDS: dict[str, str] = {
    "no": "number", "area": "section_title", "task": "title", "output": "outputs", "lead": "lead",
    "lead_co": "lead", "co": "coordinating", "time": "deadline", "time_start": "deadline",
    "time_end": "deadline", "days": "deadline", "period": "deadline", "budget": "budget", "funding": "budget_note",
    "note": "note",
}  # fmt: skip


@dataclass(slots=True)
class TableReading:
    """Rows of a run in order, its total, and what was remarkable."""

    rows: list[RowBuilder] = field(default_factory=list)
    total: StatedTotal | None = None
    findings: list[Finding] = field(default_factory=list)
    blocks: dict[int, int] = field(default_factory=dict)  # index of a finding -> the block of the row it was made in
    is_partial: bool = False
    part_titles: dict[str, str] = field(default_factory=dict)
    arabic_sections: bool = False
    plain_sections: bool = False


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
        self._section: str | None = None
        self._section_title: str | None = None
        self._part: str | None = None
        self._label_waits = False
        self.reading = previous or TableReading()
        if previous and previous.rows:
            last = previous.rows[-1]
            self._section, self._section_title, self._part = last.section, last.section_title, last.part
        self.reading.arabic_sections |= self._areas_group_rows()

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
        if self._total(item, filled) or self._heading(item, filled) or self._plain_heading(item, filled):
            return
        number, fused = _fused_number(first, filled)
        if fused:
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
        number = row_number(number_cell) if number_cell else None
        if number is not None and len(filled) == 1:
            self._lost_start(item)
        elif number is not None and self._ends_cut_row(cells, item):
            self.reading.rows[-1].number = number
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
        """The row's cells in columns; the tail of a cut row stands in a grid as it is: its scraps look like nothing."""
        width = len(self._model.roles)
        if self._is_ruled(item.block) and not item.texts[0] and len(item.texts) == width:
            return AlignedRow(tuple(range(width)))
        return align(item.shown, self._model)

    def _taken(self, aligned: AlignedRow) -> list[tuple[Role, int]]:
        pairs = zip(self._model.roles, aligned.cells, strict=True)
        return [(role, index) for role, index in pairs if index is not None]

    def _line(self, item: RunItem) -> None:
        text = item.texts[0]
        if _WORDS.match(fold(text)):
            self._total_words(text, item)
            self._claim(item.block, None, "total")
        elif not self._is_stray_label(text):
            self._heading(item, [(0, text)])

    def _is_stray_label(self, text: str) -> bool:
        """Whether a line is a numeral alone that no title follows and that does not count on: a misread page number."""
        following = self._items[self._at + 1] if self._at + 1 < len(self._items) else None
        if following is not None and not following.is_row:
            return False
        value = roman_value(text.rstrip(" .):"))
        current = roman_value(self._section or "")
        return value is not None and current is not None and value != current + 1

    # -- totals --------------------------------------------------------------------------------------------------

    def _total(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        first = next((text for _, text in filled if row_number(text) is None), "")
        key = fold(first)
        if _WORDS.match(key):
            self._total_words(first, item)
        elif len(key) <= _TOTAL_MAX and self._is_sum_row(filled) and (_TOTAL.match(key) or _SUBTOTAL.match(key)):
            if not _SUBTOTAL.match(key) or "+" in key:  # `Tổng cộng (I+II)` sums them all, `Cộng (I)` one section
                self._total_row(item, filled, first)
        else:
            return False
        self._claim(item.block, None, "total")
        return True

    def _is_sum_row(self, filled: list[tuple[int, str]]) -> bool:
        """A row of sums holds little besides figures."""
        return sum(not _is_figure(text) for _, text in filled) <= 2 or len(filled) <= 4

    def _total_row(self, item: RunItem, filled: list[tuple[int, str]], label: str) -> None:
        figure = words = None
        for _, text in filled:
            if text == label:
                continue
            if _WORDS.match(fold(text)):
                words = text
            elif fit("budget", text) > 0 and any(c.isdigit() for c in text):
                figure = text
        budget = self._model.index("budget")
        if len(item.texts) == len(self._model.roles) and budget is not None and _is_figure(item.texts[budget]):
            figure = item.texts[budget]  # beside it stand sums of shares
        fused = re.search(r":\s*(\d[\d.,\s]*)", label)
        if figure is None and fused:
            figure = fused[1].strip()
        self.reading.total = StatedTotal(figure, words, self._model.unit, self._place(item), words)

    def _total_words(self, text: str, item: RunItem) -> None:
        total = self.reading.total
        figure = total.figure if total else None
        place = total.place if total else self._place(item)
        self.reading.total = StatedTotal(figure, text, self._model.unit, place, text)

    # -- parts and sections --------------------------------------------------------------------------------------

    def _heading(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        texts = [text for _, text in filled]
        if len(texts) > 2 and len(set(texts[-2:])) == 1 and len(set(texts)) <= 2:
            texts = list(dict.fromkeys(texts))  # a heading repeated in every column
        if self._label_waits and self._waiting_title(texts):
            self._claim(item.block, None, "heading")
            return True
        label, title, rest = _label_and_title(texts)
        if label is None or not self._may_head(rest):
            return self._part_row(item, texts)
        value = roman_value(label)
        if value is None or len(title) > _SHORT_HEADING:
            return self._part_row(item, texts)
        if self._is_misread_one(label, value):
            self._start(item, self._no_cells(), "1", {"task": title})
            return True
        if self._part_row(item, texts, roman=value):
            return True
        self._enter(to_roman(value), title or None)
        self._label_waits = not title
        self._claim(item.block, None, "heading")
        return True

    def _may_head(self, rest: list[str]) -> bool:
        """A section row holds its label and title, and at most a subtotal."""
        return all(fit("budget", text) > 0 for text in rest)

    def _waiting_title(self, texts: list[str]) -> bool:
        """The title of a section whose number stood alone on the row before."""
        self._label_waits = False
        if len(texts) == 1 and not row_number(texts[0]) and _is_capitals(texts[0]):
            self._section_title = texts[0]
            return True
        return False

    def _plain_heading(self, item: RunItem, filled: list[tuple[int, str]]) -> bool:
        """A section without numeral: its title alone on a row of a table that numbers its tasks.

        The title stands in the number column, or the table opens with one; in a table that opens so, every title
        alone on a row heads a section. A title cut by a page break is left to the row above.
        """
        number, task = self._model.index("no"), self._model.index("task")
        if self._section is not None or number is None:
            return False  # a title alone under a numbered section heads a group of its tasks
        if len(filled) != 1 or len(item.texts) != len(self._model.roles):
            return False
        at, text = filled[0]
        if at not in (number, task) or not text[0].isupper() or len(text) > _SHORT_HEADING or " " not in text:
            return False
        if row_number(text) is not None or is_bulleted(text) or (at == number and looks_like_agency(text)):
            return False
        opens = not self.reading.rows and self._section_title is None
        if item.after_break and self.reading.rows and is_open(self.reading.rows[-1].text("task")):
            return False
        if not (at == number or opens or self.reading.plain_sections) or not self._number_follows():
            return False
        self.reading.plain_sections |= opens
        self._enter(None, text)
        self._claim(item.block, None, "heading")
        return True

    def _number_follows(self) -> bool:
        following = self._items[self._at + 1] if self._at + 1 < len(self._items) else None
        return following is not None and self._number_of(following) is not None

    def _enter(self, section: str | None, title: str | None) -> None:
        self._section, self._section_title = section, title

    def _part_row(self, item: RunItem, texts: list[str], roman: int | None = None) -> bool:
        found = _PART.fullmatch(texts[0]) if texts else None
        if not found:
            return False
        letter = found[1]
        title, rest = (found[2], texts[1:]) if found[2] else ("".join(texts[1:2]), texts[2:])
        expected = "A" if self._part is None else chr(ord(self._part) + 1)
        alone = not found[2] and title[:1].isupper()  # the letter has a cell of its own
        if letter != expected or not self._may_head(rest) or not title or not (alone or _is_capitals(title[:40])):
            return False
        if roman is not None and self._section is not None and self._part is None:
            return False
        self._part = letter
        self.reading.part_titles[letter] = title
        self._enter(None, None)
        self._claim(item.block, None, "heading")
        return True

    def _is_misread_one(self, label: str, value: int) -> bool:
        """`I` printed for `1`: the section does not follow the last one and the next rows count under 1."""
        if label != "I" or self._section is None:
            return False
        current = roman_value(self._section)
        if current is None or value == current + 1:
            return False
        following = next((n for n in map(self._number_of, self._items[self._at + 1 :]) if n), None)
        return is_child_number(following, "1")

    def _number_of(self, item: RunItem) -> str | None:
        return row_number(item.texts[0]) if item.is_row and item.texts else None

    def _areas_group_rows(self) -> bool:
        """Whether the number column numbers the areas (filled on the first row of each area only)."""
        area, number = self._model.index("area"), self._model.index("no")
        if area is None or number is None:
            return False
        rows = [align(item.texts, self._model).cells for item in self._items if item.is_row]
        texts = [item.texts for item in self._items if item.is_row]
        numbered = sum(1 for cells, row in zip(rows, texts, strict=True) if _at(row, cells[number]))
        both = sum(
            1 for cells, row in zip(rows, texts, strict=True) if _at(row, cells[number]) and _at(row, cells[area])
        )
        return bool(both) and both * 5 >= numbered * 4 and numbered * 2 < len(rows) + 1

    def _area(self, cells: dict[Role, str]) -> None:
        title = cells.get("area")
        if not title:
            return
        label = row_number(cells.get("no", "")) if self.reading.arabic_sections else None
        self._enter(label, title)

    # -- rows ----------------------------------------------------------------------------------------------------

    def _continues(self, cells: dict[Role, str], item: RunItem) -> bool:
        """Whether a row without number goes on with the row above."""
        if not self.reading.rows:
            return False
        last = self.reading.rows[-1]
        task = cells.get("task", "")
        if task:
            if _EMBEDDED_NUMBER.match(task):
                return False
            if starts_inside(task):
                return True
            if item.after_break and set(cells) == {"task"} and self._is_ruled(item.block) and not self._spans(item):
                return not last.is_blank(*_AGENCY_ROLES)  # a title of its own would have somebody to do it, or a span
            assigned = any(
                cells.get(role) and not starts_inside(cells[role]) and not is_open(last.text(role))
                for role in _ASSIGNED
            )
            if is_bulleted(task):
                return item.after_break and not assigned
            cut_elsewhere = any(starts_inside(text) for role, text in cells.items() if role != "task")
            return item.after_break and (is_open(last.text("task")) or cut_elsewhere) and not assigned
        return not self._shares_title(cells, last)

    def _ends_cut_row(self, cells: dict[Role, str], item: RunItem) -> bool:
        """Whether a numbered row is the rest of one that the page cut above its number, which stood in the middle."""
        if not item.after_break or not self.reading.rows or not starts_inside(cells.get("task", "")):
            return False
        last = self.reading.rows[-1]
        cut = next((above for above in reversed(self._items[: self._at]) if above.is_row), None)
        if last.number is not None or cut is None or last.blocks != [cut.block]:
            return False
        return self._is_ruled(item.block) and bool(last.text("task")) and not _ENDED.search(last.text("task"))

    def _shares_title(self, cells: dict[Role, str], last: RowBuilder) -> bool:
        """A row under a merged title: it names its own agency and time, and nothing above it is left open."""
        lead = next((cells[role] for role in _AGENCY_ROLES if cells.get(role)), "")
        time = next((cells[role] for role in _TIME_ROLES if cells.get(role)), "")
        if not lead or not (time or cells.get("output")) or any(map(starts_inside, cells.values())):
            return False
        if not looks_like_agency(lead) or last.is_blank(*_AGENCY_ROLES):
            return False
        return not any(is_open(last.text(role)) or list_is_open(last.text(role)) for role in _ASSIGNED)

    def _start(
        self,
        item: RunItem,
        aligned: AlignedRow,
        number: str | None,
        replaced: dict[Role, str] | None = None,
        *,
        inherit_title: bool = False,
    ) -> None:
        row = RowBuilder(number, self._section, self._section_title, self._part, after_break=item.after_break)
        row.shifted = aligned.shifted
        row.blocks.append(item.block)
        self._mark_periods(row, item, aligned)
        for role, index in self._taken(aligned):
            if role != "period":
                self._put(row, role, item, index)
            if index in item.covered:
                row.covered[role] = item.covered[index]
            elif self._run.tells_spans and not item.after_break and index not in item.spanned:
                row.closed.add(role)
        if replaced:
            for role, text in replaced.items():
                row.pieces[role] = [Piece(text, text, item.block, 0)]
            self._claim(item.block, None, "title")
        if inherit_title and (title := self.reading.rows[-1].value("task")):
            row.inherited["task"] = type(title)(title.text, "", inherited=True)
        self._embedded(row)
        self._label_waits = False
        self.reading.rows.append(row)

    def _embedded(self, row: RowBuilder) -> None:
        """A number printed in the task text, where the number column is blank or numbers the areas."""
        pieces = row.pieces.get("task")
        if not pieces or (row.number is not None and not self.reading.arabic_sections):
            return
        found = _EMBEDDED_NUMBER.match(pieces[0].text)
        if found:
            row.number = found[1]
            pieces[0] = Piece(pieces[0].text[found.end() :], pieces[0].raw, pieces[0].block, pieces[0].cell)
        elif self.reading.arabic_sections:
            row.number = None

    def _continue(self, item: RunItem, aligned: AlignedRow) -> None:
        row = self.reading.rows[-1]
        self._mark_periods(row, item, aligned)
        for role, index in self._taken(aligned):
            text = item.texts[index]
            if text and role != "period":
                column = role if self._is_ruled(item.block) else self._open_column(row, role, text)
                self._put(row, column, item, index)
        self._found("row_continued", "info", item, f"row goes on after a break: {' | '.join(filter(None, item.texts))}")

    def _is_ruled(self, block: int) -> bool:
        """Whether a row comes from a grid, where no cell can have slid into another column."""
        row = self._document.blocks[block]
        return isinstance(row, Row) and row.form == "grid"

    def _spans(self, item: RunItem) -> bool:
        """Whether a cell of a row covers several columns, or rows below."""
        row = self._document.blocks[item.block]
        return isinstance(row, Row) and any(cell.colspan > 1 or cell.rowspan > 1 for cell in row.cells)

    def _open_column(self, row: RowBuilder, role: Role, text: str) -> Role:
        """The column a fragment goes on in: its own, or the nearest filled one to its left that it fits better."""
        if role not in _MOVABLE or fit(role, text) > 0 or not starts_inside(text):
            return role
        above = row.text(role)
        if above and (len(above) > _SHORT_VALUE or fit(role, above) <= 0 or is_open(above)):
            return role  # the value above is no finished date or figure: the fragment completes it
        position = self._model.roles.index(role)
        for candidate in reversed(self._model.roles[:position]):
            if row.text(candidate) and candidate not in _MOVABLE:
                return candidate
        return role

    def _put(self, row: RowBuilder, role: Role, item: RunItem, index: int) -> None:
        cell = item.cells[index] if index < len(item.cells) else None
        if cell is None:
            return
        fragment = self._fragment(item.block, cell)
        text = item.texts[index]
        if role == "other":
            if text and text == row.text("lead"):
                self._claim(item.block, cell, "lead")
            return
        self._claim(item.block, cell, _FIELDS[role])
        if role == "output" and text:  # a copy of a cell over all columns is blank in the item, not in the fragment
            text = listed_text(fragment.text)
        if text:
            row.add(role, Piece(text, " ".join(fragment.raw.split()), item.block, cell))

    def _mark_periods(self, row: RowBuilder, item: RunItem, aligned: AlignedRow) -> None:
        """Columns of a chart: the name of each marked one, in place of its mark; a bar may be one cell over several."""
        row.periods = periods = self._model.periods
        block = self._document.blocks[item.block]
        for column, index in enumerate(aligned.cells[: len(periods)]):
            cell = item.cells[index] if index is not None and index < len(item.cells) else None
            if index is None or cell is None or not periods[column]:
                continue
            self._claim(item.block, cell, _FIELDS["period"])
            span = block.cells[cell].colspan if isinstance(block, Row) else 1
            for name in periods[column : column + span] if is_marked(item.texts[index]) else ():
                if name:
                    row.add("period", Piece(name, item.texts[index], item.block, cell))

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

    def _place(self, item: RunItem) -> Place:
        block = self._document.blocks[item.block]
        fragment = block.cells[0].fragment if isinstance(block, Row) else block.fragment
        return Place(fragment.page, fragment.line)

    def _found(self, code: str, severity: str, item: RunItem, message: str) -> None:
        self.reading.blocks[len(self.reading.findings)] = item.block
        self.reading.findings.append(Finding(code, severity, message, self._place(item)))  # type: ignore[arg-type]


def _at(row: list[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""


def _is_figure(text: str) -> bool:
    return fit("budget", text) > 0 and text[:1].isdigit()


def _is_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) * 10 >= len(letters) * 8


def _label_and_title(texts: list[str]) -> tuple[str | None, str, list[str]]:
    """A Roman label with its title, whether in two cells or fused in one; the rest of the filled cells."""
    label = texts[0].rstrip(" .):")
    if roman_value(label) is not None:
        return label, texts[1] if len(texts) > 1 else "", texts[2:]
    found = _FUSED_ROMAN.fullmatch(texts[0])
    if found and roman_value(found[1]) is not None:
        return found[1], found[2], texts[1:]
    return None, "", []


def _fused_number(first: str, filled: list[tuple[int, str]]) -> tuple[str | None, str]:
    """Number and title of a group row fused in its first cell (`1 Kiểm soát TTHC`), the other cells blank."""
    found = _FUSED_NUMBER.fullmatch(first)
    if found and len(filled) == 1:
        return found[1], found[2]
    return None, ""
