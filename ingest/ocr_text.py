"""Text dumps (the output of OCR or of a converter) as documents of lines and table rows.

`Fragment.line` is the 1-based line of the source text; a fragment's `raw` is that text without the spaces at the line's
end, for a cell also without the padding around it. Pages are counted as `ingest.page_breaks` says. Every word of the
text is in one fragment, or counted in `Page.words_markup` when it stands in a line that only marks a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.cell_line_tables import find_cell_line_rows
from ingest.page_breaks import find_page_starts, page_markers
from ingest.pipe_tables import find_pipe_rows
from ingest.row_drafts import RowDraft
from ingest.source_lines import SourceLines, cut_lines
from ingest.tab_tables import find_tab_rows
from ingest.table_runs import number_tables
from ingest.text_decoding import DecodedText, decode_text, tidy
from schemas.document import Block, Cell, Document, Line, Page, Problem, Row, Source
from schemas.text import Fragment, count_words

READER = "ocr_text"


def read_ocr_text(data: bytes, source: Source) -> Document:
    """Read the bytes of a text dump.

    Raises:
        UnreadableSource: the bytes are not text in an encoding that can be told (`ingest.text_decoding`).
    """
    return read_decoded_text(decode_text(data), source)


def read_decoded_text(decoded: DecodedText, source: Source) -> Document:
    """Read text that is decoded already; any string will do, it is put in normal form first."""
    text = tidy(decoded.text)
    lines = cut_lines(text)
    markers = page_markers(lines)
    rows, rules = _find_rows(text, lines)
    interruptions = number_tables(rows, lines.lines)
    starts = find_page_starts(lines, rows, interruptions, markers)
    pages = _pages(lines.lines, starts, markers)
    return Document(
        source=source,
        reader=READER,
        pages=pages,
        blocks=_blocks(lines, rows, rules | markers, starts),
        encoding=decoded.encoding,
        problems=(*decoded.problems, *_no_words(pages)),
    )


def _find_rows(text: str, source: SourceLines) -> tuple[list[RowDraft], frozenset[int]]:
    """All rows in order, and the lines that are rules of tables."""
    lines, starts = source.lines, source.page_starts
    rows: list[RowDraft] = []
    rules: frozenset[int] = frozenset()
    if any(bar in text for bar in "|│┃║"):
        rows, rules = find_pipe_rows(lines, starts)
    if "\t" in text:
        piped = {index for row in rows for index in range(row.start, row.end)} | rules
        by_cell = [row for row in find_cell_line_rows(lines, starts) if piped.isdisjoint(range(row.start, row.end))]
        taken = piped | {index for row in by_cell for index in range(row.start, row.end)}
        rows = sorted((*rows, *by_cell, *find_tab_rows(lines, taken, starts)), key=lambda row: row.start)
    return rows, rules


def _pages(lines: Sequence[str], starts: Sequence[int], markers: frozenset[int]) -> tuple[Page, ...]:
    pages: list[Page] = []
    for number, (first, end) in enumerate(pairwise((0, *starts, len(lines))), 1):
        markup = sum(count_words(lines[index]) for index in markers if first <= index < end) if markers else 0
        pages.append(Page(number, count_words("\n".join(lines[first:end])), markup))
    return tuple(pages)


def _blocks(
    source: SourceLines, rows: Sequence[RowDraft], dropped: frozenset[int], starts: Sequence[int]
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    numbers, lines = source.numbers, source.lines
    waiting = iter((*rows, None))
    row = next(waiting)
    for page, (first, end) in enumerate(pairwise((0, *starts, len(lines))), 1):
        index = first
        while index < end:
            if row is not None and index == row.start:
                blocks.append(_row(row, page, numbers))
                index = row.end
                row = next(waiting)
                continue
            if index not in dropped:
                text = lines[index]
                blocks.append(Line(Fragment(page, numbers[index], text, text)))
            index += 1
    return tuple(blocks)


def _row(draft: RowDraft, page: int, numbers: Sequence[int]) -> Row:
    cells = tuple(
        Cell(Fragment(page, numbers[line], text, text, position)) for position, (text, line) in enumerate(draft.cells)
    )
    return Row(cells, draft.table, draft.form)


def _no_words(pages: Sequence[Page]) -> tuple[Problem, ...]:
    if any(page.words_in for page in pages):
        return ()
    return (Problem("no_words", "The text holds no words.", "Check that the right file was given.", page=1),)
