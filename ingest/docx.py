"""Word documents (.docx): what Word shows, in reading order.

Read from the parts of the file, not through an object model, because text stands in places that models leave out: text
boxes, content controls, tracked changes (insertions are read, deletions are markup), automatic numbers (played through
by `ingest.docx_numbering`), automatic capitals. Cells merged downwards are blank in the rows below. A text box follows
the paragraph it is anchored in; notes follow the text. Heads and feet of pages and hidden text count as markup.

Pages: the breaks that Word noted when it last laid out the file; where it noted none, the breaks that were set by hand.
Limits: page numbers are those of that layout; formulas lose their shape; text in charts, drawings made of shapes and
embedded files is not read; a scan pasted as a picture has no words (problem `no_words`).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.declared_blocks import CellDraft, Dropped, Item, PageBreak, Paragraph, TableDraft, emit, opens_head
from ingest.declared_pages import PageBuilder
from ingest.docx_chunks import Chunks
from ingest.docx_numbering import Numbering, W
from ingest.docx_styles import Styles, has_lines
from ingest.errors import UnreadableSource
from ingest.font_names import LegacyFonts, symbols, with_dash
from ingest.list_marks import opens_with_label
from ingest.zip_parts import Parts
from schemas.document import Document, Problem, Source

READER = "docx"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MAIN_PART = "word/document.xml"
_TAB = "    "  # wide enough to be seen as a gap between columns
_DELETED = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))
_DELETED_TEXT = (f"{W}t", f"{W}delText")
_SET_BREAKS = ("page",)
_CHARACTERS = {
    f"{W}tab": _TAB, f"{W}ptab": _TAB, f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}softHyphen": "",
}  # fmt: skip
_OBJECTS = frozenset(f"{W}{name}" for name in ("drawing", "pict", "object"))
_MAX_SPAN = 100
_SLIVER = 140  # twentieths of a point (2.5 mm); the narrowest column of numbers has twice that


def read_docx(data: bytes, source: Source, *, reader: str = READER, problems: tuple[Problem, ...] = ()) -> Document:
    """Read the bytes of a .docx file; `problems` are those of a conversion before.

    Raises:
        UnreadableSource: `damaged`, `encrypted` or `too_large`, as `ingest.zip_parts` says.
    """
    parts = Parts(data)
    main = parts.relations("").get("officeDocument", _MAIN_PART)
    root = parts.xml(main)
    body = root.find(f"{W}body") if root is not None else None
    if root is None or body is None:
        raise UnreadableSource("damaged", f"There is no text in its part {main}.", "Save the file again in Word.")
    relations = parts.relations(main)
    chunks = Chunks(parts, main)
    walk = _Walk(root, parts.xml(relations.get("numbering", "")), parts.xml(relations.get("styles", "")), chunks)
    items = [*_beside_the_text(parts, relations, walk), *walk.items(body), *_notes(parts, relations, walk)]
    builder = PageBuilder()
    emit(items, builder)
    return builder.document(source, reader, problems=(*problems, *chunks.problems))


def _beside_the_text(parts: Parts, relations: dict[str, str], walk: _Walk) -> Iterator[Item]:
    """Heads and feet of pages and comments are no text; but a letterhead may hold the head of the decision."""
    read = False
    for kind, name in relations.items():
        if not kind.startswith(("header", "footer", "comments")):
            continue
        root = parts.xml(name)
        text = _plain_text(root) if root is not None else ""
        if root is not None and kind.startswith("header") and not read and opens_head(text):
            read = True
            yield from walk.items(root)
        elif text:
            yield Dropped(text)


def _notes(parts: Parts, relations: dict[str, str], walk: _Walk) -> Iterator[Item]:
    for kind in ("footnotes", "endnotes"):
        root = parts.xml(relations.get(kind, ""))
        for note in root if root is not None else ():
            if note.get(f"{W}type") in (None, "normal"):
                yield from (item for item in walk.items(note) if not isinstance(item, PageBreak))


class _Walk:
    """Goes through a document in reading order; numbers of paragraphs are counted on the way."""

    def __init__(
        self,
        root: etree._Element,
        numbering: etree._Element | None,
        styles: etree._Element | None,
        chunks: Chunks,
    ) -> None:
        self._numbering = Numbering(numbering, styles)
        self._styles = Styles(styles)
        self._laid_out = next(root.iter(f"{W}lastRenderedPageBreak"), None) is not None
        self._fonts = LegacyFonts(self._set_texts(root))
        self._chunks = chunks

    def items(self, container: etree._Element) -> Iterator[Item]:
        """What a body, a cell, a text box or a note holds."""
        for node in _flattened(container):
            if node.tag == f"{W}p":
                yield from self._paragraph(node)
            elif node.tag == f"{W}tbl":
                yield self._table(node)
            elif node.tag == f"{W}altChunk":
                yield from self._chunks.items(node)
            elif node.tag in _DELETED and (text := _plain_text(node)):
                yield Dropped(text)

    def _paragraph(self, node: etree._Element) -> Iterator[Item]:
        properties = node.find(f"{W}pPr")
        if self._styles.is_contents(properties):
            yield Dropped(_plain_text(node))
            return
        paragraph = _OpenParagraph(self, properties)
        if not self._laid_out and properties is not None and _is_on(properties.find(f"{W}pageBreakBefore")):
            yield PageBreak()
        mark = self._numbering.mark(properties)
        paragraph.children(node)
        yield from paragraph.close(mark)
        if not self._laid_out and properties is not None and _ends_page(properties.find(f"{W}sectPr")):
            yield PageBreak()

    def shown(self, text: str, run: etree._Element, properties: etree._Element | None) -> tuple[str, bool]:
        """Text of a run as it is printed, and whether it is printed at all."""
        look = self._styles.look(run.find(f"{W}rPr"), properties)
        text = self._fonts.shown(text, look.font)
        return text.upper() if look.capitals else text, not look.hidden

    def is_page_break(self, node: etree._Element) -> bool | None:
        """Whether a node of a run starts a page: True with a new paragraph, None amid the paragraph, else False."""
        if self._laid_out:
            return None if node.tag == f"{W}lastRenderedPageBreak" else False
        return node.tag == f"{W}br" and node.get(f"{W}type") in _SET_BREAKS

    def _set_texts(self, root: etree._Element) -> Iterator[tuple[str, str]]:
        """Each text with the font that it is set in."""
        for paragraph in root.iter(f"{W}p"):
            properties = paragraph.find(f"{W}pPr")
            for run in paragraph.iter(f"{W}r"):
                font = self._styles.look(run.find(f"{W}rPr"), properties).font
                if font:
                    yield font, "".join(node.text or "" for node in run.iterchildren(f"{W}t"))

    def _table(self, node: etree._Element) -> TableDraft:
        table = TableDraft()
        above: dict[int, CellDraft] = {}  # the cell that goes on downwards, by its column
        number = 0
        for row in _flattened(node):
            if row.tag == f"{W}tr":
                table.cells += self._row(row, number, above)
                number += 1
        _join_slivers(table, node.find(f"{W}tblGrid"))
        borders = node.find(f"{W}tblPr/{W}tblBorders")
        style = node.find(f"{W}tblPr/{W}tblStyle")
        drawn = has_lines(borders) or any(map(has_lines, node.iter(f"{W}tcBorders")))
        if borders is None and style is not None:
            drawn = drawn or self._styles.draws_borders(style.get(f"{W}val") or "")
        table.bordered = drawn
        return table

    def _row(self, node: etree._Element, number: int, above: dict[int, CellDraft]) -> Iterator[CellDraft]:
        properties = node.find(f"{W}trPr")
        column = _count(properties, "gridBefore", 0)
        deleted = properties is not None and properties.find(f"{W}del") is not None
        merged: dict[int, CellDraft] = {}
        side: CellDraft | None = None
        for child in _flattened(node):
            if child.tag != f"{W}tc":
                continue
            own = child.find(f"{W}tcPr")
            cell = CellDraft(number, column, _count(own, "gridSpan", 1))
            cell.items = [Dropped(_plain_text(child))] if deleted else list(self.items(child))
            column += cell.colspan
            down, right = _merge(own, "vMerge"), _merge(own, "hMerge")
            origin = above.get(cell.column)
            if right == "continue" and side is not None:
                side.colspan += cell.colspan
                side.items += _hidden(cell.items)
                continue
            if down == "continue" and origin is not None:
                origin.rowspan += 1
                origin.items += _hidden(cell.items)
                merged[cell.column] = origin
                continue
            if down == "restart":
                merged[cell.column] = cell
            side = cell
            yield cell
        above.clear()
        above.update(merged)


class _OpenParagraph:
    """A paragraph while its runs are read; a page break set by hand cuts it in two."""

    def __init__(self, walk: _Walk, properties: etree._Element | None) -> None:
        self._walk = walk
        self._properties = properties
        self._text: list[str] = []
        self._after: list[Item] = []
        self._done: list[Item] = []

    def children(self, node: etree._Element) -> None:
        """Read the runs below a paragraph, hyperlink, insertion or field."""
        for child in _flattened(node):
            if child.tag == f"{W}r":
                self._run(child)
            elif child.tag in _DELETED:
                self._drop(_plain_text(child))
            elif child.tag == f"{_MATH}oMath" or child.tag == f"{_MATH}oMathPara":
                self._text.append("".join(part.text or "" for part in child.iter(f"{_MATH}t", f"{W}t")))
            elif child.tag not in (f"{W}pPr", f"{W}altChunk"):
                self.children(child)

    def close(self, mark: str) -> Iterator[Item]:
        """What the paragraph gives, its automatic number before its first words."""
        whole = "".join(self._text)
        self._done.append(Paragraph(with_dash(whole)))
        first = next((item for item in self._done if isinstance(item, Paragraph)), None)
        for item in self._done:
            if item is first and mark:
                text = first.text
                yield Paragraph(text if opens_with_label(text.lstrip()) else f"{mark} {text.lstrip()}".rstrip())
            elif item is not self._done[-1] or whole.strip() or len(self._done) == 1:
                yield item
        yield from self._after

    def _run(self, run: etree._Element) -> None:
        text: list[str] = []
        for child in _flattened(run):
            tag = child.tag
            if tag == f"{W}t":
                text.append(child.text or "")
            elif tag in _CHARACTERS:
                text.append(_CHARACTERS[tag])
            elif tag == f"{W}sym":
                text.append(_symbol(child))
            elif tag == f"{W}delText":
                self._drop(child.text or "")
            elif tag in _OBJECTS:
                self._boxes(child)
            elif tag in (f"{W}br", f"{W}lastRenderedPageBreak"):
                self._break(child, run, text)
        self._add(text, run)

    def _break(self, node: etree._Element, run: etree._Element, text: list[str]) -> None:
        starts_page = self._walk.is_page_break(node)
        if starts_page:
            self._add(text, run)
            self._done += (
                [Paragraph("".join(self._text)), PageBreak()] if "".join(self._text).strip() else [PageBreak()]
            )
            self._text.clear()
        elif starts_page is None:
            begun = "".join([*self._text, *text]).strip() != ""
            (self._after if begun else self._done).append(PageBreak())
        elif node.tag == f"{W}br" and node.get(f"{W}type") not in _SET_BREAKS:
            text.append("\n")

    def _add(self, text: list[str], run: etree._Element) -> None:
        if text:
            shown, visible = self._walk.shown("".join(text), run, self._properties)
            if visible:
                self._text.append(shown)
            else:
                self._drop(shown)
            text.clear()

    def _drop(self, text: str) -> None:
        if text.strip():
            self._after.append(Dropped(text))

    def _boxes(self, node: etree._Element) -> None:
        """Text boxes below a drawing; those inside another are read with it."""
        for child in node:
            if child.tag == f"{W}txbxContent":
                self._after += [item for item in self._walk.items(child) if not isinstance(item, PageBreak)]
            elif child.tag == f"{_MC}AlternateContent":
                for chosen in _flattened(child):
                    self._boxes(chosen)
            else:
                self._boxes(child)


def _flattened(node: etree._Element) -> Iterator[etree._Element]:
    """Children, with content controls, insertions and the like opened; of alternatives the first."""
    for child in node.iterchildren("*"):
        tag = child.tag
        if tag == f"{_MC}AlternateContent":
            chosen = child.find(f"{_MC}Choice")
            chosen = chosen if chosen is not None else child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield from _flattened(chosen)
        elif tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _flattened(content)
        elif tag in _TRANSPARENT:
            yield from _flattened(child)
        else:
            yield child


_TRANSPARENT = frozenset(f"{W}{name}" for name in ("ins", "moveTo", "customXml", "smartTag", "sdtContent"))


def _join_slivers(table: TableDraft, grid: etree._Element | None) -> None:
    """Take edges of cells that are a hair apart for one: rows drawn by hand rarely meet exactly."""
    widths = [_integer(column.get(f"{W}w")) for column in grid] if grid is not None else []
    place = [0]  # of each edge of the grid, once near edges are one
    since = 0
    for width in widths:
        since += width
        place.append(place[-1] + (since >= _SLIVER))
        since = 0 if since >= _SLIVER else since
    rows: dict[int, list[tuple[int, int]]] = {}
    for cell in table.cells:
        first, end = cell.column, cell.column + cell.colspan
        if end >= len(place):
            return  # the grid is not that of the rows
        rows.setdefault(cell.row, []).append((place[first], place[end]))
    if place[-1] == len(widths) or any(start >= end for row in rows.values() for start, end in row):
        return  # nothing to join, or a cell would vanish
    for cell in table.cells:
        first, end = cell.column, cell.column + cell.colspan
        cell.column, cell.colspan = place[first], place[end] - place[first]


def _plain_text(node: etree._Element) -> str:
    """All text below a node, whether shown or not."""
    return " ".join(
        "".join(part.text or "" for part in paragraph.iter(*_DELETED_TEXT))
        for paragraph in ([node] if node.tag == f"{W}p" else list(node.iter(f"{W}p")) or [node])
    ).strip()


def _hidden(items: list[Item]) -> list[Item]:
    """What is in a cell that another one covers: none of it is shown."""
    hidden: list[Item] = []
    for item in items:
        if isinstance(item, Paragraph) and item.text.strip():
            hidden.append(Dropped(item.text))
        elif isinstance(item, Dropped):
            hidden.append(item)
        elif isinstance(item, TableDraft):
            hidden += [part for cell in item.cells for part in _hidden(cell.items)]
    return hidden


def _merge(properties: etree._Element | None, name: str) -> str | None:
    node = properties.find(f"{W}{name}") if properties is not None else None
    return None if node is None else node.get(f"{W}val") or "continue"


def _count(properties: etree._Element | None, name: str, least: int) -> int:
    node = properties.find(f"{W}{name}") if properties is not None else None
    value = (node.get(f"{W}val") or "") if node is not None else ""
    return max(least, min(int(value), _MAX_SPAN)) if value.isascii() and value.isdigit() and len(value) < 9 else least


def _integer(value: str | None) -> int:
    text = (value or "").partition(".")[0]
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _is_on(node: etree._Element | None) -> bool:
    return node is not None and node.get(f"{W}val") not in ("0", "false", "off")


def _ends_page(section: etree._Element | None) -> bool:
    """Whether a section that ends with this paragraph ends the page too."""
    if section is None:
        return False
    kind = section.find(f"{W}type")
    return kind is None or kind.get(f"{W}val") not in ("continuous", "nextColumn")


def _symbol(node: etree._Element) -> str:
    """A character of a symbol font; those fonts are used for bullets, ticks and arrows."""
    value = node.get(f"{W}char") or ""
    try:
        code = int(value, 16)
    except ValueError:
        return ""
    font = node.get(f"{W}font") or ""
    if code < 0x100:  # some programs leave out the F000 of the private area
        code += 0xF000
    return symbols(chr(code), font) if code <= 0xFFFF else "-"
