"""Rules for the numbers and symbols of documents (`44/2014/QĐ-UBND`) and for abbreviations that lost their đ.

The shapes are those of Nghị định 30/2020/NĐ-CP, annex III, and of the party's Hướng dẫn 36-HD/VPTW.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from normalize.data_rows import data_rows
from normalize.repair.changes import Change, Kind, Rule
from normalize.repair.known_words import known_abbreviations
from schemas.letters import MARKED_CAPITALS, toneless
from schemas.syllables import is_syllable

_TYPE = r"(?:QĐ|QD|NQ|NĐ|ND|KH|TT|TTLT|TTr|CT|CTr|BC|TB|HD|CV|KL|PA|ĐA|VBHN|[A-ZĐ]{2,8}(?:&[A-ZĐ]{1,3})?)"
_NUMBER = r"(?<![\w/])\d{1,5}[a-z]?"
_YEAR = r"(?:19|20)\d\d"
_SPACED = re.compile(rf"{_NUMBER}(\s?)/(\s?)(?:{_YEAR}(\s?)/(\s?))?{_TYPE}(\s?)[-–](\s?)[A-ZĐ]")
_PARTY = re.compile(r"(?<![\w/])\d{1,4}-(?:NQ|CT|KL|QĐ|HD|TB|QC|BC|KH|CTr|ĐA|CV)(-)(?:TW|TU|HU|QU|TXU|ThU|ĐU)(?![\w/])")
_SYMBOL = re.compile(rf"{_NUMBER}/(?:{_YEAR}/)?([A-ZĐ][A-Za-zĐđ0-9&]*(?:-[A-ZĐ][A-Za-zĐđ0-9&]*)*)")
_CAPITALS = re.compile(r"(?<![\w&])[A-ZĐÍÌÔ]{3,10}(?![\w&])")
_PART = re.compile(r"[A-Za-zĐđ]+")


def find_spaced_numbers(text: str, kind: Kind) -> Iterator[Change]:
    """A single space inside a document's number is dropped: `44/2014/QĐ- UBND`, `536 /QĐ-UBND`.

    A gap left for a number by hand (`Số:     /QĐ-UBND`) and words with spaced dashes (`QĐ - UBND`) stay.
    """
    for match in _SPACED.finditer(text):
        spaces = [group for group in range(1, 7) if match.group(group)]
        if match.group(5) and match.group(6):
            continue
        for group in spaces:
            yield Change(match.start(group), match.end(group), None, 0.98)


def find_party_separators(text: str, kind: Kind) -> Iterator[Change]:
    """The party writes `19-NQ/TW`; a dash in place of the stroke is put right. `39/NQ-TW` is left as written."""
    for match in _PARTY.finditer(text):
        yield Change(match.start(1), match.end(1), "/", 0.95)


_TYPE_CODES = (
    "NQ", "QĐ", "NĐ", "CT", "KH", "TT", "TTr", "CTr", "BC", "TB", "HD", "KL", "PA", "ĐA", "VBHN", "CĐ", "QC",
)  # fmt: skip
_BODIES = frozenset(  # bodies that issue acts of these types, as their symbols name them
    """TTg CP TW TU VPCP UBTVQH UBND HĐND BTC BGDĐT BKHCN BCA BQP BNV BTP BCT BXD BGTVT BNNPTNT BTNMT BTTTT BVHTTDL
    BKHĐT BLĐTBXH BNNMT BYT BNG BDTTG NHNN TANDTC VKSNDTC TTCP UBDT""".split()
)
_RUN_TOGETHER = re.compile(rf"{_NUMBER}/(?:{_YEAR}/)?([A-ZĐ]{{2,5}}r?[A-ZĐ]{{2,9}}g?)(?![\w&/-])")
_SPAN = re.compile(
    r"(?:giai đoạn|thời kỳ|thời kì|nhiệm kỳ|nhiệm kì|các năm)(?:\s+năm)?\s+((?:19|20)\d\d)((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_LONGEST_SPAN = 50  # years


def find_lost_hyphens(text: str, kind: Kind) -> Iterator[Change]:
    """The hyphen between type and body of a number's symbol, which text layers lose: `44/2014/QĐUBND`, `76/NQCP`.

    Only where the letters part in one way into a type and a body in use.
    """
    for match in _RUN_TOGETHER.finditer(text):
        run = match.group(1)
        cuts = [len(code) for code in _TYPE_CODES if run.startswith(code) and run[len(code) :] in _BODIES]
        if len(cuts) == 1 and len(run) - cuts[0] > 1:
            at = match.start(1) + cuts[0]
            yield Change(at, at + 1, f"-{text[at]}", 0.97)


def find_lost_dashes(text: str, kind: Kind) -> Iterator[Change]:
    """The dash between two years that are named as a span: `giai đoạn 20112020`. Eight figures alone may be a date."""
    for match in _SPAN.finditer(text):
        if 0 < int(match.group(2)) - int(match.group(1)) <= _LONGEST_SPAN:
            at = match.start(2)
            yield Change(at, at + 1, f"-{text[at]}", 0.97)


def find_symbol_letters(text: str, kind: Kind) -> Iterator[Change]:
    """The parts of a number's symbol that lost their đ (`12/QD-UBND`), by the rows of `abbreviations.tsv`."""
    table = abbreviations()["symbol"]
    for match in _SYMBOL.finditer(text):
        for part in _PART.finditer(match.group(1)):
            right = table.get(part.group())
            if right:
                yield Change(match.start(1) + part.start(), match.start(1) + part.end(), right, 0.98)


