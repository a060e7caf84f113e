"""A decision as a PDF in the official layout, with the text of each page and the places where a seal or a pen falls."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.render.blocks import Block, Cell, Grid, NewPage, Pair, Paragraph
from scripts.render.looks import Look
from scripts.render.values import Role

_WIDTHS: dict[Role, float] = {
    "no": 5, "title": 28, "outputs": 18, "lead": 14, "coordinating": 16, "deadline": 11, "budget": 9, "source": 12,
    "note": 8,
}  # fmt: skip
"""Widths of the columns against each other; the table takes the width of the page."""

_RULES = {
    "full": "border: 0.75pt solid black",
    "dotted": "border: 0.75pt dotted black",
    "vertical": "border-left: 0.75pt solid black; border-right: 0.75pt solid black",
    "horizontal": "border-top: 0.75pt solid black; border-bottom: 0.75pt solid black",
    "none": "border: none",
}
_NUMBERS = {
    "top": "@top-center { content: counter(page); font-size: 13pt; padding-bottom: 2mm; }",
    "foot": "@bottom-right { content: counter(page); font-size: 13pt; }",
}
MARKS = ("seal", "number", "grid")
_CSS_PIXELS = 96  # of an inch
_SPLIT_WORD = re.compile(r"[^\s/-][/-]$")  # a line may end inside `146/KH-UBND`, where no space was


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on a page in inches from its top left corner: one of `MARKS`; `grid` is a task table."""

    kind: str
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page's text, cells and paragraphs apart by line breaks, and its marks; `turned` pages are shown sideways.

    `number` is the printed page number, which the text leaves out.
    """

    text: str
    number: str
    marks: tuple[Mark, ...]
    turned: bool = False


def pdf_of(blocks: Sequence[Block], look: Look) -> tuple[bytes, tuple[PrintedPage, ...]]:
    """The PDF and what is on its pages."""
    from weasyprint import HTML

    document = HTML(string=official_page(blocks, look)).render()
    pages = tuple(_printed(page._page_box) for page in document.pages)
    data = document.write_pdf()
    return (_turned(data, pages) if any(page.turned for page in pages) else data), pages


def _style(look: Look) -> str:
    numbers = _NUMBERS[look.page_numbers]
    split = "auto" if look.break_rows else "avoid"
    return f"""
