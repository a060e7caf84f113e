"""The blocks of a document written as a web page and as a Word file, the plainest way each form allows."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator
from itertools import groupby

from schemas.document import Block, Document, Line, Row

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH"))


def as_html(document: Document) -> bytes:
    """A paragraph a line, a table a run of rows, a page break of printing where the page changes."""
    body = "\n".join(
        '<p style="page-break-before:always"></p>' * step + (_html_table(rows) if rows else _html_line(line))
        for step, line, rows in _pieces(document)
    )
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>\n{body}\n</body></html>'.encode()


def as_docx(document: Document) -> bytes:
    """The same for Word, with page breaks set by hand."""
    body = "".join(
        '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' * step + (_word_table(rows) if rows else _word_line(line))
        for step, line, rows in _pieces(document)
    )
    return docx_of(body)


def docx_of(body: str, **parts: str) -> bytes:
    """A .docx file with this body; `parts` are other parts below `word/` by their names without `.xml`."""
    relations = "".join(
        f'<Relationship Id="r{index}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{name.rstrip("0123456789")}" Target="{name}.xml"/>'
        for index, name in enumerate(parts)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        archive.writestr("word/_rels/document.xml.rels", f"<Relationships>{relations}</Relationships>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


def as_mixed_blocks(document: Document) -> Iterator[tuple[int, str | list[Row]]]:
    """The page of each line and of each run of rows on one page, and that line or run."""
    for _, group in groupby(document.blocks, key=_run):
        blocks = list(group)
        rows = [block for block in blocks if isinstance(block, Row)]
        if rows:
            yield rows[0].page, rows
        for block in blocks:
            if isinstance(block, Line):
                yield block.fragment.page, block.fragment.raw


def _pieces(document: Document) -> Iterator[tuple[int, str, list[Row]]]:
    """Page breaks before, and a line or the rows of one run on one page."""
    page = 1
    for _, group in groupby(document.blocks, key=_run):
        blocks = list(group)
        rows = [block for block in blocks if isinstance(block, Row)]
        for block in blocks if not rows else blocks[:1]:
            number = block.page if isinstance(block, Row) else block.fragment.page
            yield number - page, "" if isinstance(block, Row) else block.fragment.raw, rows
            page = number


def _run(block: Block) -> tuple[int, int]:
    return (block.table, block.page) if isinstance(block, Row) else (-1, 0)


def _html_line(text: str) -> str:
    return f"<p>{_escaped(text) or '&nbsp;'}</p>"


def _html_table(rows: list[Row]) -> str:
    written = (
        "<tr>"
        + "".join(f'<td colspan="{cell.colspan}"><p>{_escaped(cell.fragment.raw)}</p></td>' for cell in row.cells)
        + "</tr>"
        for row in rows
    )
    return f'<table border="1">{"".join(written)}</table>'


def _escaped(text: str) -> str:
    """With spaces that a browser would fold kept."""
    return html.escape(text).replace("\n", "<br>").replace("  ", " \N{NO-BREAK SPACE}")


def _word_line(text: str) -> str:
    return f"<w:p>{_word_run(text)}</w:p>" if text else "<w:p/>"


def _word_run(text: str) -> str:
    parts = (f'<w:t xml:space="preserve">{html.escape(part)}</w:t>' for part in text.split("\n"))
    return f"<w:r>{'<w:br/>'.join(parts)}</w:r>"


def _word_table(rows: list[Row]) -> str:
    written = (
        "<w:tr>"
        + "".join(
            f'<w:tc><w:tcPr><w:gridSpan w:val="{cell.colspan}"/></w:tcPr>{_word_line(cell.fragment.raw)}</w:tc>'
            for cell in row.cells
        )
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>{''.join(written)}</w:tbl>"
