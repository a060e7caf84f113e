"""What is fuzzed gets the container that its reader wants, and none that ends every process."""

from __future__ import annotations

import io
import zipfile

import pytest

from scripts.fuzz.forms import SEPARATOR, docx_of, pdf_of, pieces_of, stream_of


@pytest.mark.parametrize(
    ("content", "painted"),
    [
        (b"q /X Do Q /X Do\n/X\tDo BT ET", b"q /X Do Q \n BT ET"),
        (b"/X Do", b"/X Do"),
        (b"/X Done /XY Do BT ET", b"/X Done /XY Do BT ET"),
        (b"BT ET", b"BT ET"),
    ],
)
def test_content_paints_itself_once_only(content: bytes, painted: bytes) -> None:
    made = pdf_of(content)
    assert b"stream\n%s\nendstream" % painted in made
    assert b"/Length %d/" % len(painted) in made


def test_what_is_a_pdf_file_is_left_alone() -> None:
    assert pdf_of(b"%PDF-1.7 /X Do /X Do") == b"%PDF-1.7 /X Do /X Do"


def test_an_input_has_all_its_pieces() -> None:
    assert pieces_of(b"a", 3) == [b"a", b"", b""]
    assert pieces_of(SEPARATOR.join((b"a", b"b", b"c", b"d")), 3) == [b"a", b"b", SEPARATOR.join((b"c", b"d"))]


def test_a_word_file_has_only_the_parts_it_is_given() -> None:
    with zipfile.ZipFile(io.BytesIO(docx_of(SEPARATOR.join((b"<w:p/>", b"", b"<w:style/>"))))) as archive:
        assert b"<w:body><w:p/></w:body>" in archive.read("word/document.xml")
        assert b"<w:styles " in archive.read("word/styles.xml")
        assert "word/numbering.xml" not in archive.namelist()


def test_a_packed_stream_says_how() -> None:
    assert b"/Filter/FlateDecode" in stream_of(b"a" * 99, packed=True)
