"""Heads of task tables: which column plays which role.

The synonyms are data (`data/header_roles.tsv`); what generalises is here: two-level heads, rows of column numbers,
heads repeated on every page, and the rule that a table is a task table only if it names tasks and what belongs to them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from parsers.data_files import named_rows
from parsers.period_columns import are_marks, is_run, period_name
from schemas.letters import fold

Role = Literal[
    "no", "area", "task", "output", "lead", "co", "time", "time_start", "time_end", "days", "period", "budget",
    "budget_part", "funding", "note", "person", "assignee", "unit_or_body", "lead_co", "lead_co_parent", "target",
    "form", "count", "procedure", "handling", "investor", "body", "other",
]  # fmt: skip
ROLES = frozenset(Role.__args__)  # type: ignore[attr-defined]

# Roles that make a list of tasks out of a table with a task column.
_SUPPORTING = frozenset({"lead", "co", "lead_co", "body", "output", "time", "time_end", "period", "budget"})
_MINIMUM_SUPPORT = 2

_UNIT = re.compile(
    r"(?:đvt|đơn\s+vị(?:\s+tính)?)?\s*:?\s*"
    r"((?:1\.000\s*đ(?:ồng)?|(?:nghìn|ngàn|triệu|tr\.?|tỷ|tỉ)[\s.,·–-]*(?:đồng|đ\b)?|đồng|vnđ|vnd|trđ))\s*$",
    re.IGNORECASE,
)
_UNIT_LEAD = re.compile(r"\W*(?:đvt|đơn\s+vị\s+tính)\s*:", re.IGNORECASE)
_LARGE_UNIT = re.compile(r"(?<!\w)(?:nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)", re.IGNORECASE)
_ONLY_UNIT = re.compile(rf"\(\s*{_UNIT.pattern.removesuffix('$')}\)", re.IGNORECASE)
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-Z])\s*\)?(?:\s*=.*)?")
_LONGEST_COUNT = 4  # characters of a misread one
_MIN_COUNTED = 3  # cells; fewer numbers in a row count nothing
_MIN_BRACKETED = 2  # where all cells are in brackets
_MAX_HEADER_CELL = 90  # letters; a longer cell is text, not a heading
# Which of several columns of a role is meant, by words of its heading, the first ones first; the first column where
# none has any. Results of a year stand beside those of all, and what is to be reached beside what was reached.
_PREFERRED: dict[Role, tuple[re.Pattern[str], ...]] = {
    "budget": (re.compile(r"\btong\b"),),
    "output": (
        re.compile(r"\bsan pham\b"),
        re.compile(r"^(?!.*\bnam (?:truoc|20\d\d)).*\b(?:(?:can|phai) dat|phan dau)\b"),
        re.compile(r"^(?!.*\bnam (?:truoc|20\d\d))"),
        re.compile(r"\b(?:can|phai) dat\b|\bphan dau\b"),
    ),
    "time": (re.compile(r"\bhoan thanh\b|\bthuc hien\b"),),
}
_ASSIGNED: tuple[Role, ...] = ("lead", "co")
# (role, what its first column stands for, unless one of these is named): a person who sees to a task, a bare `Đơn vị`
# that may be a unit of measure, the kind of document, a target.
_STAND_INS: tuple[tuple[Role, Role, frozenset[Role]], ...] = (
    ("unit_or_body", "lead", frozenset({"lead", "lead_co", "assignee"})),
    ("person", "lead", frozenset({"lead", "lead_co", "assignee"})),
    ("handling", "time", frozenset({"time", "time_end", "procedure"})),
    ("form", "output", frozenset({"output"})),
    ("target", "output", frozenset({"output"})),
)
_MARKUP = re.compile(r"[*_]+")
_SPECKS = re.compile(r"(?<=\s)[.:;*'\"`|_~]+\s")
_AROUND_HEADING = " .:;*'\"`,|_-"  # what OCR makes of specks and rules beside a heading
_QUARTERS = ("I", "II", "III", "IV")
_FEWEST_QUARTERS = 3  # numerals below a heading of times that stand for quarters; one more may be misread
_CELLS_PER_SLIP = 4  # cells of a head, of which one may be misread
_SAME_HEADING = 80.0  # likeness of two readings of one heading
_DURATION = re.compile(r"(?:trong )?\d+(?:[.,]\d+)? (?:ngay|tuan|thang|buoi|gio)\b(?!\s*\d)")
_OF_ROWS: tuple[Role, ...] = ("no", "area", "task")  # what a row is, never when
_SHORT_HEADING = 4  # characters of a heading that one slip makes another


@dataclass(frozen=True, slots=True)
class ColumnModel:
    """Roles of a table's columns, left to right, with the unit of money the head states.

    `inferred` is set when the head is lost and the roles were concluded from the cells. `periods` holds, where columns
    stand for months, quarters or years, the name of each such column.
    """

    roles: tuple[Role, ...]
    unit: str | None = None
    inferred: bool = False
    periods: tuple[str | None, ...] = ()

    def index(self, role: Role) -> int | None:
        """Position of the first column of `role`."""
        return self.roles.index(role) if role in self.roles else None


@functools.cache
def _synonyms() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    rows = named_rows("header_roles.tsv")
    for row in rows:
        if row["role"] not in ROLES:
            raise ValueError(f"header_roles.tsv: unknown role {row['role']!r}")
    return tuple((cast(Role, row["role"]), re.compile(row["pattern"])) for row in rows)


@functools.lru_cache(maxsize=4096)
def header_role(cell: str) -> Role | None:
    """The role a header cell names, None when it names none.

    >>> header_role("Đơn vị thực hiện/phối hợp thực hiện"), header_role("Sở Nội vụ")
    ('co', None)
    """
    text = _MARKUP.sub("", cell)
    if not text.strip() or len(text) > _MAX_HEADER_CELL:
        return None
    key = _SPECKS.sub("", fold(_BRACKETS.sub(" ", text))).strip(_AROUND_HEADING)
    if not key:
        return None
    for role, pattern in _synonyms():
        if pattern.fullmatch(key):
            return role
    return None


@functools.lru_cache(maxsize=1024)
def money_unit(cell: str) -> str | None:
    """The unit of money a header cell or caption states (`Kinh phí (Triệu đồng)` -> `Triệu đồng`)."""
    line = " ".join(cell.split())
    for inner in [*_BRACKETS.findall(line), line]:
        found = _UNIT.search(inner.strip(" .,;"))
        if found is None and _UNIT_LEAD.match(inner) and (torn := _LARGE_UNIT.search(inner)):
            return f"{torn[0].lower()} đồng"  # `Đơn vị tính: ờz triệu SÀ đồng`
        if found:
            return " ".join(re.findall(r"[\w.]*\w", found[1]))  # without specks: `Triệu - đồng`
    return None


_TASK_NUMBER = re.compile(r"\s*\d{1,3}(?:\.\d{1,2}){0,3}\s*[.)]?\s*")


def header_roles(cells: list[str]) -> list[Role | None] | None:
    """The roles of a row's cells if the row is a table head, else None.

    A head has no long cell, names at least two roles, and at most a third of its filled cells names nothing; one that
    seems to open with a task's number (`1` for `TT`) names the tasks, and something in every other cell.
    """
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < 2 or any(len(cell) > _MAX_HEADER_CELL for cell in filled):
        return None
    roles = [header_role(cell) for cell in cells]
    named = [role for role in roles if role]
    if len(set(named)) < 2 or len(named) * 3 < len(filled) * 2:
        return None
    if _TASK_NUMBER.fullmatch(filled[0]) and ("task" not in named or len(set(named)) < len(filled) - 1):
        return None  # a task that speaks of times and money in several cells
    return roles


def is_number_head(cells: list[str]) -> bool:
    """Whether a row opens with the heading of the number column, which no row of tasks does, and names one role more.

    Most of its headings may be unknown.
    """
    filled = [cell for cell in cells if cell.strip()]
    if len(filled) < _MIN_COUNTED or any(len(cell) > _MAX_HEADER_CELL for cell in filled):
        return False
    return header_role(cells[0]) == "no" and not cells[0].strip().isdigit() and any(map(header_role, cells[1:]))


def known_roles(head: list[str]) -> list[Role | None]:
    """The roles that a head's headings tell, settled among each other; None where they tell nothing."""
    roles = [header_role(cell) for cell in head]
    settled = _settle(_one_of_each([role or "other" for role in roles], head))
    settled = _stand_in(settled, "investor", "other")
    return [new if role else None for role, new in zip(roles, settled, strict=True)]


