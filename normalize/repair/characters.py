"""Rules for single characters: odd spaces, invisible marks, look-alikes. Dashes and apostrophes stay as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from normalize.repair.changes import Change, Kind, Rule

_SPACES = "\N{NO-BREAK SPACE}\u2000-\u200a\N{NARROW NO-BREAK SPACE}\N{MEDIUM MATHEMATICAL SPACE}\N{IDEOGRAPHIC SPACE}"
_INVISIBLE = "\N{SOFT HYPHEN}\u200b-\u200f\u202a-\u202e\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}"
_ETHS = {
    "\N{LATIN CAPITAL LETTER ETH}": "Đ",
    "\N{LATIN CAPITAL LETTER AFRICAN D}": "Đ",
    "\N{LATIN SMALL LETTER ETH}": "đ",
    # What fonts of word processors say of their ư; no language with these letters is written here.
    "\N{LATIN CAPITAL LETTER OI}": "Ư",
    "\N{LATIN SMALL LETTER OI}": "ư",
}
_HYPHENS = "\N{HYPHEN}\N{NON-BREAKING HYPHEN}"  # word processors set the second in numbers, to keep them on a line
_LOOK_ALIKES = {
    # Cyrillic
    "\N{CYRILLIC CAPITAL LETTER A}": "A", "\N{CYRILLIC CAPITAL LETTER VE}": "B", "\N{CYRILLIC CAPITAL LETTER IE}": "E",
    "\N{CYRILLIC CAPITAL LETTER KA}": "K", "\N{CYRILLIC CAPITAL LETTER EM}": "M", "\N{CYRILLIC CAPITAL LETTER EN}": "H",
    "\N{CYRILLIC CAPITAL LETTER O}": "O", "\N{CYRILLIC CAPITAL LETTER ER}": "P", "\N{CYRILLIC CAPITAL LETTER ES}": "C",
    "\N{CYRILLIC CAPITAL LETTER TE}": "T", "\N{CYRILLIC CAPITAL LETTER HA}": "X", "\N{CYRILLIC CAPITAL LETTER U}": "Y",
    "\N{CYRILLIC CAPITAL LETTER DZE}": "S", "\N{CYRILLIC CAPITAL LETTER BYELORUSSIAN-UKRAINIAN I}": "I",
    "\N{CYRILLIC SMALL LETTER A}": "a", "\N{CYRILLIC SMALL LETTER IE}": "e", "\N{CYRILLIC SMALL LETTER O}": "o",
    "\N{CYRILLIC SMALL LETTER ER}": "p", "\N{CYRILLIC SMALL LETTER ES}": "c", "\N{CYRILLIC SMALL LETTER U}": "y",
    "\N{CYRILLIC SMALL LETTER HA}": "x", "\N{CYRILLIC SMALL LETTER DZE}": "s",
    "\N{CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I}": "i", "\N{CYRILLIC SMALL LETTER SHHA}": "h",
    # Greek
    "\N{GREEK CAPITAL LETTER ALPHA}": "A", "\N{GREEK CAPITAL LETTER BETA}": "B",
    "\N{GREEK CAPITAL LETTER EPSILON}": "E",
    "\N{GREEK CAPITAL LETTER ETA}": "H", "\N{GREEK CAPITAL LETTER IOTA}": "I", "\N{GREEK CAPITAL LETTER KAPPA}": "K",
    "\N{GREEK CAPITAL LETTER MU}": "M", "\N{GREEK CAPITAL LETTER NU}": "N", "\N{GREEK CAPITAL LETTER OMICRON}": "O",
    "\N{GREEK CAPITAL LETTER RHO}": "P", "\N{GREEK CAPITAL LETTER TAU}": "T", "\N{GREEK CAPITAL LETTER CHI}": "X",
    "\N{GREEK CAPITAL LETTER UPSILON}": "Y", "\N{GREEK SMALL LETTER OMICRON}": "o", "\N{GREEK SMALL LETTER ALPHA}": "a",
    "\N{GREEK SMALL LETTER NU}": "v",
    # Small capitals
    "\N{LATIN LETTER SMALL CAPITAL V}": "v", "\N{LATIN LETTER SMALL CAPITAL O}": "o",
    "\N{LATIN LETTER SMALL CAPITAL C}": "c", "\N{LATIN LETTER SMALL CAPITAL A}": "a",
    "\N{LATIN LETTER SMALL CAPITAL D}": "d", "\N{LATIN LETTER SMALL CAPITAL E}": "e",
    "\N{LATIN LETTER SMALL CAPITAL K}": "k", "\N{LATIN LETTER SMALL CAPITAL M}": "m",
    "\N{LATIN LETTER SMALL CAPITAL P}": "p", "\N{LATIN LETTER SMALL CAPITAL T}": "t",
    "\N{LATIN LETTER SMALL CAPITAL U}": "u",
}  # fmt: skip
_FULL_WIDTH_OFFSET = 0xFEE0
_NUMERALS = "\u2160-\u217b"  # Roman numerals of one character each

_ANY = re.compile(f"[{_SPACES}{_INVISIBLE}{_HYPHENS}{''.join(_ETHS)}{''.join(_LOOK_ALIKES)}{_NUMERALS}\uff01-\uff5e]")
_ODD_SPACE = re.compile(f"[{_SPACES}]")
_HIDDEN = re.compile(f"[{_INVISIBLE}]+")
_ETH = re.compile(f"[{''.join(_ETHS)}]")
_HYPHEN = re.compile(f"[{_HYPHENS}]")
_FOREIGN = re.compile(f"[{''.join(_LOOK_ALIKES)}]")
_FULL_WIDTH = re.compile("[\uff01-\uff5e]")
_NUMERAL = re.compile(f"[{_NUMERALS}]")
_WORD = re.compile(r"[^\W\d_]+")
_LATIN = re.compile("[A-Za-zÀ-ỹ]")
_GAP = re.compile("  ")
_GAP_IN_LINE = re.compile(r"(?<=\S)  (?=\S)")
_GAP_IN_CELL = re.compile(r"(?<=\S) {2,}(?=\S)")


def find_odd_spaces(text: str, kind: Kind) -> Iterator[Change]:
    """No-break and typographic spaces become plain ones, one for one; gaps keep their width."""
    for match in _ODD_SPACE.finditer(text):
        yield Change(match.start(), match.end(), " ")


def find_invisible(text: str, kind: Kind) -> Iterator[Change]:
    """Soft hyphens, zero-width and direction marks are dropped; visible hyphens are not touched."""
    for match in _HIDDEN.finditer(text):
        yield Change(match.start(), match.end(), None)


def find_look_alikes(text: str, kind: Kind) -> Iterator[Change]:
    """Đ written as eth, ư as oi, hyphens that are not the plain one, full-width ASCII, Roman numerals of one character,
    and Cyrillic or Greek letters.

    The last ones only inside a word of Latin letters: a word without these is foreign text and stays. Nothing is
    folded by compatibility (no NFKC).
    """
    found = {match.start(): _ETHS[match.group()] for match in _ETH.finditer(text)}
    found |= {match.start(): "-" for match in _HYPHEN.finditer(text)}
    found |= {match.start(): chr(ord(match.group()) - _FULL_WIDTH_OFFSET) for match in _FULL_WIDTH.finditer(text)}
    found |= {match.start(): unicodedata.normalize("NFKC", match.group()) for match in _NUMERAL.finditer(text)}
    for word in _WORD.finditer(text):
        if _FOREIGN.search(word.group()) and _LATIN.search(word.group()):
            found |= {word.start() + m.start(): _LOOK_ALIKES[m.group()] for m in _FOREIGN.finditer(word.group())}
    for start in sorted(found):
        yield Change(start, start + 1, found[start])


def find_double_spaces(text: str, kind: Kind) -> Iterator[Change]:
    """Two spaces between words become one. A wider gap in running text stays: it may part two columns."""
    for match in (_GAP_IN_LINE if kind == "line" else _GAP_IN_CELL).finditer(text):
        yield Change(match.start() + 1, match.end(), None)


SIGNS = _ANY.pattern.strip("[]")
"""What the rules on characters look for, as the inside of a character class."""

RULES = (
    Rule("odd_space", _ANY, find_odd_spaces),
    Rule("invisible_character", _ANY, find_invisible),
    Rule("look_alike", _ANY, find_look_alikes),
    Rule("double_space", _GAP, find_double_spaces),
)
