"""Marks of a page that are drawn anew or read once more before text is made of them: dotted rules, labels, strokes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy
import pytest
from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont

from ingest.ocr_engine import OcrWord, PageMode
from ingest.ocr_glyphs import settle_glyphs
from ingest.ocr_labels import is_label_column, read_labels_again
from ingest.ocr_ones import count_strokes, with_all_strokes, with_strokes_of_quarter
from ingest.ocr_page import read_picture
from ingest.page_dots import with_solid_rules
from ingest.page_grid import GridPlace
from ingest.page_image import PageImage, working_image
from ingest.page_paper import even_paper, without_dots
from ingest.page_words import VisualLine, Word, paragraphs, visual_lines
from ingest.ruled_grid import find_ruled_tables

if TYPE_CHECKING:
    from ingest.page_image import Pixels

DPI = 220
XS, YS = (200, 320, 900, 1600), (300, 400, 480, 600)


def _white(height: int = 1200, width: int = 1819) -> Pixels:
    return numpy.full((height, width), 255, numpy.uint8)


def _dots(pixels: Pixels, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Dots of two pixels, six pixels apart."""
    length = max(end[0] - start[0], end[1] - start[1])
    for step in range(0, length + 1, 6):
        x, y = (start[0] + step, start[1]) if end[1] == start[1] else (start[0], start[1] + step)
        pixels[y : y + 2, x : x + 2] = 40


def _dotted_table() -> Pixels:
    pixels = _white()
    for y in YS:
        _dots(pixels, (XS[0], y), (XS[-1], y))
    for x in XS:
        _dots(pixels, (x, YS[0]), (x, YS[-1]))
    for y in (360, 450, 550):
        for x in (230, 380, 1000):
            cv2.putText(pixels, "Bao cao" if x > 230 else "1", (x, y), 0, 1, 0, 3)
    return pixels


def test_dotted_rules_part_cells() -> None:
    (table,) = find_ruled_tables(working_image(_dotted_table(), DPI))
    assert sorted((place.row, place.column) for place in table.places) == [(r, c) for r in range(3) for c in range(3)]


def test_dots_that_ran_together_part_cells() -> None:
    pixels = _dotted_table()
    for y in YS:
        for x in (*range(420, 860, 90), *range(1000, 1500, 90)):
            pixels[y : y + 2, x : x + 24] = 40  # the dots of blur and noise
    for x in XS:
        for y in (*range(312, 390, 40), *range(490, 590, 45)):
            pixels[y : y + 24, x : x + 2] = 40
    (table,) = find_ruled_tables(working_image(pixels, DPI))
    assert sorted((place.row, place.column) for place in table.places) == [(r, c) for r in range(3) for c in range(3)]


def test_dots_between_the_rules_go() -> None:
    pixels = with_solid_rules(_dotted_table(), DPI)
    assert int((pixels[410:470, XS[1] - 8 : XS[1] - 3] < 200).sum()) == 0
    assert bool((pixels[YS[0] : YS[-1], XS[1] - 2 : XS[1] + 4] < 60).any(axis=1).all())


def test_dots_of_a_rule_are_no_dots_of_a_fax() -> None:
    table = _dotted_table()
    matrix = cv2.getRotationMatrix2D((900, 600), 0.6, 1)
    leaning = numpy.asarray(cv2.warpAffine(table, matrix, table.shape[::-1], borderValue=255), numpy.uint8)
    fax = numpy.where(leaning < 165, 0, 255).astype(numpy.uint8)
    for x, y in numpy.random.default_rng(1).integers((0, 0), (1800, 280), (300, 2)):
        fax[y, x] = 0  # above the table
    clean = without_dots(fax, DPI)
    assert int((clean[:270] < 200).sum()) == 0
    (found,) = find_ruled_tables(working_image(fax, DPI))
    assert len(found.places) == 9


def test_leaders_are_no_rules() -> None:
    pixels = _white()
    for y in (300, 400, 500):
        _dots(pixels, (300, y), (900, y))
    assert with_solid_rules(pixels, DPI) is pixels


def test_what_lies_beyond_the_edge_of_a_page_goes_and_a_table_stays() -> None:
    page = numpy.full((2572, 1819), 250, numpy.uint8)
    page[:, 1780:1784] = 90
    cv2.putText(page, "cua", (1786, 900), 0, 1, 20, 2)
    page[300:2300, 1740:1743] = page[300:2300, 100:103] = 20
    even = even_paper(page, DPI)
    assert int((even[:, 1775:] < 200).sum()) == 0
    assert bool((even[400:2200, 1740:1743] < 100).all())


