"""Whether a string can be a Vietnamese syllable: onset, rime and tone, as the orthography allows them.

Used as evidence when an encoding has to be told from the text it yields: text decoded rightly is made of syllables,
text decoded wrongly is not. It judges shape, not meaning, and knows no foreign words.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"

# Rimes without their tone. Those that end in a stop (c, ch, p, t) take only the sharp and the heavy tone.
_RIMES = """
a ai ao au am an ang anh ay ac ach ap at
ăm ăn ăng ăc ăp ăt
âm ân âng âu ây âc âp ât
e em en eng eo ec ep et
ê êm ên êng ênh êu êch êp êt êc
i ia im in inh iu ich ip it
iê iêm iên iêng iêu iêc iêp iêt
o oi om on ong oong oc oooc op ot ooc
oa oai oam oan oang oanh oao oay oac oach oap oat
oăm oăn oăng oăc oăt
oe oen oeo oet
ô ôi ôm ôn ông ôc ôp ôt ôông ôôc
ơ ơi ơm ơn ơng ơp ơt
u ua ui um un ung uc up ut
uân uâng uây uât
uê uên uênh uêch
uơ
uô uôi uôm uôn uông uôc uôp uôt
uy uya uyên uyêt uynh uych uyt uyu uyn uyp
ư ưa ưi ưm ưn ưng ưu ưc ưt
ươ ươi ươm ươn ương ươu ươc ươp ươt
y yê yêm yên yêng yêu yêt ynh yt
"""

ONSETS = frozenset(["", *_ONSETS.split()])
RIMES = frozenset(_RIMES.split())

_TONES = {"\N{COMBINING GRAVE ACCENT}", "\N{COMBINING ACUTE ACCENT}", "\N{COMBINING HOOK ABOVE}",
          "\N{COMBINING TILDE}", "\N{COMBINING DOT BELOW}"}  # fmt: skip
_STOP_TONES = {"\N{COMBINING ACUTE ACCENT}", "\N{COMBINING DOT BELOW}"}
_STOPS = ("c", "ch", "p", "t")
_PARTS = re.compile(r"(ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?(.*)", re.DOTALL)
_EDGES = " \t!\"#$%&'()*+,-./0123456789:;<=>?@[\\]^_`{|}~“”‘’–—…•"


@functools.lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether `word` (letters only, any case, composed or not) has the shape of one Vietnamese syllable."""
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFD", word.lower()):
        (tones if character in _TONES else letters).append(character)
    if len(tones) > 1 or len(letters) > 10:
        return False
    return _has_shape(unicodedata.normalize("NFC", "".join(letters)), tones)


def _has_shape(plain: str, tones: list[str]) -> bool:
    match = _PARTS.fullmatch(plain)
    if match is None or not plain:
        return False
    onset, rime = match.group(1) or "", match.group(2)
    # `gi` keeps its i when nothing else can carry the tone (gì, giếng).
    readings = {(onset, rime)} | ({("g", "i" + rime)} if onset == "gi" else set())
    for start, end in readings:
        if start in ONSETS and end in RIMES and (not tones or not end.endswith(_STOPS) or tones[0] in _STOP_TONES):
            return True
    return False


def accented_words(text: str) -> list[str]:
    """The words of `text` that hold a character beyond ASCII, cut at blanks, hyphens and slashes, without punctuation.

    Words are not cut at symbols such as `©`: in text decoded wrongly these are letters.
    """
    if text.isascii():
        return []
    stripped = (word.strip(_EDGES) for word in re.split(r"[\s/\-]+", text))
    return [word for word in stripped if word and not word.isascii()]


def syllable_share(text: str) -> tuple[int, float]:
    """How many accented words `text` has, and which share of them (0..1) are Vietnamese syllables."""
    words = accented_words(text)
    if not words:
        return 0, 0.0
    return len(words), sum(map(is_syllable, words)) / len(words)
