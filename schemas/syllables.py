"""The shape of a Vietnamese syllable: onset, rime and tone as the orthography combines them.

Judges shape, not meaning: `trải` and `trại` both pass, `ngị` and `đao` + hook below do not. Foreign words and
abbreviations fail, which is what makes them stand out.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_ONSETS = frozenset(" b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x".split(" "))
_FRONT = "ieêy"  # ng, g, c are written ngh, gh, k before these, and only before these
_OPEN = """a ai ao au ay am an ang anh ăm ăn ăng âm ân âng âu ây e em en eng eo ê êm ên êng ênh êu i ia im in inh iu
iêm iên iêng iêu iê o oi om on ong oong oa oai oam oan oang oanh oao oay oăm oăn oăng oe oen oeo ô ôi ôm ôn ông ơ ơi ơm
ơn u ua ui um un ung uân uâng uây uê uên uênh uơ uô uôi uôm uôn uông uy uya uyên uynh uyu uyn ư ưa ưi ưm ưn ưng ưu ươ
ươi ươm ươn ương ươu y yê yêm yên yêng yêu ynh ôông""".split()
_STOPPED = """ac ach ap at ăc ăp ăt âc âp ât ec ep et ê êch êp êt êc ich ip it iêc iêp iêt oc op ot ooc oac oach oap oat
oăc oăt oet ôc ôp ôt ơp ơt uc up ut uât uêch uôc uôt uyt uyêt uych uyp ưc ưt ươc ươp ươt yêt yt ôôc oooc""".split()
_STOP_FINALS = ("c", "ch", "p", "t")
_RIMES = frozenset([*_OPEN, *_STOPPED])
_STOPPED_RIMES = frozenset(_STOPPED)
_TONES = frozenset("\N{COMBINING GRAVE ACCENT}\N{COMBINING ACUTE ACCENT}\N{COMBINING HOOK ABOVE}"
                   "\N{COMBINING TILDE}\N{COMBINING DOT BELOW}")  # fmt: skip
_STOP_TONES = frozenset("\N{COMBINING ACUTE ACCENT}\N{COMBINING DOT BELOW}")
_PARTS = re.compile(r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?(.*)", re.DOTALL)


@functools.lru_cache(maxsize=32768)
def is_syllable(word: str) -> bool:
    """Whether `word` (letters, any case) can be one Vietnamese syllable.

    A syllable that ends in c, ch, p or t must carry the sharp or the heavy tone when it is lower case; in capitals
    the marks are often lost, so there they are not asked for.

    >>> [is_syllable(w) for w in ("nghị", "ngị", "Budapest", "THE", "qua")]
    [True, False, False, True, True]
    """
    letters, tones = _without_tone(word.lower())
    if len(tones) > 1:
        return False
    for onset, rime in _readings(letters):
        if onset in _ONSETS and rime in _RIMES and _spelt(onset, rime) and _toned(rime, tones, word):
            return True
    return False


def lacks_tone(word: str) -> bool:
    """Whether `word` would be a syllable if it had the tone that its end asks for: `hoc` for `học`, `thưc`, not `top`.

    >>> [lacks_tone(w) for w in ("hoc", "thưc", "học", "hang", "net")]
    [True, True, False, False, True]
    """
    letters, tones = _without_tone(word.lower())
    if tones:
        return False
    return any(
        onset in _ONSETS and rime in _STOPPED_RIMES and _spelt(onset, rime) for onset, rime in _readings(letters)
    )


def has_impossible_tone(word: str) -> bool:
    """Whether `word` would be a syllable with another tone: one that ends in c, ch, p or t is high or low.

    >>> [has_impossible_tone(w) for w in ("cảc", "thưởc", "các", "học", "hoc", "cảm")]
    [True, True, False, False, False, False]
    """
    letters, tones = _without_tone(word.lower())
    return len(tones) == 1 and tones[0] not in _STOP_TONES and lacks_tone(letters)


_UNFINISHED = ("iê", "yê", "uô", "ươ", "ă", "â")


def is_unfinished(word: str) -> bool:
    """Whether letters that may begin a syllable cannot end one: `ĐIỀ` of `ĐIỀU`, `thuộ` of `thuộc`.

    >>> [is_unfinished(w) for w in ("điề", "phẩ", "điều", "thuở")]
    [True, True, False, False]
    """
    return _without_tone(word.lower())[0].endswith(_UNFINISHED)


def begins_syllable(letters: str) -> bool:
    """Whether a syllable may begin with `letters` (any case); marks of tone may still be missing.

    >>> [begins_syllable(w) for w in ("khoả", "kho", "ngh", "nghoả", "củasở")]
    [True, True, True, False, False]
    """
    if _ONE_VOWEL_GROUP.fullmatch(letters) is None:  # asked first: two syllables hardly ever pass
        return False
    bare, tones = _without_tone(letters.lower())
    return len(tones) <= 1 and bare in _beginnings()


_VOWELS = "".join(
    letter
    for letter in map(chr, (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA)))
    if unicodedata.normalize("NFD", letter)[0] in "aeiouyAEIOUY"
)
_ONE_VOWEL_GROUP = re.compile(f"[^{_VOWELS}]*[{_VOWELS}]*[^{_VOWELS}]*")


@functools.cache
def _beginnings() -> frozenset[str]:
    syllables = (onset + rime for onset in _ONSETS for rime in _RIMES if _spelt(onset, rime))
    return frozenset(syllable[:end] for syllable in syllables for end in range(1, len(syllable) + 1))


def _without_tone(word: str) -> tuple[str, list[str]]:
    parts = unicodedata.normalize("NFD", word)
    tones = [mark for mark in parts if mark in _TONES]
    return unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES)), tones


def _readings(letters: str) -> tuple[tuple[str, str], ...]:
    match = _PARTS.fullmatch(letters)
    if match is None or not letters:
        return ()
    onset, rime = match.group(1) or "", match.group(2)
    if onset == "gi":  # gì, giếng: the i is the vowel as well
        return (onset, rime), ("g", "i" + rime), (onset, "i" + rime)
    return ((onset, rime),)


def _spelt(onset: str, rime: str) -> bool:
    if onset in ("ngh", "gh", "k"):
        return rime[0] in _FRONT
    if onset in ("ng", "c"):
        return rime[0] not in _FRONT
    return onset != "g" or rime[0] not in "eêy"


def _toned(rime: str, tones: list[str], word: str) -> bool:
    if not rime.endswith(_STOP_FINALS) or (rime.endswith("h") and not rime.endswith("ch")):
        return True
    if not tones:
        return word.isupper()
    return tones[0] in _STOP_TONES
