"""The account of a source: words by page, text nobody claimed, and every change as a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from parsers.claims import Claims
from schemas.decision import Correction, PageLedger, Place, Unparsed
from schemas.document import Document
from schemas.text import Fragment, count_words, placed_edits

_AROUND = 40  # characters shown on each side of a change


@dataclass(slots=True)
class Account:
    """`pages`, `unparsed` and `corrections` of one source."""

    pages: tuple[PageLedger, ...]
    unparsed: tuple[Unparsed, ...]
    corrections: tuple[Correction, ...]


def settle(document: Document, claims: Claims, document_of: Callable[[int], int | None]) -> Account:
    """Account for every word of `document`; `document_of` gives the ordinal of the document a block stands in."""
    claimed: Counter[int] = Counter()
    noise: Counter[int] = Counter()
    unclaimed: Counter[int] = Counter()
    unparsed: list[Unparsed] = []
    corrections: list[Correction] = []
    for block, cell, fragment in claims.fragments():
        if not fragment.raw:
            continue
        count = claims.count(block, cell, fragment)
        page = fragment.page
        claimed[page] += count.claimed
        noise[page] += count.noise
        if count.unparsed:
            unclaimed[page] += count.unparsed
            text = claims.unclaimed_text(block, cell, fragment)
            unparsed.append(Unparsed(text, count_words(text), Place(page, fragment.line), document_of(block)))
        if fragment.edits:
            field = claims.field(block, cell) or "unparsed"
            corrections += _corrections(fragment, cell, field, document_of(block))
    pages = tuple(
        PageLedger(
            page=page.number,
            words_in=page.words_in,
            words_claimed=claimed[page.number],
            words_noise=noise[page.number] + page.words_markup,
            words_unparsed=unclaimed[page.number],
            ocr_confidence=page.ocr_confidence,
            rotation=page.rotation,
            route=page.route,
            engine=page.engine,
            dpi=page.dpi,
        )
        for page in document.pages
    )
    return Account(pages, tuple(unparsed), tuple(corrections))


def _corrections(fragment: Fragment, cell: int | None, field: str, ordinal: int | None) -> Iterator[Correction]:
    """The changes of a fragment that went into `field`; words that were dropped and that nobody claimed are noise."""
    for edit, start, end in placed_edits(fragment.edits):
        yield Correction(
            document=ordinal,
            page=fragment.page,
            line=fragment.line,
            cell=cell,
            start=edit.start,
            field=field if edit.after or field != "unparsed" else "noise",
            before=edit.before,
            after=edit.after or None,
            method=edit.method,
            score=edit.score,
            left=" ".join(fragment.text[max(0, start - _AROUND) : start].split()),
            right=" ".join(fragment.text[end : end + _AROUND].split()),
        )
