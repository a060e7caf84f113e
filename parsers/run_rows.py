"""What a row of a table is by its cells alone, before it is known what its columns are."""

from __future__ import annotations

import re
from itertools import groupby

from parsers.row_alignment import align
from parsers.row_labels import roman_value, row_number
from parsers.table_headers import ColumnModel, Role, header_role, header_roles, tells_how_long
from schemas.document import Row
from schemas.letters import fold

_RECIPIENTS = re.compile(r"\W*Nơi nhận\s*(?:[:.]|\n|$)")
_SIGNED_FOR = re.compile(r"\W*(?:(?:TM|KT|TL|TUQ)\.|[TK]/[ML])\s?(?P<body>[^\n]+)")
_FEWEST_HEADINGS = 3
_TWO_LINES = 2
_MOST_CLOSING = 3  # cells that are filled in a row of recipients and signature
_MIN_COPIES = 3
_SHORTEST_COPY = 6  # characters; marks (x, -) and figures may be the same in many columns


def expanded_cells(row: Row) -> tuple[list[str], list[int | None]]:
    """Texts of a row on the table's grid (a cell of span n is followed by n-1 blanks) and the cell each came from."""
    texts: list[str] = []
    origin: list[int | None] = []
    for index, cell in enumerate(row.cells):
        texts.append(" ".join(cell.fragment.text.split()))
        origin.append(index)
        for _ in range(cell.colspan - 1):
            texts.append("")
            origin.append(None)
    return _without_copies(texts), origin


def closes_act(texts: list[str]) -> bool:
    """Whether a row is of recipients and signature laid out as a table; a task may speak of both and is numbered."""
    filled = [text for text in texts if text.strip()]
    if len(filled) > _MOST_CLOSING or row_number(texts[0]) is not None:
        return False
    return any(_RECIPIENTS.match(text) for text in filled) or any(
        (signed := _SIGNED_FOR.match(text)) is not None and signed["body"].isupper() for text in filled
    )


def _without_copies(texts: list[str]) -> list[str]:
    """A row in which one cell covers all columns but two at most: converters print its text in each of them."""
    start = length = 0
    for text, group in groupby(range(len(texts)), key=texts.__getitem__):
        places = list(group)
        if text and len(places) > length:
            start, length = places[0], len(places)
    if length < _MIN_COPIES or length < len(texts) - 2 or len(texts[start]) < _SHORTEST_COPY:
        return texts
    return [*texts[: start + 1], *[""] * (length - 1), *texts[start + length :]]


def runs_across(row: Row) -> bool:
    """Whether one cell, or the same text in each (an engine may read it in two ways), stands beside the first."""
    beside = row.cells[1:]
    texts = {fold(cell.fragment.text) for cell in beside}
    return sum(cell.colspan for cell in beside) >= _MIN_COPIES and len(texts) == 1 and "" not in texts


def lists_procedures(head: list[str], model: ColumnModel, rows: list[list[str]]) -> bool:
    """Whether a table names procedures and says how long each takes: they are in force, and none is a task."""
    column = model.index("time")
    is_of_procedures = any(header_role(text) == "procedure" for text in head)
    names_tasks = any(header_role(text) == "task" for text in head)
    return is_of_procedures and not names_tasks and column is not None and tells_how_long(rows, column)


def has_section_rows(model: ColumnModel, rows: list[list[str]]) -> bool:
    """Whether rows with a numeral and a title alone divide a table with a column of areas, which then says less."""
    area, task = model.index("area"), model.index("task")
    if area is None or task is None or model.index("no") != 0:
        return False
    return any(
        [at for at, cell in enumerate(row) if cell] in ([0, task], [0, area])
        and roman_value(row[0].strip(" .")) is not None
        for row in rows
    )


def areas_group_rows(rows: list[list[str]], model: ColumnModel) -> bool:
    """Whether the number column numbers the areas (filled on the first row of each area only)."""
    area, number = model.index("area"), model.index("no")
    if area is None or number is None:
        return False
    aligned = [(align(row, model).cells, row) for row in rows]
    numbered = sum(1 for cells, row in aligned if _at(row, cells[number]))
    both = sum(1 for cells, row in aligned if _at(row, cells[number]) and _at(row, cells[area]))
    return bool(both) and both * 5 >= numbered * 4 and numbered * 2 < len(rows) + 1


def _at(row: list[str], index: int | None) -> str:
    return row[index] if index is not None and index < len(row) else ""


def head_over_section(row: Row, texts: list[str]) -> tuple[list[str], list[str]] | None:
    """A head and the first section below it, which a converter put into one row: `TT<br>I | Nhiệm vụ<br>Thể chế`.

    Both stand on lines of their own in their cells; the headings of other columns may take several.
    """
    if len(row.cells) < _FEWEST_HEADINGS or len(row.cells) != len(texts):
        return None
    labels, titles = (row.cells[at].fragment.text.split("\n") for at in (0, 1))
    if len(labels) != _TWO_LINES or header_role(labels[0]) != "no" or roman_value(labels[1].strip(" .")) is None:
        return None
    size = next((at for at in range(1, len(titles)) if header_role(" ".join(titles[:at])) == "task"), None)
    head = [labels[0], " ".join(titles[:size]), *texts[2:]]
    if size is None or header_roles(head) is None or roman_value(titles[-1].strip(" .")) is not None:
        return None
    return head, [labels[1], " ".join(" ".join(titles[size:]).split()), *[""] * (len(texts) - 2)]


def joined_headings(head: list[str], lower: list[str], width: int) -> list[str]:
    """The headings of two rows, column by column."""
    size = max(width, len(head))
    upper = head + [""] * (size - len(head))
    return [f"{one} {other}".strip() for one, other in zip(upper, lower + [""] * size, strict=False)]


def wrapped_head(roles: list[Role | None], head: list[str], lower: list[str]) -> list[Role | None] | None:
    """The roles of a head whose headings go on in the next row: `Cơ quan phối` over `hợp`; None for any other row."""
    filled = [text for text in lower if text]
    if len(lower) > len(head) or not all(text[0].islower() for text in filled):
        return None
    joined = [header_role(label) for label in joined_headings(head, lower, len(head))]
    return joined if sum(map(bool, joined)) > sum(map(bool, roles)) else None
