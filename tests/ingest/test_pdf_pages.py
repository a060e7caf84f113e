"""Born-digital pages: tables at their place, text in reading order, and one bad page costs that page alone."""

from __future__ import annotations

import io
import re
import tracemalloc
from pathlib import Path

import pdfplumber
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from ingest import UnreadableSource, read_bytes
from ingest.ocr_text import read_ocr_text
from ingest.pdf_pages import read_pdf
from ingest.pdf_tables import tables_of
from ingest.readers import describe_source
from ingest.text_layer_quality import text_quality
from kehoach.stages import bundle_of
from schemas.document import Document, Row
from schemas.letters import toneless
from schemas.text import WORD, count_words
from tests.ingest.pdf_writer import WIDTH, PdfPage, write_pdf

CORPUS = Path(__file__).parents[2] / "corpus"
XS, YS = (50.0, 100.0, 300.0, 500.0), (100.0, 130.0, 160.0, 190.0)


def _read(pages: list[PdfPage]) -> Document:
    return read_bytes(write_pdf(pages), "case.pdf")


def _rows(document: Document) -> list[list[str]]:
    return [[cell.fragment.raw for cell in block.cells] for block in document.blocks if isinstance(block, Row)]


def _lines(document: Document) -> list[str]:
    return [block.fragment.raw for block in document.blocks if not isinstance(block, Row) and block.fragment.raw]


def _table_page() -> PdfPage:
    page = PdfPage()
    page.grid(XS, YS)
    for row, texts in enumerate((("TT", "Noi dung", "Chu tri"), ("1", "Bao cao", "So Noi vu"), ("2", "Kiem tra", ""))):
        page.words += [(x + 5, y + 18, text) for x, y, text in zip(XS, [YS[row]] * 3, texts, strict=False) if text]
    return page


GOOD = "Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính của tỉnh trong năm hai nghìn".split() * 2
UNACCENTED = "Ban hanh kern theo Quyet dinh nay Ke hoach cai cach hanh chinh cua tinh trong nam hai nghin".split() * 2
BROKEN = "Bsn hènhf kêrm thzo Quyềf đinhk nàv Kêz hoạck cảj cácx hànhj chính củz tỉnhz trong nãmz".split() * 2
TABLE = [["TT", "Noi dung", "Chu tri"], ["1", "Bao cao", "So Noi vu"], ["2", "Kiem tra", ""]]


def _check_account(document: Document) -> None:
    held = dict.fromkeys((page.number for page in document.pages), 0)
    for block in document.blocks:
        for fragment in [cell.fragment for cell in block.cells] if isinstance(block, Row) else [block.fragment]:
            held[fragment.page] += count_words(fragment.raw)
    assert {page.number: page.words_in - page.words_markup for page in document.pages} == held


def test_ruled_table_becomes_rows_with_the_text_around_it() -> None:
    page = _table_page()
    page.words += [(50, 60, "Ke hoach"), (50, 250, "Noi nhan")]
    document = _read([page])
    assert document.reader == "pdf_text"
    assert _rows(document) == TABLE
    kinds = [block.kind for block in document.blocks if block.kind == "row" or block.fragment.raw]
    assert kinds == ["line", "row", "row", "row", "line"]
    _check_account(document)


def test_two_tables_on_a_page_are_two_tables() -> None:
    page = _table_page()
    page.words.append((50, 230, "Phan hai"))
    page.grid(XS, (300.0, 330.0, 360.0))
    page.words += [(105, 318, "mot"), (105, 348, "hai")]
    document = _read([page])
    assert [block.table for block in document.blocks if isinstance(block, Row)] == [0, 0, 0, 1, 1]
    assert _lines(document) == ["Phan hai"]


