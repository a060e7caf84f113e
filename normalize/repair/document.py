"""The repair of a whole document: rules text by text, then what only the neighbours or the whole document can tell."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from normalize.repair import (
    characters,
    class_nouns,
    footnote_marks,
    form_words,
    formulas,
    markup,
    numerals,
    place_names,
    symbols,
    vocabulary,
    word_breaks,
)
from normalize.repair.changes import Kind, Rule, apply_changes, apply_rule
from normalize.repair.evidence import SUSPECT, Reading, find_misread
from normalize.repair.links import Link, find_links
from normalize.repair.noise import find_noise
from normalize.repair.row_labels import find_row_labels
from normalize.repair.support import with_support
from normalize.repair.unsure import with_engine_doubt
from normalize.repair.votes import carried_readings, find_votes
from schemas.document import Block, Document, Line, Problem, Row
from schemas.text import Edit, Fragment

SURFACE_RULES: tuple[Rule, ...] = (*characters.RULES, *formulas.RULES, *footnote_marks.RULES, *markup.RULES)
"""What the text is written in: characters and marks."""

CONTENT_RULES: tuple[Rule, ...] = (
    *word_breaks.RULES, *form_words.RULES, *class_nouns.RULES, *numerals.RULES, *symbols.RULES, *vocabulary.RULES,
    *place_names.RULES,
)  # fmt: skip
"""What the text says: where its words part, numerals, symbols, closed vocabularies."""

RULES: tuple[Rule, ...] = SURFACE_RULES + CONTENT_RULES
"""Every rule that looks at one text alone, in the order they run. Language evidence comes after them."""

_TRIGGERED = tuple((rule.trigger.search, rule) for rule in RULES)
_CONTENT_TRIGGERED = tuple((rule.trigger.search, rule) for rule in CONTENT_RULES)
_SURFACE = re.compile(f"[{characters.SIGNS}{markup.SIGNS}{footnote_marks.SIGNS}$]|  ")

EVIDENCE = "language_evidence"
PHRASE = "fixed_phrase"
DOCUMENT = "document_vote"
UNSURE = "unsure_word"
CONTINUATION = "continued_word"
LABELS = "label_sequence"


@dataclass(frozen=True, slots=True)
class RepairedText:
    """What one text becomes: the repaired text, its edits, and readings too unsure to apply."""

    text: str
    edits: tuple[Edit, ...]
    doubtful: tuple[Reading, ...]


def repair(document: Document) -> Document:
    """`document` with repaired texts; `raw` and everything else stays.

    Each change is an `Edit` with the rule's name; doubtful readings become problems with the code `suspect_reading`.
    Fragments without a change stay the same objects. A document that is repaired already is returned as it is.
    """
    if document.repaired:
        return document
    doubts: list[Doubt] = []
    blocks = [_repair_block(block, index, doubts) for index, block in enumerate(document.blocks)]
    for link in find_links(blocks):
        blocks[link.block] = _with_link(blocks[link.block], link, CONTINUATION)
    texts = [block.fragment.text if isinstance(block, Line) else None for block in blocks]
    for noise in find_noise(blocks, texts):
        block = blocks[noise.block]
        if isinstance(block, Line):
            blocks[noise.block] = Line(_dropped(block.fragment, noise.method))
    problems = [_suspicion(blocks, doubt) for doubt in _settle_doubts(blocks, doubts)]
    for link in find_row_labels(blocks):
        blocks[link.block] = _with_link(blocks[link.block], link, LABELS)
    for rule in find_votes(blocks):
        blocks = [_apply_to_block(block, rule) for block in blocks]
    blocks = with_support(blocks)
    return replace(document, blocks=tuple(blocks), repaired=True, problems=(*document.problems, *problems))


@functools.lru_cache(maxsize=16384)
def repair_text(raw: str, kind: Kind) -> RepairedText | None:
    """Apply every rule that needs no neighbours to one text; None when nothing changes and nothing is doubtful."""
    fragment = start = Fragment(1, 1, raw, raw)
    text = raw
    for search, rule in _TRIGGERED if _SURFACE.search(raw) else _CONTENT_TRIGGERED:
        # written out here: hardly a rule has anything to do, and `apply_rule` for each would cost more than the rules
        if search(text) and (changes := tuple(rule.find(text, kind))):
            fragment = apply_changes(fragment, changes, rule.name)
            text = fragment.text
    readings = find_misread(text)
    sure = [reading for reading in readings if reading.is_sure]
    for reading in reversed(sure):
        fragment = apply_changes(fragment, [reading.change()], PHRASE if reading.from_phrase else EVIDENCE)
    moved = [_moved(reading, sure) for reading in readings if not reading.is_sure]
    if fragment is start and not moved:
        return None
    return RepairedText(fragment.text, fragment.edits, tuple(moved))


def _moved(reading: Reading, applied: Iterable[Reading]) -> Reading:
    """`reading` with its offsets after the changes before it."""
    shift = sum(len(change.after) - len(change.before) for change in applied if change.end <= reading.start)
    return replace(reading, start=reading.start + shift, end=reading.end + shift)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reading too unsure to apply by itself, and where: the index of the block, of the cell in a row."""

    block: int
    cell: int | None
    reading: Reading


