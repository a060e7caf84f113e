"""Where pages end in a dump.

A dump with form feeds says it; they are then the only breaks. So do lines that a program wrote to mark pages
(`{3}----------------`, `--- Trang 3 ---`, `<!-- PageBreak -->`, `<--- Page Split --->`, `[Page 3]`), and what programs
for scanning print at the foot of each page (`Được quét bằng CamScanner`).
Other dumps are read by the traces that page-wise OCR leaves:

* a table that is interrupted: blank lines or page numbers between two rows, or a header that is repeated. The break is
  put before the first row of the new page. In a dump that sets blank lines between most rows anyway, only repeated
  headers count;
* a line of spaces after an empty line: the place of an anchor that the OCR program set on the page's first block and
  a cleaner removed. Ignored when such lines are common in the file;
* a paragraph that a blank line cuts in mid-sentence: no end mark above, a small letter below. Ignored when there are
  more of them than pages can be;
* page numbers that stand alone and count up. With the first page numbered they stand below the text, else above it.

Limits: a page that ends with a paragraph, and leaves none of these, is not seen, so a page number of such a dump is a
lower bound. Runs of blank lines are no evidence: they stand where pictures (seals, signatures) were.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from ingest.row_drafts import RowDraft, is_gap
from ingest.source_lines import SourceLines
from ingest.table_runs import Interruption

_PAGE_WORD = r"(?:page|trang)"
_MARKERS = (
    r"\{\d{1,5}\}-{16,}",
    rf"<!-- *{_PAGE_WORD} *(?:break\b|\d)[^>]{{0,40}}-->",
    rf"([-=#*])\1{{2,}} *{_PAGE_WORD} *:? *\d{{1,5}} *(?:(?:of|/|trên) *\d{{1,5}} *)?\1{{3,}}",
    rf"<?([-=#*])\2{{2,}} *{_PAGE_WORD} *(?:break|split|end) *\2{{3,}}>?",
    rf"#{{1,6}} *{_PAGE_WORD} *:? *\d{{1,5}}",
    rf"\[ *{_PAGE_WORD} *:? *\d{{1,5}} *\]",
    r"<page_number>[^<]{0,30}</page_number>",
    r"<page_?break ?/?>",
    r"-{2,} *\d{1,5} *(?:of|/|trên) *\d{1,5} *-{2,}",
)
_MARKER = re.compile("|".join(_MARKERS), re.IGNORECASE)
_MARKER_OPENINGS = ("{", "<!--", "<---", "--", "===", "#", "***", "[", "<page")
# What a scanning program prints at the foot of each page: `Được quét bằng CamScanner`, `Scanned with TapScanner`.
_SCANNER = re.compile(
    r"(?:(?:(?:được|đã)\s+)?(?:quét|scan)\s+(?:bằng|bởi|từ)|(?:scanned|created)\s+(?:by|with|using))"
    r"(?:\s+\w+){0,2}\s+\w*(?:scan|lens)\w*(?:\s+\w+)?|camscanner",
    re.IGNORECASE,
)
_RULE = "---"
_LONGEST_MARK = 80  # characters
_HEAD = 15  # lines with text at the beginning of a dump, in which a rule stands below a body or the motto
_PAGE_NUMBER = re.compile(r"[\s\-–—]*(?:trang\s*)?(\d{1,3})(?:\s*/\s*\d{1,3})?[\s\-–—]*", re.IGNORECASE)
_BETWEEN_DASHES = re.compile(r"\s*[-–—]\s?\d{1,3}\s?[-–—]\s*")  # which nothing else is; a running head may touch it
_LIST_LABEL = re.compile(r"(?:[a-zđ]{1,2}|[ivx]{1,5})\s?[.)/]")
_MIN_PARAGRAPH = 120  # characters of a paragraph; a title set on several lines has fewer on each
_MIN_PAGE = 1_000  # characters; a page of running text has about 2500
_MAX_ANCHOR_SHARE = 0.25  # of the blank lines
_SENTENCE_ENDS = '.;:!?…"”’)*_>]/'
_MAX_NUMBER_STEP = 3  # page numbers of pages between may be lost
_MIN_NUMBERS = 3


def page_markers(source: SourceLines) -> frozenset[int]:
    """Indices of the lines that a program wrote to mark pages; they are no text of the document."""
    found = frozenset(
        index
        for index, line in enumerate(source.lines)
        if (line.startswith(_MARKER_OPENINGS) and _MARKER.fullmatch(line)) or _is_of_scanner(line)
    )
    return found or _rules_between_pages(source.lines)


def _is_of_scanner(line: str) -> bool:
    return len(line) < _LONGEST_MARK and _SCANNER.fullmatch(line.strip()) is not None


def _rules_between_pages(lines: Sequence[str]) -> frozenset[int]:
    """Lines `---` between blank ones, where one stands beside a page's number; heads have rules of their own."""
    filled = [index for index, line in enumerate(lines) if line.strip()]
    rules = {
        rank: index
        for rank, index in enumerate(filled)
        if lines[index] == _RULE and rank > _HEAD and not lines[index - 1] and not "".join(lines[index + 1 : index + 2])
    }
    beside = [lines[filled[rank + step]] for rank in rules for step in (-1, 1) if rank + step < len(filled)]
    return frozenset(rules.values()) if any(map(_PAGE_NUMBER.fullmatch, beside)) else frozenset()


