"""Two characters that stand for something while a cell is taken apart, and cells that hold them already.

They are of the private use area: no letter of any script, no word and no blank, so that no rule takes them for one.
"""

from __future__ import annotations

FIRST, SECOND = "\ue000", "\ue001"
_STRANGE = str.maketrans(dict.fromkeys((FIRST, SECOND), "\N{REPLACEMENT CHARACTER}"))


def without_stand_ins(text: str) -> str:
    """`text` with U+FFFD where it holds a stand-in of its own, as the text layer of a broken font may."""
    return text.translate(_STRANGE)
