"""What a picture of a page shows before any letter is read: rules, and words as dark blocks.

Enough to see the columns and rows of a table that has no grid, so that it can be read column by column.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.components import components
from ingest.page_image import DARK, PageImage
from ingest.page_rules import Rules
from ingest.page_words import Box, Word, in_points

if TYPE_CHECKING:
    from ingest.page_image import Pixels

_LEVEL = 0.45  # inches; the shortest level rule
_UPRIGHT = 0.3
_GAP = 1 / 40  # inches closed along a rule
_BLOCK = 0.16  # inches of the neighbourhood of the threshold
_INK = 12  # grey levels by which a rule is darker than its neighbourhood
_LETTER = (0.03, 0.25)  # inches; lowest and highest letter
_BRIDGE = 0.4  # of the usual height of a letter: gaps between the letters of a word
_LOWEST = 0.6  # of it; lower blocks are marks


def find_rules(image: PageImage) -> Rules:
    """Level and upright rules, in points."""
    import cv2
    import numpy

    dpi = image.dpi
    ink = cv2.adaptiveThreshold(
        image.pixels, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, int(_BLOCK * dpi) | 1, _INK
    )
    bridged = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((1, max(1, round(_GAP * dpi))), numpy.uint8))
    level = cv2.morphologyEx(bridged, cv2.MORPH_OPEN, numpy.ones((1, round(_LEVEL * dpi)), numpy.uint8))
    upright = cv2.morphologyEx(ink, cv2.MORPH_OPEN, numpy.ones((round(_UPRIGHT * dpi), 1), numpy.uint8))
    return Rules(
        tuple(in_points(box, image.points) for box in _boxes(numpy.asarray(level, numpy.uint8))),
        tuple(in_points(box, image.points) for box in _boxes(numpy.asarray(upright, numpy.uint8))),
    )


def word_blocks(image: PageImage, rules: Rules) -> list[Word]:
    """A word for every dark block that may be one, in points; its text only tells it from others."""
    import cv2
    import numpy

    ink = ((image.pixels < DARK) * 255).astype(numpy.uint8)
    for rule in (*rules.level, *rules.upright):
        x0, y0, x1, y1 = (round(edge / image.points) for edge in rule)
        ink[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2] = 0
    low, high = _LETTER[0] * image.dpi, _LETTER[1] * image.dpi
    heights = sorted(y1 - y0 for _, y0, _, y1 in _boxes(ink) if low <= y1 - y0 <= high)
    if not heights:
        return []
    letter = heights[len(heights) // 2]
    bridge = max(2, round(_BRIDGE * letter))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, numpy.ones((bridge, bridge), numpy.uint8))
    boxes = [box for box in _boxes(numpy.asarray(joined, numpy.uint8)) if _LOWEST * letter <= box[3] - box[1] <= high]
    return [Word(f"block {number}", *in_points(box, image.points)) for number, box in enumerate(boxes)]


def _boxes(mask: Pixels) -> list[Box]:
    """The boxes of the connected parts of a mask, in pixels."""
    return [(float(x), float(y), float(x + w), float(y + h)) for x, y, w, h in components(mask).each()]
