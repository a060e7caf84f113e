"""What a document itself says of the words that the engine was unsure of: whether they fit where they stand.

The engine rates letters. Whether the word belongs there is told by its neighbours, by the counts of the language model,
and, for abbreviations, by how often the document writes it and one that is a letter away. On rendered scans, of two
thousand doubted syllables that no other reading comes near, none was wrong; of those that another fits better, a third.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from itertools import pairwise

from normalize.language.confusions import candidates
from normalize.language.likelihood import log_likelihood
from normalize.language.ngrams import administrative
from normalize.repair.doubt import FINE
from normalize.repair.known_words import known_abbreviations
from normalize.tones import comparable
from schemas.document import Block, Line
from schemas.syllables import is_syllable
from schemas.text import Fragment, UnsureWord

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[^\W_]+")
_MIXED = re.compile(r"(?=.*\d)(?=.*[A-ZĐ]{2})[A-ZĐ\d]+")
_STOP = re.compile(r"[^\W\d_A-ZĐ]{2,}\.(?= [a-zà-ỹđ])")  # before a small letter it was a comma mostly
_SCRAP = re.compile(r"\S*[\[\]{}|\\~^_=<>§¬©®£¥¢¡¿¦]\S*")
_BESIDE = 2  # words on each side that are looked at
_BLANKS = (" ", "\n")
_SHORTEST = 3  # letters of an abbreviation that a misread one can be told from
_LEXICON = 3  # times that an abbreviation in common use counts for
_LEAST = -20.0  # nats; there is nothing more to tell below
_FAR = 2.0  # nats from which on a word is doubted that the engine did not doubt ...
_SURE = 0.95  # ... and the least rating of such words
_NO_WORD = 5.0  # nats against letters that are no word where only words stand
_HALF = 0.5  # time that anything counts for before it is seen


def with_support(blocks: Sequence[Block]) -> list[Block]:
    """`blocks` whose unsure words bear what speaks against them."""
    if all(fragment.unsure is None for block in blocks for fragment in _fragments(block)):
        return list(blocks)
    counts = Counter(token for block in blocks for f in _fragments(block) for token in _TOKEN.findall(f.text))
    capitals = _capitals(counts)
    return [_supported(block, capitals) for block in blocks]


def _fragments(block: Block) -> Iterator[Fragment]:
    if isinstance(block, Line):
        yield block.fragment
    else:
        yield from (cell.fragment for cell in block.cells)


def _capitals(counts: Mapping[str, int]) -> dict[str, int]:
    """Abbreviations and other words in capitals, with how often they stand in the document."""
    return {token: count for token, count in counts.items() if len(token) > 1 and token.isupper()}


def _supported(block: Block, capitals: Mapping[str, int]) -> Block:
    if isinstance(block, Line):
        fragment = _weighed(block.fragment, capitals)
        return block if fragment is block.fragment else Line(fragment)
    weighed = [_weighed(cell.fragment, capitals) for cell in block.cells]
    if all(fragment is cell.fragment for fragment, cell in zip(weighed, block.cells, strict=True)):
        return block
    cells = tuple(replace(cell, fragment=one) for one, cell in zip(weighed, block.cells, strict=True))
    return replace(block, cells=cells)


def _weighed(fragment: Fragment, capitals: Mapping[str, int]) -> Fragment:
    if fragment.unsure is None:
        return fragment
    words = list(_WORD.finditer(fragment.text))
    weighed = [replace(word, odds=_odds(word, fragment.text, words, capitals)) for word in fragment.unsure]
    known = {part for word in fragment.unsure for part in _TOKEN.findall(word.text)}
    weighed += _doubted_by_neighbours(fragment.text, words, known)
    odd = [match.group() for sign in (_SCRAP, _STOP) for match in sign.finditer(fragment.text)]
    odd += _unclosed(fragment.text)
    rated = {word.text for word in fragment.unsure}
    weighed += (UnsureWord(word, _SURE, _NO_WORD) for word in odd if word not in rated)
    return replace(fragment, unsure=tuple(weighed)) if weighed else fragment


def _unclosed(text: str) -> list[str]:
    """The words at brackets that are opened and never closed."""
    opened: list[int] = []
    for at, sign in enumerate(text):
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            opened.pop()
    return [text[at:].split()[0] for at in opened]


def _doubted_by_neighbours(text: str, words: Sequence[re.Match[str]], known: AbstractSet[str]) -> Iterator[UnsureWord]:
    """Words that the engine was sure of and another reading of which fits far better."""
    for at, (one, other) in enumerate(pairwise(words)):
        if text[one.end() : other.start()] not in _BLANKS or FINE.has((one.group(), other.group())):
            continue
        for place in (at, at + 1):
            word = words[place].group()
            if word in known or not word.islower() or not is_syllable(word):
                continue
            odds = _against_syllable(words, place, text)
            if odds >= _FAR:
                known = known | {word}
                yield UnsureWord(word, _SURE, round(odds, 1))


def _odds(word: UnsureWord, text: str, words: Sequence[re.Match[str]], capitals: Mapping[str, int]) -> float | None:
    """Nats that speak against a word, the most of its parts; None where nothing can tell."""
    own = set(_TOKEN.findall(word.text))
    found = []
    for at, match in enumerate(words):
        part = match.group()
        if part not in own or (len(part) == 1 and len(own) > 1):
            continue
        if _is_written_out(words, at):
            found += [_against_syllable(words, at, text)] if is_syllable(part.lower()) else []
        elif len(part) >= _SHORTEST and _is_among_capitals(words, at) and part not in known_abbreviations():
            found.append(_NO_WORD)
        else:
            found.append(_against_abbreviation(part, capitals))
    mixed = (token for token in own if _MIXED.fullmatch(token))
    found += (_against_abbreviation(token, capitals) for token in mixed)
    return round(max(found), 1) if found else None


def _is_written_out(words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word is no abbreviation: in small letters, or among other capitals."""
    word = words[at].group()
    if len(word) == 1 or not word.isupper():
        return True
    beside = [match.group() for match in words[max(0, at - 1) : at + 2]]
    return len(beside) > 1 and all(other.isupper() and is_syllable(other.lower()) for other in beside)


