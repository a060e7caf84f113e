"""What was read of one page, by whatever route, and the pages of a file as one document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ingest.declared_pages import PageBuilder
from ingest.half_ruled import complete_tables, outside, with_rows_apart
from ingest.page_asides import Aside
from ingest.page_grid import RuledTable
from ingest.page_layout import emit_page
from ingest.page_rules import NO_RULES, Rules
from ingest.page_words import Word
from ingest.received_stamps import set_stamp_aside
from ingest.unruled_tables import FoundTable, find_unruled_tables
from schemas.document import Document, Problem, Source

_EXACT = 1.0  # points by which places of a text layer may be off


@dataclass(frozen=True, slots=True)
class PageReading:
    """Words and tables of a page in points; `tolerance` says how exact the places are.

    `confidence` (0..1) is set where OCR was used; `rotation` is the clockwise turn in degrees that set the page
    upright, `skew` the small one that made its lines level; `engine` (name and version) and `dpi` (of the picture as
    it came) say how OCR read it; `error` says why there is nothing (or less than there should be). `asides` are lines
    beside the text, which come last on their page.
    """

    words: tuple[Word, ...] = ()
    tables: tuple[RuledTable, ...] = ()
    rules: Rules = NO_RULES
    tolerance: float = 1.0
    confidence: float | None = None
    rotation: int = 0
    error: str | None = None
    through_ocr: bool = False
    asides: tuple[Aside, ...] = ()
    skew: float = 0.0
    engine: str | None = None
    dpi: int | None = None


def document_of(
    readings: Iterable[PageReading], source: Source, reader: str, ocr_reader: str, resolution: str
) -> Document:
    """The document of pages in order; it is of `ocr_reader` when a page went through OCR, else of `reader`.

    `resolution` is what to do about pages that failed.
    """
    builder = PageBuilder()
    errors: dict[int, str] = {}
    through_ocr = False
    previous: FoundTable | None = None
    for number, reading in enumerate(readings, 1):
        if number > 1:
            builder.new_page()
        words, stamp = set_stamp_aside(reading.words, reading.rules)
        reading = replace(reading, words=words, asides=(*reading.asides, *stamp))
        tables, previous = _tables(reading, previous)
        emit_page(reading.words, tables, builder, tolerance=reading.tolerance)
        for aside in reading.asides:
            builder.aside(aside.text, aside.method)
        builder.describe_page(
            confidence=reading.confidence,
            rotation=reading.rotation,
            route="ocr" if reading.through_ocr else "text_layer",
            engine=reading.engine,
            dpi=reading.dpi,
        )
        through_ocr = through_ocr or reading.through_ocr
        if reading.error is not None:
            errors[number] = reading.error
    problems = [Problem("page_failed", message, resolution, page=number) for number, message in errors.items()]
    document = builder.document(source, ocr_reader if through_ocr else reader, problems=problems)
    if not errors:
        return document
    pages = tuple(replace(page, error=errors.get(page.number)) for page in document.pages)
    return replace(document, pages=pages)


def _tables(reading: PageReading, previous: FoundTable | None) -> tuple[list[RuledTable], FoundTable | None]:
    """The tables of a page, ruled or not, and the one without a grid that its text ends with."""
    drawn = [with_rows_apart(table, reading.words) for table in reading.tables]
    ruled = complete_tables(drawn, reading.words, reading.rules)
    found = find_unruled_tables(
        outside(ruled, reading.words), reading.rules, exact=reading.tolerance <= _EXACT,
        previous=previous.columns if previous and not ruled else None,
    )  # fmt: skip
    tables = [*ruled, *(one.table for one in found)]
    tables += [table for table in drawn if table not in ruled and not any(_overlap(table, one) for one in tables)]
    last = found[-1] if found and found[-1].is_last else None
    return tables, last


def _overlap(one: RuledTable, other: RuledTable) -> bool:
    return one.box[1] < other.box[3] and other.box[1] < one.box[3]
