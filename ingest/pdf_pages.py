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

from ingest.page_overlay import Overlay
from ingest.page_reading import PageReading, document_of
from ingest.page_words import Box, Word
from ingest.pdf_scan import ScanPage, ScanRoute, render_errors
from ingest.pdf_signatures import read_signatures, signature_problems
from ingest.pdf_text import TextPage, read_text_page
from ingest.pdf_words import Fonts
from ingest.text_layer_quality import FEW_WORDS, TextQuality, text_quality
from schemas.document import Document, Source

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage
    from pdfplumber.pdf import PDF

    from ingest.ocr_engine import OcrEngine

TEXT_READER = "pdf_text"
SCAN_READER = "pdf_scan"
_SCANNED_PAGE = 0.7  # share of the page that pictures cover
_BATCH = 50  # pages
_SOME_PICTURE = 0.08  # share of the page that pictures cover, from which on they may hold text
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
    with ScanRoute(data, engine) as scans:
        document = document_of(_readings(data, scans), source, TEXT_READER, SCAN_READER, _RESOLUTION)
        if scans.refusal is not None and not any(page.words_in for page in document.pages):
            raise scans.refusal
    signatures = read_signatures(data)
    problems = (*document.problems, *signature_problems(signatures))
    return replace(document, signatures=signatures, problems=problems)


def unfolds(data: bytes, number: int) -> bool:
    """Whether page `number` (from 1) is not to be rendered (see `ingest.pdf_device`), or there is no telling."""
    import pdfplumber

    from ingest.pdf_device import shown_page

    try:
        with pdfplumber.open(io.BytesIO(data), pages=[number]) as file:
            shown = shown_page(file.pages[0])
            _ = shown.layout
            return shown.unfolds
    except _page_errors():
        return True


def _readings(data: bytes, scans: ScanRoute) -> Iterator[PageReading]:
    return scans.in_order(
        _reading(number, page, scans) for number, page in enumerate(_text_pages(data, scans.pages), 0)
    )


def _reading(number: int, page: TextPage | None, scans: ScanRoute) -> PageReading | ScanPage:
    """What the text layer gives; a page to be read by OCR where that is not all, with what it gives all the same."""
    if page is None:
        return ScanPage(number)
    own = PageReading(page.words, page.tables, page.rules, rotation=page.rotation, asides=page.asides)
    if page.unfolds:
        return replace(own, error="The page is not rendered: its forms paint themselves, or thousands of others.")
    try:
        return _routed(number, page, own, scans)
    except render_errors() as error:
        return replace(own, error=f"The page cannot be rendered: {error}")


def _routed(number: int, page: TextPage, own: PageReading, scans: ScanRoute) -> PageReading | ScanPage:
    """The route of a page with a text layer, which may need a look at the page as it is shown."""
    if page.under:
        return _over_older_ocr(number, page, own, scans)
    quality = text_quality([word.text for word in page.words], page.image_share)
    if quality in ("garbled", "poor"):
        return ScanPage(number) if scans.is_ready() else _without_ocr(own, quality, scans)
    if quality == "missing" or _shows_more(number, page, scans):
        return _under_overlay(number, page, own, scans)
    scanned = page.words and page.image_share >= _SCANNED_PAGE and not page.tables
    return _older_ocr(ScanPage(number), own, scans) if scanned else own


def _shows_more(number: int, page: TextPage, scans: ScanRoute) -> bool:
    """Whether letters are to be seen that the text layer does not hold: in a picture, or drawn as outlines."""
    if page.image_share < _SOME_PICTURE and len(page.words) >= FEW_WORDS:
        return False
    return scans.shows_more(number, [*map(_box, page.words), *page.aside_boxes], page.turn)


def _over_older_ocr(number: int, page: TextPage, own: PageReading, scans: ScanRoute) -> PageReading | ScanPage:
    """A scan with an older OCR below it: its words where they are good, beside what was stamped over it."""
    quality = text_quality([word.text for word in page.under], page.image_share)
    scan = ScanPage(number, _overlay(number, page, scans))
    if quality == "good":
        return _older_ocr(scan, replace(own, words=(*page.words, *page.under)), scans)
    if scans.is_ready():
        return scan
    return _without_ocr(replace(own, words=(*page.words, *page.under)), quality, scans)


def _under_overlay(number: int, page: TextPage, own: PageReading, scans: ScanRoute) -> PageReading | ScanPage:
    if scans.is_ready() and not page.turn:
        return ScanPage(number, _overlay(number, page, scans))
    if scans.is_ready():
        return ScanPage(number)
    return _without_ocr(own, "missing", scans)


def _overlay(number: int, page: TextPage, scans: ScanRoute) -> Overlay:
    width, height = scans.size(number)
    return Overlay(page.words, page.tables, page.asides, page.aside_boxes, width, height)


def _box(word: Word) -> Box:
    return (word.x0, word.top, word.x1, word.bottom)


def _older_ocr(scan: ScanPage, own: PageReading, scans: ScanRoute) -> PageReading | ScanPage:
    """Good words over a picture; a page with a ruled table is read again, for its cells come out mixed or lost."""
    tables = scans.ruled_tables(scan.index)
    if tables and scans.is_ready():
        return scan
    return replace(own, tables=tables, tolerance=_OLDER_OCR)


def _without_ocr(own: PageReading, quality: TextQuality, scans: ScanRoute) -> PageReading:
    assert scans.refusal is not None
    message = f"The text layer of the page is {quality} and there is no OCR. {scans.refusal}"
    return PageReading(error=message) if quality == "garbled" else replace(own, error=message)


def _text_pages(data: bytes, count: int) -> Iterator[TextPage | None]:
    """The text layer of each page; None where it cannot be read.

    The library keeps what it has read of a file, so it is given the file anew every `_BATCH` pages.
    """
    fonts = Fonts()
    sound: bytes | None = data
    for start in range(0, count, _BATCH):
        numbers = range(start + 1, min(start + _BATCH, count) + 1)
        file, sound = _opened(sound, data, numbers)
        found = {page.page_number: page for page in file.pages} if file is not None else {}
        for number in numbers:
            yield _text_page(found[number], fonts) if number in found else None


def _text_page(page: PdfPage, fonts: Fonts) -> TextPage | None:
    try:
        read = read_text_page(page, fonts)
        page.close()
    except _page_errors():
        return None
    return read


def _opened(sound: bytes | None, data: bytes, numbers: range) -> tuple[PDF | None, bytes | None]:
    """The file with the pages `numbers`, and its bytes: as they are, or written anew where pages are missing.

    None for both when not even that helps.
    """
    import pdfplumber

    best: tuple[PDF | None, bytes | None] = (None, None)
    for candidate in (sound, None):
        try:
            content = candidate if candidate is not None else _written_anew(data)
            file = pdfplumber.open(io.BytesIO(content), pages=list(numbers))
            count = len(file.pages)
        except _page_errors():
            continue
        if count > (len(best[0].pages) if best[0] is not None else 0):
            best = (file, content)
        if count == len(numbers):
            break
    return best


def _written_anew(data: bytes) -> bytes:
    """The file as PDFium understands it: a lost or wrong table of objects is made anew."""
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    file = pypdfium2.PdfDocument(data)
    try:
        copy = io.BytesIO()
        file.save(copy)
        return copy.getvalue()
    finally:
        file.close()


def _page_errors() -> tuple[type[Exception], ...]:
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    return (*_PAGE_ERRORS, PSException, MalformedPDFException, PdfminerException, pypdfium2.PdfiumError)
