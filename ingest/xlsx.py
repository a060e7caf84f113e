"""Task lists in workbooks (.xlsx): every visible sheet is a page.

The rows from the heading of the number column (or the first row with three filled cells) to the last such row, totals
and numbered rows below it, are rows of a table; what stands above and below (head, title, signature) is lines, a cell a
line. Cells that are merged downwards are blank in the rows below. Dates read `d/m/yyyy`, numbers as the sheet
shows them (`ingest.date_formats`, `ingest.number_formats`), in the number column with a point (`1.1` is a
label there). Rows and columns that are hidden are not read, rows that a filter hides are.

Limits: a formula whose value the program did not store is blank (problem `formulas_without_value`); dates whose day and
month the program exchanged when they were typed are told by their column only (problem `dates_in_doubt`); text boxes,
comments and hidden sheets are not read (hidden sheets are a problem).
"""

from __future__ import annotations

import datetime
import io
import lzma
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lxml import etree

from ingest.date_formats import shown_date, shows_month_first
from ingest.declared_pages import GridCell, PageBuilder, grid_rows
from ingest.errors import UnreadableSource
from ingest.limits import check_cells, check_rows
from ingest.number_formats import shown_label, shown_number
from ingest.row_drafts import is_label, is_number_heading, is_total
from ingest.zip_parts import Parts, parse_xml, refuse_declarations
from schemas.document import Document, Problem, Source

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

READER = "xlsx"

# What openpyxl raises, and lets through from zipfile, zlib and the XML parser, when parts are damaged or missing.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError,
    AttributeError, RuntimeError, OverflowError,
)  # fmt: skip

_TABLE_CELLS = 3  # filled cells that make a row of a table
_HEAD_ROWS = 4  # between the first such row and the heading of the number column: the head of a decision, set in cells
_MAX_COLUMNS = 100
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_CORNER = rb"\$?([A-Z]{1,3})\$?(\d{1,7})"
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^<>]*?\bref\s*=\s*[\"']" + _CORNER + b":" + _CORNER)
_SHEET_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_TYPED_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](?:19|20)\d\d")
_MONTHS = 12


def read_xlsx(data: bytes, source: Source, *, problems: tuple[Problem, ...] = ()) -> Document:
    """Read the bytes of a workbook; `problems` are those of a conversion before.

    Raises:
        UnreadableSource: `damaged`, `encrypted`, `too_large`, `too_many_cells` or `too_many_rows`.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    noted = [*problems, *_looked_over(Parts(data))]
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=False)
    except (*_DAMAGE, InvalidFileException) as error:
        raise UnreadableSource(
            "damaged", f"The workbook cannot be read: {error}.", "Open it in a spreadsheet and save it again."
        ) from error
    builder = PageBuilder()
    fresh = True
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            noted.append(
                Problem(
                    "hidden_sheet", f"The sheet {sheet.title} is hidden and was not read.", "Show it to have it read."
                )
            )
            continue
        if not fresh:
            builder.new_page()
        fresh = False
        noted += _Sheet(sheet, builder).read()
    return builder.document(source, READER, problems=noted)


def _looked_over(parts: Parts) -> Iterator[Problem]:
    """What can be said of the parts before the workbook is built of them; here it is still cheap to refuse them.

    Programs that write workbooks without computing leave formulas without their values.
    """
    parts.check_sizes()
    places: list[str] = []
    count = 0
    for name in parts.names():
        if not name.endswith((".xml", ".rels")):
            continue
        part = parts.data(name) or b""
        refuse_declarations(name, part)
        if _SHEET.fullmatch(name):
            check_rows(len(_ROW.findall(part)), f"The sheet {name}")
            count += len(_CELL.findall(part)) + sum(map(_area, _MERGED.findall(part)))
            check_cells(count)
            places += _formulas_without_value(name, part)
    if places:
        yield Problem(
            "formulas_without_value",
            f"{len(places)} formulas have no stored value, the first in cell {places[0]}; they read as blank.",
            "Open the file in a spreadsheet and save it again.",
        )


def _area(corners: tuple[bytes, bytes, bytes, bytes]) -> int:
    """Cells of a merged area, given as column and row of two corners; each becomes a value in memory."""
    from openpyxl.utils.cell import column_index_from_string

    left, top, right, bottom = (
        int(part) if part.isdigit() else column_index_from_string(part.decode("ascii")) for part in corners
    )
    return (abs(right - left) + 1) * (abs(bottom - top) + 1)


def _formulas_without_value(name: str, part: bytes) -> list[str]:
    """The cells of a sheet whose formula has no value."""
    try:
        root = parse_xml(part)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(
            "damaged", f"The sheet {name} cannot be read: {error.msg}.", "Open it in a spreadsheet and save it again."
        ) from error
    return [cell.get("r") or "?" for cell in root.iter(f"{_SHEET_XML}c") if _lacks_value(cell)]


def _lacks_value(cell: etree._Element) -> bool:
    """Whether a formula's value was not stored; that of a formula that gives text may be empty."""
    formula = cell.find(f"{_SHEET_XML}f") is not None
    return formula and cell.get("t") != "str" and not cell.findtext(f"{_SHEET_XML}v")