def _is_among_capitals(words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether letters that are no syllable stand between words in capitals (`NGUON NHÂN LỰC`)."""
    beside = [match.group() for match in words[max(0, at - 1) : at + 2] if match is not words[at]]
    written = all(len(other) > 1 and other.isupper() and is_syllable(other.lower()) for other in beside)
    return written and len(beside) > 1 and not is_syllable(words[at].group().lower())


def _against_syllable(words: Sequence[re.Match[str]], at: int, text: str) -> float:
    """How many nats likelier the likeliest other reading of a syllable is among its neighbours."""
    first, last = at, at
    while first > 0 and at - first < _BESIDE and text[words[first - 1].end() : words[first].start()] in _BLANKS:
        first -= 1
    while (
        last + 1 < len(words) and last - at < _BESIDE and text[words[last].end() : words[last + 1].start()] in _BLANKS
    ):
        last += 1
    keys = [comparable(match.group()) for match in words[first : last + 1]]
    number = administrative().number
    run, here = tuple(map(number, keys)), at - first
    as_read = log_likelihood(run, here)
    others = (
        log_likelihood((*run[:here], other, *run[here + 1 :]), here) - cost for _, other, cost in candidates(keys[here])
    )
    return max(_LEAST, max(others, default=-math.inf) - as_read)


def _against_abbreviation(token: str, capitals: Mapping[str, int]) -> float:
    """Log odds of an abbreviation one letter away, by how often the document has them."""
    lexicon = known_abbreviations()

    def times(word: str) -> int:
        return capitals.get(word, 0) + (_LEXICON if word in lexicon else 0)

    others = {*capitals, *lexicon} if _MIXED.fullmatch(token) else capitals.keys()
    near = max((times(other) for other in others if _is_near(token, other)), default=0)
    return math.log((near + _HALF) / (times(token) + _HALF))


def _is_near(one: str, other: str) -> bool:
    """Whether two words differ by one letter that was exchanged, added or lost."""
    if one == other or min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 1:
        return False
    start = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
    if len(one) == len(other):
        return one[start + 1 :] == other[start + 1 :]
    shorter, longer = sorted((one, other), key=len)
    start = min(start, len(shorter))
    return shorter[start:] == longer[start + 1 :]
