r"""Rules for what engines write as formulas in TeX: `$95 \%$`, `$1 0 0 \%$`, `\(\geq 90\%\)`, `$36 \mathrm{a}$`.

A page shows figures, signs and a few letters there, so that is what a formula may hold; text between two signs for
dollars stays, and so does a formula with a command that is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from normalize.repair.changes import Change, Kind, Rule

_FORMULA = re.compile(
    r"(?<![\\$\w])\$(?P<dollars>[^$\n]{1,120})\$(?!\s?[$\d])|\\\((?P<brackets>(?:(?!\\\)|\n).){1,120})\\\)"
)
_OF_TEX = re.compile(r"[\\^{%]")  # between `\(` and `\)`, where Markdown guards brackets as well
_STYLED = re.compile(
    r"\\(?P<style>math(?:rm|bf|it|sf|tt|cal)|text(?:bf|it|rm)?|operatorname|boldsymbol|bm)\s*\{(?P<inside>[^{}]*)\}"
)
_SIGNS = {
    r"\%": "%", r"\&": "&", r"\#": "#", r"\geqslant": "≥", r"\geq": "≥", r"\ge": "≥", r"\leqslant": "≤",
    r"\leq": "≤", r"\le": "≤", r"\times": "×", r"\pm": "±", r"\sim": "~", r"\approx": "≈", r"\rightarrow": "→",
    r"\to": "→", r"\div": "÷", r"\cdot": "·", r"\bullet": "•", r"\circ": "°", r"\ldots": "…", r"\dots": "…",
    r"\quad": " ", r"\qquad": " ", r"\,": "", r"\;": " ", r"\:": " ", r"\ ": " ", r"\!": "", r"\left": "",
    r"\right": "", r"\lt": "<", r"\gt": ">", r"\prime": "'",
}  # fmt: skip
_COMMAND = re.compile("|".join(rf"{re.escape(name)}{'(?![a-zA-Z])' if name[-1].isalpha() else ''}" for name in _SIGNS))
_RAISED = re.compile(r"\s*\^\s*(?:\{\s*([^{}]{0,8}?)\s*\}|([0-9°'*]))")
_LOWERED = re.compile(r"\s*_\s*(?:\{\s*([0-9]*)\s*\}|([0-9]))")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_EMPTY = re.compile(r"\{\s*\}")
_GROUP = re.compile(r"\{([^{}]*)\}")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SPACED = re.compile(r"(?<=\d) ?([.,]) ?(?=\d)|(?<=\d) (?=\d)")
_LONE_DIGITS = re.compile(r"(?<!\d)\d(?!\d)")
_SUFFIX = re.compile(r"(?<=\d) (?=[a-zđ]/)")  # `36 a/NQ-CP`
_SYMBOL = re.compile(r"(?<=/[A-ZĐ]{2}) - (?=[A-ZĐ])|(?<=/[A-ZĐ]{3}) - (?=[A-ZĐ])")  # `NQ - CP` behind a number
_DEPTH = 4  # of braces
_HELD = 0xE000  # private characters stand for the words of a formula while its signs are read
_MOST_WORDS = 100
_SIGN_LEFT = re.compile(r"[\\$^_{}]")


def find_formulas(text: str, kind: Kind) -> Iterator[Change]:
    """A formula becomes the text that a page shows for it."""
    for match in _FORMULA.finditer(text):
        brackets = match["brackets"]
        if brackets is not None and not _OF_TEX.search(brackets):
            continue
        if shown := _shown(match["dollars"] if brackets is None else brackets):
            yield Change(match.start(), match.end(), shown)


def _shown(formula: str) -> str | None:
    """The text of a formula; None where it is none, or not known."""
    if any(_HELD <= ord(character) <= _HELD + _MOST_WORDS for character in formula):
        return None
    words: list[str] = []

    def keep(match: re.Match[str]) -> str:
        inside = match["inside"].strip()
        is_spaced = not match["style"].startswith("text") and all(len(part) == 1 for part in inside.split())
        words.append("".join(inside.split()) if is_spaced else inside)
        return chr(_HELD + len(words) - 1)

    plain = _STYLED.sub(keep, formula.replace("~", " "))
    plain = _COMMAND.sub(lambda match: _SIGNS[match.group()], plain)
    if "\\" in plain or _WORD.search(plain):
        return None
    plain = _RAISED.sub(_raised, _EMPTY.sub("", plain))
    plain = _LOWERED.sub(lambda match: match[1] or match[2] or "", plain)
    for _ in range(_DEPTH):
        plain = _GROUP.sub(r"\1", plain)
    if any(sign in plain for sign in "{}^_$") or any(_SIGN_LEFT.search(word) for word in words):
        return None
    plain = " ".join(plain.split())
    if len(_LONE_DIGITS.findall(plain)) == sum(map(str.isdecimal, plain)):  # each digit stands alone
        plain = _SPACED.sub(r"\1", plain)
    plain = re.sub(r"(?<=\d) (?=%)", "", plain)
    plain = re.sub(r" ?/ ?", "/", plain)
    for number, word in enumerate(words):
        plain = plain.replace(chr(_HELD + number), word)
    return _SYMBOL.sub("-", _SUFFIX.sub("", plain))


def _raised(match: re.Match[str]) -> str:
    text: str = match[1] or match[2] or ""
    return text.translate(_SUPERSCRIPTS) if text.isdecimal() else text


RULES = (Rule("formula", re.compile(r"\$|\\\("), find_formulas),)
