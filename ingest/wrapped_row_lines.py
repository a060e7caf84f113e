"""Tables of pipes or tabs, without rules, in which every line of a wrapped cell is a row of its own.

    TT | Nhiệm vụ                | Chủ trì
    1 | Rà soát văn bản quy phạm | Sở Tư
    | pháp luật |  pháp

The number stands on the first line of a row only, and its lines follow each other without a blank one. Such a table is
known by how many lines go on: in others a line without a number is a row. Lines of tabs may end before the last column.

Limits: a row without a number that touches the one above is read as its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.row_drafts import RowDraft, is_total, one_below_another

_FEWEST = 3  # lines that go on
_SHARE = 0.5  # of the lines without a number, in which a cell begins inside a phrase; as many as there are rows, halved
_FRESH = 0.2  # of them that begin two cells, both as phrases do: rows without a number


def joined_lines(chain: Sequence[RowDraft], page_starts: AbstractSet[int]) -> list[RowDraft]:
    """The rows of `chain`, each put together from its lines; [] where it is a table with one line a row."""
    return [one_row(band) for band in _bands(chain, page_starts)]


def one_row(band: Sequence[RowDraft]) -> RowDraft:
    """The lines of a row as one; what stands in a column is its cell."""
    width = max(len(row.cells) for row in band)
    lines = [[*row.cells, *[("", row.start)] * (width - len(row.cells))] for row in band]
    cells = one_below_another(zip(*lines, strict=True))
    return RowDraft(band[0].start, band[-1].end, "aligned", cells, header=band[-1].header)


def _bands(chain: Sequence[RowDraft], page_starts: AbstractSet[int]) -> list[list[RowDraft]]:
    """The lines of each row of `chain`; [] where it is a table with one line a row."""
    bands: list[list[RowDraft]] = []
    for row in chain:
        if bands and _goes_on(bands[-1], row, page_starts):
            bands[-1].append(row)
        else:
            bands.append([row])
    following = [row for band in bands for row in band[1:]]
    if len(following) < _FEWEST or len(following) < _SHARE * len(bands):
        return []
    inside = sum(any(map(_begins_inside, _texts(row))) for row in following)
    fresh = sum(len(_texts(row)) > 1 and not any(map(_begins_inside, _texts(row))) for row in following)
    if inside < _SHARE * len(following) or fresh > _FRESH * len(following):
        return []
    return _without_tails_of_heads(bands)


def _goes_on(band: Sequence[RowDraft], row: RowDraft, page_starts: AbstractSet[int]) -> bool:
    """Whether a row without a number, and no total, may be the next line of the row above it."""
    if band[-1].end != row.start or row.start in page_starts or row.cells[0][0] or any(map(is_total, _texts(row))):
        return False
    width = len(band[0].cells)
    return len(row.cells) <= width if row.form == "tabs" else len(row.cells) == width


def _texts(row: RowDraft) -> list[str]:
    return [text for text, _ in row.cells if text]


def _begins_inside(text: str) -> bool:
    return text[0].islower() or text[0] in "(),.;"


def _without_tails_of_heads(bands: list[list[RowDraft]]) -> list[list[RowDraft]]:
    """`bands` with what touches a repeated head as a row of its own: the rest of one that the page break cut."""
    head = [_texts(row) for row in bands[0]]
    found = bands[:1]
    for band in bands[1:]:
        repeats = len(band) > len(head) and [_texts(row) for row in band[: len(head)]] == head
        found += [band[: len(head)], band[len(head) :]] if repeats else [band]
    return found
