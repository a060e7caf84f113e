"""The grand total on the lines below a table: its label, its figure, its words."""

from __future__ import annotations

import re

from parsers.claims import Claims
from parsers.task_rows import TableReading
from schemas.decision import Place, StatedTotal
from schemas.document import Document, Row

_TOTAL_LINES = 8  # after a table, blank ones among them
_TOTAL_WORDS = re.compile(r"\(?\s*(?:Số tiền )?(?:viết )?B[ảằaă]ng chữ\b", re.IGNORECASE)
_TOTAL_LABEL = re.compile(r"(?:tổng\s+)?(?:cộng|số)\s*:?", re.IGNORECASE)
_TOTAL_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?:\s*(?:đồng|đ))?")


def read_trailing_total(
    document: Document, start: int, last: int, reading: TableReading, claims: Claims, unit: str | None
) -> None:
    """The total may stand on the first lines after the table: its label, its figure, its words."""
    blocks: list[int] = []
    figure = words = None
    is_labelled = False
    for index in range(start, min(last, start + _TOTAL_LINES)):
        block = document.blocks[index]
        if isinstance(block, Row):
            break
        text = " ".join(block.fragment.text.split())
        if not text:
            continue
        if _TOTAL_WORDS.match(text):
            words = text
        elif _TOTAL_LABEL.fullmatch(text):
            is_labelled = True
        elif is_labelled and figure is None and _TOTAL_FIGURE.fullmatch(text):
            figure = text
        else:
            break
        blocks.append(index)
    if words is None and figure is None:
        return
    total, fragment = reading.total, document.blocks[blocks[0]].fragment  # type: ignore[union-attr]
    place = total.place if total else Place(fragment.page, fragment.line)
    figure = (total.figure if total else None) or figure
    words = words or (total.words if total else None)
    reading.total = StatedTotal(figure, words, total.unit if total else unit, place, words or figure)
    for index in blocks:
        claims.claim_block(index, field="total")
