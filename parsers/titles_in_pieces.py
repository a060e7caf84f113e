"""Titles of sections that a converter cut at the edges of the columns they run over.

    1 | CÔNG TÁC CHỈ ĐẠO, ĐIỀ | U HÀNH | |

Programs that take a cell's text by its place on the page give each column what stands in it, in the middle of words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, takewhile, zip_longest

from parsers.row_labels import roman_value, row_number
from parsers.text_lines import is_capitals
from schemas.document import Row
from schemas.syllables import is_syllable, is_unfinished

_FEWEST_PIECES = 2


def title_in_pieces(row: Row, texts: list[str]) -> list[str]:
    """`texts` with such a title put together in the second cell; the same list where the row holds none.

    Beside a label all cells are in capitals, none is left out, and a word is cut by one of the edges for certain.
    """
    if len(texts) != len(row.cells) or not (row_number(texts[0]) or roman_value(texts[0].strip(" .")) is not None):
        return texts
    pieces = list(takewhile(bool, texts[1:]))
    if len(pieces) < _FEWEST_PIECES or any(texts[1 + len(pieces) :]) or not is_capitals("".join(pieces)):
        return texts
    if any(any(map(str.islower, piece)) for piece in pieces) or not any(_is_cut(*pair) for pair in pairwise(pieces)):
        return texts
    lines = [cell.fragment.text.split("\n") for cell in row.cells[1 : 1 + len(pieces)]]
    filled = [[" ".join(line.split()) for line in cell if line.strip()] for cell in lines]
    title = " ".join(_joined([part for part in parts if part]) for parts in zip_longest(*filled, fillvalue=""))
    return [texts[0], title, *[""] * (len(texts) - 2)]


def _is_cut(left: str, right: str) -> bool:
    """Whether the pieces meet inside a word: one of the halves is none, and the whole is."""
    last, first = left.split()[-1], right.split()[0]
    return is_syllable(last + first) and not (_is_whole(last) and _is_whole(first))


def _is_whole(word: str) -> bool:
    return is_syllable(word) and not is_unfinished(word)


def _joined(parts: Sequence[str]) -> str:
    """Pieces of one line, with a blank between those that make no syllable where they meet.

    Repair may have put right what the first half lacks: `HÀN | H` reads `HÀNH | H`.
    """
    text = ""
    for part in parts:
        last, first = text.split()[-1:], part.split()[0]
        if last and not _is_whole(first) and last[0].endswith(first):
            text += part[len(first) :]
        else:
            text += part if not last or is_syllable(last[0] + first) else f" {part}"
    return text
