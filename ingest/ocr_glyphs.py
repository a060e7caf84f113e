"""Readings that a look at the glyphs in the picture settles: `1` or `I`, `;` or `:`, `,` or `.`.

Engines guess these from the words around, or from nothing (`Tháng II`, `202I`, `l` for a row's number). A word is cut
into glyphs at the white columns between them; when there are as many as characters, each strokelike one is judged by
its serifs, and the last mark by its tail. A word that does not fall apart, or with glyphs that are not clear, stays.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.page_image import PageImage
from ingest.page_words import Word

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_NUMBERLIKE = re.compile(r"[(\[]?[\dIVXl|.,/:;)\]-]{1,12}|\d?[\dIl|]{1,5}[-/]\D{1,12}")
_STROKES = frozenset("1Il|")
_GROUP = re.compile(r"[\dIVXl|]+|[^\dIVXl|]+")
_AMONG_DIGITS = re.compile(r"[02-9]{1,3}[Il|]|[Il|][02-9]|\d[Il|]\d{1,2}")  # one stroke, which no numeral has there
_FIGURES = 0.66  # of the height of the strokes, from one to the next
_CAPITALS = 0.58
_MARKS = {":": ";", ".": ","}
_INK = 170  # level below which a pixel counts; serifs are thin and pale
_LEAST_HEIGHT = 12  # pixels of a word whose glyphs can be told
_STEM = 0.8  # share of the height that the stem takes
_THICK_STEM = 0.35  # of the height
_TOP = 0.22  # of the height, in which serifs and flag are looked for
_FLAG = 0.09  # ink left of the stem, in squares of the height
_SERIF = 0.06  # ink at each side of the stem
_ONE_SIDE = 0.4  # ink right of the stem by that left of it
_BOTH_SIDES = 0.45
_TAIL = 1.6  # height of the lower mark by that of the upper one, or by its own width
_FOOT = "L,"
_HANGING = 0.05  # of the height, that a comma hangs below the line
_MARGIN = 2  # pixels around the box of the word


def settle_glyphs(word: Word, image: PageImage) -> Word:
    """`word` with the glyphs that the picture decides."""
    numberlike = _NUMBERLIKE.fullmatch(word.text) is not None and not _STROKES.isdisjoint(word.text)
    marked = word.text[-1] in _MARKS and len(word.text) > 1
    if word.text.endswith(_FOOT):
        return _without_false_comma(word, image)
    if not numberlike and not marked:
        return word
    crop = _crop(word, image)
    runs = _runs(crop) if crop.shape[0] >= _LEAST_HEIGHT else []
    text = _strokes_settled(word.text, crop, runs) if numberlike and len(runs) == len(word.text) else word.text
    if marked and runs:
        text = text[:-1] + _mark(text[-1], crop[:, slice(*runs[-1])])
    return word if text == word.text else replace(word, text=text)


def _without_false_comma(word: Word, image: PageImage) -> Word:
    """`word` without the comma that the foot of an L was read as: nothing there hangs below the line."""
    import numpy

    crop = _crop(word, image)
    runs = _runs(crop)
    if crop.shape[0] < _LEAST_HEIGHT or len(runs) != len(word.text) - 1:  # the comma stands by itself
        return word
    ink = crop[:, slice(*runs[-1])] < _INK
    middle = ink.shape[1] // 2
    stem, foot = (numpy.flatnonzero(side.any(axis=1)) for side in (ink[:, :middle], ink[:, middle:]))
    if not stem.size or not foot.size or foot[-1] - stem[-1] > _HANGING * crop.shape[0]:
        return word
    return replace(word, text=word.text[:-1])


def _crop(word: Word, image: PageImage) -> Pixels:
    x0, y0, x1, y1 = (round(edge / image.points) for edge in (word.x0, word.top, word.x1, word.bottom))
    return image.pixels[max(0, y0 - _MARGIN) : y1 + _MARGIN, max(0, x0 - _MARGIN) : x1 + _MARGIN]


def _runs(crop: Pixels) -> list[tuple[int, int]]:
    """Columns (start, end) of the glyphs."""
    import numpy

    steps = numpy.diff((crop < _INK).any(axis=0).astype(numpy.int8), prepend=0, append=0)
    starts, ends = numpy.flatnonzero(steps == 1), numpy.flatnonzero(steps == -1)
    return [(int(start), int(end)) for start, end in zip(starts, ends, strict=True)]


def _strokes_settled(text: str, crop: Pixels, runs: list[tuple[int, int]]) -> str:
    """`text` with each group of strokes as the picture has it, where its strokes agree.

    Beside V and X strokes are I, beside other digits they are 1.
    """
    parts: list[str] = []
    for match in _GROUP.finditer(text):
        group = match.group()
        strokes = [runs[at] for at in range(match.start(), match.end()) if text[at] in _STROKES]
        verdicts = {stroke_of(crop[:, slice(*run)]) for run in strokes} - {""}
        others = set(group) - _STROKES
        if not others:
            verdicts |= _by_pitch(strokes, crop)
        elif not verdicts and _AMONG_DIGITS.fullmatch(group):
            verdicts = {"1"}
        verdict = verdicts.pop() if len(verdicts) == 1 else ""
        if verdict and ((verdict == "I" and others <= set("VX")) or (verdict == "1" and others <= set("0123456789"))):
            group = "".join(verdict if letter in _STROKES else letter for letter in group)
        parts.append(group)
    return "".join(parts)


def _by_pitch(strokes: list[tuple[int, int]], crop: Pixels) -> set[str]:
    """What the distance of several strokes says: figures stand half an em apart, narrow capitals closer."""
    if len(strokes) < 2:
        return set()
    rows = (crop < _INK).any(axis=1)
    pitch = (strokes[-1][0] - strokes[0][0]) / (len(strokes) - 1) / max(1, int(rows.sum()))
    return {"1"} if pitch >= _FIGURES else {"I"} if pitch <= _CAPITALS else set()


def stroke_of(glyph: Pixels) -> str:
    """`1` or `I`, or nothing when the upright stroke in `glyph` could be both."""
    import numpy

    ink = glyph < _INK
    rows = numpy.flatnonzero(ink.any(axis=1))
    if rows.size < _LEAST_HEIGHT:
        return ""
    ink, levels = ink[rows[0] : rows[-1] + 1], glyph[rows[0] : rows[-1] + 1]
    height = ink.shape[0]
    stem = numpy.flatnonzero(ink.mean(axis=0) > _STEM)
    if not stem.size or stem[-1] - stem[0] + 1 > _THICK_STEM * height:
        return ""
    rows_above = round(_TOP * height)
    dark = (255.0 - levels) / (255 * height)
    # The edges of the stem are paler than the stem; the middle shows what of the ink beside it is edge.
    edge = dark[height // 3 : -(height // 3)].mean(axis=0)
    beside = numpy.clip(dark[:rows_above] - edge, 0, None)
    before, after = float(beside[:, : stem[0]].sum()), float(beside[:, stem[-1] + 1 :].sum())
    if before >= _FLAG and after <= _ONE_SIDE * before:
        return "1"
    return "I" if min(before, after) >= _SERIF and min(before, after) >= _BOTH_SIDES * max(before, after) else ""


def _mark(mark: str, glyph: Pixels) -> str:
    """`mark`, or the one with a tail that the picture clearly shows instead of it."""
    import numpy

    ink = glyph < _INK
    rows = numpy.flatnonzero(ink.any(axis=1))
    parts = numpy.split(rows, numpy.flatnonzero(numpy.diff(rows) > 1) + 1)
    if len(parts) != (2 if mark == ":" else 1):
        return mark
    width = int(ink[parts[-1]].any(axis=0).sum())
    above = parts[0].size if mark == ":" else max(1, width)
    return _MARKS[mark] if parts[-1].size >= _TAIL * above and parts[-1].size < 0.5 * glyph.shape[0] else mark