def is_column_number_row(cells: list[str]) -> bool:
    """Whether a row only counts the columns: `1 | 2 | 3`, `A | B | (1) | (2)`, `(4) = (5) + (6)`."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if _is_misread_count(cells):
        return True
    if len(filled) < _MIN_COUNTED or not all(_COLUMN_NUMBER.fullmatch(cell) for cell in filled):
        return False
    digits = [int(found[0]) for cell in filled if (found := re.search(r"\d+", cell))]
    letters = [found[0] for cell in filled if (found := re.match(r"\(?\s*([A-Z])", cell))]
    in_order = digits == sorted(set(digits)) and letters == sorted(set(letters))
    return in_order and (digits[:1] == [1] or letters[:1] == ["A"])


def _is_misread_count(cells: list[str]) -> bool:
    """Whether most cells of a row count their own column, or some do and all are in brackets, and none is longer.

    >>> _is_misread_count(["(1)", "(2)", "3", "(4)", "G)"]), _is_misread_count(["1", "2", "mm", "4", "là 5"])
    (True, True)
    >>> _is_misread_count(["q)", "(2)", "@)", "(42", "(@)", "(6)"]), _is_misread_count(["1", "Họp", "SYT", "2"])
    (True, False)
    """
    if max(map(len, cells)) > _LONGEST_COUNT:
        return False
    counts = [cell.strip().strip("()") for cell in cells]
    counted = sum(count == str(number) for number, count in enumerate(counts, 1))
    if counted >= _MIN_COUNTED and 2 * counted > len(cells) - 1:
        return True
    return counted >= _MIN_BRACKETED and all("(" in cell or ")" in cell for cell in cells if cell.strip())


def sub_header(upper: list[Role | None], cells: list[str], head: Sequence[str] = ()) -> list[Role | None] | None:
    """Roles after merging the second level of a head into the first, None if the row is no second level.

    A second level fills only columns under a spanning parent (or under blanks), so the number column stays empty.
    Beside it a heading of the first, `head`, may go on (`Kết quả, sản` over `phẩm`).
    """
    lower = [header_role(cell) for cell in cells]
    for index, (above, cell) in enumerate(zip(head, cells, strict=False)):
        if above.strip() and cell[:1].islower() and not lower[index]:
            lower[index] = header_role(f"{above} {cell}")
    shares, times = _below(upper, "budget"), _below(upper, "time")
    quarters = [index for index in sorted(times) if index < len(cells) and cells[index].strip() in _QUARTERS]
    if len(quarters) >= _FEWEST_QUARTERS:
        for index in times:
            lower[index] = "period" if index < len(cells) and cells[index].strip() else lower[index]
    unnamed = [i for i, (cell, role) in enumerate(zip(cells, lower, strict=True)) if cell.strip() and not role]
    for index in unnamed:
        if index in shares:
            lower[index] = "budget_part"
        elif index in times and period_name(cells[index], "tháng"):
            lower[index] = "period"
        elif index < len(upper) and upper[index] == "budget" and _ONLY_UNIT.fullmatch(cells[index].strip()):
            lower[index] = "budget"  # `(triệu đồng)` on a line of its own below `Kinh phí`
    if not any(lower) or not all(lower[index] for index in unnamed):
        return None
    if any(role == "period" and above in _OF_ROWS for role, above in zip(lower, upper, strict=False)):
        return None  # `THÁNG 01` below `Nội dung trình` heads rows
    if cells and cells[0].strip() and upper and upper[0] == "no" and lower[0] != "no":
        return None
    width = max(len(upper), len(lower))
    upper = upper + [None] * (width - len(upper))
    lower = lower + [None] * (width - len(lower))
    return [child or parent for parent, child in zip(upper, lower, strict=True)]


def _below(upper: list[Role | None], parent: Role) -> set[int]:
    """The columns that a heading of the upper level may span: its own and the blank ones after it."""
    found: set[int] = set()
    for index, role in enumerate(upper):
        if role == parent or (role is None and index - 1 in found):
            found.add(index)
    return found if len(found) > 1 else set()


def column_model(
    roles: list[Role | None], cells: list[str], periods: tuple[str | None, ...] = ()
) -> ColumnModel | None:
    """The column model of a head, None when the table is not a table of tasks; `periods` are the names of a chart's."""
    if not periods:
        roles = ["other" if role == "period" else role for role in roles]
    if "budget" not in roles:  # `Nguồn lực (nghìn đồng)` says how much
        states_unit = [bool(role == "funding" and money_unit(cell)) for role, cell in zip(roles, cells, strict=False)]
        roles = ["budget" if is_sum else role for role, is_sum in zip(roles, states_unit, strict=False)]
    settled = _settle(_one_of_each([role or "other" for role in roles], cells))
    if not _lists_tasks(settled):
        return None
    settled = _stand_in(settled, "investor", "other" if "lead" in settled or "lead_co" in settled else "lead")
    unit = next((money_unit(c) for c, r in zip(cells, settled, strict=False) if r == "budget" and money_unit(c)), None)
    return ColumnModel(tuple(settled), unit, periods=periods)


