"""The time of a file's last digital signature as a witness for the dates of its acts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from schemas.decision import AdministrativeDocument, Bundle, Candidate, Place
from schemas.signed import signatures_of

VIETNAM = dt.timezone(dt.timedelta(hours=7))
"""Signing times are kept in UTC; documents are dated by the clock of Vietnam, which has had one zone since 1975."""


def with_signing_times(bundle: Bundle) -> tuple[AdministrativeDocument, ...]:
    """The documents of `bundle`, each act with the day of its last sound signature as a candidate of origin `stamp`.

    Leaders sign before an act has its number and date; the office's signature comes last and on the day of issue or
    soon after. A broken signature is no witness.
    """
    return tuple(_with_time(bundle, document) for document in bundle.documents)


def _with_time(bundle: Bundle, document: AdministrativeDocument) -> AdministrativeDocument:
    if document.parent is not None:
        return document
    sound = [one for one in signatures_of(bundle, document) if one.time and one.intact]
    if not sound:
        return document
    last = max(sound, key=lambda one: one.time or dt.datetime.min.replace(tzinfo=dt.UTC))
    assert last.time is not None
    day = last.time.astimezone(VIETNAM).date()
    place = Place(last.page or document.page_start, document.line_start)
    return replace(document, dates=(*document.dates, Candidate(day.isoformat(), "stamp", place)))
