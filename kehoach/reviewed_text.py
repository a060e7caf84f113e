"""Repairs that a person accepted or rejected, put into the repaired text before it is parsed.

What was said holds for the characters as read, whatever today's rules make of them: a rejected repair leaves them as
read, an accepted one is made even where no rule makes it any more.
"""

from __future__ import annotations

from dataclasses import replace

from schemas.document import Block, Document, Line, Problem
from schemas.review import Review
from schemas.text import Edit, Fragment, replay

METHOD = "review"


def with_reviewed_text(document: Document) -> Document:
    """`document` with the verdicts of its reviews; one whose line or cell is not there any more becomes a problem.

    Doing it twice changes nothing.
    """
    verdicts = [review for review in document.reviews if review.verdict in ("accept", "reject")]
    if not verdicts:
        return document
    blocks = list(document.blocks)
    problems = []
    for review in verdicts:
        found = _place(blocks, review)
        if found is None:
            problems.append(_unfit(review))
            continue
        index, cell = found
        blocks[index] = _settled(blocks[index], cell, review)
        if review.verdict == "reject":
            problems.append(_rejected(review))
    known = set(document.problems)
    fresh = tuple(problem for problem in dict.fromkeys(problems) if problem not in known)
    return replace(document, blocks=tuple(blocks), problems=document.problems + fresh)


def _place(blocks: list[Block], review: Review) -> tuple[int, int | None] | None:
    """Block and cell of the text a review is about: the same place, else the nearest with the same text as read."""
    found: list[tuple[tuple[bool, int, int], int, int | None]] = []
    for index, block in enumerate(blocks):
        for cell, fragment in _fragments(block):
            if fragment.raw == review.raw:
                elsewhere = cell != review.cell
                distance = (elsewhere, abs(fragment.page - review.page), abs(fragment.line - review.line))
                found.append((distance, index, cell))
    if not found:
        return None
    _, index, cell = min(found, key=lambda entry: (entry[0], entry[1], entry[2] or 0))
    return index, cell


def _fragments(block: Block) -> list[tuple[int | None, Fragment]]:
    if isinstance(block, Line):
        return [(None, block.fragment)]
    return [(position, cell.fragment) for position, cell in enumerate(block.cells)]


def _settled(block: Block, cell: int | None, review: Review) -> Block:
    if isinstance(block, Line):
        return replace(block, fragment=_with_verdict(block.fragment, review))
    assert cell is not None
    settled = replace(block.cells[cell], fragment=_with_verdict(block.cells[cell].fragment, review))
    return replace(block, cells=(*block.cells[:cell], settled, *block.cells[cell + 1 :]))


def _with_verdict(fragment: Fragment, review: Review) -> Fragment:
    """The fragment whose edits over the reviewed characters are the verdict's alone."""
    assert review.start is not None
    assert review.before is not None
    start, end = review.start, review.start + len(review.before)
    others = [edit for edit in fragment.edits if not _meets(edit, start, end)]
    if review.verdict == "accept":
        method = next((e.method for e in fragment.edits if (e.start, e.end, e.after) == (start, end, review.after)), "")
        names = [name for name in method.split("+") if name and name != METHOD]
        others.append(Edit(start, end, review.before, review.after, "+".join([*names, METHOD]), 1.0))
    edits = tuple(sorted(others, key=lambda edit: (edit.start, edit.end)))
    return replace(fragment, edits=edits, text=replay(fragment.raw, edits))


def _meets(edit: Edit, start: int, end: int) -> bool:
    """Whether an edit touches the characters `start:end`; where something was put in, only the same place counts."""
    if edit.start == edit.end or start == end:
        return (edit.start, edit.end) == (start, end)
    return edit.start < end and start < edit.end


def _unfit(review: Review) -> Problem:
    return Problem(
        "review_unfit",
        f"the text {review.raw!r}, in which {review.before!r} was reviewed ({review.verdict} {review.after!r}), "
        "was not read any more",
        "look at the page and review it again",
        review.page,
        review.line,
    )


def _rejected(review: Review) -> Problem:
    return Problem(
        "repair_rejected",
        f"{review.before!r} -> {review.after!r} was rejected in a review and left as read",
        page=review.page,
        line=review.line,
    )
