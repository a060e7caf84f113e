"""Readings that only the whole document decides: what is written one way many times and another way once or twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalize.repair.changes import Change, Kind, Rule
from normalize.repair.evidence import SUSPECT, Reading
from normalize.repair.place_names import province_of_place
from normalize.repair.symbols import abbreviations
from schemas.document import Block, Line
from schemas.letters import toneless

_CARRIES = 2
_ARABIC_QUARTER = re.compile(r"\b[Qq]uý\s+(1)(?![\w./-])")
_ROMAN_QUARTER = re.compile(r"\b[Qq]uý\s+(?:II|III|IV|I)\b")
_OTHER_ARABIC = re.compile(r"\b[Qq]uý\s+(?:[234]|0[1-4])\b")


def find_votes(blocks: Sequence[Block]) -> list[Rule]:
    """The rules that this document bears out, to be applied to all of its texts."""
    text = "\n".join(_texts(blocks))
    rules = [_abbreviation_rule(read, right) for read, right in _outvoted(text)]
    if _ARABIC_QUARTER.search(text) and _ROMAN_QUARTER.search(text) and not _OTHER_ARABIC.search(text):
        rules.append(Rule("quarter", _ARABIC_QUARTER, _find_arabic_quarter))
    if place := province_of_place(text):
        rules.append(place)
    return rules


def carried_readings(blocks: Sequence[Block], readings: Sequence[Reading]) -> frozenset[Reading]:
    """Those of the doubtful readings whose wording the document has more than once, and more often than what was read.

    A document is a poor witness for itself, its errors repeat; so this settles doubts and starts none. A name is no
    witness for words: however often `Sở Du lịch` stands there, `bản đồ số du lịch` is a map.
    """
    text = " ".join(" ".join(_texts(blocks)).split())
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose small form is two: offsets must hold in both
        lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return frozenset(reading for reading in readings if _is_carried(text, lowered, reading))


def _is_carried(text: str, lowered: str, reading: Reading) -> bool:
    if reading.only_asks:
        return False
    read, right = reading.wording
    times_read = sum(1 for _ in _found(read, lowered))
    times_right = sum(
        _is_name(reading.printed) or not _is_name(text[found.start() : found.end()]) for found in _found(right, lowered)
    )
    if reading.gain >= SUSPECT:
        return times_right >= _CARRIES and times_right > times_read
    return times_right >= 2 * _CARRIES and times_right >= 4 * times_read


def _found(words: str, text: str) -> Iterator[re.Match[str]]:
    """Where the words stand in the text, as whole words: `thi hà` is no part of `thi hành`."""
    return re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)


def _is_name(words: str) -> bool:
    """Whether a word after the first begins with a capital, in words that are not all capitals."""
    return not words.isupper() and any(word[:1].isupper() for word in words.split()[1:])


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Line):
            yield block.fragment.text
        else:
            yield from (cell.fragment.text for cell in block.cells)


def _find_arabic_quarter(text: str, kind: Kind) -> Iterator[Change]:
    """`Quý 1` in a document that writes its quarters in Roman numerals and no other in arabic ones is `Quý I`."""
    for match in _ARABIC_QUARTER.finditer(text):
        yield Change(match.start(1), match.end(1), "I", 0.9)


def _outvoted(text: str) -> Iterator[tuple[str, str]]:
    """Abbreviations that are misread forms of one the document uses more often, and that it does not spell out."""
    for read, right in abbreviations()["vote"].items():
        count = len(re.findall(rf"\b{read}\b", text)) if read in text else 0
        if count and len(re.findall(rf"\b{right}\b", text)) > count and not _is_spelt_out(text, read):
            yield read, right


def _is_spelt_out(text: str, abbreviation: str) -> bool:
    """Whether the words before `(abbreviation)` begin with its letters: then it is the author's own."""
    for match in re.finditer(rf"\(\s*{abbreviation}\s*\)", text):
        words = text[: match.start()].split()[-len(abbreviation) :]
        if "".join(toneless(word[:1]).upper() for word in words) == toneless(abbreviation):
            return True
    return False


def _abbreviation_rule(read: str, right: str) -> Rule:
    pattern = re.compile(rf"(?<![\w&]){read}(?![\w&])")

    def find(text: str, kind: Kind) -> Iterator[Change]:
        for match in pattern.finditer(text):
            yield Change(match.start(), match.end(), right, 0.93)

    return Rule("abbreviation", pattern, find)
