"""How Vietnamese a text looks: the share of its accented words that are syllables.

Used as evidence when an encoding has to be told from the text it yields: text decoded rightly is made of syllables,
text decoded wrongly is not.
"""

from __future__ import annotations

import re

from schemas.syllables import is_syllable

_EDGES = " \t!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~“”‘’–—…•"


def accented_words(text: str) -> list[str]:
    """The words of `text` that hold a character beyond ASCII, cut at blanks, hyphens and slashes, without punctuation.

    Words are not cut at symbols such as `©`: in text decoded wrongly these are letters.
    """
    if text.isascii():
        return []
    stripped = (word.strip(_EDGES) for word in re.split(r"[\s/\-]+", text))
    return [word for word in stripped if word and not word.isascii()]


def syllable_share(text: str) -> tuple[int, float]:
    """How many accented words `text` has, and which share of them (0..1) are Vietnamese syllables."""
    words = accented_words(text)
    if not words:
        return 0, 0.0
    return len(words), sum(map(is_syllable, words)) / len(words)
