"""The blocks of a document as converters of scans and PDF files write them, as a sheet, and in the frame of a site."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator
from itertools import groupby

import openpyxl

from schemas.document import Document, Row
from tests.ingest.declared_forms import as_html, as_mixed_blocks

_MENU = (
    '<div class="menu"><ul><li><a href="/">Trang chủ</a></li><li><a href="/vb">Văn bản</a></li></ul></div>'
    "<table><tr><td>Số hiệu:</td><td>9999/QĐ-UBND</td><td>Loại văn bản:</td><td>Quyết định</td></tr></table>"
)
_RELATED = "<ul><li><a>Quyết định 4444/QĐ-UBND năm 2013 của tỉnh khác</a></li></ul><footer>Bản quyền của trang</footer>"


def as_marker(document: Document) -> bytes:
    """Markdown with numbered page marks, bold lines, and `<br>` in cells."""
    parts: list[str] = []
    for page, blocks in groupby(as_mixed_blocks(document), key=lambda piece: piece[0]):
        parts.append(f"\n{{{page - 1}}}{'-' * 48}\n")
        for _, piece in blocks:
            if isinstance(piece, str):
                parts.append(f"**{piece}**\n" if piece.isupper() else piece)
            else:
                parts += ["", *_pipe_table([_cells(row, "<br>") for row in piece]), ""]
    return "\n".join(parts).encode()


def as_docling(document: Document) -> bytes:
    """Markdown with pages run together, titles as headings, entities, and cells over columns printed in each."""
    parts: list[str] = []
    for _, piece in as_mixed_blocks(document):
        if isinstance(piece, str):
            parts.append(f"## {piece}" if piece.isupper() else html.escape(piece, quote=False))
        else:
            parts += ["", *_pipe_table([[html.escape(t, quote=False) for t in _copied(row)] for row in piece]), ""]
    return "\n".join(parts).encode()


def as_olmocr(document: Document) -> bytes:
    """Text under a head of settings, tables as HTML."""
    parts = ["---", "primary_language: vi", "is_rotation_valid: True", "---"]
    for _, piece in as_mixed_blocks(document):
        parts.append(piece if isinstance(piece, str) else _html_table(piece, "\n"))
    return "\n".join(parts).encode()


def as_mineru(document: Document) -> bytes:
    """Markdown with each table as a page of its own on one line, and links to pictures."""
    parts = ["![](images/0a1b2c.jpg)", ""]
    for _, piece in as_mixed_blocks(document):
        parts.append(piece if isinstance(piece, str) else f"<html><body>{_html_table(piece, '')}</body></html>")
    return "\n".join(parts).encode()


def as_sheet(document: Document) -> bytes:
    """A workbook: a line in a row of its own, numbers of the last column as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    number = 1
    for _, piece in as_mixed_blocks(document):
        for row in [piece] if isinstance(piece, str) else piece:
            column = 1
            for text, span in [(row, 1)] if isinstance(row, str) else _spans(row):
                value = int(text) if text.isascii() and text.isdigit() and column > 1 else text
                sheet.cell(number, column, None if value == "" else value)
                if span > 1:
                    sheet.merge_cells(
                        start_row=number, end_row=number, start_column=column, end_column=column + span - 1
                    )
                column += span
            number += 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def as_site(document: Document) -> bytes:
    """The web page within what a legal site prints around it."""
    head, mark, rest = as_html(document).decode().partition("<body>")
    body, end, tail = rest.rpartition("</body>")
    return f"{head}{mark}{_MENU}<div class=content>{body}</div>{_RELATED}{end}{tail}".encode()


def _pipe_table(rows: list[list[str]]) -> Iterator[str]:
    for index, row in enumerate(rows):
        yield f"| {' | '.join(text.replace('|', chr(92) + '|') for text in row)} |"
        if index == 0:
            yield "|" + "---|" * len(row)


def _spans(row: Row) -> list[tuple[str, int]]:
    return [(cell.fragment.raw, cell.colspan) for cell in row.cells]


def _cells(row: Row, line_end: str) -> list[str]:
    """The texts of a row on the grid: blank where a cell goes on."""
    return [part for text, span in _spans(row) for part in (text.replace("\n", line_end), *[""] * (span - 1))]


def _copied(row: Row) -> list[str]:
    return [" ".join(text.split()) for text, span in _spans(row) for _ in range(span)]


def _html_table(rows: list[Row], line_end: str) -> str:
    written = (
        "".join(f'<td colspan="{span}">{html.escape(text).replace(chr(10), "<br>")}</td>' for text, span in _spans(row))
        for row in rows
    )
    return f"<table>{line_end}{line_end.join(f'<tr>{row}</tr>' for row in written)}{line_end}</table>"
