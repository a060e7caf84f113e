"""What a file is, told by its bytes: names lie (`.doc` files that are HTML, `.txt` files that are PDF)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ZIP = "application/zip"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
WORD_XML = "application/vnd.ms-word.2003+xml"
EXCEL_XML = "application/vnd.ms-excel.2003+xml"
LOCKED = "application/vnd.ms-office.encrypted"
MHTML = "multipart/related"
OLE = "application/x-ole-storage"
RTF = "application/rtf"
HTML = "text/html"
HOCR = "text/vnd.hocr+html"
ALTO = "application/alto+xml"
PAGE_XML = "application/vnd.prima.page+xml"
TESSERACT_TSV = "text/vnd.tesseract.tsv"
DOCLING = "application/vnd.docling+json"
TEXT = "text/plain"
EMPTY = "application/x-empty"
BINARY = "application/octet-stream"

NAMES = {
    PDF: "a PDF file",
    PNG: "a PNG image",
    JPEG: "a JPEG image",
    TIFF: "a TIFF image",
    DOCX: "a Word document (.docx)",
    XLSX: "an Excel workbook (.xlsx)",
    PPTX: "a PowerPoint file (.pptx)",
    ODT: "an OpenDocument text (.odt)",
    ODS: "an OpenDocument spreadsheet (.ods)",
    ZIP: "a zip archive",
    DOC: "a Word 97-2003 document (.doc)",
    XLS: "an Excel 97-2003 workbook (.xls)",
    WORD_XML: "a Word 2003 document in XML",
    EXCEL_XML: "an Excel 2003 workbook in XML",
    LOCKED: "an Office file under a password",
    OLE: "an OLE compound file (.ppt, .msg or other)",
    RTF: "a rich text file (.rtf)",
    HTML: "an HTML page",
    MHTML: "a saved web page (.mht)",
    HOCR: "an hOCR file",
    ALTO: "an ALTO XML file",
    PAGE_XML: "a PAGE XML file",
    TESSERACT_TSV: "a table of words by Tesseract (.tsv)",
    DOCLING: "a Docling document (.json)",
    TEXT: "plain text",
    EMPTY: "an empty file",
    BINARY: "binary data of no known format",
}

BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
"""Longest first: the mark of UTF-16-LE opens that of UTF-32-LE. The codecs named do not eat the mark."""

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"II+\x00", TIFF),
    (b"MM\x00+", TIFF),
    (b"{\\rtf", RTF),
)
_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams in an OLE file. A document holds the streams of what is embedded in it too, so Word stands before Excel.
_OLE_STREAMS = (("EncryptedPackage", LOCKED), ("WordDocument", DOC), ("Workbook", XLS), ("Book", XLS))
_PARTS = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX), ("ppt/presentation.xml", PPTX))
_WORD_PART = re.compile(r"word/document\d*\.xml")  # Word on the web counts its main parts
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_PDF_WINDOW = 1024  # readers of the format accept junk before the mark in the first kilobyte
_HTML_START = re.compile(
    rb"(?>\s|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|(?:html|head|body|meta|title|style|link|script)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
# A piece of a page, as one element of it is saved. Text by models of vision holds such tags too, but lines without any.
_HTML_PIECE = re.compile(rb"\s*<(?:div|article|section|main|center|font|p|span|h[1-6])\b[^<]*>", re.IGNORECASE)
_PIECE_END = re.compile(rb"</(?:div|article|section|main|center|font|p|span|table|h[1-6])\s*>\s*\Z", re.IGNORECASE)
_MIN_TAGGED = 0.9  # of the lines of a piece of a page
# Files of OCR engines are marked in their first lines: hOCR by a class of HTML, ALTO and PAGE by their root element.
_HOCR_MARK = re.compile(
    rb"""class\s*=\s*["']?(?:ocr_page|ocr_line|ocrx_word)\b|name\s*=\s*["']ocr-system""", re.IGNORECASE
)
_XML_ROOT = re.compile(
    rb"""\s*(?:<\?xml[^>]*>)?(?>\s|<!--.*?-->|<\?[^>]*>|<!DOCTYPE(?:[^\[\]>]|\[[^\]]*\])*>)*+<(?:[\w.-]+:)?(?P<name>alto|PcGts|html|wordDocument|Workbook)[\s>]""",
    re.DOTALL,
)
_TSV_HEADER = b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
_DOCLING_MARK = re.compile(rb'"schema_name"\s*:\s*"DoclingDocument"')
_XML_TYPES = {b"alto": ALTO, b"PcGts": PAGE_XML, b"wordDocument": WORD_XML, b"Workbook": EXCEL_XML}
# A saved web page is a mail message of parts that belong together.
_MHTML_HEAD = re.compile(
    rb"(?:(?!content-type:)[a-z][a-z-]*:[^\n]*\n(?:[ \t][^\n]*\n)*+)*+content-type:\s*multipart/related\b",
    re.IGNORECASE,
)
_MARKS = re.compile(b"\\A(?:\xef\xbb\xbf)++")
_OPENING = 16_384  # bytes in which the mark of an OCR engine's file stands
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b")) + b"\x7f"
_ENGINE_TYPES = (HOCR, ALTO, PAGE_XML, TESSERACT_TSV, DOCLING, WORD_XML, EXCEL_XML)
_WINDOW = 65_536
_MAX_CONTROL_SHARE = 0.02  # stray control characters of a damaged dump stay below, packed data is far above


