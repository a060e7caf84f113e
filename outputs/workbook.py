"""A run as a workbook: a sheet a table with headings in plain words, filters, real dates and numbers.

The first sheet has every task with what its document tells, each act once. The text as read (`fragments`) is left to
the Parquet files, where it is complete. Text stays text: nothing that was read is ever a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outputs.dataset import read_table
from outputs.exports import batches, in_place, is_formula
from outputs.labels import Language, column_label, label, value_label
from outputs.messages import message_in
from outputs.parquet import table_schema
from schemas.tables import TABLES

if TYPE_CHECKING:
    import polars as pl

SHEETS = tuple(table for table in TABLES if table != "fragments")
MOST_ROWS = 1_048_576
_LONGEST_TEXT = 32_767  # characters of a cell; a spreadsheet refuses more
_CUT = " [...]"
_EXACT = 10**15  # larger numbers lose digits in a spreadsheet
_OF_DOCUMENT = (
    "province", "plan_year_start", "plan_year_end", "kind", "number", "issued_on", "issuer", "title",
)  # fmt: skip
_OF_TASK = (
    "section", "section_title", "number", "title", "outputs", "lead", "coordinating", "deadline", "deadline_start",
    "deadline_end", "budget_vnd", "budget_status", "programme_area", "confidence", "review",
)  # fmt: skip
_MESSAGES = ("message", "error")  # columns of sentences, which the tables hold in English
_SPREAD = 1.1  # letters of usual width that one letter takes, with what the break of a line leaves
_A3 = 8  # by the numbering of ECMA-376
_WIDE = {
    "title": 60, "outputs": 40, "lead": 30, "coordinating": 36, "message": 60, "text": 80, "issuer": 32, "before": 30,
    "after": 30, "deadline": 30, "section_title": 34, "path": 34, "name": 34, "raw": 50, "error": 50, "left": 30,
    "right": 30, "recipients": 40, "aliases": 40, "stated_total_text": 40, "code": 34, "method": 40, "replaces": 24,
    "articles": 24, "duplicate_paths": 34, "programme_area": 24, "budget_status": 20, "budget_note": 30,
    "deadline_condition": 30,
}  # fmt: skip
_NARROW = {
    "plan_year_start": 9, "plan_year_end": 9, "section": 9, "part": 9, "number": 16, "parent_number": 10, "ordinal": 8,
    "issued_on": 12, "deadline_start": 12, "deadline_end": 12, "confidence": 9, "page": 8, "line": 8, "page_start": 8,
    "page_end": 8, "line_start": 8, "line_end": 8, "pages": 8, "is_group": 9, "score": 8, "level": 16, "cell": 8,
    "start": 8, "words": 8, "rotation": 8,
}  # fmt: skip
"""Widths of figures and days; their headings go over two lines."""
_IDS = {
    "source_id": 19, "document_id": 22, "parent_id": 22, "cited_document_id": 22, "task_id": 28, "sha256": 68,
    "act_id": 40, "agency_id": 44,
}  # fmt: skip
"""Widths of what names a row: it is copied and searched for, so all of it shows on one line."""
_LINE, _MOST_LINES = 15.0, 27  # points; a spreadsheet refuses rows that are higher than 409 points


class Workbook:
    """The workbook while it is written; `cut` counts texts that were too long for a cell."""

    def __init__(self, language: Language, methods: Mapping[str, str]) -> None:
        from openpyxl import Workbook as Book
        from openpyxl.styles import Alignment, Font, PatternFill

        self.book = Book(write_only=True)
        self.language = language
        self.cut = 0
        self._methods = methods
        self._heading = Font(name="Calibri", bold=True, color="FFFFFF")
        self._fill = PatternFill("solid", fgColor="0B6B63")
        self._top = Alignment(vertical="top")
        self._wrapped = Alignment(vertical="top", wrap_text=True)

    def add(self, title: str, headings: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]) -> None:
        """A sheet with the columns `headings` (name and heading); further sheets where there are too many rows."""
        sheet: Any = None
        count = part = 0
        for row in self._or_none(rows):
            if sheet is None or count == MOST_ROWS:
                part += 1
                self._close(sheet, len(headings), count)
                sheet, count = self._sheet(title if part == 1 else f"{title} ({part})", headings), 1
            if row is not None:
                cells = [self._cell(sheet, name, value) for (name, _), value in zip(headings, row, strict=True)]
                count += 1
                self._set_height(sheet, count, headings, cells)
                sheet.append(cells)
                del sheet.row_dimensions[count]  # it is written; a million of them would stay
        self._close(sheet, len(headings), count)

    def _or_none(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object] | None]:
        """The rows after a None, so that a table without rows has a sheet, too."""
        yield None
        yield from rows

    def _sheet(self, title: str, headings: Sequence[tuple[str, str]]) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.utils import get_column_letter

        sheet: Any = self.book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        _set_up_print(sheet)
        cells = []
        for at, (name, heading) in enumerate(headings, start=1):
            sheet.column_dimensions[get_column_letter(at)].width = _width(name, heading)
            cell = WriteOnlyCell(sheet, heading)
            cell.font, cell.fill, cell.alignment = self._heading, self._fill, self._wrapped
            cells.append(cell)
        sheet.row_dimensions[1].height = 2.2 * _LINE
        sheet.append(cells)
        return sheet

    @staticmethod
    def _set_height(sheet: Any, number: int, headings: Sequence[tuple[str, str]], cells: Sequence[Any]) -> None:
        """Make row `number` as high as its longest text needs: not every program does so by itself."""
        lines = 1
        for (name, heading), cell in zip(headings, cells, strict=True):
            if cell is not None and isinstance(cell.value, str) and name.removesuffix("_raw") in _WIDE:
                width = _width(name, heading)
                lines = max(lines, sum(1 + int(_SPREAD * len(part) / width) for part in cell.value.split("\n")))
        sheet.row_dimensions[number].height = _LINE * min(lines, _MOST_LINES)

    @staticmethod
    def _close(sheet: Any, columns: int, rows: int) -> None:
        from openpyxl.utils import get_column_letter

        if sheet is not None:
            sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows}"

    def _cell(self, sheet: Any, name: str, value: object) -> Any:
        from openpyxl.cell import WriteOnlyCell

        if value is None:
            return None
        if isinstance(value, str | bool | list):
            value = self._said(name, value)
        elif isinstance(value, int) and abs(value) > _EXACT:
            value = str(value)
        cell = WriteOnlyCell(sheet)
        if isinstance(value, str):
            self._set_text(cell, value)
            cell.alignment = self._wrapped if name.removesuffix("_raw") in _WIDE else self._top
            return cell
        if isinstance(value, dt.datetime):
            value = value.replace(tzinfo=None)  # a spreadsheet knows no time zones; the heading says UTC
        cell.value = value  # type: ignore[assignment]
        cell.alignment = self._top
        if isinstance(value, dt.datetime):
            cell.number_format = "dd/mm/yyyy hh:mm"
        elif isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"
        elif name.endswith("_vnd") or name == "bytes":
            cell.number_format = "#,##0"
        elif isinstance(value, float):
            cell.number_format = "0.00"
        return cell

    def _said(self, name: str, value: str | bool | list[object]) -> str:
        """A text, a list, yes or no, or a value of a closed list as a person reads it."""
        if isinstance(value, list):
            return "; ".join(map(str, value))
        if isinstance(value, str) and name in _MESSAGES:
            return message_in(self.language, value)
        if isinstance(value, str) and name == "method":
            return "; ".join(self._methods.get(method, method) for method in value.split("+"))
        return value_label(name, value, self.language)

    def _set_text(self, cell: Any, text: str) -> None:
        """Put in `text` as text, whatever it looks like; characters that XML does not know become U+FFFD."""
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        text = ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text)
        if len(text) > _LONGEST_TEXT:
            text = text[: _LONGEST_TEXT - len(_CUT)] + _CUT
            self.cut += 1
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = is_formula(text)


def _set_up_print(sheet: Any) -> None:
    """A table prints as wide as the paper, its headings on every page, with its name and the number of the page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3
    sheet.page_setup.fitToHeight = 0  # as many pages as it takes
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = "&A", "&P / &N"


