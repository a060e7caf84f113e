"""Lines that a converter broke where nobody would: behind the first syllable of a heading (`QUYẾT` above `ĐỊNH`), in
a link.

Text taken from a page keeps the line ends of its source, which mean nothing there. Of most lines the parser tells which
go on; a heading is known by its whole words, so its pieces are put together here. Limits: only one syllable in capitals
directly above capitals is taken for a piece, and no stamp (`MẬT`) is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from schemas.markdown import LINK

_EMPHASIS = " *_"
_NUMERAL = re.compile(r"[IVXLC]+")
_SYLLABLE = re.compile(r"[^\W\d_]{2,7}")
_VOWELS = frozenset("aeiouy")
_WORD = re.compile(r"[^\W\d_]{2,}")
_STAMPS = frozenset(("MẬT", "KHẨN"))


def pieces_of_headings(lines: Sequence[str], held: AbstractSet[int]) -> frozenset[int]:
    """The lines that go on a piece of a heading on the line above; lines of `held` are in tables."""
    found: set[int] = set()
    for index in range(1, len(lines)):
        above = lines[index - 1].strip(_EMPHASIS)
        if index in held or index - 1 in held or not _is_syllable(above):
            continue
        word = _WORD.match(lines[index].strip(_EMPHASIS))
        if word and word[0].isupper():
            found.add(index)
    return frozenset(found)


def pieces_of_links(lines: Sequence[str], held: AbstractSet[int]) -> frozenset[int]:
    """The lines that go on a Markdown link of the line above; lines of `held` are in tables."""
    found: set[int] = set()
    text = "\n".join(lines)
    first = counted = 0
    for match in LINK.finditer(text):
        breaks = match[0].count("\n")
        if not breaks or "\n\n" in match[0]:
            continue
        first += text.count("\n", counted, match.start())
        counted = match.start()
        if held.isdisjoint(range(first, first + breaks + 1)):
            found.update(range(first + 1, first + breaks + 1))
    return frozenset(found)


def _is_syllable(text: str) -> bool:
    """One syllable in capitals: no abbreviation (`QH`), no numeral, no stamp."""
    if not text.isupper() or _SYLLABLE.fullmatch(text) is None or text in _STAMPS or _NUMERAL.fullmatch(text):
        return False
    return not _VOWELS.isdisjoint(unicodedata.normalize("NFD", text.lower()))
