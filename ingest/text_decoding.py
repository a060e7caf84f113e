"""Bytes to text: which encoding a dump is in, decided on evidence, and the text in one normal form.

UTF-8 and UTF-16 prove themselves. The encodings of the years before (windows-1258, the TCVN3 and VNI fonts) are taken
only when the text they yield is Vietnamese and no other reading is: any byte string is "valid" in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ingest.errors import UnreadableSource
from ingest.legacy_fonts import read_tcvn3, read_vni
from ingest.media_type import BYTE_ORDER_MARKS, guess_utf16
from ingest.syllable_share import syllable_share
from schemas.document import Problem

_LOST = "\N{REPLACEMENT CHARACTER}"
_SAMPLE = 6_000  # characters looked at, at each of three places
_ENOUGH_WORDS = 3
_GOOD_SHARE = 0.8  # of the accented words that must be syllables once decoded rightly; names and OCR noise are the rest
_POOR_SHARE = 0.4  # at most this share may be syllables before, or the text is left as it is
_MARGIN = 0.2  # by which the best legacy reading must beat the next
# Letters that only Unicode has (the other accented vowels are in Latin-1 too). One per hundred characters is a tenth
# of what Vietnamese has.
_UNICODE_ONLY = "ạảấầậắặếềệịọốồộớờợụủứừữựỉ"
_UNICODE_SHARE = 0.01
_MAX_BROKEN_SHARE = 0.05  # broken sequences per sound one, above which the text is not UTF-8 at all

# U+000B is the line break inside a paragraph that word processors export.
_LINE_ENDS = re.compile("\r\n|[\r\v\x85\u2028\u2029]")
_HALF_PAIRS = re.compile("[\ud800-\udfff]")
_ODD_LINE_ENDS = ("\r", "\v", "\x85", "\u2028", "\u2029")
_STRANGE_IN_WORDS = "¨©«¬®µ¶·¸¹»¼½¾¤¦§"
_MOJIBAKE = re.compile(f"[A-Za-z][{_STRANGE_IN_WORDS}][A-Za-z]|á[º»][\x80-\u2122]")
_MOJIBAKE_MARKS = (*_STRANGE_IN_WORDS, "áº", "á»")
_ENOUGH_MOJIBAKE = 3
# The codes 80 to 9F of windows-1252 (quotes, dashes) as Latin-1 shows them; fonts have no letters there.
_CP1252_TO_LATIN = {
    ord(bytes([code]).decode("cp1252")): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_LATIN_TO_CP1252 = {code: letter for letter, code in _CP1252_TO_LATIN.items()}
_TEXT_RESOLUTION = "Check that the file is complete, or save it again as UTF-8 text."


@dataclass(frozen=True, slots=True)
class DecodedText:
    """Text in NFC with `\\n` line ends, the name of the encoding it was in, and what had to be coped with.

    An encoding such as `utf-8+tcvn3` is text of a legacy font that some program took for Latin-1 and saved as UTF-8.
    """

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode_text(data: bytes) -> DecodedText:
    """Decode a text file.

    Raises:
        UnreadableSource: `not_text` when there are NUL bytes, `unknown_encoding` when no encoding fits.
    """
    text, encoding, problems = _decode(data)
    disguise = _read_disguise(text) if not text.isascii() else None
    if disguise is not None:
        text, font = disguise
        encoding = f"{encoding}+{font}"
    text = tidy(text)
    return DecodedText(text, encoding, (*problems, *_text_problems(text)))


def tidy(text: str) -> str:
    """`text` in NFC with every line end (CRLF, CR, NEL, LS, PS, VT) written `\\n`. Form feeds stay: they end pages.

    Halves of surrogate pairs, which formats with escapes can hold and no file of text can, read U+FFFD.
    """
    if not text.isascii() and _HALF_PAIRS.search(text):
        text = _HALF_PAIRS.sub(_LOST, text)
    if any(mark in text for mark in _ODD_LINE_ENDS):
        text = _LINE_ENDS.sub("\n", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _decode(data: bytes) -> tuple[str, str, tuple[Problem, ...]]:
    for mark, codec in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            name = "utf-8-sig" if codec == "utf-8" else codec
            if codec != "utf-8":
                return _decode_wide(data[len(mark) :], codec), name, ()
            return _decode_bytes(data[len(mark) :], name)
    if 0 in data:
        codec = guess_utf16(data) or ""
        if not codec:
            raise UnreadableSource(
                "not_text",
                f"The file holds a NUL byte at offset {data.index(0)}, so it is not text in any 8-bit encoding.",
                _TEXT_RESOLUTION,
            )
        return _decode_wide(data, codec), codec, ()
    return _decode_bytes(data, "utf-8")


def _decode_wide(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            "unknown_encoding",
            f"The file looks like {codec.upper()}, but byte {error.start} of it cannot be decoded ({error.reason}).",
            _TEXT_RESOLUTION,
        ) from error


def _decode_bytes(data: bytes, name: str) -> tuple[str, str, tuple[Problem, ...]]:
    try:
        return data.decode("utf-8"), name, ()
    except UnicodeDecodeError as error:
        first = error
    broken = _decode_broken_utf8(data)
    if broken is not None:
        count, line = broken.count(_LOST), data.count(b"\n", 0, first.start) + 1
        problem = Problem(
            "invalid_bytes",
            f"{count} byte sequences are not UTF-8, the first at offset {first.start}; they read U+FFFD.",
            _TEXT_RESOLUTION,
            line=line,
        )
        return broken, name, (problem,)
    legacy = _decode_legacy(data)
    if legacy is None:
        raise UnreadableSource(
            "unknown_encoding",
            f"The file is not UTF-8 (byte {first.start}: {first.reason}), and none of windows-1258, TCVN3 and VNI "
            "makes Vietnamese of it.",
            "Save it again as UTF-8 text.",
        )
    return *legacy, ()


def _decode_broken_utf8(data: bytes) -> str | None:
    """UTF-8 with a few damaged places (a cut tail, a lost byte): sound sequences must outnumber them by far."""
    text = data.decode("utf-8", "replace")
    broken = text.count(_LOST)
    sound = sum(byte >= 0xC2 for byte in data.translate(None, bytes(range(0xC0)))) - broken
    return text if broken <= max(sound, 0) * _MAX_BROKEN_SHARE else None


def _decode_legacy(data: bytes) -> tuple[str, str] | None:
    """Read 8-bit text: `latin-1` gives each byte its place, each reading makes its own letters of it."""
    readings: dict[str, Callable[[str], str]] = {
        "windows-1258": lambda part: part.encode("latin-1").decode("cp1258", "replace"),
        "tcvn3": lambda part: read_tcvn3(part.translate(_LATIN_TO_CP1252)),
        "vni": lambda part: read_vni(part.translate(_LATIN_TO_CP1252)),
    }
    text = data.decode("latin-1")
    best = _best_reading(readings, text)
    return None if best is None else (readings[best](text), best)


def disguise_of(text: str) -> Callable[[str], str] | None:
    """What makes Vietnamese of a text that holds the codes of a legacy font as characters; None for any other text."""
    found = _read_disguise(text) if not text.isascii() else None
    return None if found is None else _DISGUISES[found[1]]


def _read_disguise(text: str) -> tuple[str, str] | None:
    """Vietnamese of a text that holds the codes of a legacy font, or UTF-8 taken for windows-1252, as characters."""
    sample = _sample(text)
    if sum(map(sample.count, _UNICODE_ONLY)) > _UNICODE_SHARE * len(sample):
        return None
    count, share = syllable_share(sample)
    if count < _ENOUGH_WORDS or share > _POOR_SHARE:
        return None
    best = _best_reading(_DISGUISES, text)
    return None if best is None else (_DISGUISES[best](text), best)


def _best_reading(readings: Mapping[str, Callable[[str], str]], text: str) -> str | None:
    """The reading under which the accented words of `text` are Vietnamese, if there is one and only one."""
    sample = _sample(text)
    scores: list[tuple[float, str]] = []
    for name, read in readings.items():
        count, share = syllable_share(read(sample))
        scores.append((share if count >= _ENOUGH_WORDS else 0.0, name))
    scores.sort(reverse=True)
    (best, name), (second, _) = scores[:2]
    return name if best >= _GOOD_SHARE and best - second >= _MARGIN else None


def _read_utf8_taken_for_cp1252(text: str) -> str:
    """Undo one wrong decoding of UTF-8 as windows-1252; the text as it is when it is not that."""
    try:
        return text.translate(_CP1252_TO_LATIN).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


_DISGUISES: Mapping[str, Callable[[str], str]] = {
    "tcvn3": read_tcvn3,
    "vni": read_vni,
    "windows-1252": _read_utf8_taken_for_cp1252,
}


def _sample(text: str) -> str:
    """Whole lines from the start, the middle and the end of a long text, all of a short one."""
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    parts = (text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:])
    return "\n".join(part[part.find(" ") + 1 : part.rfind(" ")] if " " in part else part for part in parts)


def _text_problems(text: str) -> tuple[Problem, ...]:
    problems: list[Problem] = []
    if _LOST in text:
        problems.append(
            Problem(
                "replacement_characters",
                f"The text holds {text.count(_LOST)} replacement characters (U+FFFD): letters were lost "
                "before it was saved.",
                "Make the dump again from the original, if the words matter.",
                line=_line_of(text, text.index(_LOST)),
            )
        )
    if any(mark in text for mark in _MOJIBAKE_MARKS):
        found = [match.start() for match in _MOJIBAKE.finditer(text)]
        if len(found) >= _ENOUGH_MOJIBAKE:
            problems.append(
                Problem(
                    "mojibake_left",
                    f"At {len(found)} places letters look like text of another encoding; they are left as they are.",
                    "Convert that part of the source to Unicode.",
                    line=_line_of(text, found[0]),
                )
            )
    return tuple(problems)


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
