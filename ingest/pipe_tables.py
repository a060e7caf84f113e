"""Rows of Markdown tables (`| a | b |`) and of tables drawn with box characters (`│ a │ b │`).

Rules (`|---|:--|`, `+---+`, `├──┼──┤`) are no rows; they hold no words. Cells keep what stands in them (`<br>`,
`<p>`); an escaped pipe is a pipe.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from ingest.bare_pipe_rows import find_bare_pipe_rows
from ingest.row_drafts import (
    MAX_CELL_LINES,
    RowDraft,
    is_gap,
    is_label,
    is_number_heading,
    place_cells,
    split_chains,
)
from ingest.wrapped_row_lines import joined_lines, one_row

_BARS = "|│┃║"
_RULE_CHARACTERS = frozenset("|-:+= ")
_LOW_RULE_CHARACTERS = frozenset("|_ ")
_MIN_LOW_BARS = 3  # `|___|____|`, as engines read the line under a row
_BOX_RULE_CHARACTERS = frozenset(" ─━═│┃║┌┬┐├┼┤└┴┘╔╦╗╠╬╣╚╩╝╞╪╡╒╤╕╘╧╛┏┳┓┣╋┫┗┻┛╟╫╢┠╂┨|")
_BOX_STROKES = ("─", "━", "═")
_OTHER_BARS = str.maketrans({"│": "|", "┃": "|", "║": "|"})
_MARKS = re.compile(rf"[{_BARS}]|^\s*[+\u2500-\u257f]")  # the last is the block of box-drawing characters
_BARE = re.compile(r"\S \|(?: |$)|^ ?\| \S")
_MIN_BARE_CELLS = 3
_MIN_BARE_ROWS = 3
_MIN_DRAWN = 3  # rules between rows; a Markdown table has one
_WIDE = 4  # pipes a line; text has no such run
_MAX_LINES_BETWEEN = 2
_UNESCAPED = re.compile(r"(?<!\\)\|")


def find_pipe_rows(lines: Sequence[str], page_starts: AbstractSet[int]) -> tuple[list[RowDraft], frozenset[int]]:
    """The rows of pipe tables, in order, and the indices of the rules beside them, which are no text.

    A line that opens with a pipe is a row; one that only holds pipes is a row when a rule shows the table it is in.
    """
    marked = [i for i, line in enumerate(lines) if _MARKS.search(line)]
    rules = frozenset(i for i in marked if is_rule(lines[i]))
    bare = find_bare_pipe_rows(lines, rules, page_starts)
    if bare:
        taken = {index for row in bare for index in range(row.start, row.end)}
        marked = [index for index in marked if index not in taken]
    unruled = _unruled_rows(lines, marked, rules)
    inner = _bare_rows(lines, rules) | unruled
    width = _usual_widths(lines, marked, rules)
    rows: list[RowDraft] = []
    done = -1
    for index in marked:
        if index <= done or index in rules:
            continue
        if not (_opens_row(lines[index]) or index in inner):
            continue
        done = index if index in unruled else _row_end(lines, index, rules, page_starts, width)
        text = "\n".join(lines[index : done + 1])
        cells = _cells(text, index, closed=index not in unruled)
        rows.append(RowDraft(index, done + 1, "pipes", cells, header=done + 1 in rules))
    chains = [chain for chain in split_chains(rows, _without(lines, rules)) if _is_table(chain, rules)]
    kept = [
        row
        for chain in chains
        for row in (
            _drawn_rows(chain, rules, page_starts)
            or joined_lines(chain, page_starts)
            or _with_one_head(chain, page_starts)
        )
    ]
    kept = sorted(kept + bare, key=lambda row: row.start)
    return kept, _rules_beside(rules, kept)


def is_rule(line: str) -> bool:
    """Whether a line only draws a border of a table."""
    characters = set(line)
    if characters <= _RULE_CHARACTERS:
        strokes = line.count("-") + line.count("=")
        return strokes >= 1 and len(line.strip()) >= 3 and ("|" in characters or line.count("+") >= 2)
    if characters <= _LOW_RULE_CHARACTERS:
        return "___" in line and line.count("|") >= _MIN_LOW_BARS
    return characters <= _BOX_RULE_CHARACTERS and any(stroke in characters for stroke in _BOX_STROKES)


def _opens_row(line: str) -> bool:
    text = line.lstrip(" ")
    return text[:1] in _BARS and bool(text) and sum(map(text.count, _BARS)) >= 2


def _bare_rows(lines: Sequence[str], rules: frozenset[int]) -> set[int]:
    """Lines without an outer pipe that belong to the table of a rule: the one above it and those below."""
    found: set[int] = set()
    for rule in rules:
        columns = lines[rule].strip(" |").count("|") + 1
        if columns < 2 or rule == 0 or lines[rule - 1].strip(" |").count("|") + 1 != columns:
            continue
        found.add(rule - 1)
        index = rule + 1
        while index < len(lines) and index not in rules and "|" in lines[index]:
            found.add(index)
            index += 1
    return found


def _unruled_rows(lines: Sequence[str], marked: Sequence[int], rules: frozenset[int]) -> set[int]:
    """Lines without outer pipes or a rule that are rows all the same: a run of them with one number of pipes.

    A run of few columns opens with the heading of the number column, or labels stand in its first cells.
    """
    runs: list[list[int]] = []
    for index in marked:
        pipes = lines[index].count("|")
        if index in rules or not (pipes >= _WIDE or _BARE.search(lines[index])):
            continue
        if runs and lines[runs[-1][-1]].count("|") == pipes and _is_close(lines, runs[-1][-1], index):
            runs[-1].append(index)
        elif pipes + 1 >= _MIN_BARE_CELLS and not _opens_row(lines[index]):
            runs.append([index])
    found: set[int] = set()
    for run in runs:
        openings = [lines[index].split("|", 1)[0] for index in run]
        labels = sum(map(is_label, openings))
        wide = lines[run[0]].count("|") >= _WIDE
        if len(run) >= _MIN_BARE_ROWS and (wide or is_number_heading(openings[0]) or labels * 2 > len(run)):
            found.update(run)
    return found


def _is_close(lines: Sequence[str], above: int, below: int) -> bool:
    """Whether only a gap, or a line or two of text (a heading in the table), stands between two rows."""
    between = [line for line in lines[above + 1 : below] if not is_gap(line)]
    return below - above <= MAX_CELL_LINES and len(between) <= _MAX_LINES_BETWEEN


def _usual_widths(lines: Sequence[str], marked: Sequence[int], rules: frozenset[int]) -> int:
    """The number of pipes most closed rows have; 0 without any."""
    counts = Counter(
        lines[i].count("|")
        for i in marked
        if i not in rules and _opens_row(lines[i]) and lines[i].endswith("|")
    )  # fmt: skip
    return max(counts, key=lambda count: (counts[count], count)) if counts else 0


def _row_end(lines: Sequence[str], index: int, rules: frozenset[int], page_starts: AbstractSet[int], width: int) -> int:
    """The last line of the row: a later one when a cell was torn by line breaks and the pipes add up."""
    if not lines[index].lstrip().startswith("|") or lines[index].endswith("|"):
        return index
    pipes = lines[index].count("|")
    for probe in range(index + 1, min(len(lines), index + MAX_CELL_LINES + 1)):
        line = lines[probe]
        if not line or line.lstrip().startswith("|") or probe in rules or probe in page_starts:
            break
        pipes += line.count("|")
        if line.endswith("|"):
            return probe if pipes == width else index
    return index


def _cells(text: str, start: int, *, closed: bool = True) -> list[tuple[str, int]]:
    text = text.strip(" ").translate(_OTHER_BARS)
    if not closed:
        return place_cells(text.split("|"), start)
    if "\\|" not in text:
        return place_cells(text.removeprefix("|").removesuffix("|").split("|"), start)
    cells = _UNESCAPED.split(text)
    cells = cells[1:] if not cells[0] else cells
    cells = cells[:-1] if len(cells) > 1 and not cells[-1] else cells
    return place_cells([cell.replace("\\|", "|") for cell in cells], start)


def _without(lines: Sequence[str], rules: frozenset[int]) -> Sequence[str]:
    if not rules:
        return lines
    return ["" if index in rules else line for index, line in enumerate(lines)]


def _is_table(chain: list[RowDraft], rules: frozenset[int]) -> bool:
    """A single row of two cells without a rule is text between two strokes, as of a scan's border."""
    return len(chain) > 1 or len(chain[0].cells) > 2 or chain[0].end in rules or chain[0].start - 1 in rules


