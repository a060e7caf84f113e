"""Plans as a chart: a column for each month, quarter or year, with a mark where a task runs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from parsers.row_labels import roman_value, to_roman
from schemas.letters import fold

_NAMED = re.compile(
    r"(?P<kind>thang|th|t|quy|q|nam)[ .]*(?P<value>0?[1-9]|1[0-2]|i{1,3}|iv|20\d\d)(?P<year> ?[/-] ?20\d\d)?"
)
_BARE = re.compile(r"(?P<value>0?[1-9]|1[0-2]|i{1,3}|iv|20\d\d)")
_KINDS = {"t": "thang", "th": "thang", "q": "quy"}
_NAMES = {"thang": "Tháng", "quy": "Quý", "nam": "Năm"}
_LARGEST = {"thang": 12, "quy": 4, "nam": 2099}
_MARK = re.compile(r"[xX×+*✓✔√vV•●■▪█☑☒✗✘◼]{1,3}|\(?[xX]\)?|[-–—_=─━]{2,}[>►→]?|[►→]")  # the last are bars and arrows
_NOTHING = re.compile(r"[-–—.0☐□]?")  # how a cell says that it holds nothing
_MARKED_SHARE = 0.8  # of the filled cells under periods; figures there are targets or money by quarter


def period_name(heading: str, parent: str = "") -> str | None:
    """The month, quarter or year that a heading names, by itself or below `parent`; None where it names none.

    >>> period_name("T3"), period_name("II", "Tiến độ (quý)"), period_name("Tháng 03/2024"), period_name("Tháng")
    ('Tháng 3', 'Quý II', 'Tháng 3/2024', None)
    """
    key = fold(heading).strip(" .:()")
    if found := _NAMED.fullmatch(key):
        return _name(_KINDS.get(found["kind"], found["kind"]), found["value"], found["year"] or "")
    found = _BARE.fullmatch(key)
    if found is None or not parent:
        return None
    value = found["value"]
    if len(value) == 4:
        return _name("nam", value, "")
    return _name("quy" if value.startswith("i") or re.search(r"\bquy\b", fold(parent)) else "thang", value, "")


def _name(kind: str, value: str, year: str) -> str | None:
    number = int(value) if value.isdigit() else roman_value(value.upper())
    if number is None or number > _LARGEST[kind] or (kind == "nam") != (number > 12):
        return None
    return f"{_NAMES[kind]} {to_roman(number) if kind == 'quy' else number}{year.replace(' ', '').replace('-', '/')}"


def is_run(names: Sequence[str | None]) -> bool:
    """Whether the columns that are named stand side by side, are of one kind and count on without a gap."""
    named = [at for at, name in enumerate(names) if name]
    if len(named) < 2 or named[-1] - named[0] + 1 != len(named):
        return False
    values = [_rank(names[at] or "") for at in named]
    return all(later[0] == earlier[0] and later[1] - earlier[1] == 1 for earlier, later in itertools.pairwise(values))


def _rank(name: str) -> tuple[str, int]:
    kind, value = name.split(" ", 1)
    value, _, year = value.partition("/")
    number = int(value) if value.isdigit() else roman_value(value) or 0
    return kind, number + int(year or 0) * _LARGEST.get(fold(kind), 1)


def are_marks(cells: Sequence[str]) -> bool:
    """Whether what stands under periods are marks and no figures."""
    filled = [cell.strip() for cell in cells if is_marked(cell)]
    return bool(filled) and sum(_MARK.fullmatch(cell) is not None for cell in filled) >= _MARKED_SHARE * len(filled)


def is_mark(cell: str) -> bool:
    """Whether a cell of a chart holds a mark and no words."""
    return _MARK.fullmatch(cell.strip()) is not None


def is_marked(cell: str) -> bool:
    """Whether a cell of a chart holds anything; a lone dash says that it does not."""
    return _NOTHING.fullmatch(cell.strip()) is None


def marked_periods(marked: Sequence[str], names: Sequence[str]) -> str:
    """The marked ones among `names` as a deadline: runs as `A - B`, runs apart by commas.

    >>> marked_periods(["Tháng 1", "Tháng 2", "Tháng 5"], [f"Tháng {n}" for n in range(1, 13)])
    'Tháng 1 - Tháng 2, Tháng 5'
    """
    runs: list[list[str]] = []
    previous = -2
    for at, name in enumerate(names):
        if name in marked:
            if at - previous == 1:
                runs[-1].append(name)
            else:
                runs.append([name])
            previous = at
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} - {run[-1]}" for run in runs)
