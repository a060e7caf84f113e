"""Image files opened within the limits: how large a frame is, is looked at before any of its pixels are decoded."""

from __future__ import annotations

import io
from types import ModuleType
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
    try:
        image: Image = _library().open(io.BytesIO(data), formats=_FORMATS)
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, OverflowError) as error:
        raise UnreadableSource("damaged", f"The image cannot be opened: {error}.", RESOLUTION) from error
    return image


def turn_to_frame(image: Image, index: int) -> None:
    """Go to a frame (from 0) of `image`.

    Raises:
        UnreadableSource: `too_large`; what Pillow raises for a damaged frame.
    """
    image.seek(index)
    check_pixels(image.width, image.height, f"Frame {index + 1}")


def frames_of(image: Image) -> int:
    """How many frames there are; 1 where the frames behind the first one cannot be counted."""
    try:
        return int(getattr(image, "n_frames", 1))
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, OverflowError, LookupError):
        return 1


def _library() -> ModuleType:
    """Pillow without its own limit of size, which is fixed, and lower than ours; ours is looked at before any decoding.

    The limit is the process's and is looked at again while a TIFF is decoded, so it is taken away for good: switched
    off and on around each call, one thread would put it back while another decodes.
    """
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    return Image
