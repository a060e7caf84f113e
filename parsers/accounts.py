"""The account of a source: words by page, text nobody claimed, and every change as a row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from parsers.claims import Claims
from schemas.decision import Correction, PageLedger, Place, Unparsed
from schemas.document import Document
from schemas.text import count_words, placed_edits

_AROUND = 40  # characters shown on each side of a change


@dataclass(slots=True)
class Account:
    """`pages`, `unparsed` and `corrections` of one source."""

    pages: tuple[PageLedger, ...]
    unparsed: tuple[Unparsed, ...]
    corrections: tuple[Correction, ...]


def settle(document: Document, claims: Claims, document_of: Callable[[int], int | None]) -> Account:
    """Account for every word of `document`; `document_of` gives the ordinal of the document a block stands in."""
    claimed: dict[int, int] = {}
    noise: dict[int, int] = {}
    unclaimed: dict[int, int] = {}
    unparsed: list[Unparsed] = []
    corrections: list[Correction] = []
    for block, cell, fragment in claims.fragments():
        if not fragment.raw:
            continue
        count = claims.count(block, cell, fragment)
        page = fragment.page
        claimed[page] = claimed.get(page, 0) + count.claimed
        noise[page] = noise.get(page, 0) + count.noise
        if count.unparsed:
            unclaimed[page] = unclaimed.get(page, 0) + count.unparsed
            text = claims.unclaimed_text(block, cell, fragment)
            unparsed.append(Unparsed(text, count_words(text), Place(page, fragment.line), document_of(block)))
        if fragment.edits:
            field = claims.field(block, cell) or "unparsed"
            ordinal = document_of(block)
            corrections += [
                Correction(
                    document=ordinal,
                    page=page,
                    line=fragment.line,
                    cell=cell,
                    start=edit.start,
                    field=_field(edit.after, field),
                    before=edit.before,
                    after=edit.after or None,
                    method=edit.method,
                    score=edit.score,
                    left=" ".join(fragment.text[max(0, start - _AROUND) : start].split()),
                    right=" ".join(fragment.text[end : end + _AROUND].split()),
                )
                for edit, start, end in placed_edits(fragment.edits)
            ]
    pages = tuple(
        PageLedger(
            page=page.number,
            words_in=page.words_in,
            words_claimed=claimed.get(page.number, 0),
            words_noise=noise.get(page.number, 0) + page.words_markup,
            words_unparsed=unclaimed.get(page.number, 0),
            ocr_confidence=page.ocr_confidence,
            rotation=page.rotation,
            route=page.route,
            engine=page.engine,
            dpi=page.dpi,
        )
        for page in document.pages
    )
    return Account(pages, tuple(unparsed), tuple(corrections))


def _field(after: str | None, field: str) -> str:
    return field if after or field != "unparsed" else "noise"
