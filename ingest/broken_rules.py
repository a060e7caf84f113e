"""Grids whose rules a scan broke all along: what is left are dashes, which lie in line.

A dash by itself may be a stroke of a letter or a hyphen. Dashes that lie in line over much of the height of a page
make an upright rule, and those that lie in line over much of the width between such rules a level one. A piece of a
rule between two others is drawn where dashes of it are seen, or where it is too short to hold one and nothing is
written across it.

Limits: of a merged cell with hardly a dash on its inner rules nothing tells whether they are broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.components import components

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.page_image import Pixels

_UPRIGHT_DASH = 0.18  # inches; more than a capital is high
_LEVEL_DASH = 0.15  # more than a hyphen or a serif is wide
_ASIDE = 0.03  # inches by which the dashes of one rule lie off
_LEAST_UPRIGHT = 0.8  # inches of dashes together
_LEAST_SHARE = 0.25  # of its length that the dashes of a rule take
_FEWEST_UPRIGHT, _FEWEST_LEVEL = 4, 3  # rules of a table
_UNBROKEN = 0.9  # share of its rules from which on a grid is whole
_SEEN = 0.12  # share of a piece that its dashes take
_SHORT = 0.6  # inches of a piece that may have none
_ACROSS = 0.015  # inches beside the middle of a rule that are its own
_BESIDE = 0.06  # inches in which letters that stand across it have ink, too
_WRITTEN = 0.1  # share of the height of a piece on which they do
_THICK = 3  # pixels of a rule that is drawn


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule along one axis: `at` + `slope` * place is where it runs, from `first` to `last`; `dashes` as a profile."""

    at: float
    slope: float
    first: int
    last: int
    dashes: Pixels

    def where(self, place: float) -> int:
        return round(self.at + self.slope * place)

    def seen(self, first: int, last: int) -> float:
        """Share of `first` to `last` that dashes take."""
        part = self.dashes[max(0, first) : max(0, last)]
        return float(part.mean()) if part.size else 0.0


def broken_grid(ink: Pixels, dpi: float) -> Pixels | None:
    """A mask (255) of the grid that the dashes of `ink` make; None where there is none."""
    import numpy

    dashes = _dashes(ink.T, _UPRIGHT_DASH * dpi)
    if numpy.count_nonzero(dashes) < _FEWEST_UPRIGHT * _LEAST_UPRIGHT * dpi:
        return None  # a page of text
    upright = _side_by_side(_rules(dashes, dpi, _LEAST_UPRIGHT * dpi))
    if len(upright) < _FEWEST_UPRIGHT:
        return None
    left, right = upright[0].where(upright[0].first), upright[-1].where(upright[-1].first)
    top, bottom = min(rule.first for rule in upright), max(rule.last for rule in upright)
    near = round(2 * _ASIDE * dpi)
    level_dashes = _dashes(ink, _LEVEL_DASH * dpi)
    level_dashes[: max(0, top - near)] = 0
    level_dashes[bottom + near :] = 0
    level = _rules(level_dashes, dpi, _LEAST_SHARE * (right - left))
    if len(level) < _FEWEST_LEVEL or _whole(upright, level) >= _UNBROKEN:
        return None
    return _drawn(ink, upright, level, dpi)


def _dashes(ink: Pixels, length: float) -> Pixels:
    import cv2
    import numpy

    kernel = numpy.ones((1, round(length)), numpy.uint8)
    return numpy.asarray(cv2.morphologyEx(numpy.ascontiguousarray(ink), cv2.MORPH_OPEN, kernel), numpy.uint8)


def _rules(dashes: Pixels, dpi: float, least: float) -> list[_Rule]:
    """The rules that run along the rows of `dashes`, top to bottom."""
    import numpy

    aside = max(1, round(_ASIDE * dpi))
    parts = components(dashes)
    stats, centres = parts.boxes, parts.centres
    order = sorted(range(1, len(stats)), key=lambda index: float(centres[index][1]))
    groups: list[list[int]] = []
    for index in order:
        if groups and centres[index][1] - centres[groups[-1][-1]][1] <= aside / 2:
            groups[-1].append(index)
        else:
            groups.append([index])
    found: list[_Rule] = []
    for group in groups:
        first = min(int(stats[index][0]) for index in group)
        last = max(int(stats[index][0] + stats[index][2]) for index in group)
        profile = numpy.zeros(dashes.shape[1], numpy.uint8)
        for index in group:
            profile[int(stats[index][0]) : int(stats[index][0] + stats[index][2])] = 1
        together = int(profile.sum())
        if together < least or together < _LEAST_SHARE * (last - first):
            continue
        places = numpy.array([centres[index][0] for index in group])
        heights = numpy.array([centres[index][1] for index in group])
        weights = numpy.array([float(stats[index][2]) for index in group])
        slope = _slope(places, heights, weights)
        at = float(numpy.average(heights - slope * places, weights=weights))
        found.append(_Rule(at, slope, first, last, profile))
    return found


