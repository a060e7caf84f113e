"""A run as a workbook: a sheet a table with headings in plain words, filters, real dates and numbers.

The first sheet has every task with what its document tells, each act once. The text as read (`fragments`) is left to
the Parquet files, where it is complete. Text stays text: nothing that was read is ever a formula.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
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
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

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
_WIDE = {
    "title": 60, "outputs": 40, "lead": 30, "coordinating": 36, "message": 60, "text": 80, "issuer": 32, "before": 30,
    "after": 30, "deadline": 22, "section_title": 34, "path": 34, "name": 34, "raw": 50, "error": 50, "left": 30,
    "right": 30, "recipients": 40, "aliases": 40, "stated_total_text": 40,
}  # fmt: skip


class Workbook:
    """The workbook while it is written; `cut` counts texts that were too long for a cell."""

    def __init__(self, language: Language) -> None:
        from openpyxl import Workbook as Book
        from openpyxl.styles import Alignment, Font, PatternFill

        self.book = Book(write_only=True)
        self.language = language
        self.cut = 0
        self._heading = Font(bold=True, color="FFFFFF")
        self._fill = PatternFill("solid", fgColor="0B6B63")
        self._top = Alignment(vertical="top")
        self._wrapped = Alignment(vertical="top", wrap_text=True)

    def add(self, title: str, headings: Sequence[tuple[str, str]], rows: Iterable[Sequence[object]]) -> None:
        """A sheet with the columns `headings` (name and heading); further sheets where there are too many rows."""
        sheet: WriteOnlyWorksheet | None = None
        count = part = 0
        for row in self._or_none(rows):
            if sheet is None or count == MOST_ROWS:
                part += 1
                self._close(sheet, len(headings), count)
                sheet, count = self._sheet(title if part == 1 else f"{title} ({part})", headings), 1
            if row is not None:
                sheet.append([self._cell(sheet, name, value) for (name, _), value in zip(headings, row, strict=True)])
                count += 1
        self._close(sheet, len(headings), count)

    def _or_none(self, rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object] | None]:
        """The rows after a None, so that a table without rows has a sheet, too."""
        yield None
        yield from rows

    def _sheet(self, title: str, headings: Sequence[tuple[str, str]]) -> WriteOnlyWorksheet:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.utils import get_column_letter

        sheet: Any = self.book.create_sheet(title[:31])
        sheet.freeze_panes = "A2"
        cells = []
        for at, (name, heading) in enumerate(headings, start=1):
            width = _WIDE.get(name.removesuffix("_raw"), 14)
            sheet.column_dimensions[get_column_letter(at)].width = max(width, min(24, len(heading) + 4))
            cell = WriteOnlyCell(sheet, heading)
            cell.font, cell.fill, cell.alignment = self._heading, self._fill, self._wrapped
            cells.append(cell)
        sheet.append(cells)
        return sheet  # type: ignore[no-any-return]

    @staticmethod
    def _close(sheet: Any, columns: int, rows: int) -> None:
        from openpyxl.utils import get_column_letter

        if sheet is not None:
            sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows}"

    def _cell(self, sheet: Any, name: str, value: object) -> Any:
        from openpyxl.cell import WriteOnlyCell

        if value is None:
            return None
        if isinstance(value, list):
            value = "; ".join(map(str, value))
        elif isinstance(value, str) and name in _MESSAGES:
            value = message_in(self.language, value)
        elif isinstance(value, str | bool):
            value = value_label(name, value, self.language)
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


def write_workbook(run: Path, path: Path, language: Language) -> int:
    """Write the workbook of a run; gives back how many texts were too long for a cell and were cut."""
    book = Workbook(language)
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
    """Every task, group rows left out, with its document; each act once."""
    import polars as pl

    documents: pl.DataFrame = (
        read_table(run, "documents")
        .filter(pl.col("witness_rank").fill_null(1) == 1)
        .select("document_id", *(pl.col(name).alias(f"document_{name}") for name in _OF_DOCUMENT))
    )
    columns = [*(f"document_{name}" for name in _OF_DOCUMENT), *_OF_TASK]
    for frame in batches(run, "tasks"):
        joined = frame.filter(~pl.col("is_group")).join(documents, on="document_id", maintain_order="left")
        yield from joined.select(columns).iter_rows()
