"""The grand total of an appendix that divides the money by sources or years, and holds no tasks.

Only of an appendix whose title speaks of money, from the row of sums of its table: the figure in the column that adds
up the others (`Cộng`), or in the only column of money. With neither the document states no total here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.claims import Claims
from parsers.run_rows import expanded_cells
from parsers.table_headers import money_unit
from parsers.table_reading import place_of
from parsers.table_totals import is_figure, is_grand_total
from schemas.decision import StatedTotal
from schemas.document import Document, Line
from schemas.letters import fold

_OF_MONEY = re.compile(r"\b(?:kinh phi|du toan|ngan sach|nguon von|von dau tu|nhu cau von)\b")
# `Tổng số`, `Tổng cộng (triệu đồng)`; `Tổng số học viên` counts something else.
_ADDS_UP = re.compile(
    r"(?:tong (?:cong|so|kinh phi|von)|cong)(?: (?:kinh phi|so|tien|von|cong))*(?: nam \d{4})?(?:\s*\(.*\))?"
)
_MONEY = re.compile(r"(?:so tien|kinh phi|du toan|thanh tien)\b.*")
_MIN_CELLS = 3
_UNIT_LINE = 60  # letters; a line that states the unit of a table's sums is short


def read_total_of_sums(document: Document, first: int, last: int, title: str, claims: Claims) -> StatedTotal | None:
    """The total of the first such table in `document.blocks[first:last]`, whose row is claimed; its unit is stated."""
    if not _OF_MONEY.search(fold(title)):
        return None
    unit: str | None = None
    head: list[str] = []
    table: int | None = None
    for index in range(first, last):
        block = document.blocks[index]
        if isinstance(block, Line):
            text = block.fragment.text.strip()
            unit = (money_unit(text) if len(text) < _UNIT_LINE else None) or unit
            continue
        texts = expanded_cells(block)[0]
        if block.table != table:
            table, head = block.table, texts
        column = _column(head) if len(texts) == len(head) and is_grand_total(texts) else None
        stated = unit if column is None else money_unit(head[column]) or unit
        if column is not None and stated and is_figure(texts[column]):
            claims.claim_block(index, field="total")
            return StatedTotal(texts[column], None, stated, place_of(document, index), None)
    return None


def _column(head: Sequence[str]) -> int | None:
    """The column that adds up the others, or the only one of money; None where neither is clear."""
    if len(head) < _MIN_CELLS:
        return None
    for pattern in (_ADDS_UP, _MONEY):
        found = [at for at, heading in enumerate(head) if pattern.fullmatch(fold(heading).strip(" *_"))]
        if len(found) == 1:
            return found[0]
    return None
