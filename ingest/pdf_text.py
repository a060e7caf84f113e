"""Born-digital PDF pages: words and ruled tables as pdfplumber finds them.

Hazards that are dealt with: text of legacy fonts (TCVN3, VNI, told by the font's name), letters printed twice for
boldness, single letters turned against the page (watermarks written upwards), pages painted sideways.
Left as they are: syllables split by blanks that the file holds, and lost hyphens.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.font_names import font_reader
from ingest.page_grid import RuledTable, ruled_table
from ingest.page_rules import NO_RULES, Rules
from ingest.page_words import Box, Word
from ingest.text_decoding import tidy

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage

_EDGE_TOLERANCE = 3.0  # points between edges of cells that are one rule
_GAP_IN_WORD = 0.15  # of the letter size; a space has about 0.25
_MIN_DOUBLED = 0.05  # share of letters printed twice at one place, from which on doubles are dropped
_MIN_CELL = 4.0  # points; less is the inside of a double rule
_ENOUGH_ENDS = 3  # upright rules of two columns
_TURNED_SHARE = 0.8  # of the letters, from which on the page itself is sideways


@dataclass(frozen=True, slots=True)
class TextPage:
    """What the text layer of a page gives; `image_share` is the part of the page that pictures cover (0..1).

    `rotation` is the clockwise turn, in degrees, that made its lines run across.
    """

    words: tuple[Word, ...]
    tables: tuple[RuledTable, ...]
    image_share: float
    rotation: int = 0
    rules: Rules = NO_RULES


def read_text_page(page: PdfPage) -> TextPage:
    """The text layer of a page as it is shown (the page's own rotation is applied by the reader of the format)."""
    turned = _turn(page)
    if turned:
        return _read_turned(page, turned)
    upright = page.filter(lambda item: item["object_type"] != "char" or item["upright"])
    if _is_doubled(upright.chars):
        upright = upright.dedupe_chars()
    tables, rules = _tables(upright)
    return TextPage(_words(upright), tables, _image_share(page), page.rotation or 0, rules)


def _words(page: PdfPage) -> tuple[Word, ...]:
    readers = {name: font_reader(_plain_font(name)) for name in {str(char.get("fontname")) for char in page.chars}}
    legacy = any(readers.values())
    found = page.extract_words(
        x_tolerance_ratio=_GAP_IN_WORD, use_text_flow=False, extra_attrs=["fontname"] if legacy else []
    )
    words: list[Word] = []
    for item in found:
        text = str(item["text"])
        reader = readers.get(str(item.get("fontname"))) if legacy else None
        text = " ".join(tidy(reader(text) if reader else text).split())
        if text:
            words.append(Word(text, float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"])))
    return tuple(words)


def _plain_font(name: str) -> str:
    """A font's name without the tag of its subset (`ABCDEF+Times`)."""
    return name[7:] if name[6:7] == "+" else name


def _tables(page: PdfPage) -> tuple[tuple[RuledTable, ...], Rules]:
    """The ruled tables of a page, and all its rules."""
    if not page.rects and not page.lines and not page.curves:
        return (), NO_RULES
    finder = page.debug_tablefinder()
    closing = _closing_edges(finder.edges)
    if closing:
        finder = page.debug_tablefinder({"explicit_horizontal_lines": closing})
    tables = (ruled_table(_cells(found.cells), _EDGE_TOLERANCE) for found in finder.tables)
    return tuple(table for table in tables if table is not None), _rules(finder.edges)


def _rules(edges: Sequence[dict[str, Any]]) -> Rules:
    boxes: dict[str, list[Box]] = {"h": [], "v": []}
    for edge in edges:
        boxes[edge["orientation"]].append((edge["x0"], edge["top"], edge["x1"], edge["bottom"]))
    return Rules(tuple(boxes["h"]), tuple(boxes["v"]))


def _closing_edges(edges: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rules that a page break left out: where three upright rules or more end at one height and none runs across."""
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    across = [edge for edge in edges if edge["orientation"] == "h"]
    closing: list[dict[str, Any]] = []
    for height, ends in _shared_ends(upright):
        x0, x1 = min(edge["x0"] for edge in ends), max(edge["x1"] for edge in ends)
        if not any(
            abs(edge["top"] - height) <= _EDGE_TOLERANCE and edge["x0"] < x1 and edge["x1"] > x0 for edge in across
        ):
            closing.append({
                "object_type": "line_edge", "orientation": "h", "x0": x0, "x1": x1, "width": x1 - x0,
                "top": height, "bottom": height, "height": 0,
            })  # fmt: skip
    return closing


def _shared_ends(upright: Sequence[dict[str, Any]]) -> list[tuple[float, list[dict[str, Any]]]]:
    """Heights at which upright rules start or end, with these rules; only where at least three do."""
    ends = sorted(((edge[side], edge) for edge in upright for side in ("top", "bottom")), key=lambda end: end[0])
    runs: list[list[tuple[float, dict[str, Any]]]] = []
    for height, edge in ends:
        if runs and height - runs[-1][-1][0] <= _EDGE_TOLERANCE:
            runs[-1].append((height, edge))
        else:
            runs.append([(height, edge)])
    return [
        (run[-1][0], [edge for _, edge in run])
        for run in runs
        if len({round(edge["x0"]) for _, edge in run}) >= _ENOUGH_ENDS
    ]


def _cells(boxes: Sequence[Any]) -> list[Box]:
    return [
        (float(x0), float(top), float(x1), float(bottom))
        for x0, top, x1, bottom in boxes
        if x1 - x0 >= _MIN_CELL and bottom - top >= _MIN_CELL
    ]


def _image_share(page: PdfPage) -> float:
    area = float(page.width) * float(page.height)
    covered = 0.0
    for image in page.images:
        width = min(float(image["x1"]), float(page.width)) - max(float(image["x0"]), 0.0)
        height = min(float(image["bottom"]), float(page.height)) - max(float(image["top"]), 0.0)
        covered += max(0.0, width) * max(0.0, height)
    return min(1.0, covered / area) if area else 0.0


def _is_doubled(chars: Sequence[dict[str, Any]]) -> bool:
    places = {(char["text"], round(char["x0"]), round(char["top"])) for char in chars}
    return len(chars) - len(places) > _MIN_DOUBLED * len(chars)


def _turn(page: PdfPage) -> int:
    """The clockwise turn (90 or 270) that sets a sideways page upright, 180 for one on its head, else 0."""
    chars = page.chars
    if not chars:
        return 0
    rising = falling = reversed_ = 0
    for char in chars:
        a, b, _, _, _, _ = char["matrix"]
        if abs(b) > abs(a):
            rising, falling = rising + (b > 0), falling + (b < 0)
        elif a < 0:
            reversed_ += 1
    for count, turn in ((rising, 90), (falling, 270), (reversed_, 180)):
        if count > _TURNED_SHARE * len(chars):
            return turn
    return 0


def _read_turned(page: PdfPage, turn: int) -> TextPage:
    import pdfplumber
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    stream = page.pdf.stream
    stream.seek(0)
    source = pypdfium2.PdfDocument(stream.read())
    single = pypdfium2.PdfDocument.new()
    copy = io.BytesIO()
    try:
        single.import_pages(source, [page.page_number - 1])
        single[0].set_rotation(((page.rotation or 0) + turn) % 360)
        single.save(copy)
    finally:
        single.close()
        source.close()
    with pdfplumber.open(copy) as opened:
        upright = opened.pages[0].filter(lambda item: item["object_type"] != "char" or item["upright"])
        tables, rules = _tables(upright)
        return TextPage(_words(upright), tables, _image_share(opened.pages[0]), turn, rules)
