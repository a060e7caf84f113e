"""Text stamped over a scan: the scan is read by OCR, and what lies over it is kept as the file says it.

Electronic offices put number, date and signature over the picture of a signed page. OCR sees both; where its words lie
on those of the text layer, the text layer is right.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingest.number_blanks import fill_blanks
from ingest.page_asides import Aside
from ingest.page_grid import RuledTable
from ingest.page_reading import PageReading
from ingest.page_words import Box, Word

_MARGIN = 0.25  # of the height of a word, by which OCR may see it off its place


@dataclass(frozen=True, slots=True)
class Overlay:
    """What lies over the picture of a page, in points of the page as it is shown: `width` x `height`."""

    words: tuple[Word, ...] = ()
    tables: tuple[RuledTable, ...] = ()
    asides: tuple[Aside, ...] = ()
    aside_boxes: tuple[Box, ...] = ()
    width: float = 0.0
    height: float = 0.0


NO_OVERLAY = Overlay()
"""Of a page that is nothing but its picture."""


def with_overlay(reading: PageReading, overlay: Overlay) -> PageReading:
    """`reading` of the picture with the words of `overlay` in place of what OCR made of them."""
    if not overlay.words and not overlay.asides:
        return reading
    over = [_on_turned_page(word, reading, overlay) for word in overlay.words]
    boxes = [_box(word) for word in over] + [
        _box(_on_turned_page(_word(box), reading, overlay)) for box in overlay.aside_boxes
    ]
    seen = [word for word in reading.words if not _lies_on(word, boxes)]
    tables = reading.tables if reading.rotation else _all_tables(reading.tables, overlay.tables)
    return replace(
        reading, words=tuple(fill_blanks([*seen, *over])), tables=tables, asides=(*reading.asides, *overlay.asides)
    )


def _word(box: Box) -> Word:
    return Word("", *box)


def _box(word: Word) -> Box:
    margin = _MARGIN * word.height
    return (word.x0 - margin, word.top - margin, word.x1 + margin, word.bottom + margin)


def _lies_on(word: Word, boxes: Iterable[Box]) -> bool:
    x, y = word.centre
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for box in boxes)


def _all_tables(seen: Sequence[RuledTable], over: Sequence[RuledTable]) -> tuple[RuledTable, ...]:
    """The tables of the picture, and those of the text layer that lie on none of them."""

    def meet(one: Box, other: Box) -> bool:
        return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])

    return (*seen, *(table for table in over if not any(meet(table.box, other.box) for other in seen)))


def _on_turned_page(word: Word, reading: PageReading, page: Overlay) -> Word:
    """`word` where it is once the page is turned upright and made level, as OCR has it."""
    width, height = page.width, page.height
    x0, top, x1, bottom = word.x0, word.top, word.x1, word.bottom
    if reading.rotation == 90:
        x0, top, x1, bottom = height - bottom, x0, height - top, x1
    elif reading.rotation == 180:
        x0, top, x1, bottom = width - x1, height - bottom, width - x0, height - top
    elif reading.rotation == 270:
        x0, top, x1, bottom = top, width - x1, bottom, width - x0
    if reading.rotation in (90, 270):
        width, height = height, width
    if reading.skew:
        angle = math.radians(reading.skew)
        x, y = (x0 + x1) / 2 - width / 2, (top + bottom) / 2 - height / 2
        dx = x * math.cos(angle) - y * math.sin(angle) - x
        dy = x * math.sin(angle) + y * math.cos(angle) - y
        x0, x1, top, bottom = x0 + dx, x1 + dx, top + dy, bottom + dy
    return replace(word, x0=x0, top=top, x1=x1, bottom=bottom)
