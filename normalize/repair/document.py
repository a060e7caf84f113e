"""The repair of a whole document: rules text by text, then what only the neighbours or the whole document can tell."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from normalize.repair import characters, markup, numerals, place_names, symbols, vocabulary
from normalize.repair.changes import Change, Kind, Rule, apply_changes, apply_rule
from normalize.repair.evidence import Reading, find_misread
from normalize.repair.noise import find_noise
from normalize.repair.votes import find_votes
from schemas.document import Block, Document, Line, Problem
from schemas.text import Edit, Fragment

SURFACE_RULES: tuple[Rule, ...] = (*characters.RULES, *markup.RULES)
"""What the text is written in: characters and marks."""

CONTENT_RULES: tuple[Rule, ...] = (*numerals.RULES, *symbols.RULES, *vocabulary.RULES, *place_names.RULES)
"""What the text says: numerals, symbols, closed vocabularies."""

RULES: tuple[Rule, ...] = SURFACE_RULES + CONTENT_RULES
"""Every rule that looks at one text alone, in the order they run. Language evidence comes after them."""

EVIDENCE = "language_evidence"
PHRASE = "fixed_phrase"


@dataclass(frozen=True, slots=True)
class RepairedText:
    """What one text becomes: the repaired text, its edits, and readings too unsure to apply."""

    text: str
    edits: tuple[Edit, ...]
    suspects: tuple[Reading, ...]


def repair(document: Document) -> Document:
    """`document` with repaired texts; `raw` and everything else stays.

    Each change is an `Edit` with the rule's name; doubtful readings become problems with the code `suspect_reading`.
    Fragments without a change stay the same objects. A document that is repaired already is returned as it is.
    """
    if document.repaired:
        return document
    problems: list[Problem] = []
    blocks = [_repair_block(block, problems) for block in document.blocks]
    texts = [block.fragment.text if isinstance(block, Line) else None for block in blocks]
    for noise in find_noise(blocks, texts):
        block = blocks[noise.block]
        if isinstance(block, Line):
            blocks[noise.block] = Line(_dropped(block.fragment, noise.method))
    _apply_votes(blocks)
    return replace(document, blocks=tuple(blocks), repaired=True, problems=(*document.problems, *problems))


@functools.lru_cache(maxsize=16384)
def repair_text(raw: str, kind: Kind) -> RepairedText | None:
    """Apply every rule that needs no neighbours to one text; None when nothing changes and nothing is doubtful."""
    fragment = start = Fragment(1, 1, raw, raw)
    for rule in RULES:
        fragment = apply_rule(rule, fragment, kind)
    readings = find_misread(fragment.text)
    sure = [reading for reading in readings if reading.is_sure]
    for reading in reversed(sure):
        fragment = apply_changes(fragment, [reading.change()], PHRASE if reading.from_phrase else EVIDENCE)
    suspects = tuple(reading for reading in readings if not reading.is_sure)
    if fragment is start and not suspects:
        return None
    return RepairedText(fragment.text, fragment.edits, suspects)


def _repair_block(block: Block, problems: list[Problem]) -> Block:
    if isinstance(block, Line):
        fragment = _repair_fragment(block.fragment, "line", problems)
        return block if fragment is block.fragment else Line(fragment)
    changed = False
    cells = []
    for cell in block.cells:
        fragment = _repair_fragment(cell.fragment, "cell", problems)
        if fragment is not cell.fragment:
            changed = True
            cell = replace(cell, fragment=fragment)
        cells.append(cell)
    return replace(block, cells=tuple(cells)) if changed else block


def _repair_fragment(fragment: Fragment, kind: Kind, problems: list[Problem]) -> Fragment:
    if not fragment.raw:
        return fragment
    repaired = repair_text(fragment.raw, kind)
    if repaired is None:
        return fragment
    problems += (_suspicion(fragment, reading, repaired.text) for reading in repaired.suspects)
    return replace(fragment, text=repaired.text, edits=repaired.edits) if repaired.edits else fragment


def _suspicion(fragment: Fragment, reading: Reading, text: str) -> Problem:
    around = " ".join(text[max(0, reading.start - 20) : reading.end + 20].split())
    return Problem(
        "suspect_reading",
        f"'{reading.before}' may be a misreading of '{reading.after}' in '{around}'.",
        "Compare with the page; the text is left as read.",
        page=fragment.page,
        line=fragment.line,
    )


def _dropped(fragment: Fragment, method: str) -> Fragment:
    edit = Edit(0, len(fragment.raw), fragment.raw, None, method, 0.9)
    return replace(fragment, text="", edits=(edit,))


def _apply_votes(blocks: list[Block]) -> None:
    """What the whole document decides (`normalize.repair.votes`)."""
    for rule in find_votes(blocks):
        for index, block in enumerate(blocks):
            if isinstance(block, Line):
                fragment = _voted(block.fragment, rule, "line")
                if fragment is not block.fragment:
                    blocks[index] = Line(fragment)
            else:
                cells = tuple(
                    cell if (voted := _voted(cell.fragment, rule, "cell")) is cell.fragment else replace(cell, fragment=voted)
                    for cell in block.cells
                )
                if any(new is not old for new, old in zip(cells, block.cells, strict=True)):
                    blocks[index] = replace(block, cells=cells)


def _voted(fragment: Fragment, rule: Rule, kind: Kind) -> Fragment:
    changes: Iterable[Change] = rule.find(fragment.text, kind)
    return apply_changes(fragment, changes, rule.name)
