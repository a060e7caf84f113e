"""PDF files: every page by the route that suits it, its own text layer or OCR.

`ingest.text_layer_quality` says which. An older OCR that is good keeps its words, but a page with a ruled table in
the picture is read again. A page that fails costs that page alone: it has `Page.error`, and the document the problem
`page_failed`. Pages are opened one by one and closed at once, so that memory stays flat.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.page_reading import PageReading, document_of
from ingest.pdf_signatures import read_signatures, signature_problems
from ingest.pdf_text import TextPage, read_text_page
from ingest.text_layer_quality import TextQuality, text_quality
from schemas.document import Document, Source

if TYPE_CHECKING:
    from ingest.ocr_engine import OcrEngine
    from ingest.pdf_scan import ScanRoute

TEXT_READER = "pdf_text"
SCAN_READER = "pdf_scan"
_SCANNED_PAGE = 0.7  # share of the page that pictures cover
_OLDER_OCR = 3.0  # points by which its words are off
_RESOLUTION = "Open the file in a PDF viewer; if the page is damaged there too, get the file again."

# What pdfminer raises on damaged pages besides its own errors: it trusts the types and numbers in the file.
_PAGE_ERRORS = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, NotImplementedError, OSError,
    RecursionError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


def read_pdf(data: bytes, source: Source, *, engine: OcrEngine | None = None) -> Document:
    """Read a PDF file; `engine` serves the pages without a usable text layer (by default what is installed).

    Raises:
        UnreadableSource: `encrypted`, `damaged`, or `tool_missing` when no page can be read without OCR.
    """
    from ingest.pdf_scan import ScanRoute

    with ScanRoute(data, engine) as scans:
        document = document_of(_readings(data, scans), source, TEXT_READER, SCAN_READER, _RESOLUTION)
        if scans.refusal is not None and not any(page.words_in for page in document.pages):
            raise scans.refusal
    signatures = read_signatures(data)
    problems = (*document.problems, *signature_problems(signatures))
    return replace(document, signatures=signatures, problems=problems)


def _readings(data: bytes, scans: ScanRoute) -> Iterator[PageReading]:
    return scans.in_order(
        _reading(number, page, scans) for number, page in enumerate(_text_pages(data, scans.pages), 0)
    )


def _reading(number: int, page: TextPage | None, scans: ScanRoute) -> PageReading | int:
    """What the text layer gives; the number of the page (from 0) when it is to be read by OCR."""
    if page is None:
        return number
    quality = text_quality([word.text for word in page.words], page.image_share)
    own = PageReading(page.words, page.tables, rotation=page.rotation)
    if quality == "good":
        scanned = page.words and page.image_share >= _SCANNED_PAGE and not page.tables
        return _older_ocr(number, own, scans) if scanned else own
    return number if scans.is_ready() else _without_ocr(own, quality, scans)


def _older_ocr(number: int, own: PageReading, scans: ScanRoute) -> PageReading | int:
    """Good words over a picture; a page with a ruled table is read again, for its cells come out mixed or lost."""
    tables = scans.ruled_tables(number)
    if tables and scans.is_ready():
        return number
    return replace(own, tables=tables, tolerance=_OLDER_OCR)


def _without_ocr(own: PageReading, quality: TextQuality, scans: ScanRoute) -> PageReading:
    assert scans.refusal is not None
    message = f"The text layer of the page is {quality} and there is no OCR. {scans.refusal}"
    return replace(own, error=message) if quality == "poor" else PageReading(error=message)


def _text_pages(data: bytes, count: int) -> Iterator[TextPage | None]:
    """The text layer of each page; None where it cannot be read."""
    import pdfplumber
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    errors = (*_PAGE_ERRORS, MalformedPDFException, PdfminerException)
    try:
        file = pdfplumber.open(io.BytesIO(data))
        found = len(file.pages)
    except errors:
        found = 0
        file = None
    for index in range(count):
        if file is None or index >= found:
            yield None
            continue
        try:
            page = file.pages[index]
            read = read_text_page(page)
            page.close()
        except errors:
            read = None
        yield read
