"""What PDF files do to their text besides printing it: each hazard by itself, with what must come out of it."""

from __future__ import annotations

import datetime as dt
import unicodedata

import pytest

from ingest import read_bytes
from kehoach.stages import bundle_of
from schemas.document import Document, Row
from tests.ingest.pdf_composer import LETTER, Sheet, compose
from tests.ingest.test_pdf_pages import _check_account

PROSE = (
    "Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính",
    "của tỉnh trong năm; giao các sở, ban, ngành và Ủy ban nhân dân",
    "các huyện tổ chức thực hiện nghiêm túc, đúng tiến độ được giao.",
)


def _read(*sheets: Sheet) -> Document:
    document = read_bytes(compose(*sheets), "case.pdf")
    _check_account(document)
    return document


def _lines(document: Document) -> list[str]:
    return [block.fragment.text for block in document.blocks if not isinstance(block, Row) and block.fragment.text]


def _dropped(document: Document) -> dict[str, str]:
    """What the reader took for noise, with the reason."""
    return {
        block.fragment.raw: block.fragment.edits[0].method
        for block in document.blocks
        if not isinstance(block, Row) and block.fragment.edits
    }


def _page(*lines: str) -> Sheet:
    sheet = Sheet()
    for at, line in enumerate(lines or PROSE):
        sheet.text(60, 80 + 30 * at, line)
    return sheet


TORN = [
    (["ĐIỀ", "U"], 0.16, "ĐIỀU"),
    (["phẩ", "m"], 0.16, "phẩm"),
    (["ki", "ể", "m"], 0.17, "kiểm"),
    (["ngh", "iệp"], 0.16, "nghiệp"),
    (["phẩ", "m"], 0.25, "phẩ m"),  # as wide as the spaces of the line: repair may know
    (["bảo", "an"], 0.16, "bảo an"),  # two words
]


@pytest.mark.parametrize(("pieces", "gap", "expected"), TORN)
def test_torn_syllables_are_joined_where_the_gap_is_no_space(pieces: list[str], gap: float, expected: str) -> None:
    sheet = _page()
    right = sheet.pieces(60, 300, ["Về", "sản"], 0.25)
    right = sheet.pieces(right + 3, 300, pieces, gap)
    sheet.pieces(right + 3, 300, ["của", "tỉnh", "năm"], 0.25)
    assert f"Về sản {expected} của tỉnh năm" in _lines(_read(sheet))


def test_a_dot_drawn_near_to_its_letter_is_read() -> None:
    sheet = _page()
    sheet.pieces(60, 300, ["IV", ". TỔ CHỨC"], -0.3)  # of the advance of the dot more than half lies below the letter
    assert _lines(_read(sheet))[-1] == "IV. TỔ CHỨC"


def test_text_printed_twice_is_read_once() -> None:
    sheet = _page()
    for shift in (0.0, 0.4):
        sheet.text(60 + shift, 250, "KẾ HOẠCH")
    for shift in (0.0, 1.2):  # a shadow
        sheet.text(200 + shift, 300 + shift, "Tập huấn")
    sheet.text(60, 350, "Kiểm tra việc thực hiện")
    lines = _lines(_read(sheet))
    assert lines[-3:] == ["KẾ HOẠCH", "Tập huấn", "Kiểm tra việc thực hiện"]


@pytest.mark.parametrize("order", ["after", "before"])
def test_marks_painted_apart_come_to_their_letters(order: str) -> None:
    sheet = _page()
    x = 60.0
    for letter in unicodedata.normalize("NFD", "kế hoạch tổng thể"):
        if unicodedata.combining(letter):
            sheet.text(x - 5 if order == "after" else x - 4.5, 300, letter)
        else:
            sheet.text(x, 300, letter)
            x += 12 * (0.25 if letter == " " else LETTER)
    assert "kế hoạch tổng thể" in _lines(_read(sheet))


