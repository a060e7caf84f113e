"""What a file declares is looked at before it is believed: sizes, counts, and what unfolds when it is followed."""

from __future__ import annotations

import io
import os
import sys
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from ingest import UnreadableSource, read_bytes
from ingest.children import child_environment
from ingest.declared_pages import PageBuilder
from ingest.extent import extent_of
from ingest.image import read_image
from ingest.limits import ReadLimits, read_limits, within
from ingest.media_type import EMPTY, ODT, PDF, PNG, TIFF, detect_media_type
from ingest.ocr_engine import TesseractProgram
from ingest.office import read_office
from ingest.page_pictures import page_pictures
from ingest.pdf_pages import read_pdf
from kehoach.limits import Limits
from kehoach.remote import Remote, read_remote
from kehoach.report import write_report
from kehoach.run import ingest, process
from kehoach.sources import find_sources
from schemas.document import Document, Source
from scripts.fuzz.forms import docx_of, pdf_of_objects, stream_of, xlsx_of, zip_of
from scripts.fuzz.targets import SilentEngine


def _code(data: bytes, limits: ReadLimits) -> str:
    with within(limits), pytest.raises(UnreadableSource) as caught:
        read_bytes(data, "a")
    assert caught.value.resolution
    return caught.value.code


def _source(media_type: str) -> Source:
    return Source("0" * 16, "a", "0" * 64, media_type, 0)


def test_the_limits_of_a_run_are_those_of_its_readers() -> None:
    assert Limits().reading == ReadLimits() == read_limits()
    with within(Limits(reading=ReadLimits(cells=7)).reading):
        assert read_limits().cells == 7
    assert read_limits().cells == ReadLimits().cells


@pytest.mark.parametrize(
    ("data", "limits", "code"),
    [
        (b"| a | b |\n" * 60, ReadLimits(cells=100), "too_many_cells"),
        (b"a\n" * 60, ReadLimits(rows_a_page=50), "too_many_rows"),
        (b"<html><body><table border=1>" + b"<tr><td>a<td>b<td>c" * 60, ReadLimits(cells=100), "too_many_cells"),
        (b"<html><body>" + b"<p>a" * 60, ReadLimits(rows_a_page=50), "too_many_rows"),
        (b"<html><body>" + b"<p style='page-break-before:always'>a" * 60, ReadLimits(pages=50), "too_many_pages"),
        (docx_of(b'<w:p><w:r><w:br w:type="page"/></w:r></w:p>' * 60), ReadLimits(pages=50), "too_many_pages"),
        (docx_of(b"<w:p/>" * 600), ReadLimits(unpacked_mb=0.001), "too_large"),
        (xlsx_of(b"<sheetData>%s</sheetData>" % (b"<row><c/></row>" * 60)), ReadLimits(cells=50), "too_many_cells"),
        (xlsx_of(b'<mergeCells><mergeCell ref="$B$2:K11"/></mergeCells>'), ReadLimits(cells=99), "too_many_cells"),
        (xlsx_of(b"<sheetData>%s</sheetData>" % (b"<row/>" * 60)), ReadLimits(rows_a_page=50), "too_many_rows"),
        (b"<html><body><table>" + b"<tr><td>a" * 60, ReadLimits(rows_a_page=50), "too_many_rows"),
        (xlsx_of(b"<sheetData/>"), ReadLimits(unpacked_mb=0.001), "too_large"),
    ],
    ids=[
        "cells of text", "lines of text", "cells of a page", "lines of a page", "pages of a page",
        "pages of a document", "parts of a document", "cells of a sheet", "merged cells", "rows of a sheet",
        "rows of a table", "parts of a workbook",
    ],
)  # fmt: skip
def test_what_is_beyond_a_limit_is_refused(data: bytes, limits: ReadLimits, code: str) -> None:
    assert _code(data, limits) == code
    read_bytes(data, "a")


def test_cells_that_cover_others_count_before_they_are_made() -> None:
    wide = b"<tr>" + b"<td rowspan=9999>a" * 300 + b"</tr>" + b"<tr><td>b</tr>" * 300
    assert _code(b"<html><body><table border=1>" + wide, ReadLimits(cells=5000)) == "too_many_cells"
    dump = b"<table>" + wide.replace(b"9999", b"999") + b"</table>\n"
    assert _code("KẾ HOẠCH\n".encode() + dump, ReadLimits(cells=5000)) == "too_many_cells"
    spans = b"<tr><td rowspan=65534 colspan=99>a<td>b</tr>" * 300
    assert _code(b"<html><body><table border=1>" + spans, ReadLimits(cells=5000)) == "too_many_cells"


def test_rows_of_a_page_are_counted_page_by_page() -> None:
    builder = PageBuilder()
    with within(ReadLimits(rows_a_page=2)):
        for _ in range(3):
            builder.line("a")
            builder.line("b")
            builder.new_page()
        builder.aside("c", "watermark")
        builder.line("d")
        with pytest.raises(UnreadableSource, match="Page 4 has more than 2 lines and rows"):
            builder.line("e")


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_streams_of_a_pdf_file_that_unpack_to_too_much_are_refused(layers: int) -> None:
    packed = bytes(3_000_000)
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
    data = pdf_of_objects([b"<</Type/Catalog>>", b"<</Length %d>>stream\r\n%s\nendstream" % (len(packed), packed)])
    with within(ReadLimits(unpacked_mb=2)), pytest.raises(UnreadableSource) as caught:
        extent_of(data, PDF)
    assert caught.value.code == "too_large"
    extent_of(data, PDF)


