"""Lines that a web page broke where nobody would: behind the first syllable of a heading (`QUYẾT` above `ĐỊNH`).

Text taken from a page keeps the line ends of its source, which mean nothing there. Of most lines the parser tells which
go on; a heading is known by its whole words, so its pieces are put together here. Limits: only one syllable in capitals
directly above capitals is taken for a piece, and no stamp (`MẬT`) is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

_EMPHASIS = " *_"
_VOWELS = "AEIOUYÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĨŨƠƯẠ-Ỹ"
_SYLLABLE = re.compile(rf"(?![IVXLC]+$)(?=.*[{_VOWELS}])[A-ZĐÀ-ỸĂƠƯ]{{2,7}}")
_CAPITALS = re.compile(r"[A-ZĐÀ-ỸĂƠƯ]{2,}(?=\W|$)")
_STAMPS = frozenset(("MẬT", "KHẨN"))


def pieces_of_headings(lines: Sequence[str], held: AbstractSet[int]) -> frozenset[int]:
    """The lines that go on a piece of a heading on the line above; lines of `held` are in tables."""
    found: set[int] = set()
    for index in range(1, len(lines)):
        above = lines[index - 1].strip(_EMPHASIS)
        if index in held or index - 1 in held or _SYLLABLE.fullmatch(above) is None or above in _STAMPS:
            continue
        if _CAPITALS.match(lines[index].strip(_EMPHASIS)):
            found.add(index)
    return frozenset(found)
