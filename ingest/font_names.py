"""Fonts that do not draw what the characters of a file say, told by their names.

Fonts of the years before Unicode: TCVN3 (ABC) fonts are named `.VnTime`, `.VnArial` ...; an H at the end (`.VnTimeH`)
draws capitals for small letters. VNI fonts are named `VNI-Times`, `VNI-Helve` ... Their names outlive them: text that
was converted to Unicode often keeps them, so `LegacyFonts` looks at what each piece of text holds.

Symbol fonts (Wingdings, Symbol) draw bullets, ticks and arrows for letters.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable

from ingest.legacy_fonts import TCVN3_LETTERS, read_tcvn3, read_vni

_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9ăĂđĐĩĨũŨơƠưƯ]")
# Characters of Latin-1 that Vietnamese in Unicode has too: they prove nothing.
_SHARED = "àáâãèéêìíòóôõùúýÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝ"
_TCVN3_ONLY = "".join(chr(code) for code in TCVN3_LETTERS if chr(code) not in _SHARED)
_VNI_ONLY = "ûïøåäüëñöæîÛÏØÅÄÜËÑÖÆÎ"
_CODED = {
    "tcvn3": re.compile(f"[A-Za-z][{_TCVN3_ONLY}]|[{_TCVN3_ONLY}][A-Za-z]"),
    "vni": re.compile(f"[A-Za-z][{_VNI_ONLY}]|[{_VNI_ONLY}][A-Za-z]"),
}

# What the codes of the two fonts draw, as far as it says something; all else is taken for a bullet.
_DINGBATS = {
    0xDF: "←", 0xE0: "→", 0xE8: "→", 0xF0: "→", 0xFC: "✓", 0xFB: "✗", 0xFD: "☒", 0x78: "☒", 0xFE: "☑", 0x6F: "☐",
    0xA8: "☐",
}  # fmt: skip
_SYMBOLS = {
    0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xB0: "°", 0xAE: "→", 0xDE: "⇒", 0xA5: "∞",
}  # fmt: skip
_BULLET_FONTS = ("wingdings", "webdings", "zapfdingbats", "marlett")
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_SIGNS = 2  # of a symbol font in a row; more are text that a careless hand set in it
_OPENING_SIGN = re.compile(r"[✓✗☐☑☒→](?=[ \t\N{NO-BREAK SPACE}]+\S)")


@functools.lru_cache(maxsize=256)
def font_reader(name: str) -> Callable[[str], str] | None:
    """What makes Vietnamese of text set in the font `name`; None for a font that shows its characters as they are."""
    kind = _kind(name)
    if kind == "tcvn3":
        return _read_tcvn3_capitals if _plain(name).endswith("h") else read_tcvn3
    return read_vni if kind else None


class LegacyFonts:
    """Decides for each text of one document whether its font shows the characters of the file or others.

    `texts` are pairs of a font's name and a text set in it. A text with letters that only Unicode has is shown as it
    is; one with characters that no Vietnamese in Unicode has is decoded; for one that has neither (`các`), what most
    others of the document are decides.
    """

    def __init__(self, texts: Iterable[tuple[str, str]]) -> None:
        coded = shown = 0
        self.found = False
        for name, text in texts:
            kind = _kind(name)
            if kind:
                self.found = True
                shown += _UNICODE_ONLY.search(text) is not None
                coded += _CODED[kind].search(text) is not None
        self._doubtful_are_coded = coded > shown or not shown

    def shown(self, text: str, name: str | None) -> str:
        """`text` as the font `name` draws it."""
        if not text or not name:
            return symbols(text, "") if text else text
        kind = _kind(name)
        reader = font_reader(name) if kind else None
        if kind is None or reader is None:
            return symbols(text, _plain(name))
        if _UNICODE_ONLY.search(text):
            return text
        return reader(text) if self._doubtful_are_coded or _CODED[kind].search(text) else text


def symbols(text: str, font: str) -> str:
    """`text` with the signs that a symbol font draws; characters of such fonts in the private area in any font."""
    font = _plain(font)
    if _PRIVATE.search(text):
        table = _SYMBOLS if font.startswith("symbol") else _DINGBATS
        text = _PRIVATE.sub(lambda found: _sign(ord(found.group()) - 0xF000, table), text)
    if font.startswith(_BULLET_FONTS) and 0 < len(text.strip()) <= _SIGNS:
        return "".join(
            _sign(ord(sign), _DINGBATS) if ord(sign) < 0x100 and not sign.isspace() else sign for sign in text
        )
    if font == "symbol" and 0 < len(text.strip()) <= _SIGNS:
        return "".join(_SYMBOLS.get(ord(sign), sign) for sign in text)
    return text


def with_dash(text: str) -> str:
    """`text` with a dash for the tick or arrow that opens it as the mark of a list."""
    return _OPENING_SIGN.sub("-", text, count=1) if _OPENING_SIGN.match(text) else text


def _sign(code: int, table: dict[int, str]) -> str:
    return table.get(code, "-")


@functools.lru_cache(maxsize=256)
def _kind(name: str) -> str | None:
    name = _plain(name)
    return "tcvn3" if name.startswith(".vn") else "vni" if name.startswith("vni-") else None


def _plain(name: str) -> str:
    return name.strip(" \"'").lower()


def _read_tcvn3_capitals(text: str) -> str:
    return read_tcvn3(text).upper()