def detect_media_type(data: bytes) -> str:
    """The media type of `data`, by content alone; `application/octet-stream` when it is neither known nor text.

    Text may be in any encoding; whether it can be decoded is for `ingest.text_decoding` to say.
    """
    if not data:
        return EMPTY
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _marked_text(data, mark, codec)
    for magic, media_type in _MAGIC:
        if data.startswith(magic):
            return media_type
    if b"%PDF-" in data[:_PDF_WINDOW]:
        return PDF
    if data.startswith(_ZIP_MAGIC):
        return _zip_type(data)
    if data.startswith(_OLE_MAGIC):
        return next((kind for name, kind in _OLE_STREAMS if _has_ole_stream(data, name)), OLE)
    marked = _engine_type(data)
    if marked is not None:
        return marked
    return _text_type(data)


def _text_type(data: bytes) -> str:
    """The type of what has no magic number and is of no engine: pages, text, or binary data."""
    if _HTML_START.match(data[:4096]) or _is_html_piece(data):
        return HTML
    if _MHTML_HEAD.match(data[:4096].lstrip()):
        return MHTML
    codec = guess_utf16(data) if b"\0" in data[:100] else None
    if codec:
        return _marked_text(data, b"", codec)
    return TEXT if is_texty(data) else BINARY


def _is_html_piece(data: bytes) -> bool:
    """Whether text opens and ends with tags of blocks and hardly any line in it is without a tag."""
    if not _HTML_PIECE.match(data[:4096]) or not _PIECE_END.search(data[-100:]):
        return False
    lines = [line for line in data.split(b"\n") if line.strip()]
    return sum(b"<" in line for line in lines) >= _MIN_TAGGED * len(lines)


def _has_ole_stream(data: bytes, name: str) -> bool:
    """Whether a stream is in the directory, whose entries of 128 bytes open with the name."""
    mark = name.encode("utf-16-le")
    at = data.find(mark)
    while at >= 0:
        if at % 128 == 0 and data[at + len(mark) : at + len(mark) + 2] in (b"", b"\0\0"):
            return True
        at = data.find(mark, at + 1)
    return False


def _marked_text(data: bytes, mark: bytes, codec: str) -> str:
    """A byte order mark makes it text; only what follows can still be HTML, nothing or (after UTF-8's) binary."""
    body = data[len(mark) :]
    if codec == "utf-8":  # joined files leave marks amid the text, and a damaged one may hold nothing else
        body = _MARKS.sub(b"", body, count=1)
    if not body:
        return EMPTY
    if codec == "utf-8":
        inner = detect_media_type(body)
        return inner if inner in (HTML, BINARY, *_ENGINE_TYPES) else TEXT
    opening = body[:4096].decode(codec, "ignore").encode("utf-8", "ignore")
    return HTML if _HTML_START.match(opening) else TEXT


def _engine_type(data: bytes) -> str | None:
    """The type of a file that an OCR engine wrote, or an office program in XML of 2003; else None."""
    opening = data[:_OPENING].lstrip()
    if opening.startswith(b"<"):
        root = _XML_ROOT.match(opening)
        if root is not None and root["name"] in _XML_TYPES:
            return _XML_TYPES[root["name"]]
        page = _HTML_START.match(opening) or _HTML_PIECE.match(opening)
        return HOCR if page and _HOCR_MARK.search(opening) else None
    if data.startswith(_TSV_HEADER):
        return TESSERACT_TSV
    # The name stands first in what Docling writes; another program may sort the keys.
    if opening.startswith(b"{") and (_DOCLING_MARK.search(opening) or _DOCLING_MARK.search(data)):
        return DOCLING
    return None


def is_texty(data: bytes) -> bool:
    """Whether the start of `data` has the control characters of text: hardly any, unless it is UTF-16."""
    window = data[:_WINDOW]
    controls = len(window) - len(window.translate(None, _CONTROLS))
    return controls <= max(1, len(window) * _MAX_CONTROL_SHARE) or guess_utf16(window) is not None


def guess_utf16(data: bytes) -> str | None:
    """`utf-16-le` or `utf-16-be` when the bytes of text without a byte order mark leave no doubt, else None.

    Vietnamese in UTF-16 lives in five rows (high bytes 00, 01, 03, 1E, 20), and spaces, digits and plain letters make
    NUL by far the most frequent high byte.
    """
    even, odd = data[0:_WINDOW:2], data[1:_WINDOW:2]
    for codec, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(high) < 4:
            continue
        known = len(high) - len(high.translate(None, b"\x00\x01\x03\x1e\x20"))
        if known >= 0.95 * len(high) and high.count(0) >= 0.4 * len(high) and low.count(0) <= 0.02 * len(low):
            return codec
    return None


def _opening_of(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:  # no more of it is unpacked
        return part.read(100).decode("ascii", "replace").strip()


def _zip_type(data: bytes) -> str:
    import io
    import lzma
    import zipfile
    import zlib

    damage = (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lstrip("/") for name in archive.namelist()}
            kind = _opening_of(archive, "mimetype") if "mimetype" in names else ""
    except (*damage, zlib.error, lzma.LZMAError, KeyError):
        # Cut files have lost the directory at their end; what they were is for the reader to say.
        return next((media_type for part, media_type in _PARTS if part.encode() in data), ZIP)
    found = next((media_type for part, media_type in _PARTS if part in names), None)
    if found is None and "[Content_Types].xml" in names and any(_WORD_PART.fullmatch(name) for name in names):
        return DOCX
    return found or (kind if kind.startswith("application/vnd.oasis.opendocument.") else ZIP)
