"""The JSON the stages pass: an envelope with the stage's kind of value and a schema version, checked on the way in."""

from __future__ import annotations

import dataclasses
import functools
import json
import zlib
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from schemas.decision import Bundle
from schemas.document import Document
from schemas.review import SourceReviews

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA_VERSION = 1


class WireError(ValueError):
    """The JSON is no value of a stage; the message says what was expected and where it departs."""


def dump_document(document: Document) -> bytes:
    """`document` as UTF-8 JSON."""
    return _dump("document", document)


def load_document(data: bytes) -> Document:
    """Read what `dump_document` wrote.

    Raises:
        WireError: the JSON does not describe a document of this schema version.
    """
    loaded: Document = _load("document", data)
    return loaded


def dump_bundle(bundle: Bundle) -> bytes:
    """`bundle` as UTF-8 JSON."""
    return _dump("bundle", bundle)


def load_bundle(data: bytes) -> Bundle:
    """Read what `dump_bundle` wrote.

    Raises:
        WireError: the JSON does not describe a bundle of this schema version.
    """
    loaded: Bundle = _load("bundle", data)
    return loaded


def dump_reviews(reviews: SourceReviews) -> bytes:
    """`reviews` as UTF-8 JSON."""
    return _dump("reviews", reviews)


def load_reviews(data: bytes) -> SourceReviews:
    """Read what `dump_reviews`, or the page of a report, wrote.

    Raises:
        WireError: the JSON does not describe reviews of this schema version.
    """
    loaded: SourceReviews = _load("reviews", data)
    return loaded


def pack(value: Document | Bundle) -> bytes:
    """`value` in few bytes, for what the run keeps between stages; read with `unpack_document` or `unpack_bundle`."""
    kind = "document" if isinstance(value, Document) else "bundle"
    return zlib.compress(_adapter(kind).dump_json(value), level=1)


def unpack_document(data: bytes) -> Document:
    """Read what `pack` made of a document.

    Raises:
        WireError: the bytes are damaged, or were packed by another version.
    """
    unpacked: Document = _unpack("document", data)
    return unpacked


def unpack_bundle(data: bytes) -> Bundle:
    """Read what `pack` made of a bundle.

    Raises:
        WireError: the bytes are damaged, or were packed by another version.
    """
    unpacked: Bundle = _unpack("bundle", data)
    return unpacked


def _unpack(kind: str, data: bytes) -> Any:
    from pydantic import ValidationError

    try:
        return _adapter(kind).validate_json(zlib.decompress(data))
    except (zlib.error, ValidationError) as error:
        raise WireError(f"not a packed {kind}: {error}") from error


_KINDS: dict[str, type[Any]] = {"document": Document, "bundle": Bundle, "reviews": SourceReviews}


def _dump(kind: str, value: object) -> bytes:
    content = _adapter(kind).dump_json(value, indent=1)
    head = json.dumps({"kind": kind, "schema_version": SCHEMA_VERSION}, indent=1)[:-2].encode()
    return head + b',\n"content": ' + bytes(content) + b"\n}\n"


def _load(kind: str, data: bytes) -> Any:
    from pydantic import ValidationError

    try:
        envelope = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from error
    if not isinstance(envelope, dict) or set(envelope) != {"kind", "schema_version", "content"}:
        raise WireError("expected an object with `kind`, `schema_version` and `content`, as `kehoach stage` writes it")
    if envelope["kind"] != kind:
        raise WireError(f"expected a {kind}, got a {envelope['kind']}; run the stage before first")
    if envelope["schema_version"] != SCHEMA_VERSION:
        raise WireError(f"schema version {envelope['schema_version']!r} was written by another version of kehoach")
    try:
        return _adapter(kind).validate_json(json.dumps(envelope["content"]))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WireError(f"{error.error_count()} error(s), the first at {where}: {first['msg']}") from error


@functools.cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    """The checker of one kind of value. Unknown keys are errors in every value it holds, at any depth."""
    from pydantic import ConfigDict, TypeAdapter

    for value in _dataclasses_in(_KINDS[kind]):
        # pydantic reads its configuration of a plain dataclass from this attribute.
        value.__pydantic_config__ = ConfigDict(extra="forbid", strict=True)
    return TypeAdapter(_KINDS[kind])


def _dataclasses_in(kind: Any, seen: set[Any] | None = None) -> set[Any]:
    """`kind` and every dataclass its fields mention."""
    seen = set() if seen is None else seen
    if dataclasses.is_dataclass(kind) and kind not in seen:
        seen.add(kind)
        for hint in get_type_hints(kind).values():
            _dataclasses_in(hint, seen)
    for argument in get_args(kind):
        _dataclasses_in(argument, seen)
    return seen
