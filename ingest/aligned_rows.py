"""Lines of a space-aligned table to rows.

The number of a row stands on its first line, or in the middle of its lines where cells are centred. In the second case
the borders between rows are those that leave each number nearest to the middle of its row, and cut no phrase.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.aligned_columns import Columns, Segment
from ingest.row_drafts import is_total

_TOP_SHARE = 0.75  # of the rows of several lines whose title opens on the numbered line, where numbers stand on top
_CUT_PHRASE = 3  # cost, in lines off the middle, of a border inside a phrase


@dataclass(frozen=True, slots=True)
class TextRow:
    """Lines `start` to `end` (exclusive, indices) and the text of each column with the line it starts on."""

    start: int
    end: int
    cells: tuple[tuple[str, int], ...]


def cut_rows(kept: Sequence[int], cut: Sequence[Sequence[Segment]], columns: Columns) -> list[TextRow]:
    """The rows that the lines `kept` (indices, in order) make up."""
    labelled = {index for index in kept if columns.label(cut[index]) is not None}
    groups = _groups(kept)
    if sum(not labelled.isdisjoint(group) for group in groups) * 2 < len(groups):
        groups = [list(kept)]  # every line stands apart, so blank lines part no rows
    unnumbered = set(kept).difference(labelled)
    tall = [index for index in labelled if not unnumbered.isdisjoint((index - 1, index + 1))]
    on_top = sum(columns.starts_phrase(cut[index]) for index in tall) >= _TOP_SHARE * len(tall)
    rows: list[TextRow] = []
    for number, group in enumerate(groups):
        for block in _at_headings(group, cut, columns):
            whole = number > 0 and len(groups) > 1 and len(labelled.intersection(block)) < 2  # blank lines say so
            starts = [0] if whole else _starts(block, cut, columns, on_top=on_top)
            for first, following in zip(starts, [*starts[1:], len(block)], strict=True):
                rows.append(_row(block[first:following], cut, columns))
    return rows


def _groups(kept: Sequence[int]) -> list[list[int]]:
    """Lines that stand together, without a blank line between them."""
    groups: list[list[int]] = []
    for index in kept:
        if groups and groups[-1][-1] == index - 1:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _at_headings(group: Sequence[int], cut: Sequence[Sequence[Segment]], columns: Columns) -> list[list[int]]:
    """A group parted at lines that are rows by themselves: titles that run over columns, and totals."""
    parts: list[list[int]] = [[]]
    for index in group:
        own = cut[index]
        if not columns.fits(own):
            parts += [[index], []]
        elif any(part.text[0].isupper() and is_total(part.text) for part in own[:2]) and columns.nearest(own[0]) <= 1:
            parts.append([index])
        else:
            parts[-1].append(index)
    return [part for part in parts if part]


def _starts(block: Sequence[int], cut: Sequence[Sequence[Segment]], columns: Columns, *, on_top: bool) -> list[int]:
    """Positions in `block` at which rows begin."""
    labels = [position for position, index in enumerate(block) if columns.label(cut[index]) is not None]
    if len(labels) < 2 and not (on_top and labels):
        return [0]
    if on_top:
        return sorted({0, *labels})
    return _centred(block, labels, cut, columns)


def _centred(
    block: Sequence[int], labels: Sequence[int], cut: Sequence[Sequence[Segment]], columns: Columns
) -> list[int]:
    """The starts that leave the labels nearest to the middle of their rows, by dynamic programming."""
    best: dict[int, tuple[int, list[int]]] = {0: (0, [0])}
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        ends = range(label + 1, following + 1) if following is not None else range(len(block), len(block) + 1)
        reached: dict[int, tuple[int, list[int]]] = {}
        for end in ends:
            opens = following is None or _opens(block, end, cut, columns)
            options = [
                (cost + abs(start + end - 1 - 2 * label) + (0 if opens else _CUT_PHRASE), [*starts, end])
                for start, (cost, starts) in best.items()
            ]
            reached[end] = min(options, key=lambda option: option[0])
        best = reached
    _, starts = next(iter(best.values()))
    return starts[:-1]


def _opens(block: Sequence[int], position: int, cut: Sequence[Sequence[Segment]], columns: Columns) -> bool:
    """Whether the titles open a phrase at a line or at the first one below it that has a title."""
    for index in block[position:]:
        if any(columns.nearest(part) == 1 for part in cut[index]):
            return columns.starts_phrase(cut[index])
    return True


def _row(lines: Sequence[int], cut: Sequence[Sequence[Segment]], columns: Columns) -> TextRow:
    first = lines[0]
    if len(lines) == 1 and not columns.fits(cut[first]):
        return TextRow(first, first + 1, _heading(cut[first], first, columns))
    texts: list[list[str]] = [[] for _ in range(len(columns))]
    opened = [first] * len(columns)
    for index in lines:
        for part in cut[index]:
            column = columns.nearest(part)
            if not texts[column]:
                opened[column] = index
            texts[column].append(part.text)
    cells = tuple(("\n".join(text), line) for text, line in zip(texts, opened, strict=True))
    return TextRow(first, lines[-1] + 1, cells)


def _heading(parts: Sequence[Segment], line: int, columns: Columns) -> tuple[tuple[str, int], ...]:
    """A title that runs over columns: its number, if it has one, and its words in the column after."""
    label = columns.label(parts)
    words = " ".join(part.text for part in (parts[1:] if label is not None else parts))
    blanks = [("", line)] * (len(columns) - 2)
    return ((label or "", line), (words, line), *blanks)
