"""Pictures of pages lie under the boxes of what was read of them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy
import pytest
from PIL import Image

from ingest import UnreadableSource, read_bytes
from ingest.image import read_image
from ingest.ocr_replay import ReplayEngine
from ingest.page_pictures import encoded, page_pictures
from ingest.readers import describe_source
from schemas.document import Row
from schemas.text import Fragment

_READERS = Path(__file__).parents[2] / "corpus/cases/readers"
_SCAN = _READERS / "scan"


def _boxed(document_blocks: object) -> list[Fragment]:
    cells = [cell.fragment for block in document_blocks if isinstance(block, Row) for cell in block.cells]  # type: ignore[attr-defined]
    return [fragment for fragment in cells if fragment.raw.strip() and fragment.box]


def _ink(pixels: numpy.ndarray, width: float, box: tuple[float, float, float, float]) -> float:  # type: ignore[type-arg]
    """The share of dark pixels in a box of points, without its ruled edges."""
    scale = pixels.shape[1] / width
    x0, y0, x1, y1 = (round(edge * scale) for edge in box)
    part = pixels[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4]
    return float((part.min(axis=2) < 128).mean()) if part.size else 0.0


def test_boxes_of_a_scan_hold_ink_where_something_was_read() -> None:
    data = (_SCAN / "page.jpg").read_bytes()
    document = read_image(data, describe_source(data, "page.jpg"), engine=ReplayEngine(_SCAN / "replay"))
    (picture,) = page_pictures(data, {1: 0})
    assert picture.pixels is not None
    fragments = _boxed(document.blocks)
    assert len(fragments) > 20
    for fragment in fragments:
        assert fragment.box is not None
        assert fragment.box[2] <= picture.width + 1
        assert _ink(picture.pixels, picture.width, fragment.box) > 0.005, fragment.raw


def test_boxes_of_a_born_digital_page_hold_ink() -> None:
    data = next((_READERS / "pdf").glob("01*.pdf")).read_bytes()
    document = read_bytes(data, "a.pdf")
    pictures = {picture.number: picture for picture in page_pictures(data, {})}
    assert len(pictures) == len(document.pages)
    for fragment in _boxed(document.blocks):
        picture = pictures[fragment.page]
        assert picture.pixels is not None
        assert fragment.box is not None
        assert _ink(picture.pixels, picture.width, fragment.box) > 0.002, fragment.raw


def test_a_page_that_was_turned_is_shown_turned() -> None:
    file = io.BytesIO()
    Image.new("L", (300, 200), 255).save(file, "PNG", dpi=(20, 20))
    (lying,) = page_pictures(file.getvalue(), {})
    (turned,) = page_pictures(file.getvalue(), {1: 90})
    assert (lying.width, lying.height) == pytest.approx((turned.height, turned.width))


def test_large_pictures_are_reduced_and_become_webp() -> None:
    file = io.BytesIO()
    Image.new("L", (3300, 2550), 255).save(file, "PNG", dpi=(300, 300))
    (picture,) = page_pictures(file.getvalue(), {})
    assert picture.pixels is not None
    assert picture.pixels.shape == (1275, 1650)
    assert (round(picture.width), round(picture.height)) == (792, 612)
    assert Image.open(io.BytesIO(encoded(picture.pixels))).format == "WEBP"


def test_other_formats_have_no_pictures_and_damaged_files_say_so() -> None:
    assert list(page_pictures("Kế hoạch".encode(), {})) == []
    with pytest.raises(UnreadableSource):
        list(page_pictures(b"%PDF-1.4 and no more", {}))
    with pytest.raises(UnreadableSource):
        list(page_pictures(b"\x89PNG\r\n\x1a\n and no more", {}))
