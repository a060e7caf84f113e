"""The two encodings of Vietnamese fonts from before Unicode that still turn up in office files: TCVN3 (ABC) and VNI.

Both put Vietnamese letters on the codes of Latin-1, so a program that does not know the font shows `Uû ban nh©n d©n`
or `UÛy ban nhaân daân`. The tables map the Latin-1 character that such a program shows; bytes are decoded as Latin-1
first. Sources: TCVN 5712:1993 (VN3) for TCVN3; the VNI-Windows keyboard and font layout for VNI.
"""

from __future__ import annotations

import re

_TCVN3 = {
    0xA1: "ĂÂÊÔƠƯĐăâêôơưđ",  # A1..AE
    0xB5: "àảãáạ",
    0xBB: "ằẳẵắ",
    0xC6: "ặầẩẫấ",
    0xCB: "ậè",
    0xCE: "ẻẽéẹềểễếệìỉ",  # CE..D8
    0xDC: "ĩíịò",
    0xE1: "ỏõóọồổỗốộờởỡớợù",  # E1..EF
    0xF1: "ủũúụừửữứựỳỷỹýỵ",  # F1..FE
}
TCVN3_LETTERS = {first + i: letter for first, letters in _TCVN3.items() for i, letter in enumerate(letters)}
# B0..B4 are free-standing tone marks of the standard. Capitals have no toned codes: all-capital text is set in a
# font (`.VnTimeH`) that draws small letters as capitals, and comes out in small letters here.
TCVN3_LETTERS |= {
    0xB0: "\N{COMBINING GRAVE ACCENT}",
    0xB1: "\N{COMBINING HOOK ABOVE}",
    0xB2: "\N{COMBINING TILDE}",
    0xB3: "\N{COMBINING ACUTE ACCENT}",
    0xB4: "\N{COMBINING DOT BELOW}",
}

# VNI writes a vowel and then a mark; the mark of an accented vowel says both accent and tone.
_VNI_TONES = dict(zip("øùûõï", ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323"), strict=True))
_VNI_MARKS = {
    **_VNI_TONES,
    "â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303",
    "ä": "\u0302\u0323", "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_SINGLES = {"ñ": "đ", "ô": "ơ", "ö": "ư", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_SINGLES |= {key.upper(): value.upper() for key, value in _VNI_SINGLES.items()}
_MARKS_OF = {"a": "".join(_VNI_MARKS), "e": "øùûõïâàáåãä", "o": "øùûõïâàáåãä", "u": "øùûõï", "y": "øùûõ",
             "ô": "øùûõï", "ö": "øùûõï"}  # fmt: skip
_VNI_PAIR = re.compile(
    "|".join(
        f"[{vowel}{vowel.upper()}][{marks}{marks.upper()}]" for vowel, marks in _MARKS_OF.items()
    )
)  # fmt: skip
_VNI_TABLE = str.maketrans(_VNI_SINGLES)


def read_tcvn3(text: str) -> str:
    """Vietnamese of `text` that shows TCVN3 codes as Latin-1 characters; other characters stay. Not normalised."""
    return text.translate(TCVN3_LETTERS)


def read_vni(text: str) -> str:
    """Vietnamese of `text` that shows VNI codes as Latin-1 characters; other characters stay. Not normalised.

    The case of a letter is that of its vowel: `Uû` and `UÛ` are both `Ủ`.
    """
    parts: list[str] = []
    position = 0
    for match in _VNI_PAIR.finditer(text):
        parts.append(text[position : match.start()].translate(_VNI_TABLE))
        pair = match.group()
        vowel, mark = pair[0], pair[1]
        parts.append(_VNI_SINGLES.get(vowel, vowel) + _VNI_MARKS[mark.lower()])
        position = match.end()
    parts.append(text[position:].translate(_VNI_TABLE))
    return "".join(parts)
