"""Headings set with a blank after every letter (`Q U Y Ế T  Đ Ị N H`), as their words."""

from __future__ import annotations

import csv
import functools
import re
from importlib import resources

_SPACED = re.compile(r"\s*(?:[A-ZĐÀ-Ỹ]\s+){4,}[A-ZĐÀ-Ỹ]\s*:?\s*")
_WIDE = re.compile(r"\s{2,}")


@functools.cache
def _headings() -> dict[str, str]:
    """The types of documents, by their letters without blanks."""
    text = resources.files("parsers").joinpath("data", "document_types.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {row["heading"].replace(" ", ""): row["heading"] for row in rows}


def without_letter_spacing(text: str) -> str:
    """`text` with letters joined to words where all of it is single capitals; wider blanks part the words.

    Where all blanks are alike, only the name of a type of document is known apart.

    >>> without_letter_spacing("Q U Y Ế T Đ Ị N H:"), without_letter_spacing("A B C D E F")
    ('QUYẾT ĐỊNH:', 'A B C D E F')
    """
    if text[1:2] != " " or not _SPACED.fullmatch(text):
        return text
    words = ["".join(word.split()) for word in _WIDE.split(text.strip())]
    if len(words) > 1:
        return " ".join(words)
    letters = words[0].rstrip(":")
    heading = _headings().get(letters)
    return heading + words[0][len(letters) :] if heading else text
