"""Pages of a PDF as scans: rendered, damaged and put into a file."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from scripts.render.damage import Container, Damage, damaged
from scripts.render.pdf_form import PrintedPage

SUFFIXES: dict[Container, str] = {"pdf": ".pdf", "png": ".png", "tiff": ".tif", "g4": ".tif"}


def scan(
    pdf: bytes, printed: Sequence[PrintedPage], damage: Damage, name: str, seed: int, pages: Sequence[int] | None = None
) -> Iterator[Any]:
    """Pillow images of the pages (0-based `pages`, all by default); the same seed gives the same pixels."""
    import numpy as np
    import pypdfium2
    from PIL import Image

    file = pypdfium2.PdfDocument(pdf)
    for index in range(len(file)) if pages is None else pages:
        draw = np.random.default_rng([seed, zlib.crc32(name.encode()), index])
        pixels = _pixels(file, index, damage.dpi)
        back = _pixels(file, (index + 1) % len(file), damage.dpi) if damage.bleed else None
        image = Image.fromarray(damaged(pixels, printed[index], damage, back, draw).astype(np.uint8))
        yield image.convert("1", dither=Image.Dither.NONE) if damage.bilevel else image
    file.close()


def _pixels(file: Any, index: int, dpi: int) -> Any:
    import numpy as np

    return file[index].render(scale=dpi / 72, rev_byteorder=True).to_numpy()[:, :, :3].astype(np.float32)


def file_of(images: Sequence[Any], damage: Damage) -> bytes:
    """The images in the condition's container: a PDF of JPEG pages, PNG (one page), or TIFF."""
    from PIL import Image

    buffer = io.BytesIO()
    resolution = (damage.dpi, damage.dpi)
    if damage.container == "png":
        if len(images) != 1:
            raise ValueError("a PNG file holds one page")
        images[0].save(buffer, "PNG", dpi=resolution)
    elif damage.container in ("tiff", "g4"):
        options = (
            {"compression": "group4"}
            if damage.container == "g4"
            else {"compression": "jpeg", "quality": damage.quality}
        )
        frames = [image.convert("L") for image in images] if damage.grey else images
        frames[0].save(buffer, "TIFF", save_all=True, append_images=frames[1:], dpi=resolution, **options)
    else:
        pressed = []
        for image in images:
            page = io.BytesIO()
            (image.convert("L") if damage.grey else image).save(page, "JPEG", quality=damage.quality, dpi=resolution)
            pressed.append(Image.open(page))
        pressed[0].save(
            buffer, "PDF", save_all=True, append_images=pressed[1:], resolution=damage.dpi, quality=damage.quality
        )
    return buffer.getvalue()
