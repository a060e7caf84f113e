"""How large a source is, told from its structure alone, before anything is rendered or decoded."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.errors import UnreadableSource
from ingest.media_type import JPEG, PDF, PNG, TIFF
from ingest.pdf_streams import check_streams
from ingest.pictures import frames_of, open_picture

PICTURES = frozenset({PNG, JPEG, TIFF})
THROUGH_OCR = PICTURES | {PDF}
"""Media types whose pages may need an OCR engine."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Pages (1 where the format has none, or where only its reader can tell), and pixels of the largest picture."""

    pages: int = 1
    pixels: int = 0


def extent_of(data: bytes, media_type: str) -> Extent:
    """The extent of a file; a damaged one counts as one page, for its reader says better what is wrong.

    Raises:
        UnreadableSource: `too_large` when a stream of a PDF unpacks to too much.
    """
    if media_type == PDF:
        return _of_pdf(data)
    return _of_picture(data) if media_type in PICTURES else Extent()


def _of_pdf(data: bytes) -> Extent:
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    check_streams(data)

    try:
        with pypdfium2.PdfDocument(data) as file:
            return Extent(pages=len(file))
    except pypdfium2.PdfiumError:
        return Extent()


def _of_picture(data: bytes) -> Extent:
    try:
        with open_picture(data) as image:
            return Extent(frames_of(image), image.width * image.height)
    except UnreadableSource:
        return Extent()
