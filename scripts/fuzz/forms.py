"""Files around what is fuzzed: a container's checksums and tables would stop nearly every changed byte at the door."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

SEPARATOR = b"\n%%part%%\n"
"""Parts the pieces of an input that become parts of one file."""

_W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_MC = b'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_RELATION = '<Relationship Id="r{0}" Type="http://x/relationships/{1}" Target="{1}.xml"/>'
DOCX_PARTS = ("numbering", "styles", "header1", "footnotes")
"""The parts of a Word file beside its body, in the order of the pieces of an input."""

_SHEET_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PAINTS = re.compile(rb"/X\s+Do\b")
_CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)


def pieces_of(data: bytes, count: int) -> list[bytes]:
    """The pieces of an input, exactly `count` of them."""
    pieces = data.split(SEPARATOR, count - 1)
    return pieces + [b""] * (count - len(pieces))


def docx_of(data: bytes) -> bytes:
    """A Word file with the pieces of `data` as body, numbering, styles, page head and notes."""
    body, *others = pieces_of(data, 1 + len(DOCX_PARTS))
    given = [(name, content) for name, content in zip(DOCX_PARTS, others, strict=True) if content]
    relations = "".join(_RELATION.format(number, name) for number, (name, _) in enumerate(given))
    document = b"<w:document %s %s %s><w:body>%s</w:body></w:document>" % (_W, _R, _MC, body)
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": document,
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>".encode(),
    }
    parts |= {f"word/{name}.xml": b"<w:%s %s>%s</w:%s>" % (_root(name), _W, text, _root(name)) for name, text in given}
    return zip_of(parts)


def _root(name: str) -> bytes:
    return {"header1": b"hdr"}.get(name, name.encode())


def xlsx_of(data: bytes) -> bytes:
    """A workbook with `data` as the content of its sheet."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="r1" Type="{office}/{{}}" Target="{{}}"/>'
    relations = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    book = (
        f'<workbook xmlns="{_SHEET_NS}" xmlns:r="{office}">'
        '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
    )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES.encode(),
        "_rels/.rels": relations.format(relation.format("officeDocument", "xl/workbook.xml")).encode(),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": relations.format(relation.format("worksheet", "worksheets/sheet1.xml")).encode(),
        "xl/worksheets/sheet1.xml": b'<worksheet xmlns="%s">%s</worksheet>' % (_SHEET_NS.encode(), data),
    }
    return zip_of(parts)


def zip_of(parts: dict[str, bytes]) -> bytes:
    """An archive that holds `parts` by their names, uncompressed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


def pdf_of(data: bytes) -> bytes:
    """A PDF file of one page: its content, the map of its font's codes, and further entries of the page.

    What begins like a PDF file is one already. Content is a form too and may paint itself, but once only: painting
    itself twice doubles at each level and takes all memory, which is known (`scripts.hostile.pdfs`) and ends a process.
    """
    if data.startswith(b"%PDF"):
        return data
    content, letters, entries = pieces_of(data, 3)
    painted = _PAINTS.search(content)
    if painted:
        content = content[: painted.end()] + _PAINTS.sub(b"", content[painted.end() :])
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica%s>>" % (b"/ToUnicode 6 0 R" if letters else b"")
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
        b"/XObject<</X 4 0 R>>/Properties<</L 7 0 R>>>>%s>>" % entries
    )
    return pdf_of_objects(
        [
            b"<</Type/Catalog/Pages 2 0 R/OCProperties<</D<</OFF[7 0 R]>>>>>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            page,
            stream_of(content, b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]"),
            font,
            stream_of(letters),
            b"<</Type/OCG>>",
        ]
    )


def stream_of(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object with further `entries` of its dictionary."""
    if packed:
        content, entries = zlib.compress(content, 9), entries + b"/Filter/FlateDecode"
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), entries, content)


def pdf_of_objects(objects: list[bytes]) -> bytes:
    """A PDF file of `objects`, numbered from 1; the first one is the catalog."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)
