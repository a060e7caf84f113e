"""Text that goes on in the next line or row: the first word there is judged with the last words before the break."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalize.repair.changes import Change
from normalize.repair.evidence import find_misread
from schemas.document import Block, Line, Row
from schemas.text import Fragment

_CONTEXT = 3  # words taken from each side of the break


@dataclass(frozen=True, slots=True)
class Link:
    """A change of the first word of a fragment: the index of its block, of its cell in a row."""

    block: int
    cell: int | None
    change: Change


def find_links(blocks: Sequence[Block]) -> list[Link]:
    """Changes of first words that only the text before a page or row break can tell.

    A text goes on where it begins in lower case and the line before, or the same cell of the row before, ends in a
    letter. Cells are compared in rows of equal length only.
    """
    found: list[Link] = []
    line: Fragment | None = None
    row: Row | None = None
    for index, block in enumerate(blocks):
        if isinstance(block, Line):
            if block.fragment.text.strip():
                found += _link(index, line, block.fragment)
                line, row = block.fragment, None
        else:
            if row is not None and len(row.cells) == len(block.cells):
                for before, cell in zip(row.cells, block.cells, strict=True):
                    found += _link(index, before.fragment, cell.fragment)
            line, row = None, block
    return found


def _link(index: int, before: Fragment | None, after: Fragment) -> Iterator[Link]:
    text = after.text
    if before is None or not text[:1].islower() or not before.text.rstrip()[-1:].isalpha():
        return
    head = " ".join(before.text.split()[-_CONTEXT:]) + " "
    tail = text[:40].split("\n")[0]
    for reading in find_misread(head + tail):
        if reading.start == len(head) and reading.is_sure and tail.startswith(reading.before):
            yield Link(index, after.cell, Change(0, len(reading.before), reading.after, reading.score))