@page {{ size: A4; margin: 20mm 15mm 20mm 30mm; {numbers} }}
@page :first {{ @top-center {{ content: none; }} @bottom-right {{ content: none; }} }}
@page wide {{ size: A4 landscape; margin: 18mm 15mm 15mm 15mm; {numbers} }}
@page side {{ size: A4 landscape; margin: 18mm 15mm 15mm 15mm; {numbers} }}
body {{ font-family: "{look.font}", Tinos, "Liberation Serif", serif; font-size: {look.size}pt; line-height: 1.3; }}
p {{ margin: 0 0 5pt 0; text-align: justify; text-indent: 10mm; }}
p.kind, p.subject, p.authority, p.verb, p.caption {{ text-align: center; text-indent: 0; }}
p.kind, p.subject, p.authority, p.verb, p.heading, p.title {{ font-weight: bold; }}
p.kind {{ font-size: {look.size + 1}pt; margin-top: 10pt; margin-bottom: 0; }}
p.subject {{ margin-bottom: 0; }} p.caption, p.unit {{ font-style: italic; }} p.unit {{ text-align: right; }}
p.authority, p.verb {{ margin: 10pt 0; }} p.basis {{ font-style: {"italic" if look.italic_bases else "normal"}; }}
table.pair {{ width: 100%; border-collapse: collapse; margin-bottom: 8pt; }}
table.pair td {{ vertical-align: top; text-align: center; padding: 0 2pt; width: 58%; }}
table.pair td:first-child {{ width: 42%; }}
table.head {{ font-size: {look.size - 1.5}pt; }} table.head td:last-child {{ white-space: nowrap; }}
table.pair div.strong {{ font-weight: bold; }} table.pair div.date {{ font-style: italic; margin-top: 4pt; }}
table.pair div.gap {{ height: 62pt; }} table.closing {{ break-inside: avoid; margin-top: 8pt; }}
table.closing td:first-child {{ text-align: left; font-size: {look.size - 2}pt; line-height: 1.15; }}
hr.under {{ width: 34%; border: none; border-top: 0.75pt solid black; margin: 1pt auto 3pt auto; }}
div.wide {{ page: wide; }} div.side {{ page: side; }} div.new {{ break-before: page; }}
table.grid {{ border-collapse: collapse; width: 100%; font-size: {look.table_size}pt; line-height: 1.2; }}
table.grid {{ margin-bottom: 6pt; }}
table.grid td {{ padding: 2pt 4pt; vertical-align: top; }}
table.grid tr {{ break-inside: {split}; orphans: 1; widows: 1; }} table.grid thead td {{ vertical-align: middle; }}
td.strong {{ font-weight: bold; }} td.mid {{ text-align: center; }}
"""


def official_page(blocks: Sequence[Block], look: Look) -> str:
    """The HTML and style that are laid out."""
    body = "".join(_parts(blocks, look))
    return f"<html lang=vi><head><style>{_style(look)}</style></head><body>{body}</body></html>"


def _parts(blocks: Sequence[Block], look: Look) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(text, style):
                yield f"<p class={style}>{html.escape(text)}</p>"
            case Pair():
                yield _pair(block)
            case NewPage():
                yield "<div class=new></div>"
            case Grid():
                yield _table(block, look)


def _pair(pair: Pair) -> str:
    if pair.kind == "head":
        left, right = _head_side(pair.left), _head_side(pair.right)
    else:
        left = "".join(
            f"<div{' class=strong' if index == 0 else ''}>{html.escape(line)}</div>"
            for index, line in enumerate(pair.left)
        )
        right = "".join(
            f"<div class=strong>{html.escape(line)}</div>" if line else '<div class="gap seal"></div>'
            for line in pair.right
        )
    return f'<table class="pair {pair.kind}"><tr><td>{left}</td><td>{right}</td></tr></table>'


def _head_side(lines: Sequence[str]) -> str:
    parts: list[str] = []
    for line in lines:
        text = html.escape(line).replace("  ", "&nbsp; ")
        if line.startswith("Số"):
            parts.append(f'<div class="number">{text}</div>')
        elif "ngày" in line:
            parts.append(f"<div class=date>{text}</div>")
        elif line:
            first = line == lines[0] and not line.startswith(("CỘNG", "ĐẢNG")) and len(lines) > 2
            parts.append(f"<div{'' if first else ' class=strong'}>{text}</div>")
        following = lines[lines.index(line) + 1 :]
        if line and (not following or following[0].startswith("Số") or "ngày" in following[0]) and "ngày" not in line:
            parts.append("" if line.startswith(("Số", "*")) else "<hr class=under>")
    return "".join(parts)


def _table(grid: Grid, look: Look) -> str:
    rules = _RULES[grid.table.rules or look.rules]
    shares = [_WIDTHS[role] * (look.widths if role == "title" else 1) for role in grid.table.columns]
    columns = "".join(f"<col style='width: {100 * share / sum(shares):.1f}%'>" for share in shares)
    head = "".join(_table_row(cells, rules) for cells in grid.rows[: grid.heads])
    body = "".join(_table_row(cells, rules) for cells in grid.rows[grid.heads :])
    page = "side" if grid.table.sideways else "wide" if grid.table.page == "wide" else "tall"
    words = "".join(f"<p class=body>{html.escape(words)}</p>" for words in grid.words)
    table = f"<table class=grid><colgroup>{columns}</colgroup><thead>{head}</thead><tbody>{body}</tbody></table>"
    return f"<div class={page}>{table}{words}</div>"


def _table_row(cells: Sequence[Cell], rules: str) -> str:
    return f"<tr>{''.join(_cell(cell, rules) for cell in cells)}</tr>"


def _cell(cell: Cell, rules: str) -> str:
    spans = f" colspan={cell.colspan}" if cell.colspan > 1 else ""
    spans += f" rowspan={cell.rowspan}" if cell.rowspan > 1 else ""
    classes = " ".join(name for name, given in (("strong", cell.bold), ("mid", cell.centred)) if given)
    inner = html.escape(cell.text).replace("\n", "<br>")
    return f"<td class='{classes}' style='{rules}'{spans}>{inner}</td>"


def _printed(page_box: Any) -> PrintedPage:
    from weasyprint.formatting_structure import boxes

    lines: list[str] = []
    margin: list[str] = []
    marks: list[Mark] = []
    for child in page_box.children:
        _walk(child, margin if isinstance(child, boxes.MarginBox) else lines, marks)
    text = "\n".join(line for line in lines if line)
    return PrintedPage(text, "".join(margin).strip(), tuple(marks), page_box.page_type.name == "side")


def _walk(box: Any, lines: list[str], marks: list[Mark]) -> None:
    """The text of a box and those in it; boxes that are blocks begin a line."""
    from weasyprint.formatting_structure import boxes

    if isinstance(box, boxes.TextBox):
        lines[-1:] = [f"{lines[-1] if lines else ''}{box.text}"]
        return
    if isinstance(box, boxes.LineBox):
        if lines and lines[-1] and not _SPLIT_WORD.search(lines[-1]):
            lines[-1] += " "
    elif isinstance(box, boxes.BlockLevelBox | boxes.TableCellBox):
        lines.append("")
        _mark(box, marks)
    for child in getattr(box, "children", ()):
        _walk(child, lines, marks)


def _mark(box: Any, marks: list[Mark]) -> None:
    classes = (box.element.get("class") or "").split() if box.element is not None else []
    for kind in MARKS:
        if kind in classes and not box.is_table_wrapper:
            sides = (box.position_x, box.position_y, box.width, box.height)
            marks.append(Mark(kind, *(float(side) / _CSS_PIXELS for side in sides)))


def _turned(data: bytes, pages: Sequence[PrintedPage]) -> bytes:
    """The PDF with its sideways pages shown upright on their side, as scans of bound papers are."""
    import pypdfium2

    file = pypdfium2.PdfDocument(data)
    for index, page in enumerate(pages):
        if page.turned:
            file[index].set_rotation(270)
    out = io.BytesIO()
    file.save(out)
    file.close()
    return out.getvalue()