def test_a_stream_that_is_damaged_or_small_is_none_of_the_limits_business() -> None:
    sound = zlib.compress(bytes(100_000))
    for stream in (sound, sound[:50], b"x" + sound, b"x\x9c", b""):
        data = pdf_of_objects([b"<</Type/Catalog>>", stream_of(stream)])
        with within(ReadLimits(unpacked_mb=0.2)):
            assert extent_of(data, PDF).pages <= 1


def test_parts_of_a_file_for_another_program_are_counted_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODT)
        for number in range(3):
            archive.writestr(f"Pictures/{number}", bytes(900_000))
    monkeypatch.setenv("PATH", os.environ["PATH"])
    with within(ReadLimits(unpacked_mb=2)), pytest.raises(UnreadableSource) as caught:
        read_office(buffer.getvalue(), _source(ODT))
    assert caught.value.code in ("too_large", "tool_missing")


def test_every_frame_is_measured_before_it_is_decoded() -> None:
    frames = [Image.new("1", (90, 90), 1), Image.new("1", (2000, 2000), 1)]
    data = io.BytesIO()
    frames[0].save(data, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    with within(ReadLimits(megapixels=1)), pytest.raises(UnreadableSource, match="Frame 2 has 2000 x 2000 pixels"):
        read_image(data.getvalue(), _source(TIFF), engine=SilentEngine())
    with within(ReadLimits(pages=1)), pytest.raises(UnreadableSource) as caught:
        read_image(data.getvalue(), _source(TIFF), engine=SilentEngine())
    assert caught.value.code == "too_many_pages"


@pytest.mark.parametrize("form", [PNG, TIFF])
def test_a_picture_larger_than_the_library_allows_is_ours_to_judge(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    Image.new("1", (100, 100), 1).save(data, form.removeprefix("image/"))
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert extent_of(data.getvalue(), form).pixels == 10_000
    document = read_image(data.getvalue(), _source(form), engine=SilentEngine())
    assert document.pages[0].error is None
    with within(ReadLimits(megapixels=0.001)), pytest.raises(UnreadableSource, match="100 x 100 pixels"):
        read_image(data.getvalue(), _source(form), engine=SilentEngine())


_RESOURCES = b"/Font<</F1 5 0 R>>/XObject<</X 6 0 R>>"


def _page(entries: bytes, content: bytes, form: bytes) -> bytes:
    return pdf_of_objects(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%s>>>>" % _RESOURCES,
            stream_of(content),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            stream_of(form, entries),
        ]
    )


_WORDS = b"BT /F1 12 Tf 50 700 Td (Dieu 1. Ban hanh kem theo Quyet dinh nay Ke hoach nam 2033) Tj ET "
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</X 6 0 R>>>>"
_PICTURE = b"/Type/XObject/Subtype/Image/Width 3000/Height 3000/BitsPerComponent 1/ColorSpace/DeviceGray"


def _words(document: Document) -> int:
    return sum(page.words_in for page in document.pages)


def test_a_page_whose_forms_paint_themselves_keeps_its_text_and_is_not_rendered() -> None:
    document = read_pdf(_page(_FORM, _WORDS + b"/X Do", b"/X Do /X Do"), _source(PDF), engine=SilentEngine())
    assert _words(document) > 5
    assert document.pages[0].error is not None
    assert "paint themselves" in document.pages[0].error


def test_a_list_of_letters_that_is_a_number_costs_no_page_its_text() -> None:
    document = read_pdf(_page(b"", b"BT /F1 12 Tf 7 TJ ET " + _WORDS, b""), _source(PDF), engine=SilentEngine())
    assert document.pages[0].route == "text_layer"
    assert _words(document) > 5


def test_a_page_with_too_large_a_picture_fails_alone() -> None:
    data = _page(_PICTURE, b"q 595 0 0 842 0 0 cm /X Do Q", bytes(1_125_000))
    with within(ReadLimits(megapixels=1)):
        document = read_pdf(data, _source(PDF), engine=SilentEngine())
    assert document.pages[0].error is not None
    assert "3000 x 3000 pixels" in document.pages[0].error
    assert read_pdf(data, _source(PDF), engine=SilentEngine()).pages[0].error is None


def test_office_parts_may_not_declare_a_document_type() -> None:
    declared = b'<!DOCTYPE x [<!ENTITY a "a">]>'
    book = {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": declared + b"<worksheet/>"}
    for parts in ({"word/document.xml": declared + b"<a/>"}, book):
        assert _code(zip_of(parts), ReadLimits()) == "damaged"


def test_byte_order_marks_that_repeat_are_passed_over() -> None:
    mark = b"\xef\xbb\xbf"
    assert detect_media_type(mark * 50_000) == EMPTY
    assert detect_media_type(mark * 3 + b"<html><body>a") == "text/html"


_TESSERACT = """#!{python}
import os, sys
if "--list-langs" in sys.argv:
    print("List of available languages (1):\\nvie")
elif "--version" in sys.argv:
    print("tesseract 5.3.0")
else:
    open({told!r}, "w").write("\\n".join(os.environ))
    sys.exit(1)
"""


def test_programs_get_no_more_of_the_environment_than_they_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import numpy

    from ingest.ocr_engine import OcrFailed

    told = tmp_path / "told"
    program = tmp_path / "tesseract"
    program.write_text(_TESSERACT.format(python=sys.executable, told=str(told)))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    engine = TesseractProgram()
    with pytest.raises(OcrFailed):
        engine.words([numpy.zeros((9, 9), numpy.uint8)], 300, 6)
    seen = set(told.read_text().split())
    assert "AWS_SECRET_ACCESS_KEY" not in seen
    assert {"PATH"} <= seen <= {*child_environment(), "LC_CTYPE", "OMP_THREAD_LIMIT", "__PYVENV_LAUNCHER__"}


def test_a_call_of_the_engine_ends_when_its_time_is_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import numpy

    from ingest.ocr_engine import OcrFailed
    from ingest.page_pool import in_order
    from ingest.page_reading import PageReading

    program = tmp_path / "tesseract"
    slow = _TESSERACT.replace("open(", "import time; time.sleep(60)  # ").format(python=sys.executable, told="")
    program.write_text(slow)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    engine = TesseractProgram()

    def page() -> PageReading:
        try:
            engine.words([numpy.zeros((9, 9), numpy.uint8)], 300, 6)
        except OcrFailed as error:
            return PageReading(error=str(error))
        return PageReading()

    with within(ReadLimits(ocr_seconds=1)):
        (reading,) = in_order([page])  # in another thread, where the limits hold as well
    assert reading.error is not None
    assert "timeout" in reading.error.lower()


def test_a_file_of_which_the_store_tells_no_size_is_read_no_further_than_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import fsspec
    from fsspec.implementations.memory import MemoryFileSystem

    store = fsspec.filesystem("memory")
    store.pipe_file("/in/a.txt", bytes(5000))
    asked: list[int | None] = []
    cat = MemoryFileSystem.cat_file
    monkeypatch.setattr(MemoryFileSystem, "size", lambda self, path: None)
    monkeypatch.setattr(
        MemoryFileSystem, "cat_file", lambda self, path, end=None: (asked.append(end), cat(self, path, end=end))[1]
    )
    remote = Remote("memory://in/a.txt", "memory://in")
    with pytest.raises(UnreadableSource) as caught:
        read_remote(remote, 4000)
    assert (caught.value.code, asked) == ("too_large", [4001])
    assert read_remote(remote, None) == read_remote(remote, 5000) == bytes(5000)


@pytest.mark.parametrize(("error", "code"), [(RecursionError(), "too_deep"), (MemoryError(), "memory_exceeded")])
def test_what_is_too_deep_or_too_much_for_this_process_says_so(
    error: Exception, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(data: bytes, source: Source) -> Document:
        raise error

    monkeypatch.setattr("kehoach.run.read_loaded", fails)
    path = tmp_path / "a.txt"
    path.write_text("a")
    outcome = process(path, tmp_path)
    assert (outcome.rows.source.status, outcome.code) == ("failed", code)
    assert "a.txt" in (outcome.rows.source.error or "")


def test_a_report_makes_no_picture_of_a_page_that_is_not_to_be_rendered(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.pdf").write_bytes(_page(_FORM, _WORDS + b"/X Do", b"/X Do /X Do"))
    ingest(find_sources([str(tmp_path / "in")]), tmp_path / "out")
    report = write_report(tmp_path / "out", tmp_path / "report").parent
    assert not list((report / "images").glob("*.webp"))
    (only,) = page_pictures(_page(_FORM, _WORDS, b""), {}, {1})
    assert only.error is None
    with within(ReadLimits(megapixels=1)):
        (large,) = page_pictures(_page(_PICTURE, b"q 595 0 0 842 0 0 cm /X Do Q", bytes(1_125_000)), {})
    assert "3000 x 3000" in (large.error or "")


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_cannot_be_unpacked_is_damage_in_any_packing(packing: int) -> None:
    for name in ("mimetype", "word/document.xml", "xl/workbook.xml"):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", packing) as archive:
            archive.writestr(name, b"<a/>" * 5000)
        data = bytearray(buffer.getvalue())
        start = data.index(name.encode()) + len(name)
        data[start : start + 30] = bytes(30)
        with pytest.raises(UnreadableSource) as caught:
            read_bytes(bytes(data), "a")
        assert caught.value.code in ("damaged", "unsupported_format", "encrypted")


def test_the_member_that_names_the_type_is_not_unpacked_whole() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", ODT + " " * 50_000_000)
    tracemalloc.start()
    assert detect_media_type(buffer.getvalue()) == ODT
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
