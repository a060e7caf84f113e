"""Reads the composed decisions of corpus/render/decisions (TOML; corpus/render/README.md tells the form)."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from scripts.render.values import UNITS, Act, Decision, Division, Instrument, Role, Task, TaskTable, Total

FOLDER = Path(__file__).parents[2] / "corpus/render/decisions"

_FIELD = re.compile(r"\s*\|\s*")
_ITEM = re.compile(r"\s+;\s+")
_DATES = re.compile(r"^(.*?)\s*\{(.*)\}$")
_QUARTER = re.compile(r"Q(\d)(?:/(\d{4}))?$")
_MONTH = re.compile(r"M(\d\d?)(?:/(\d{4}))?$")
_YEAR = re.compile(r"Y(\d{4})?$")
_MERGED = "^"
_TEXTS_OF_ACT = ("parent", "number", "printed_number", "place", "authority", "preamble", "caption")
_LISTS_OF_ACT = ("head", "articles", "replaces", "recipients", "signer")
_OF_ACT = frozenset(
    ("kind", "issuer", "name", "subject", "issued_on", "party", "bases", "body", "tables", "stated_total_vnd")
).union(_TEXTS_OF_ACT, _LISTS_OF_ACT)
_OPTIONS_OF_TABLE = ("unit_line", "lists", "agencies", "sections", "rules", "sideways", "page")
_OF_TABLE = frozenset(("columns", "header", "rows", "unit", "column_numbers")).union(_OPTIONS_OF_TABLE)


def composed_decisions(folder: Path = FOLDER) -> Iterator[Decision]:
    """Every composed decision, in the order of the file names.

    Raises:
        ValueError: a file does not follow the form; the message says which and why.
    """
    for path in sorted(folder.glob("*.toml")):
        try:
            yield decision_of(path.stem, tomllib.loads(path.read_text(encoding="utf-8")))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}: {error!r}") from error


def decision_of(name: str, data: dict[str, Any]) -> Decision:
    """The value behind one TOML file."""
    _check_keys(data, {"year", "acts", "look"})
    acts = tuple(_act(index, act, int(data["year"])) for index, act in enumerate(data["acts"], 1))
    return Decision(name, acts, data.get("look", {}))


def _act(index: int, data: dict[str, Any], year: int) -> Act:
    _check_keys(data, _OF_ACT)
    texts: dict[str, Any] = {key: data.get(key) for key in _TEXTS_OF_ACT}
    texts |= {key: tuple(data.get(key, ())) for key in _LISTS_OF_ACT}
    return Act(
        key=f"d{index}", kind=data["kind"], issuer=data["issuer"], name=data["name"], subject=tuple(data["subject"]),
        issued_on=_day(data.get("issued_on")), party=data.get("party", False),
        bases=tuple(instrument(line) for line in data.get("bases", ())),
        body=tuple(line for line in data.get("body", "").splitlines() if line.strip()),
        tables=tuple(_table(table, year) for table in data.get("tables", ())),
        stated_total_vnd=data.get("stated_total_vnd"), **texts,
    )  # fmt: skip


def _check_keys(data: Mapping[str, Any], known: Set[str]) -> None:
    """A key that is misspelt would be left out in silence."""
    if unknown := sorted(data.keys() - known):
        raise ValueError(f"unknown: {', '.join(unknown)}")


def _day(value: object) -> str | None:
    return str(value) if value else None


def instrument(line: str) -> Instrument:
    """An instrument written as `lead-in | kind | number | date | issuer | subject`."""
    lead_in, kind, number, date, issuer, subject = _FIELD.split(line.strip())
    return Instrument(lead_in, kind, number or None, date or None, issuer or None, subject)


def _table(data: dict[str, Any], year: int) -> TaskTable:
    _check_keys(data, _OF_TABLE)
    columns = tuple(data["columns"].split())
    unit = data.get("unit")
    rows = tuple(_rows(data["rows"].strip().splitlines(), columns, unit, year))
    if len(data["header"]) != len(columns):
        raise ValueError(f"{len(data['header'])} headings for {len(columns)} columns")
    options = {key: data[key] for key in _OPTIONS_OF_TABLE if key in data}
    numbers = tuple(data.get("column_numbers", ()))
    return TaskTable(columns, tuple(data["header"]), rows, unit, column_numbers=numbers, **options)


def _rows(
    lines: Sequence[str], columns: Sequence[Role], unit: str | None, year: int
) -> Iterator[Task | Division | Total]:
    above: dict[Role, str] = {}
    for line in lines:
        cells = _FIELD.split(line.strip())
        match cells[0]:
            case "##":
                yield Division("part", cells[1], cells[2])
            case "#":
                yield Division("section", cells[1], cells[2])
            case "=":
                yield Total(cells[1], cells[2], cells[3])
            case _ if len(cells) == 2:
                above = {}
                yield Task(None if cells[0] == "-" else cells[0], cells[1], group=True)
            case _:
                if len(cells) != len(columns):
                    raise ValueError(f"{len(cells)} cells for {len(columns)} columns: {line}")
                row = dict(zip(columns, cells, strict=True))
                merged = frozenset(role for role, text in row.items() if text == _MERGED)
                row |= {role: above[role] for role in merged}
                above = row
                yield _task(row, merged, unit, year)


def _task(row: dict[Role, str], merged: frozenset[Role], unit: str | None, year: int) -> Task:
    deadline, starts, ends = deadline_of(row.get("deadline", ""), year)
    printed, amount, words = budget_of(row.get("budget", ""), unit)
    return Task(
        number=None if row["no"] == "-" else row["no"], title=row["title"],
        outputs=_items(row.get("outputs", "")), lead=_items(row.get("lead", "")),
        coordinating=_items(row.get("coordinating", "")), deadline=deadline, starts=starts, ends=ends,
        budget=printed, budget_vnd=amount, budget_note=row.get("source") or words, note=row.get("note"), merged=merged,
    )  # fmt: skip


def _items(text: str) -> tuple[str, ...]:
    return tuple(part for part in _ITEM.split(text) if part)


def deadline_of(cell: str, year: int) -> tuple[str | None, str | None, str | None]:
    """Text and first and last day of a deadline written as `Quý I {Q1}`.

    In braces stand days (`2024-06-30`), quarters (`Q1`), months (`M5`), years (`Y`), or a span of two (`M5-M7`,
    `..2024-06-30`); without a year the plan's is meant.
    """
    if not cell:
        return None, None, None
    found = _DATES.match(cell)
    if not found:
        return cell, None, None
    text, span = found.groups()
    if ".." in span:
        first, last = span.split("..")
        return text, _bound(first, year, 0), _bound(last, year, 1)
    first, _, last = span.partition("-")
    return text, _bound(first, year, 0), _bound(last or first, year, 1)


def _bound(code: str, year: int, side: int) -> str | None:
    if not code:
        return None
    if found := _QUARTER.match(code):
        months = (3 * int(found[1]) - 2, 3 * int(found[1]))
    elif found := _MONTH.match(code):
        months = (int(found[1]), int(found[1]))
    elif found := _YEAR.match(code):
        return f"{found[1] or year}-{('01-01', '12-31')[side]}"
    elif re.fullmatch(r"\d{4}-\d\d-\d\d", code):
        return code
    else:
        raise ValueError(f"no date: {code}")
    own = int(found[2] or year)
    day = calendar.monthrange(own, months[1])[1] if side else 1
    return f"{own}-{months[side]:02d}-{day:02d}"


def budget_of(cell: str, unit: str | None) -> tuple[str | None, int | None, str | None]:
    """Text, đồng and words of a budget cell: figures count in `unit`, `1,5 tỷ đồng {1500000000}` by itself."""
    if not cell:
        return None, None, None
    if found := _DATES.match(cell):
        return found[1], int(found[2]), None
    if re.fullmatch(r"[\d.]+(?:,\d+)?", cell):
        return cell, round(float(cell.replace(".", "").replace(",", ".")) * UNITS[unit or "đồng"]), None
    return cell, None, cell
