"""Pictures of pages for people to look at, in the frame that the boxes of fragments are given in.

A page that OCR read was turned and straightened before; its picture is turned and straightened alike, in its colours.
Pages are rendered one by one, so that memory stays flat.
"""

from __future__ import annotations

import io
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.errors import UnreadableSource
from ingest.image import frames
from ingest.media_type import JPEG, PDF, PNG, TIFF, detect_media_type
from ingest.page_reading import PageReading
from ingest.pdf_pages import unfolds
from ingest.pdf_picture import check_pictures

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_POINTS = 72
_DPI = 150  # of the picture; a page of A4 has 1240 x 1754 pixels
_LONGEST_SIDE = 4000  # pixels; larger pages are rendered coarser
_PAGE_BREAKS = "The picture cannot be made: "


@dataclass(frozen=True, slots=True)
class PagePicture:
    """Page `number` (from 1) as RGB or grey `pixels`, `width` x `height` points; without pixels, `error` says why."""

    number: int
    pixels: Pixels | None = None
    width: float = 0.0
    height: float = 0.0
    error: str | None = None


def page_pictures(data: bytes, scanned: Mapping[int, int], failed: Container[int] = ()) -> Iterator[PagePicture]:
    """The pages of a PDF or image file in order; other formats have no pictures.

    `scanned` names the pages (from 1) that OCR read with the clockwise turn (0, 90, 180, 270) that set them upright,
    `failed` those that were not read, or not wholly: they are looked at before they are rendered.

    Raises:
        UnreadableSource: the file cannot be opened.
    """
    media_type = detect_media_type(data)
    pages = _pdf_pages(data, failed) if media_type == PDF else iter(())
    if media_type in (PNG, JPEG, TIFF):
        pages = _frames(data)
    for number, page in enumerate(pages, start=1):
        if isinstance(page, str):
            yield PagePicture(number, error=_PAGE_BREAKS + page)
            continue
        pixels, dpi = page
        if number in scanned:
            pixels, dpi = _as_read(pixels, dpi, scanned[number])
        height, width = pixels.shape[:2]
        yield PagePicture(number, pixels, width * _POINTS / dpi, height * _POINTS / dpi)


def _as_read(pixels: Pixels, dpi: float, rotation: int) -> tuple[Pixels, float]:
    """The picture turned and straightened as the working image of OCR is."""
    import cv2
    import numpy

    from ingest.page_image import working_image

    turns = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}
    skew = working_image(pixels, dpi, rotation=rotation).skew
    if rotation in turns:
        pixels = numpy.asarray(cv2.rotate(pixels, turns[rotation]), numpy.uint8)
    if skew:
        height, width = pixels.shape[:2]
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -skew, 1.0)
        white = (255, 255, 255)
        turned = cv2.warpAffine(pixels, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=white)
        pixels = numpy.asarray(turned, numpy.uint8)
    return pixels, dpi


def _pdf_pages(data: bytes, failed: Container[int]) -> Iterator[tuple[Pixels, float] | str]:
    import numpy
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise UnreadableSource("damaged", f"The file cannot be opened: {error}.", "Get the file again.") from error
    try:
        for index in range(len(file)):
            if index + 1 in failed and unfolds(data, index + 1):
                yield "its content paints itself over and over"
                continue
            try:
                page = file[index]
                check_pictures(page)
                dpi = min(_DPI, _LONGEST_SIDE * _POINTS / max(1.0, *page.get_size()))
                picture = page.render(scale=dpi / _POINTS, rev_byteorder=True).to_numpy()
                yield numpy.array(picture[:, :, :3], numpy.uint8), dpi
                page.close()
            except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
                yield str(error)
    finally:
        file.close()


def _frames(data: bytes) -> Iterator[tuple[Pixels, float] | str]:
    for frame in frames(data):
        yield (frame.error or "") if isinstance(frame, PageReading) else _reduced(*frame)


def _reduced(pixels: Pixels, dpi: float) -> tuple[Pixels, float]:
    import cv2
    import numpy

    if dpi <= _DPI:
        return pixels, dpi
    scale = _DPI / dpi
    return numpy.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), numpy.uint8), _DPI


def encoded(pixels: Pixels) -> bytes:
    """A picture as WebP, small enough to send around."""
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "WEBP", quality=55, method=3)
    return out.getvalue()
