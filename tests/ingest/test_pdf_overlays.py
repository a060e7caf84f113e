"""Scans with a text layer: an older OCR below, numbers and signatures stamped over, and pictures among text."""

from __future__ import annotations

import cv2
import numpy
import pytest
from PIL import Image

from ingest.ink_outside import INK_DPI, has_text_outside
from ingest.ocr_engine import OcrWord
from ingest.page_overlay import Overlay, with_overlay
from ingest.page_reading import PageReading
from ingest.page_words import Word
from ingest.pdf_pages import read_pdf
from ingest.readers import describe_source
from schemas.document import Document, Row
from tests.ingest.pdf_composer import Sheet, compose
from tests.ingest.test_pdf_hazards import PROSE
from tests.ingest.test_pdf_pages import _check_account
from tests.ingest.test_scan_pages import SilentEngine

WIDTH, HEIGHT = 595.0, 842.0
DPI = 220  # of the image that the engine is given: the picture of the scan is coarse


class PageEngine(SilentEngine):
    """Sees its words when it is given a page, and nothing in the cut-outs of places that were passed over."""

    def words(self, images, dpi, mode, *options):  # type: ignore[no-untyped-def]
        """See the class."""
        return super().words(images, dpi, mode, *options) if mode == 3 else [[] for _ in images]


def _engine(*words: tuple[float, float, str]) -> SilentEngine:
    """Sees `words` at their places in points."""
    scale = DPI / 72
    return PageEngine([
        OcrWord(text, round(x * scale), round(y * scale), round(8 * len(text) * scale), round(12 * scale), 0.95)
        for x, y, text in words
    ])  # fmt: skip


def _read(sheet: Sheet, engine: SilentEngine) -> Document:
    data = compose(sheet)
    document = read_pdf(data, describe_source(data, "x.pdf"), engine=engine)
    _check_account(document)
    return document


def _lines(document: Document) -> list[str]:
    return [block.fragment.text for block in document.blocks if not isinstance(block, Row) and block.fragment.text]


def _scan(*, inky: bool = True) -> Sheet:
    sheet = Sheet()
    sheet.picture(0, 0, WIDTH, HEIGHT, inky=inky)
    return sheet


SEEN = [
    (60.0, 80.0, "Số:"),
    (150.0, 80.0, "/KH-UBND"),
    (60.0, 200.0, "Nội"),
    (90.0, 200.0, "dung"),
    (60.0, 230.0, "chính"),
]


def test_number_over_a_scan_is_kept_and_the_scan_is_read() -> None:
    sheet = _scan()
    sheet.text(100, 92, "130")
    document = _read(sheet, _engine(*SEEN, (101.0, 81.0, "l3O")))
    assert document.reader == "pdf_scan"
    assert _lines(document) == ["Số: 130 /KH-UBND", "Nội dung", "chính"]


def test_signature_over_a_scan_does_not_stand_for_its_text() -> None:
    sheet = _scan()
    signature = ["Ký bởi: Ủy ban nhân dân tỉnh Ví Dụ", "Email: ubnd@vidu.example", "Cơ quan: Tỉnh Ví Dụ",
                 "Thời gian ký: 13.12.2018 10:44:59 +07:00"]  # fmt: skip
    sheet.note(300, 60, signature)
    document = _read(sheet, _engine(*SEEN, (302.0, 62.0, "Kỷ"), (330.0, 62.0, "bời")))
    assert document.reader == "pdf_scan"
    assert _lines(document) == ["Số:", "/KH-UBND", "Nội dung", "chính", *signature]


def test_good_older_ocr_below_a_scan_is_kept_with_what_lies_over_it() -> None:
    sheet = _scan()
    sheet.text(60, 80, "Số:       /KH-UBND", before="3 Tr")
    for at, line in enumerate(PROSE):
        sheet.text(60, 150 + 30 * at, line, before="3 Tr")
    sheet.text(84, 80, "130")
    document = _read(sheet, SilentEngine(fails=True))
    assert document.reader == "pdf_text"
    assert _lines(document) == ["Số: 130 /KH-UBND", *PROSE]


