"""A decision as a dump of text: tables with tabs or pipes, merged cells blank below their first row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scripts.render.blocks import Block, Cell, Grid, NewPage, Pair, Paragraph


def text_of(blocks: Sequence[Block], *, pipes: bool = False) -> str:
    """The dump; with `pipes` tables are Markdown."""
    return "\n".join(_lines(blocks, pipes)) + "\n"


def _lines(blocks: Sequence[Block], pipes: bool) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(text, style):
                yield from ("", text) if style in ("kind", "verb", "heading") else (text,)
            case Pair(left, right, _):
                yield from ("", *filter(None, left), "", *filter(None, right), "")
            case NewPage():
                yield ""
            case Grid():
                yield ""
                yield from _pipe_rows(block) if pipes else _tab_rows(block)
                yield from ("", *block.words)


def _tab_rows(grid: Grid) -> Iterator[str]:
    for index, texts in enumerate(laid_out(grid)):
        cells = grid.rows[index]
        if index >= grid.heads and len(cells) == 2 and cells[1].colspan > 1:
            yield f"{texts[0]}\t{texts[1]}"
        else:
            yield "\t".join(texts)


def _pipe_rows(grid: Grid) -> Iterator[str]:
    for index, texts in enumerate(laid_out(grid)):
        yield f"| {' | '.join(texts)} |"
        if index == 0:
            yield f"|{'---|' * len(texts)}"


def laid_out(grid: Grid) -> Iterator[list[str]]:
    """Each row's texts, one a column of the grid, blank under and beside the first cell of a merged one."""
    width = len(grid.table.columns)
    free_from = [0] * width
    for index, cells in enumerate(grid.rows):
        texts = [""] * width
        column = 0
        for cell in cells:
            column = _next_free(free_from, column, index)
            texts[column] = flat(cell)
            for covered in range(column, column + cell.colspan):
                free_from[covered] = index + cell.rowspan
            column += cell.colspan
        yield texts


def _next_free(free_from: Sequence[int], column: int, row: int) -> int:
    while free_from[column] > row:
        column += 1
    return column


def flat(cell: Cell) -> str:
    """The text of a cell on one line."""
    return cell.text.replace("\n", " ")