def test_merged_cells_have_spans_and_covered_places_are_blank() -> None:
    page = PdfPage()
    page.lines += [(50, y, 500, y) for y in (100, 130, 190)] + [(100, 160, 500, 160)]
    page.lines += [(50, 100, 50, 190), (500, 100, 500, 190), (100, 130, 100, 190), (300, 130, 300, 190)]
    page.words += [
        (60, 118, "Nhom"),
        (60, 160, "1"),
        (110, 148, "a"),
        (310, 148, "b"),
        (110, 178, "c"),
        (310, 178, "d"),
    ]
    rows = [block for block in _read([page]).blocks if isinstance(block, Row)]
    assert [[(cell.fragment.raw, cell.colspan, cell.rowspan) for cell in row.cells] for row in rows] == [
        [("Nhom", 3, 1)],
        [("1", 1, 2), ("a", 1, 1), ("b", 1, 1)],
        [("", 1, 1), ("c", 1, 1), ("d", 1, 1)],
    ]


def test_cell_that_goes_on_over_the_page_is_a_cell_with_all_its_lines() -> None:
    page = _table_page()
    page.lines.remove((XS[0], YS[-1], XS[-1], YS[-1]))
    page.lines.remove((XS[0], YS[-2], XS[-1], YS[-2]))
    page.lines += [(XS[0], YS[-1], XS[2], YS[-1]), (XS[0], YS[-2], XS[2], YS[-2])]  # none in the last column
    page.words += [(XS[2] + 5, YS[-1] + 4, "truoc ngay"), (XS[2] + 5, YS[-1] + 16, "01 thang 6")]
    page.words.append((XS[2] + 20, YS[-1] + 60, "14"))
    document = _read([page])
    assert [
        [(cell.fragment.text, cell.rowspan) for cell in row.cells] for row in document.blocks if isinstance(row, Row)
    ] == [
        [("TT", 1), ("Noi dung", 1), ("Chu tri", 1)],
        [("1", 1), ("Bao cao", 1), ("So Noi vu\ntruoc ngay\n01 thang 6", 2)],
        [("2", 1), ("Kiem tra", 1), ("", 1)],
    ]
    assert _lines(document) == ["14"]
    _check_account(document)


def test_row_under_a_merged_cell_of_the_page_before_is_a_task_of_its_own() -> None:
    above, below = PdfPage(), PdfPage()
    xs, head = (50.0, 90.0, 300.0, 420.0, 540.0), ("TT", "Noi dung cong viec", "Co quan chu tri", "Thoi gian")
    rows = [
        (above, [("1", "Ra soat van ban", "So Noi vu", "Quy I"), ("2", "Xay dung ke hoach", "So Noi vu", "Quy II")]),
        (
            below,
            [("", "Kiem tra thuc hien", "", ""), ("", "Tong hop bao cao", "", ""), ("3", "Hop", "So Y te", "Quy IV")],
        ),
    ]
    for page, texts in rows:
        ys = [100.0 + 30 * row for row in range(len(texts) + 2)]
        page.grid(xs, ys)
        for row, cells in enumerate((head, *texts)):
            page.words += [(x + 4, ys[row] + 18, text) for x, text in zip(xs, cells, strict=False) if text]
    below.lines.remove((xs[0], 160.0, xs[-1], 160.0))
    below.lines.append((xs[0], 160.0, xs[2], 160.0))  # agency and time are those of two rows
    (document,) = [one for one in bundle_of(_read([above, below])).documents if one.tasks]
    assert [(task.number, toneless(task.title.text), len(task.agencies)) for task in document.tasks] == [
        ("1", "Ra soat van ban", 1),
        ("2", "Xay dung ke hoach", 1),
        (None, "Kiem tra thuc hien", 1),
        (None, "Tong hop bao cao", 1),
        ("3", "Hop", 1),
    ]


def test_table_that_the_page_end_leaves_open_keeps_its_last_row() -> None:
    page = _table_page()
    page.lines.remove((XS[0], YS[-1], XS[-1], YS[-1]))
    assert _rows(_read([page])) == TABLE


def test_wrapped_lines_of_a_cell_are_joined_and_list_items_are_not() -> None:
    page = _table_page()
    page.lines = []
    page.grid((50.0, 120.0, 240.0, 400.0), (100.0, 200.0, 230.0))
    page.words = [(125, 115, "Xay dung ke hoach kiem"), (125, 130, "tra cong vu")]
    page.words += [(245, 115, "- Mot"), (245, 130, "- Hai"), (55, 115, "1.1"), (125, 220, "x"), (245, 220, "y")]
    assert _rows(_read([page]))[0] == ["1.1", "Xay dung ke hoach kiem tra cong vu", "- Mot\n- Hai"]


