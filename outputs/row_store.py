"""A source's rows in few bytes, for what the run keeps; the same rows come out as went in."""

from __future__ import annotations

import functools
import zlib
from typing import TYPE_CHECKING

from outputs.rows import SourceRows

if TYPE_CHECKING:
    from pydantic import TypeAdapter


class RowsDamaged(ValueError):  # noqa: N818 - named for what it says
    """The bytes hold no rows of this version."""


def pack_rows(rows: SourceRows) -> bytes:
    """`rows` as compressed JSON."""
    return zlib.compress(_adapter().dump_json(rows), level=1)


def unpack_rows(data: bytes) -> SourceRows:
    """Read what `pack_rows` wrote.

    Raises:
        RowsDamaged: the bytes are damaged, or were packed by another version.
    """
    try:
        return _adapter().validate_json(zlib.decompress(data))
    except (zlib.error, ValueError) as error:
        raise RowsDamaged(f"not the rows of a source: {error}") from error


@functools.cache
def _adapter() -> TypeAdapter[SourceRows]:
    from pydantic import TypeAdapter

    return TypeAdapter(SourceRows)
