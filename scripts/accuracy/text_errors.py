"""Character, word and diacritic errors of a page's text, whatever order its parts were read in.

Words are first aligned in order. What is left over on both sides is paired again wherever it stands: two columns read
line by line instead of one after the other are no errors. CER counts characters without spaces, WER words with the
marks that stick to them; a diacritic error is a word that is right but for its diacritics.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_LEAST_LIKENESS = 0.5  # of two words that are taken for the same one


@dataclass(frozen=True, slots=True)
class TextErrors:
    """Counts that add up over pages."""

    characters: int = 0
    wrong_characters: int = 0
    words: int = 0
    wrong_words: int = 0
    wrong_diacritics: int = 0

    def __add__(self, other: TextErrors) -> TextErrors:
        return TextErrors(
            self.characters + other.characters,
            self.wrong_characters + other.wrong_characters,
            self.words + other.words,
            self.wrong_words + other.wrong_words,
            self.wrong_diacritics + other.wrong_diacritics,
        )

    @property
    def cer(self) -> float:
        """Wrong characters by characters of the truth."""
        return self.wrong_characters / max(1, self.characters)

    @property
    def wer(self) -> float:
        """Wrong words by words of the truth."""
        return self.wrong_words / max(1, self.words)

    @property
    def der(self) -> float:
        """Words wrong only in diacritics by words of the truth."""
        return self.wrong_diacritics / max(1, self.words)


def text_errors(truth: str, read: str, page_number: str = "") -> TextErrors:
    """The errors of `read` against `truth`; the page's number, which is no part of its text, may be there or not."""
    from rapidfuzz.distance import Levenshtein

    wanted, found = _words(truth), _words(read)
    pairs: list[tuple[str, str]] = []
    missing: list[str] = []
    extra: list[str] = []
    for operation in Levenshtein.opcodes(wanted, found):
        one = wanted[operation.src_start : operation.src_end]
        other = found[operation.dest_start : operation.dest_end]
        if operation.tag != "equal":
            missing += one
            extra += other
    missing, extra = _without_common(missing, extra)
    if page_number in extra:
        extra.remove(page_number)
    pairs, missing, extra = _likely_pairs(missing, extra)
    wrong = sum(Levenshtein.distance(one, other) for one, other in pairs)
    wrong += sum(map(len, missing)) + sum(map(len, extra))
    return TextErrors(
        characters=sum(map(len, wanted)),
        wrong_characters=wrong,
        words=len(wanted),
        wrong_words=len(pairs) + len(missing) + len(extra),
        wrong_diacritics=sum(without_diacritics(one) == without_diacritics(other) for one, other in pairs),
    )


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def _without_common(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    """Both without the words that stand in both, which only moved."""
    return list((Counter(one) - Counter(other)).elements()), list((Counter(other) - Counter(one)).elements())


def _likely_pairs(missing: list[str], extra: list[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Pairs of words that are likely the same, the likeliest first, and what is left on both sides."""
    from rapidfuzz.distance import Levenshtein

    likely = sorted(
        (
            (Levenshtein.normalized_similarity(one, other), -first, -second)
            for first, one in enumerate(missing)
            for second, other in enumerate(extra)
        ),
        reverse=True,
    )
    taken: dict[int, int] = {}
    for likeness, first, second in likely:
        if likeness < _LEAST_LIKENESS:
            break
        if -first not in taken and -second not in taken.values():
            taken[-first] = -second
    pairs = [(missing[first], extra[second]) for first, second in taken.items()]
    left = [word for index, word in enumerate(missing) if index not in taken]
    right = [word for index, word in enumerate(extra) if index not in taken.values()]
    return pairs, left, right


def without_diacritics(word: str) -> str:
    """The letters of a word without tone and vowel marks, đ as d."""
    apart = unicodedata.normalize("NFD", word.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
