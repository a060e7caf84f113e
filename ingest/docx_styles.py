"""What the styles of a Word document say of text: its font, capitals, hidden text, and the borders of tables.

Source: ECMA-376 part 1, 17.7 (styles). A run's own properties win over its character style, that over the paragraph's
style, and each style over the one it is based on.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from lxml import etree

from ingest.docx_numbering import W

_OFF = ("0", "false", "off", "none")
_NO_LINE = ("nil", "none")
_MAX_CHAIN = 30  # styles one based on another; a longer chain is a ring
_NO_STYLE = ""
_CONTENTS = re.compile(r"toc ?(?:\d|heading)", re.IGNORECASE)  # in the file the names are English in any language


@dataclass(frozen=True, slots=True)
class TextLook:
    """What is said of a run; None where nothing is said."""

    font: str | None = None
    capitals: bool | None = None
    hidden: bool | None = None

    def over(self, other: TextLook) -> TextLook:
        """This, and what `other` says where this says nothing."""
        return TextLook(
            self.font if self.font is not None else other.font,
            self.capitals if self.capitals is not None else other.capitals,
            self.hidden if self.hidden is not None else other.hidden,
        )


_UNSAID = TextLook()


class Styles:
    """The styles of one document."""

    def __init__(self, root: etree._Element | None) -> None:
        self._nodes: dict[str, etree._Element] = {}
        self._default = _UNSAID
        self._default_paragraph = _NO_STYLE
        if root is not None:
            self._default = _look(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
            for node in root.iterfind(f"{W}style"):
                name = node.get(f"{W}styleId") or ""
                self._nodes[name] = node
                if node.get(f"{W}type") == "paragraph" and node.get(f"{W}default") not in (None, *_OFF):
                    self._default_paragraph = name
        self._style = functools.lru_cache(maxsize=None)(self._read_style)

    def look(self, run: etree._Element | None, paragraph: etree._Element | None) -> TextLook:
        """How a run with the properties `run` (`w:rPr`) looks in a paragraph with the properties `paragraph`."""
        own = _look(run)
        character = _value(run, "rStyle")
        if character:
            own = own.over(self._style(character))
        return own.over(self._style(_value(paragraph, "pStyle") or self._default_paragraph)).over(self._default)

    def is_contents(self, paragraph: etree._Element | None) -> bool:
        """Whether a paragraph belongs to a table of contents, which repeats the headings with their pages."""
        style = _value(paragraph, "pStyle")
        names = (style, _value(self._nodes.get(style), "name")) if style else ()
        return any(name is not None and _CONTENTS.match(name) is not None for name in names)

    def draws_borders(self, style: str) -> bool:
        """Whether a table of this style has lines."""
        return any(has_lines(node.find(f"{W}tblPr/{W}tblBorders")) for node in self._chain(style))

    def _read_style(self, name: str) -> TextLook:
        look = _UNSAID
        for node in self._chain(name):
            look = look.over(_look(node.find(f"{W}rPr")))
        return look

    def _chain(self, name: str) -> list[etree._Element]:
        """A style and those it is based on."""
        chain: list[etree._Element] = []
        while name in self._nodes and len(chain) < _MAX_CHAIN:
            node = self._nodes[name]
            chain.append(node)
            name = _value(node, "basedOn") or _NO_STYLE
        return chain


def has_lines(borders: etree._Element | None) -> bool:
    """Whether `w:tblBorders` or `w:tcBorders` draws any line."""
    return borders is not None and any((node.get(f"{W}val") or "nil") not in _NO_LINE for node in borders)


def _look(properties: etree._Element | None) -> TextLook:
    if properties is None:
        return _UNSAID
    fonts = properties.find(f"{W}rFonts")
    font = None
    if fonts is not None:
        font = fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi")
    return TextLook(font, _switch(properties.find(f"{W}caps")), _switch(properties.find(f"{W}vanish")))


def _switch(node: etree._Element | None) -> bool | None:
    return None if node is None else node.get(f"{W}val") not in _OFF


def _value(node: etree._Element | None, name: str) -> str | None:
    child = node.find(f"{W}{name}") if node is not None else None
    return child.get(f"{W}val") if child is not None else None
