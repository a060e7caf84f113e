"""A dump cut into lines, with the form feeds taken out and remembered."""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM_FEED = "\f"

_BREAK = re.compile(
    r"(?<=<br>)(?=.)|(?<=<br/>)(?=.)|(?<=<br />)(?=.)", re.IGNORECASE
)  # behind a break, but for the last
_ROW_MARKS = ("\t", "|", "│", "┃", "║", "<t", "<T", "</t", "</T")


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a text in order, without the spaces at their ends.

    `numbers[i]` is the 1-based line of the source that `lines[i]` stands on; two of them are the same only where a form
    feed or an HTML break stands inside a line. `page_starts` holds the indices of the lines that open a page after a
    form feed. `space_only` holds the indices of lines that hold spaces and nothing else (`lines[i]` is empty).
    """

    lines: tuple[str, ...]
    numbers: range | tuple[int, ...]
    page_starts: frozenset[int]
    space_only: frozenset[int]
    form_feeds: bool


def cut_lines(text: str) -> SourceLines:
    """Cut `text` (line ends are `\\n`) at line ends and form feeds.

    A form feed that nothing but blanks follow ends the last page and opens none.
    """
    if FORM_FEED not in text:
        whole = _lines(text)
        if _BREAK.search(text):
            parts, places = _cut_at_breaks(whole)
            return _with_spaces(parts, places, frozenset(), form_feeds=False)
        return _with_spaces(whole, range(1, len(whole) + 1), frozenset(), form_feeds=False)
    pages = text.split(FORM_FEED)
    while len(pages) > 1 and not pages[-1].strip():
        pages.pop()
    raw: list[str] = []
    numbers: list[int] = []
    starts: set[int] = set()
    number = 1
    for page in pages:
        starts.add(len(raw))
        own, places = _cut_at_breaks(_lines(page))
        raw += own
        numbers += (number + place - 1 for place in places)
        number += page.count("\n")
        if not own and page is not pages[-1]:  # an empty page keeps a line, so that it has a place
            raw.append("")
            numbers.append(number)
    starts.discard(0)
    return _with_spaces(raw, tuple(numbers), frozenset(starts), form_feeds=True)


def _cut_at_breaks(lines: list[str]) -> tuple[list[str], tuple[int, ...]]:
    """Lines cut behind the HTML breaks in them, each with the number (from 1) of the line that it comes from.

    A row keeps its breaks: there they part the lines of a cell.
    """
    parts: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(lines, 1):
        own = [line] if any(mark in line for mark in _ROW_MARKS) else _BREAK.split(line)
        parts += own
        numbers += [number] * len(own)
    return parts, tuple(numbers)


def _lines(text: str) -> list[str]:
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _with_spaces(
    raw: list[str], numbers: range | tuple[int, ...], starts: frozenset[int], *, form_feeds: bool
) -> SourceLines:
    lines = [line.rstrip(" ") for line in raw]
    space_only = frozenset(i for i, line in enumerate(lines) if not line and raw[i])
    return SourceLines(tuple(lines), numbers, starts, space_only, form_feeds)
