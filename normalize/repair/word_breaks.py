"""Rules for blanks in the wrong place, which text layers of PDF files have: syllables in pieces, words stuck together.

Letters alone rarely tell (`kho ản` are two syllables, `khoản` is one), so the counts of neighbouring syllables must
bear a change out. Where they say nothing the text stays as it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalize.language.ngrams import administrative
from normalize.repair.changes import Change, Kind, Rule
from normalize.repair.known_words import foreign_words, known_abbreviations
from normalize.repair.memory import Unremarkable
from normalize.repair.word_runs import word_runs
from normalize.tones import comparable
from schemas.letters import MARKED_CAPITALS, has_marks
from schemas.syllables import begins_syllable, is_syllable, is_unfinished

_MAX_PIECES = 3
_LONGEST = 7  # letters of a syllable (`nghiêng`)
_SEEN = 3.0  # times a pair must have been counted to bear out a piece that is no syllable
_WELL_SEEN = 50.0  # times, where the pieces are syllables themselves
_STUCK_SEEN = 20.0  # times two words must have been counted side by side before they are parted
_LEAST_STUCK = 4  # letters

_WORD = re.compile(r"[^\W\d_]+")
_SPLIT_TRIGGER = re.compile(r"[^\W\d_] [^\W\d_]")
_CASE_CHANGE = re.compile(r"(?<=[^\W\d_A-ZĐÀ-ÖØ-ÝĂĨŨƠƯẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸ])(?=[A-ZĐ])")


def find_split_syllables(text: str, kind: Kind) -> Iterator[Change]:
    """A blank inside a syllable is dropped: `phẩ m`, `ĐIỀ U KHO ẢN`.

    Two or three pieces with single blanks between them, whose whole is a syllable that was counted beside its
    neighbour. Where every piece may stand alone they must never have been counted side by side, and the whole often.
    Abbreviations, foreign words and pieces of different case stay.
    """
    for run in word_runs(text):
        if _APART.covers(run.pairs) or all(map(_APART.has, run.pairs)):
            continue
        start = run.start
        for words in text[start : run.end].split("\n"):
            yield from _blanks_inside(words.split(" "), start)
            start += len(words) + 1


def _blanks_inside(words: Sequence[str], start: int) -> Iterator[Change]:
    """The blanks of a run of words, from offset `start` on, that stand inside a syllable."""
    at, last = 0, None  # the word before, put together where it was in pieces
    while at < len(words):
        size = next((size for size in range(_MAX_PIECES, 1, -1) if _is_one(words, at, size, last)), 1)
        for word in words[at : at + size - 1]:
            start += len(word)
            yield Change(start, start + 1, None, 0.95)
            start += 1
        last = "".join(words[at : at + size])
        at += size
        start += len(words[at - 1]) + 1


def _may_begin_one(pair: tuple[str, str]) -> bool:
    """Whether two words side by side may be the first pieces of one syllable."""
    whole = "".join(pair)
    return len(whole) <= _LONGEST and begins_syllable(whole) and not any(_is_word_of_its_own(piece) for piece in pair)


_APART = Unremarkable(_may_begin_one)


def _whole(words: Sequence[str], at: int, size: int) -> str | None:
    """The syllable that `size` words from `at` on make together; None when they make none."""
    pieces = words[at : at + size]
    whole = "".join(pieces)
    if len(pieces) < size or (size > 1 and len(whole) > _LONGEST):
        return None
    if size > 1 and any(map(_is_word_of_its_own, pieces)):
        return None
    sound = is_syllable(whole) and not is_unfinished(whole) and (whole.isupper() or whole[1:].islower())
    return whole if sound else None


def _is_one(words: Sequence[str], at: int, size: int, before: str | None) -> bool:
    whole = _whole(words, at, size)
    if whole is None or whole.isascii():
        return False
    pieces = words[at : at + size]
    nexts = [_whole(words, at + size, n) for n in range(1, _MAX_PIECES + 1)]
    seen = max([_pair(before, whole), *(_pair(whole, after) for after in nexts)])
    if not all(map(_may_stand_alone, pieces)):
        return seen >= _SEEN
    return seen >= _WELL_SEEN and not any(
        _pair(left, right) for left, right in zip([before, *pieces], [*pieces, nexts[0]], strict=True)
    )


def _may_stand_alone(piece: str) -> bool:
    """Whether a piece is a syllable that was ever counted: `ền` could be one, and is none."""
    return is_syllable(piece) and not is_unfinished(piece) and administrative().number(comparable(piece)) >= 0


def _is_word_of_its_own(piece: str) -> bool:
    """An abbreviation, or a foreign word, in use."""
    return (len(piece) > 1 and piece.isupper() and piece in known_abbreviations() and not is_syllable(piece)) or (
        piece.lower() in foreign_words()
    )


def _pair(left: str | None, right: str | None) -> float:
    """How often the two words were counted side by side."""
    if left is None or right is None:
        return 0.0
    counts = administrative()
    return counts.pair(counts.number(comparable(left)), counts.number(comparable(right)))


def find_stuck_words(text: str, kind: Kind) -> Iterator[Change]:
    """Two words without the blank between them are parted: `củaGiám`, `Banhành`, `hồsơ`.

    Where a small letter meets a capital, or where only one cut gives two syllables that are often counted side by
    side. Letters without marks, abbreviations and foreign words stay, and so does what three words could make.
    """
    if all(_WHOLE.covers(run.words) for run in word_runs(text)):
        return
    for word in _WORD.finditer(text):
        if not _WHOLE.has(word.group()) and (cut := _cut(word.group())) is not None:
            at = word.start() + cut
            yield Change(at, at + 1, f" {text[at]}", 0.95)


def _may_be_two(word: str) -> bool:
    if not _LEAST_STUCK <= len(word) <= 2 * _LONGEST or word.isascii() or is_syllable(word):
        return False
    return not word.isupper() or has_marks(word)  # without marks it is an abbreviation


_WHOLE = Unremarkable(_may_be_two)


def _cut(word: str) -> int | None:
    """Where two words in one are to be parted; None where that is not certain."""
    if word.lower() in foreign_words():
        return None
    changes = [match.start() for match in _CASE_CHANGE.finditer(word)]
    if changes:
        at = changes[0]
        sound = len(changes) == 1 and at > 1 and len(word) - at > 1 and word[at + 1 :].islower()
        return at if sound and _are_words(word[:at], word[at:]) else None
    if not (word[1:].islower() or word.isupper()):
        return None
    cuts = [at for at in range(2, len(word) - 1) if _are_words(word[:at], word[at:])]
    seen = [at for at in cuts if _pair(word[:at], word[at:]) >= _STUCK_SEEN]
    return seen[0] if len(seen) == 1 else None


def _are_words(left: str, right: str) -> bool:
    return all(is_syllable(part) and not is_unfinished(part) for part in (left, right))


_TAKEN_FOR_A = re.compile(f"à(?<=[A-ZĐ]à)(?=[A-ZĐ{MARKED_CAPITALS}])")


def find_capital_tilde(text: str, kind: Kind) -> Iterator[Change]:
    """`XàHỘI` reads `XÃ HỘI`: the codes of Ã and a no-break space were taken for the UTF-8 of à."""
    for match in _TAKEN_FOR_A.finditer(text):
        yield Change(match.start(), match.end(), "Ã ")


RULES = (
    Rule("capital_tilde", _TAKEN_FOR_A, find_capital_tilde),
    Rule("split_syllable", _SPLIT_TRIGGER, find_split_syllables),
    Rule("stuck_words", re.compile(r"[^\W\d_]{4}"), find_stuck_words),
)
