"""The gazetteer's rows as data: which bodies exist, at which level, when, and by which names (data/agencies.tsv)."""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Literal

from normalize.agency_keys import agency_key, bare_key
from normalize.data_rows import date_in, existed, named_rows

Scope = Literal["central", "ministry", "province", "department", "district", "commune"]
"""Where a body has its instances: once in the country, in each ministry, province, sở, district or commune."""

SCOPES: tuple[Scope, ...] = ("central", "ministry", "province", "department", "district", "commune")


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One row of the gazetteer. `name` has `{}` where the place stands (`Công an {}`)."""

    agency_id: str
    name: str
    level: str
    scope: Scope
    valid_from: dt.date | None
    valid_to: dt.date | None
    successor: str | None
    aliases: tuple[str, ...]
    source: str

    def existed(self, on: dt.date | None) -> bool:
        """Whether there was such a body on a day; on an unknown one there was."""
        return existed(self.valid_from, self.valid_to, on)

    @property
    def plain_name(self) -> str:
        """The name without its place."""
        return " ".join(self.name.replace("{}", "").replace("{name}", "").split())


def _scope(value: str) -> Scope:
    found = next((scope for scope in SCOPES if scope == value), None)
    if found is None:
        raise ValueError(f"agencies.tsv: there is no scope {value!r}")
    return found


@functools.cache
def rows() -> tuple[AgencyRow, ...]:
    """All rows, in the order of the file (where several fit, the earlier one is meant)."""
    return tuple(
        AgencyRow(
            row["agency_id"], row["name"], row["level"], _scope(row["scope"]),
            date_in(row["valid_from"]), date_in(row["valid_to"]), row["successor"] or None,
            tuple(filter(None, row["aliases"].split(";"))), row["source"],
        )
        for row in named_rows("agencies.tsv")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name a row is known by."""

    text: str
    row: AgencyRow
    is_alias: bool


@functools.cache
def by_key() -> dict[str, tuple[Spelling, ...]]:
    """Spellings by their key; a row's own name goes before aliases of other rows."""
    table: dict[str, list[Spelling]] = {}
    for row in rows():
        seen: dict[str, Spelling] = {}
        for text in (row.plain_name, *row.aliases):
            seen.setdefault(agency_key(text), Spelling(text, row, text != row.plain_name))
        for key, spelling in seen.items():
            table.setdefault(key, []).append(spelling)
    return {key: tuple(sorted(found, key=lambda spelling: spelling.is_alias)) for key, found in table.items()}


@functools.cache
def by_bare_key() -> dict[str, tuple[Spelling, ...]]:
    """Spellings by their key without marks and spaces; keys of under six letters are left out as too short to trust."""
    table: dict[str, list[Spelling]] = {}
    for key, found in by_key().items():
        if len(bare := bare_key(key)) >= 6:
            table.setdefault(bare, []).extend(found)
    return {key: tuple(found) for key, found in table.items()}


_SECTOR_HEADS = ("sở", "phòng", "bộ", "công chức")


@functools.cache
def by_sector() -> dict[str, tuple[Spelling, ...]]:
    """Spellings of sở, phòng and bộ by their sector alone: what `Các cơ quan: Nội vụ, Tư pháp` lists."""
    table: dict[str, list[Spelling]] = {}
    for key, found in by_key().items():
        for head in _SECTOR_HEADS:
            if key.startswith(head + " "):
                table.setdefault(key[len(head) + 1 :], []).extend(found)
    return {key: tuple(found) for key, found in table.items()}
