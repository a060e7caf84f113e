r"""Tables that a vision model wrote in LaTeX (`\begin{tabular}{|c|l|} ... \end{tabular}`) into a dump of text.

`&` ends a cell and `\\` a row; rules (`\hline`) hold no words. `\multicolumn` and `\multirow` tell which cells are
merged. Of other commands inside a cell what they act on is kept (`\textbf{Sở}` is `Sở`); their names are markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from ingest.limits import check_cells
from ingest.markup_tables import MarkupTable, Text, placed, table_of, tables_in
from ingest.row_drafts import RowDraft

_ENVIRONMENT = re.compile(r"\\(begin|end)\{(tabular[xy*]?|tabulary|longtable|tblr|array)\}")
_SIZED = ("tabularx", "tabular*", "tabulary")  # their first group is a width
_TOKEN = re.compile(r"\\\\(?:\*|\[[^\]\n]*\])?|\\(?:begin|end)(?=\{)|\\.|[{}&]", re.DOTALL)
_RULES = re.compile(
    r"(?:\s*\\(?:(?:hline|toprule|midrule|bottomrule|end(?:first|last)?(?:head|foot))\b"
    r"|(?:cmidrule|cline)(?:\([^)\n]*\))?\{[^{}\n]*\}))+\s*"
)
_GROUP = r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_OPTION = r"(?:\s*\[[^\]\n]*\])?"
_ARGUMENT = re.compile(rf"\s*{_GROUP}")
_PLACEMENT = re.compile(_OPTION)
_MULTICOLUMN = re.compile(rf"\s*\\multicolumn\s*\{{\s*(\d{{1,3}})\s*\}}\s*{_GROUP}\s*")
_MULTIROW = re.compile(rf"\s*\\multirow{_OPTION}\s*\{{\s*-?(\d{{1,3}})\s*\}}{_OPTION}\s*{_GROUP}{_OPTION}\s*")
_BREAK = re.compile(r"\s*\\(?:\\(?:\[[^\]\n]*\])?|newline\b)\s*")
# Commands and what bounds what they act on; of some the first group is a size or a colour.
_MARKS = re.compile(
    rf"(?:\\(?:parbox|textcolor|colorbox|raisebox|rotatebox){_OPTION}\{{[^{{}}]*\}}"
    rf"|\\[^\W\d_]+(?![^\W_])\*?{_OPTION}[ \t]*|[{{}}$~])+"
)
_ESCAPED = re.compile(r"\\([&%#_])")


def find_latex_tables(lines: Sequence[str], page_starts: AbstractSet[int]) -> list[MarkupTable]:
    """The LaTeX tables of a dump, in order; one without an end, or with a page break inside, is left as text."""
    return tables_in(lines, page_starts, _regions(lines), _read)


def _regions(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of lines from the beginning of an outer table to the line on which no table is open any more."""
    start: int | None = None
    depth = 0
    for index, line in enumerate(lines):
        for mark in _ENVIRONMENT.finditer(line) if "\\" in line else ():
            depth = max(0, depth + (1 if mark[1] == "begin" else -1))
            start = index if start is None and depth else start
        if start is not None and not depth:
            yield start, index + 1
            start = None


def _read(lines: Sequence[str], start: int, end: int) -> MarkupTable:
    text = "\n".join(lines[start:end])
    items: list[RowDraft | Text] = []
    position = cells = 0
    while (opening := _ENVIRONMENT.search(text, position)) is not None:
        if opening[1] == "begin":
            items += _text(text, position, opening.start(), start)
            body, closing, after = _extent(text, opening)
            rows = list(_rows(text, body, closing, start))
            cells += sum(len(row.cells) for row in rows)
            check_cells(cells)
            _leave_covered(rows)
            for index, row in enumerate(rows):
                row.header = not index
            items += rows
        else:  # the end of a table that nothing began
            after = opening.end()
        position = after
    items += _text(text, position, len(text), start)
    return table_of(text, start, end, items)


def _text(text: str, start: int, end: int, first_line: int) -> list[RowDraft | Text]:
    found = placed(text[start:end], first_line + text.count("\n", 0, start))
    return [found] if found[0].strip() else []


def _extent(text: str, opening: re.Match[str]) -> tuple[int, int, int]:
    """Where the rows of a table begin and end, and where the text goes on behind it."""
    body = opening.end()
    option = _PLACEMENT.match(text, body)
    body = option.end() if option else body
    for _ in range(2 if opening[2] in _SIZED else 1):
        group = _ARGUMENT.match(text, body)
        body = group.end() if group else body
    depth = 1
    for mark in _ENVIRONMENT.finditer(text, body):
        depth += 1 if mark[1] == "begin" else -1
        if not depth:
            return body, mark.start(), mark.end()
    return body, len(text), len(text)


def _rows(text: str, body: int, closing: int, first_line: int) -> Iterator[RowDraft]:
    depth, cell = 0, body
    row: RowDraft | None = None
    for token in [*_TOKEN.finditer(text, body, closing), None]:
        mark = token.group() if token else "\\\\"
        if mark in ("{", "\\begin"):
            depth += 1
        elif mark in ("}", "\\end"):
            depth -= 1
        elif token is None or (depth <= 0 and (mark == "&" or mark.startswith("\\\\"))):
            row = _with_cell(row, text, cell, token.start() if token else closing, first_line)
            cell = token.end() if token else closing
            if mark != "&":
                if any(content for content, _ in row.cells):
                    yield row
                row = None


def _leave_covered(rows: Sequence[RowDraft]) -> None:
    r"""Take out the blank cells that LaTeX writes where a `\multirow` above covers the place."""
    covered: dict[int, int] = {}  # column -> rows below that a cell still covers
    for row in rows:
        cells, spans, column = [], [], 0
        for cell, (right, down) in zip(row.cells, row.spans or (), strict=True):
            columns = range(column, column + right)
            column += right
            if not cell[0] and covered.get(columns[0], 0):
                covered.update((place, covered.get(place, 1) - 1) for place in columns)
                continue
            cells.append(cell)
            spans.append((right, down))
            covered.update(dict.fromkeys(columns, down - 1))
        row.cells, row.spans = cells or row.cells[:1], spans if cells else [(1, 1)]


def _with_cell(row: RowDraft | None, text: str, start: int, end: int, first_line: int) -> RowDraft:
    """The row with the cell that `text[start:end]` writes; it begins with that cell where there is no row yet."""
    rules = _RULES.match(text, start, end)
    content = text[rules.end() if rules else start : end]
    right = down = 1
    if found := _MULTICOLUMN.match(content):
        right, content = max(1, int(found[1])), content[found.end() :]
    if found := _MULTIROW.match(content.removeprefix("{")):
        down, content = max(1, int(found[1])), content.removeprefix("{")[found.end() :]
    inner = content.lstrip()
    line = first_line + text.count("\n", 0, end - len(inner))
    if row is None:
        row = RowDraft(line, line + 1, "grid", [], spans=[])
    row.cells.append((_plain(inner), line))
    assert row.spans is not None
    row.spans.append((right, down))
    return row


def _plain(content: str) -> str:
    """What a cell says: its commands taken off, its line breaks as such."""

    def gone(marks: re.Match[str]) -> str:
        before, after = content[: marks.start()][-1:], content[marks.end() :][:1]
        return " " if "~" in marks.group() or (before.isalnum() and after.isalnum()) else ""

    content = _BREAK.sub("\n", content)
    content = _MARKS.sub(gone, content)
    return _ESCAPED.sub(r"\1", content).strip()
