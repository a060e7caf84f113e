"""Image files opened within the limits: how large a frame is, is looked at before any of its pixels are decoded."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ingest.errors import UnreadableSource
from ingest.limits import check_pixels

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG", "TIFF")  # of the library's many readers, some of which start programs
RESOLUTION = "Open the image in a viewer; if it is damaged there too, scan the page again."


def open_picture(data: bytes) -> Image:
    """The image file, at its first frame; nothing is decoded and no size is judged yet.

    Raises:
        UnreadableSource: `damaged`.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with _own_limit():
            image = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, TypeError, OverflowError) as error:
        raise UnreadableSource("damaged", f"The image cannot be opened: {error}.", RESOLUTION) from error
    return image


def turn_to_frame(image: Image, index: int) -> None:
    """Go to a frame (from 0) of `image`.

    Raises:
        UnreadableSource: `too_large`; what Pillow raises for a damaged frame.
    """
    with _own_limit():
        image.seek(index)
    check_pixels(image.width, image.height, f"Frame {index + 1}")


def frames_of(image: Image) -> int:
    """How many frames there are; 1 where the frames behind the first one cannot be counted."""
    with _own_limit():
        try:
            return int(getattr(image, "n_frames", 1))
        except (OSError, ValueError, SyntaxError, EOFError, TypeError, OverflowError, LookupError):
            return 1


@contextmanager
def _own_limit() -> Iterator[None]:
    """Switch off the limit of the library, which is fixed; ours is looked at before anything is decoded."""
    from PIL import Image

    before, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        yield
    finally:
        Image.MAX_IMAGE_PIXELS = before
