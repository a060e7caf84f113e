"""Pages put together from text that a format declares as such: paragraphs, cells, page breaks.

Formats of this kind (web pages, Word, sheets, the files of OCR engines) have no lines of their own that could be
counted, so `Fragment.line` counts what was read: every line of text is one, a row of a table takes as many as its
longest cell. Every word that is handed over is in one fragment, or in `Page.words_markup` when the format says that it
is no text of the document (scripts, hidden text, deletions, page heads).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from ingest.limits import check_cells, check_rows, read_limits, too_many_pages
from ingest.page_words import Box
from ingest.text_decoding import tidy
from schemas.document import Block, Cell, Document, Line, Page, Problem, Route, Row, Source
from schemas.text import Edit, Fragment, UnsureWord, count_words

_EDGES = " \t\n\f\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell at `row` and `column` (from 0) of the grid of its table; the rest as in `schemas.text.Fragment`."""

    row: int
    column: int
    text: str
    colspan: int = 1
    rowspan: int = 1
    confidence: float | None = None
    box: Box | None = None
    unsure: tuple[UnsureWord, ...] | None = None


@dataclass(slots=True)
class _OpenPage:
    words_in: int = 0
    words_markup: int = 0
    confidence: float | None = None
    rotation: int = 0
    route: Route = "declared"
    engine: str | None = None
    dpi: int | None = None


class PageBuilder:
    """Takes lines and rows in reading order and gives the pages and blocks of a `Document`.

    Raises:
        UnreadableSource: any method, when there are more pages, rows or cells than the limits allow.
    """

    def __init__(self) -> None:
        self._pages = [_OpenPage()]
        self._blocks: list[Block] = []
        self._line = 1
        self._table = -1
        self._cells = 0
        self._page_began = 0  # blocks before the open page

    @property
    def page(self) -> int:
        """Number of the page that is open, 1-based."""
        return len(self._pages)

    def new_page(self) -> None:
        """End the page that is open."""
        if len(self._pages) >= read_limits().pages:
            raise too_many_pages(len(self._pages) + 1)
        self._pages.append(_OpenPage())
        self._page_began = len(self._blocks)

    def describe_page(
        self,
        *,
        confidence: float | None = None,
        rotation: int = 0,
        route: Route = "declared",
        engine: str | None = None,
        dpi: int | None = None,
    ) -> None:
        """Say of the open page how sure the engine was of it (0..1), its turn in degrees, and how it was read."""
        page = self._pages[-1]
        page.confidence, page.rotation = confidence, rotation
        page.route, page.engine, page.dpi = route, engine, dpi

    def line(
        self,
        text: str,
        *,
        confidence: float | None = None,
        box: Box | None = None,
        unsure: tuple[UnsureWord, ...] | None = None,
    ) -> None:
        """Add text outside tables; every line break in it starts a line of its own, blank text is a blank line."""
        for part in tidy(text).strip(_EDGES).split("\n"):
            own = part.strip(_EDGES)
            self._count(own)
            sure = confidence if own else None
            self._add(Line(Fragment(self.page, self._line, own, own, confidence=sure, box=box, unsure=unsure)))
            self._line += 1

    def blank(self) -> None:
        """Add a blank line unless one is there already, or nothing at all."""
        last = self._blocks[-1] if self._blocks else None
        if isinstance(last, Row) or (last is not None and last.fragment.raw):
            self.line("")

    def open_table(self) -> None:
        """Let the rows that follow belong to a new table."""
        self._table += 1

    def row(self, cells: Sequence[GridCell]) -> None:
        """Add a row of the open table; `cells` are those of one row of `grid_rows`, never none."""
        built: list[Cell] = []
        height = 1
        for position, cell in enumerate(cells):
            text = "\n".join(part.strip(_EDGES) for part in tidy(cell.text).strip(_EDGES).split("\n"))
            self._count(text)
            height = max(height, text.count("\n") + 1)
            fragment = Fragment(
                self.page, self._line, text, text, position, confidence=cell.confidence if text else None,
                box=cell.box, unsure=cell.unsure,
            )  # fmt: skip
            built.append(Cell(fragment, cell.colspan, cell.rowspan))
        self._cells += len(built)
        check_cells(self._cells)
        self._add(Row(tuple(built), self._table, "grid"))
        self._line += height

    def aside(self, text: str, method: str | None) -> None:
        """Add a line beside the text; with a `method` it is noise from the start and that names the reason."""
        if method is None:
            self.line(text)
            return
        raw = " ".join(tidy(text).split())
        self._count(raw)
        dropped = Edit(0, len(raw), raw, None, method)
        self._add(Line(Fragment(self.page, self._line, raw, "", edits=(dropped,))))
        self._line += 1

    def markup(self, text: str) -> None:
        """Count words that are no text of the document."""
        words = count_words(tidy(text))
        self._pages[-1].words_in += words
        self._pages[-1].words_markup += words

    def document(
        self, source: Source, reader: str, *, encoding: str | None = None, problems: Iterable[Problem] = ()
    ) -> Document:
        """What was added, as a document; one without words carries the problem `no_words`."""
        pages = tuple(
            Page(
                number,
                page.words_in,
                page.words_markup,
                page.confidence,
                page.rotation,
                route=page.route,
                engine=page.engine,
                dpi=page.dpi,
            )
            for number, page in enumerate(self._pages, 1)
        )
        found = tuple(problems)
        if not any(page.words_in > page.words_markup for page in pages):
            found += (Problem("no_words", "The file holds no words.", "Check that the right file was given.", page=1),)
        return Document(source, reader, pages, tuple(self._blocks), encoding, problems=found)

    def _add(self, block: Block) -> None:
        self._blocks.append(block)
        check_rows(len(self._blocks) - self._page_began, f"Page {self.page}")

    def _count(self, text: str) -> None:
        self._pages[-1].words_in += count_words(text)


