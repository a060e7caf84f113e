"""PDF pages that are pictures: rendered at their own resolution, 300 dpi at most, and read by OCR, a few at a time, in order."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from ingest.errors import UnreadableSource
from ingest.page_grid import RuledTable
from ingest.page_overlay import NO_OVERLAY, Overlay, with_overlay
from ingest.page_reading import PageReading
from ingest.page_words import Box

if TYPE_CHECKING:
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    from ingest.ocr_engine import OcrEngine
    from ingest.page_image import Pixels

RENDER_DPI = 300
_LEAST_DPI = 150  # below it the picture is enlarged
_WHOLE_PAGE = 0.7  # share of the page that its picture covers
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

        image = working_image(self._render(index), self._dpi(index), straighten=False)
        return find_ruled_tables(image)

    def shows_more(self, index: int, boxes: Iterable[Box], turn: int) -> bool:
        """Whether page `index` (from 0), turned clockwise by `turn`, shows lines of letters outside `boxes`."""
        import numpy

        from ingest.ink_outside import INK_DPI, has_text_outside

        pixels = numpy.rot90(self._render(index, INK_DPI), -turn // 90)
        return has_text_outside(pixels, boxes, INK_DPI)

    def size(self, index: int) -> tuple[float, float]:
        """Width and height of page `index` (from 0) as it is shown, in points."""
        width, height = self._file.get_page_size(index)
        return float(width), float(height)

    def in_order(self, pages: Iterable[PageReading | ScanPage]) -> Iterator[PageReading]:
        """`pages` with every page that is to be read by OCR replaced by what OCR reads there."""
        workers = os.cpu_count() or 1
        waiting: deque[PageReading | Future[PageReading]] = deque()
        with ThreadPoolExecutor(workers) as pool:
            for page in pages:
                waiting.append(page if isinstance(page, PageReading) else self._submit(pool, page.index, page.overlay))
                while len(waiting) > workers:  # bounds how many pictures are held
                    yield _result(waiting.popleft())
            while waiting:
                yield _result(waiting.popleft())

    def _submit(self, pool: ThreadPoolExecutor, index: int, overlay: Overlay) -> PageReading | Future[PageReading]:
        import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

        from ingest.ocr_page import read_picture

        if not self.is_ready() or self._engine is None:
            return PageReading(error=f"The page needs OCR. {self.refusal}")
        try:
            pixels = self._render(index)  # the library renders in one thread only
        except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
            return PageReading(error=f"The page cannot be rendered: {error}")
        engine, dpi = self._engine, self._dpi(index)
        return pool.submit(lambda: with_overlay(read_picture(pixels, dpi, engine), overlay))

    def _dpi(self, index: int) -> float:
        """The resolution to render at: that of the picture which is the page, else `RENDER_DPI`."""
        page = self._file[index]
        try:
            longest = float(max(page.get_size()))
            scanned = _picture_dpi(page)
        finally:
            page.close()
        wanted = min(float(RENDER_DPI), max(_LEAST_DPI, scanned)) if scanned else float(RENDER_DPI)
        return min(wanted, _MAX_SIDE * _POINTS / max(1.0, longest))

    def _render(self, index: int, dpi: float | None = None) -> Pixels:
        import numpy

        page = self._file[index]
        try:
            picture = page.render(scale=(dpi or self._dpi(index)) / _POINTS, rev_byteorder=True).to_numpy()
            return numpy.array(picture[:, :, :3], numpy.uint8)
        finally:
            page.close()


def _picture_dpi(page: pypdfium2.PdfPage) -> float | None:
    """The resolution of the one picture that covers the page; None where there is no such picture."""
    import pypdfium2.raw  # type: ignore[import-not-found,import-untyped,unused-ignore]

    width, height = page.get_size()
    for picture in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = picture.get_bounds()
        if float((right - left) * (top - bottom)) >= _WHOLE_PAGE * width * height:
            across, down = picture.get_px_size()
            return float(max(across, down) * _POINTS / max(1.0, right - left, top - bottom))
    return None


def _result(page: PageReading | Future[PageReading]) -> PageReading:
    return page if isinstance(page, PageReading) else page.result()


def _unreadable(message: str) -> UnreadableSource:
    if "password" in message.lower():
        return UnreadableSource("encrypted", "The file asks for a password.", "Save it without a password.")
    return UnreadableSource("damaged", f"The file cannot be opened: {message.rstrip('.')}.", "Get the file again.")