def test_hidden_text_is_noise() -> None:
    sheet = _page()
    sheet.text(60, 300, "không màu", before="3 Tr")
    sheet.text(60, 330, "trắng trên trắng", before="1 g")
    sheet.off(60, 360, "lớp đã tắt")
    sheet.text(60, 830, "ngoài khung")
    sheet.crop = (0, 40, 595, 842)
    document = _read(sheet)
    assert _lines(document) == list(PROSE)
    assert set(_dropped(document)) == {"không màu", "trắng trên trắng", "lớp đã tắt", "ngoài khung"}
    assert set(_dropped(document).values()) == {"hidden_text"}


def test_white_text_on_a_dark_heading_is_text() -> None:
    sheet = _page()
    sheet.parts.append("0.2 0.2 0.6 rg 50 500 300 30 re f")
    sheet.text(60, 325, "Nhiệm vụ trọng tâm", before="1 g")
    assert "Nhiệm vụ trọng tâm" in _lines(_read(sheet))


def test_watermark_letters_are_noise_and_do_not_mix_with_the_text() -> None:
    sheet = _page()
    for at, letter in enumerate("Nguyễn 22/04"):
        sheet.text(300, 300 - 12 * at, letter, matrix="0 1 -1 0")
    sheet.text(100, 500, "BẢN SAO", size=60, matrix="0.7 0.7 -0.7 0.7")
    document = _read(sheet)
    assert _lines(document) == list(PROSE)
    assert set(_dropped(document).values()) == {"watermark"}


def test_heading_that_runs_up_its_cell_is_read() -> None:
    sheet = _page()
    for y in (300, 400, 430):
        sheet.line(60, y, 400, y)
    for x in (60, 110, 400):
        sheet.line(x, 300, x, 430)
    sheet.text(80, 390, "Thời gian", matrix="0 1 -1 0")
    sheet.text(95, 390, "thực hiện", matrix="0 1 -1 0")
    sheet.text(120, 350, "Nhiệm vụ")
    sheet.text(65, 420, "Quý I")
    sheet.text(120, 420, "Báo cáo")
    rows = [[cell.fragment.raw for cell in block.cells] for block in _read(sheet).blocks if isinstance(block, Row)]
    assert rows == [["Thời gian thực hiện", "Nhiệm vụ"], ["Quý I", "Báo cáo"]]


HEAD = ["UBND TỈNH VÍ DỤ", "Số:        /KH-UBND"]


@pytest.mark.parametrize("shift", [0, -3, 6, 9])
@pytest.mark.parametrize("way", ["content", "annotation"])
def test_number_stamped_into_the_blank_of_the_head(shift: float, way: str) -> None:
    sheet = Sheet()
    sheet.text(60, 60, HEAD[0])
    sheet.text(60, 90, HEAD[1])
    for at, line in enumerate(PROSE):
        sheet.text(60, 200 + 30 * at, line)
    if way == "content":
        sheet.text(84, 90 + shift, "130", size=11)
    else:
        sheet.note(84, 79 + shift, ["130"], size=11)
    lines = _lines(_read(sheet))
    assert lines[:2] == [HEAD[0], "Số: 130 /KH-UBND"] or lines[:2] == [HEAD[0], "Số: 130/KH-UBND"]


def test_number_stamped_over_dots() -> None:
    sheet = _page("Số: ......../KH-UBND", *PROSE)
    sheet.text(92, 78, "57", size=13)
    assert _lines(_read(sheet))[0] == "Số: 57 /KH-UBND"


def test_day_and_month_stamped_into_the_date() -> None:
    sheet = Sheet()
    sheet.text(60, 60, "Ví Dụ, ngày      tháng      năm 2026")
    for at, line in enumerate(PROSE):
        sheet.text(60, 200 + 30 * at, line)
    sheet.text(129, 66, "14", size=12)
    sheet.text(175, 66, "7", size=12)
    assert _lines(_read(sheet))[0] == "Ví Dụ, ngày 14 tháng 7 năm 2026"