def _tall_table(pixels: Pixels, labels: Sequence[tuple[int, int]]) -> None:
    """A ruled table of a head and two rows, its last two columns full of items between white; labels (x, y)."""
    xs, ys = (150, 260, 700, 1150, 1600), (150, 230, 700, 1150)
    for y in ys:
        cv2.line(pixels, (xs[0], y), (xs[-1], y), 0, 3)
    for x in xs:
        cv2.line(pixels, (x, ys[0]), (x, ys[-1]), 0, 3)
    for x in xs[:-1]:
        cv2.putText(pixels, "Cot", (x + 20, 205), 0, 1, 0, 3)
    for x, y in labels:
        cv2.putText(pixels, "1", (x, y), 0, 1, 0, 3)
    for top in (280, 750):
        for x in xs[1:-1]:
            for item in range(6):
                cv2.putText(pixels, "Bao cao", (x + 20, top + 75 * item), 0, 1, 0, 3)


@pytest.mark.parametrize(("labels", "is_grid"), [((280, 750), True), ((280, 355, 430, 505, 750, 825, 900), False)])
def test_rules_part_rows_where_each_has_one_label(labels: tuple[int, ...], is_grid: bool) -> None:
    pixels = _white()
    _tall_table(pixels, [(190, y) for y in labels])
    reading = read_picture(pixels, DPI, _Answers(*["Báo cáo"] * 40))
    assert bool(reading.tables) is is_grid


def test_serifs_side_by_side_are_no_rule() -> None:
    pixels = _white()
    for y in YS:
        cv2.line(pixels, (XS[0], y), (XS[-1], y), 0, 3)
    for x in XS:
        cv2.line(pixels, (x, YS[0]), (x, YS[-1]), 0, 3)
    places = find_ruled_tables(PageImage(pixels, DPI))[0].places
    pixels[440:443, 400:540] = 0
    for x in range(402, 540, 14):
        pixels[418:440, x : x + 6] = 0  # the stems above
    assert find_ruled_tables(PageImage(pixels, DPI))[0].places == places


@pytest.mark.parametrize(("text", "expected"), [("M", "II"), ("1H", "II"), ("Il", "II"), ("N", "II"), ("Ha", "Ha")])
def test_letters_that_are_strokes_are_counted(text: str, expected: str) -> None:
    pixels = _white(60, 120)
    pixels[15:45, 20:24] = pixels[15:45, 34:38] = 0
    word = Word(text, 16, 12, 44, 48, 0.8)
    assert with_all_strokes(word, PageImage(pixels, 72)).text == expected


def _numeral(head: str, strokes: int, *, rule: bool = False) -> Pixels:
    """V or X with upright strokes whose serifs touch, thirty pixels high; a table's rule close behind them."""
    pixels = _white(80, 160)
    arms = {"V": ((20, 32), (44, 32)), "X": ((20, 44), (44, 20))}[head]
    cv2.line(pixels, (arms[0][0], 20), (arms[0][1], 49), 0, 4)
    cv2.line(pixels, (arms[1][0], 20), (arms[1][1], 49), 0, 3)
    for index in range(strokes):
        pixels[20:50, 54 + 14 * index : 58 + 14 * index] = 0
    pixels[20:22, 16 : 48 + 14 * strokes] = 0
    if rule:
        pixels[:, 54 + 14 * strokes : 57 + 14 * strokes] = 0
    return pixels


@pytest.mark.parametrize("head", ["V", "X"])
@pytest.mark.parametrize(
    ("read", "strokes", "rule", "expected"),
    [
        ("I", 2, False, "II"),
        ("", 1, False, "I"),
        ("1l", 2, False, "II"),
        ("II", 1, False, "II"),
        ("I", 1, True, "I"),
        ("IH", 3, False, "III"),
    ],
)
def test_strokes_behind_a_five_or_ten_are_counted(
    head: str, read: str, strokes: int, *, rule: bool, expected: str
) -> None:
    word = Word(head + read, 15, 20, 50 + 12 * len(read), 50, 0.9)
    assert with_all_strokes(word, PageImage(_numeral(head, strokes, rule=rule), 72)).text == head + expected