class _Sheet:
    """One sheet on its way to lines and rows; rows and columns count from 1."""

    def __init__(self, sheet: Worksheet, builder: PageBuilder) -> None:
        self._sheet = sheet
        self._builder = builder
        self._hidden_columns = _hidden_columns(sheet)
        self._hidden_rows = _hidden_rows(sheet)
        self._spans: dict[tuple[int, int], tuple[int, int]] = {}
        self._covered: set[tuple[int, int]] = set()
        self._merge()

    def read(self) -> Iterator[Problem]:
        """Add the sheet to the builder and say what had to be coped with."""
        by_row: dict[int, list[Any]] = defaultdict(list)
        dropped: list[Any] = []
        # Asking for a cell creates it, and one stray cell at the end of a sheet is below a million others.
        for (row, column), cell in sorted(self._sheet._cells.items()):
            if cell.value is None or column > _MAX_COLUMNS:
                continue
            hidden = row in self._hidden_rows or column in self._hidden_columns
            (dropped if hidden else by_row[row]).append(cell)
        self._read_rows(self._rows(by_row))
        for cell in dropped:
            self._builder.markup(_text(cell, label=False))
        if dropped:
            yield Problem(
                "hidden_cells",
                f"{len(dropped)} cells of the sheet {self._sheet.title} are hidden and were not read.",
                "Show the rows and columns to have them read.",
                page=self._builder.page,
            )
        yield from self._dates_in_doubt([cell for cells in by_row.values() for cell in cells])

    def _read_rows(self, rows: list[list[GridCell]]) -> None:
        first, end = self._table(rows)
        self._lines(rows[:first])
        table = rows[first:end]
        columns = sorted({cell.column for row in table for cell in row})
        cells = {(cell.row, cell.column): cell for row in table for cell in row}
        if table:
            self._builder.open_table()
        for grid_row in grid_rows(
            cells.get((row[0].row, column), GridCell(row[0].row, column, ""))
            for row in table
            for column in columns
            if (row[0].row, column) not in self._covered
        ):
            self._builder.row(grid_row)
        self._lines(rows[end:])

    def _table(self, rows: Sequence[Sequence[GridCell]]) -> tuple[int, int]:
        """The rows of the table: index of the first and behind the last."""
        wide = [index for index, row in enumerate(rows) if len(row) >= _TABLE_CELLS]
        if not wide:
            return len(rows), len(rows)
        first = next(
            (
                index
                for index, row in enumerate(rows[: wide[0] + _HEAD_ROWS + 1])
                if len(row) > 1 and any(is_number_heading(cell.text) for cell in row)
            ),
            wide[0],
        )
        total = next((index for index in range(first + 1, len(rows)) if is_total(rows[index][0].text)), None)
        if total is not None and not any(is_label(row[0].text) for row in rows[total + 1 :]):
            # Names of those who sign below the totals stand in as many columns as they please.
            wide = [index for index in wide if index <= total or rows[index][0].row == rows[index - 1][0].row + 1]
        end = max(wide[-1] if wide else first, first) + 1
        while end < len(rows) and self._goes_on(rows[end - 1], rows[end]):
            end += 1
        return first, end

    def _goes_on(self, above: Sequence[GridCell], row: Sequence[GridCell]) -> bool:
        """Whether a row with few cells belongs to the table above it."""
        if any(is_total(cell.text) for cell in row):
            return True
        next_to = row[0].row == above[0].row + 1
        numbered = len(row) > 1 and is_label(row[0].text)
        return next_to and (numbered or any((row[0].row, column) in self._covered for column in range(1, _MAX_COLUMNS)))

    def _lines(self, rows: Sequence[Sequence[GridCell]]) -> None:
        previous: int | None = None
        for row in rows:
            if previous is not None and row[0].row > previous + 1:
                self._builder.blank()
            previous = row[0].row
            for cell in row:
                self._builder.line(cell.text)

    def _rows(self, by_row: dict[int, list[Any]]) -> list[list[GridCell]]:
        """The rows with text, each with its filled cells left to right."""
        rows: list[list[GridCell]] = []
        number_column = 1
        for row, found in sorted(by_row.items()):
            cells: list[GridCell] = []
            for cell in found:
                column = int(cell.column)
                if (row, column) in self._covered:
                    continue
                text = _text(cell, label=column == number_column)
                if is_number_heading(text):
                    number_column = column
                if text:
                    cells.append(GridCell(row, column, text, *self._spans.get((row, column), (1, 1))))
            if cells:
                rows.append(cells)
        return rows

    def _merge(self) -> None:
        for area in self._sheet.merged_cells.ranges:
            right = min(area.max_col, area.min_col + _MAX_COLUMNS)
            bottom = min(area.max_row, self._sheet.max_row)
            self._spans[area.min_row, area.min_col] = (right - area.min_col + 1, bottom - area.min_row + 1)
            self._covered.update(
                (row, column) for row in range(area.min_row, bottom + 1) for column in range(area.min_col, right + 1)
            )
            self._covered.discard((area.min_row, area.min_col))

    def _dates_in_doubt(self, cells: Sequence[Any]) -> Iterator[Problem]:
        """Dates whose day and month a program of another country may have taken for each other.

        Such a program takes 5/1 for 1 May and leaves 15/1, which is no date to it, as text: a column that holds both
        kinds, and no real date after the 12th, was typed so. A column that shows months first is in doubt too.
        """
        columns: dict[int, list[Any]] = defaultdict(list)
        for cell in cells:
            columns[cell.column].append(cell)
        doubtful: list[Any] = []
        for held in columns.values():
            dates = [
                cell for cell in held if isinstance(cell.value, datetime.date) and cell.value.day != cell.value.month
            ]
            typed = [found for cell in held if (found := _TYPED_DATE.fullmatch(str(cell.value).strip()))]
            month_first = [cell for cell in dates if shows_month_first(str(cell.number_format))]
            if dates and all(cell.value.day <= _MONTHS for cell in dates):
                doubtful += dates if any(int(date[1]) > _MONTHS for date in typed) else month_first
        if doubtful:
            yield Problem(
                "dates_in_doubt",
                f"{len(doubtful)} dates of the sheet {self._sheet.title} may have day and month exchanged, first "
                f"{doubtful[0].coordinate}.",
                "Compare them with the decision; write dates as text where they matter.",
                page=self._builder.page,
            )


def _hidden_columns(sheet: Worksheet) -> set[int]:
    hidden: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden and dimension.min and dimension.max:
            hidden.update(range(dimension.min, min(dimension.max, _MAX_COLUMNS) + 1))
    return hidden


def _hidden_rows(sheet: Worksheet) -> set[int]:
    """Rows that are hidden by hand; those that a filter hides are the choice of who looked at the list last."""
    from openpyxl.utils.cell import range_boundaries

    hidden = {row for row, dimension in sheet.row_dimensions.items() if dimension.hidden}
    filtered = sheet.auto_filter
    if hidden and filtered.ref and filtered.filterColumn:
        _, top, _, bottom = range_boundaries(filtered.ref)
        hidden -= set(range(int(top or 1), int(bottom or sheet.max_row) + 1))
    return hidden


def _text(cell: Any, *, label: bool) -> str:
    """What a cell (of any of openpyxl's three classes) says, as a decision would print it."""
    value, form = cell.value, str(cell.number_format or "General")
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        return shown_date(value, form)
    if isinstance(value, float | int) and not isinstance(value, bool):
        return shown_label(value, form) if label and "%" not in form else shown_number(value, form)
    return str(value).strip()
