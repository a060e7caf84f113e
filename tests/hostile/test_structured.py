"""Files put together of the pieces of their format in any order: words add up, edits lead back, rows have a ledger."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.alto import read_alto
from ingest.docling_json import read_docling
from ingest.docx import read_docx
from ingest.hocr import read_hocr
from ingest.html import read_html
from ingest.media_type import ALTO, DOCLING, DOCX, HOCR, HTML, PAGE_XML, PDF, TESSERACT_TSV, XLSX
from ingest.page_xml import read_page_xml
from ingest.pdf_pages import read_pdf
from ingest.tesseract_tsv import read_tesseract_tsv
from ingest.xlsx import read_xlsx
from schemas.document import Source
from scripts.fuzz.forms import docx_of, pdf_of, xlsx_of
from scripts.fuzz.invariants import check_read, check_through
from scripts.fuzz.targets import SilentEngine

WORDS = st.sampled_from(
    ["TT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Kinh phí", "1", "1.1", "I", "II. NHIỆM VỤ", "Sở Nội vụ", "Quý I",
    "Tổng cộng",
     "1.000.000 đồng", "KẾ HOẠCH", "Số: 1/KH-UBND", "Điều 1. Ban hành", "Điều 5k", "Nơi nhận:", "a) Rà soát",
     "- Báo cáo", "", " ",
     "TM. ỦY BAN NHÂN DÂN", "ngày 31 tháng 12 năm 2033", "Trang 2", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "\u0301",
     "|", "\t"]
)  # fmt: skip
ODD_NUMBERS = st.sampled_from(["0", "-1", "1", "3", "7", "99999", "1e3", "nan", "1e308", "²", ""])
PLACES = st.integers(-50, 900)


def _source(media_type: str) -> Source:
    return Source("0" * 16, "a", "0" * 64, media_type, 0)


def _element(name: str, inner: str, attributes: str = "") -> str:
    return f"<{name}{attributes}>{inner}</{name}>"


def _trees(leaves: st.SearchStrategy[str], names: list[str], attributes: list[str]) -> st.SearchStrategy[str]:
    """Elements in elements, whether they belong there or not."""

    def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        content = st.lists(inner, max_size=4).map("".join)
        return st.builds(_element, st.sampled_from(names), content, st.sampled_from(attributes))

    return st.recursive(leaves, grown, max_leaves=25)


HTML_TREES = _trees(
    WORDS,
    ["table", "tr", "td", "th", "tbody", "tfoot", "p", "div", "ol", "li", "pre", "span", "font", "b", "br", "script",
    "h1"],
    ["", "", "", ' rowspan="3"', ' colspan="2"', ' rowspan="0"', ' border="1"', " hidden", ' style="display:none"',
    ' start="9"',
     ' style="page-break-before:always"', ' style="mso-list:ignore"', ' face=".VnTime"', ' value="-5"'],
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(HTML_TREES, max_size=6).map("".join))
def test_pages(body: str) -> None:
    check_through(read_html(f"<html><body>x{body}</body></html>".encode(), _source(HTML)))


WORD_TREES = _trees(
    WORDS.map(lambda word: f'<w:r><w:t xml:space="preserve">{word}</w:t></w:r>'),
    ["w:p", "w:tbl", "w:tr", "w:tc", "w:r", "w:ins", "w:del", "w:sdt", "w:sdtContent", "w:hyperlink", "w:pict",
    "w:txbxContent",
     "w:tcPr", "w:pPr", "w:numPr", "mc:AlternateContent", "mc:Choice", "mc:Fallback", "w:br", "w:tblGrid"],
    ["", "", "", ' w:val="1"', ' w:val="restart"', ' w:type="page"', ' w:w="90"'],
)  # fmt: skip
WORD_CELLS = st.lists(
    st.tuples(WORDS, ODD_NUMBERS, st.sampled_from(["", "<w:vMerge/>", '<w:vMerge w:val="restart"/>', "<w:hMerge/>"])),
    max_size=4,
).map(
    lambda cells: _element(
        "w:tr",
        "".join(
            f'<w:tc><w:tcPr><w:gridSpan w:val="{span}"/>{merge}</w:tcPr><w:p><w:r><w:t>{word}</w:t></w:r></w:p></w:tc>'
            for word, span, merge in cells
        ),
    )
)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        WORD_TREES | st.lists(WORD_CELLS, max_size=6).map(lambda rows: _element("w:tbl", "".join(rows))), max_size=6
    )
)
def test_word_files(parts: list[str]) -> None:
    check_through(read_docx(docx_of("".join(parts).encode()), _source(DOCX)))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(WORDS | st.integers(-5, 50) | st.floats(-1e9, 1e9), max_size=6), max_size=12),
    st.lists(st.tuples(st.integers(1, 6), st.integers(1, 12), st.integers(0, 4), st.integers(0, 9)), max_size=3),
)
def test_sheets(rows: list[list[Any]], merged: list[tuple[int, int, int, int]]) -> None:
    written = "".join(
        _element("row", "".join(_sheet_cell(value, row, column) for column, value in enumerate(values)), f' r="{row}"')
        for row, values in enumerate(rows, 1)
    )
    areas = "".join(
        f'<mergeCell ref="{chr(64 + left)}{top}:{chr(64 + left + wide)}{top + high}"/>'
        for left, top, wide, high in merged
    )
    content = f"<sheetData>{written}</sheetData>" + (f"<mergeCells>{areas}</mergeCells>" if areas else "")
    check_through(read_xlsx(xlsx_of(content.encode()), _source(XLSX)))


def _sheet_cell(value: Any, row: int, column: int) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    if isinstance(value, str):
        return f'<c {place} t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c {place}><v>{value}</v></c>"


BOXED = st.lists(st.tuples(WORDS, PLACES, PLACES, st.integers(0, 300), st.integers(0, 60)), max_size=25)


@settings(max_examples=80, deadline=None)
@given(BOXED, ODD_NUMBERS)
def test_files_of_engines(words: list[tuple[str, int, int, int, int]], side: str) -> None:
    alto = "".join(
        f'<TextLine><String HPOS="{x}" VPOS="{y}" WIDTH="{wide}" HEIGHT="{high}" CONTENT="{word}"/></TextLine>'
        for word, x, y, wide, high in words
    )
    check_through(read_alto(f'<alto><Page WIDTH="{side}" HEIGHT="900">{alto}</Page></alto>'.encode(), _source(ALTO)))
    hocr = "".join(
        f"<span class='ocr_line' title='bbox {x} {y} {x + wide} {y + high}'>{word}</span>"
        for word, x, y, wide, high in words
    )
    page = f"<html><body><div class='ocr_page' title='bbox 0 0 {side} 900'>{hocr}</div></body></html>"
    check_through(read_hocr(page.encode(), _source(HOCR)))
    regions = "".join(
        f'<TextRegion><TextLine><Coords points="{x},{y} {x + wide},{y + high}"/><TextEquiv>'
        f"<Unicode>{word}</Unicode></TextEquiv></TextLine></TextRegion>"
        for word, x, y, wide, high in words
    )
    check_through(
        read_page_xml(f'<PcGts><Page imageWidth="{side}">{regions}</Page></PcGts>'.encode(), _source(PAGE_XML))
    )
    rows = "".join(
        f"5\t1\t1\t1\t{at}\t1\t{x}\t{y}\t{w}\t{h}\t{side}\t{t}\n" for at, (t, x, y, w, h) in enumerate(words)
    )
    check_through(read_tesseract_tsv(f"level\n{rows}".encode(), _source(TESSERACT_TSV)))


REFERENCES = st.builds("#/{}/{}".format, st.sampled_from(["texts", "tables", "groups", "body"]), st.integers(0, 6))
CHILDREN = st.lists(REFERENCES.map(lambda name: {"$ref": name}), max_size=5)
PROVENANCE = st.lists(st.fixed_dictionaries({"page_no": st.integers(-2, 40) | st.none()}), max_size=1)
TEXTS = st.fixed_dictionaries(
    {"text": WORDS | st.just("\ud800"), "label": st.sampled_from(["text", "list_item", "page_header"]),
    "children": CHILDREN,
     "prov": PROVENANCE, "marker": st.sampled_from(["-", "a)", None])}
)  # fmt: skip
SPANS = st.integers(-1, 5)
CELLS = st.fixed_dictionaries(
    {"text": WORDS, "start_row_offset_idx": SPANS, "end_row_offset_idx": SPANS, "start_col_offset_idx": SPANS,
     "end_col_offset_idx": SPANS}
)  # fmt: skip
TABLES = st.fixed_dictionaries(
    {
        "data": st.fixed_dictionaries({"table_cells": st.lists(CELLS, max_size=12)}),
        "captions": CHILDREN,
        "prov": PROVENANCE,
    }
)
GROUPS = st.fixed_dictionaries({"label": st.sampled_from(["inline", "list"]), "children": CHILDREN})


@settings(max_examples=70, deadline=None)
@given(CHILDREN, st.lists(TEXTS, max_size=7), st.lists(TABLES, max_size=3), st.lists(GROUPS, max_size=4))
def test_docling_documents(children: list[Any], texts: list[Any], tables: list[Any], groups: list[Any]) -> None:
    document = {"schema_name": "DoclingDocument", "body": {"children": children}, "texts": texts, "tables": tables}
    check_through(read_docling(json.dumps(document | {"groups": groups}).encode(), _source(DOCLING)))


OPERATORS = st.sampled_from(
    ["BT", "ET", "q", "Q", "/F1 12 Tf", "3 Tr", "0 Tr", "50 700 Td", "(Dieu 1.) Tj", "[(ke) -200 (hoach)] TJ",
    "/X Do", "T*",
     "72 700 m 500 700 l S", "72 600 m 72 700 l S", "1 0 0 1 9 9 cm", "0 1 -1 0 200 200 cm", "1 g", "/OC /L BDC",
     "EMC", "[", ">>", "re",
     "0 0 100 100 re f", "nan", "1 0 0 1 50 600 Tm"]
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(OPERATORS, max_size=40).map(" ".join))
def test_content_of_pdf_pages(content: str) -> None:
    check_read(read_pdf(pdf_of(content.encode()), _source(PDF), engine=SilentEngine()))
