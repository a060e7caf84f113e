"""What the XML files of OCR engines have in common: numbers in attributes, and how they are parsed."""

from __future__ import annotations

from lxml import etree

from ingest.errors import UnreadableSource
from ingest.zip_parts import parse_xml


def engine_root(data: bytes) -> etree._Element:
    """The root element of an engine's file.

    Raises:
        UnreadableSource: `damaged` when it is not well-formed.
    """
    try:
        return parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(
            "damaged", f"The XML cannot be read: {error.msg}.", "Have the OCR engine write the file again."
        ) from error


def local_name(node: etree._Element) -> str:
    """The name of an element without its namespace; versions of these formats differ in their namespaces."""
    return node.tag.rpartition("}")[2]


def number(node: etree._Element, name: str) -> float | None:
    """An attribute as a number; None when it is not there or no number."""
    try:
        value = float(node.get(name) or "")
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def confidence(node: etree._Element, name: str) -> float | None:
    """An attribute as a confidence; values above 1 are taken for percent."""
    value = number(node, name)
    if value is None or value < 0:
        return None
    return min(1.0, value / 100 if value > 1 else value)


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first child of that name, in any namespace."""
    return next((found for found in node.iterchildren("*") if local_name(found) == name), None)
