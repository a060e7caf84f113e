"""Titles whose end OCR overwrote with the end of the output cell beside them.

The sign is certain: title and outputs of one row end in the same words, a list mark among them. The title's own end
is put back only when the same source has one other title with the same beginning; else the row is flagged and left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from schemas.decision import Bundle, Task
from schemas.document import Block, Document, Problem, Row
from schemas.letters import fold
from schemas.text import with_edit

METHOD = "overwritten_title"
_SCORE = 0.95
_SAME_END = 5  # words title and outputs have in common at their ends; fewer may be chance
_SAME_START = 6  # words two titles must share before they count as one wording


@dataclass(frozen=True, slots=True)
class Overwritten:
    """A title cut after `kept`; `lost` is the foreign text that stands in place of its end."""

    task: Task
    kept: str
    lost: str


def with_whole_titles(bundle: Bundle) -> Document | None:
    """The bundle's document with overwritten titles put right or flagged; None when there is none."""
    found = [o for document in bundle.documents for o in map(overwritten, document.tasks) if o]
    if not found or any(problem.code == "title_overwritten" for problem in bundle.document.problems):
        return None
    damaged = {id(o.task) for o in found}
    titles = [task.title.text for document in bundle.documents for task in document.tasks if id(task) not in damaged]
    blocks = list(bundle.document.blocks)
    problems = [_flagged(o, _put_back(blocks, o, titles)) for o in found]
    return replace(bundle.document, blocks=tuple(blocks), problems=(*bundle.document.problems, *problems))


def overwritten(task: Task) -> Overwritten | None:
    """The damage to a task's title, None when its end is its own."""
    if not task.title.text or task.outputs_cell is None:
        return None
    title, outputs = task.title.text.split(), task.outputs_cell.text.split()
    common = 0
    while common < min(len(title), len(outputs)) and title[-1 - common] == outputs[-1 - common]:
        common += 1
    if common < _SAME_END or len(title) - common < _SAME_START:
        return None
    at = len(title) - common
    lost = " ".join(title[at:])
    # An output may well restate its title; a list mark in the middle of a title is the sign that it is not its own.
    return Overwritten(task, " ".join(title[:at]), lost) if "; " in lost else None


def _put_back(blocks: list[Block], damage: Overwritten, titles: Sequence[str]) -> bool:
    """Replace the foreign end by the end that the one other title with this beginning has."""
    start = fold(damage.kept) + " "
    width = len(damage.kept.split())
    ends = {fold(t): " ".join(t.split()[width:]) for t in titles if fold(t).startswith(start)}
    places = list(_places(blocks, damage))
    if len(ends) != 1 or len(places) != 1:
        return False
    index, cell, at = places[0]
    row = blocks[index]
    if not isinstance(row, Row):
        return False
    fragment = with_edit(row.cells[cell].fragment, at, at + len(damage.lost), next(iter(ends.values())), METHOD, _SCORE)
    cells = (*row.cells[:cell], replace(row.cells[cell], fragment=fragment), *row.cells[cell + 1 :])
    blocks[index] = replace(row, cells=cells)
    return True


def _places(blocks: Sequence[Block], damage: Overwritten) -> Iterator[tuple[int, int, int]]:
    """Fragments of the row's lines that hold the title's last own word and the foreign end after it."""
    wanted = f"{damage.kept.split()[-1]} {damage.lost}"
    for index, block in enumerate(blocks):
        if isinstance(block, Row) and damage.task.line_start <= block.line <= damage.task.line_end:
            for cell, value in enumerate(block.cells):
                at = value.fragment.text.find(wanted)
                if at >= 0:
                    yield index, cell, at + len(wanted) - len(damage.lost)


def _flagged(damage: Overwritten, is_whole: bool) -> Problem:
    what = "put back from another row of the source" if is_whole else "left as read"
    return Problem(
        "title_overwritten",
        f"the title after {damage.kept!r} was overwritten by the outputs {damage.lost!r}; {what}",
        "compare the row with the page",
        damage.task.page_start,
        damage.task.line_start,
    )
