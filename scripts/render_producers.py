"""Lays a text document out as PDF with several programs, to see that their ways of drawing a table make no difference.

    python scripts/render_producers.py corpus/composed/texts/01_*.txt --out build/producers

Writes `<name>.weasyprint.pdf`, `<name>.chromium.pdf`, `<name>.reportlab.pdf` (rules as thin areas, cell by cell, as
word processors draw them) and `<name>.libreoffice_<style>.pdf` for every style of border. Needs weasyprint, reportlab
and python-docx, Chromium and LibreOffice, and a serif font with Vietnamese letters (Tinos of fonts-croscore).
"""

from __future__ import annotations

import argparse
import html
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from ingest import read_source
from schemas.document import Document, Row

STYLES = ("single", "double", "dotted", "open")
"""Borders of Word; `open` leaves out the one at the right side."""

FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"
_WIDE_SPACE = re.compile(r"\t|\s{3,}")
_STYLE = """
@page { size: A4; margin: 20mm 15mm 20mm 30mm; }
@page wide { size: A4 landscape; margin: 15mm; }
body { font-family: Tinos, "Liberation Serif", serif; font-size: 13pt; line-height: 1.3; }
table { border-collapse: collapse; width: 100%; }
table.side td { width: 50%; text-align: center; vertical-align: top; }
table.grid { page: wide; font-size: 12pt; line-height: 1.2; }
table.grid td { border: 0.75pt solid black; padding: 2pt 4pt; vertical-align: top; }
"""
_MARKS = re.compile(r"\*+|^#+ |</?[a-z][^>]*>")


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of running text, or the rows of a table as (text, span) cells."""

    lines: tuple[str, ...] = ()
    rows: tuple[tuple[tuple[str, int], ...], ...] = ()


def parts_of(document: Document) -> list[Part]:
    """The document as text and tables, in order; a table that a page of the dump interrupted is one table."""
    parts: list[Part] = []
    lines: list[str] = []
    rows: list[list[str]] = []
    for block in document.blocks:
        if isinstance(block, Row):
            parts += [Part(tuple(lines))] if lines else []
            lines = []
            rows.append([_plain(cell.fragment.raw) for cell in block.cells])
            continue
        raw = block.fragment.raw.strip()
        if raw and rows and not re.fullmatch(r"\d{1,3}", raw):
            parts.append(_table(rows))
            rows = []
        if raw and not rows:
            lines.append(_plain(raw))
    parts += [_table(rows)] if rows else []
    return [*parts, Part(tuple(lines))] if lines else parts


def _plain(text: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", _MARKS.sub("", re.sub(r"<br\s*/?>", "\n", text))).strip("\ufeff \n")


def _table(rows: Sequence[Sequence[str]]) -> Part:
    width = max(map(len, rows))
    made = []
    for number, row in enumerate(rows):
        texts = list(row)
        while len(texts) > 1 and not texts[-1]:
            texts.pop()
        if len(texts) <= 2 and number:
            made.append((*((text, 1) for text in texts[:-1]), (texts[-1], width - len(texts) + 1)))
        else:
            made.append(tuple((text, 1) for text in [*texts, *[""] * (width - len(texts))]))
    return Part(rows=tuple(made))


def html_of(parts: Sequence[Part]) -> str:
    """A web page: text on portrait pages, tables on landscape ones with the first row repeated."""
    body: list[str] = []
    for part in parts:
        for line in part.lines:
            sides = [html.escape(side.strip()) for side in _WIDE_SPACE.split(line) if side.strip()]
            if len(sides) == 2:
                body.append(f"<table class=side><tr><td>{sides[0]}</td><td>{sides[1]}</td></tr></table>")
            else:
                body.append(f"<p>{html.escape(line)}</p>")
        rows = [_html_row(row) for row in part.rows]
        if rows:
            body.append(f"<table class=grid><thead>{rows[0]}</thead><tbody>{''.join(rows[1:])}</tbody></table>")
    return f"<html lang=vi><meta charset=utf-8><style>{_STYLE}</style><body>{''.join(body)}</body></html>"


def _html_row(row: Sequence[tuple[str, int]]) -> str:
    cells = (f"<td colspan={span}>{html.escape(text).replace(chr(10), '<br>')}</td>" for text, span in row)
    return f"<tr>{''.join(cells)}</tr>"


def write_docx(parts: Sequence[Part], style: str, path: Path) -> None:
    """A Word file: text on portrait pages, tables on landscape ones with the first row repeated."""
    import docx
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm, Pt

    file = docx.Document()
    file.styles["Normal"].font.name = "Times New Roman"
    file.styles["Normal"].font.size = Pt(13)
    for part in parts:
        if part.rows:
            section = file.add_section()
            section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
            section.left_margin = section.right_margin = Mm(15)
            _docx_table(file, part, style)
            section = file.add_section()
            section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Mm(210), Mm(297)
        else:
            _docx_text(file, part.lines)
    file.save(str(path))


def _docx_text(file, lines: Sequence[str]) -> None:
    pairs: list[list[str]] = []
    for line in [*lines, ""]:
        sides = [side for side in _WIDE_SPACE.split(line) if side.strip()]
        if len(sides) == 2:
            pairs.append(sides)
            continue
        if pairs:
            table = file.add_table(rows=1, cols=2)
            for column in (0, 1):
                table.cell(0, column).text = "\n".join(pair[column] for pair in pairs)
            pairs = []
        if line:
            file.add_paragraph(line)


def _docx_table(file, part: Part, style: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    table = file.add_table(rows=len(part.rows), cols=sum(span for _, span in part.rows[0]))
    table.style = "Table Grid"
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        border = OxmlElement(f"w:{side}")
        kind = {"open": "nil" if side == "right" else "single"}.get(style, style)
        border.set(qn("w:val"), kind)
        border.set(qn("w:sz"), "4")
        borders.append(border)
    table._tbl.tblPr.append(borders)
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)
    for number, row in enumerate(part.rows):
        cells, column = table.rows[number].cells, 0
        for text, span in row:
            cell = cells[column].merge(cells[column + span - 1]) if span > 1 else cells[column]
            cell.text = text
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(0)
                for run in paragraph.runs:
                    run.font.size = Pt(12)
            if not number and style == "double":
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), "D9E2F3")
                cell._tc.get_or_add_tcPr().append(shade)
            column += span


class _Sheets:
    """Pages of reportlab, filled from the top; a new one is begun when one is full."""

    def __init__(self, path: Path) -> None:
        from reportlab.lib.pagesizes import A4
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(TTFont("Serif", FONT))
        self._width_of = pdfmetrics.stringWidth
        self._size = A4
        self._canvas = Canvas(str(path), pagesize=A4)

    def write(self, part: Part) -> None:
        """One part on pages of its own: tables on wide ones."""
        short, long = self._size
        self._width, self._height = (long, short) if part.rows else (short, long)
        self._open()
        for line in part.lines:
            self._line(line)
        if part.rows:
            self._table(part)
        self._canvas.showPage()

    def save(self) -> None:
        """Write the file."""
        self._canvas.save()

    def _open(self) -> None:
        self._canvas.setPageSize((self._width, self._height))
        self._y = self._height - 50

    def _room(self, height: float) -> None:
        if self._y - height < 50:
            self._canvas.showPage()
            self._open()

    def _line(self, line: str) -> None:
        sides = [side for side in _WIDE_SPACE.split(line) if side.strip()]
        columns = [(70.0, 210.0, sides[0]), (300.0, self._width - 350, sides[1])] if len(sides) == 2 else []
        columns = columns or [(70.0, self._width - 120, line)]
        laid = [(x, self._wrapped(text, width, 13)) for x, width, text in columns]
        height = 17.0 * max(len(lines) for _, lines in laid) + 6
        self._room(height)
        for x, lines in laid:
            self._lines(x, self._y, lines, 13)
        self._y -= height

    def _table(self, part: Part) -> None:
        count = sum(span for _, span in part.rows[0])
        share = (self._width - 120) / (count - 1)
        edges = [40.0, *(80.0 + share * column for column in range(count))]
        for row in part.rows:
            laid, column = [], 0
            for text, span in row:
                left, right = edges[column], edges[column + span]
                laid.append((left, right, self._wrapped(text, right - left - 8, 12)))
                column += span
            height = 16.0 * max(len(lines) for _, _, lines in laid) + 6
            self._room(height)
            for left, right, lines in laid:
                for y in (self._y, self._y - height):
                    self._canvas.rect(left, y, right - left, 0.48, stroke=0, fill=1)
                for x in (left, right):
                    self._canvas.rect(x, self._y - height, 0.48, height, stroke=0, fill=1)
                self._lines(left + 4, self._y - 14, lines, 12)
            self._y -= height

    def _lines(self, x: float, y: float, lines: Sequence[str], size: int) -> None:
        self._canvas.setFont("Serif", size)
        for at, line in enumerate(lines):
            self._canvas.drawString(x, y - (size + 4) * at, line)

    def _wrapped(self, text: str, width: float, size: int) -> list[str]:
        lines = []
        for paragraph in text.split("\n"):
            line = ""
            for word in paragraph.split():
                longer = f"{line} {word}".strip()
                if line and self._width_of(longer, "Serif", size) > width:
                    lines.append(line)
                    longer = word
                line = longer
            lines.append(line)
        return lines


def write_reportlab(parts: Sequence[Part], path: Path) -> None:
    """A PDF file whose rules are thin areas, one a side of each cell."""
    sheets = _Sheets(path)
    for part in parts:
        sheets.write(part)
    sheets.save()


def render(path: Path, out: Path) -> None:
    """Write the files of every program for the text at `path`."""
    from weasyprint import HTML

    document = read_source(path)
    parts = parts_of(document)
    page = html_of(parts)
    HTML(string=page).write_pdf(out / f"{path.stem}.weasyprint.pdf")
    write_reportlab(parts, out / f"{path.stem}.reportlab.pdf")
    with tempfile.TemporaryDirectory() as folder:
        web = Path(folder) / "page.html"
        web.write_text(page, encoding="utf-8")
        made = out / f"{path.stem}.chromium.pdf"
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(["chromium", *options, f"--print-to-pdf={made.resolve()}", web.as_uri()], check=True)  # noqa: S607
        for style in STYLES:
            write_docx(parts, style, Path(folder) / f"{path.stem}.libreoffice_{style}.docx")
        files = sorted(map(str, Path(folder).glob("*.docx")))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(out), *files]
        subprocess.run(command, check=True)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for path in arguments.texts:
        render(path, arguments.out)


if __name__ == "__main__":
    main()
