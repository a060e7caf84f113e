"""Which digital signatures of a file speak for which of its documents."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.decision import AdministrativeDocument, Bundle
from schemas.document import DigitalSignature


def signatures_of(bundle: Bundle, document: AdministrativeDocument) -> tuple[DigitalSignature, ...]:
    """The signatures of the bundle's file that speak for `document`.

    A signature is over the whole file, so it speaks for every document in it; where a file bundles several acts, one
    that shows itself on the pages of an act speaks for that act and its parts only.
    """
    spans = _spans(bundle.documents)
    own = spans[_root(document, bundle.documents)]

    def speaks(page: int | None) -> bool:
        if page is None or own[0] <= page <= own[1]:
            return True
        return not any(first <= page <= last for first, last in spans.values())

    return tuple(one for one in bundle.document.signatures if speaks(one.page))


def _spans(documents: Sequence[AdministrativeDocument]) -> dict[int, tuple[int, int]]:
    """First and last page of each act with all its parts, by the ordinal of the act."""
    spans: dict[int, tuple[int, int]] = {}
    for document in documents:
        root = _root(document, documents)
        first, last = spans.get(root, (document.page_start, document.page_end))
        spans[root] = (min(first, document.page_start), max(last, document.page_end))
    return spans


def _root(document: AdministrativeDocument, documents: Sequence[AdministrativeDocument]) -> int:
    by_ordinal = {one.ordinal: one for one in documents}
    seen: set[int] = set()
    while document.parent in by_ordinal and document.ordinal not in seen:
        seen.add(document.ordinal)
        document = by_ordinal[document.parent]
    return document.ordinal
