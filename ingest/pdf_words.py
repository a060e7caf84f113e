"""Letters of a PDF page -> words: parted where the gap is that of a space, in the letters their font draws.

A syllable that a font's wrong widths tear apart (`phẩ m`, `ĐIỀ U`) is joined when the gap is clearly narrower than the
line's spaces, the whole is a syllable and a part of it is none; what is cut by a real space is left to repair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from ingest.font_names import font_reader
from ingest.page_words import Word
from ingest.pdf_letters import Letter, without_fillers
from ingest.syllable_share import syllable_share
from ingest.text_decoding import disguise_of, tidy
from schemas.syllables import is_syllable, is_unfinished

_GAP_IN_WORD = 0.15  # of the letter size; a space has about 0.25
_NARROW = 0.75  # of the line's usual space: a gap that is none
_NARROW_ALONE = 0.2  # of the height, on a line with no other gaps
_SAME_LINE = 3.0  # points between the tops of words side by side
_MAX_PIECES = 4
_ENOUGH_WORDS = 4  # accented words from which on the text of a font says what it is
_LETTERS = re.compile(r"[^\W\d_]+")
_UNICODE_ONLY = re.compile("[ạảấầậắặếềệịọốồộớờợụủứừữựỉẠẢẤẦẬẮẶẾỀỆỊỌỐỒỘỚỜỢỤỦỨỪỮỰỈ]")


class Fonts:
    """What the fonts of one file draw, remembered from page to page: pages with few words tell little."""

    def __init__(self) -> None:
        self._readers: dict[str, Callable[[str], str] | None] = {}

    def reader(self, name: str, text: str) -> Callable[[str], str] | None:
        """What makes Vietnamese of `text` set in the font `name`; None where the characters are what is drawn.

        The text has the last word: a font may be named for an encoding it does not have, or hide one under a plain
        name.
        """
        if _UNICODE_ONLY.search(text):
            return None
        if name not in self._readers:
            by_name = font_reader(_plain_font(name))
            by_text = disguise_of(text)
            count, share = syllable_share(text)
            if by_text is None and count >= _ENOUGH_WORDS and share > 0.5:
                by_name = None  # the text is Vietnamese as it stands
            if by_name is None and by_text is None and count < _ENOUGH_WORDS:
                return None  # too little to remember
            self._readers[name] = by_name or by_text
        return self._readers[name]


def words_of(letters: Sequence[Letter], fonts: Fonts) -> list[Word]:
    """The words that `letters` make, line by line."""
    from pdfplumber.utils.text import extract_words

    found = extract_words(
        without_fillers(letters), x_tolerance_ratio=_GAP_IN_WORD, use_text_flow=False, return_chars=True
    )
    readers = _readers(found, fonts)
    words: list[Word] = []
    for item in found:
        text = _text(item["chars"], readers) if any(readers.values()) else str(item["text"])
        text = " ".join(tidy(text).split())
        if text:
            words.append(Word(text, float(item["x0"]), float(item["top"]), float(item["x1"]), float(item["bottom"])))
    return _joined(words)


def _plain_font(name: str) -> str:
    """A font's name without the tag of its subset (`ABCDEF+Times`)."""
    return name[7:] if name[6:7] == "+" else name


def _readers(words: Sequence[dict[str, Any]], fonts: Fonts) -> dict[str, Callable[[str], str] | None]:
    texts: dict[str, list[str]] = {}
    for word in words:
        for name, part in groupby(word["chars"], key=_font):
            texts.setdefault(name, []).append("".join(letter["text"] for letter in part))
    return {name: fonts.reader(name, " ".join(parts)) for name, parts in texts.items()}


def _font(letter: Letter) -> str:
    return str(letter.get("fontname"))


def _text(letters: Sequence[Letter], readers: dict[str, Callable[[str], str] | None]) -> str:
    """The text of a word, each part of one font in the letters that font draws."""
    parts = []
    for name, own in groupby(letters, key=_font):
        text = "".join(letter["text"] for letter in own)
        reader = readers[name]
        parts.append(reader(text) if reader else text)
    return "".join(parts)


def _joined(words: list[Word]) -> list[Word]:
    """`words` with the pieces of syllables put together."""
    if not any(_is_piece(word.text) for word in words):
        return words
    joined: list[Word] = []
    for _, line in groupby(words, key=_LineKey()):
        joined += _joined_line(list(line))
    return joined


class _LineKey:
    """Numbers the lines of words that come line by line, left to right."""

    def __init__(self) -> None:
        self._line = 0
        self._last: Word | None = None

    def __call__(self, word: Word) -> int:
        last = self._last
        if last is not None and (abs(word.top - last.top) > _SAME_LINE or word.x0 < last.x0):
            self._line += 1
        self._last = word
        return self._line


def _joined_line(line: list[Word]) -> list[Word]:
    gaps = [right.x0 - left.x1 for left, right in pairwise(line)]
    done: list[Word] = []
    at = 0
    while at < len(line):
        end = next((end for end in range(min(len(line), at + _MAX_PIECES), at + 1, -1) if _fit(line, gaps, at, end)), 0)
        if end:
            pieces = line[at:end]
            done.append(
                replace(
                    pieces[0],
                    text="".join(piece.text for piece in pieces),
                    top=min(piece.top for piece in pieces),
                    x1=pieces[-1].x1,
                    bottom=max(piece.bottom for piece in pieces),
                )
            )
            at = end
        else:
            done.append(line[at])
            at += 1
    return done


def _fit(line: Sequence[Word], gaps: Sequence[float], start: int, end: int) -> bool:
    """Whether the words from `start` to `end` (exclusive) are pieces of one syllable."""
    pieces = [piece.text for piece in line[start:end]]
    if not any(map(_is_piece, pieces)) or not _is_whole(pieces):
        return False
    inside = gaps[start : end - 1]
    others = [gap for at, gap in enumerate(gaps) if not start <= at < end - 1]
    usual = median(others) if others else 0.0
    limit = _NARROW * usual if len(others) > 1 else _NARROW_ALONE * line[start].height
    return max(inside) < limit


def _is_piece(text: str) -> bool:
    """Letters that are no syllable by themselves, with what punctuation may follow."""
    letters = _LETTERS.findall(text)
    if len(letters) != 1 or not text.startswith(letters[0]):
        return False
    return not is_syllable(letters[0]) or is_unfinished(letters[0])


def _is_whole(pieces: Sequence[str]) -> bool:
    """Whether the pieces together are one syllable, in one case, with punctuation only around it."""
    text = "".join(pieces)
    letters = _LETTERS.findall(text)
    if len(letters) != 1 or not all(piece[:1].isalpha() for piece in pieces[1:]):
        return False
    word = letters[0]
    return is_syllable(word) and (word.isupper() or word[1:].islower())