def test_head_in_two_columns_is_read_column_by_column() -> None:
    page = PdfPage()
    for row, (left, right) in enumerate(
        (("UBND TINH A", "CONG HOA XA HOI"), ("SO B", "Doc lap"), ("So: 12/QD", "Ha Noi, ngay 1"))
    ):
        page.words += [(70, 60 + 16 * row, left), (330, 60 + 16 * row, right)]
    page.words.append(
        (60, 150, "Can cu Luat To chuc chinh quyen dia phuong va cac van ban co lien quan ve viec nay duoc ban hanh")
    )
    assert _lines(_read([page]))[:6] == [
        "UBND TINH A",
        "SO B",
        "So: 12/QD",
        "CONG HOA XA HOI",
        "Doc lap",
        "Ha Noi, ngay 1",
    ]


@pytest.mark.parametrize("turn", [90, 270])
def test_page_painted_sideways_is_read_upright(turn: int) -> None:
    page = _table_page()
    # The content is turned by a matrix, as word processors do when they print landscape on portrait paper.
    page.raw = f"0 1 -1 0 {WIDTH} 0 cm" if turn == 90 else "0 -1 1 0 0 842 cm"
    document = _read([page])
    assert _rows(document) == TABLE
    assert document.pages[0].rotation == turn


def test_rotation_of_the_page_itself_is_applied() -> None:
    page = _table_page()
    page.raw = f"0 1 -1 0 {WIDTH} 0 cm"
    page.rotate = 90
    document = _read([page])
    assert _rows(document) == TABLE
    assert document.pages[0].rotation == 90


def test_rules_that_turning_a_page_leaves_a_hair_aslant_part_cells() -> None:
    data = io.BytesIO(write_pdf([_table_page()]))
    with pdfplumber.open(data) as straight, pdfplumber.open(data) as turned:
        wanted, _ = tables_of(straight.pages[0])
        for line in turned.pages[0].lines:  # what is left of a turn by 90 degrees in floating point
            line["bottom"], line["x1"] = line["bottom"] + 1e-13, line["x1"] + 1e-13
        found, _ = tables_of(turned.pages[0])
    assert [len(table.places) for table in found] == [len(table.places) for table in wanted] == [9]


def _noise(document: Document) -> list[tuple[str, str]]:
    """What the reader dropped, with the reason."""
    return [
        (block.fragment.raw, block.fragment.edits[0].method)
        for block in document.blocks
        if not isinstance(block, Row) and block.fragment.raw and not block.fragment.text
    ]


def test_letters_turned_against_the_page_are_left_out() -> None:
    page = _table_page()
    page.raw = "BT /F1 10 Tf 0 1 -1 0 580 300 Tm (signed 01/01/2022) Tj ET"
    document = _read([page])
    assert [
        block.fragment.text for block in document.blocks if not isinstance(block, Row) and block.fragment.text
    ] == []
    assert [method for _, method in _noise(document)] == ["watermark", "watermark"]
    _check_account(document)


@pytest.mark.parametrize("name", sorted(path.stem for path in (CORPUS / "cases/readers/pdf").glob("*.pdf")))
def test_laid_out_decision_holds_the_words_of_its_text(name: str) -> None:
    document = read_bytes((CORPUS / f"cases/readers/pdf/{name}.pdf").read_bytes(), "case.pdf")
    data = (CORPUS / f"composed/texts/{name}.txt").read_bytes()
    text = read_ocr_text(data, describe_source(data, "case.txt"))
    _check_account(document)
    found, wanted = (sorted(word for word in _words(one) if word.isalpha()) for one in (document, text))
    assert found == wanted
    truth = {tuple(row) for row in _rows(text) if len(row) > 2 and all(row)}
    shared = truth & {tuple(row) for row in _rows(document)}
    assert len(shared) >= 0.8 * len(truth)  # the others are cut by a page of one of the two


def _words(document: Document) -> list[str]:
    texts: list[str] = []
    for block in document.blocks:
        texts += [cell.fragment.raw for cell in block.cells] if isinstance(block, Row) else [block.fragment.raw]
    return [word for text in texts for word in WORD.findall(text.replace("**", " "))]


