"""Web pages as legal sites print decisions, and as word processors save them.

Block elements give lines, `<br>` ends one, lists keep their marks, tables become rows or (head, signature, frame of
the page) lines as `ingest.declared_blocks` says. What a page declares to be no content is counted as markup: scripts,
styles, navigation, fields of forms, hidden elements. Pages are counted by the page breaks of printing (CSS
`page-break-before`). Fonts of the years before Unicode named in the page (`.VnTime`, `VNI-Times`) are decoded.

What a site prints around a decision is left out where `ingest.html_frame` can tell it, with a problem.

Limits: style sheets are not applied (only `style` attributes are seen); a page that a script fills in is empty; text
nested deeper than 256 elements is lost, with a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from ingest.declared_blocks import CellDraft, Dropped, Item, PageBreak, Paragraph, TableDraft, emit
from ingest.declared_pages import PageBuilder
from ingest.errors import UnreadableSource
from ingest.font_names import LegacyFonts, with_dash
from ingest.html_attributes import (
    MAX_COLUMNS,
    border_of,
    colspan_of,
    integer_of,
    is_hidden,
    list_mark,
    rowspan_of,
    table_border,
    word_mark,
)
from ingest.html_frame import decision_element, text_around
from ingest.limits import check_cells, check_rows
from ingest.list_marks import opens_with_label
from ingest.ocr_text import read_decoded_text
from ingest.text_decoding import DecodedText, decode_text, tidy
from schemas.document import Document, Problem, Source
from schemas.text import count_words

READER = "html"

_DROPPED = frozenset(
    "script style noscript template head nav iframe object svg select option textarea button datalist del xml".split()
)
_BLOCKS = frozenset(
    (
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer "
        "form h1 h2 h3 h4 h5 h6 header hr html legend li main ol p pre section summary ul td th tr tbody thead tfoot"
    ).split()
)
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.\-]+)""", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"""<\?xml[^>]{0,100}encoding\s*=\s*["']([A-Za-z0-9_:.\-]+)""", re.IGNORECASE)
_BREAK_BEFORE = re.compile(r"(?:page-)?break-before\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_BREAK_AFTER = re.compile(r"(?:page-)?break-after\s*:\s*(?:always|page|left|right)", re.IGNORECASE)
_FONT = re.compile(r"font-family\s*:\s*[\"']?([^;,\"']+)", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)  # how Word writes the mark of a list into a page
_BREAK = "\v"  # stands for <br> until white space is folded


def read_html(data: bytes, source: Source) -> Document:
    """Read the bytes of a web page.

    Raises:
        UnreadableSource: the bytes are not text in an encoding that can be told, hold no element at all, or a table
            of more cells than the limits allow.
    """
    items, decoded, problems = _read(data)
    if items and all(isinstance(item, Paragraph) and item.preserved for item in items):
        # A text dump in the frame of a page; its tables are drawn with tabs or pipes.
        text = "\n".join(item.text for item in items if isinstance(item, Paragraph))
        dump = read_decoded_text(DecodedText(text, decoded.encoding, problems), source)
        return replace(dump, reader=READER)
    builder = PageBuilder()
    emit(items, builder)
    return builder.document(source, READER, encoding=decoded.encoding, problems=problems)


def html_items(data: bytes) -> list[Item]:
    """What a page holds, for files of other formats that have a page in them.

    Raises:
        UnreadableSource: as `read_html`.
    """
    return _read(data)[0]


def _read(data: bytes) -> tuple[list[Item], DecodedText, tuple[Problem, ...]]:
    """The items of a page, how it was decoded, and what had to be coped with."""
    decoded = _decode(data)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(decoded.text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource("damaged", f"The page cannot be read: {error.msg}.", "Get the file again.") from error
    if root is None:
        raise UnreadableSource("damaged", "The page holds no element.", "Get the file again.")
    fonts = LegacyFonts(_set_texts(root) if "+" not in decoded.encoding else ())
    walk = _Walk(fonts)
    decision = decision_element(root)
    if decision is None:
        walk.element(root)
    else:
        walk.element(decision, next(filter(None, map(_font_name, decision.iterancestors())), None))
    around = text_around(root, decision) if decision is not None else ""
    # What looked like a broken encoding is what the fonts explain.
    known = [problem for problem in decoded.problems if not (fonts.found and problem.code == "mojibake_left")]
    items = [Dropped(around), *walk.close()] if around else walk.close()
    return items, decoded, (*known, *_damage(parser), *_frame(around))


def _set_texts(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Each text below an element that sets a font, with that font's name."""
    for node in root.iter("*"):
        name = _font_name(node)
        if name:
            yield from ((name, str(text)) for text in node.itertext())


def _font_name(node: etree._Element) -> str | None:
    """The font that an element sets for what is in it."""
    style = node.get("style") or ""
    named = _FONT.search(style) if "font" in style.lower() else None
    return named.group(1) if named else node.get("face") if node.tag == "font" else None


def _decode(data: bytes) -> DecodedText:
    """The page's text: what its bytes prove, then what it declares, then what its letters show."""
    declared = _XML_CHARSET.search(data[:1024]) or _CHARSET.search(data[:8192])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    try:
        return decode_text(data)
    except UnreadableSource:
        if not name or name.startswith("utf"):
            raise
    try:
        return DecodedText(tidy(data.decode("cp1252" if name == "iso-8859-1" else name, "replace")), name)
    except (LookupError, UnicodeError) as error:  # codecs of other things than text raise the second
        raise UnreadableSource(
            "unknown_encoding",
            f"The page declares the encoding {name}, which is not known for text.",
            "Save it again as UTF-8.",
        ) from error


def _damage(parser: etree.HTMLParser) -> tuple[Problem, ...]:
    for entry in parser.error_log:
        if entry.level_name == "FATAL":
            return (
                Problem(
                    "html_cut",
                    f"The page could be read only down to line {entry.line}: {entry.message}.",
                    "Save the page again, without the frame of the site, and read that.",
                    line=entry.line,
                ),
            )
    return ()


def _frame(around: str) -> tuple[Problem, ...]:
    if not around:
        return ()
    return (
        Problem(
            "site_frame",
            f"{count_words(around)} words around the element that holds the decision were left out: menus, properties, "
            "related documents of the site.",
            "Save the element with the decision alone to have all of it read.",
        ),
    )


class _Walk:
    """Goes through elements in document order and gathers items; a cell has a walk of its own."""

    def __init__(self, fonts: LegacyFonts) -> None:
        self._fonts = fonts
        self._items: list[Item] = []
        self._text: list[str] = []
        self._mark = ""
        self._preserved = False

    def close(self) -> list[Item]:
        """The items gathered."""
        self._flush()
        return self._items

    def element(self, node: etree._Element, font: str | None = None) -> None:
        """Take in an element with all that is in it."""
        tag = node.tag if isinstance(node.tag, str) else ""
        if not tag:  # comment or processing instruction
            return
        style = node.get("style") or ""
        if tag in _DROPPED or is_hidden(node, style):
            self._drop(node)
            return
        if style and _WORD_MARK.search(style):
            self._text.append(word_mark(node))
            return
        font = _font_name(node) or font
        if style and _BREAK_BEFORE.search(style):
            self._page_break()
        if tag == "br":
            self._text.append(_BREAK)
        elif tag == "table":
            self._flush()
            self._items.append(self._table(node, font))
        elif tag in ("ol", "ul"):
            self._list(node, font)
        elif tag in _BLOCKS:
            self._flush()
            self._preserved, before = tag == "pre" or self._preserved, self._preserved
            self._children(node, font)
            self._flush()
            self._preserved = before
        else:
            self._children(node, font)
        if style and _BREAK_AFTER.search(style):
            self._page_break()

    def _children(self, node: etree._Element, font: str | None) -> None:
        self._add(node.text, font)
        for child in node:
            self.element(child, font)
            self._add(child.tail, font)

    def _add(self, text: str | None, font: str | None) -> None:
        if text:
            text = text.replace(_BREAK, " ")
            self._text.append(self._fonts.shown(text, font))

    def _flush(self) -> None:
        """End the paragraph that is open, if any."""
        text = "".join(self._text)
        self._text.clear()
        if not text.strip(" \t\r\n\f"):
            return
        if self._preserved:
            lines = [line.rstrip(" \t") for line in text.replace(_BREAK, "\n").split("\n")]
        else:
            lines = [line.strip(" ") for line in _SPACES.sub(" ", text).split(_BREAK)]
        if len(lines) > 1 and not lines[-1]:
            lines.pop()  # a break at the end of a block shows nothing
        paragraph = with_dash("\n".join(lines))
        if self._mark and not opens_with_label(paragraph):
            paragraph = f"{self._mark} {paragraph}"
        self._mark = ""
        self._items.append(Paragraph(paragraph, preserved=self._preserved))

    def _page_break(self) -> None:
        self._flush()
        if self._items:
            self._items.append(PageBreak())

    def _drop(self, node: etree._Element) -> None:
        text = " ".join(str(part) for part in node.itertext() if part.strip())
        if text:
            self._items.append(Dropped(text))

    def _list(self, node: etree._Element, font: str | None) -> None:
        self._flush()
        style = node.get("style") or ""
        number = integer_of(node.get("start"), 1)
        self._add(node.text, font)
        for child in node:
            if child.tag == "li":
                number = integer_of(child.get("value"), number)
                self._flush()
                self._mark = list_mark(node, child, style, number)
                number += 1
                self.element(child, font)
                if self._mark:  # an item without text shows its mark all the same
                    self._items.append(Paragraph(self._mark))
                    self._mark = ""
            else:
                self.element(child, font)
            self._add(child.tail, font)
        self._flush()

    def _table(self, node: etree._Element, font: str | None) -> TableDraft:
        table = TableDraft(bordered=table_border(node))
        covered_to: dict[int, int] = {}  # column -> the first row that no cell above covers
        row = -1
        self._strays(node, font)
        for part in _table_parts(node):
            if part.tag == "tr":
                row += 1
                self._row(part, row, table, covered_to, font)
            elif part.tag in _ROW_GROUPS:
                self._strays(part, font)
            else:  # a caption, and what strays between rows, is shown above the table
                self.element(part, font)
        self._flush()
        return table

    def _strays(self, node: etree._Element, font: str | None) -> None:
        """Text between the parts of a table; it is shown above the table."""
        for text in (node.text, *(child.tail for child in node)):
            if text and text.strip():
                self._add(text, font)
                self._flush()

    def _row(
        self,
        node: etree._Element,
        row: int,
        table: TableDraft,
        covered_to: dict[int, int],
        font: str | None,
    ) -> None:
        column = 0
        check_rows(row, "A table")
        hidden = is_hidden(node, node.get("style") or "")
        self._strays(node, font)
        for child in node:
            style = child.get("style") or ""
            if hidden or child.tag not in ("td", "th") or is_hidden(child, style):
                if hidden and isinstance(child.tag, str):
                    self._drop(child)
                else:
                    self.element(child, font)
                continue
            while covered_to.get(column, 0) > row:
                column += 1
            check_cells((row + 1) * column // MAX_COLUMNS)  # as many at least lie in the way of those to come
            cell = CellDraft(row, column, colspan_of(child), rowspan_of(child))
            inner = _Walk(self._fonts)
            inner.element(child, font)
            cell.items = inner.close()
            if table.bordered is None and (border := border_of(style)) is not None:
                table.bordered = border or None
            table.cells.append(cell)
            if cell.rowspan > 1:
                covered_to.update(dict.fromkeys(range(column, column + cell.colspan), row + cell.rowspan))
            column += cell.colspan


def _table_parts(node: etree._Element) -> list[etree._Element]:
    """Groups, rows and captions of a table in order, feet last, without those of tables inside it."""
    parts: list[etree._Element] = []
    for child in sorted(node, key=lambda part: part.tag == "tfoot"):
        if isinstance(child.tag, str):
            parts.append(child)
            if child.tag in _ROW_GROUPS:
                parts += [part for part in child if isinstance(part.tag, str)]
    return parts
