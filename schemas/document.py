"""What a reader hands on: the pages of one source as lines of text and rows of tables, in reading order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from schemas.review import Review
from schemas.text import Fragment

Route = Literal["text", "declared", "text_layer", "ocr", "ocr_file"]
"""How a page's words were had: from a text dump, as declared by a format (web page, office file), from the text layer
of a PDF, by OCR here, or from the file of an OCR engine."""

SourceStatus = Literal["ok", "partial", "failed"]
SignatureStatus = Literal["intact", "changed_later", "broken", "unreadable"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of running text; an empty `fragment.text` is a blank line and separates paragraphs."""

    fragment: Fragment
    kind: Literal["line"] = "line"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row; spans count grid columns and rows where the reader knows them, else 1."""

    fragment: Fragment
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as it was read.

    `table` numbers the runs of rows in the source from 0; a table that a page break interrupts is several runs and
    is joined by the parser. `cells` are left to right and their number may drift from row to row.
    `form` says how the reader knew it for a row.
    """

    cells: tuple[Cell, ...]
    table: int
    form: Literal["tabs", "pipes", "cell_lines", "aligned", "grid"] = "grid"
    kind: Literal["row"] = "row"

    @property
    def page(self) -> int:
        """Page of the first cell, 1-based."""
        return self.cells[0].fragment.page

    @property
    def line(self) -> int:
        """First source line of the row, 1-based."""
        return self.cells[0].fragment.line

    @property
    def line_end(self) -> int:
        """Last source line of the row, 1-based."""
        return max(cell.fragment.line_end for cell in self.cells)


Block = Line | Row


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read: `words_in` counts every word of its text (`schemas.text.WORD`), markup included.

    `words_markup` of them stand in marks between fragments that no fragment holds (table rules, control lines).
    `engine` (name and version) and `dpi` (of the picture that was read) are set where OCR was used here.
    """

    number: int
    words_in: int
    words_markup: int = 0
    ocr_confidence: float | None = None
    rotation: int = 0
    error: str | None = None
    route: Route = "declared"
    engine: str | None = None
    dpi: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Identity of an input file; `source_id` is the first 16 hex digits of its SHA-256."""

    source_id: str
    path: str
    sha256: str
    media_type: str
    bytes: int
    duplicate_paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong in a stage and was coped with: what, where, and what to do about it."""

    code: str
    message: str
    resolution: str = ""
    page: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class DigitalSignature:
    """A digital signature of the file: who (by the certificate), when (UTC), and what it proves.

    `intact` says whether the signed bytes are unchanged (None where that cannot be told); `page` is where it shows
    itself, None for one that is not to be seen.
    """

    signer: str | None
    time: dt.datetime | None
    intact: bool | None
    status: SignatureStatus
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source as read (or, after `normalize.repair`, as repaired); `reviews` are what people said about it."""

    source: Source
    reader: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    encoding: str | None = None
    repaired: bool = False
    problems: tuple[Problem, ...] = ()
    signatures: tuple[DigitalSignature, ...] = ()
    reviews: tuple[Review, ...] = ()