def _width(name: str, heading: str) -> int:
    """How many letters of usual width a column has room for."""
    if fixed := _IDS.get(name) or _NARROW.get(name):
        return fixed
    width = _WIDE.get(name.removesuffix("_raw"), 14)
    return max(width, min(24, len(heading) + 4))


def write_workbook(run: Path, path: Path, language: Language, methods: Mapping[str, str] | None = None) -> int:
    """Write the workbook of a run; gives back how many texts were too long for a cell and were cut.

    `methods` says what the repairs named in `corrections.method` go by in `language`.
    """
    book = Workbook(language, methods or {})
    book.add(label("ui", "all_tasks", language), _summary_headings(language), _summary_rows(run))
    for table in SHEETS:
        headings = [(name, column_label(table, name, language)) for name in table_schema(table).names()]
        rows = (row for frame in batches(run, table) for row in frame.iter_rows())
        book.add(label("table", table, language), headings, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with in_place(path) as part:
        book.book.save(part)
    return book.cut


def _summary_headings(language: Language) -> list[tuple[str, str]]:
    document = [(name, column_label("documents", name, language)) for name in _OF_DOCUMENT]
    return [*document, *((name, column_label("tasks", name, language)) for name in _OF_TASK)]


def _summary_rows(run: Path) -> Iterator[tuple[object, ...]]:
    """Every task, those of the text last, group rows left out, with its document; each act once."""
    import polars as pl

    documents: pl.DataFrame = (
        read_table(run, "documents")
        .filter(pl.col("witness_rank").fill_null(1) == 1)
        .select("document_id", *(pl.col(name).alias(f"document_{name}") for name in _OF_DOCUMENT))
    )
    columns = [*(f"document_{name}" for name in _OF_DOCUMENT), *_OF_TASK]
    for table in ("tasks", "text_tasks"):
        for frame in batches(run, table):
            joined = frame.filter(~pl.col("is_group")).join(documents, on="document_id", maintain_order="left")
            yield from joined.select(columns).iter_rows()
