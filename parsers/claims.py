"""The ledger's working side: which words of which fragments a rule has claimed.

Every parser rule that takes text into a field claims the text it took. What is left at the end is `Unparsed`, so a
rule that forgets to read something cannot hide it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.text_lines import TextLine
from schemas.document import Document, Line, Row
from schemas.text import WORD, Fragment

_WHOLE = (0, -1)


@dataclass(frozen=True, slots=True)
class WordCount:
    """Words of one fragment as read, by what became of them."""

    claimed: int
    noise: int
    unparsed: int


class Claims:
    """Spans of repaired text that rules have claimed, by fragment.

    A fragment is addressed by the index of its block in `document.blocks` and, for rows, of its cell.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._spans: dict[tuple[int, int | None], list[tuple[int, int]]] = {}
        self._fields: dict[tuple[int, int | None], str] = {}

    def claim(
        self, block: int, cell: int | None = None, span: tuple[int, int] | None = None, *, field: str = "text"
    ) -> None:
        """Claim a whole fragment, or `text[span[0]:span[1]]` of it, for a field. Claiming twice is harmless."""
        self._spans.setdefault((block, cell), []).append(span or _WHOLE)
        if field != "text" or (block, cell) not in self._fields:
            self._fields[block, cell] = field

    def claim_line(self, line: TextLine, *, field: str = "text") -> None:
        """Claim all that `line` holds, also what a torn line took in of those below it."""
        for block, cell, span in ((line.block, line.cell, line.span), *line.also):
            self.claim(block, cell, span, field=field)

    def claim_block(self, block: int, *, field: str = "text") -> None:
        """Claim a line, or every cell of a row."""
        value = self._document.blocks[block]
        if isinstance(value, Line):
            self.claim(block, field=field)
        else:
            for cell in range(len(value.cells)):
                self.claim(block, cell, field=field)

    def field(self, block: int, cell: int | None = None) -> str | None:
        """The field the fragment went into, None while it is unclaimed."""
        return self._fields.get((block, cell))

    def is_claimed(self, line: TextLine) -> bool:
        """Whether any part of what `line` holds of its fragment has been claimed."""
        spans = self._spans.get((line.block, line.cell), [])
        if line.span is None:
            return bool(spans)
        first, last = line.span
        return any(span == _WHOLE or (span[0] < last and first < span[1]) for span in spans)

    def fragments(self) -> Iterator[tuple[int, int | None, Fragment]]:
        """Every fragment of the document with its address, in reading order."""
        for index, block in enumerate(self._document.blocks):
            if isinstance(block, Row):
                for position, cell in enumerate(block.cells):
                    yield index, position, cell.fragment
            else:
                yield index, None, block.fragment

    def count(self, block: int, cell: int | None, fragment: Fragment) -> WordCount:
        """Partition the words of `fragment.raw` into claimed, noise (dropped by an edit) and unparsed."""
        spans = self._spans.get((block, cell), [])
        dropped = [(e.start, e.end) for e in fragment.edits if not e.after]
        if not dropped and _WHOLE in spans:
            return WordCount(len(WORD.findall(fragment.raw)), 0, 0)
        raw_spans = _raw_spans(fragment, spans)
        claimed = noise = unparsed = 0
        for word in WORD.finditer(fragment.raw):
            if any(start <= word.start() and word.end() <= end for start, end in dropped):
                noise += 1
            elif any(start < word.end() and word.start() < end for start, end in raw_spans):
                claimed += 1
            else:
                unparsed += 1
        return WordCount(claimed, noise, unparsed)

    def unclaimed_text(self, block: int, cell: int | None, fragment: Fragment) -> str:
        """The words of the fragment that nobody claimed and nobody dropped, as read, joined by spaces."""
        spans = _raw_spans(fragment, self._spans.get((block, cell), []))
        spans += [(e.start, e.end) for e in fragment.edits if not e.after]
        if not spans:
            return fragment.raw.strip()
        rest, position = [], 0
        for start, end in sorted(spans):
            rest.append(fragment.raw[position : max(position, start)])
            position = max(position, end)
        rest.append(fragment.raw[position:])
        return " ".join(" ".join(rest).split())


def _raw_spans(fragment: Fragment, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if _WHOLE in spans:
        return [(0, len(fragment.raw))]
    return [fragment.raw_span(start, end) for start, end in spans]
