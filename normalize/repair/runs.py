"""Which words of a run language evidence may touch at all: no names, abbreviations, foreign words or kept wordings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from normalize.repair.known_words import foreign_words, is_kept, known_abbreviations
from schemas.letters import has_marks
from schemas.syllables import is_syllable

_SENTENCE_START = re.compile(r"(?:^|[.;:!?•+–—\-\n(“\"])\s*(?:\d+(?:\.\d+)*[.)]\s*|[a-zđ]\)\s*)?$")
_BEFORE_WORD = frozenset(' \n\t\N{NO-BREAK SPACE}(“"')
_AFTER_LABEL = frozenset(").:/'’-_")
_LEAST_CAPITALS = 3  # words in capitals that are no name
_LONG_PHRASE = 4  # syllables; with fewer, capitals throughout are a name
_TWO = 2  # words, of which the second may begin a name
_PARTS = re.compile(r"[^\w\s]+")
_NUMERAL = re.compile(r"[ \n]?\d")
# Those of nine in ten Vietnamese; two words in capitals that begin so may name a person.
_SURNAMES = frozenset("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh chu thái".split())
_PLACE_WORDS = frozenset(
    "tỉnh huyện xã phường quận thôn buôn bản làng ấp đường sông núi phố".split()
)  # what follows one in capitals is a name


@dataclass(slots=True)
class Run:
    """Words in a row with nothing but a blank between them; words, keys and numbers change as they are read better."""

    text: str
    start: int
    words: list[str]
    keys: list[str]
    numbers: list[int]
    capitals: bool
    as_read: tuple[str, ...]
    """The keys before any change."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Offsets in the whole text of the words `first`..`last`; all blanks are one character wide."""
        start = self.start + sum(len(word) + 1 for word in self.words[:first])
        return start, start + sum(len(word) + 1 for word in self.words[first : last + 1]) - 1


def may_change_phrase(run: Run, first: int, last: int, changed: Iterable[int]) -> bool:
    """Whether the words `first`..`last` may become a phrase that asks for other words at the places `changed`.

    Names stay: a short phrase may begin with a capital, but not throughout (`Bảo Cao`), nor name a place; of two words
    the second is not the first of a name (`tại Nguyên Bình` holds no `tài nguyên`).
    """
    if any(_stays(run, at) for at in changed):
        return False
    if run.capitals:
        return not (first > 0 and run.keys[first - 1] in _PLACE_WORDS)
    words = run.words[first : last + 1]
    if len(words) == _TWO and words[0][:1].islower() and words[1][:1].isupper():
        return False
    return len(words) >= _LONG_PHRASE or not all(word[:1].isupper() for word in words)


def _stays(run: Run, at: int) -> bool:
    """Whether a word is right as it is: of a kept wording, or `số` with its numeral behind it (`hồ số 1`)."""
    if is_kept(run.keys, at):
        return True
    if run.keys[at] != "số" or at + 1 < len(run.keys):
        return False
    return _NUMERAL.match(run.text, run.span(at, at)[1]) is not None


def may_change_word(run: Run, at: int) -> bool:
    """Whether a word may become another one by the counts: no name, no abbreviation, no foreign word."""
    word, key = run.words[at], run.keys[at]
    if key in foreign_words() or (len(word) == 1 and _is_mark(run, at)):
        return False
    if _stays(run, at):
        return False
    if word.islower():
        return True
    if run.capitals:
        if word in known_abbreviations() or not (is_syllable(word) or has_marks(word)):
            return False
        if len(run.words) < _LEAST_CAPITALS and not (len(run.words) > 1 and _is_part_of_heading(run)):
            return False
        return not any(run.keys[near] in _PLACE_WORDS for near in range(max(0, at - 3), at))
    if not (word[1:].islower() or len(word) == 1) or at > 0 or len(run.words) < 2 or not run.words[1].islower():
        return False
    return starts_sentence(run, at)


def starts_sentence(run: Run, at: int) -> bool:
    """Whether a word is the first of a sentence, a bracket or an item."""
    return at == 0 and bool(_SENTENCE_START.search(run.text, max(0, run.start - 12), run.start))


def _is_part_of_heading(run: Run) -> bool:
    """Whether two words in capitals are part of a heading: `CÔNG TÁC TUYÊN TRUYỀN, VẬN ĐỘNG`.

    Its text is all in capitals, has a phrase of four words and more, tells of no place, and lists no persons.
    """
    text = run.text
    if not text.isupper() or ":" in text or run.keys[0] in _SURNAMES:
        return False
    phrases = [part.split() for part in _PARTS.split(text)]
    return max(map(len, phrases)) > _LEAST_CAPITALS and _PLACE_WORDS.isdisjoint(text.lower().split())


def _is_mark(run: Run, at: int) -> bool:
    """Whether a letter by itself is a label or a part of something (`a)`, `d'Ivoire`), not what is left of a word."""
    start, end = run.span(at, at)
    return (start > 0 and run.text[start - 1] not in _BEFORE_WORD) or run.text[end : end + 1] in _AFTER_LABEL
