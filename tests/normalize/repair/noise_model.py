"""Synthetic OCR noise, written from the literature on Vietnamese OCR and not from the repair rules.

Classes and their shares follow what is reported of Tesseract and PaddleOCR on Vietnamese (tesseract-ocr/langdata issue
66, tesseract-ocr/tessdata issue 83, PaddleOCR issues 15189 and 16339): wrong tone, wrong vowel mark, marks lost, đ and
d, and single letters lost, doubled or exchanged with look-alikes. Nothing here imports the package under test.
"""

from __future__ import annotations

import random
import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+")
_TONES = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
_VOWEL_MARKS = {
    "a": "ăâ",
    "ă": "aâ",
    "â": "aă",
    "e": "ê",
    "ê": "e",
    "o": "ôơ",
    "ô": "oơ",
    "ơ": "oô",
    "u": "ư",
    "ư": "u",
}
_LOOK_ALIKES = {"n": "uh", "u": "n", "h": "bn", "b": "h", "c": "eo", "o": "c", "t": "l", "l": "t", "i": "l", "m": "n"}
SHARES = (("tone", 0.45), ("vowel", 0.20), ("bare", 0.13), ("stroke", 0.07), ("letter", 0.15))


def add_noise(text: str, rate: float, rng: random.Random) -> tuple[str, list[tuple[int, str, str]]]:
    """`text` with about `rate` of its words misread, and the misreadings: offset in the clean text, right, read."""
    parts: list[str] = []
    errors: list[tuple[int, str, str]] = []
    position = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if rng.random() >= rate or len(word) < 2:
            continue
        read = _misread(word, rng)
        if read is None or read == word:
            continue
        parts += (text[position : match.start()], read)
        position = match.end()
        errors.append((match.start(), word, read))
    parts.append(text[position:])
    return "".join(parts), errors


def _misread(word: str, rng: random.Random) -> str | None:
    for _ in range(6):
        kind = rng.choices([name for name, _ in SHARES], [share for _, share in SHARES])[0]
        read = _KINDS[kind](word, rng)
        if read != word:
            return read
    return None


def _tone(word: str, rng: random.Random) -> str:
    letters = [_split(letter) for letter in word]
    toned = [at for at, (_, tone) in enumerate(letters) if tone]
    vowels = [at for at, (base, _) in enumerate(letters) if unicodedata.normalize("NFD", base)[0] in "aeiouyAEIOUY"]
    if not vowels:
        return word
    spot = toned[0] if toned else rng.choice(vowels)
    letters[spot] = letters[spot][0], rng.choice(_TONES)
    return "".join(unicodedata.normalize("NFC", base + tone) for base, tone in letters)


def _vowel(word: str, rng: random.Random) -> str:
    letters = list(word)
    spots = []
    for i, letter in enumerate(letters):
        base, tone = _split(letter)
        if base.lower() in _VOWEL_MARKS:
            spots.append((i, base, tone))
    if not spots:
        return word
    i, base, tone = rng.choice(spots)
    other = rng.choice(_VOWEL_MARKS[base.lower()])
    letters[i] = unicodedata.normalize("NFC", (other.upper() if base.isupper() else other) + tone)
    return "".join(letters)


def _split(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(mark for mark in parts if mark in _TONES[1:])
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES[1:])), tone


def _bare(word: str, rng: random.Random) -> str:
    parts = unicodedata.normalize("NFD", word)
    return "".join(c for c in parts if not unicodedata.combining(c))


def _stroke(word: str, rng: random.Random) -> str:
    swap = {"đ": "d", "Đ": "D", "d": "đ", "D": "Đ"}
    return swap[word[0]] + word[1:] if word[0] in swap else word


def _letter(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word))
    action = rng.choice(["lose", "double", "exchange", "exchange"])
    if action == "lose" and len(word) > 2:
        return word[:at] + word[at + 1 :]
    if action == "double":
        return word[: at + 1] + word[at:]
    spots = [i for i, c in enumerate(word) if c in _LOOK_ALIKES]
    if not spots:
        return word
    at = rng.choice(spots)
    return word[:at] + rng.choice(_LOOK_ALIKES[word[at]]) + word[at + 1 :]


_KINDS = {"tone": _tone, "vowel": _vowel, "bare": _bare, "stroke": _stroke, "letter": _letter}
