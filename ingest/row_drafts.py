"""What the finders of tables hand to the reader: rows as ranges of lines, and what tells a row from a line."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

Form = Literal["tabs", "pipes", "cell_lines", "aligned", "grid"]

# The longest cell, in lines, that is looked for when a row is put together from several lines.
MAX_CELL_LINES = 15

# What may stand alone in the first cell of a row: a number, a Roman numeral, a letter, the heading of that column.
_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,4}"
_ROMAN = r"[IVXLl1|]{1,6}"
_LETTER = r"[A-Za-zĐđ]"
_CODE = r"(?=\S*\d)[A-ZĐ]{1,6}\d*(?:[._/-][A-ZĐ0-9.]+)+"
_NUMBER_HEADING = r"(?:s\s*)?t\s?t|số\s+tt|số\s+thứ\s+tự|no|mã(?:\s+(?:số|hiệu|nhiệm\s+vụ))?"
_LABEL = re.compile(rf"\(?(?:{_NUMBER}|{_ROMAN}|{_CODE}|{_LETTER}|(?i:{_NUMBER_HEADING}))\s?[.)/]?")
_HEADING = re.compile(_NUMBER_HEADING, re.IGNORECASE)
# The first cell of a closing row; such a line is never the tail of the row above.
# `Tổng cục Du lịch` and `Cộng đồng dân cư` are bodies, `Tổng kết` and `Tổng hợp` tasks.
_TOTAL = re.compile(
    r"\W*(?:tổng(?=\W*$|\W*[(:=]|\s+(?:(?:[IVX]{1,4}|[A-H])\b(?=\s*(?:\+|$))|(?:mục|phần|chương|cộng|số|kinh\s+phí|dự\s+toán|nhu\s+cầu"
    r"|mức|vốn|chi|thu|tiền|nguồn|ngân\s+sách|nsnn|thành\s+tiền|khái\s+toán|các\s+nguồn|giá\s+trị|toàn|cả)\b(?!\s+(?:cục|hóa|hoá))|\d))"
    r"|cộng\b(?!\s+(?:đồng|tác|hòa|hoà|sản|sự|hưởng)\b)|total\b)",
    re.IGNORECASE,
)

# Lines that may stand between two rows of one table without ending it: blank ones, and page numbers or initials
# beside them (`6`, `- 6 -`, `1/`, `Trang 3/12`).
_GAP = re.compile(r"[\s\-–—.]*(?:trang\s*)?(?:\d{1,3}\s*(?:/\s*\d{0,3})?)?[\s\-–—.]*", re.IGNORECASE)


@dataclass(slots=True)
class RowDraft:
    """One row: lines `start` to `end` (exclusive, indices), its cells with the index of the line each starts on.

    `header` marks a row that a Markdown rule follows, or that opens an HTML table. `spans` are the columns and rows
    that each cell covers, where the form tells. `is_unclear` says that its lines may be divided into cells otherwise.
    """

    start: int
    end: int
    form: Form
    cells: list[tuple[str, int]]
    header: bool = False
    table: int = 0
    spans: list[tuple[int, int]] | None = None
    is_unclear: bool = False


@functools.lru_cache(maxsize=10_000)
def is_label(cell: str) -> bool:
    """Whether a cell holds a row's number, Roman numeral or letter (or the heading of that column), and no more."""
    cell = cell.strip("\N{NO-BREAK SPACE} *_")
    return len(cell) <= 20 and _LABEL.fullmatch(cell) is not None


def is_number_heading(cell: str) -> bool:
    """Whether a cell is the heading of the column of numbers (`TT`, `STT`)."""
    return len(cell) <= 20 and _HEADING.fullmatch(cell.strip("\N{NO-BREAK SPACE} *_.")) is not None


def is_total(cell: str) -> bool:
    """Whether a cell opens the closing row of a table (`Tổng cộng`)."""
    return _TOTAL.match(cell) is not None


def is_gap(line: str) -> bool:
    """Whether a line between two rows is blank or a page number."""
    text = line.strip()
    return not text or (len(text) <= 20 and _GAP.fullmatch(text) is not None)


def place_cells(cells: Sequence[str], start: int) -> list[tuple[str, int]]:
    """The cells of a row that starts on line `start`, each with its own first line.

    Padding (spaces, and line ends at a cell's border) is not part of a cell.
    """
    placed: list[tuple[str, int]] = []
    line = start
    for cell in cells:
        if "\n" not in cell:
            placed.append((cell.strip(" "), line))
            continue
        inner = cell.lstrip(" \n")
        lead = cell[: len(cell) - len(inner)].count("\n")
        placed.append((inner.rstrip(" \n"), line + lead if inner else line))
        line += cell.count("\n")
    return placed


def one_below_another(columns: Iterable[Sequence[tuple[str, int]]]) -> list[tuple[str, int]]:
    """The cells of a row of several lines; each of `columns` holds its part of every line, with the index of that.

    A cell that begins below the one to its right is placed on the line of that one: places rise along a row.
    """
    filled = [[part for part in column if part[0]] or [column[0]] for column in columns]
    firsts = list(accumulate((parts[0][1] for parts in reversed(filled)), min))[::-1]
    return [("\n".join(text for text, _ in parts), first) for parts, first in zip(filled, firsts, strict=True)]


def split_chains(rows: Sequence[RowDraft], lines: Sequence[str]) -> list[list[RowDraft]]:
    """Rows (in order) by chain: within a chain only blank lines and page numbers stand between two rows."""
    chains: list[list[RowDraft]] = []
    for row in rows:
        if chains and all(is_gap(line) for line in lines[chains[-1][-1].end : row.start]):
            chains[-1].append(row)
        else:
            chains.append([row])
    return chains
