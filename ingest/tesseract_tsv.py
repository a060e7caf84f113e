"""Tesseract's table of words (`tesseract page.png out tsv`): one line a word, with place and confidence.

The numbers of block, paragraph and line tell where lines end. Limits: the file does not tell its resolution, so boxes
are scaled as if the shorter side of the page were that of A4; a word with a tab in it does not occur.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from ingest.column_gaps import Columns
from ingest.declared_pages import PageBuilder
from ingest.positioned_words import A4_WIDTH, PlacedLine, PlacedWord, add_page, box_in_points
from ingest.text_decoding import decode_text
from schemas.document import Document, Problem, Source

READER = "tesseract_tsv"

_FIELDS = 12
_PAGE_LEVEL, _WORD_LEVEL = 1, 5


class _Entry:
    """One line of the file."""

    __slots__ = ("box", "confidence", "level", "numbers", "text")

    def __init__(self, fields: list[str]) -> None:
        self.level = int(fields[0])
        self.numbers = tuple(int(field) for field in fields[1:5])  # page, block, paragraph, line
        left, top, width, height = (float(field) for field in fields[6:10])
        self.box = (left, top, left + width, top + height)
        value = float(fields[10])
        self.confidence = min(1.0, value / 100) if value >= 0 else None
        self.text = " ".join(fields[11].split())


def read_tesseract_tsv(data: bytes, source: Source) -> Document:
    """Read the bytes of a TSV file of Tesseract.

    Raises:
        UnreadableSource: what `ingest.text_decoding` raises. Lines that are no entries are a problem, not an error.
    """
    decoded = decode_text(data)
    entries: list[_Entry] = []
    broken: list[tuple[int, str]] = []
    for index, line in enumerate(decoded.text.split("\n")[1:], 2):
        fields = line.split("\t", _FIELDS - 1)
        if not line.strip():
            continue
        try:
            entries.append(_Entry([*fields, ""] if len(fields) == _FIELDS - 1 else fields))
        except (ValueError, IndexError):
            broken.append((index, line))
    builder = PageBuilder()
    columns: Columns | None = None
    for index, (_, group) in enumerate(groupby(entries, key=lambda entry: entry.numbers[0])):
        if index:
            builder.new_page()
        columns = _add_page(list(group), builder, columns)
    for _, line in broken:
        builder.markup(line)
    return builder.document(source, READER, encoding=decoded.encoding, problems=(*decoded.problems, *_broken(broken)))


def _add_page(entries: list[_Entry], builder: PageBuilder, previous: Columns | None) -> Columns | None:
    page = next((entry.box for entry in entries if entry.level == _PAGE_LEVEL), None)
    right = max((entry.box[2] for entry in entries), default=0.0)
    side = min(page[2] - page[0], page[3] - page[1]) if page else right
    scale = A4_WIDTH / side if side > 0 else 1.0
    return add_page(list(_lines(entries, scale)), builder, previous)


def _lines(entries: list[_Entry], scale: float) -> Iterator[PlacedLine]:
    words = [entry for entry in entries if entry.level == _WORD_LEVEL and entry.text]
    paragraph: tuple[int, ...] | None = None
    for numbers, group in groupby(words, key=lambda entry: entry.numbers):
        placed = [PlacedWord(entry.text, box_in_points(*entry.box, scale), entry.confidence) for entry in group]
        yield PlacedLine(placed, opens=numbers[:3] != paragraph)
        paragraph = numbers[:3]


def _broken(lines: list[tuple[int, str]]) -> tuple[Problem, ...]:
    if not lines:
        return ()
    return (
        Problem(
            "damaged_lines",
            f"{len(lines)} lines are no entries of such a table, the first is line {lines[0][0]}; they were left out.",
            "Have Tesseract write the file again.",
            line=lines[0][0],
        ),
    )
