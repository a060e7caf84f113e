"""Image files (PNG, JPEG, TIFF with one or many pages) through OCR; every frame is a page.

The resolution is that of the file when it makes the page of a sane size, else that of a page of A4.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ingest.limits import read_limits, too_many_pages
from ingest.ocr_page import read_picture
from ingest.page_pool import in_order
from ingest.page_reading import PageReading, document_of
from ingest.pictures import RESOLUTION, frames_of, open_picture, turn_to_frame
from schemas.document import Document, Source

if TYPE_CHECKING:
    from PIL import Image

    from ingest.ocr_engine import OcrEngine
    from ingest.page_image import Pixels

READER = "image"
_LONG_SIDE = 11.69  # inches of A4
# What Pillow raises on a damaged frame: it trusts the types and numbers in the file.
_FRAME_ERRORS = (OSError, ValueError, SyntaxError, EOFError, TypeError, LookupError, ArithmeticError, MemoryError)
_SANE_SIDE = (8.0, 18.0)  # inches of the long side of a page


def read_image(data: bytes, source: Source, *, engine: OcrEngine | None = None) -> Document:
    """Read an image file with `engine` (by default what is installed).

    Raises:
        UnreadableSource: `damaged`, `too_large`, or `tool_missing`.
    """
    if engine is None:
        from ingest.ocr_engine import default_engine

        engine = default_engine()
    return document_of(in_order(_readings(data, engine)), source, READER, READER, RESOLUTION)


def _readings(data: bytes, engine: OcrEngine) -> Iterator[PageReading | Callable[[], PageReading]]:
    for frame in frames(data):
        yield frame if isinstance(frame, PageReading) else partial(read_picture, *frame, engine)


def frames(data: bytes) -> Iterator[tuple[Pixels, float] | PageReading]:
    """The frames of an image file with their resolution, dots an inch; one that is damaged says so instead.

    Raises:
        UnreadableSource: `damaged`, or `too_large` when any frame has too many pixels.
    """
    with open_picture(data) as image:
        count = frames_of(image)
        if count > read_limits().pages:
            raise too_many_pages(count)
        for index in range(count):
            try:
                turn_to_frame(image, index)
                pixels, dpi = upright_pixels(image), resolution_of(image)
            except _FRAME_ERRORS as error:
                yield PageReading(error=f"The image cannot be decoded: {error}", through_ocr=True)
                continue
            yield pixels, dpi


def upright_pixels(image: Image.Image) -> Pixels:
    """The frame as it is to be seen: turned as its EXIF says, on white where it is transparent, in RGB or grey."""
    import numpy
    from PIL import Image as Images
    from PIL import ImageOps

    shown = ImageOps.exif_transpose(image)
    if shown.mode in ("RGBA", "LA", "PA") or "transparency" in shown.info:
        shown = shown.convert("RGBA")
        shown = Images.alpha_composite(Images.new("RGBA", shown.size, "white"), shown)
    grey = shown.mode in ("1", "L")
    return numpy.asarray(shown.convert("L" if grey else "RGB"), numpy.uint8)


def resolution_of(image: Image.Image) -> float:
    """Dots an inch of the frame: as the file says when that makes a page of a sane size, else as of a page of A4."""
    longest = max(image.size)
    given = image.info.get("dpi")
    value = float(given[0]) if isinstance(given, tuple) and given and given[0] else 0.0
    if value and _SANE_SIDE[0] <= longest / value <= _SANE_SIDE[1]:
        return value
    return longest / _LONG_SIDE