SIGNATURE = [
    "Ký bởi: Ủy ban nhân dân tỉnh Ví Dụ",
    "Cơ quan: Tỉnh Ví Dụ",
    "Thời gian ký: 13.12.2018 10:44:59 +07:00",
]


@pytest.mark.parametrize("way", ["Widget", "Stamp", "form"])
def test_what_a_signature_shows_stands_by_itself(way: str) -> None:
    sheet = _page()
    if way == "form":
        sheet.form([(250, 95 + 14 * at, line) for at, line in enumerate(SIGNATURE)])
    else:
        sheet.note(250, 85, SIGNATURE, kind=way)
    assert _lines(_read(sheet)) == [*PROSE, *SIGNATURE]


def test_text_box_laid_over_the_page_is_read() -> None:
    sheet = _page()
    sheet.note(60, 400, ["Bổ sung nhiệm vụ kiểm tra công vụ"], kind="FreeText")
    assert "Bổ sung nhiệm vụ kiểm tra công vụ" in _lines(_read(sheet))


TCVN3 = "Uû ban nh©n d©n tØnh ban hµnh kÕ ho¹ch c¶i c¸ch hµnh chÝnh n¨m 2005"
VIETNAMESE = "Uỷ ban nhân dân tỉnh ban hành kế hoạch cải cách hành chính năm 2005"


@pytest.mark.parametrize("font", [".VnTime", "TimesNewRoman", "ABCDEF+.VnTime"])
def test_old_fonts_are_told_by_name_or_by_their_text(font: str) -> None:
    sheet = Sheet(legacy=font)
    for at in range(3):
        sheet.old(60, 80 + 30 * at, TCVN3)
    lines = " ".join(_lines(_read(sheet)))
    assert lines == " ".join([VIETNAMESE] * 3)


def test_font_that_lies_about_its_encoding_is_left_alone() -> None:
    sheet = Sheet(legacy=".VnTime")
    sheet.old(60, 80, "Nhà máy và kho hàng; hàng hóa, sân bay, bà con, mía, ngô, khoai là")
    assert _lines(_read(sheet)) == ["Nhà máy và kho hàng; hàng hóa, sân bay, bà con, mía, ngô, khoai là"]


def test_map_of_letters_that_lies_makes_the_page_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    import ingest.ocr_engine as engines
    from ingest import UnreadableSource

    def missing() -> engines.OcrEngine:
        raise UnreadableSource("tool_missing", "There is no Tesseract.", "Install it.")

    monkeypatch.setattr(engines, "default_engine", missing)
    sheet = _page()
    letters = sorted({letter for line in PROSE for letter in line if letter.isalpha()})
    sheet.fonts.lies = dict(zip(letters, letters[7:] + letters[:7], strict=True))
    good = Sheet(fonts=sheet.fonts)
    good.text(60, 60, "12345")
    with pytest.raises(UnreadableSource) as caught:
        read_bytes(compose(sheet), "case.pdf")
    assert caught.value.code == "tool_missing"


def test_signing_time_in_an_annotation_dates_an_act_without_a_date() -> None:
    sheet = Sheet()
    for at, line in enumerate(["UBND TỈNH VÍ DỤ", "Số: 12/KH-UBND", "", "KẾ HOẠCH", "Kiểm tra công vụ năm 2019", ""]):
        sheet.text(60, 60 + 24 * at, line)
    sheet.text(60, 240, "1. Mục đích: triển khai nhiệm vụ được giao.")
    sheet.note(300, 40, SIGNATURE)
    bundle = bundle_of(_read(sheet))
    assert bundle.documents[0].issued_on == dt.date(2018, 12, 13)
    assert {correction.method for correction in bundle.corrections} == {"signature_stamp"}
    assert bundle.unparsed == ()