def _repair_block(block: Block, index: int, doubts: list[Doubt]) -> Block:
    if isinstance(block, Line):
        fragment = _repair_fragment(block.fragment, "line", index, doubts)
        return block if fragment is block.fragment else Line(fragment)
    return _with_fragments(block, [_repair_fragment(cell.fragment, "cell", index, doubts) for cell in block.cells])


def _with_fragments(row: Row, fragments: Sequence[Fragment]) -> Row:
    """`row` with other fragments; the same object when they are the same."""
    if all(new is cell.fragment for new, cell in zip(fragments, row.cells, strict=True)):
        return row
    cells = (
        cell if new is cell.fragment else replace(cell, fragment=new)
        for new, cell in zip(fragments, row.cells, strict=True)
    )
    return replace(row, cells=tuple(cells))


def _repair_fragment(fragment: Fragment, kind: Kind, block: int, doubts: list[Doubt]) -> Fragment:
    if not fragment.text:  # blank, or dropped by the reader
        return fragment
    repaired = repair_text(fragment.raw, kind)
    if repaired is None:
        return fragment
    doubts += (Doubt(block, fragment.cell, reading) for reading in repaired.doubtful)
    return replace(fragment, text=repaired.text, edits=repaired.edits) if repaired.edits else fragment


def _settle_doubts(blocks: list[Block], doubts: Sequence[Doubt]) -> list[Doubt]:
    """Make the doubtful readings that the document itself or the engine's own doubt bears out.

    Of the rest those that deserve a report are returned.
    """
    left: list[Doubt] = []
    if not doubts:
        return left
    carried = carried_readings(blocks, [doubt.reading for doubt in doubts])
    for doubt in reversed(doubts):  # the last of a text first: offsets before it hold
        block = blocks[doubt.block]
        fragment = _fragment_at(block, doubt.cell)
        if fragment.text[doubt.reading.start : doubt.reading.end] != doubt.reading.before:
            continue  # dropped as noise meanwhile
        weighed = with_engine_doubt(doubt.reading, fragment)
        if doubt.reading in carried or weighed.is_sure:
            fragment = apply_changes(fragment, [weighed.change()], UNSURE if weighed.is_sure else DOCUMENT)
            blocks[doubt.block] = _with_fragment(block, doubt.cell, fragment)
        elif doubt.reading.gain >= SUSPECT:
            left.append(doubt)
    return left[::-1]


def _fragment_at(block: Block, cell: int | None) -> Fragment:
    if isinstance(block, Line):
        return block.fragment
    return next(item.fragment for item in block.cells if item.fragment.cell == cell)


def _with_fragment(block: Block, cell: int | None, fragment: Fragment) -> Block:
    if isinstance(block, Line):
        return Line(fragment)
    return _with_fragments(block, [fragment if c.fragment.cell == cell else c.fragment for c in block.cells])


def _with_link(block: Block, link: Link, method: str) -> Block:
    fragment = _fragment_at(block, link.cell)
    return _with_fragment(block, link.cell, apply_changes(fragment, [link.change], method))


def _suspicion(blocks: Sequence[Block], doubt: Doubt) -> Problem:
    fragment, reading = _fragment_at(blocks[doubt.block], doubt.cell), doubt.reading
    around = " ".join(fragment.text[max(0, reading.start - 20) : reading.end + 20].split())
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


def _apply_to_block(block: Block, rule: Rule) -> Block:
    if isinstance(block, Line):
        fragment = apply_rule(rule, block.fragment, "line")
        return block if fragment is block.fragment else Line(fragment)
    return _with_fragments(block, [apply_rule(rule, cell.fragment, "cell") for cell in block.cells])
