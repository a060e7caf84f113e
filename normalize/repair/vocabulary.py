"""Rules for closed vocabularies that no count can decide: swapped words of agency names, lost words, stray marks."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from normalize.repair.changes import Change, Kind, Rule
from normalize.repair.data_rows import data_rows
from schemas.letters import fold, toneless

_AGENCY = re.compile(r"\b(Sở|Bộ|Phòng|Ban|Cục|Chi cục)\s+([^\W\d_]+)\s+([^\W\d_]+)(?![\w])")
_SIGNED = re.compile(r"^\W*K[ÝYYĆT][.,]?\s+((?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|TRƯỞNG [A-ZĐÀ-Ỹ]+|CHÁNH [A-ZĐÀ-Ỹ ]+|TỔNG [A-ZĐÀ-Ỹ]+))\W*$")


def find_swapped_names(text: str, kind: Kind) -> Iterator[Change]:
    """The two words of an agency's field read right to left in a narrow cell: `Phòng pháp Tư` is `Phòng Tư pháp`.

    The rows of `agency_fields.tsv` say which fields there are; a name whose words stand in a field's order is left.
    """
    for match in _AGENCY.finditer(text):
        first, second = match.group(2), match.group(3)
        right = _fields().get(_bare(second) + " " + _bare(first))
        if right and _bare(first) + " " + _bare(second) not in _fields():
            yield Change(match.start(2), match.end(3), right, 0.96)


def _bare(word: str) -> str:
    bare = toneless(word).lower()
    return bare[:-1] if bare.endswith("ur") else bare  # the horn of ư read as r


@functools.cache
def _fields() -> dict[str, str]:
    return {fold(field): field for field, _ in data_rows("agency_fields.tsv")}


def find_signing_prefix(text: str, kind: Kind) -> Iterator[Change]:
    """`KÝ CHỦ TỊCH` as a line of its own is `KT. CHỦ TỊCH` (for the head, Nghị định 30/2020/NĐ-CP)."""
    if kind == "line" and text[:4].strip("* ").startswith("K") and (match := _SIGNED.match(text)):
        start = text.index("K")
        if text[start : match.start(1)].rstrip() != "KT.":
            yield Change(start, match.start(1), "KT. ", 0.9)


def find_phrase_slips(text: str, kind: Kind) -> Iterator[Change]:
    """Wordings of `slips.tsv`: a lost word or a stray mark inside a fixed phrase. Rows are exact, case aside."""
    lowered = text.lower()
    for read, right, _ in data_rows("slips.tsv"):
        at = lowered.find(read)
        while at >= 0:
            end = at + len(read)
            if (at == 0 or not text[at - 1].isalnum()) and not text[end : end + 1].isalnum():
                yield from _least_change(text, at, end, right)
            at = lowered.find(read, end)


def _least_change(text: str, start: int, end: int, right: str) -> Iterator[Change]:
    """The change from `text[start:end]` to `right` without the words they share at both ends; case is kept there."""
    read = text[start:end]
    head = 0
    while head < min(len(read), len(right)) and read[head].lower() == right[head]:
        head += 1
    tail = 0
    while tail < min(len(read), len(right)) - head and read[-1 - tail].lower() == right[-1 - tail]:
        tail += 1
    after = right[head : len(right) - tail]
    yield Change(start + head, end - tail, after or None, 0.95)


RULES = (
    Rule("swapped_name", find_swapped_names),
    Rule("signing_prefix", find_signing_prefix),
    Rule("phrase_slip", find_phrase_slips),
)
