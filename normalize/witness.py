"""A second witness: the same act read twice, and what one reading tells about a word the other misread.

Rows of two copies are aligned by section, number and title; where a short run of words differs, the language counts
say which reading is right. Agreement proves nothing and changes nothing; words that only one copy has are never
filled in; names and figures are left as read.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from normalize.language.likelihood import log_ratio
from schemas.decision import AdministrativeDocument, CellValue, Place, Task
from schemas.document import Block, Document, Problem, Row
from schemas.letters import fold
from schemas.text import with_edit

METHOD = "second_witness"
# Odds at which the other reading is taken, and at which it is at least worth a look.
_SURE = math.log(100)
_SUSPECT = math.log(5)
_LONGEST_RUN = 3  # words; a longer difference is another wording, not a misreading
_SAME_TITLE = 80  # rapidfuzz ratio (0..100) of two titles of one row; below it the rows are not the same
_CONTEXT = 2  # words on each side that the language counts see
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of words that two copies read differently: `read` here, `other` there, with the words around."""

    read: str
    other: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    task: Task

    @property
    def gain(self) -> float:
        """Log odds of the other reading over this one, by the language counts."""
        return log_ratio(self.before, self.read.split(), self.other.split(), self.after)


def with_second_reading(
    document: Document, pairs: Sequence[tuple[AdministrativeDocument, AdministrativeDocument]]
) -> Document:
    """`document` (repaired) with the words that another copy of the same act read better.

    `pairs` are its parsed documents with the other copy of each. A doubtful word becomes a `suspect_reading` problem.
    """
    blocks = list(document.blocks)
    problems = list(document.problems)
    for mine, other in pairs:
        for difference in differences(mine, other):
            gain = difference.gain
            if gain >= _SURE:
                _apply(blocks, difference, gain)
            elif gain >= _SUSPECT:
                problems.append(_suspicion(difference))
    return replace(document, blocks=tuple(blocks), problems=tuple(problems))


def differences(mine: AdministrativeDocument, other: AdministrativeDocument) -> Iterator[Difference]:
    """Short runs of words that differ between the aligned rows of two copies."""
    for task, twin in aligned(mine.tasks, other.tasks):
        for cell, there in (
            (task.title, twin.title),
            (task.outputs_cell, twin.outputs_cell),
            (task.lead_cell, twin.lead_cell),
            (task.coordinating_cell, twin.coordinating_cell),
        ):
            if cell and there and not cell.inherited and not there.inherited and cell.text != there.text:
                yield from _cell_differences(task, cell, there)


def aligned(mine: Sequence[Task], other: Sequence[Task]) -> list[tuple[Task, Task]]:
    """Rows of one act in two copies: same part, section and number, and titles that are nearly the same."""
    twins: dict[tuple[str | None, ...], list[Task]] = {}
    for task in other:
        twins.setdefault((task.part, task.section, task.number), []).append(task)
    pairs = []
    for task in mine:
        candidates = twins.get((task.part, task.section, task.number), [])
        scored = [(fuzz.ratio(fold(task.title.text), fold(twin.title.text)), twin) for twin in candidates]
        best = max(scored, key=lambda item: item[0], default=None)
        if best and best[0] >= _SAME_TITLE:
            pairs.append((task, best[1]))
    return pairs


def _cell_differences(task: Task, cell: CellValue, there: CellValue) -> Iterator[Difference]:
    left, right = cell.text.split(), there.text.split()
    matcher = difflib.SequenceMatcher(a=left, b=right, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind != "replace" or i2 - i1 > _LONGEST_RUN or j2 - j1 > _LONGEST_RUN:
            continue
        read, other = left[i1:i2], right[j1:j2]
        if all(map(_may_be_misread, read)) and all(map(_may_be_misread, other)):
            yield Difference(
                " ".join(read),
                " ".join(other),
                tuple(left[max(0, i1 - _CONTEXT) : i1]),
                tuple(left[i2 : i2 + _CONTEXT]),
                task,
            )


def _may_be_misread(word: str) -> bool:
    """Plain lower-case words only: a capital may begin a name, a digit or a mark belongs to a figure or a code."""
    return _WORD.fullmatch(word) is not None and word.islower()


def _apply(blocks: list[Block], difference: Difference, gain: float) -> None:
    """Change the one fragment of the row's lines that holds the words in their context; nothing if several do."""
    wanted = " ".join([*difference.before, difference.read, *difference.after])
    lead = len(" ".join([*difference.before, ""])) if difference.before else 0
    places = [
        (index, cell, at)
        for index, block in enumerate(blocks)
        if isinstance(block, Row) and difference.task.line_start <= block.line <= difference.task.line_end
        for cell, value in enumerate(block.cells)
        if (at := value.fragment.text.find(wanted)) >= 0
    ]
    if len(places) != 1:
        return
    index, cell, at = places[0]
    row = blocks[index]
    if not isinstance(row, Row):
        return
    start = at + lead
    fragment = with_edit(
        row.cells[cell].fragment,
        start,
        start + len(difference.read),
        difference.other,
        METHOD,
        round(1 - math.exp(-gain), 4),
    )
    cells = (*row.cells[:cell], replace(row.cells[cell], fragment=fragment), *row.cells[cell + 1 :])
    blocks[index] = replace(row, cells=cells)


def _suspicion(difference: Difference) -> Problem:
    place = Place(difference.task.page_start, difference.task.line_start)
    return Problem(
        "suspect_reading",
        f"{difference.read!r} may be misread: another copy of the act reads {difference.other!r}",
        "look at the page and correct the word in a review",
        place.page,
        place.line,
    )