def _lists_tasks(roles: Iterable[Role]) -> bool:
    named = set(roles)
    return "task" in named and len(_SUPPORTING & named) >= _MINIMUM_SUPPORT


def named_periods(roles: list[Role | None], top: list[str], lower: list[str]) -> tuple[str | None, ...]:
    """The names of the columns that stand for periods, under a head of one or two rows; () unless they count on."""
    names: list[str | None] = []
    parent = ""
    for index, role in enumerate(roles):
        parent = (top[index].strip() if index < len(top) else "") or parent
        heading = lower[index] if index < len(lower) else ""
        names.append((period_name(heading, parent) or period_name(parent)) if role == "period" else None)
    return tuple(names) if is_run(names) else ()


def without_unmarked_periods(model: ColumnModel, rows: list[list[str]]) -> ColumnModel | None:
    """`model` if its periods are marked; with figures below them it is a table of targets or money.

    Beside marked periods a column that says how long things take (`15 ngày làm việc`) tells no deadline.
    """
    columns = [index for index, role in enumerate(model.roles) if role == "period"]
    if not columns:
        return model
    if are_marks([row[index] for row in rows for index in columns if index < len(row)]):
        lasting = [index for index, role in enumerate(model.roles) if role == "time" and tells_how_long(rows, index)]
        roles = tuple("other" if index in lasting else role for index, role in enumerate(model.roles))
        return replace(model, roles=roles)
    roles = tuple("other" if role == "period" else role for role in model.roles)
    return replace(model, roles=roles, periods=()) if _lists_tasks(roles) else None