def find_abbreviations(text: str, kind: Kind) -> Iterator[Change]:
    """Misread abbreviations of administrative language anywhere in a text, by the rows of `abbreviations.tsv`."""
    table = abbreviations()["word"]
    for match in _CAPITALS.finditer(text):
        right = table.get(match.group())
        if right:
            yield Change(match.start(), match.end(), right, 0.97)


def find_marked_abbreviations(text: str, kind: Kind) -> Iterator[Change]:
    """Accents imagined on an abbreviation in use: `ƯBND`, `PĂKN`. Words in capitals that are syllables stay."""
    for match in _MARKED.finditer(text):
        read = match.group()
        bare = "".join(letter if letter in "ĐÐ" else toneless(letter) for letter in read)
        if bare != read and bare in known_abbreviations() and not is_syllable(read) and not is_syllable(bare):
            yield Change(match.start(), match.end(), bare, 0.97)


_MARKED = re.compile(rf"(?<![\w&])(?=[A-ZĐ]*[{MARKED_CAPITALS}])[A-ZĐ{MARKED_CAPITALS}]{{3,10}}(?![\w&])")


@functools.cache
def abbreviations() -> dict[str, dict[str, str]]:
    """Misread abbreviations and their right form, by where the row holds: `symbol`, `word` or `vote`."""
    tables: dict[str, dict[str, str]] = {"symbol": {}, "word": {}, "vote": {}}
    for read, right, places, _ in data_rows("repair/abbreviations.tsv"):
        for place in places.split("+"):
            if read in tables[place]:
                raise ValueError(f"abbreviations.tsv: {read} has two rows for {place}")
            tables[place][read] = right
    return tables


_SYMBOL_TRIGGER = re.compile(rf"[/-](?:{'|'.join(abbreviations()['symbol'])})(?![A-Za-zĐ])")

_LONE_SPECK = re.compile(r"\s[bcdfghjklmnpqrstvwxz£€¥§¬](?!\S)")
_FEWEST_CAPITALS = 8
_STRAY = re.compile(r"(?:[,;:]\s+|_+\s*)(?=[^\W\d_])")  # a quotation may be closed in the next row
_OPENED = re.compile(rf"['‘`](?=[A-ZĐ{MARKED_CAPITALS}][^\W\d_])(?![^'’‘`\"“”]*['’‘`\"“”])")


def find_specks_among_capitals(text: str, kind: Kind) -> Iterator[Change]:
    """A lone consonant in small letters, or a sign, between the words of a line in capitals: `GIÁM z ĐỐC SỞ Y TẾ £`."""
    if kind != "line" or sum(map(str.isupper, text)) < _FEWEST_CAPITALS:
        return
    words = re.findall(r"\S+", text)
    if any(word.islower() and len(word) > 1 for word in words):
        return
    for match in _LONE_SPECK.finditer(text):
        yield Change(match.start(), match.end(), None)


def find_specks(text: str, kind: Kind) -> Iterator[Change]:
    """Marks before the first word of a cell: an apostrophe closed nowhere, a comma, a colon, an underscore.

    They are dirt on the page, or a spreadsheet's mark.
    """
    if kind == "cell" and (match := _OPENED.match(text) or _STRAY.match(text)):
        yield Change(0, match.end(), None)


RULES = (
    Rule("speck", re.compile(r"['‘`]|\A[,;:_]"), find_specks),
    Rule("speck", re.compile(r"\s[bcdfghjklmnpqrstvwxz£€¥§¬](?!\S)"), find_specks_among_capitals),
    Rule("lost_hyphen", re.compile(r"/[A-ZĐ]{4}"), find_lost_hyphens),
    Rule("lost_dash", re.compile(r"(?:19|20)\d\d(?:19|20)\d\d"), find_lost_dashes),
    Rule("number_spacing", re.compile(r"\d[a-z]? ?/"), find_spaced_numbers),
    Rule("party_separator", re.compile(r"-[A-ZĐ][A-Za-z]*-"), find_party_separators),
    Rule("symbol_letters", _SYMBOL_TRIGGER, find_symbol_letters),
    Rule("abbreviation", re.compile(r"[A-ZĐ]{3}"), find_abbreviations),
    Rule(
        "marked_abbreviation",
        re.compile(
            rf"[A-ZĐ{MARKED_CAPITALS}]{{3}}(?<=[{MARKED_CAPITALS}]..|.[{MARKED_CAPITALS}].|..[{MARKED_CAPITALS}])"
        ),
        find_marked_abbreviations,
    ),
)
