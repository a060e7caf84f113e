"""Pictures of pages through OCR: what the engine said once is replayed, so the tests need no Tesseract."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy
import pytest
from PIL import Image

import ingest.ocr_engine as engines
from ingest import UnreadableSource
from ingest.image import read_image
from ingest.ocr_engine import OcrFailed, OcrWord, tsv_of_words, words_of_tsv
from ingest.ocr_ones import count_strokes
from ingest.ocr_replay import RecordingEngine, ReplayEngine
from ingest.page_image import PageImage, working_image
from ingest.pdf_pages import read_pdf
from ingest.readers import describe_source
from ingest.ruled_grid import find_ruled_tables
from schemas.document import Document, Row
from schemas.text import count_words

if TYPE_CHECKING:
    from ingest.page_image import Pixels

SCAN = Path(__file__).parents[2] / "corpus/cases/readers/scan"
DPI = 200
TABLE = [
    ["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời gian", "Kinh phí (triệu đồng)"],
    ["I", "Công tác chỉ đạo"],
    ["1.1", "Ban hành kế hoạch kiểm tra", "Kế hoạch của UBND huyện", "Văn phòng HĐND và UBND huyện", "Tháng 01", "15"],
    # "s" is what the stamp leaves: the engine's word is handed on as it is
    ["1.2", "Tập huấn nghiệp vụ cho cán bộ đầu mối", "Hội nghị tập huấn; Báo cáo kết quả", "Phòng Nội vụ", "Quý II",
     "120,5"],
    ["II", "Công khai thủ tục"],
    ["2.1", "Niêm yết thủ tục tại bộ phận một cửa", "", "UBND các xã, thị trấn", "Thường xuyên", "1.250"],
    ["III", "Tổng kết"],
    ["3.1", "Báo cáo năm", "Báo cáo", "Phòng Nội vụ", "Trước 15/12", ""],
]  # fmt: skip
HEAD = ["ỦY BAN NHÂN DÂN", "HUYỆN YÊN BÌNH", "Số: 35/KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc", "Yên Bình, ngày 14 tháng 02 năm 2022"]  # fmt: skip


class SilentEngine:
    """An engine that finds nothing, or fails on every image."""

    name = "silent 1"

    def __init__(self, answer: Sequence[OcrWord] = (), *, fails: bool = False) -> None:
        self._answer = list(answer)
        self._fails = fails

    def words(
        self, images: Sequence[Pixels], dpi: float, mode: engines.PageMode, language: str = "vie", letters: str = ""
    ) -> list[list[OcrWord]]:
        """Its answer, whatever the image."""
        if self._fails:
            raise OcrFailed("no answer")
        return [self._answer for _ in images]

    def orientation(self, pixels: Pixels, dpi: float) -> int:
        """Always upright."""
        return 0


def _picture() -> Image.Image:
    return Image.open(SCAN / "page.jpg")


def _saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, dpi=(DPI, DPI), **options)
    return buffer.getvalue()


def _read(data: bytes) -> Document:
    return read_image(data, describe_source(data, "page.png"), engine=ReplayEngine(SCAN / "replay"))


def _rows(document: Document) -> list[list[str]]:
    return [[cell.fragment.raw for cell in block.cells] for block in document.blocks if isinstance(block, Row)]


def _lines(document: Document) -> list[str]:
    return [block.fragment.raw for block in document.blocks if not isinstance(block, Row) and block.fragment.raw]


@pytest.mark.parametrize("turn", [0, 180])
def test_scan_with_skew_and_stamp_gives_head_and_table(turn: int) -> None:
    document = _read(_saved(_picture().rotate(turn)))
    assert document.reader == "image"
    assert _rows(document) == TABLE
    assert _lines(document)[:6] == HEAD
    page = document.pages[0]
    assert page.rotation == turn
    assert page.ocr_confidence is not None
    assert page.ocr_confidence > 0.9
    assert all(
        0 < (fragment.confidence or 0) <= 1
        for block in document.blocks
        for fragment in ([cell.fragment for cell in block.cells] if isinstance(block, Row) else [block.fragment])
        if fragment.raw
    )
    group = next(block for block in document.blocks if isinstance(block, Row) and len(block.cells) == 2)
    assert [cell.colspan for cell in group.cells] == [1, 5]


def test_pages_of_a_tiff_are_pages() -> None:
    blank = Image.new("L", _picture().size, 255)
    data = _saved(_picture(), "TIFF", save_all=True, append_images=[blank], compression="tiff_lzw")
    document = _read(data)
    assert _rows(document) == TABLE
    assert [page.words_in > 0 for page in document.pages] == [True, False]
    assert sum(page.words_in for page in document.pages) == sum(
        count_words(fragment.raw)
        for block in document.blocks
        for fragment in ([cell.fragment for cell in block.cells] if isinstance(block, Row) else [block.fragment])
    )


def test_pdf_without_text_layer_goes_through_ocr() -> None:
    engine = SilentEngine(
        [OcrWord(word, 100 + 120 * at, 200, 100, 30, 0.95) for at, word in enumerate("Kế hoạch kiểm tra năm".split())]
    )
    data = _saved(_picture(), "PDF", resolution=DPI)
    document = read_pdf(data, describe_source(data, "scan.pdf"), engine=engine)
    assert document.reader == "pdf_scan"
    assert "Kế hoạch kiểm tra năm" in _lines(document)


def test_page_that_the_engine_fails_on_is_told_and_the_others_go_on() -> None:
    data = _saved(_picture(), "PDF", resolution=DPI)
    document = read_pdf(data, describe_source(data, "scan.pdf"), engine=SilentEngine(fails=True))
    assert "no answer" in (document.pages[0].error or "")
    assert [problem.code for problem in document.problems] == ["page_failed", "no_words"]


def test_missing_engine_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> engines.OcrEngine:
        raise UnreadableSource("tool_missing", "There is no Tesseract.", "Install it.")

    monkeypatch.setattr(engines, "default_engine", missing)
    for kind, read in (("PNG", read_image), ("PDF", read_pdf)):
        data = _saved(_picture(), kind)
        with pytest.raises(UnreadableSource) as caught:
            read(data, describe_source(data, "x"))
        assert caught.value.code == "tool_missing"
        assert caught.value.resolution


def test_few_unsure_words_of_a_photograph_are_no_text() -> None:
    specks = [OcrWord(text, 100 * at, 300, 40, 20, 0.3) for at, text in enumerate(["ĐẠ", "|", "rn", "S8", "Ô"], 1)]
    data = _saved(_picture())
    document = read_image(data, describe_source(data, "x.png"), engine=SilentEngine(specks))
    assert document.pages[0].words_in == 0
    assert [problem.code for problem in document.problems] == ["no_words"]


def test_damaged_image_is_refused() -> None:
    with pytest.raises(UnreadableSource) as caught:
        _read(b"\x89PNG\r\n\x1a\nnothing")
    assert caught.value.code == "damaged"


def _grid_picture(angle: float = 0.0, *, open_end: bool = False) -> Pixels:
    """An A4 page at 220 dpi with a grid of 4 rows, the second of one cell over all columns, turned by `angle`."""
    pixels = numpy.full((2572, 1819), 255, numpy.uint8)
    xs, ys = (200, 320, 900, 1600), (300, 400, 480, 600, 760)
    for y in ys[:-1] if open_end else ys:
        cv2.line(pixels, (xs[0], y), (xs[-1], y), 0, 3)
    for index, x in enumerate(xs):
        inner = 0 < index < len(xs) - 1
        for top, bottom in ((ys[0], ys[1]), (ys[2], ys[-1])) if inner else ((ys[0], ys[-1]),):
            cv2.line(pixels, (x, top), (x, bottom), 0, 3)
    for y in (345, 435, 530, 660):
        for x in (230, 380, 1000):
            cv2.putText(pixels, "Bao cao" if x > 230 else "1", (x, y + 12), 0, 1, 0, 3)
    matrix = cv2.getRotationMatrix2D((909, 1286), angle, 1)
    return numpy.asarray(cv2.warpAffine(pixels, matrix, (1819, 2572), borderValue=255), numpy.uint8)


@pytest.mark.parametrize("angle", [0.0, 1.3, -2.4])
@pytest.mark.parametrize("open_end", [False, True])
def test_grid_of_a_picture_is_found_at_any_skew(angle: float, open_end: bool) -> None:
    image = working_image(_grid_picture(angle, open_end=open_end), 220)
    assert abs(image.skew - angle) <= 0.15
    (table,) = find_ruled_tables(image)
    spans = [(place.row, place.column, place.rowspan, place.colspan) for place in table.places]
    single = [(row, column, 1, 1) for row in (0, 2, 3) for column in range(3)]
    assert spans == sorted([*single, (1, 0, 1, 3)])


def test_red_stamp_leaves_the_working_image() -> None:
    pixels = numpy.full((1200, 900, 3), 250, numpy.uint8)
    cv2.putText(pixels, "UBND", (200, 600), 0, 3, (20, 20, 20), 8)
    clean = working_image(pixels, 220, straighten=False).pixels
    stamped = pixels.copy()
    cv2.circle(stamped, (450, 300), 150, (225, 40, 50), 12)
    assert numpy.abs(working_image(stamped, 220, straighten=False).pixels.astype(int) - clean.astype(int)).max() < 60


def test_frame_around_text_is_no_table() -> None:
    pixels = numpy.full((1000, 800), 255, numpy.uint8)
    cv2.rectangle(pixels, (100, 100), (700, 500), 0, 3)
    assert find_ruled_tables(PageImage(pixels, 220)) == ()


@pytest.mark.parametrize(
    ("count", "bar", "expected"), [(1, False, 1), (2, False, 2), (3, False, 3), (2, True, 0), (5, False, 0)]
)
def test_strokes_of_roman_ones_are_counted(count: int, bar: bool, expected: int) -> None:
    crop = numpy.full((40, 90), 255, numpy.uint8)
    for index in range(count):
        crop[5:35, 8 + 14 * index : 12 + 14 * index] = 0
    crop[5:8, 4 : 8 + 14 * count] = crop[32:35, 4 : 8 + 14 * count] = 0  # serifs that touch
    if bar:
        crop[19:22, 8:26] = 0
    assert count_strokes(crop) == expected


def test_answers_survive_their_file_form() -> None:
    words = [OcrWord("Kế", 1, 2, 3, 4, 0.5), OcrWord("hoạch", 10, 2, 30, 4, 0.987)]
    assert words_of_tsv(tsv_of_words(words)) == words


def test_replay_knows_an_image_that_differs_in_the_last_bit_and_no_other(tmp_path: Path) -> None:
    dice = random.Random(1)
    pixels = numpy.full((200, 300), 255, numpy.uint8)
    cv2.putText(pixels, "UBND", (20, 120), 0, 3, 0, 8)
    recorder = RecordingEngine(SilentEngine([OcrWord("UBND", 1, 2, 3, 4, 0.9)]), tmp_path)
    recorder.words([pixels], 220, 6)
    recorder.save()
    near = pixels.copy()
    for _ in range(2_000):
        near[dice.randrange(200), dice.randrange(300)] ^= 1
    engine = ReplayEngine(tmp_path)
    assert [word.text for (word,) in engine.words([near], 220, 6)] == ["UBND"]
    with pytest.raises(OcrFailed):
        engine.words([255 - pixels], 220, 6)
    with pytest.raises(OcrFailed):
        engine.words([near], 220, 6, "eng", "0123")
