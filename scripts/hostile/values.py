"""One file of the suite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ANY = frozenset({"ok", "partial", "failed"})
FAILED = frozenset({"failed"})


@dataclass(frozen=True)
class BadFile:
    """A file by its name, which may lie in a folder; `may_be` are the statuses a run may give it.

    What takes long to make is a function that gives the bytes. What is not bytes (a pipe, a link) is made by `make`.
    `is_slow` files need an OCR engine, an office program, or seconds to be written or read.
    """

    name: str | bytes
    data: bytes | Callable[[], bytes] = b""
    may_be: frozenset[str] = ANY
    is_slow: bool = False
    make: Callable[[Path], None] | None = None
