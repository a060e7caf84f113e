"""Text dumps (the output of OCR or of a converter) as documents of lines and table rows.

`Fragment.line` is the 1-based line of the source text; a fragment's `raw` is that text without the spaces at the line's
end, for a cell also without the padding around it. Pages are counted as `ingest.page_breaks` says. Every word of the
text is in one fragment, or counted in `Page.words_markup` when it stands in a line that only marks a page, or in the
marks of a table of markup (HTML, LaTeX, OTSL).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.aligned_tables import find_aligned_rows
from ingest.bare_cell_tables import find_bare_cell_rows
from ingest.broken_lines import pieces_of_headings, pieces_of_links
from ingest.cell_line_tables import find_cell_line_rows
from ingest.dashed_tables import find_dashed_rows
from ingest.grid_tables import find_grid_tables
from ingest.html_tables import find_html_tables
from ingest.latex_tables import find_latex_tables
from ingest.limits import check_cells, check_rows
from ingest.lone_pipe_rows import find_lone_pipe_rows, lone_pipes
from ingest.markup_tables import MarkupTable
from ingest.model_tags import without_model_tags
from ingest.otsl_tables import find_otsl_tables
from ingest.page_breaks import find_page_starts, page_markers
from ingest.pipe_tables import find_pipe_rows
from ingest.row_drafts import RowDraft
from ingest.rule_scraps import with_misread_bars, without_rule_scraps
from ingest.source_lines import SourceLines, cut_lines
from ingest.tab_tables import find_tab_rows
from ingest.table_runs import number_tables
from ingest.text_decoding import DecodedText, decode_text, tidy
from schemas.document import Block, Cell, Document, Line, Page, Problem, Row, Source
from schemas.text import Fragment, count_words

READER = "ocr_text"

_COVERED = "<table>"  # stands in for the lines of a table of markup while other forms are looked for
_MARKUP = (
    (re.compile("<t", re.IGNORECASE), find_html_tables),
    (re.compile(r"\\begin\{"), find_latex_tables),
    (re.compile("<otsl>"), find_otsl_tables),
    (re.compile(r"^ *\+[-=:]+\+", re.MULTILINE), find_grid_tables),
)


def read_ocr_text(data: bytes, source: Source) -> Document:
    """Read the bytes of a text dump.

    Raises:
        UnreadableSource: the bytes are not text in an encoding that can be told (`ingest.text_decoding`), or there is
            more of it than the limits allow.
    """
    return read_decoded_text(decode_text(data), source)


def read_decoded_text(decoded: DecodedText, source: Source) -> Document:
    """Read text that is decoded already; any string will do, it is put in normal form first."""
    text = tidy(decoded.text)
    lines, tags = without_model_tags(cut_lines(text))
    if tags:
        text = "\n".join(lines.lines)
    markers = page_markers(lines)
    borders = lines.page_starts | markers  # no row and no table goes across them
    marked = _marked_tables(text, lines.lines, borders)
    rows, rules, is_of_a_page = _find_rows(text, lines.lines, borders, marked, markers)
    check_cells(sum(len(row.cells) for row in rows))
    interruptions = number_tables(rows, lines.lines)
    starts = find_page_starts(lines, rows, interruptions, markers, [range(table.start, table.end) for table in marked])
    pages = _pages(lines.lines, starts, markers, marked, tags)
    held = rules | borders | {index for row in rows for index in range(row.start, row.end)} | set(starts)
    pieces = pieces_of_headings(lines.lines, held) if is_of_a_page else frozenset()
    pieces |= pieces_of_links(lines.lines, held) if "](" in text else frozenset()
    return Document(
        source=source,
        reader=READER,
        pages=pages,
        blocks=_blocks(lines, rows, rules | markers, starts, marked, pieces),
        encoding=decoded.encoding,
        problems=(*decoded.problems, *_unclear_rows(lines, rows, starts), *_no_words(pages)),
    )


def _marked_tables(text: str, lines: Sequence[str], borders: frozenset[int]) -> list[MarkupTable]:
    """The tables that stand as markup, in order; of two kinds on one line the first kind is taken."""
    found: list[MarkupTable] = []
    for mark, find in _MARKUP:
        if mark.search(text):
            held = {index for table in found for index in range(table.start, table.end)}
            tables = find(lines, borders)
            found += (table for table in tables if held.isdisjoint(range(table.start, table.end)))
    return sorted(found, key=lambda table: table.start)


def _find_rows(
    text: str,
    lines: Sequence[str],
    borders: frozenset[int],
    marked: Sequence[MarkupTable],
    markers: frozenset[int],
) -> tuple[list[RowDraft], frozenset[int], bool]:
    """All rows in order, the lines that are rules of tables, and whether the text was taken from a web page."""
    page_borders = borders
    if marked:  # what stands in a table of markup is no table of another form
        covered = frozenset(index for table in marked for index in range(table.start, table.end))
        borders |= covered
        lines = [_COVERED if index in covered else line for index, line in enumerate(lines)]
    lines = with_misread_bars(without_rule_scraps(lines))
    rows: list[RowDraft] = []
    rules: frozenset[int] = frozenset()
    lone: list[RowDraft] = []
    if any(bar in text for bar in "|│┃║"):
        lone = find_lone_pipe_rows(lines, borders)
        if lone:
            covered = frozenset(index for row in lone for index in range(row.start, row.end))
            borders |= covered
            lines = [_COVERED if index in covered else line for index, line in enumerate(lines)]
        rows, rules = find_pipe_rows(lines, borders)
        rows = sorted(rows + lone, key=lambda row: row.start)
        if lone:
            of_rows = {index for row in rows for index in range(row.start, row.end)}
            rules |= frozenset(lone_pipes(lines)) - of_rows
    if "\t" in text:
        piped = {index for row in rows for index in range(row.start, row.end)} | rules
        by_cell = [row for row in find_cell_line_rows(lines, borders) if piped.isdisjoint(range(row.start, row.end))]
        taken = piped | {index for row in by_cell for index in range(row.start, row.end)}
        rows += by_cell + find_tab_rows(lines, taken, borders)
    held = rules | {index for row in rows for index in range(row.start, row.end)}
    dashed, dashes = find_dashed_rows(lines, held | borders)
    rows += dashed
    rules |= dashes
    held |= dashes | {index for row in dashed for index in range(row.start, row.end)}
    shown = ["" if index in markers else line for index, line in enumerate(lines)] if markers else lines
    rows += find_aligned_rows(shown, held, borders)
    held |= {index for row in rows for index in range(row.start, row.end)}
    rows += find_bare_cell_rows(lines, held | (borders - page_borders), page_borders, markers)
    rows += (item for table in marked for item in table.items if isinstance(item, RowDraft))
    return sorted(rows, key=lambda row: row.start), rules, bool(lone)


def _pages(
    lines: Sequence[str],
    starts: Sequence[int],
    markers: frozenset[int],
    tables: Sequence[MarkupTable],
    tags: Counter[int],
) -> tuple[Page, ...]:
    markup = Counter({index: count_words(lines[index]) for index in markers}) + tags
    for table in tables:
        markup[table.start] += table.words_markup
    marked = sorted(markup)
    pages: list[Page] = []
    for number, (first, end) in enumerate(pairwise((0, *starts, len(lines))), 1):
        check_rows(end - first, f"Page {number}")
        own = marked[bisect_left(marked, first) : bisect_left(marked, end)]
        words = count_words("\n".join(lines[first:end])) + sum(tags[index] for index in range(first, end))
        pages.append(Page(number, words, sum(markup[index] for index in own), route="text"))
    return tuple(pages)


def _blocks(
    source: SourceLines,
    rows: Sequence[RowDraft],
    dropped: frozenset[int],
    starts: Sequence[int],
    marked: Sequence[MarkupTable],
    pieces: frozenset[int],
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    numbers, lines = source.numbers, source.lines
    found: dict[int, RowDraft | MarkupTable] = {row.start: row for row in rows if row.form != "grid"}
    found.update((table.start, table) for table in marked)
    for page, (first, end) in enumerate(pairwise((0, *starts, len(lines))), 1):
        index = first
        while index < end:
            draft = found.get(index)
            if draft is None:
                last = next(end for end in range(index + 1, len(lines) + 1) if end not in pieces)
                if index not in dropped:
                    blocks.append(_line("\n".join(lines[index:last]), page, numbers[index]))
                index = last
                continue
            if isinstance(draft, RowDraft):
                blocks.append(_row(draft, page, numbers))
            else:
                blocks += _marked_blocks(draft, page, numbers)
            index = draft.end
    return tuple(blocks)


def _marked_blocks(table: MarkupTable, page: int, numbers: Sequence[int]) -> Iterator[Block]:
    for item in table.items:
        if isinstance(item, RowDraft):
            yield _row(item, page, numbers)
        else:
            yield _line(item[0], page, numbers[item[1]])


def _line(text: str, page: int, number: int) -> Line:
    return Line(Fragment(page, number, text, text))


def _row(draft: RowDraft, page: int, numbers: Sequence[int]) -> Row:
    fragments = [
        Fragment(page, numbers[line], text, text, position) for position, (text, line) in enumerate(draft.cells)
    ]
    if draft.spans is None:
        return Row(tuple(map(Cell, fragments)), draft.table, draft.form)
    spanned = zip(fragments, draft.spans, strict=True)
    return Row(tuple(Cell(fragment, *span) for fragment, span in spanned), draft.table, draft.form)


def _unclear_rows(source: SourceLines, rows: Sequence[RowDraft], starts: Sequence[int]) -> Iterator[Problem]:
    for row in rows:
        if row.is_unclear:
            name = row.cells[0][0].strip() or "without a number"
            yield Problem(
                "unclear_cells",
                f"The lines of row {name} may belong to other cells; the likeliest were taken.",
                "Compare the row with the original.",
                page=bisect_right(starts, row.start) + 1,
                line=source.numbers[row.start],
            )


def _no_words(pages: Sequence[Page]) -> tuple[Problem, ...]:
    if any(page.words_in for page in pages):
        return ()
    return (Problem("no_words", "The text holds no words.", "Check that the right file was given.", page=1),)