def test_encrypted_and_damaged_files_are_refused() -> None:
    with pytest.raises(UnreadableSource) as caught:
        read_bytes(b"%PDF-1.7\nnothing of a file", "x.pdf")
    assert caught.value.code == "damaged"


def test_page_that_cannot_be_read_costs_that_page_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    import ingest.pdf_pages as pages
    import ingest.pdf_scan as scans

    read = pages.read_text_page

    def fails_on_second(page, fonts):  # type: ignore[no-untyped-def]
        if page.page_number == 2:
            raise ValueError("broken stream")
        return read(page, fonts)

    def no_render(self, index, dpi):  # type: ignore[no-untyped-def]
        raise ValueError("broken stream")

    class NoEngine:
        pass

    monkeypatch.setattr(pages, "read_text_page", fails_on_second)
    monkeypatch.setattr(scans.ScanRoute, "_render", no_render)
    data = write_pdf([_table_page(), _table_page(), _table_page()])
    document = read_pdf(data, describe_source(data, "x.pdf"), engine=NoEngine())  # type: ignore[arg-type]
    assert [page.error is None for page in document.pages] == [True, False, True]
    assert [(problem.code, problem.page) for problem in document.problems] == [("page_failed", 2)]
    assert len(_rows(document)) == 6


def test_memory_stays_flat_over_pages() -> None:
    def peak(count: int) -> int:
        page = PdfPage(words=[(50, 60 + 12 * line, "ban hanh ke hoach " * 4) for line in range(20)])
        data = write_pdf([page] * count)
        tracemalloc.start()
        read_bytes(data, "x.pdf")
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(8) < 4 * peak(1)  # it would be eight times as much if pages were kept open


@pytest.mark.parametrize(
    ("words", "image_share", "expected"),
    [
        ([], 0.0, "good"),
        ([], 0.95, "missing"),
        (["Trang", "2"], 0.95, "missing"),
        (GOOD, 0.0, "good"),
        (GOOD, 1.0, "good"),
        (UNACCENTED, 1.0, "poor"),
        (BROKEN, 1.0, "garbled"),
        ("(cid:12)(cid:13) (cid:44)(cid:5)".split() * 10, 0.0, "garbled"),
        (["\ue012\ue013\ue014"] * 30, 0.0, "garbled"),
    ],
)  # fmt: skip
def test_quality_of_a_text_layer(words: list[str], image_share: float, expected: str) -> None:
    assert text_quality(words, image_share) == expected


def test_password_is_told() -> None:
    from ingest.pdf_scan import _unreadable

    assert _unreadable("Failed to load document (PDFium: Incorrect password error).").code == "encrypted"


def test_lost_table_of_objects_is_made_anew() -> None:
    data = write_pdf([_table_page(), _table_page()])
    start = data.index(b"xref")
    damaged = data[:start] + re.sub(rb"\d{10} 00000 n", b"0000009999 00000 n", data[start:])
    document = read_bytes(damaged, "x.pdf")
    assert _rows(document) == TABLE + TABLE
    assert document.reader == "pdf_text"


@pytest.mark.parametrize(("password", "readable"), [("", True), ("secret", False)])
def test_encrypted_file_is_read_only_without_a_password(password: str, readable: bool) -> None:
    reader = PdfFileReader(io.BytesIO(write_pdf([_table_page()])))
    writer = copy_into_new_writer(reader)
    writer.encrypt(owner_pass="owner", user_pass=password)
    out = io.BytesIO()
    writer.write(out)
    if readable:
        assert _rows(read_bytes(out.getvalue(), "x.pdf")) == TABLE
        return
    with pytest.raises(UnreadableSource) as caught:
        read_bytes(out.getvalue(), "x.pdf")
    assert caught.value.code == "encrypted"


def test_pages_beyond_the_first_batch_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import ingest.pdf_pages as pages

    monkeypatch.setattr(pages, "_BATCH", 2)
    document = _read([PdfPage(words=[(50, 60, f"Trang {number}")]) for number in range(5)])
    assert _lines(document) == [f"Trang {number}" for number in range(5)]
