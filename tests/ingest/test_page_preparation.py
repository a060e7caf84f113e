"""Pictures of pages made ready for OCR: coloured print stays, stamps go, borders and dots go, rules are made whole."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy
import pytesseract
import pytest
from PIL import Image

import ingest.ocr_engine as engines
from ingest.image import read_image
from ingest.ocr_engine import OcrWord, tsv_of_words, words_by_image
from ingest.ocr_glyphs import settle_glyphs, stroke_of
from ingest.ocr_lost import read_lost
from ingest.page_colour import grey_of
from ingest.page_image import PageImage, working_image
from ingest.page_paper import even_paper, without_dots, without_pale_ink
from ingest.page_pool import in_order
from ingest.page_reading import PageReading
from ingest.page_skew import skew_of
from ingest.page_words import Word
from ingest.readers import describe_source
from ingest.ruled_grid import find_ruled_tables

if TYPE_CHECKING:
    from ingest.page_image import Pixels

DPI = 220
BLACK, RED, BLUE = (20, 20, 20), (215, 30, 40), (45, 60, 190)
PALE = 150


def _page(height: int = 1400, width: int = 1100) -> Pixels:
    return numpy.full((height, width, 3), 250, numpy.uint8)


def _line(pixels: Pixels, y: int, colour: tuple[int, int, int] | int, text: str = "Bao cao ket qua thuc hien") -> None:
    cv2.putText(pixels, text, (80, y), cv2.FONT_HERSHEY_TRIPLEX, 1.1, colour, 2, cv2.LINE_AA)


def _seal(pixels: Pixels, centre: tuple[int, int], colour: tuple[int, int, int] | int) -> None:
    cv2.circle(pixels, centre, 150, colour, 8, cv2.LINE_AA)
    cv2.circle(pixels, centre, 110, colour, 5, cv2.LINE_AA)
    cv2.circle(pixels, centre, 35, colour, -1, cv2.LINE_AA)


def _dark(grey: Pixels, top: int, bottom: int, left: int = 0, right: int | None = None) -> int:
    return int((grey[top:bottom, left:right] < 140).sum())


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_coloured_print_is_as_dark_as_black_print(colour: tuple[int, int, int]) -> None:
    pixels = _page()
    _line(pixels, 300, BLACK)
    _line(pixels, 600, colour)
    image = working_image(pixels, DPI, straighten=False).pixels
    assert _dark(image, 560, 640) > 0.8 * _dark(image, 260, 340) > 0


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_seal_goes_and_print_below_it_stays(colour: tuple[int, int, int]) -> None:
    bare = _page()
    _line(bare, 300, BLACK)
    sealed = bare.copy()
    _seal(sealed, (450, 300), colour)
    sealed = numpy.minimum(sealed, bare)
    without, with_seal = grey_of(bare, DPI), grey_of(sealed, DPI)
    assert _dark(with_seal, 120, 260) == 0  # the upper half of the ring, where nothing is printed
    assert _dark(with_seal, 260, 340) == pytest.approx(_dark(without, 260, 340), rel=0.1)


def test_seal_broken_into_pieces_goes_and_lines_of_print_in_its_colour_stay() -> None:
    pixels = _page()
    for start in range(0, 360, 12):
        cv2.ellipse(pixels, (400, 900), (150, 150), 0, start, start + 8, RED, 8, cv2.LINE_AA)
    for y in range(200, 500, 50):
        _line(pixels, y, RED, "Noi dung in mau do")
    grey = grey_of(pixels, DPI)
    assert _dark(grey, 740, 1060) == 0
    assert _dark(grey, 160, 480) > 5_000


def test_ring_that_is_pale_in_parts_goes_with_its_seal() -> None:
    pixels = _page()
    pale = (250, 222, 222)
    cv2.circle(pixels, (400, 700), 150, pale, 6, cv2.LINE_AA)
    cv2.circle(pixels, (400, 700), 35, RED, -1, cv2.LINE_AA)
    for start in range(0, 360, 60):
        cv2.ellipse(pixels, (400, 700), (150, 150), 0, start, start + 10, RED, 6, cv2.LINE_AA)
    assert int((grey_of(pixels, DPI) < 240).sum()) == 0


def _scanned(pixels: Pixels) -> Pixels:
    """Blurred, and through a JPEG of poor quality, which spreads colour."""
    buffer = io.BytesIO()
    Image.fromarray(cv2.GaussianBlur(pixels, (0, 0), 0.6)).save(buffer, "JPEG", quality=40)
    return numpy.asarray(Image.open(buffer))


def _worn_seal(pixels: Pixels, centre: tuple[int, int], colour: tuple[int, int, int]) -> None:
    """Rings that are thin, and pale but for short arcs."""
    pale = tuple(round(255 - 0.3 * (255 - level)) for level in colour)
    for radius in (150, 142, 110):
        cv2.circle(pixels, centre, radius, pale, 3, cv2.LINE_AA)
        for start in range(0, 360, 40):
            cv2.ellipse(pixels, centre, (radius, radius), 0, start, start + 12, colour, 3, cv2.LINE_AA)


@pytest.mark.parametrize("colour", [RED, (150, 20, 30), (60, 50, 150)])
@pytest.mark.parametrize("x", [450, 1070])
def test_worn_ring_goes_in_any_colour_and_where_the_edge_cuts_it(colour: tuple[int, int, int], x: int) -> None:
    pixels = _page()
    _worn_seal(pixels, (x, 700), colour)
    assert int((grey_of(_scanned(pixels), DPI) < 170).sum()) < 40


def test_worn_ring_goes_where_a_blue_signature_crosses_it() -> None:
    pixels = _page()
    _worn_seal(pixels, (450, 700), RED)
    bare = _page()
    for page in (pixels, bare):
        cv2.polylines(page, [numpy.array([(200, 620), (300, 760), (380, 600), (480, 770), (560, 640)])], False, BLUE, 4)
    clean, wanted = grey_of(_scanned(pixels), DPI), grey_of(_scanned(bare), DPI)
    assert int(((clean < 170) & (wanted > 230)).sum()) < 40


@pytest.mark.parametrize("colour", [RED, BLUE])
def test_lines_of_coloured_print_whose_colour_runs_together_stay(colour: tuple[int, int, int]) -> None:
    pixels = _page()
    for at, text in enumerate(("Noi dung", "in mau do thuc hien", "Bao cao ket qua", "Bao cao")):
        cv2.putText(pixels, text, (300 + 40 * (at % 2), 300 + 40 * at), cv2.FONT_HERSHEY_TRIPLEX, 1.1, colour, 2)
    assert _dark(grey_of(_scanned(pixels), DPI), 250, 450) > 0.9 * _dark(_scanned(pixels).min(axis=2), 250, 450)


def test_box_of_a_seal_leaves_no_edge_on_paper_in_the_shade() -> None:
    pixels = _page()
    _seal(pixels, (450, 700), RED)
    shade = numpy.linspace(0.7, 1.0, pixels.shape[1], dtype=numpy.float32)[None, :, None]
    shaded = numpy.asarray(pixels * shade * numpy.array([1, 0.98, 0.94], numpy.float32), numpy.uint8)
    grey = grey_of(shaded, DPI).astype(int)
    assert int(numpy.abs(numpy.diff(grey[700])).max()) < 16
    assert int(numpy.abs(numpy.diff(grey[:, 450])).max()) < 16


def test_page_of_ink_alone_is_its_luminance() -> None:
    pixels = _page()
    _line(pixels, 300, BLACK)
    assert numpy.array_equal(grey_of(pixels, DPI), cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def test_dark_border_and_shadow_become_paper() -> None:
    grey = numpy.asarray(cv2.cvtColor(_page(), cv2.COLOR_RGB2GRAY), numpy.uint8)
    _line(grey, 700, 20)
    clean = even_paper(grey, DPI)
    grey[:60] = grey[:, -50:] = 15
    shadow = numpy.clip(numpy.linspace(0.5, 1.4, grey.shape[1]), 0, 1)
    shaded = numpy.asarray(grey * shadow, numpy.uint8)
    even = even_paper(shaded, DPI)
    assert int((even[:600] < 200).sum()) == 0
    assert _dark(even, 660, 740) == pytest.approx(_dark(clean, 660, 740), rel=0.15)


def test_print_that_shines_through_goes_and_a_page_that_is_pale_all_over_stays() -> None:
    grey = numpy.full((1400, 1100), 255, numpy.uint8)
    for y in range(100, 1300, 80):
        _line(grey, y, 10)
    both = grey.copy()
    for y in range(140, 1300, 80):
        _line(both, y, PALE)
    clean = without_pale_ink(both, DPI)
    assert all(int((clean[y - 22 : y] < 200).sum()) == 0 for y in range(140, 1220, 80))
    assert _dark(clean, 60, 110) > 0.8 * _dark(grey, 60, 110)
    pale = numpy.asarray(255 - (255 - grey.astype(int)) * 0.4, numpy.uint8)
    assert without_pale_ink(pale, DPI) is pale


def test_seal_of_a_grey_scan_goes() -> None:
    grey = numpy.full((1400, 1100), 255, numpy.uint8)
    for y in range(100, 1300, 80):
        _line(grey, y, 10)
    sealed = numpy.full_like(grey, 255)
    _seal(sealed, (700, 660), 120)
    clean = without_pale_ink(numpy.minimum(grey, sealed), DPI)
    ring = (sealed < 200) & (cv2.erode(grey, numpy.ones((9, 9), numpy.uint8)) == 255)
    assert float((clean[ring] < 180).mean()) < 0.1
    assert int((clean[grey < 60] > 200).sum()) < 0.05 * int((grey < 60).sum())


def test_dots_of_a_fax_go_and_those_of_letters_stay() -> None:
    grey = numpy.full((800, 1100), 255, numpy.uint8)
    grey[300:340, 300:306] = grey[288:293, 300:305] = 0  # a stem and the dot above it
    clean = without_dots(grey, 200)
    dotted = grey.copy()
    for x in range(100, 250, 30):
        dotted[500:502, x : x + 2] = 0
    assert numpy.array_equal(without_dots(dotted, 200), clean)
    assert _dark(clean, 285, 296, 298, 308) > 0
    noisy = numpy.asarray(numpy.random.default_rng(1).normal(200, 20, grey.shape), numpy.uint8)
    assert without_dots(noisy, 200) is noisy


@pytest.mark.parametrize("angle", [0.0, -1.5, 4.6, -5.0])
def test_skew_is_measured_up_to_five_degrees(angle: float) -> None:
    pixels = numpy.full((1400, 1100), 255, numpy.uint8)
    for y in range(200, 1200, 50):
        _line(pixels, y, 0)
    matrix = cv2.getRotationMatrix2D((550, 700), angle, 1)
    turned = numpy.asarray(cv2.warpAffine(pixels, matrix, (1100, 1400), borderValue=255), numpy.uint8)
    assert skew_of(turned) == pytest.approx(angle, abs=0.1)
    assert skew_of(numpy.full((1400, 1100), 255, numpy.uint8)) == 0.0


XS, YS = (100, 200, 600, 1000), (100, 200, 260, 380, 500)


def _grid() -> Pixels:
    """Rows of three cells; the second row is one cell."""
    pixels = numpy.full((700, 1100), 255, numpy.uint8)
    for y in YS:
        cv2.line(pixels, (XS[0], y), (XS[-1], y), 0, 3)
    for x in XS:
        for top, bottom in ((YS[0], YS[1]), (YS[2], YS[-1])) if x in XS[1:-1] else ((YS[0], YS[-1]),):
            cv2.line(pixels, (x, top), (x, bottom), 0, 3)
    return pixels


def _spans(pixels: Pixels) -> list[tuple[int, int, int, int]]:
    (table,) = find_ruled_tables(PageImage(pixels, DPI))
    return [(place.row, place.column, place.rowspan, place.colspan) for place in table.places]


def test_gaps_in_rules_are_closed_and_merged_cells_stay_merged() -> None:
    whole = _grid()
    broken = whole.copy()
    broken[YS[3] - 3 : YS[3] + 4, 330:370] = 255
    broken[YS[0] - 3 : YS[0] + 4, 700:720] = 255
    broken[320:345, XS[1] - 3 : XS[1] + 4] = 255
    broken[YS[2] + 4 : YS[2] + 24, XS[2] - 3 : XS[2] + 4] = 255  # an end that stops short of the next line
    cv2.putText(broken, "HHHH", (XS[1] - 30, YS[2] - 15), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 3)
    assert _spans(broken) == _spans(whole)
    assert (1, 0, 1, 3) in _spans(whole)


@pytest.mark.parametrize("short", [2, 4, 20])
def test_rule_that_stops_short_by_a_few_pixels_parts_cells(short: int) -> None:
    whole, broken = _grid(), _grid()
    broken[YS[0] + 2 : YS[0] + 2 + short, XS[2] - 3 : XS[2] + 4] = 255
    assert _spans(broken) == _spans(whole)


@pytest.mark.parametrize("side", ["left", "right", "top", "bottom"])
def test_border_that_the_scanner_cut_off_is_drawn(side: str) -> None:
    whole, cut = _grid(), _grid()
    if side in ("left", "right"):
        x = XS[0] if side == "left" else XS[-1]
        cut[:, x - 3 : x + 4] = 255
    else:
        y = YS[0] if side == "top" else YS[-1]
        cut[y - 3 : y + 4] = 255
    assert _spans(cut) == _spans(whole)


@pytest.mark.parametrize("line", [0, 520])
def test_cell_that_goes_on_over_the_page_is_a_cell_and_holds_its_last_line(line: int) -> None:
    """No rule runs below the merged cells of the last column; a line of the text may stand below those beside it."""
    whole = _grid()
    open_below = whole.copy()
    for pixels in (whole, open_below):
        pixels[YS[3] - 3 : YS[3] + 4, XS[2] + 4 : XS[3] - 4] = 255  # one cell over two rows
    open_below[YS[-1] - 3 : YS[-1] + 4, XS[2] + 4 : XS[3] - 3] = 255
    if line:
        open_below[line : line + 20, XS[2] + 40 : XS[3] - 40] = 0
    assert _spans(open_below) == _spans(whole)
    (table,) = find_ruled_tables(PageImage(open_below, DPI))
    bottom = max(place.box[3] for place in table.places) * DPI / 72
    assert bottom == table.box[3] * DPI / 72
    assert (bottom > line + 20) if line else (abs(bottom - YS[-1]) < 6)


def _glyph(kind: str, height: int = 26) -> Pixels:
    """An upright stroke with serifs: `1` has a flag at the left of its top, `I` serifs at both sides."""
    glyph = numpy.full((height + 4, 17), 255, numpy.uint8)
    glyph[2 : height + 2, 7:10] = 0
    glyph[height : height + 2, 4:13] = 0
    if kind == "1":
        glyph[4:7, 3:7] = 0
    elif kind == "I":
        glyph[2:4, 4:13] = 0
    return glyph


@pytest.mark.parametrize(("kind", "expected"), [("1", "1"), ("I", "I"), ("stem", "")])
def test_strokes_are_told_by_their_serifs(kind: str, expected: str) -> None:
    assert stroke_of(_glyph(kind)) == expected


@pytest.mark.parametrize(
    ("read", "kinds", "expected"),
    [
        ("II", "11", "11"), ("11", "II", "II"), ("l", "1", "1"), ("1", "I", "I"), ("Il", "1", "Il"),
        ("Ill", "III", "III"), ("Vụ", "11", "Vụ"), ("II", "ss", "11"), ("l", "s", "l"),
    ],
)  # fmt: skip
def test_ones_are_settled_where_all_strokes_agree(read: str, kinds: str, expected: str) -> None:
    gap = numpy.full((30, 4), 255, numpy.uint8)  # figures stand wider apart than capitals
    parts = {"I": (gap, _glyph("I")[:, 4:13]), "1": (gap, gap, _glyph("1")[:, 3:13]), "s": (gap, gap, _glyph("stem"))}
    strip = numpy.hstack([part for kind in kinds for part in parts[kind]] + [gap])
    pixels = numpy.full((200, 200), 255, numpy.uint8)
    pixels[50:80, 50 : 50 + strip.shape[1]] = strip
    image = PageImage(pixels, 72)  # a pixel is a point
    word = Word(read, 50, 50, 50 + strip.shape[1], 80, 0.9)
    assert settle_glyphs(word, image).text == expected


@pytest.mark.parametrize(
    ("read", "tail", "expected"), [("sở:", 9, "sở;"), ("sở:", 4, "sở:"), ("sở.", 9, "sở,"), ("sở.", 4, "sở.")]
)
def test_mark_with_a_tail_is_no_point(read: str, tail: int, expected: str) -> None:
    pixels = numpy.full((200, 200), 255, numpy.uint8)
    pixels[60:80, 50:70] = 0
    pixels[76 : 76 + tail, 76:80] = 0
    if read.endswith(":"):
        pixels[62:66, 76:80] = 0
    assert settle_glyphs(Word(read, 50, 56, 82, 88, 0.9), PageImage(pixels, 72)).text == expected


class _OneAnswer:
    """Says the same of every picture, and keeps their sizes."""

    name = "one answer"

    def __init__(self, word: OcrWord) -> None:
        self._word = word
        self.sizes: list[tuple[int, ...]] = []

    def words(
        self, images: list[Pixels], dpi: float, mode: engines.PageMode, language: str = "vie", letters: str = ""
    ) -> list[list[OcrWord]]:
        """The answer."""
        self.sizes += [image.shape for image in images]
        return [[self._word] for _ in images]

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """Upright."""
        return 0


def test_ink_that_no_word_covers_is_read_once_more_and_taken_when_it_is_sure() -> None:
    pixels = numpy.full((600, 900), 255, numpy.uint8)
    _line(pixels, 200, 0, "van hoa")
    _line(pixels, 400, 0, "so")
    image = PageImage(pixels, DPI)
    covered = Word("van hoa", 80 * image.points, 165 * image.points, 300 * image.points, 210 * image.points, 0.9)
    engine = _OneAnswer(OcrWord("sở", 14, 14, 40, 25, 0.9))
    (word,) = read_lost(image, (), [covered], engine)
    assert word.text == "sở"
    assert word.top == pytest.approx(370 * image.points, abs=8)
    assert len(engine.sizes) == 1
    assert read_lost(image, (), [covered], _OneAnswer(OcrWord("sở", 14, 14, 40, 25, 0.3))) == []
    assert read_lost(image, (), [covered, word, Word("so", word.x0, 118, word.x1, 140)], engine) == []


def test_program_is_started_once_for_several_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[list[bytes], str]] = []

    def answers(listed: str, lang: str, config: str, timeout: int) -> str:
        names = Path(listed).read_text(encoding="utf-8").splitlines()
        asked.append(([Path(name).read_bytes()[:12] for name in names], f"{lang} {config} {timeout}"))
        return "5\t2\t1\t1\t1\t1\t5\t6\t7\t8\t90\thai\n"

    monkeypatch.setattr(pytesseract, "get_languages", lambda config: ["vie", "eng"])
    monkeypatch.setattr(pytesseract, "get_tesseract_version", lambda: "5.3.0")
    monkeypatch.setattr(pytesseract, "image_to_data", answers)
    engine = engines.TesseractProgram()
    pictures = [numpy.zeros((3, 4), numpy.uint8), numpy.zeros((5, 6), numpy.uint8)]
    assert [[word.text for word in words] for words in engine.words(pictures, 220.4, 6, "eng", "01")] == [[], ["hai"]]
    assert asked == [
        ([b"P5\n4 3\n255\n\0", b"P5\n6 5\n255\n\0"], "eng --psm 6 --dpi 220 -c tessedit_char_whitelist=01 120")
    ]
    assert engine.name == "tesseract 5.3.0"

    def hangs(listed: str, lang: str, config: str, timeout: int) -> str:
        raise RuntimeError("Tesseract process timeout")

    monkeypatch.setattr(pytesseract, "image_to_data", hangs)
    with pytest.raises(engines.OcrFailed, match="timeout"):
        engine.words(pictures, 220, 6)


def test_page_on_which_the_engine_fails_costs_that_page_alone() -> None:
    class FailsOnWide(_OneAnswer):
        def words(
            self, images: list[Pixels], dpi: float, mode: engines.PageMode, language: str = "vie", letters: str = ""
        ) -> list[list[OcrWord]]:
            if mode == 3 and images[0].shape[1] > images[0].shape[0]:
                raise engines.OcrFailed("gave up")
            return super().words(images, dpi, mode, language, letters)

    upright = numpy.full((1100, 800), 255, numpy.uint8)
    _line(upright, 300, 0, "Ke hoach")
    pages = [Image.fromarray(page) for page in (upright, numpy.rot90(upright).copy(), upright)]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], dpi=(96, 96))
    engine = FailsOnWide(OcrWord("Kế-hoạch", 50, 50, 90, 20, 0.95))
    document = read_image(buffer.getvalue(), describe_source(buffer.getvalue(), "x.tif"), engine=engine)
    assert [page.error is None for page in document.pages] == [True, False, True]
    assert [(problem.code, problem.page) for problem in document.problems] == [("page_failed", 2)]
    assert {(page.route, page.engine, page.dpi) for page in document.pages if not page.error} == {
        ("ocr", "one answer", 96)
    }


def test_words_of_several_pictures_are_told_apart() -> None:
    table = tsv_of_words([OcrWord("một", 1, 2, 3, 4, 0.5)]) + "5\t3\t1\t1\t1\t1\t5\t6\t7\t8\t90\thai\n"
    assert [[word.text for word in words] for words in words_by_image(table, 3)] == [["một"], [], ["hai"]]


def test_signs_that_vietnamese_does_not_have_are_those_they_stand_for() -> None:
    words = [OcrWord(text, 1, 2, 3, 4, 0.5) for text in ("NÑăm", "2070/QĐÐ-UBND", "Ñô", "II⁄2016")]
    (found,) = words_by_image(tsv_of_words(words), 1)
    assert [word.text for word in found] == ["Năm", "2070/QĐ-UBND", "Nô", "II/2016"]


def test_pages_come_in_order_whatever_takes_longer() -> None:
    def made(number: int) -> PageReading:
        return PageReading(rotation=number)

    pages = (PageReading(rotation=at) if at % 3 == 0 else (lambda at=at: made(at)) for at in range(20))
    assert [page.rotation for page in in_order(pages)] == list(range(20))
