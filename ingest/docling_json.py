"""Documents that Docling wrote as JSON (`schema_name` "DoclingDocument"): texts and tables in reading order.

Source: the DoclingDocument schema, version 1. `body` refers to texts, groups, tables and pictures; items say on which
page and where they stand. List items keep their marks. What the engine calls furniture (heads and feet of pages) counts
as markup. Limits: key-value areas and forms are read by the texts in them; page numbers that the engine skipped are
pages without words; a picture is read by its caption.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ingest.declared_pages import GridCell, PageBuilder, grid_rows
from ingest.errors import UnreadableSource
from ingest.list_marks import opens_with_label
from ingest.page_words import Box
from schemas.document import Document, Source

READER = "docling_json"

_RESOLUTION = "Have Docling write the file again."
_MAX_DEPTH = 100
_MAX_PAGES = 10_000
_DIGITS = 9  # of a number that can be the place of an item


def read_docling(data: bytes, source: Source) -> Document:
    """Read the bytes of a Docling document.

    Raises:
        UnreadableSource: `damaged` when it is no JSON or has not the parts of such a document.
    """
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource("damaged", f"The JSON cannot be read: {error}.", _RESOLUTION) from error
    if not isinstance(content, dict) or not isinstance(content.get("body"), dict):
        raise UnreadableSource("damaged", "The JSON has no body as Docling writes it.", _RESOLUTION)
    walk = _Walk(content)
    walk.read()
    return walk.builder.document(source, READER, encoding="json")


class _Walk:
    """Goes through the tree of a document; every item is read once."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.builder = PageBuilder()
        self._content = content
        self._seen: set[str] = set()
        self._furniture: list[str] = []
        self._heights: dict[int, float] = {}
        pages = content.get("pages")
        for key, page in pages.items() if isinstance(pages, dict) else ():
            size = page.get("size") if isinstance(page, dict) else None
            if key.isdecimal() and len(key) <= _DIGITS and isinstance(size, dict):
                self._heights[int(key)] = _number(size.get("height"))

    def read(self) -> None:
        """Read the body, and what the tree forgot; then count the furniture."""
        self._children(self._content["body"], 0)
        for kind in ("texts", "tables"):
            items = self._content.get(kind)
            for index in range(len(items) if isinstance(items, list) else 0):
                self._item(f"#/{kind}/{index}", 0)
        for text in self._furniture:
            self.builder.markup(text)

    def _children(self, node: dict[str, Any], depth: int) -> None:
        for reference in _references(node):
            self._item(reference, depth)

    def _item(self, reference: str, depth: int) -> None:
        node = self._resolved(reference)
        if node is None or reference in self._seen or depth > _MAX_DEPTH:
            return
        self._seen.add(reference)
        kind = reference.split("/")[1]
        if node.get("content_layer") == "furniture" or node.get("label") in ("page_header", "page_footer"):
            if kind == "texts":
                self._furniture.append(_text(node))
        elif kind == "groups" and node.get("label") == "inline":
            self._inline(node, depth)
            return
        elif kind == "texts":
            self._line(node, _text(node))
        elif kind == "tables":
            for caption in _list(node.get("captions")):
                if isinstance(caption, dict) and isinstance(caption.get("$ref"), str):
                    self._item(caption["$ref"], depth + 1)
            self._table(node)
        self._children(node, depth + 1)

    def _resolved(self, reference: str) -> dict[str, Any] | None:
        parts = reference.split("/")
        if (
            len(parts) != 3 or parts[0] != "#" or not parts[2].isdecimal() or len(parts[2]) > _DIGITS
        ):  # "#", kind, index
            return None
        items = self._content.get(parts[1])
        index = int(parts[2])
        node = items[index] if isinstance(items, list) and index < len(items) else None
        return node if isinstance(node, dict) else None

    def _inline(self, group: dict[str, Any], depth: int) -> None:
        """One paragraph whose pieces differ in their looks; what is in it and no text follows."""
        pieces: list[dict[str, Any]] = []
        others: list[str] = []
        for reference in _references(group):
            node = self._resolved(reference)
            if node is not None and reference not in self._seen and reference.split("/")[1] == "texts":
                self._seen.add(reference)
                pieces.append(node)
            else:
                others.append(reference)
        if pieces:
            self._line(pieces[0], " ".join(filter(None, (_text(piece).strip() for piece in pieces))))
        for reference in others:
            self._item(reference, depth + 1)

    def _line(self, node: dict[str, Any], text: str) -> None:
        marker = node.get("marker")
        if node.get("label") == "list_item" and isinstance(marker, str) and marker.strip():
            mark = "-" if len(marker.strip()) == 1 and not marker.strip().isalnum() else marker.strip()
            if not opens_with_label(text):
                text = f"{mark} {text}"
        page, box = self._place(node)
        self._turn_to(page)
        if text.strip():
            self.builder.line(text, box=box)

    def _table(self, node: dict[str, Any]) -> None:
        self._turn_to(self._place(node)[0])
        data = node.get("data")
        cells = list(self._cells(data)) if isinstance(data, dict) else []
        self.builder.open_table()
        for row in grid_rows(cells):
            self.builder.row(row)

    def _cells(self, data: dict[str, Any]) -> Iterator[GridCell]:
        for cell in _list(data.get("table_cells")):
            if not isinstance(cell, dict):
                continue
            row, column = _whole(cell.get("start_row_offset_idx")), _whole(cell.get("start_col_offset_idx"))
            row_end, column_end = _whole(cell.get("end_row_offset_idx")), _whole(cell.get("end_col_offset_idx"))
            yield GridCell(row, column, _text(cell), max(1, column_end - column), max(1, row_end - row))

    def _place(self, node: dict[str, Any]) -> tuple[int, Box | None]:
        """Page and box of an item; the page of the item before where it does not say."""
        for found in _list(node.get("prov")):
            if isinstance(found, dict):
                page = _whole(found.get("page_no")) or self.builder.page
                return page, self._box(found.get("bbox"), page)
        return self.builder.page, None

    def _box(self, box: object, page: int) -> Box | None:
        if not isinstance(box, dict):
            return None
        left, top, right, bottom = (round(_number(box.get(key)), 2) for key in ("l", "t", "r", "b"))
        if box.get("coord_origin") == "BOTTOMLEFT":
            height = self._heights.get(page, 0.0)
            top, bottom = round(height - top, 2), round(height - bottom, 2)
        return left, top, right, bottom

    def _turn_to(self, page: int) -> None:
        """Open pages up to `page`; an item that belongs to an earlier page stays on the open one."""
        while self.builder.page < min(page, _MAX_PAGES):
            self.builder.new_page()


def _references(node: dict[str, Any]) -> Iterator[str]:
    """The items that an item or a group names as its children."""
    for child in _list(node.get("children")):
        reference = child.get("$ref") or child.get("cref") if isinstance(child, dict) else None
        if isinstance(reference, str):
            yield reference


def _text(node: dict[str, Any]) -> str:
    text = node.get("text")
    return text if isinstance(text, str) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e9 else 0.0


def _whole(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 1_000_000 else 0