def test_the_next_word_is_no_stroke() -> None:
    pixels = _numeral("V", 1)
    pixels[20:50, 72:76] = 0
    assert with_all_strokes(Word("VI", 15, 20, 60, 50, 0.9), PageImage(pixels, 72)).text == "VI"


def test_letters_with_slanting_strokes_are_letters() -> None:
    crop = _white(40, 60)
    crop[5:35, 8:12] = crop[5:35, 40:44] = 0
    cv2.line(crop, (12, 6), (40, 34), 0, 4)
    assert count_strokes(crop) == 0


def _quarter(read: str, strokes: int, before: str = "Quý", *, rule: bool = False) -> str:
    """What becomes of `read` after `before`, where the picture shows so many strokes, perhaps `/` or a rule."""
    pixels = _white(80, 160)
    for at in range(strokes):
        left = 40 + 14 * at
        pixels[20:50, left : left + 4] = pixels[20:22, left - 3 : left + 7] = pixels[48:50, left - 3 : left + 7] = 0
    if "/" in read:
        cv2.line(pixels, (40 + 14 * strokes, 49), (50 + 14 * strokes, 20), 0, 2)
    if rule:
        pixels[:, 40 + 14 * strokes : 42 + 14 * strokes] = 0
    word = Word(read, 36, 18, 34 + 14 * len(read.partition("/")[0]), 52, 0.9)  # the box of as many as were read
    return with_strokes_of_quarter(word, Word(before, 2, 16, 32, 58, 0.9), PageImage(pixels, 72)).text


@pytest.mark.parametrize(
    ("read", "strokes", "expected"),
    [
        ("I", 2, "II"), ("I", 1, "I"), ("II", 3, "III"), ("III", 2, "III"), ("I/2024", 2, "II/2024"), ("LH", 3, "III"),
        ("I//2024", 2, "II/2024"), ("[HN", 3, "III"), ("li", 2, "II"), ("HỊ", 2, "II"), ("1", 2, "1"), ("IV", 2, "IV"),
        ("Hải", 2, "Hải"),
    ],
)  # fmt: skip
def test_strokes_of_a_quarter_are_those_of_the_picture(read: str, strokes: int, expected: str) -> None:
    assert _quarter(read, strokes) == expected


@pytest.mark.parametrize("size", [30, 34, 38])
def test_parenthesis_is_no_stroke_of_a_quarter(size: int) -> None:
    font = ImageFont.truetype(font_manager.findfont("DejaVu Serif"), size)
    picture = Image.new("L", (260, 100), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((10, 30), "Quý I)", 0, font)
    left, right = 10 + draw.textlength("Quý", font), 10 + draw.textlength("Quý I)", font)
    image = PageImage(numpy.asarray(cv2.GaussianBlur(numpy.asarray(picture), (0, 0), 0.7), numpy.uint8), 72)
    before = Word("Quý", 10, 28, left, 34 + size, 0.9)
    for text in ("I)", "I"):  # the engine may pass over it, too
        word = Word(text, left + 0.3 * size, 30 + 0.25 * size, right - (size / 3 if text == "I" else 0), 32 + size, 0.9)
        assert with_strokes_of_quarter(word, before, image).text == text


def test_strokes_that_are_no_quarter_stay() -> None:
    assert _quarter("LH", 2, before="Phòng") == "LH"
    assert _quarter("I", 1, rule=True) == "I"


def test_quarter_on_the_next_line_is_no_neighbour() -> None:
    pixels = _white(120, 160)
    pixels[60:90, 40:44] = pixels[60:90, 54:58] = 0
    word = Word("I", 36, 58, 62, 92, 0.9)
    assert with_strokes_of_quarter(word, Word("Quý", 2, 10, 32, 50, 0.9), PageImage(pixels, 72)).text == "I"


@pytest.mark.parametrize(("tail", "expected"), [(0, "QPPL"), (6, "QPPL,")])
def test_foot_of_an_l_is_no_comma(tail: int, expected: str) -> None:
    pixels = _white(100, 200)
    for left in (20, 40, 60):
        pixels[20:50, left : left + 12] = 0
    pixels[20:50, 80:84] = pixels[46:50, 80:100] = 0
    pixels[50 : 50 + tail, 96:100] = 0
    word = Word("QPPL,", 18, 18, 102, 52 + tail, 0.9)
    assert settle_glyphs(word, PageImage(pixels, 72)).text == expected


class _Answers:
    """Says one thing after the other, and counts the pictures."""

    name = "answers"

    def __init__(self, *texts: str, confidence: float = 0.9) -> None:
        self._texts = list(texts)
        self._confidence = confidence
        self.asked = 0

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: PageMode, language: str = "vie", letters: str = ""
    ) -> list[list[OcrWord]]:
        """The next answers."""
        self.asked += len(images)
        texts = [self._texts.pop(0) for _ in images]
        return [[OcrWord(text, 20, 20, 9, 9, self._confidence)] if text else [] for text in texts]

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """Upright."""
        return 0


