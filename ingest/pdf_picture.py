"""The picture that a PDF page is: its own pixels, untouched, where the page shows nothing else.

Rendering a scan resamples it, which costs time and blurs; a bilevel scan turns grey. So the pixels of the one picture
that covers a page are taken as they are. A page that shows more (text, an annotation, several pictures), or its picture
turned or mirrored, is rendered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.limits import MEGABYTE, read_limits

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    from ingest.page_image import Pixels

_WHOLE_PAGE = 0.7  # share of the page that its picture covers
_SQUARE = 0.02  # by which pixels may be off being square
_POINTS = 72


def picture_dpi(page: pypdfium2.PdfPage) -> float | None:
    """The resolution of the picture that covers `page`; None where there is no such picture."""
    for part in page.get_objects(max_depth=2):
        if _covers(part, page):
            return _dpi_of(part)
    return None


def whole_picture(page: pypdfium2.PdfPage, max_side: int) -> tuple[Pixels, float] | None:
    """The pixels of the picture that is all `page` shows, with their resolution; None where there is no such picture.

    A picture with a side of more than `max_side` pixels is none.
    """
    parts = list(page.get_objects(max_depth=2))
    if len(parts) != 1 or not _covers(parts[0], page) or max(parts[0].get_px_size()) > max_side:
        return None
    if not _lies_straight(parts[0], page):
        return None
    return pixels_of(parts[0].get_bitmap(render=False)), _dpi_of(parts[0])


def check_pictures(page: pypdfium2.PdfPage) -> None:
    """Refuse a page with a picture of more pixels than the limits allow, before it is decoded.

    Raises:
        ValueError: there is one.
    """
    import pypdfium2.raw  # type: ignore[import-not-found,import-untyped,unused-ignore]

    most = read_limits().megapixels
    for part in page.get_objects(filter=(pypdfium2.raw.FPDF_PAGEOBJ_IMAGE,)):
        width, height = part.get_px_size()
        if width * height > most * MEGABYTE:
            raise ValueError(
                f"it holds a picture of {width} x {height} pixels, more than {most:g} million; allow more with "
                "--max-megapixels"
            )


def pixels_of(bitmap: pypdfium2.PdfBitmap) -> Pixels:
    """The pixels of `bitmap` (blue first) in RGB, or in grey where nothing is coloured."""
    import numpy

    picture = bitmap.to_numpy()
    if picture.ndim == 2 or picture.shape[2] == 1:
        return numpy.array(picture.reshape(picture.shape[:2]), numpy.uint8)
    blue, green, red = (picture[:, :, channel] for channel in range(3))
    if numpy.array_equal(red, green) and numpy.array_equal(red, blue):
        return numpy.array(red, numpy.uint8)
    return numpy.array(picture[:, :, 2::-1], numpy.uint8)


def _covers(part: pypdfium2.PdfObject, page: pypdfium2.PdfPage) -> bool:
    """Whether `part` is a picture over (nearly) the whole page."""
    import pypdfium2.raw  # type: ignore[import-not-found,import-untyped,unused-ignore]

    if part.type != pypdfium2.raw.FPDF_PAGEOBJ_IMAGE:
        return False
    left, bottom, right, top = part.get_bounds()
    width, height = page.get_size()
    return bool((right - left) * (top - bottom) >= _WHOLE_PAGE * width * height)


def _dpi_of(picture: pypdfium2.PdfImage) -> float:
    left, bottom, right, top = picture.get_bounds()
    return float(max(picture.get_px_size()) * _POINTS / max(1.0, right - left, top - bottom))


def _lies_straight(picture: pypdfium2.PdfImage, page: pypdfium2.PdfPage) -> bool:
    """Whether the pixels of `picture` are the page as it is shown."""
    import pypdfium2.raw  # type: ignore[import-not-found,import-untyped,unused-ignore]

    across, lean, slant, up, *_ = picture.get_matrix().get()
    upright = across > 0 and up > 0 and abs(lean) + abs(slant) < 1 and page.get_rotation() == 0
    bare = pypdfium2.raw.FPDFPage_GetAnnotCount(page) == 0
    pixels_across, pixels_up = picture.get_px_size()
    square = abs(across * pixels_up / max(1.0, up * pixels_across) - 1) < _SQUARE
    return bool(upright and bare and square)
