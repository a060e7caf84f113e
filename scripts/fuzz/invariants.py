"""What must hold whatever a file holds: words add up, edits lead there and back, values survive being written."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.stages import finished, parse, repair
from outputs.row_store import pack_rows
from outputs.rows import rows_of
from schemas.document import Document, Line
from schemas.text import Fragment, count_words, replay, undo
from schemas.wire import pack, unpack_bundle, unpack_document

MOST_WORDS = 600
"""Longer documents stop after reading: every further step costs time that is better spent on other inputs."""


def check_through(document: Document) -> None:
    """Check a document as read, and what every further step makes of it."""
    check_read(document)
    if sum(page.words_in for page in document.pages) <= MOST_WORDS:
        check_steps(document)


def check_read(document: Document) -> None:
    """Places rise, every word of a page is held once, and the document survives being written."""
    held = dict.fromkeys((page.number for page in document.pages), 0)
    found = list(fragments(document))
    for fragment in found:
        held[fragment.page] += count_words(fragment.raw)
        assert replay(fragment.raw, fragment.edits) == fragment.text
    places = [(fragment.page, fragment.line) for fragment in found]
    assert places == sorted(places), "lines run backwards"
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    for page in document.pages:
        assert held[page.number] + page.words_markup == page.words_in, f"words of page {page.number} do not add up"
    assert unpack_document(pack(document)) == document, "what is kept is not what was read"


def check_steps(document: Document) -> None:
    """Repair is reversible and changes no text as read; the ledger of the published rows adds up."""
    repaired = repair(document)
    assert [fragment.raw for fragment in fragments(repaired)] == [fragment.raw for fragment in fragments(document)]
    for fragment in fragments(repaired):
        assert replay(fragment.raw, fragment.edits) == fragment.text, "edits do not lead to the text"
        assert undo(fragment.text, fragment.edits) == fragment.raw, "edits do not lead back"
    parsed = parse(repaired)
    assert unpack_bundle(pack(parsed)) == parsed, "what is kept is not what was parsed"
    rows = rows_of(finished(parsed))
    for page, row in zip(document.pages, rows.pages, strict=True):
        accounted = row.words_claimed + row.words_noise + row.words_unparsed
        assert row.words_in == page.words_in == accounted, f"the ledger of page {row.page} does not add up"
    pack_rows(rows)


def fragments(document: Document) -> Iterator[Fragment]:
    """All fragments in order."""
    for block in document.blocks:
        if isinstance(block, Line):
            yield block.fragment
        else:
            yield from (cell.fragment for cell in block.cells)
