"""Task lists in workbooks (.xlsx): every visible sheet is a page.

The rows from the first with three filled cells to the last, and totals below it, are rows of a table; what stands above
and below (head, title, signature) is lines, a cell a line. Cells that are merged downwards are blank in the rows below.
Dates read `d/m/yyyy` (`m/yyyy` where the sheet shows no day); numbers read as plain digits with a decimal comma, in the
number column with a point (`1.1` is a label there); percentages as shown.

Limits: a formula whose value the program did not store is blank; other number formats are not applied; `1.10` typed as
a number is 1.1 in the file itself; text boxes, comments and hidden sheets are not read (hidden sheets are a problem).
"""

from __future__ import annotations

import datetime
import io
import zipfile
import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ingest.declared_pages import GridCell, PageBuilder, grid_rows
from ingest.errors import UnreadableSource
from ingest.row_drafts import is_number_heading, is_total
from ingest.zip_parts import Parts
from schemas.document import Document, Problem, Source

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

READER = "xlsx"

# What openpyxl raises, and lets through from zipfile, zlib and the XML parser, when parts are damaged or missing.
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, AttributeError,
    RuntimeError, OverflowError,
)  # fmt: skip

_TABLE_CELLS = 3  # filled cells that make a row of a table
_MAX_COLUMNS = 100
_MAX_WHOLE = 1e15  # above it a float has no exact digits


def read_xlsx(data: bytes, source: Source) -> Document:
    """Read the bytes of a workbook.

    Raises:
        UnreadableSource: `damaged`, `encrypted` or `too_large`.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    Parts(data).check_sizes()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False, rich_text=False)
    except (*_DAMAGE, InvalidFileException) as error:
        raise UnreadableSource(
            "damaged", f"The workbook cannot be read: {error}.", "Open it in a spreadsheet and save it again."
        ) from error
    builder = PageBuilder()
    problems: list[Problem] = []
    fresh = True
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            problems.append(
                Problem(
                    "hidden_sheet", f"The sheet {sheet.title} is hidden and was not read.", "Show it to have it read."
                )
            )
            continue
        if not fresh:
            builder.new_page()
        fresh = False
        _read_sheet(sheet, builder)
    return builder.document(source, READER, problems=problems)


def _read_sheet(sheet: Worksheet, builder: PageBuilder) -> None:
    rows = _filled_rows(sheet)
    wide = [index for index, row in enumerate(rows) if sum(bool(cell.text) for cell in row) >= _TABLE_CELLS]
    first, end = (wide[0], wide[-1] + 1) if wide else (len(rows), len(rows))
    while wide and end < len(rows) and any(is_total(cell.text) for cell in rows[end]):
        end += 1
    _lines(rows[:first], builder)
    if first < end:
        builder.open_table()
    left = min((cell.column for row in rows[first:end] for cell in row if cell.text), default=0)
    for grid_row in grid_rows([cell for row in rows[first:end] for cell in row if cell.column >= left]):
        builder.row(grid_row)
    _lines(rows[end:], builder)


def _lines(rows: Sequence[Sequence[GridCell]], builder: PageBuilder) -> None:
    previous: int | None = None
    for row in rows:
        if previous is not None and row[0].row > previous + 1:
            builder.blank()
        previous = row[0].row
        for cell in row:
            if cell.text:
                builder.line(cell.text)


def _filled_rows(sheet: Worksheet) -> list[list[GridCell]]:
    """The rows with text, each with its cells up to the last column that any row fills; merged cells have spans."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    covered: set[tuple[int, int]] = set()
    for area in sheet.merged_cells.ranges:
        right = min(area.max_col, area.min_col + _MAX_COLUMNS)
        spans[area.min_row, area.min_col] = (right - area.min_col + 1, area.max_row - area.min_row + 1)
        bottom = min(area.max_row, sheet.max_row)
        covered.update((r, c) for r in range(area.min_row, bottom + 1) for c in range(area.min_col, right + 1))
        covered.discard((area.min_row, area.min_col))
    rows: list[list[GridCell]] = []
    number_column: int | None = None
    width = 0
    for values in sheet.iter_rows(max_col=min(sheet.max_column or 1, _MAX_COLUMNS)):
        cells: list[GridCell] = []
        for cell in values:
            row, column = int(cell.row or 1), int(cell.column or 1)
            if (row, column) in covered:
                continue
            text = _text(cell, label=column == (number_column or 1))
            if is_number_heading(text):
                number_column = column
            if text:
                width = max(width, column)
            colspan, rowspan = spans.get((row, column), (1, 1))
            cells.append(GridCell(row, column, text, colspan, rowspan))
        if any(cell.text for cell in cells):
            rows.append(cells)
    return [[cell for cell in row if cell.column <= width] for row in rows]


def _text(cell: Any, *, label: bool) -> str:
    """What a cell (of any of openpyxl's three classes) says, as a decision would print it."""
    value, form = cell.value, str(cell.number_format or "General")
    if value is None:
        return ""
    if isinstance(value, datetime.datetime | datetime.date):
        day = f"{value.day}/" if "d" in form.lower().split(";")[0] or form == "General" else ""
        return f"{day}{value.month}/{value.year}"
    if isinstance(value, float | int) and not isinstance(value, bool):
        if "%" in form:
            return f"{_number(round(value * 100, 6), '.' if label else ',')}%"
        return _number(value, "." if label else ",")
    return str(value).strip()


def _number(value: float, mark: str) -> str:
    """Plain digits; `mark` stands before the decimals.

    >>> _number(1080.0, ","), _number(37.5, ",")
    ('1080', '37,5')
    """
    if isinstance(value, float) and abs(value) < _MAX_WHOLE:
        value = int(value) if value.is_integer() else round(value, 9)
    return str(value).replace(".", mark)
