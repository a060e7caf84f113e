"""Parts of a Word file that hold text in another format (`w:altChunk`), as programs write that make Word of web pages.

Pages (HTML, MHTML) and plain text are read; other formats are a problem, because Word itself would convert them.
"""

from __future__ import annotations

from lxml import etree

from ingest.declared_blocks import Item, Paragraph
from ingest.html import html_items
from ingest.media_type import HTML, MHTML, NAMES, TEXT, detect_media_type
from ingest.mhtml import html_parts
from ingest.text_decoding import decode_text
from ingest.zip_parts import Parts
from schemas.document import Problem

_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Chunks:
    """The parts in other formats that the part `main` of a file takes in."""

    def __init__(self, parts: Parts, main: str) -> None:
        self._parts = parts
        self._main = main
        self.problems: list[Problem] = []

    def items(self, node: etree._Element) -> list[Item]:
        """What the part holds that the element `w:altChunk` names."""
        name = self._parts.related(self._main, node.get(_ID) or "")
        data = self._parts.data(name) if name else None
        if data is None:
            return []
        kind = detect_media_type(data)
        if kind == HTML:
            return html_items(data)
        if kind == MHTML:
            return [item for page in html_parts(data) for item in html_items(page)]
        if kind == TEXT:
            return [Paragraph(decode_text(data).text)]
        self.problems.append(
            Problem(
                "part_not_read",
                f"The part {name} is {NAMES.get(kind, kind)} and was not read.",
                "Open the file in Word and save it again.",
            )
        )
        return []
