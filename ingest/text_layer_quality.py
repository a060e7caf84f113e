"""Whether the text layer of a PDF page can be trusted, or the page has to be read by OCR.

Measured on the words of the page:

* `missing`: fewer than `FEW_WORDS` words while pictures cover half of the page or more;
* `garbled`: letters without meaning (private use, U+FFFD, `(cid:12)`), or too few of the words are syllables: a font
  whose codes do not tell its letters;
* `poor`: a picture covers the page, so the words are an older OCR, and clearly more accented words than in good text
  are no syllables, or hardly any word is accented at all (an engine that did not know Vietnamese);
* `good`: everything else, also a page without words and pictures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from ingest.syllable_share import syllable_share
from schemas.syllables import is_syllable

TextQuality = Literal["good", "missing", "garbled", "poor"]

FEW_WORDS = 12
_PICTURE_PAGE = 0.5  # share of the page that pictures cover from which on it may be a scan
_SCANNED_PAGE = 0.7
_ENOUGH_WORDS = 20
_MAX_STRANGE = 0.02  # of the characters
_MIN_SYLLABLES = 0.55  # of the words of letters; abbreviations, names and English make up to a third
_MIN_OLD_OCR = 0.95  # of the accented words of an older OCR; good text has 0.99 and more
_MIN_ACCENTED = 0.3  # of the words; Vietnamese prose has about three quarters
_LETTERS = re.compile(r"[^\W\d_]+")
_STRANGE = re.compile("[\N{REPLACEMENT CHARACTER}\ue000-\uf8ff\x00-\x08]|\\(cid:\\d+\\)")


def text_quality(words: Sequence[str], image_share: float) -> TextQuality:
    """Judge the text layer with these words on a page that pictures cover to the share `image_share` (0..1)."""
    if len(words) < FEW_WORDS and image_share >= _PICTURE_PAGE:
        return "missing"
    text = " ".join(words)
    if len(_STRANGE.findall(text)) > _MAX_STRANGE * len(text):
        return "garbled"
    letters = [word for word in _LETTERS.findall(text) if len(word) > 1 and not word.isupper()]
    if len(letters) < _ENOUGH_WORDS:
        return "good"
    if sum(map(is_syllable, letters)) < _MIN_SYLLABLES * len(letters):
        return "garbled"
    accented, share = syllable_share(text)
    if image_share >= _SCANNED_PAGE and (accented < _MIN_ACCENTED * len(letters) or share < _MIN_OLD_OCR):
        return "poor"
    return "good"
