"""How gold and a run's rows are compared and paired.

Two texts are equal when they differ only in case, spacing, dashes, quotes, tags, the place of a tone mark (hòa, hoà)
or the marks around them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Facts = Mapping[str, Any]

_TAG = re.compile(r"<[^>]+>")
_SPACED_MARK = re.compile(r"\s*([-/;,:().])\s*")
_SPACE = re.compile(r"\s+")
_AROUND = " .;:,-+*"
_QUOTES_AND_DASHES = str.maketrans({"–": "-", "—": "-", "“": '"', "”": '"', "’": "'"})
# The older place of a tone mark at the end of a syllable, and the newer one.
_TONE_PLACES = (
    ("oà oá oả oã oạ", "òa óa ỏa õa ọa"),
    ("oè oé oẻ oẽ oẹ", "òe óe ỏe õe ọe"),
    ("uỳ uý uỷ uỹ uỵ", "ùy úy ủy ũy ụy"),
)
_NEWER_TONE_PLACE = {
    old: new for olds, news in _TONE_PLACES for old, new in zip(olds.split(), news.split(), strict=True)
}
_OLD_TONE_PLACE = re.compile(f"(?:{'|'.join(_NEWER_TONE_PLACE)})(?![a-zà-ỹ])")

_SAME_KIND = 40.0
_SAME_NUMBER = 40.0
_TITLE_WEIGHT = 0.2
_PER_PLACE_AWAY = 3.0
_LEAST_DOCUMENT_SCORE = 20.0

_LEAST_TITLE_RATIO = 70.0
_SAME_LABEL = 8.0
_SAME_DOCUMENT = 10.0
_ORDER_WEIGHT = 5.0


def folded(value: object) -> str | None:
    """The key under which two published texts are equal; None for nothing."""
    if value is None:
        return None
    text = unicodedata.normalize("NFC", str(value)).casefold()
    text = _TAG.sub("", text).translate(_QUOTES_AND_DASHES)
    text = _SPACED_MARK.sub(r"\1", text)
    text = _SPACE.sub(" ", text).strip(_AROUND)
    return _OLD_TONE_PLACE.sub(lambda match: _NEWER_TONE_PLACE[match.group()], text) or None


def folded_set(values: Iterable[object] | None) -> set[str]:
    """The distinct keys of a list, in no order."""
    return {key for value in values or () if (key := folded(value))}


def pair_documents(gold: Sequence[Facts], found: Sequence[Facts]) -> dict[int, int]:
    """Indices of gold documents with those of the found ones: in order, each taking the best that is left."""
    from rapidfuzz import fuzz

    pairs: dict[int, int] = {}
    for wanted, truth in enumerate(gold):
        free = [index for index in range(len(found)) if index not in pairs.values()]

        def likeness(index: int, truth: Facts = truth, wanted: int = wanted) -> float:
            row = found[index]
            total: float = (
                _SAME_KIND * (row["kind"] == truth["kind"])
                + _SAME_NUMBER * (folded(row["number"]) == folded(truth.get("number")))
                + _TITLE_WEIGHT * fuzz.ratio(folded(row["title"]) or "", folded(truth.get("title")) or "")
                - _PER_PLACE_AWAY * abs(index - wanted)
            )
            return total

        best = max(free, key=likeness, default=None)
        if best is not None and likeness(best) > _LEAST_DOCUMENT_SCORE:
            pairs[wanted] = best
    return pairs


def pair_tasks(gold: Sequence[Facts], found: Sequence[Facts]) -> dict[int, int]:
    """Indices of gold tasks with those of the found ones, the likeliest pairs first.

    Gold tasks carry the id of their document's counterpart as `document_id`.
    """
    from rapidfuzz import fuzz

    candidates: list[tuple[float, int, int]] = []
    rows = [(folded(row["title"]) or "", folded(row["number"]), folded(row["section"]), row) for row in found]
    for wanted, truth in enumerate(gold):
        title = folded(truth.get("title")) or ""
        title_raw = folded(truth.get("title_raw") or truth.get("title")) or ""
        number, section = folded(truth.get("number")), folded(truth.get("section"))
        for index, (row_title, row_number, row_section, row) in enumerate(rows):
            ratio = max(fuzz.ratio(title, row_title), fuzz.ratio(title_raw, row_title))
            if ratio < _LEAST_TITLE_RATIO:
                continue
            score = ratio + _SAME_LABEL * (number == row_number) + _SAME_LABEL * (section == row_section)
            score += _SAME_DOCUMENT * (truth["document_id"] == row["document_id"])
            score -= _ORDER_WEIGHT * abs(wanted / max(1, len(gold)) - index / max(1, len(found)))
            candidates.append((score, wanted, index))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, wanted, index in sorted(candidates, reverse=True):
        if wanted not in pairs and index not in taken:
            pairs[wanted] = index
            taken.add(index)
    return pairs
