"""Pages and pixels are counted before anything is rendered; what is damaged counts as one page."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from ingest.extent import Extent, extent_of
from ingest.media_type import JPEG, PDF, PNG, TEXT, TIFF


def _picture(form: str, frames: int = 1) -> bytes:
    images = [Image.new("L", (30, 20), number) for number in range(frames)]
    data = io.BytesIO()
    images[0].save(data, form, **({"save_all": True, "append_images": images[1:]} if frames > 1 else {}))
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "extent"),
    [
        (_picture("TIFF", 3), TIFF, Extent(3, 600)),
        (_picture("PNG"), PNG, Extent(1, 600)),
        (_picture("PDF", 4), PDF, Extent(4)),
        (_picture("PNG")[:20], PNG, Extent()),
        (b"\xff\xd8\xff", JPEG, Extent()),
        (b"%PDF-1.7 and no more", PDF, Extent()),
        (b"text", TEXT, Extent()),
    ],
    ids=["tiff", "png", "pdf", "cut png", "cut jpeg", "cut pdf", "text"],
)
def test_the_extent_of_a_file(data: bytes, media_type: str, extent: Extent) -> None:
    assert extent_of(data, media_type) == extent
