"""Why a correction was made, in a sentence: the rule, the kind of misreading, and the counts of the words around."""

from __future__ import annotations

import functools
import itertools

from normalize.data_rows import data_rows
from normalize.language.ngrams import administrative
from normalize.tones import comparable
from schemas.letters import toneless

_UNMARKED_D = str.maketrans({"đ": "d", "Đ": "D"})
_NEAR = 2  # words on each side whose pairs are counted


_NAMES = {"en": "repair/methods.tsv", "vi": "repair/methods_vi.tsv"}
_WORDS = {
    "en": {
        "dropped": "dropped", "put in": "put in", "and": " and ", "in context": "in context",
        "capitals": "capitals differ", "d": "đ and d confused", "marks": "marks confused",
        "letters": "letters confused",
    },
    "vi": {
        "dropped": "bỏ đi", "put in": "thêm vào", "and": " và ", "in context": "lần trong ngữ cảnh này",
        "capitals": "khác chữ hoa", "d": "nhầm đ với d", "marks": "nhầm dấu", "letters": "nhầm chữ cái",
    },
}  # fmt: skip


@functools.cache
def sentences(language: str = "en") -> dict[str, str]:
    """What each method goes by, from `data/repair/methods.tsv`; `language` is `en` or `vi`."""
    return {method: sentence for method, sentence in data_rows(_NAMES[language])}  # noqa: C416 -- names the columns


def explain(
    before: str | None, after: str | None, method: str, left: str = "", right: str = "", language: str = "en"
) -> str:
    """One sentence on one correction; `left` and `right` are the text around it, `language` is `en` or `vi`.

    >>> explain("<i>", None, "html_tag")
    "'<i>' dropped: a mark-up tag"
    """
    words, known = _WORDS[language], sentences(language)
    reasons = words["and"].join(known.get(name, name) for name in method.split("+"))
    if not after or not after.strip():
        return f"{before!r} {words['dropped']}: {reasons}"
    change = f"{before!r} -> {after!r}" if before else f"{after!r} {words['put in']}"
    parts = [reasons]
    if before and (kind := _kind_of_misreading(before, after)):
        parts.append(words[kind])
    if before and (counts := _counts(before, after, left, right)):
        parts.append(f"{counts[0]:,} : {counts[1]:,} {words['in context']}".replace(",", " "))
    return f"{change}: {', '.join(parts)}"


def _kind_of_misreading(before: str, after: str) -> str | None:
    """What tells the two apart: marks only, đ for d, capitals, letters."""
    if not any(c.isalpha() for c in before):
        return None
    if before.casefold() == after.casefold():
        return "capitals"
    if before.translate(_UNMARKED_D) == after.translate(_UNMARKED_D):
        return "d"
    if toneless(before).casefold() == toneless(after).casefold():
        return "marks"
    return "letters" if len(before.split()) == len(after.split()) else None


def _counts(before: str, after: str, left: str, right: str) -> tuple[int, int] | None:
    """How often the words were counted beside their neighbours: as published, and as read. None for unknown words."""
    published, read = _pairs(after, left, right), _pairs(before, left, right)
    if len(published) != len(read) or not published:
        return None
    most, least = max(zip(published, read, strict=True), key=lambda pair: pair[0] - pair[1])
    return (round(most), round(least)) if most > least else None


def _pairs(words: str, left: str, right: str) -> list[float]:
    ngrams = administrative()
    run = [*left.split()[-_NEAR:], *words.split(), *right.split()[:_NEAR]]
    numbers = [ngrams.number(comparable(word.strip('.,;:()"“”'))) for word in run]
    return [ngrams.pair(a, b) for a, b in itertools.pairwise(numbers)]