def _column(*readings: tuple[str, float]) -> tuple[PageImage, list[tuple[GridPlace, list[Word]]]]:
    """A column of cells with ink in each, and what was read of them."""
    pixels = _white(60 * len(readings), 100)
    cells = []
    for row, (text, confidence) in enumerate(readings):
        pixels[60 * row + 20 : 60 * row + 44, 40:52] = 0
        words = [Word(text, 40, 60 * row + 20, 52, 60 * row + 44, confidence)] if text else []
        cells.append((GridPlace(row, 0, 1, 1, (0, 60 * row, 100, 60 * row + 60)), words))
    return PageImage(pixels, 72), cells


@pytest.mark.parametrize(
    ("read", "sure", "second", "expected"),
    [
        ("8)", 0.5, ("a)", "a)"), "a)"),  # no label of its column's kind
        ("C)", 0.46, ("c)", "Cc)"), "c)"),
        ("", 0.0, ("5", "5"), "5"),  # dropped
        ("1n", 0.3, ("Ill", "III"), "III"),
        ("K)", 0.9, ("5", "fs)"), "K)"),  # the readings differ
        ("K)", 0.9, ("fs)", "fs)"), "K)"),  # they agree on what is no label
        ("b)", 0.93, (), "b)"),
        ("2.1", 0.5, (), "2.1"),
    ],
)
def test_label_in_doubt_is_read_once_more(read: str, sure: float, second: tuple[str, ...], expected: str) -> None:
    image, cells = _column((read, sure))
    engine = _Answers(*second)
    assert " ".join(word.text for word in read_labels_again(image, cells, engine)) == expected
    assert engine.asked == len(second)


def test_unsure_second_reading_is_not_taken() -> None:
    image, cells = _column(("8)", 0.5))
    (word,) = read_labels_again(image, cells, _Answers("a)", "a)", confidence=0.3))
    assert word.text == "8)"


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["TT", "1", "2", "K)"], True), (["STT", "I", "1"], True), (["1", "Sở Nội vụ"], False), (["TT", "1"], False)],
)
def test_column_of_labels_is_told(texts: list[str], expected: bool) -> None:
    assert is_label_column([[Word(text, 0, 0, 9, 9, 0.9)] for text in texts]) is expected


@pytest.mark.parametrize("tall", [(95, 125), (90, 128)])
def test_a_tall_mark_does_not_draw_two_lines_into_one(tall: tuple[float, float]) -> None:
    upper, lower = _text_line("Số ban hành", 50, 100), _text_line("theo quy định", 50, 116)
    mark = Word("/", 40, tall[0], 48, tall[1])
    texts = [line.text for line in visual_lines([mark, *upper.words, *lower.words])]
    assert sorted(text.replace("/", "").strip() for text in texts if text != "/") == ["Số ban hành", "theo quy định"]


def _text_line(text: str, x: float, top: float) -> VisualLine:
    words = []
    for part in text.split():
        words.append(Word(part, x, top, x + 6 * len(part), top + 12))
        x += 6 * len(part) + 3
    return VisualLine(tuple(words))


@pytest.mark.parametrize("below", ["CHỦ TỊCH ỦY BAN NHÂN DÂN", "(Kèm theo Quyết định số 09/QĐ-UBND)"])
def test_line_below_a_title_is_no_part_of_it(below: str) -> None:
    title = _text_line("Về việc ban hành Kế hoạch cải cách hành chính của tỉnh năm 2019", 50, 100)
    width = _text_line(below, 0, 0).x1
    lines = [title, _text_line(below, 50 + (title.x1 - 50 - width) / 2, 116)]
    assert [one.text for one in paragraphs(lines, 50, title.x1)] == [line.text for line in lines]
