"""Text as read, text as repaired, and the edits that lead from one to the other.

The unit is the `Fragment`: one line of running text, or one cell of a table row. Positions of edits are offsets in
the fragment's `raw` text, so any span of repaired text maps back to the characters that were read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

# A word of the ledger: a maximal run of letters and digits. Markup counts too (`<p>` holds the word "p"), so that
# nothing that was read can vanish from the account.
WORD = re.compile(r"[^\W_]+")


def count_words(text: str) -> int:
    """Number of words (`WORD` runs) in `text`."""
    return len(WORD.findall(text))


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: `raw[start:end]` (== `before`) reads `after`; `after` None means noise that was dropped.

    `score` is the confidence in the change, 0..1; `method` names the rule that made it.
    """

    start: int
    end: int
    before: str
    after: str | None
    method: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class UnsureWord:
    """A word (no blank in it) that an engine was less sure of than it mostly is, with its confidence, 0..1.

    `odds` are the nats by which another word fits its place better than it does, below 0 where none does; repair
    tells them, None where nothing can.
    """

    text: str
    confidence: float
    odds: float | None = None


@dataclass(frozen=True, slots=True)
class Fragment:
    """A line of text or a table cell with its place in the source.

    `page` and `line` are 1-based; `cell` is the 0-based index in its row, None for running text. `raw` is the text
    as read (NFC) and may hold line breaks when a cell spans several source lines; `text` is the repaired text and
    equals `raw` while `edits` is empty. `edits` are sorted and do not overlap. `confidence` (0..1, the mean of its
    words), `box` (x0, y0, x1, y1 in points, origin top left) and `unsure` are present where the reader knows them;
    `unsure` is empty where the engine was sure of every word.
    """

    page: int
    line: int
    raw: str
    text: str
    cell: int | None = None
    edits: tuple[Edit, ...] = ()
    confidence: float | None = None
    box: tuple[float, float, float, float] | None = None
    unsure: tuple[UnsureWord, ...] | None = None

    @property
    def line_end(self) -> int:
        """Last source line (1-based) the fragment touches."""
        return self.line + self.raw.rstrip("\n").count("\n")

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets behind `text[start:end]`.

        A span that cuts into an edit takes the whole edit; text dropped right before or after the span stays outside.
        """
        raw_start, raw_end = start, end
        for edit, text_start, text_end in placed_edits(self.edits):
            gained = (edit.end - edit.start) - (text_end - text_start)
            if text_end <= start:
                raw_start += gained
            elif text_start < start:
                raw_start = edit.start
            if text_end <= end and text_start < end:
                raw_end += gained
            elif text_start < end:
                raw_end = edit.end
                break
        return raw_start, max(raw_start, raw_end)


def placed_edits(edits: tuple[Edit, ...]) -> Iterator[tuple[Edit, int, int]]:
    """Each edit with the offsets of its `after` in the repaired text."""
    shift = 0
    for edit in edits:
        length = len(edit.after or "")
        yield edit, edit.start - shift, edit.start - shift + length
        shift += (edit.end - edit.start) - length


def replay(raw: str, edits: tuple[Edit, ...]) -> str:
    """Apply `edits` to `raw`.

    Raises:
        ValueError: an edit does not match the text it claims to change, or the edits overlap.
    """
    parts: list[str] = []
    position = 0
    for edit in edits:
        if edit.start < position or raw[edit.start : edit.end] != edit.before:
            raise ValueError(f"edit at {edit.start} expects {edit.before!r}, text has {raw[edit.start : edit.end]!r}")
        parts += (raw[position : edit.start], edit.after or "")
        position = edit.end
    parts.append(raw[position:])
    return "".join(parts)


def undo(text: str, edits: tuple[Edit, ...]) -> str:
    """Give back the raw text from the repaired one; the inverse of `replay`.

    Raises:
        ValueError: an edit's `after` does not stand where it should.
    """
    parts: list[str] = []
    position = 0
    shift = 0
    for edit in edits:
        start = edit.start - shift
        after = edit.after or ""
        if text[start : start + len(after)] != after:
            raise ValueError(f"edit at {edit.start} left {after!r}, text has {text[start : start + len(after)]!r}")
        parts += (text[position:start], edit.before)
        position = start + len(after)
        shift += (edit.end - edit.start) - len(after)
    parts.append(text[position:])
    return "".join(parts)


class Change(NamedTuple):
    """`text[start:end]` reads `after`; None drops it as noise. `score` is the confidence, 0..1."""

    start: int
    end: int
    after: str | None
    score: float = 1.0


def with_edit(fragment: Fragment, start: int, end: int, after: str | None, method: str, score: float = 1.0) -> Fragment:
    """`fragment` with one change (`with_edits`)."""
    return with_edits(fragment, (Change(start, end, after, score),), method)


def with_edits(fragment: Fragment, changes: Sequence[Change], method: str) -> Fragment:
    """`fragment` with `changes` (offsets in its *current* text, in order, without overlap) made as `method`.

    Edits stay expressed in raw offsets: a change that overlaps earlier edits is merged with them into one, whose
    method names all of them and whose score is the lowest.
    """
    placed = list(placed_edits(fragment.edits))
    last = len(placed)  # from here on edits lie behind what is still to be changed
    for change in reversed(changes):  # so that the offsets of the others hold
        # Edits that only touch the change stay as they are.
        low = bisect_right(placed, change.start, hi=last, key=_text_end)
        high = max(low, bisect_left(placed, change.end, hi=last, key=_text_start))
        made = _merged(fragment, placed, slice(low, high), change, method)
        placed[low:high] = made
        last = low + len(made)
    edits = tuple(edit for edit, _, _ in placed)
    return replace(fragment, text=replay(fragment.raw, edits), edits=edits)


_Placed = tuple[Edit, int, int]


def _text_start(placed: _Placed) -> int:
    return placed[1]


def _text_end(placed: _Placed) -> int:
    return placed[2]


def _merged(fragment: Fragment, placed: list[_Placed], inside: slice, change: Change, method: str) -> list[_Placed]:
    """The one edit, placed, that `change` makes with the edits it overlaps; none where the text is as it was read."""
    merged = placed[inside]
    first = min([change.start, *(start for _, start, _ in merged)])
    last = max([change.end, *(end for _, _, end in merged)])
    raw_start = first + _gained(placed, inside.start)
    raw_end = last + _gained(placed, inside.stop)
    head, tail = fragment.text[first : change.start], fragment.text[change.end : last]
    if merged and merged[-1][2] == last:  # the last one may be new: the text behind it has moved
        edit, start, _ = merged[-1]
        tail = (edit.after or "")[change.end - start :]
    text = head + (change.after or "") + tail
    methods = dict.fromkeys([name for edit, _, _ in merged for name in edit.method.split("+")] + [method])
    lowest = min([change.score, *(edit.score for edit, _, _ in merged)])
    after = text if text or change.after is not None else None
    edit = Edit(raw_start, raw_end, fragment.raw[raw_start:raw_end], after, "+".join(methods), lowest)
    return [(edit, first, first + len(text))] if edit.before != text else []


def _gained(placed: list[_Placed], index: int) -> int:
    """How many characters more the raw text has than the current one, where the edit before `index` ends."""
    return placed[index - 1][0].end - placed[index - 1][2] if index else 0
