"""What is fuzzed: each target takes bytes and fails only where a reader or a step breaks its promise.

The one error a reader may raise is `UnreadableSource`, whose code says what is wrong with the file.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ingest import UnreadableSource, read_bytes
from ingest.image import frames
from ingest.limits import ReadLimits, within
from ingest.media_type import (
    ALTO,
    DOCLING,
    DOCX,
    HOCR,
    HTML,
    MHTML,
    PAGE_XML,
    PDF,
    TESSERACT_TSV,
    TEXT,
    TIFF,
    XLSX,
    detect_media_type,
)  # fmt: skip
from ingest.ocr_engine import OcrWord, PageMode
from ingest.ocr_text import read_decoded_text
from ingest.page_reading import PageReading
from ingest.text_decoding import DecodedText
from schemas.document import Document, Source
from scripts.fuzz.forms import docx_of, pdf_of, xlsx_of
from scripts.fuzz.invariants import check_read, check_through

if TYPE_CHECKING:
    from ingest.page_image import Pixels

Target = Callable[[bytes], None]

_LIMITS = ReadLimits(pages=50, megapixels=1, unpacked_mb=4, cells=20_000, rows_a_page=20_000)
"""Small, so that no input takes long; what is beyond them is refused as it would be beyond larger ones."""


class SilentEngine:
    """An OCR engine that sees one word on every picture: what is fuzzed is the way of the pictures to it."""

    name = "silent"

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: PageMode, language: str = "", letters: str = ""
    ) -> list[list[OcrWord]]:
        """See `ingest.ocr_engine.OcrEngine`."""
        return [[OcrWord("Điều", 0, 0, pixels.shape[1], pixels.shape[0], 0.9)] for pixels in images]

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """See `ingest.ocr_engine.OcrEngine`."""
        return 0


def _target(
    media_type: str, module: str, function: str, form: Callable[[bytes], bytes] = bytes, *, engine: bool = False
) -> Target:
    """A target that reads `form(data)`, which is of `media_type`, and checks what comes of it."""

    def run(data: bytes) -> None:
        reader = getattr(importlib.import_module(f"ingest.{module}"), function)
        source = Source("0" * 16, "a", "0" * 64, media_type, len(data))
        with within(_LIMITS), suppress(UnreadableSource):
            document: Document = reader(form(data), source, **({"engine": SilentEngine()} if engine else {}))
            (check_read if engine else check_through)(document)

    return run


def _any(data: bytes) -> None:
    """Whatever the bytes look like, but for PDF files and pictures, which have targets with an engine that is quick."""
    if detect_media_type(data) not in (PDF, "image/png", "image/jpeg", TIFF):
        with within(_LIMITS), suppress(UnreadableSource):
            check_through(read_bytes(data, "a"))


def _pictures(data: bytes) -> None:
    """The frames of an image file; what OCR makes of pictures is no matter of their file."""
    with within(_LIMITS), suppress(UnreadableSource):
        for frame in frames(data):
            if not isinstance(frame, PageReading):
                pixels, dpi = frame
                assert pixels.size > 0
                assert dpi > 0


def _steps(data: bytes) -> None:
    """Repair, parsing, resolution and the published rows of any text."""
    source = Source("0" * 16, "a", "0" * 64, TEXT, len(data))
    with within(_LIMITS), suppress(UnreadableSource):
        check_through(read_decoded_text(DecodedText(data.decode("utf-8", "replace"), "utf-8"), source))


TARGETS: Mapping[str, Target] = {
    "text": _target(TEXT, "ocr_text", "read_ocr_text"),
    "tables": _steps,
    "steps": _steps,
    "any": _any,
    "html": _target(HTML, "html", "read_html"),
    "mhtml": _target(MHTML, "mhtml", "read_mhtml"),
    "docx": _target(DOCX, "docx", "read_docx", docx_of),
    "xlsx": _target(XLSX, "xlsx", "read_xlsx", xlsx_of),
    "hocr": _target(HOCR, "hocr", "read_hocr"),
    "alto": _target(ALTO, "alto", "read_alto"),
    "page_xml": _target(PAGE_XML, "page_xml", "read_page_xml"),
    "tesseract_tsv": _target(TESSERACT_TSV, "tesseract_tsv", "read_tesseract_tsv"),
    "docling_json": _target(DOCLING, "docling_json", "read_docling"),
    "pdf": _target(PDF, "pdf_pages", "read_pdf", pdf_of, engine=True),
    "image": _pictures,
}
"""Every target by its name. `tables` is `steps` begun with rows by pipes, tabs and tags."""
