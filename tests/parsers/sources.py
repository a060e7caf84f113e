"""Documents made from text for tests: one block a line, rows where a line holds tabs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas.document import Block, Cell, Document, Line, Page, Row, Source
from schemas.text import Fragment

CASES = Path(__file__).parents[2] / "corpus" / "cases"


def document_of(text: str | list[str]) -> Document:
    """A document with the lines of `text`; a form feed starts a page, tabs part the cells of a row."""
    blocks: list[Block] = []
    page, table, in_table = 1, 0, False
    for number, line in enumerate(text.split("\n") if isinstance(text, str) else text, start=1):
        page += line.count("\f")
        clean = line.replace("\f", "")
        if "\t" in clean:
            cells = tuple(Cell(Fragment(page, number, c, c, i)) for i, c in enumerate(clean.split("\t")))
            blocks.append(Row(cells, table, "tabs"))
            in_table = True
            continue
        table, in_table = (table + 1, False) if in_table else (table, False)
        blocks.append(Line(Fragment(page, number, clean, clean)))
    source = Source("0" * 16, "case.txt", "0" * 64, "text/plain", 1)
    return Document(source, "ocr_text", (Page(1, 0),), tuple(blocks))


def cases(topic: str, name: str) -> list[Any]:
    """The cases of a file under `corpus/cases/<topic>/`."""
    found: list[Any] = json.loads((CASES / topic / name).read_text(encoding="utf-8"))
    return found
