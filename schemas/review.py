"""What a person said about what was read: a field put right, a row confirmed, a repair accepted or rejected.

A review is keyed by content, so that it outlives row numbers and versions of the parser: a row is known by its cells as
read, a repair by the whole line or cell as read. `page` and `line` only settle which of several equal rows is meant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["correct", "confirm", "accept", "reject"]

TASK_FIELDS = (
    "section", "section_title", "number", "parent_number", "title", "outputs", "lead", "coordinating", "deadline",
    "deadline_start", "deadline_end", "budget_vnd", "programme_area",
)  # fmt: skip
"""Columns of `tasks` that a review may put right."""
DOCUMENT_FIELDS = (
    "number", "issued_on", "place", "issuer", "province", "title", "plan_year_start", "plan_year_end", "signer_name",
    "signer_position", "stated_total_vnd",
)  # fmt: skip
"""Columns of `documents` that a review may put right."""
LISTS = frozenset({"outputs", "lead", "coordinating"})
DATES = frozenset({"deadline_start", "deadline_end", "issued_on"})
NUMBERS = frozenset({"budget_vnd", "plan_year_start", "plan_year_end", "stated_total_vnd"})


@dataclass(frozen=True, slots=True)
class RowKey:
    """The cells of a task row as read, by which it is found again; None where a cell is blank or missing."""

    title: str | None = None
    outputs: str | None = None
    lead: str | None = None
    coordinating: str | None = None
    deadline: str | None = None
    budget: str | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """One statement about the source it stands in.

    - `correct` with a `row` (a task) or a `kind` (a document): `field` reads `after`. Lists have one item a line, dates
      read `2019-03-31`, amounts are đồng; None empties the field. `before` is what was published when it was said.
    - `confirm` with a `row`: the row is right as it is published.
    - `accept`, `reject` with `raw` (the whole line or cell as read) and `start`: `before` there does, or does not,
      read `after`.
    """

    verdict: Verdict
    page: int
    line: int
    field: str | None = None
    before: str | None = None
    after: str | None = None
    row: RowKey | None = None
    kind: str | None = None
    raw: str | None = None
    cell: int | None = None
    start: int | None = None
    reviewer: str | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True)
class SourceReviews:
    """All reviews of one source; `path` is where it was when they were made."""

    source_id: str
    path: str
    reviews: tuple[Review, ...]


def problem_of(review: Review) -> str | None:
    """What is wrong with the form of a review; None when it can be applied."""
    if review.page < 1 or review.line < 1:
        return "page and line count from 1"
    if review.verdict in ("accept", "reject"):
        return _problem_of_verdict(review)
    if review.verdict == "confirm":
        return None if review.row is not None else "a row is confirmed, so `row` must say which"
    fields = TASK_FIELDS if review.row is not None else DOCUMENT_FIELDS if review.kind is not None else ()
    if review.field is None or review.field not in fields:
        return f"field {review.field!r} of {'a task' if review.row else 'a document'} cannot be reviewed"
    return _problem_of_value(review.field, review.after)


def _problem_of_verdict(review: Review) -> str | None:
    if review.raw is None or review.start is None or review.before is None:
        return "a repair is told by `raw`, `start` and `before`"
    if review.raw[review.start : review.start + len(review.before)] != review.before or review.start < 0:
        return f"{review.before!r} does not stand at {review.start} of the text as read"
    return None


def _problem_of_value(field: str, value: str | None) -> str | None:
    if value is None:
        return None
    if not value.strip():
        return "an empty field is null, not an empty text"
    if field in DATES:
        try:
            dt.date.fromisoformat(value)
        except ValueError:
            return f"{value!r} is no date like 2019-03-31"
    if field in NUMBERS and not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) < 2**63):
        return f"{value!r} is no number in digits alone, or too large"
    if field in ("plan_year_start", "plan_year_end") and not 1945 <= int(value) <= 2100:
        return f"{value} is no year of a plan"
    return None
