"""A decision as a Word document: real merged cells, numbers as text, wide sections, a page number in the margin."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from scripts.render.blocks import BOLD, CENTRED, ITALIC, Block, Cell, Grid, NewPage, Pair, Paragraph, Style
from scripts.render.looks import Look

_MADE = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def word_file_of(blocks: Sequence[Block], look: Look) -> bytes:
    """The bytes of the DOCX file."""
    import docx
    from docx.shared import Pt

    document: Any = docx.Document()
    document.core_properties.created = document.core_properties.modified = _MADE
    document.core_properties.author = ""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = look.font, Pt(look.size)
    _turn(document.sections[0], wide=False)
    _number_pages(document.sections[0], look)
    fresh = True
    for block in blocks:
        match block:
            case Paragraph(text, style):
                fresh = fresh or _upright(document)
                _paragraph(document, text, style)
            case Pair(left, right, kind):
                fresh = fresh or _upright(document)
                _pair(document, left, right, kind)
            case NewPage():
                document.add_page_break()
            case Grid():
                wide = block.table.page == "wide"
                if wide:
                    _turn(document.add_section(), wide=True)
                _table(document, block, look)
                for words in block.words:
                    _paragraph(document, words, "body")
                fresh = not wide
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _upright(document: Any) -> bool:
    _turn(document.add_section(), wide=False)
    return True


def _turn(section: Any, *, wide: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    sides = (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = sides[::-1] if wide else sides
    section.left_margin, section.right_margin = (Mm(15), Mm(15)) if wide else (Mm(30), Mm(15))


def _number_pages(section: Any, look: Look) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    place = section.header if look.page_numbers == "top" else section.footer
    paragraph = place.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.page_numbers == "top" else WD_ALIGN_PARAGRAPH.RIGHT
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def _paragraph(document: Any, text: str, style: Style) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = style in BOLD, style in ITALIC
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if style in CENTRED else WD_ALIGN_PARAGRAPH.JUSTIFY


def _pair(document: Any, left: Sequence[str], right: Sequence[str], kind: str) -> None:
    table = document.add_table(rows=1, cols=2)
    for cell, lines in zip(table.rows[0].cells, (left, right), strict=True):
        _fill(cell, lines, middle=kind == "head" or lines is right, bold=False)


def _fill(cell: Any, lines: Sequence[str], *, middle: bool, bold: bool, size: float | None = None) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for index, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.bold = bold
        if size:
            run.font.size = Pt(size)
        if middle:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Any, grid: Grid, look: Look) -> None:
    from docx.oxml import OxmlElement

    width = len(grid.table.columns)
    table = document.add_table(rows=len(grid.rows), cols=width)
    if look.rules != "none":
        table.style = "Table Grid"
    taken: set[tuple[int, int]] = set()
    for index, cells in enumerate(grid.rows):
        column = 0
        for cell in cells:
            while (index, column) in taken:
                column += 1
            _place(table, index, column, cell, look)
            taken |= {(index + down, column + right) for down in range(cell.rowspan) for right in range(cell.colspan)}
            column += cell.colspan
    for row in list(table.rows)[: grid.heads]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _place(table: Any, row: int, column: int, cell: Cell, look: Look) -> None:
    target = table.cell(row, column)
    if cell.colspan > 1 or cell.rowspan > 1:
        target = target.merge(table.cell(row + cell.rowspan - 1, column + cell.colspan - 1))
    _fill(target, cell.text.split("\n"), middle=cell.centred, bold=cell.bold, size=look.table_size)
