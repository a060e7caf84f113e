"""Rules for closed vocabularies that no count can decide: swapped words of agency names, lost words, stray marks."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from normalize.data_rows import data_rows
from normalize.repair.changes import Change, Kind, Rule
from normalize.tones import comparable
from schemas.letters import fold, toneless

_AGENCY = re.compile(r"\b(Sở|Bộ|Phòng|Ban|Cục|Chi cục)\s+([^\W\d_]+)\s+([^\W\d_]+)(?![\w])")
_SIGNED = re.compile(
    r"^\W*K[ÝYYĆT][.,]?\s+((?:CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|TRƯỞNG [A-ZĐÀ-Ỹ]+|CHÁNH [A-ZĐÀ-Ỹ ]+|TỔNG [A-ZĐÀ-Ỹ]+))\W*$"
)


def find_swapped_names(text: str, kind: Kind) -> Iterator[Change]:
    """The two words of an agency's field read right to left in a narrow cell: `Phòng pháp Tư` is `Phòng Tư pháp`.

    The rows of `agency_fields.tsv` say which fields there are; a name whose words stand in a field's order is left.
    """
    for match in _AGENCY.finditer(text):
        first, second = match.group(2), match.group(3)
        right = _fields().get(_bare(second) + " " + _bare(first))
        if right and _bare(first) + " " + _bare(second) not in _fields():
            yield Change(match.start(2), match.end(3), right, 0.96)


def find_agency_nouns(text: str, kind: Kind) -> Iterator[Change]:
    """`Số Nội vụ`, `Số TT&TT` are `Sở ...`: the noun of an agency with a wrong mark before its field.

    The noun must have its capital and the field be written as in `agency_names.tsv`; `Hồ Sơ`, `Cơ Số` and the like
    before a field stay, and so does a document's symbol (`Số TTTT/12`).
    """
    for match in _agency_noun().finditer(text):
        read = match.group(1)
        right = _NOUNS[toneless(read).lower()]
        if comparable(read) != right.lower():
            yield Change(match.start(1), match.end(1), right.upper() if read.isupper() else right, 0.97)


_NOUNS = {"so": "Sở", "bo": "Bộ", "phong": "Phòng"}
_NOUN_SHAPES = "S[oóòỏõọôốồổỗộơớờỡợ]|B[oóòỏõọôốồổỗơớờởỡợ]|Ph[oóỏõọôốồổỗộơớờởỡợ]ng"


@functools.cache
def _agency_noun() -> re.Pattern[str]:
    fields = "|".join(
        r"\s+".join(map(re.escape, field.split()))  # a narrow cell breaks them
        for field, _ in sorted(data_rows("repair/agency_names.tsv"), reverse=True)
    )
    return re.compile(rf"(?<![\w])(?<!ồ )(?<!ơ )({_NOUN_SHAPES})\s+(?:{fields})(?![\w&/-])")


_IN_WORDS = re.compile(
    r"\b([Bb][aảáạăằắẳẵặâầấẩẫậ](?:n[gq9]|[mru]g)) ch[uưữũứừử]\s*:\s*"
    r"(?=(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười|không)\b)",
    re.IGNORECASE,
)


def find_amount_in_words(text: str, kind: Kind) -> Iterator[Change]:
    """`Bảng chữ:` before a number in words is `Bằng chữ:`; `Bảng chữ cái` stays."""
    for match in _IN_WORDS.finditer(text):
        if match.group(1).lower() != "bằng":
            yield Change(match.start(1), match.end(1), match.group(1)[0] + "ằng", 0.98)


def _bare(word: str) -> str:
    bare = toneless(word).lower()
    return bare[:-1] if bare.endswith("ur") else bare  # the horn of ư read as r


@functools.cache
def _fields() -> dict[str, str]:
    return {fold(field): field for field, _ in data_rows("repair/agency_fields.tsv")}


def find_signing_prefix(text: str, kind: Kind) -> Iterator[Change]:
    """`KÝ CHỦ TỊCH` as a line of its own is `KT. CHỦ TỊCH` (for the head, Nghị định 30/2020/NĐ-CP)."""
    if kind == "line" and text[:4].strip("* ").startswith("K") and (match := _SIGNED.match(text)):
        start = text.index("K")
        if text[start : match.start(1)].rstrip() != "KT.":
            yield Change(start, match.start(1), "KT. ", 0.9)


@functools.cache
def _slips() -> tuple[tuple[str, str, frozenset[str]], ...]:
    return tuple((read, right, frozenset(after.split())) for read, right, after, _ in data_rows("repair/slips.tsv"))


def find_phrase_slips(text: str, kind: Kind) -> Iterator[Change]:
    """Wordings of `slips.tsv`: a lost word or a stray mark inside a fixed phrase, exactly as in the row, case aside.

    A wording before a word of the row's `not_before` is another one, and two words with capitals are a name.
    """
    lowered = text.lower()
    for read, right, not_before in _slips():
        at = lowered.find(read)
        while at >= 0:
            end = at + len(read)
            apart = (at == 0 or not text[at - 1].isalnum()) and not text[end : end + 1].isalnum()
            following = lowered[end : end + 12].split(maxsplit=1)
            if apart and not text[at:end].istitle() and (not following or following[0] not in not_before):
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
    if after and (not head or read.isupper()):
        after = _cased_like(read, after)
    if not head and len(read) == tail:  # letters lost before the first one, which carries the case of the word
        first, whole = read.split()[0], right.split()[0]
        yield Change(start, start + len(first), _cased_like(read, whole), 0.95)
        return
    yield Change(start + head, end - tail, after or None, 0.95)


def _cased_like(read: str, word: str) -> str:
    if read.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if read[0].isupper() else word


_ARTICLE_WORD = re.compile(
    r"\A[\W_]*(?P<word>[ĐD][iíìỉĩị]?\s?[êếềểễệeéèẻẽẹ]\s?[uúùủũụưừứ]{1,2})\s+(?=\d{1,3}\s?[.:]\s)"
)


def find_article_word(text: str, kind: Kind) -> Iterator[Change]:
    """`Điếu 1.`, `Diều 2.`, `Đều 3:` at the start of a line are `Điều`: nothing else is numbered with such a word."""
    match = _ARTICLE_WORD.match(text) if kind == "line" else None
    if match is not None and match["word"] != "Điều":
        yield Change(match.start("word"), match.end("word"), "Điều", 0.97)


RULES = (
    Rule("article_word", re.compile(r"\A[\W_]*[ĐD]\w{0,2}\s?\w{1,3}\s+\d"), find_article_word),
    Rule("agency_noun", re.compile(rf"(?:{_NOUN_SHAPES})\s+[A-ZĐ]"), find_agency_nouns),
    Rule("amount_in_words", re.compile(r"\w ch\w\s*:"), find_amount_in_words),
    Rule("swapped_name", re.compile(r"(?:Sở|Bộ|hòng|Ban|ục) \w+ [A-ZĐ]"), find_swapped_names),
    Rule("signing_prefix", re.compile(r"\A\W*K[ÝYĆT]"), find_signing_prefix),
    Rule("phrase_slip", re.compile(" "), find_phrase_slips),
)
