"""The order of the stages, written once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingest import read_bytes, read_source
from kehoach.checks import check
from kehoach.reviewed_rows import with_reviewed_cells, with_reviewed_results
from kehoach.reviewed_text import with_reviewed_text
from normalize.overwritten import with_whole_titles
from normalize.repair import repair
from normalize.resolve import resolve
from parsers import parse
from schemas.decision import Bundle
from schemas.document import Document

__all__ = [
    "STEPS",
    "bundle_of",
    "check",
    "finished",
    "parse",
    "parsed_of",
    "read_bytes",
    "read_source",
    "repair",
    "resolve",
]

STEPS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("repair", repair),
    ("parse", parse),
    ("resolve", resolve),
    ("check", check),
)
"""What becomes of a document after it was read; each step takes what the step before it gave."""


def bundle_of(document: Document) -> Bundle:
    """A document as read, through every step."""
    return finished(parsed_of(document))


def parsed_of(document: Document) -> Bundle:
    """A document as read, repaired and parsed."""
    return parse(repair(document))


def finished(parsed: Bundle) -> Bundle:
    """A parsed bundle through the other steps; a title put right is read again with the rest of its row.

    What people said about the document (`reviews`) has the last word on its text, its rows and what they resolve to.
    """
    bundle = _resolved(parsed)
    mended = with_whole_titles(bundle)
    return check(_resolved(parse(mended)) if mended else bundle)


def _resolved(parsed: Bundle) -> Bundle:
    if not parsed.document.reviews:
        return resolve(parsed)
    return with_reviewed_results(resolve(with_reviewed_cells(parse(with_reviewed_text(parsed.document)))))
