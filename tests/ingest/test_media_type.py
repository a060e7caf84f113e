"""Formats are told by content; a name or suffix is never looked at."""

from __future__ import annotations

import io
import zipfile

import pytest

from ingest.media_type import (
    ALTO,
    BINARY,
    DOC,
    DOCLING,
    DOCX,
    EMPTY,
    EXCEL_XML,
    HOCR,
    HTML,
    JPEG,
    LOCKED,
    MHTML,
    NAMES,
    ODS,
    ODT,
    OLE,
    PAGE_XML,
    PDF,
    PNG,
    RTF,
    TESSERACT_TSV,
    TEXT,
    TIFF,
    WORD_XML,
    XLS,
    XLSX,
    ZIP,
    detect_media_type,
)  # fmt: skip


def _zip(names: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return buffer.getvalue()


OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", EMPTY),
        (b"\xef\xbb\xbf", EMPTY),
        (b"\xff\xfe", EMPTY),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", PDF),
        (b"\r\n junk %PDF-1.4", PDF),
        (b"\x89PNG\r\n\x1a\n\x00\x00", PNG),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", JPEG),
        (b"II*\x00\x08\x00", TIFF),
        (b"MM\x00*\x00\x00", TIFF),
        (b"{\\rtf1\\ansi", RTF),
        (_zip({"[Content_Types].xml": "", "word/document.xml": "<w/>"}), DOCX),
        (_zip({"xl/workbook.xml": ""}), XLSX),
        (_zip({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}), ODT),
        (_zip({"a.txt": "b"}), ZIP),
        (b"PK\x03\x04 cut", ZIP),
        (OLE_HEAD + "WordDocument".encode("utf-16-le"), DOC),
        (OLE_HEAD, OLE),
        (OLE_HEAD + bytes(128) + "Workbook\0".encode("utf-16-le"), XLS),
        (OLE_HEAD + bytes(128) + "Book\0".encode("utf-16-le"), XLS),
        (OLE_HEAD + b"in a text: " + "Book\0".encode("utf-16-le"), OLE),
        (OLE_HEAD + bytes(128) + "Bookmarks\0".encode("utf-16-le"), OLE),
        (OLE_HEAD + "WordDocument\0".encode("utf-16-le").ljust(128, b"\0") + "Workbook\0".encode("utf-16-le"), DOC),
        (OLE_HEAD + "EncryptedPackage\0".encode("utf-16-le"), LOCKED),
        (_zip({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ""}), ODS),
        (_zip({"[Content_Types].xml": "", "word/document2.xml": ""}), DOCX),
        (_zip({"word\\document.xml": ""}), DOCX),
        (_zip({"word/document.xml": "a" * 100})[:120], DOCX),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="urn:w">', WORD_XML),
        (b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', EXCEL_XML),
        (b"From: <Saved>\r\nSubject: a\r\n b\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n", MHTML),
        (b"MIME-Version: 1.0\nCONTENT-TYPE: Multipart/Related; boundary=x\n\n", MHTML),
        (b"Noi nhan: a\nContent-Type: text/plain\n\n", TEXT),
        (b"<!DOCTYPE html>\n<html>", HTML),
        (b"\n<?xml version='1.0'?><!-- a --><HTML lang=vi>", HTML),
        ("\ufeff<html><body>".encode(), HTML),
        ("\ufeff<html><body>".encode("utf-16-le"), HTML),
        (b"<!DOCTYPE html><html><head><meta name='ocr-system' content='tesseract'></head>", HOCR),
        (b'<?xml version="1.0"?><html><body><div class="ocr_page" title="bbox 0 0 1 1">', HOCR),
        (b"<html><body><p>ocr_page</p>", HTML),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><alto xmlns="urn:a">', ALTO),
        (b'<alto:alto xmlns:alto="urn:a">', ALTO),
        (b'<?xml version="1.0"?><PcGts xmlns="urn:p">', PAGE_XML),
        (b'<?xml version="1.0"?><other/>', TEXT),
        (b"<!-- a -->" * 2_000 + b"<altos/>", TEXT),
        (
            b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n1",
            TESSERACT_TSV,
        ),
        (b'{"schema_name": "DoclingDocument", "version": "1.3.0"}', DOCLING),
        (b'{"body": {}, "schema_name":"DoclingDocument"}', DOCLING),
        (b'{"schema_name": "Other"}', TEXT),
        (b"\tlevel\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n", TEXT),
        (b'<div class="ocr_page">a</div>', HOCR),
        (b"<div class=content>\n<p>a</p>\n</div>", HTML),
        (b"<div align=center>a</div>\nb\nc\n<p>d</p>", TEXT),
        (b"<title>a</title><p>b", HTML),
        ("<html><body>Ủy ban".encode("utf-16-le"), HTML),
        ("<p>Điều 1</p> <ul> - a".encode(), TEXT),
        ("Quyết định".encode(), TEXT),
        ("Quyết định".encode("utf-16"), TEXT),
        ("Ủy ban nhân dân tỉnh".encode("utf-16-le"), TEXT),
        ("Uû ban nh©n d©n".encode("latin-1"), TEXT),
        (b"page one\x0cpage two\x0c", TEXT),
        (bytes(range(256)) * 4, BINARY),
        (bytes(64), BINARY),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + bytes(range(7)) * 9, BINARY),
    ],
)
def test_media_type(data: bytes, expected: str) -> None:
    assert detect_media_type(data) == expected


def test_every_type_has_a_name() -> None:
    assert {BINARY, DOC, DOCX, EMPTY, HTML, JPEG, ODT, OLE, PDF, PNG, RTF, TEXT, TIFF, XLSX, ZIP} <= set(NAMES)
    assert {ALTO, DOCLING, HOCR, PAGE_XML, TESSERACT_TSV} <= set(NAMES)
