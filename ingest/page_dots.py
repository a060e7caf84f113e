"""Dotted rules of a table drawn as solid ones, so that they show its cells and are read as no letters.

Specks that stand in a straight row at short distance are a rule where they run down for a third of an inch: no print
does that. Specks that run across may be leaders (`Số: ......`), so these count only where they meet a rule that runs
down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.components import components

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_Box = tuple[int, int, int, int]  # x, y, width, height in pixels

_SPECK = 0.04  # inches; the longest side of a dot or short dash
_THIN = 0.025  # inches across dots that ran together
_GAP = 0.07  # inches from one to the next
_DOWN = 0.35  # inches of the shortest rule that runs down
_ACROSS = 0.6
_PART = 0.12  # inches of a part of a rule
_BROKEN = 0.25  # inches between parts of one rule
_ASIDE = 0.02  # inches by which they may be off
_MARGIN = 0.01  # inches beside the middle of the dots that are theirs
_THICK = 0.035  # inches of the thickest rule
_SLANT = 0.02  # of its length, by which a rule of a page that is not straight yet may lean
_LEAST_DOTS = 8  # of a rule
_FEWEST = 2  # rules running down, that make a table
_BLOCK = 0.16  # inches of the neighbourhood of the threshold
_INK = 12
_OVER = 0.03  # inches that a solid rule is drawn beyond its dots
_MEETING = 0.08  # inches between a rule across and one down that meet


def with_solid_rules(grey: Pixels, dpi: float) -> Pixels:
    """`grey` (straight, white paper) with its dotted rules drawn solid; as it is where it has none."""
    import cv2
    import numpy

    specks = _specks(grey, dpi)
    down, across = _rules_of_table(specks, dpi)
    if not down:
        return grey
    solid = grey.copy()
    kernel = numpy.ones((3, 3), numpy.uint8)
    for x, y, width, height in (*down, *across):
        area = numpy.s_[y : y + height, x : x + width]
        solid[area][cv2.dilate(specks[area], kernel) > 0] = 255
    over = round(_OVER * dpi)  # an end stops a dot short of the crossing
    for x, y, width, height in down:
        cv2.line(solid, (x + width // 2, y - over), (x + width // 2, y + height - 1 + over), 0, 2)
    for x, y, width, height in across:
        cv2.line(solid, (x - over, y + height // 2), (x + width - 1 + over, y + height // 2), 0, 2)
    return solid


def dots_of_rules(specks: Pixels, dpi: float) -> Pixels:
    """Those of `specks` (1 where there is one) that make the rules of a table."""
    import numpy

    kept = numpy.zeros_like(specks)
    down, across = _rules_of_table(specks, dpi)
    for x, y, width, height in (*down, *across):
        area = numpy.s_[y : y + height, x : x + width]
        kept[area] = specks[area]
    return kept


def _rules_of_table(specks: Pixels, dpi: float) -> tuple[list[_Box], list[_Box]]:
    """The rules of dots that run down, and across where they meet one of these; none where too few run down."""
    import numpy

    down = _rules(specks, _DOWN, dpi)
    if len(down) < _FEWEST:
        return [], []
    turned = _rules(numpy.ascontiguousarray(specks.T), _ACROSS, dpi)
    near = _MEETING * dpi
    across = [(y, x, height, width) for x, y, width, height in turned]
    return down, [rule for rule in across if any(_meet(rule, other, near) for other in down)]


def _specks(grey: Pixels, dpi: float) -> Pixels:
    """1 where ink is in parts as small as a dot, or as thin: blur and noise join dots."""
    import cv2
    import numpy

    ink = cv2.adaptiveThreshold(grey, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, int(_BLOCK * dpi) | 1, _INK)
    parts = components(numpy.asarray(ink, numpy.uint8))
    width, height = parts.boxes[:, 2], parts.boxes[:, 3]
    small = (numpy.maximum(width, height) <= _SPECK * dpi) | (numpy.minimum(width, height) <= _THIN * dpi)
    small[0] = False
    return numpy.asarray(small[parts.labels], numpy.uint8)


def _rules(specks: Pixels, shortest: float, dpi: float) -> list[_Box]:
    """Boxes of the rows of specks that run down; parts of one rule that a crossing or a letter breaks are joined."""
    import cv2
    import numpy

    joined = cv2.morphologyEx(specks, cv2.MORPH_CLOSE, numpy.ones((max(1, round(_GAP * dpi)), 1), numpy.uint8))
    runs = cv2.morphologyEx(joined, cv2.MORPH_OPEN, numpy.ones((round(_PART * dpi), 1), numpy.uint8))
    rules: list[_Box] = []
    thin = [
        part
        for part in components(numpy.asarray(runs, numpy.uint8)).each()
        if part[2] <= _THICK * dpi + _SLANT * part[3]
    ]
    for x, y, width, height in sorted(thin, key=lambda part: part[1]):
        own = next((at for at, rule in enumerate(rules) if _goes_on(rule, (x, y, width, height), dpi)), None)
        if own is None:
            rules.append((x, y, width, height))
        else:
            left, top, right = min(rules[own][0], x), rules[own][1], max(rules[own][0] + rules[own][2], x + width)
            rules[own] = (left, top, right - left, max(rules[own][1] + rules[own][3], y + height) - top)
    margin = max(1, round(_MARGIN * dpi))
    rules = [(max(0, x - margin), y, width + 2 * margin, height) for x, y, width, height in rules]
    return [rule for rule in rules if rule[3] >= shortest * dpi and _dots(specks, rule) >= _LEAST_DOTS]


def _goes_on(rule: _Box, part: _Box, dpi: float) -> bool:
    """Whether a part stands below a rule, in one line with it."""
    aside = abs(rule[0] + rule[2] / 2 - part[0] - part[2] / 2)
    return aside <= _ASIDE * dpi and part[1] - (rule[1] + rule[3]) <= _BROKEN * dpi


def _dots(specks: Pixels, box: _Box) -> int:
    import numpy

    x, y, width, height = box
    rows = specks[y : y + height, x : x + width].any(axis=1)
    return int((numpy.diff(rows.astype(numpy.int8), prepend=0) == 1).sum())


def _meet(one: _Box, other: _Box, near: float) -> bool:
    return (
        one[0] - near <= other[0] + other[2]
        and other[0] - near <= one[0] + one[2]
        and one[1] - near <= other[1] + other[3]
        and other[1] - near <= one[1] + one[3]
    )
