"""Character, word and diacritic errors of a page's text, whatever order its parts were read in.

Words are first aligned in order. What is left over on both sides is paired again wherever it stands: two columns read
line by line instead of one after the other are no errors. CER counts characters without spaces, WER words with the
marks that stick to them; a diacritic error is a word that is right but for its diacritics.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from schemas.letters import toneless

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
    # Words that are not equal in order, by their place in the alignment; a word and what was read for it share theirs.
    missing: dict[int, str] = {}
    extra: dict[int, str] = {}
    place = 0
    for operation in Levenshtein.opcodes(wanted, found):
        one = wanted[operation.src_start : operation.src_end]
        other = found[operation.dest_start : operation.dest_end]
        if operation.tag != "equal":
            missing |= {place + index: word for index, word in enumerate(one)}
            extra |= {place + index: word for index, word in enumerate(other)}
        place += max(len(one), len(other))
    _take_out_common(missing, extra)
    number_at = next((at for at, word in extra.items() if word == page_number), None)
    if number_at is not None:
        del extra[number_at]
    pairs = _take_out_likely(missing, extra)
    pairs += [(missing.pop(at), extra.pop(at)) for at in sorted(missing.keys() & extra.keys())]
    wrong = sum(Levenshtein.distance(one, other) for one, other in pairs)
    wrong += sum(map(len, missing.values())) + sum(map(len, extra.values()))
    return TextErrors(
        characters=sum(map(len, wanted)),
        wrong_characters=wrong,
        words=len(wanted),
        wrong_words=len(pairs) + len(missing) + len(extra),
        wrong_diacritics=sum(toneless(one) == toneless(other) for one, other in pairs),
    )


def _words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


def _take_out_common(missing: dict[int, str], extra: dict[int, str]) -> None:
    """Words that stand in both only moved."""
    places: dict[str, list[int]] = {}
    for at, word in extra.items():
        places.setdefault(word, []).append(at)
    for at, word in list(missing.items()):
        if places.get(word):
            del missing[at], extra[places[word].pop(0)]


def _take_out_likely(missing: dict[int, str], extra: dict[int, str]) -> list[tuple[str, str]]:
    """Pairs of words that are likely the same, the likeliest and nearest first."""
    from rapidfuzz.distance import Levenshtein

    likely = sorted(
        (-Levenshtein.normalized_similarity(one, other), abs(first - second), first, second)
        for first, one in missing.items()
        for second, other in extra.items()
    )
    pairs: list[tuple[str, str]] = []
    for likeness, _, first, second in likely:
        if -likeness < _LEAST_LIKENESS:
            break
        if first in missing and second in extra:
            pairs.append((missing.pop(first), extra.pop(second)))
    return pairs
