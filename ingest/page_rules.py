"""Rules drawn on a page that do not close to cells: what a half-ruled table has instead of a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.page_words import Box

_SAME = 3.0  # points between rules that are one
_LEVEL_SHARE = 0.6  # of the width of a table, from which on a level rule parts its rows
_UPRIGHT_SHARE = 0.5  # of its height, from which on an upright rule parts its columns


@dataclass(frozen=True, slots=True)
class Rules:
    """Level and upright rules as thin boxes in points."""

    level: tuple[Box, ...] = ()
    upright: tuple[Box, ...] = ()

    def levels_in(self, box: Box) -> list[float]:
        """Heights, top to bottom, at which rules run over most of the width of `box`."""
        pieces = [
            ((rule[1] + rule[3]) / 2, max(rule[0], box[0]), min(rule[2], box[2]))
            for rule in self.level
            if box[1] <= (rule[1] + rule[3]) / 2 <= box[3]
        ]
        return _long_enough(pieces, _LEVEL_SHARE * (box[2] - box[0]))

    def borders_in(self, box: Box) -> list[float]:
        """Places on the page, left to right, at which rules run over most of the height of `box`."""
        pieces = [((rule[0] + rule[2]) / 2, max(rule[1], box[1]), min(rule[3], box[3])) for rule in self.upright]
        return _long_enough(pieces, _UPRIGHT_SHARE * (box[3] - box[1]))


NO_RULES = Rules()


def _long_enough(pieces: Iterable[tuple[float, float, float]], least: float) -> list[float]:
    """The places where the pieces (place, from, to) that lie together cover at least `least`."""
    runs: list[list[tuple[float, float, float]]] = []
    for piece in sorted(piece for piece in pieces if piece[2] > piece[1]):
        if runs and piece[0] - runs[-1][-1][0] <= _SAME:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    return [sum(place for place, _, _ in run) / len(run) for run in runs if _covered(run) >= least]


def _covered(pieces: Iterable[tuple[float, float, float]]) -> float:
    """Length that the pieces cover together."""
    covered, reach = 0.0, float("-inf")
    for _, start, end in sorted(pieces, key=lambda piece: piece[1]):
        covered += max(0.0, end - max(start, reach))
        reach = max(reach, end)
    return covered
