"""Saved web pages (.mht, .mhtml): a mail message whose first HTML part is the page; Word saves "web page, single file".

The page is read by `ingest.html`; its pictures and style sheets, which are other parts, are not. Limits: of a page made
of frames only the first frame with words is read, and the others are a problem.
"""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace

from ingest.errors import UnreadableSource
from ingest.html import read_html
from schemas.document import Document, Problem, Source

READER = "mhtml"

_PAGES = ("text/html", "application/xhtml+xml")


def read_mhtml(data: bytes, source: Source) -> Document:
    """Read the bytes of a saved web page.

    Raises:
        UnreadableSource: `damaged` when no part is a web page; what `ingest.html` raises.
    """
    documents = [read_html(page, source) for page in html_parts(data)]
    if not documents:
        raise UnreadableSource("damaged", "No part of the saved page is HTML.", "Save the page again.")
    whole = [document for document in documents if any(page.words_in > page.words_markup for page in document.pages)]
    chosen = (whole or documents)[0]
    left = len(whole) - 1
    frames = (
        Problem("frames_left_out", f"{left} more parts of the page hold words and were not read.", "Save them apart."),
    )
    return replace(chosen, reader=READER, problems=(*chosen.problems, *(frames if left > 0 else ())))


def html_parts(data: bytes) -> list[bytes]:
    """The bytes of each part that is a web page and not empty, freed from the coding of mail.

    Raises:
        UnreadableSource: `damaged`.
    """
    try:
        message = email.message_from_bytes(data.lstrip(), policy=email.policy.compat32)
        bodies = [part.get_payload(decode=True) for part in message.walk() if part.get_content_type() in _PAGES]
    except RecursionError as error:
        raise UnreadableSource("damaged", "Its parts are nested too deep.", "Save the page again.") from error
    return [body for body in bodies if isinstance(body, bytes) and body.strip()]
