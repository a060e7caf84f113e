"""A decision as a value: what the files and their truth are both made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["no", "title", "outputs", "lead", "coordinating", "deadline", "budget", "source", "note"]

UNITS = {"đồng": 1, "nghìn đồng": 1_000, "triệu đồng": 1_000_000}
"""Units of a budget column, with the đồng that one of them is."""


@dataclass(frozen=True, slots=True)
class Instrument:
    """An act that another one rests on.

    `lead_in` opens the clause (`Căn cứ`, `Xét đề nghị của Giám đốc Sở Nội vụ tại`); `kind` may hold a law's name.
    Dates are ISO.
    """

    lead_in: str
    kind: str
    number: str | None
    issued_on: str | None
    issuer: str | None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A row of a task table. `merged` names the roles whose cell spans from the row above."""

    number: str | None
    title: str
    outputs: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    deadline: str | None = None
    starts: str | None = None
    ends: str | None = None
    budget: str | None = None  # as printed
    budget_vnd: int | None = None
    budget_note: str | None = None
    note: str | None = None  # a column of remarks
    group: bool = False
    merged: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Division:
    """A row that opens a part or a section of the table."""

    kind: Literal["part", "section"]
    label: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Total:
    """The last row: the sum in figures, as printed, and in words."""

    label: str
    figure: str
    words: str


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A task table.

    `header` holds one row, or two of which the first has `Parent > Child` joined; `lists` and `agencies` say how
    several items stand in a cell. `sections` says how a section's title is printed.
    """

    columns: tuple[Role, ...]
    header: tuple[str, ...]
    rows: tuple[Task | Division | Total, ...]
    unit: str | None = None
    unit_line: str = ""
    column_numbers: tuple[str, ...] = ()
    lists: Literal["dash", "semicolon", "numbered"] = "dash"
    agencies: Literal["semicolon", "comma", "lines"] = "semicolon"
    sections: Literal["spanned", "cells", "repeated"] = "spanned"
    rules: Literal["full", "dotted", "horizontal", "vertical", "none"] | None = None
    sideways: bool = False
    page: Literal["wide", "tall"] = "wide"


@dataclass(frozen=True, slots=True)
class Act:
    """One administrative document; `body` holds paragraphs, and `@table` where the next table stands."""

    key: str
    kind: str
    issuer: str
    name: str
    subject: tuple[str, ...]
    parent: str | None = None
    number: str | None = None
    printed_number: str | None = None
    issued_on: str | None = None
    place: str | None = None
    head: tuple[str, ...] = ()
    party: bool = False
    authority: str | None = None
    bases: tuple[Instrument, ...] = ()
    preamble: str | None = None
    articles: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    caption: str | None = None
    body: tuple[str, ...] = ()
    tables: tuple[TaskTable, ...] = ()
    stated_total_vnd: int | None = None
    recipients: tuple[str, ...] = ()
    signer: tuple[str, ...] = ()  # lines of the signature, the name last

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The task rows of all tables."""
        return tuple(row for table in self.tables for row in table.rows if isinstance(row, Task))


@dataclass(frozen=True, slots=True)
class Decision:
    """One file: an act with what is issued with it. `look` overrides what the seed would choose."""

    name: str
    acts: tuple[Act, ...]
    look: dict[str, object] = field(default_factory=dict)