def find_page_starts(
    source: SourceLines,
    rows: Sequence[RowDraft],
    interruptions: Sequence[Interruption],
    markers: AbstractSet[int],
    blocks: Sequence[range],
) -> list[int]:
    """Indices of the lines that open a page, in order, the first page's left out; none lies inside a row.

    `blocks` are ranges of lines that cannot be cut (HTML tables).
    """
    if source.form_feeds:
        return sorted(source.page_starts)
    starts = set(markers)
    if all(_is_of_scanner(source.lines[index]) for index in markers):  # an engine may not read the foot of each page
        in_rows = {index for row in rows for index in range(row.start, row.end)}
        starts |= _interrupted(rows, interruptions) | _anchors(source)
        starts |= _cut_paragraphs(source.lines, in_rows) | _numbered(source.lines, in_rows)
    inside = {index for row in rows if row.end - row.start > 1 for index in range(row.start + 1, row.end)}
    inside |= {index for block in blocks for index in block[1:]}
    return _one_a_gap(source.lines, sorted(starts - inside))


def _interrupted(rows: Sequence[RowDraft], interruptions: Sequence[Interruption]) -> set[int]:
    forms = {row.start: row.form for row in rows}
    starts: set[int] = set()
    for form in ("tabs", "pipes", "grid"):
        own = [place for place in interruptions if forms[place.end] == form]
        plain = [place for place in own if not place.header]
        touching = sum(row.form == form for row in rows) - 1 - len(own)
        if len(plain) <= touching:
            starts.update(place.end for place in plain)
        starts.update(place.end for place in own if place.header)
    starts.update(
        place.end for place in interruptions if place.header and forms[place.end] in ("cell_lines", "aligned")
    )
    return starts


def _anchors(source: SourceLines) -> set[int]:
    lines = source.lines
    if not source.space_only or len(source.space_only) > _MAX_ANCHOR_SHARE * lines.count(""):
        return set()
    return {
        index for index in source.space_only if index and not lines[index - 1] and index - 1 not in source.space_only
    }


def _cut_paragraphs(lines: Sequence[str], in_rows: AbstractSet[int]) -> set[int]:
    starts: set[int] = set()
    above = ""
    for index, line in enumerate(lines):
        if index in in_rows:
            above = ""
        elif line:
            if (
                index
                and not lines[index - 1]
                and len(above) >= _MIN_PARAGRAPH
                and line[0].islower()
                and above[-1] not in _SENTENCE_ENDS
                and not _LIST_LABEL.match(line)
            ):
                starts.add(index)
            above = line
    characters = sum(map(len, lines))
    return starts if len(starts) * _MIN_PAGE <= characters else set()


def _numbered(lines: Sequence[str], in_rows: AbstractSet[int]) -> set[int]:
    """Starts of pages told by page numbers: the longest chain of lone numbers that counts up by small steps."""
    last = len(lines) - 1
    chain: list[tuple[int, int]] = []
    best: list[tuple[int, int]] = []
    for index, line in enumerate(lines):
        if not line or len(line) > 20 or index in in_rows:
            continue
        match = _PAGE_NUMBER.fullmatch(line)
        touches = (index > 0 and bool(lines[index - 1])) + (index < last and bool(lines[index + 1]))
        if match is None or touches > bool(_BETWEEN_DASHES.fullmatch(line)):
            continue
        number = int(match.group(1))
        if not (chain and chain[-1][0] < number <= chain[-1][0] + _MAX_NUMBER_STEP):
            chain = []
        chain.append((number, index))
        best = max(best, chain, key=len)
    if len(best) < _MIN_NUMBERS and not (len(best) == 2 and best[0][0] <= 2):
        return set()
    if best[0][0] > 1:
        return {index for _, index in best}
    return {_next_text(lines, index + 1) for _, index in best}


def _next_text(lines: Sequence[str], index: int) -> int:
    while index < len(lines) and not lines[index]:
        index += 1
    return index


def _one_a_gap(lines: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Of several signs in one gap the first; none before the first text or after the last."""
    kept: list[int] = []
    filled = [index for index, line in enumerate(lines) if line and not line.isspace()]
    if not filled:
        return []
    position = filled[0]
    for start in starts:
        if start > filled[-1] or all(is_gap(lines[index]) for index in range(position, start)):
            continue
        kept.append(start)
        position = start
    return kept
