"""PDF pages that are pictures, at their own resolution or rendered at 300 dpi, through OCR, a few at a time, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING

from ingest.errors import UnreadableSource
from ingest.page_grid import RuledTable
from ingest.page_pool import in_order
from ingest.page_reading import PageReading

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    from ingest.ocr_engine import OcrEngine
    from ingest.page_image import Pixels

RENDER_DPI = 300
_LEAST_DPI = 150  # below it the picture is enlarged
_WHOLE_PAGE = 0.7  # share of the page that its picture covers
_SQUARE = 0.02  # by which pixels may be off being square
_POINTS = 72
_MAX_SIDE = 10_000  # pixels; a larger page (a map, a plan) is rendered coarser


class ScanRoute:
    """The pages of one PDF file as pictures, and the engine that reads them.

    `refusal` is set once an engine was wanted and there is none. Use as a context manager.

    Raises:
        UnreadableSource: `encrypted` or `damaged`.
    """

    def __init__(self, data: bytes, engine: OcrEngine | None) -> None:
        import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

        try:
            self._file = pypdfium2.PdfDocument(data)
            self.pages = len(self._file)
        except pypdfium2.PdfiumError as error:
            raise _unreadable(str(error)) from error
        self._engine = engine
        self.refusal: UnreadableSource | None = None

    def __enter__(self) -> ScanRoute:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def is_ready(self) -> bool:
        """Whether there is an engine; looked for when first asked."""
        from ingest.ocr_engine import default_engine

        if self._engine is None and self.refusal is None:
            try:
                self._engine = default_engine()
            except UnreadableSource as error:
                self.refusal = error
        return self._engine is not None

    def ruled_tables(self, index: int) -> tuple[RuledTable, ...]:
        """The ruled tables seen on page `index` (from 0), as it lies, in points."""
        from ingest.page_image import working_image
        from ingest.ruled_grid import find_ruled_tables

        pixels, dpi = self._picture(index)
        return find_ruled_tables(working_image(pixels, dpi, straighten=False))

    def in_order(self, pages: Iterable[PageReading | int]) -> Iterator[PageReading]:
        """`pages` with every number (from 0) replaced by what OCR reads on that page."""
        return in_order(page if isinstance(page, PageReading) else self._by_ocr(page) for page in pages)

    def _by_ocr(self, index: int) -> PageReading | Callable[[], PageReading]:
        import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

        from ingest.ocr_page import read_picture

        if not self.is_ready() or self._engine is None:
            return PageReading(error=f"The page needs OCR. {self.refusal}")
        try:
            pixels, dpi = self._picture(index)  # the library renders in one thread only
        except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
            return PageReading(error=f"The page cannot be rendered: {error}")
        return partial(read_picture, pixels, dpi, self._engine)

    def _picture(self, index: int) -> tuple[Pixels, float]:
        """The page as pixels with their resolution: as it was scanned where it is one picture, else rendered.

        A page that shows a picture and more (an overlay, text) is rendered at the resolution of the picture.
        """
        page = self._file[index]
        try:
            parts = list(page.get_objects(max_depth=2))
            pictures = [part for part in parts if _covers(part, page)]
            dpi = _dpi_of(pictures[0]) if pictures else float(RENDER_DPI)
            if len(parts) == 1 and pictures and _lies_straight(pictures[0], page):
                return _pixels(pictures[0].get_bitmap(render=False)), dpi
            longest = max(1.0, float(max(page.get_size())))
            dpi = min(max(dpi, _LEAST_DPI), RENDER_DPI, _MAX_SIDE * _POINTS / longest)
            return _pixels(page.render(scale=dpi / _POINTS, rev_byteorder=False)), dpi
        finally:
            page.close()


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
    """Whether the pixels of `picture` are the page as it is shown, and no more than can be held."""
    import pypdfium2.raw  # type: ignore[import-not-found,import-untyped,unused-ignore]

    across, lean, slant, up, *_ = picture.get_matrix().get()
    upright = across > 0 and up > 0 and abs(lean) + abs(slant) < 1 and page.get_rotation() == 0
    bare = pypdfium2.raw.FPDFPage_GetAnnotCount(page) == 0
    square = abs(across * picture.get_px_size()[1] / max(1.0, up * picture.get_px_size()[0]) - 1) < _SQUARE
    return bool(upright and bare and square and max(picture.get_px_size()) <= _MAX_SIDE)


def _pixels(bitmap: pypdfium2.PdfBitmap) -> Pixels:
    """The pixels of `bitmap` in RGB, or in grey where nothing is coloured."""
    import numpy

    picture = bitmap.to_numpy()
    if picture.ndim == 2 or picture.shape[2] == 1:
        return numpy.array(picture.reshape(picture.shape[:2]), numpy.uint8)
    blue, green, red = (picture[:, :, channel] for channel in range(3))
    if numpy.array_equal(red, green) and numpy.array_equal(red, blue):
        return numpy.array(red, numpy.uint8)
    return numpy.array(picture[:, :, 2::-1], numpy.uint8)


def _unreadable(message: str) -> UnreadableSource:
    if "password" in message.lower():
        return UnreadableSource("encrypted", "The file asks for a password.", "Save it without a password.")
    return UnreadableSource("damaged", f"The file cannot be opened: {message.rstrip('.')}.", "Get the file again.")
