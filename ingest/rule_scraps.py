"""Strokes of ruled tables that an engine read otherwise than on the other lines of the table.

On some lines of a table that blanks part they are bars:

    1      Rà soát văn bản do HĐND, UBND tỉnh     Sở Tư pháp          Quý I
    2    | Sửa đổi Quy định về trình tự đầu tư  | Sở Kế hoạch và    | Quý II       |
           ngoài ngân sách                        Đầu tư

Such a line is no row of pipes. Its bars are taken for blanks, which leaves every word in its place. On some lines of a
table of pipes they are `!`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_SCRAP = re.compile(r"(?<=[^\S\n])[|!¦](?=\s|$)")
_GUTTER = re.compile(r"\S {2,}\S")
_MIN_BARS = 4  # of a row of three cells
_MIN_SCRAPS = 2  # on a line
_PLAIN_FOR_RULED = 2  # lines without bars, for each with
_MIN_CLEAR = 0.85  # share of the lines around that leave the column of a bar blank
_NEAR = 2  # columns that a bar may stand beside its gutter
_LONGEST_GAP = 3  # blank lines inside one table


def with_misread_bars(lines: Sequence[str]) -> Sequence[str]:
    """`lines` with `!` as bars on lines that open and end with one, and have as many as a row beside them has bars."""
    if not any(line.startswith("!") for line in lines):
        return lines
    cleaned = list(lines)
    for index, line in enumerate(lines):
        if line[:1] != "!" or not line.rstrip().endswith("!") or "|" in line:
            continue
        beside = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
        if line.count("!") >= _MIN_BARS and any(line.count("!") == near.count("|") for near in beside):
            cleaned[index] = line.replace("!", "|")
    return cleaned


def without_rule_scraps(lines: Sequence[str]) -> Sequence[str]:
    """`lines` with bars as blanks where they stand in the gutters of a table that most lines print without them."""
    if not any(_is_ruled(line) for line in lines):
        return lines
    cleaned = list(lines)
    for chain in _chains(lines):
        ruled = [index for index in chain if _is_ruled(lines[index])]
        plain = [lines[index] for index in chain if _is_aligned(lines[index])]
        if not ruled or len(plain) < _PLAIN_FOR_RULED * len(ruled):
            continue
        if all(_in_gutter(found.start(), plain) for index in ruled for found in _SCRAP.finditer(lines[index])):
            for index in chain:
                cleaned[index] = _SCRAP.sub(" ", lines[index])
    return cleaned


def _chains(lines: Sequence[str]) -> Iterator[list[int]]:
    """The lines with text that stand together, a few blank ones between them."""
    chain: list[int] = []
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        if chain and index - chain[-1] > _LONGEST_GAP:
            yield chain
            chain = []
        chain.append(index)
    if chain:
        yield chain


def _is_ruled(line: str) -> bool:
    """Whether two bars or more stand between blanks on a line that does not open with one."""
    return line.lstrip()[:1] not in "|¦" and len(_SCRAP.findall(line)) >= _MIN_SCRAPS and bool(_GUTTER.search(line))


def _is_aligned(line: str) -> bool:
    return "|" not in line and "\t" not in line and bool(_GUTTER.search(line))


def _in_gutter(column: int, plain: Sequence[str]) -> bool:
    """Whether nearly all lines without bars that reach so far are blank at a column, or right beside it."""
    reaching = [line for line in plain if len(line) > column]
    for near in range(max(0, column - _NEAR), column + _NEAR + 1):
        clear = sum(line[near : near + 1].isspace() or len(line) <= near for line in reaching)
        if clear >= _MIN_CLEAR * len(reaching):
            return True
    return False