def _drawn_rows(chain: Sequence[RowDraft], rules: frozenset[int], page_starts: AbstractSet[int]) -> list[RowDraft]:
    """The rows of a table with a rule below each of them, in which a row may have several lines; [] for any other.

    A Markdown table has one rule, below its head, and a line is a row there; its head may be repeated with its rule.
    """
    bands: list[list[RowDraft]] = []
    for row in chain:
        goes_on = bool(bands) and bands[-1][-1].end == row.start and row.start not in page_starts
        if goes_on and len(bands[-1][-1].cells) == len(row.cells):
            bands[-1].append(row)
        else:
            bands.append([row])
    ruled = sum(band[-1].end in rules for band in bands)
    if ruled < _MIN_DRAWN or ruled < len(bands) - 1 or len(bands) == len(chain):
        return []
    head = [text for text, _ in bands[0][-1].cells]
    if any([text for text, _ in band[-1].cells] == head for band in bands[1:]):
        return []
    return [one_row(band) for band in bands]


def _with_one_head(chain: list[RowDraft], page_starts: AbstractSet[int]) -> list[RowDraft]:
    """The rows with the lines of a head above its rule as one; the number column stands on the first of them only."""
    count = next((place for place, row in enumerate(chain, 1) if row.header), 0)
    band = chain[:count]
    if count < 2 or any(row.cells[0][0] or len(row.cells) != len(band[0].cells) for row in band[1:]):
        return chain
    touching = all(above.end == below.start and below.start not in page_starts for above, below in pairwise(band))
    return [one_row(band), *chain[count:]] if touching else chain


def _rules_beside(rules: frozenset[int], rows: Sequence[RowDraft]) -> frozenset[int]:
    """The rules with a row, or another such rule, directly above or below."""
    beside = {edge for row in rows for edge in (row.start - 1, row.end)} & rules
    for step in (1, -1):
        for rule in sorted(rules, reverse=step < 0):
            if rule - step in beside:
                beside.add(rule)
    return frozenset(beside)
