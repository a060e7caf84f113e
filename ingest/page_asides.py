"""Text of a page that is no part of its running text: kept in the account, and out of the way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aside:
    """A line beside the text. With `method` it is noise, dropped for the reason it names; without, it is text."""

    text: str
    method: str | None = None
