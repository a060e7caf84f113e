"""PDF pages that are pictures, at their own resolution or rendered at 300 dpi: through OCR, a few at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from ingest.errors import UnreadableSource
from ingest.page_grid import RuledTable
from ingest.page_overlay import NO_OVERLAY, Overlay, with_overlay
from ingest.page_pool import in_order
from ingest.page_reading import PageReading
from ingest.page_words import Box

if TYPE_CHECKING:
    from ingest.ocr_engine import OcrEngine
    from ingest.page_image import Pixels

RENDER_DPI = 300
_LEAST_DPI = 150  # below it the picture is enlarged
_POINTS = 72
_MAX_SIDE = 10_000  # pixels; a larger page (a map, a plan) is rendered coarser


@dataclass(frozen=True, slots=True)
class ScanPage:
    """A page (from 0) that is to be read by OCR, with what lies over its picture."""

    index: int
    overlay: Overlay = NO_OVERLAY


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

    def shows_more(self, index: int, boxes: Iterable[Box], turn: int) -> bool:
        """Whether page `index` (from 0), turned clockwise by `turn`, shows lines of letters outside `boxes`."""
        import numpy

        from ingest.ink_outside import INK_DPI, has_text_outside

        dpi = min(float(INK_DPI), _MAX_SIDE * _POINTS / max(1.0, *self.size(index)))
        pixels = numpy.rot90(self._render(index, dpi), -turn // 90)
        return has_text_outside(pixels, boxes, dpi)

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of page `index` (from 0) as it is shown, in points."""
        width, height = self._file.get_page_size(index)
        return float(width), float(height)

    def in_order(self, pages: Iterable[PageReading | ScanPage]) -> Iterator[PageReading]:
        """`pages` with every page that is to be read by OCR replaced by what OCR reads there."""
        return in_order(
            page if isinstance(page, PageReading) else self._by_ocr(page.index, page.overlay) for page in pages
        )

    def _by_ocr(self, index: int, overlay: Overlay) -> PageReading | Callable[[], PageReading]:
        from ingest.ocr_page import read_picture

        if not self.is_ready() or self._engine is None:
            return PageReading(error=f"The page needs OCR. {self.refusal}")
        try:
            pixels, dpi = self._picture(index)  # the library works in one thread only
        except render_errors() as error:
            return PageReading(error=f"The page cannot be rendered: {error}")
        engine = self._engine
        return lambda: with_overlay(read_picture(pixels, dpi, engine), overlay)

    def _picture(self, index: int) -> tuple[Pixels, float]:
        """The page as pixels with their resolution: as it was scanned where it is one picture, else rendered.

        A page that shows a picture and more (an overlay, text) is rendered at the resolution of the picture.
        """
        from ingest.pdf_picture import check_pictures, picture_dpi, whole_picture

        page = self._file[index]
        try:
            check_pictures(page)
            picture = whole_picture(page, _MAX_SIDE)
            if picture is not None:
                return picture
            scanned = picture_dpi(page)
            longest = max(1.0, float(max(page.get_size())))
        finally:
            page.close()
        dpi = min(max(scanned or RENDER_DPI, _LEAST_DPI), RENDER_DPI, _MAX_SIDE * _POINTS / longest)
        return self._render(index, dpi), dpi

    def _render(self, index: int, dpi: float) -> Pixels:
        from ingest.pdf_picture import check_pictures, pixels_of

        page = self._file[index]
        try:
            check_pictures(page)
            return pixels_of(page.render(scale=dpi / _POINTS))
        finally:
            page.close()


def render_errors() -> tuple[type[Exception], ...]:
    """What is raised for a page that cannot be loaded or rendered."""
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    return (pypdfium2.PdfiumError, MemoryError, ValueError)


def _unreadable(message: str) -> UnreadableSource:
    if "password" in message.lower():
        return UnreadableSource("encrypted", "The file asks for a password.", "Save it without a password.")
    return UnreadableSource("damaged", f"The file cannot be opened: {message.rstrip('.')}.", "Get the file again.")