def _slope(places: Pixels, heights: Pixels, weights: Pixels) -> float:
    """How much a rule rises or falls; none where its dashes lie too close together to tell."""
    import numpy

    middle = float(numpy.average(places, weights=weights))
    spread = float(numpy.average((places - middle) ** 2, weights=weights))
    if spread < 1.0:
        return 0.0
    level = float(numpy.average(heights, weights=weights))
    return float(numpy.average((places - middle) * (heights - level), weights=weights)) / spread


def _side_by_side(rules: Sequence[_Rule]) -> list[_Rule]:
    """The rules that stand beside the longest of them: those of one table."""
    longest = max(rules, key=lambda rule: rule.last - rule.first, default=None)
    if longest is None:
        return []
    return [
        rule
        for rule in rules
        if min(rule.last, longest.last) - max(rule.first, longest.first) > (rule.last - rule.first) / 2
    ]


def _whole(upright: Sequence[_Rule], level: Sequence[_Rule]) -> float:
    """Share of the rules, piece by piece where anything of one is seen, that their dashes take."""
    import numpy

    pieces = [
        rule.seen(left.where(rule.at), right.where(rule.at)) for rule in level for left, right in pairwise(upright)
    ]
    pieces += [
        rule.seen(above.where(rule.at), below.where(rule.at)) for rule in upright for above, below in pairwise(level)
    ]
    seen = [piece for piece in pieces if piece >= _SEEN]
    return float(numpy.mean(seen)) if seen else 1.0


def _drawn(ink: Pixels, upright: Sequence[_Rule], level: Sequence[_Rule], dpi: float) -> Pixels:
    import cv2
    import numpy

    mask = numpy.zeros(ink.shape, numpy.uint8)
    for at, rule in enumerate(level):
        outer = at in (0, len(level) - 1)
        for left, right in pairwise(upright):
            ends = [(side.where(rule.at), rule.where(side.where(rule.at))) for side in (left, right)]
            short = ends[1][0] - ends[0][0] < _SHORT * dpi
            if outer or short or rule.seen(ends[0][0], ends[1][0]) >= _SEEN:
                cv2.line(mask, ends[0], ends[1], 255, _THICK)
    for above, below in pairwise(level):
        pieces = [
            [(rule.where(side.at), side.where(rule.where(side.at))) for side in (above, below)] for rule in upright
        ]
        seen = [rule.seen(ends[0][1], ends[1][1]) >= _SEEN for rule, ends in zip(upright, pieces, strict=True)]
        heads_a_section = len(seen) > _FEWEST_UPRIGHT and not any(
            seen[2:-1]
        )  # one cell beside the label, over all others
        for at, ends in enumerate(pieces):
            is_inner = 0 < at < len(pieces) - 1
            if seen[at] or not is_inner or not ((heads_a_section and at > 1) or _is_written_across(ink, ends, dpi)):
                cv2.line(mask, ends[0], ends[1], 255, _THICK)
    return mask


def _is_written_across(ink: Pixels, ends: Sequence[tuple[int, int]], dpi: float) -> bool:
    """Whether letters stand where a rule without any dash would run: with ink on it and close by on both its sides.

    Crumbs of the rule itself have none beside them.
    """
    near, beside = max(1, round(_ACROSS * dpi)), max(2, round(_BESIDE * dpi))
    (x, top), (_, bottom) = ends
    left, middle, right = (
        ink[top + near : bottom - near, max(0, first) : last].any(axis=1)
        for first, last in ((x - beside, x - near), (x - near, x + near + 1), (x + near + 1, x + beside))
    )
    return bool(left.size) and float((left & middle & right).mean()) >= _WRITTEN
