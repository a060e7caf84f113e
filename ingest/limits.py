"""What reading one source may cost, whatever its bytes declare: sizes that the readers themselves keep to.

Time and memory are not among them; they are watched from outside of the process that reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from ingest.errors import UnreadableSource

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Limits that hold while a source is read."""

    pages: int = 2000
    megapixels: float = 200
    """Pixels of one picture; A3 at 600 dpi has 70 million."""
    unpacked_mb: float = 500
    """Size of the parts of an archive that are read, together, and of each stream of a PDF file, once unpacked."""
    cells: int = 1_000_000
    """Cells of all tables of a source, those that a format leaves blank included; a task list has some thousand."""
    rows_a_page: int = 200_000
    """Lines and rows of one page; a text dump without page breaks is one page."""
    ocr_seconds: float = 120
    """Time for one call of the OCR engine; a page takes about two seconds."""


_DEFAULT = ReadLimits()
_LIMITS: ContextVar[ReadLimits] = ContextVar("read_limits", default=_DEFAULT)


def read_limits() -> ReadLimits:
    """The limits that hold now."""
    return _LIMITS.get()


@contextmanager
def within(limits: ReadLimits) -> Iterator[None]:
    """Let `limits` hold for what is read inside."""
    token = _LIMITS.set(limits)
    try:
        yield
    finally:
        _LIMITS.reset(token)


def too_many_pages(count: int) -> UnreadableSource:
    """The refusal of a source with `count` pages or more."""
    return UnreadableSource(
        "too_many_pages",
        f"There are {count} pages or more, and {read_limits().pages} are allowed.",
        "Split the file, or allow more with --max-pages.",
    )


def check_cells(count: int) -> None:
    """Refuse a source whose tables have `count` cells.

    Raises:
        UnreadableSource: `too_many_cells`.
    """
    if count > read_limits().cells:
        raise UnreadableSource(
            "too_many_cells",
            f"The tables have more than {read_limits().cells} cells, blank ones that cells cover included.",
            "Check that the file is what it seems to be; split it, or allow more with --max-cells.",
        )


def check_rows(count: int, where: str) -> None:
    """Refuse a source of which `where` (a page, or a table in one) has `count` lines and rows.

    Raises:
        UnreadableSource: `too_many_rows`.
    """
    if count > read_limits().rows_a_page:
        raise UnreadableSource(
            "too_many_rows",
            f"{where} has more than {read_limits().rows_a_page} lines and rows.",
            "Check that the file is what it seems to be; split it, or allow more with --max-rows.",
        )


def check_unpacked(size: int, what: str) -> None:
    """Refuse a source of which `what` unpacks to `size` bytes.

    Raises:
        UnreadableSource: `too_large`.
    """
    if size > read_limits().unpacked_mb * MEGABYTE:
        raise UnreadableSource(
            "too_large",
            f"{what} unpacks to more than {read_limits().unpacked_mb:g} MB.",
            "Check that the file is what it seems to be; split it, or allow more with --max-unpacked-mb.",
        )


def check_pixels(width: int, height: int, what: str) -> None:
    """Refuse a picture of `width` x `height` pixels.

    Raises:
        UnreadableSource: `too_large`.
    """
    if width * height > read_limits().megapixels * MEGABYTE:
        raise UnreadableSource(
            "too_large",
            f"{what} has {width} x {height} pixels, more than {read_limits().megapixels:g} million.",
            "Scan the pages at 300 dpi, one a frame, or allow more with --max-megapixels.",
        )
