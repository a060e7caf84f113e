"""Text as read, text as repaired, and the edits that lead from one to the other.

The unit is the `Fragment`: one line of running text, or one cell of a table row. Positions of edits are offsets in
the fragment's `raw` text, so any span of repaired text maps back to the characters that were read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

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
class Fragment:
    """A line of text or a table cell with its place in the source.

    `page` and `line` are 1-based; `cell` is the 0-based index in its row, None for running text. `raw` is the text
    as read (NFC) and may hold line breaks when a cell spans several source lines; `text` is the repaired text and
    equals `raw` while `edits` is empty. `edits` are sorted and do not overlap. `confidence` (0..1) and `box`
    (x0, y0, x1, y1 in points, origin top left) are present where the reader knows them.
    """

    page: int
    line: int
    raw: str
    text: str
    cell: int | None = None
    edits: tuple[Edit, ...] = ()
    confidence: float | None = None
    box: tuple[float, float, float, float] | None = None

    @property
    def line_end(self) -> int:
        """Last source line (1-based) the fragment touches."""
        return self.line + self.raw.rstrip("\n").count("\n")

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw offsets behind `text[start:end]`; a span that cuts into an edit takes the whole edit."""
        return _to_raw(self.edits, start, at_end=False), _to_raw(self.edits, end, at_end=True)


def _to_raw(edits: tuple[Edit, ...], position: int, *, at_end: bool) -> int:
    shift = 0  # raw offset minus text offset, so far
    for edit in edits:
        text_start = edit.start - shift
        text_end = text_start + len(edit.after or "")
        if position < text_start or (at_end and position == text_start):
            break
        if position < text_end or (at_end and position == text_end):
            return edit.end if at_end else edit.start
        shift += (edit.end - edit.start) - len(edit.after or "")
    return position + shift


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


def with_edit(fragment: Fragment, start: int, end: int, after: str | None, method: str, score: float = 1.0) -> Fragment:
    """`fragment` with `text[start:end]` (offsets in the *current* text) replaced by `after`.

    Edits stay expressed in raw offsets: a change that touches an earlier edit is merged with it into one.
    """
    raw_start, raw_end = fragment.raw_span(start, end)
    inside = [e for e in fragment.edits if e.start < raw_end and e.end > raw_start]
    new_text = fragment.text[:start] + (after or "") + fragment.text[end:]
    if not inside:
        edit = Edit(raw_start, raw_end, fragment.raw[raw_start:raw_end], after, method, score)
    else:
        edit = _merged(fragment, inside, (start, end, after or ""), (raw_start, raw_end), method, score)
    kept = [e for e in fragment.edits if e not in inside]
    if edit.before != (edit.after or "") or edit.after is None:
        kept.append(edit)
    return replace(fragment, text=new_text, edits=tuple(sorted(kept, key=lambda e: (e.start, e.end))))


def _merged(
    fragment: Fragment,
    inside: list[Edit],
    change: tuple[int, int, str],
    raw_range: tuple[int, int],
    method: str,
    score: float,
) -> Edit:
    start, end, after = change
    raw_start = min(raw_range[0], inside[0].start)
    raw_end = max(raw_range[1], inside[-1].end)
    text_start = _to_text(fragment.edits, raw_start)
    text_end = _to_text(fragment.edits, raw_end)
    merged = fragment.text[text_start:start] + after + fragment.text[end:text_end]
    methods = dict.fromkeys([m for e in inside for m in e.method.split("+")] + [method])
    lowest = min([score, *(e.score for e in inside)])
    return Edit(raw_start, raw_end, fragment.raw[raw_start:raw_end], merged or None, "+".join(methods), lowest)


def _to_text(edits: tuple[Edit, ...], raw_position: int) -> int:
    """The text offset of a raw offset that lies on an edit's border or outside every edit."""
    position = raw_position
    for edit in edits:
        if edit.end <= raw_position and not (edit.start == edit.end == raw_position):
            position -= (edit.end - edit.start) - len(edit.after or "")
    return position
