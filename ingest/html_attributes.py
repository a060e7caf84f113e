"""What attributes and styles of a web page's elements say: spans, borders, what is hidden, and the marks of lists."""

from __future__ import annotations

import re

from lxml import etree

from ingest.list_marks import letter, opens_with_label, roman

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BORDER = re.compile(r"\bborder(?:-(?:top|left|right|bottom))?\s*:\s*([^;]+)", re.IGNORECASE)
_NO_LINE = re.compile(r"none|hidden|^0(?:px|pt)?\b", re.IGNORECASE)
_NO_MARK = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:[^;]*\b((?:lower|upper)-(?:roman|alpha|latin)|decimal)\b", re.IGNORECASE
)
_LIST_TYPES = {
    "1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
}  # fmt: skip
MAX_COLUMNS, _MAX_ROWS = 100, 65_534  # of a span; the second is the limit of HTML itself
_DOTS = "•·*"


def table_border(node: etree._Element) -> bool | None:
    """Whether a table says that it draws lines; None when it does not say so, because its cells may."""
    attribute = node.get("border")
    if attribute is not None:
        return attribute.strip() not in ("0", "0px", "no", "none") or None
    return border_of(node.get("style") or "") or None


def border_of(style: str) -> bool | None:
    """Whether a style draws lines; None when it does not say."""
    found = _BORDER.findall(style) if "order" in style else []
    return any(not _NO_LINE.search(value.strip()) for value in found) if found else None


def colspan_of(cell: etree._Element) -> int:
    """Columns that a cell covers."""
    return max(1, min(integer_of(cell.get("colspan"), 1), MAX_COLUMNS))


def rowspan_of(cell: etree._Element) -> int:
    """Rows that a cell covers; 0 stands for all that follow."""
    value = integer_of(cell.get("rowspan"), 1)
    return min(value, _MAX_ROWS) if value else _MAX_ROWS


def word_mark(node: etree._Element) -> str:
    """The mark of a list that Word wrote as text: a label as it is, signs of symbol fonts and `o` as a dash."""
    mark = "".join(map(str, node.itertext())).strip(" \t\r\n\f\N{NO-BREAK SPACE}")
    if not mark:
        return ""
    return f"{mark if opens_with_label(mark) and mark[0] not in _DOTS else '-'} "


def integer_of(value: str | None, default: int) -> int:
    """An attribute as a whole number; `default` when it is not there or none."""
    text = (value or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else default


def is_hidden(node: etree._Element, style: str) -> bool:
    """Whether an element with this style is not shown, or only leads through the site."""
    if (
        "hidden" in node.attrib
        or node.get("role") == "navigation"
        or (node.tag == "dialog" and "open" not in node.attrib)
    ):
        return True
    return bool(style and _HIDDEN.search(style))


def list_mark(parent: etree._Element, item: etree._Element, style: str, number: int) -> str:
    """What is printed before an item of a list; nothing where a style takes it away."""
    own = item.get("style") or ""
    if _NO_MARK.search(style) or _NO_MARK.search(own):
        return ""
    if parent.tag == "ul":
        return "-"
    named = _LIST_STYLE.search(own) or _LIST_STYLE.search(style)
    kind = named.group(1).lower() if named else _LIST_TYPES.get(item.get("type") or parent.get("type") or "1", "")
    if kind.endswith("roman"):
        text = roman(number)
        return f"{text if kind.startswith('upper') else text.lower()}."
    if kind.endswith(("alpha", "latin")):
        text = letter(number, repeat=False)
        return f"{text.upper() if kind.startswith('upper') else text}."
    return f"{number}."
