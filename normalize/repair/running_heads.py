"""Lines that a program printed at the head or foot of the pages: the same text, but for its numbers, on every page.

What opens or ends pages for other reasons stays: names of bodies in capitals, place and date, signers, headings of
tables, ends of sentences.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

_FEWEST_PAGES = 2
_FEWEST_WORDS = 5
_DIGITS = re.compile(r"\d+")
_OTHERWISE = re.compile(
    r"(?:[-–+•*]|\(?\d+[.)]|[IVX]+[.)]|[a-zđ]\)|(?:S?TT|Số TT)\b|Độc lập|Điều \d|Nơi nhận|Căn cứ)|.*\bngày\b.*\btháng\b"
)


def running_heads(edges: Mapping[int, Sequence[int]], texts: Sequence[str | None], pages: int) -> set[int]:
    """Those of the blocks at the edges of pages that are running heads or feet.

    `edges` holds, by page, the blocks that stand first and last there, in that order, page numbers aside; `pages` is
    how many pages there are. A text counts that stands at the same edge of all of them but one.
    """
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for blocks in edges.values():
        for edge, index in enumerate(blocks):
            text = texts[index]
            if text and _may_run(text):
                found[edge, _DIGITS.sub("#", text).casefold()].append(index)
    enough = max(_FEWEST_PAGES, pages - 1)
    return {index for indices in found.values() if len(indices) >= enough for index in indices}


def _may_run(text: str) -> bool:
    words = [word for word in text.split() if word[:1].isalpha()]
    if len(words) < _FEWEST_WORDS or text[-1] in ".;,:" or not text[0].isupper() or _OTHERWISE.match(text):
        return False
    return not text.isupper() and any(word.islower() for word in words)
