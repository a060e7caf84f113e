"""Lines that stand in the margins of pages and not in their text: numbers that count the pages, and running heads.

Only for tables that go on over pages: the lines stay what they are, a table is looked for without them. A number may as
well be the label of the row that a page opens with, so it must count up with the pages, or have a blank line between
it and the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from ingest.row_drafts import is_gap, is_label, is_number_heading

_NUMBER = re.compile(r"\d{1,3}")
_DIGITS = re.compile(r"\d+")
_FEWEST_PAGES = 2
_FOOT = -1  # where a page ends
_FIRST_PAGE = 1  # the number of the first
_FEW_BLANKS = 0.3  # share of the lines
_FEWEST_WORDS = 3  # of a running head
_LONG = {0: 5, -1: 7}  # words that few cells have on the line with which a page opens, or ends


def margin_lines(lines: Sequence[str], page_starts: AbstractSet[int]) -> frozenset[int]:
    """The lines that are numbers of pages or running heads; none in a text without page starts."""
    if not page_starts:
        return frozenset()
    pages = [
        [index for index in range(first, end) if lines[index].strip()]
        for first, end in pairwise((0, *sorted(page_starts), len(lines)))
    ]
    foot, top = (_numbers(lines, pages, edge) for edge in (_FOOT, 0))
    numbers = (foot if len(foot) >= max(_FEWEST_PAGES, len(top) - 1) else top or foot) or _apart(lines, pages)
    within = [[index for index in page if index not in numbers] for page in pages]
    return frozenset(numbers | set(_running(lines, within, numbers)))


def numbers_above_heads(lines: Sequence[str]) -> frozenset[int]:
    """The lone numbers that stand right above repeated heads of a table, behind a blank line, and count up.

    Without page starts they tell pages: the label of a row has its title below it.
    """
    heads = [index for index, line in enumerate(lines) if is_number_heading(line)]
    found: list[int] = []
    first = heads[0] if heads else 0
    for head in heads[1:]:
        number = head - 1
        is_alone = number > 1 and _NUMBER.fullmatch(lines[number].strip()) is not None and not lines[number - 1].strip()
        if not is_alone or lines[head + 1 : head + 3] != lines[first + 1 : first + 3]:
            continue
        if not found or int(lines[number]) > int(lines[found[-1]]):
            found.append(number)
    return frozenset(found)


def _numbers(lines: Sequence[str], pages: Sequence[Sequence[int]], edge: int) -> set[int]:
    """The lone numbers at one edge of the pages that count up with them, or that of the first page at its foot."""
    found = [
        (int(number[0]) - at, page[edge])
        for at, page in enumerate(pages)
        if page and is_gap(lines[page[edge]]) and (number := _NUMBER.search(lines[page[edge]]))
        if edge == _FOOT or not _is_next_label(lines, page, pages[at - 1] if at else (), int(number[0]))
    ]
    steps = Counter(step for step, _ in found)
    return {index for step, index in found if steps[step] >= _FEWEST_PAGES or (step == _FIRST_PAGE and edge == _FOOT)}


def _is_next_label(lines: Sequence[str], page: Sequence[int], above: Sequence[int], number: int) -> bool:
    """Whether a page opens with the label of a row: that before it stands on the page above, it itself nowhere."""
    labels = {lines[index].strip() for index in above[1:-1]}
    others = labels | {lines[index].strip() for index in page[1:]}
    return str(number - 1) in labels and str(number) not in others


def _apart(lines: Sequence[str], pages: Sequence[Sequence[int]]) -> set[int]:
    """The lone numbers at the edges of pages with a blank line to the text, where few lines have one."""
    blank = sum(not line.strip() for line in lines)
    if blank > _FEW_BLANKS * len(lines):
        return set()
    edges = {page[edge] for page in pages if page for edge in (0, -1)}
    return {
        index
        for index in edges
        if is_gap(lines[index])
        and not any(line.strip() for at in (index - 1, index + 1) for line in lines[at : at + 1])
    }


def _running(lines: Sequence[str], pages: Sequence[Sequence[int]], numbers: AbstractSet[int]) -> Iterator[int]:
    """The first or last lines of pages that say the same, but for their numbers, on several pages.

    Cells may do so too (`Báo cáo kết quả`, `Trong năm 2025`); a running head stands apart from the text, beside the
    number of the page, or is longer than such cells are.
    """
    for edge in (0, -1):
        edges = [page[edge] for page in pages if page]
        texts = Counter(_DIGITS.sub("#", lines[index].casefold()) for index in edges)
        for index in edges:
            if texts[_DIGITS.sub("#", lines[index].casefold())] >= _FEWEST_PAGES and _may_run(lines[index].strip()):
                inner = index + 1 if edge == 0 else index - 1
                is_apart = not "".join(lines[inner : inner + 1]).strip() or not numbers.isdisjoint(
                    {index - 1, index + 1}
                )
                if is_apart or len(lines[index].split()) >= _LONG[edge]:
                    yield index


def _may_run(text: str) -> bool:
    return len(text.split()) >= _FEWEST_WORDS and not (is_label(text) or is_number_heading(text))
