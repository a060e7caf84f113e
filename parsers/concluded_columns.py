"""What the cells of a table tell of its columns where the head is lost, or a heading tells nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from parsers.cell_types import looks_like_agency, looks_like_amount, looks_like_deadline, looks_like_number
from parsers.table_headers import ColumnModel, Role, column_model, header_role, known_roles

_MIN_SHARE = 0.6  # share of a column's filled cells that must look the part before its role is concluded
_SPARSE = 0.45  # an area column is filled on the first row of each area only
_NUMBERED_TEXT = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s*\S")
_MIN_ROWS = 3  # below which nothing is concluded
_MIN_ROWS_OF_TIMES = 2  # times are told more surely
_NAME_LEADS: frozenset[Role] = frozenset(("lead", "lead_co", "lead_co_parent", "person", "assignee", "unit_or_body"))
_NAME_TIMES: frozenset[Role] = frozenset(("time", "time_start", "time_end", "days", "period"))
_NAME_TASKS: frozenset[Role] = frozenset(("task", "area"))
_MIN_OWN_TITLES = 2  # rows
_MOSTLY = 0.8  # share of them
_CELLS_OF_A_TASK = 3  # at least; headings of sections, sums and lines that go on fill fewer
_CONCLUDED: tuple[tuple[str, Role, frozenset[Role]], ...] = (
    ("agency", "lead", _NAME_LEADS), ("deadline", "time", _NAME_TIMES),
)  # fmt: skip


def with_number_column(model: ColumnModel, rows: list[list[str]]) -> ColumnModel:
    """`model` with its first column for the numbers where its heading (`Tl`, `'Π`) tells nothing and its cells do."""
    if "no" in model.roles or model.roles[0] != "other" or _look([row[0] for row in rows if row]) != "number":
        return model
    return replace(model, roles=("no", *model.roles[1:]))


def with_unknown_columns(
    model: ColumnModel, head: Sequence[str], rows: list[list[str]]
) -> tuple[ColumnModel, list[tuple[str, Role]]]:
    """`model` with who leads and until when told by their cells where no heading of `head` names it, and which did so.

    Headings are misread or of a wording never seen. Only these two can be told by looks, and `lead` only beside a
    column of who takes part: elsewhere bodies may be those that approve, pay or are reported to.
    """
    roles, concluded = list(model.roles), []
    for look, role, named in _CONCLUDED:
        if (
            len(rows) < (_MIN_ROWS if role == "lead" else _MIN_ROWS_OF_TIMES)
            or not named.isdisjoint(roles)
            or (role == "lead" and "co" not in roles)
        ):
            continue
        unknown = _unknown_columns(head, roles, rows, look)
        if len(unknown) == 1 or (unknown and role == "time"):  # `Trình UBND huyện | Trình BTV Huyện ủy`: the first
            roles[unknown[0]] = role
            concluded.append((head[unknown[0]], role))
    return replace(model, roles=tuple(roles)), concluded


def _unknown_columns(head: Sequence[str], roles: Sequence[Role], rows: list[list[str]], look: str) -> list[int]:
    """The columns whose headings tell nothing and whose cells look so."""
    return [
        column
        for column, (heading, role) in enumerate(zip(head, roles, strict=False))
        if role == "other" and heading.strip() and header_role(heading) is None
        and _look([row[column] for row in rows if column < len(row)]) == look
    ]  # fmt: skip


def with_columns_behind(
    model: ColumnModel, head: Sequence[str], rows: list[list[str]]
) -> tuple[ColumnModel, list[tuple[str, Role]]]:
    """`model` with the last columns of the table, whose headings were not read, and who does it if their cells tell.

    Seals and specks hide headings. A column that only some rows have is a cell too many in them.
    """
    width = len(model.roles)
    behind = range(width, len(head))
    held = [row for row in rows if sum(1 for cell in row if cell.strip()) >= _CELLS_OF_A_TASK]
    filled = [sum(1 for row in held if column < len(row) and row[column].strip()) for column in behind]
    if not behind or any(heading.strip() for heading in head[width:]) or min(filled) < _MOSTLY * max(1, len(held)):
        return model, []
    roles: list[Role] = list(model.roles)
    roles += ["other"] * len(behind)
    bodies = [c for c in behind if _look([row[c] for row in rows if c < len(row)]) == "agency"]
    concluded: list[tuple[str, Role]] = []
    if len(held) >= _MIN_ROWS and _NAME_LEADS.isdisjoint(roles):
        told: tuple[Role, Role] = ("lead", "co")
        for column, role in zip(bodies, told, strict=False):
            roles[column] = role
            concluded.append((f"column {column + 1}", role))
    periods = (*model.periods, *(None for _ in behind)) if model.periods else ()
    return replace(model, roles=tuple(roles), periods=periods), concluded


def with_titles_told_apart(model: ColumnModel, head: Sequence[str], rows: list[list[str]]) -> ColumnModel:
    """`model` with the first of two columns of tasks for the titles where it tells the rows apart.

    `Nội dung cải tiến | Hoạt động cụ thể`: a column that groups rows is filled once for several or says the same in
    several; where each row has its own words in it, it is what the row is about, and the second says how.
    """
    first, second, number = model.index("area"), model.index("task"), model.index("no")
    if first is None or second is None or number is None:
        return model
    if header_role(head[first]) != "task" or header_role(head[second]) != "task":
        return model
    held = [row for row in rows if len(row) > max(first, second, number) and row[second]]
    own = len({row[first] for row in held if row[first]})
    numbered = sum(1 for row in held if row[number])
    if len(held) < _MIN_OWN_TITLES or min(own, numbered) < _MOSTLY * len(held):
        return model
    roles = list(model.roles)
    roles[first], roles[second] = "task", "other"
    return replace(model, roles=tuple(roles))


def without_areas_of_times(model: ColumnModel, rows: list[list[str]]) -> ColumnModel:
    """`model` with a column `Giai đoạn` for the times where its cells are years and quarters, not what groups rows."""
    area = model.index("area")
    if area is None or _look([row[area] for row in rows if area < len(row)]) not in ("deadline", "number"):
        return model
    roles = list(model.roles)
    roles[area] = "other" if set(_NAME_TIMES) & set(roles) else "time"
    return replace(model, roles=tuple(roles))


def completed_model(head: Sequence[str], rows: list[list[str]]) -> tuple[ColumnModel, list[tuple[str, Role]]] | None:
    """The columns of a table whose head lacks a role that makes it one of tasks, told by cells, and which were told so.

    None unless its rows are numbered and then tasks, who does them and one thing more are known.
    """
    roles = [role or "other" for role in known_roles(list(head))]
    concluded: list[tuple[str, Role]] = []
    for look, role, named in (*_CONCLUDED, ("text", "task", _NAME_TASKS)):
        unknown = _unknown_columns(head, roles, rows, look)
        if not unknown or not named.isdisjoint(roles) or (role == "lead" and len(unknown) > 1):
            continue
        if role == "task" and not _is_filled([row[unknown[0]] for row in rows if unknown[0] < len(row)]):
            continue
        roles[unknown[0]] = role
        concluded.append((head[unknown[0]], role))
    if not concluded or "no" not in roles or _NAME_LEADS.isdisjoint(roles):
        return None
    model = column_model([role if role != "other" else None for role in roles], list(head))
    return None if model is None else (model, concluded)


def infer_model(rows: list[list[str]], known: Sequence[Role | None] = ()) -> ColumnModel | None:
    """Conclude the columns of a table whose head is lost, or whose headings only tell the roles in `known`.

    None unless tasks and agencies stand out.
    """
    if len(rows) < _MIN_ROWS:
        return None
    width = Counter(map(len, rows)).most_common(1)[0][0]
    columns = [[row[i] for row in rows if i < len(row)] for i in range(max(width, 1))]
    told = {index: role for index, role in enumerate(known[: len(columns)]) if role}
    looks = ["told" if index in told else _look(column) for index, column in enumerate(columns)]
    roles: list[Role] = [told.get(index, "other") for index in range(len(columns))]
    _place_typed_columns(looks, roles, is_headed=bool(told))
    agencies = [i for i, look in enumerate(looks) if look == "agency" and roles[i] == "other"]
    _place_agencies(agencies, columns, roles)
    if "lead" not in roles:
        return None
    if "task" not in roles:
        _place_texts(columns, looks, roles, roles.index("lead"))
    if "task" not in roles or not {"time", "output", "budget"} & set(roles):
        return None
    return ColumnModel(tuple(roles), None, inferred=True)


def _look(column: list[str]) -> str:
    filled = [cell for cell in column if cell.strip()]
    if not filled:
        return "blank"
    for name, test in (
        ("number", looks_like_number),
        ("amount", looks_like_amount),
        ("deadline", looks_like_deadline),
        ("agency", looks_like_agency),
    ):
        if sum(map(test, filled)) >= _MIN_SHARE * len(filled):
            return name
    return "text"


def _place_typed_columns(looks: list[str], roles: list[Role], *, is_headed: bool) -> None:
    """Numbers, times and money by their looks; figures below a heading that names no money count something."""
    if looks and looks[0] in ("number", "blank"):
        roles[0] = "no"
    deadlines = [i for i, look in enumerate(looks) if look == "deadline"]
    if deadlines and "time" not in roles:
        roles[deadlines[-1]] = "time"
    amounts = [i for i, look in enumerate(looks) if look in ("amount", "number") and i and roles[i] == "other"]
    if amounts and not is_headed and "budget" not in roles and (not deadlines or amounts[-1] > deadlines[-1]):
        roles[amounts[-1]] = "budget"


def _place_agencies(agencies: list[int], columns: list[list[str]], roles: list[Role]) -> None:
    if not agencies:
        return
    if "lead" not in roles:
        roles[agencies[0]] = "lead"
    rest = [i for i in agencies if roles[i] == "other" and (i == agencies[0] or columns[i] != columns[agencies[0]])]
    if rest and "co" not in roles:
        roles[rest[-1]] = "co"


def _place_texts(columns: list[list[str]], looks: list[str], roles: list[Role], first_agency: int) -> None:
    texts = [i for i, look in enumerate(looks) if look == "text" and roles[i] == "other"]
    before = [i for i in texts if i < first_agency]
    full = [i for i in before if _fill(columns[i]) > _SPARSE]
    for i in before:
        if i not in full and full:
            roles[i] = "area"
    if not full:
        return
    numbered = [i for i in full if sum(bool(_NUMBERED_TEXT.match(c)) for c in columns[i]) * 2 > len(columns[i])]
    task = numbered[0] if numbered else full[0]
    roles[task] = "task"
    others = [i for i in texts if i > task and roles[i] == "other" and _fill(columns[i]) > _SPARSE]
    if others:
        roles[others[0]] = "output"


def _is_filled(column: list[str]) -> bool:
    return _fill(column) > _SPARSE


def _fill(column: list[str]) -> float:
    return sum(bool(cell.strip()) for cell in column) / max(1, len(column))
