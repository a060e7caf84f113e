"""hOCR files: web pages in which an OCR engine (Tesseract, OCRopus, Kraken, ABBYY through converters) wrote the places.

Source: hOCR 1.2 specification (properties `bbox`, `x_wconf`, `scan_res`). Words are `ocrx_word`; an engine that gives
none has its lines read as single words. Limits: `ocr_table` is written by hardly any engine and is not read; tables
are found by `ingest.positioned_words`. Text outside any line counts as markup (titles, captions of the page).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from lxml import etree

from ingest.declared_pages import PageBuilder
from ingest.errors import UnreadableSource
from ingest.page_words import Box
from ingest.positioned_words import A4_WIDTH, NOWHERE, PlacedLine, PlacedWord, add_page, box_in_points
from ingest.text_decoding import decode_text
from schemas.document import Document, Source

READER = "hocr"

_BOX = re.compile(r"\bbbox\s+(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)")
_CONFIDENCE = re.compile(r"\bx_w?confs?\s+(\d+(?:\.\d+)?(?:\s+\d+(?:\.\d+)?)*)")
_RESOLUTION = re.compile(r"\bscan_res\s+(\d+(?:\.\d+)?)")
_NO_SPACES = str.maketrans("", "", " \t\r\n\f\N{NO-BREAK SPACE}")
_PAGES = frozenset(("ocr_page",))
_PLAIN_LINES = frozenset(("ocr_line", "ocrx_line"))  # the other lines may be blocks of such ones
_LINES = _PLAIN_LINES | frozenset(("ocr_header", "ocr_footer", "ocr_caption", "ocr_textfloat"))
_PARAGRAPHS = frozenset(("ocr_par", "ocr_carea"))
_WORDS = frozenset(("ocrx_word", "ocr_word"))


def read_hocr(data: bytes, source: Source) -> Document:
    """Read the bytes of an hOCR file.

    Raises:
        UnreadableSource: `damaged` when there is no page in it; what `ingest.text_decoding` raises.
    """
    decoded = decode_text(data)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(decoded.text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource("damaged", f"The file cannot be read: {error.msg}.", "Write it again.") from error
    pages = _outermost(root, _PAGES) if root is not None else []
    if not pages:
        raise UnreadableSource("damaged", "The file has no element of class ocr_page.", "Run the OCR engine again.")
    builder = PageBuilder()
    columns = None
    for number, page in enumerate(pages):
        if number:
            builder.new_page()
        columns = add_page(list(_lines(page)), builder, columns)
    held = frozenset(line for page in pages for line in _line_nodes(page))
    builder.markup(" ".join(_outside(root, held)))
    return builder.document(source, READER, encoding=decoded.encoding, problems=decoded.problems)


def _classes(node: etree._Element) -> frozenset[str]:
    return frozenset((node.get("class") or "").split())


def _lines(page: etree._Element) -> Iterator[PlacedLine]:
    scale = _scale(page)
    opens = False
    lines = _line_nodes(page)
    for node in page.iter("*"):
        if not _classes(node).isdisjoint(_PARAGRAPHS):
            opens = True
        if node in lines:
            words = [word for part in _word_nodes(node) if (word := _word(part, scale)) is not None]
            if words:
                yield PlacedLine(words, opens)
                opens = False


def _line_nodes(page: etree._Element) -> frozenset[etree._Element]:
    """The lines of a page; where the engine gave none, whatever holds words."""
    plain = _outermost(page, _PLAIN_LINES)
    blocks = {above for line in plain for above in line.iterancestors()}
    lines = [node for node in _outermost(page, _LINES, without=blocks) if node not in blocks]
    if lines:
        return frozenset(lines)
    words = (node for node in page.iter("*") if not _classes(node).isdisjoint(_WORDS))
    return frozenset(parent for node in words if (parent := node.getparent()) is not None)


def _outermost(
    root: etree._Element, classes: frozenset[str], without: AbstractSet[etree._Element] = frozenset()
) -> list[etree._Element]:
    """The elements of `root`, itself included, of one of `classes` that stand in no other such one of them."""
    found: list[etree._Element] = []
    held: set[etree._Element] = set()
    for node in root.iter("*"):
        if node.getparent() in held:
            held.add(node)
        elif node not in without and not _classes(node).isdisjoint(classes):
            found.append(node)
            held.add(node)
    return found


def _word_nodes(line: etree._Element) -> list[etree._Element]:
    """The words of a line; the line itself where it has none, or holds text besides them."""
    words = [node for node in line.iter("*") if not _classes(node).isdisjoint(_WORDS)]
    return words if _letters(*words) == _letters(line) else [line]


def _letters(*nodes: etree._Element) -> str:
    return "".join("".join(map(str, node.itertext())) for node in nodes).translate(_NO_SPACES)


def _outside(node: etree._Element, held: frozenset[etree._Element]) -> Iterator[str]:
    """Text outside of the lines `held`."""
    if node in held:
        return
    yield node.text or ""
    for inner in node.iterchildren("*"):
        yield from _outside(inner, held)
        yield inner.tail or ""


def _word(node: etree._Element, scale: float) -> PlacedWord | None:
    text = " ".join("".join(map(str, node.itertext())).split())
    title = node.get("title") or ""
    box = _BOX.search(title)
    if not text:
        return None
    return PlacedWord(text, _box(box, scale), _confidence(title))


def _confidence(title: str) -> float | None:
    """How sure the engine was of a word: in percent, or (Kraken) a share for each letter."""
    found = _CONFIDENCE.search(title)
    if found is None:
        return None
    values = [float(value) for value in found.group(1).split()]
    mean = sum(values) / len(values)
    return min(1.0, mean if len(values) > 1 and max(values) <= 1 else mean / 100)


def _box(found: re.Match[str] | None, scale: float) -> Box:
    if found is None:
        return NOWHERE
    left, top, right, bottom = map(float, found.groups())
    return box_in_points(left, top, right, bottom, scale)


def _scale(page: etree._Element) -> float:
    """Points a pixel: by the resolution the page states, else as if its shorter side were that of A4."""
    title = page.get("title") or ""
    stated, box = _RESOLUTION.search(title), _BOX.search(title)
    if stated and float(stated.group(1)) > 0:
        return 72 / float(stated.group(1))
    if box is None:
        return 1.0
    left, top, right, bottom = map(float, box.groups())
    side = min(right - left, bottom - top)
    return A4_WIDTH / side if side > 0 else 1.0
