"""Pipe tables without rules in which every line of a wrapped cell is a row of its own.

    TT | Nhiệm vụ                | Chủ trì
    1 | Rà soát văn bản quy phạm | Sở Tư
    | pháp luật |  pháp

The number stands on the first line of a row only, and its lines follow each other without a blank one. Such a table is
known by how many lines go on: in others a line without a number is a row.

Limits: a row without a number that touches the one above is read as its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.row_drafts import RowDraft

_FEWEST = 3  # lines that go on
_SHARE = 0.5  # of the lines without a number, in which a cell begins inside a phrase; as many as there are rows, halved
_FRESH = 0.2  # of them that begin two cells, both as phrases do: rows without a number


def bands_of_wrapped_rows(chain: Sequence[RowDraft], page_starts: AbstractSet[int]) -> list[list[RowDraft]]:
    """The lines of each row of `chain`; [] where it is a table with one line a row."""
    bands: list[list[RowDraft]] = []
    for row in chain:
        if bands and _touches(bands[-1][-1], row, page_starts) and not row.cells[0][0]:
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


def _touches(above: RowDraft, row: RowDraft, page_starts: AbstractSet[int]) -> bool:
    return above.end == row.start and row.start not in page_starts and len(above.cells) == len(row.cells)


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
