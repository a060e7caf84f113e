"""Ids and texts as published rows hold them. Ids are given here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable

SOURCE_ID_DIGITS = 16
"""Length of a source's id, with which the ids of all that is in it begin: hexadecimal digits of its hash."""


def document_id(source_id: str, ordinal: int) -> str:
    """The id of a source's document: `<source_id>-01`."""
    return f"{source_id}-{ordinal:02d}"


def task_id(document: str, ordinal: int) -> str:
    """The id of a document's task: `<document_id>-0001`."""
    return f"{document}-{ordinal:04d}"


def optional_document_id(source_id: str, ordinal: int | None) -> str | None:
    """The same, None for what stands in no document."""
    return None if ordinal is None else document_id(source_id, ordinal)


def text_of(value: str | None) -> str | None:
    """A text without blanks around it; what is missing is None, never an empty or blank string."""
    return (value.strip() or None) if value else None


def texts_of(values: Iterable[str]) -> tuple[str, ...]:
    """The texts of a list without blank ones."""
    return tuple(stripped for value in values if (stripped := value.strip()))
