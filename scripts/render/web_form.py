"""A decision as a page of a legal site: head in a table without rules, task tables with spans."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from scripts.render.blocks import BOLD, CENTRED, ITALIC, Block, Cell, Grid, NewPage, Pair, Paragraph


def web_page_of(blocks: Sequence[Block], title: str) -> str:
    """The page, with inline style as these sites have it."""
    body = "\n".join(_parts(blocks))
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{html.escape(title)}</title></head>\n'
        f'<body><div class="content1">\n{body}\n</div></body></html>\n'
    )


def _parts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(text, style):
                inner = html.escape(text)
                inner = f"<b>{inner}</b>" if style in BOLD else inner
                inner = f"<i>{inner}</i>" if style in ITALIC else inner
                yield f'<p align="center">{inner}</p>' if style in CENTRED else f"<p>{inner}</p>"
            case Pair(left, right, kind):
                yield _pair(left, right, kind)
            case NewPage():
                yield "<hr>"
            case Grid():
                yield _table(block)
                yield from (f"<p><i>{html.escape(words)}</i></p>" for words in block.words)


def _pair(left: Sequence[str], right: Sequence[str], kind: str) -> str:
    def cell(lines: Sequence[str], width: int, align: str) -> str:
        inner = "".join(f"<p>{html.escape(line) if line else '&nbsp;'}</p>" for line in lines)
        return f'<td width="{width}%" valign="top" align="{align}">{inner}</td>'

    sides = cell(left, 42, "center" if kind == "head" else "left") + cell(right, 58, "center")
    return f'<table border="0" cellspacing="0" cellpadding="0" width="100%"><tr>{sides}</tr></table>'


def _table(grid: Grid) -> str:
    rows = "\n".join(f"<tr>{''.join(_cell(cell) for cell in cells)}</tr>" for cells in grid.rows)
    return f'<table border="1" cellspacing="0" cellpadding="2" width="100%">\n{rows}\n</table>'


def _cell(cell: Cell) -> str:
    spans = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    spans += f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    lines = [html.escape(line) for line in cell.text.split("\n")] if cell.text else ["&nbsp;"]
    inner = "".join(f"<p>{f'<b>{line}</b>' if cell.bold else line}</p>" for line in lines)
    return f"<td{spans}>{inner}</td>"
