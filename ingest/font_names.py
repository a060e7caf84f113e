"""Fonts of the years before Unicode, told by their names: what they draw is not what the file's characters say.

TCVN3 (ABC) fonts are named `.VnTime`, `.VnArial` ...; an H at the end (`.VnTimeH`) draws capitals for small letters.
VNI fonts are named `VNI-Times`, `VNI-Helve` ...
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from ingest.legacy_fonts import read_tcvn3, read_vni


@functools.lru_cache(maxsize=256)
def font_reader(name: str) -> Callable[[str], str] | None:
    """What makes Vietnamese of text set in the font `name`; None for a font that shows its characters as they are."""
    name = name.strip(" \"'").lower()
    if name.startswith(".vn"):
        return _read_tcvn3_capitals if name.endswith("h") else read_tcvn3
    return read_vni if name.startswith("vni-") else None


def _read_tcvn3_capitals(text: str) -> str:
    return read_tcvn3(text).upper()
