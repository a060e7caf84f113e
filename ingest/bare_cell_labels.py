"""The labels that open the rows of a table of bare cells, as far as they go on from one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.list_marks import roman
from ingest.row_drafts import is_label
from ingest.text_after import TEXT_AFTER
from schemas.letters import MARKED_CAPITALS

_MOST_LOST = 1  # headings of sections that were not read, between two
_MIN_TITLE = 2  # words; a section's title may be as short
_ROMANS = tuple(map(roman, range(1, 16)))
_LETTER = re.compile(r"[A-H]")
# The last row of a table, which tells a sum; `cộng đồng`, `tổng hợp` open lines as well.
TOTAL = re.compile(
    r"(?:TỔNG|Tổng|CỘNG|Cộng)(?:\s(?:cộng|CỘNG|số|SỐ|kinh phí|KINH PHÍ)){0,2}\s*:?(?:\s*\d.*|\s*\([^)]*\))?"
)
_CAPITAL = rf"[A-ZĐ{MARKED_CAPITALS}]"
_FUSED_SECTION = re.compile(
    rf"(?P<label>[IVX]{{1,5}}|[A-H])\s?[.):\-–]?\s+{_CAPITAL}+(?:[\s,;–-]+{_CAPITAL}+)+[\s,;.:–-]*$"
)


def openings(lines: Sequence[str], start: int, end: int, label: tuple[str, ...]) -> Iterator[int]:
    """The lines with the labels of rows, each of which goes on from those before it and has a title with it or below.

    `label` is that of the row above the first.
    """
    counted = label  # the last number: it may run on over the sections
    lettered: tuple[str, ...] = ()  # the last letter of a section, which the next goes on from
    numeral = ""  # that of the last section
    for index in range(start, end):
        line = lines[index].strip()
        fused = section_above_a_row(lines, index, end)
        if not (fused or (line and is_label(line))):
            continue
        parts = parts_of(fused["label"] if fused else line)
        runs_on = any(len(parts) == len(last) == 1 and _is_next(last[0], parts[0]) for last in (counted, lettered))
        if _is_far_numeral(parts, numeral):
            continue  # `XIV` ends the title `Thành lập Kiểm toán khu vực`
        if parts and (_goes_on(label, parts) or runs_on) and (fused or _has_title(lines, index, end)):
            label = parts
            numeral = parts[0] if parts[0] in _ROMANS else numeral
            counted = parts if parts[0].isdigit() else counted
            lettered = parts if _LETTER.fullmatch(parts[0]) else lettered
            yield index


def section_above_a_row(lines: Sequence[str], index: int, end: int) -> re.Match[str] | None:
    """A section's numeral and title on one line, with the label of a row alone on the next."""
    fused = _FUSED_SECTION.match(lines[index].strip())
    below = next((line for line in map(str.strip, lines[index + 1 : min(end, index + 4)]) if line), "")
    return fused if fused and is_label(below) else None


def parts_of(label: str) -> tuple[str, ...]:
    fused = _FUSED_SECTION.match(label)
    label = fused["label"] if fused else label
    return tuple(re.findall(r"[^\W_]+", label.upper() if label.isalpha() and len(label) > 1 else label))


def _goes_on(before: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """Whether a row with `label` may follow one with `before`: the next at any level, the first below, a new start."""
    if not before:
        return label[-1] in ("1", "01", "I", "A", "a")
    if label[-1] in ("1", "01", "a") and len(label) <= len(before) + 1:
        return label != before
    return any(_is_next(old, label[-1]) for old in before) or _roman_after(before, label)


def _is_far_numeral(parts: tuple[str, ...], last: str) -> bool:
    """Whether a numeral follows none of the next two of the last section's, and begins no count."""
    if len(parts) != 1 or parts[0] not in _ROMANS or not last or parts[0] == "I":
        return False
    return not 0 < _ROMANS.index(parts[0]) - _ROMANS.index(last) <= _MOST_LOST + 1


def _is_next(old: str, new: str) -> bool:
    if old.isdigit() and new.isdigit():
        return int(new) == int(old) + 1
    return len(old) == len(new) == 1 and ord(new) == ord(old) + 1


def _roman_after(before: tuple[str, ...], label: tuple[str, ...]) -> bool:
    """A section may follow any row; which one it is, is known only of sections one after another."""
    if len(label) != 1 or label[0] not in _ROMANS:
        return False
    return before[0] not in _ROMANS or _ROMANS.index(label[0]) == _ROMANS.index(before[0]) + 1


def _has_title(lines: Sequence[str], index: int, end: int) -> bool:
    title = next((lines[below].strip() for below in range(index + 1, min(end, index + 4)) if lines[below].strip()), "")
    if is_label(title) or TEXT_AFTER.match(title) or "\t" in title:
        return False
    return len(re.findall(r"[^\W\d_]+", title)) >= _MIN_TITLE