@pytest.mark.parametrize("kind", ["bare", "broken"])
def test_poor_older_ocr_is_read_again(kind: str) -> None:
    bare = "Ban hanh kern theo Quyet dinh nay Ke hoach cai cach hanh chinh cua tinh"
    broken = "Bsn hènhf kêrm thzo Quyềf đinhk nàv Kêz hoạck cảj cácx hànhj chínhz"
    sheet = _scan()
    for at in range(3):
        sheet.text(60, 150 + 30 * at, bare if kind == "bare" else broken, before="3 Tr")
    sheet.text(100, 92, "130")
    document = _read(sheet, _engine(*SEEN))
    assert document.reader == "pdf_scan"
    assert _lines(document) == ["Số: 130 /KH-UBND", "Nội dung", "chính"]


def test_text_below_a_picture_is_an_older_ocr() -> None:
    sheet = Sheet()
    for at, line in enumerate(PROSE):
        sheet.text(60, 150 + 30 * at, line)
    sheet.picture(0, 0, WIDTH, HEIGHT)
    assert _lines(_read(sheet, SilentEngine(fails=True))) == list(PROSE)


def test_background_picture_sends_no_page_to_ocr() -> None:
    sheet = _scan(inky=False)
    for at, line in enumerate(PROSE):
        sheet.text(60, 150 + 30 * at, line)
    document = _read(sheet, SilentEngine(fails=True))
    assert (document.reader, _lines(document)) == ("pdf_text", list(PROSE))


@pytest.mark.parametrize(("rotation", "place"), [(0, (100, 50)), (90, (780, 100)), (180, (465, 780)), (270, (50, 465))])
def test_what_is_stamped_follows_the_turn_of_the_scan(rotation: int, place: tuple[float, float]) -> None:
    overlay = Overlay((Word("130", 100, 50, 130, 62),), width=WIDTH, height=HEIGHT)
    reading = PageReading((), rotation=rotation, through_ocr=True)
    (word,) = with_overlay(reading, overlay).words
    assert (word.x0, word.top) == pytest.approx(place)


@pytest.mark.parametrize("skew", [2.0, -1.2])
def test_what_is_stamped_follows_the_skew_of_the_scan(skew: float) -> None:
    overlay = Overlay((Word("130", 100, 50, 130, 62),), width=WIDTH, height=HEIGHT)
    (word,) = with_overlay(PageReading((), skew=skew, through_ocr=True), overlay).words
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -skew, 1.0)  # as the image is straightened
    assert word.centre == pytest.approx(tuple(matrix @ (115, 56, 1)))


def _pixels(text: bool) -> numpy.ndarray:
    from PIL import ImageDraw

    picture = Image.new("L", (827, 1169), 255)
    draw = ImageDraw.Draw(picture)
    if text:
        for row in range(5):
            for column in range(30):
                draw.rectangle((100 + 14 * column, 200 + 30 * row, 107 + 14 * column, 212 + 30 * row), fill=0)
    else:
        dice = numpy.random.default_rng(1)
        noise = dice.integers(0, 256, (60, 60), numpy.uint8)
        picture.paste(Image.fromarray(noise).resize((600, 600)), (100, 300))
    return numpy.asarray(picture)


def test_lines_of_letters_outside_the_words_are_seen() -> None:
    assert has_text_outside(_pixels(True), [], INK_DPI)
    assert not has_text_outside(_pixels(True), [(60, 130, 500, 260)], INK_DPI)
    assert not has_text_outside(_pixels(False), [], INK_DPI)


def test_text_in_a_picture_among_text_is_read_and_the_text_stays() -> None:
    sheet = Sheet()
    for at, line in enumerate(PROSE):
        sheet.text(60, 50 + 22 * at, line)
    sheet.picture(60, 200, 535, 700, inky=True)
    engine = _engine((60.0, 40.0, "Bam"), (100.0, 400.0, "Kinh"), (140.0, 400.0, "phí"))
    document = _read(sheet, engine)
    assert document.reader == "pdf_scan"
    assert " ".join(_lines(document)) == " ".join([*PROSE, "Kinh phí"])