def tells_how_long(rows: list[list[str]], column: int) -> bool:
    """Whether most cells of a column are durations (`15 ngày làm việc`)."""
    filled = [fold(row[column]) for row in rows if column < len(row) and row[column].strip()]
    return bool(filled) and sum(_DURATION.match(cell) is not None for cell in filled) > len(filled) / 2


def _one_of_each(roles: list[Role], cells: list[str]) -> list[Role]:
    """Of several columns of one role the one whose heading says most; a share of the money is no sum of it."""
    shares = [i for i, role in enumerate(roles) if role == "budget_part"]
    if "budget" not in roles and len(shares) == 1:
        roles = ["budget" if role == "budget_part" else role for role in roles]
    for role, words in _PREFERRED.items():
        columns = [i for i, other in enumerate(roles) if other == role]
        named = [i for word in words for i in columns if i < len(cells) and word.search(fold(cells[i]))]
        kept = (named or columns)[:1]
        roles = ["other" if i in columns and i not in kept else other for i, other in enumerate(roles)]
    return ["other" if role == "budget_part" else role for role in roles]


def _settle(roles: list[Role]) -> list[Role]:
    """Decide the roles that depend on their neighbours."""
    parents = [i for i, role in enumerate(roles) if role == "lead_co_parent"]
    # `Phân công` over one column, with no column beside it that names an agency, names who does the task.
    names_agencies = len(parents) == 1 and not {"lead", "co", "lead_co", "assignee"} & set(roles)
    roles = [("lead" if names_agencies else "other") if role == "lead_co_parent" else role for role in roles]
    # A plan to review procedures has a row for each; a list of them names nobody who leads.
    reviews = "task" not in roles and {"lead", "lead_co"} & set(roles) and {"time", "time_end", "period"} & set(roles)
    named = frozenset(roles)
    roles = _stand_in(roles, "procedure", "task" if reviews else "other")
    for role, stands_for, unless in _STAND_INS:
        roles = _stand_in(roles, role, "other" if unless & (named | set(roles)) else stands_for)
    if "assignee" in roles:
        roles = _stand_in(roles, "assignee", next((r for r in _ASSIGNED if r not in roles), "other"))
    if "time_start" in roles and "time_end" not in roles and "time" in roles:
        roles[roles.index("time")] = "time_end"  # `Bắt đầu | Hoàn thành`
    tasks = [i for i, role in enumerate(roles) if role == "task"]
    if len(tasks) > 1 and "area" not in roles:
        roles[tasks[0]] = "area"
    elif "area" in roles and not tasks:
        roles[roles.index("area")] = "task"
    return roles


