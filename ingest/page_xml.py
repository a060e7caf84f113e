"""PAGE XML (PRImA; Transkribus, eScriptorium, OCR-D): regions in reading order, lines with words or whole texts.

Source: PAGE-XML page content schema. Of several texts of a line the one with the lowest `index` is read. Tables are
`TableRegion`s, with cells as text regions (`TableCellRole`: rowIndex, columnIndex, rowSpan, colSpan) or as
`TableCell`s of Transkribus (row, col). Limits: other tables are found by `ingest.positioned_words`; reading order is
that of `ReadingOrder` where it is given and flat or nested, else that of the file; graphics hold no text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ingest.confidence import mean_confidence
from ingest.declared_pages import GridCell, PageBuilder, grid_rows
from ingest.engine_xml import child, confidence, engine_root, local_name, number
from ingest.errors import UnreadableSource
from ingest.page_words import Box
from ingest.positioned_words import (
    A4_WIDTH,
    NOWHERE,
    PlacedLine,
    PlacedWord,
    add_page,
    box_in_points,
    enclosing_box,
)
from schemas.document import Document, Source

READER = "page_xml"

_POINT = re.compile(r"(?<![\d.])(-?\d+(?:\.\d+)?)[ ,](-?\d+(?:\.\d+)?)")
_REGIONS = frozenset(
    ("TextRegion", "TableRegion", "ImageRegion", "GraphicRegion", "AdvertRegion", "MathsRegion", "MapRegion",
     "SeparatorRegion", "NoiseRegion", "UnknownRegion", "CustomRegion", "LineDrawingRegion", "ChartRegion")
)  # fmt: skip
_LAST = 1 << 30


def read_page_xml(data: bytes, source: Source) -> Document:
    """Read the bytes of a PAGE XML file.

    Raises:
        UnreadableSource: `damaged` when it is not well-formed or has no page.
    """
    root = engine_root(data)
    pages = [node for node in root.iterchildren("*") if local_name(node) == "Page"]
    if not pages:
        raise UnreadableSource("damaged", "The PAGE file has no page.", "Have the OCR engine write the file again.")
    builder = PageBuilder()
    for index, page in enumerate(pages):
        if index:
            builder.new_page()
        _Page(page, builder).read()
    return builder.document(source, READER, encoding="xml")


class _Page:
    """Reads one page: runs of text regions as lines, table regions as rows."""

    def __init__(self, page: etree._Element, builder: PageBuilder) -> None:
        self._page = page
        self._builder = builder
        self._words: list[PlacedWord] = []
        sides = [side for side in (number(page, "imageWidth"), number(page, "imageHeight")) if side and side > 0]
        self._scale = A4_WIDTH / min(sides) if sides else 1.0

    def read(self) -> None:
        """Add the page to the builder."""
        lines: list[PlacedLine] = []
        for region in self._ordered(self._page):
            if local_name(region) == "TableRegion" and (cells := list(self._cells(region))):
                add_page(lines, self._builder)
                lines = []
                self._builder.open_table()
                for row in grid_rows(cells):
                    self._builder.row(row)
                for inner in self._ordered(region):
                    lines += self._region(inner) if _cell_place(inner) is None else []
            else:
                lines += self._region(region)
        add_page(lines, self._builder)
        turned = number(self._page, "orientation") or 0.0
        self._builder.describe_page(
            confidence=mean_confidence(self._words), rotation=round(turned) % 360, route="ocr_file"
        )

    def _ordered(self, container: etree._Element) -> list[etree._Element]:
        """Regions directly below, in the order of reading that the file states."""
        order = child(container, "ReadingOrder")
        places = {name: place for place, name in enumerate(_references(order) if order is not None else ())}
        regions = [node for node in container.iterchildren("*") if local_name(node) in _REGIONS]
        return sorted(regions, key=lambda node: places.get(node.get("id") or "", _LAST))

    def _region(self, region: etree._Element) -> list[PlacedLine]:
        """Lines of a region and of those inside it; a region without lines is read by its own text."""
        lines = [
            line for node in region.iterchildren("*") if local_name(node) == "TextLine" for line in self._line(node)
        ]
        for inner in self._ordered(region):
            lines += self._region(inner)
        if not lines:
            lines = [PlacedLine([word]) for word in self._texts(region)]
        if lines:
            lines[0].opens = True
        return lines

    def _line(self, node: etree._Element) -> Iterator[PlacedLine]:
        """One line; the line's own text wins over its words where they differ, because people correct that."""
        words = [word for part in node.iterchildren("*") if local_name(part) == "Word" for word in self._texts(part)]
        whole = self._texts(node)
        if whole and " ".join(word.text for word in words) != " ".join(word.text for word in whole):
            words = self._aligned(whole, words)
        if words:
            self._words += words
            yield PlacedLine(words)

    @staticmethod
    def _aligned(whole: list[PlacedWord], words: list[PlacedWord]) -> list[PlacedWord]:
        """The corrected words with the places of the recognised ones, where their number is the same."""
        corrected = [text for word in whole for text in word.text.split()]
        if len(corrected) != len(words):
            return whole
        return [PlacedWord(text, word.box, word.confidence) for text, word in zip(corrected, words, strict=True)]

    def _texts(self, node: etree._Element) -> list[PlacedWord]:
        """The text of a region, line or word, each printed line of it as one word."""
        found = [part for part in node.iterchildren("*") if local_name(part) == "TextEquiv"]
        if not found:
            return []
        best = min(found, key=lambda part: number(part, "index") or 0.0)
        text = child(best, "Unicode")
        box, sure = self._box(node), confidence(best, "conf")
        lines = (text.text or "").splitlines() if text is not None else []
        return [PlacedWord(" ".join(line.split()), box, sure) for line in lines if line.strip()]

    def _box(self, node: etree._Element) -> Box:
        """The box around an outline: points in one attribute, or (before 2013) an element each."""
        coords = child(node, "Coords")
        if coords is None:
            return NOWHERE
        points = [(float(x), float(y)) for x, y in _POINT.findall(coords.get("points") or "")] or [
            (number(point, "x") or 0.0, number(point, "y") or 0.0) for point in coords.iterchildren("*")
        ]
        if not points:
            return NOWHERE
        across, down = zip(*points, strict=True)
        return box_in_points(min(across), min(down), max(across), max(down), self._scale)

    def _cells(self, table: etree._Element) -> Iterator[GridCell]:
        for region in table.iterchildren("*"):
            place = _cell_place(region)
            if place is None:
                continue
            lines = self._region(region)
            words = [word for line in lines for word in line.words]
            yield GridCell(
                place[0],
                place[1],
                "\n".join(" ".join(word.text for word in line.words) for line in lines),
                place[2],
                place[3],
                mean_confidence(words),
                enclosing_box([word.box for word in words]),
            )


def _references(group: etree._Element) -> Iterator[str]:
    """The regions that a reading order names: by their index where there is one, else as they stand."""
    named = group.get("regionRef")
    if named:
        yield named
    for node in sorted(group.iterchildren("*"), key=lambda node: number(node, "index") or 0.0):
        yield from _references(node)


def _cell_place(region: etree._Element) -> tuple[int, int, int, int] | None:
    """Row, column, colspan and rowspan of a cell; None for what is no cell."""
    roles = child(region, "Roles")
    role = child(roles, "TableCellRole") if roles is not None else None
    names = ("rowIndex", "columnIndex", "colSpan", "rowSpan")
    if role is None and local_name(region) == "TableCell":
        role, names = region, ("row", "col", "colSpan", "rowSpan")
    if role is None:
        return None
    row, column, colspan, rowspan = (number(role, name) for name in names)
    if row is None or column is None or row < 0 or column < 0:
        return None
    return int(row), int(column), max(1, int(colspan or 1)), max(1, int(rowspan or 1))