def grid_rows(cells: Iterable[GridCell]) -> list[list[GridCell]]:
    """The rows of a table with every place of the grid taken, top to bottom.

    A place that a cell covers from a row above is a blank cell (what a blank inherits is for the parser to say); a
    cell that covers columns keeps its `colspan`. Columns in which no cell begins are no columns of the table: word
    processors leave them when the edges of two rows differ by a hair. Cells that claim a place that is taken move to
    the next free one. A row without cells of its own is left out.

    Raises:
        UnreadableSource: `too_many_cells`.
    """
    ordered = sorted(cells, key=lambda cell: (cell.row, cell.column))
    if not ordered:
        return []
    place = {column: index for index, column in enumerate(sorted({cell.column for cell in ordered}))}
    grid = _Grid(place, ordered[-1].row)
    rows: list[list[GridCell]] = []
    count = 0
    for number, own in groupby(ordered, key=lambda cell: cell.row):
        rows.append(grid.row(number, list(own)))
        count += len(rows[-1])
        check_cells(count)
    return rows


class _Grid:
    """Fills the rows of one table from top to bottom; remembers what cells above cover."""

    def __init__(self, place: dict[int, int], last_row: int) -> None:
        self._place = place  # column as declared -> column of the table
        self._columns = sorted(place)
        self._last_row = last_row
        self._covered_to: dict[int, int] = {}  # column -> the first row that no cell above covers

    def row(self, number: int, own: Sequence[GridCell]) -> list[GridCell]:
        """The row `number` with blanks where cells above cover it or no cell stands."""
        covered = {column for column, end in self._covered_to.items() if end > number}
        row: list[GridCell] = []
        column = 0
        for cell in own:
            start = max(self._place[cell.column], column)
            while start in covered:
                start += 1
            span = self._span(cell)
            while span > 1 and not covered.isdisjoint(range(start, start + span)):
                span -= 1
            rowspan = max(1, min(cell.rowspan, self._last_row - number + 1))
            row += [GridCell(number, blank, "") for blank in range(column, start)]
            row.append(GridCell(number, start, cell.text, span, rowspan, cell.confidence, cell.box, cell.unsure))
            self._covered_to.update(dict.fromkeys(range(start, start + span), number + rowspan))
            column = start + span
        last = max((key + 1 for key in covered), default=column)
        return [*row, *(GridCell(number, blank, "") for blank in range(column, last))]

    def _span(self, cell: GridCell) -> int:
        """Columns of the table that a cell takes; of the columns it declares only those that are there."""
        first = bisect_left(self._columns, cell.column)
        return max(1, bisect_left(self._columns, cell.column + cell.colspan) - first)