def _stand_in(roles: list[Role], role: Role, stands_for: Role) -> list[Role]:
    """`roles` with the first column of `role` standing for another role, and the others for none."""
    if role not in roles:
        return roles
    first = roles.index(role)
    return [(stands_for if i == first else "other") if other == role else other for i, other in enumerate(roles)]


def same_head(left: list[str], right: list[str]) -> bool:
    """Whether two rows hold the same head, differences of case, tones and spacing aside.

    Of four cells one may be misread: a short one (`TT`, `II`), or one that is still much like the other.
    """
    if len(left) != len(right):
        return False
    pairs = [(fold(one), fold(other)) for one, other in zip(left, right, strict=True)]
    differing = [at for at, (one, other) in enumerate(pairs) if one != other]
    return len(differing) * _CELLS_PER_SLIP <= len(pairs) and all(_is_slip(*pairs[at]) for at in differing)


def same_heading(one: str, other: str) -> bool:
    """Whether two cells print the same heading, differences of case, tones and spacing aside."""
    return bool(one.strip()) and fold(one) == fold(other)


def _is_slip(one: str, other: str) -> bool:
    from rapidfuzz import fuzz

    if one and other and max(len(one), len(other)) <= _SHORT_HEADING:
        return True
    return re.findall(r"\d", one) == re.findall(r"\d", other) and fuzz.ratio(one, other) >= _SAME_HEADING
