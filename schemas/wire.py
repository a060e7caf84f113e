"""The JSON the stages pass: one envelope with a stage name and a schema version, validated on the way in."""

from __future__ import annotations

import functools
from typing import Any

from schemas.decision import Bundle
from schemas.document import Document

SCHEMA_VERSION = 1


@functools.cache
def _adapter(kind: type[Any]) -> Any:
    from pydantic import ConfigDict, TypeAdapter

    del ConfigDict
    return TypeAdapter(kind)


def dump_document(document: Document) -> bytes:
    """`document` as UTF-8 JSON."""
    return bytes(_adapter(Document).dump_json(document, indent=2))


def load_document(data: bytes) -> Document:
    """Read what `dump_document` wrote.

    Raises:
        pydantic.ValidationError: the JSON does not describe a document.
    """
    loaded: Document = _adapter(Document).validate_json(data)
    return loaded


def dump_bundle(bundle: Bundle) -> bytes:
    """`bundle` as UTF-8 JSON."""
    return bytes(_adapter(Bundle).dump_json(bundle, indent=2))


def load_bundle(data: bytes) -> Bundle:
    """Read what `dump_bundle` wrote.

    Raises:
        pydantic.ValidationError: the JSON does not describe a bundle.
    """
    loaded: Bundle = _adapter(Bundle).validate_json(data)
    return loaded
