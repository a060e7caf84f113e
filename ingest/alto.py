"""ALTO XML, versions 1 to 4: what libraries' OCR (ABBYY, Tesseract, docWorks) writes, one page or many a file.

Source: ALTO schema of the Library of Congress. Words are `String` elements; a word that a line end hyphenates is read
as printed (the `SUBS_CONTENT` of the schema repeats it whole and is left out). Limits: no tables in the format, so
`ingest.positioned_words` finds them; illustrations and margins hold no text that is read.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from ingest.declared_pages import PageBuilder
from ingest.engine_xml import confidence, engine_root, local_name, number
from ingest.errors import UnreadableSource
from ingest.page_words import Box
from ingest.positioned_words import A4_WIDTH, PlacedLine, PlacedWord, add_page, box_in_points
from schemas.document import Document, Source

READER = "alto"

# Points a unit, where the unit says it: tenths of a millimetre, 1/1200 of an inch.
_UNITS = {"mm10": 72 / 254, "inch1200": 72 / 1200}


def read_alto(data: bytes, source: Source) -> Document:
    """Read the bytes of an ALTO file.

    Raises:
        UnreadableSource: `damaged` when it is not well-formed or has no page.
    """
    root = engine_root(data)
    pages = [node for node in root.iter("*") if local_name(node) == "Page"]
    if not pages:
        raise UnreadableSource("damaged", "The ALTO file has no page.", "Have the OCR engine write the file again.")
    unit = next(((node.text or "").strip() for node in root.iter("*") if local_name(node) == "MeasurementUnit"), "")
    builder = PageBuilder()
    columns = None
    for index, page in enumerate(pages):
        if index:
            builder.new_page()
        scale = _UNITS.get(unit) or _pixel_scale(page)
        columns = add_page(list(_lines(page, scale)), builder, columns)
    return builder.document(source, READER, encoding="xml")


def _lines(page: etree._Element, scale: float) -> Iterator[PlacedLine]:
    opens = False
    for node in page.iter("*"):
        name = local_name(node)
        if name == "TextBlock":
            opens = True
        elif name == "TextLine":
            words = list(_words(node, scale))
            if words:
                yield PlacedLine(words, opens)
                opens = False


def _words(line: etree._Element, scale: float) -> Iterator[PlacedWord]:
    for node in line.iterchildren("*"):
        text = " ".join((node.get("CONTENT") or "").split())
        if text and local_name(node) == "String":
            yield PlacedWord(text, _box(node, line, scale), confidence(node, "WC"))
        elif text and local_name(node) == "HYP" and text != "\N{SOFT HYPHEN}":
            yield PlacedWord(text, _box(node, line, scale))


def _box(node: etree._Element, line: etree._Element, scale: float) -> Box:
    """A word's box; what a word does not tell, its line does."""
    left, top, width, height = (
        (number(node, name) if number(node, name) is not None else number(line, name)) or 0.0
        for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")
    )
    return box_in_points(left, top, left + width, top + height, scale)


def _pixel_scale(page: etree._Element) -> float:
    """Points a pixel, as if the shorter side of the page were that of A4."""
    sides = [side for side in (number(page, "WIDTH"), number(page, "HEIGHT")) if side and side > 0]
    return A4_WIDTH / min(sides) if sides else 1.0
