"""Words with their places, the visual lines they make, and which of these lines are one paragraph.

Coordinates are points, origin top left, whatever the words come from (a PDF text layer or OCR).
A line break is taken for a wrap when the first word of the next line had no room left on the line above; any other
break was meant by the writer and is kept.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.confidence import mean_confidence, unsure_words
from schemas.text import UnsureWord

Box = tuple[float, float, float, float]
"""Left, top, right and lower edge."""

_TALL = 1.6  # times the usual height of words, from which on one is too tall for its line
_SAME_LINE = 0.5  # of the lower of two heights, by which a word must overlap a line
_SPACE = 0.25  # width of a space, in line heights
_INDENT = 0.8  # of a line height: from here on a first line is indented
_LIST_MARK = re.compile(r"(?:[-–+•*]|\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,5})[.)/]|Điều\s\d+\.?)(?:\s|$)")
_CAPTION = re.compile(r"\((?:Kèm|Ban hành|Đính kèm)\b")
_HEADING_WORDS = 3
_RECIPIENTS = re.compile(r"(?:Nơi nhận|NƠI NHẬN)\b")
_DAY = re.compile(r"\bngày\b")
_END_OF_CUT_DATE = re.compile(r"\b(?:ngày|tháng|năm)$")
_RANGE_START = re.compile(r"(?:^|\s)(?:(?:tháng|quý|năm|ngày)\s+)?(?:\d[\d/.]*|[IV]{1,3}(?:/\d{4})?)$", re.IGNORECASE)
_RANGE_END = re.compile(r"[-–]\s*(?:(?:tháng|quý|năm|ngày)\s+)?(?:\d[\d/.]*|[IV]{1,3}(?:/\d{4})?)$", re.IGNORECASE)
_DASHES = ("-", "–", "+", "•")
_CUT_AT_HYPHEN = re.compile(r"\w[-/]$")


def in_points(box: Box, points: float) -> Box:
    """A box in pixels, each of so many points, as one in points."""
    return (box[0] * points, box[1] * points, box[2] * points, box[3] * points)


@dataclass(frozen=True, slots=True)
class Word:
    """One word; `confidence` is 0..1, None where the text was not recognised but read."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float | None = None

    @property
    def height(self) -> float:
        """Height of the box."""
        return self.bottom - self.top

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the box."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class VisualLine:
    """Words side by side, left to right; never none."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words, parted by single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """Usual height of its words; marks and stray specks do not count much."""
        return statistics.median(word.height for word in self.words)


@dataclass(frozen=True, slots=True)
class Passage:
    """Text of one or more lines with its place, how sure the engine was of it (0..1, None without OCR) and not sure."""

    text: str
    box: Box
    confidence: float | None
    unsure: tuple[UnsureWord, ...] | None = None


def visual_lines(words: Sequence[Word]) -> list[VisualLine]:
    """`words` by line, top to bottom; words of columns side by side share a line.

    What is far taller than the others (a number written by hand, a stamp) says no more of its line than they would:
    else it would draw the words of two lines into one.
    """
    drafts: list[tuple[float, float, list[Word]]] = []  # upper and lower edge of the line's tallest word
    tallest = _TALL * statistics.median(word.height for word in words) if words else 0.0
    for word in sorted(words, key=lambda word: (word.centre[1], word.x0)):
        for index in range(len(drafts) - 1, max(-1, len(drafts) - 4), -1):
            top, bottom, members = drafts[index]
            upper, lower = _band(word, tallest)
            shared = min(bottom, lower) - max(top, upper)
            if shared >= _SAME_LINE * max(0.1, min(bottom - top, lower - upper)):
                members.append(word)
                if lower - upper > bottom - top:
                    drafts[index] = (upper, lower, members)
                break
        else:
            drafts.append((*_band(word, tallest), [word]))
    lines = [VisualLine(tuple(sorted(members, key=lambda word: word.x0))) for _, _, members in drafts]
    return sorted(lines, key=lambda line: (line.top + line.bottom) / 2)


def _band(word: Word, tallest: float) -> tuple[float, float]:
    """Upper and lower edge of a word, about its middle where it is taller than `tallest`."""
    if word.height <= tallest:
        return word.top, word.bottom
    middle = word.centre[1]
    return middle - tallest / 2, middle + tallest / 2


def paragraphs(
    lines: Sequence[VisualLine], left: float, right: float, *, tolerance: float = 1.0, lists_only: bool = False
) -> list[Passage]:
    """The paragraphs that `lines` make between the edges `left` and `right` of their column.

    `tolerance` is how far, in points, the edges may be off. With `lists_only` no lines are joined but those of a list
    item: in the narrow columns of a head or a signature every line is set by hand.
    """
    groups: list[list[VisualLine]] = []
    for line in lines:
        joins = not lists_only or (groups and groups[-1][0].text.startswith(_DASHES))
        is_cut = bool(groups) and _is_cut_date(groups[-1][-1].text) and line.text[:1].isdigit()
        if groups and (is_cut or (joins and _goes_on(groups[-1], line, left, right, tolerance))):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [passage(group) for group in groups]


def _is_cut_date(text: str) -> bool:
    """Whether a line ends amid a date: `..., ngày 12 tháng`."""
    end = _END_OF_CUT_DATE.search(text)
    return end is not None and _DAY.search(text, 0, end.start()) is not None


def passage(lines: Sequence[VisualLine], separator: str = " ") -> Passage:
    """`lines` as one text; a line cut after the hyphen or slash of a word is joined without a space."""
    text = ""
    for line in lines:
        if text:
            text += "" if is_cut_word(text, line.text) else separator
        text += line.text
    box = (min(line.x0 for line in lines), min(line.top for line in lines),
           max(line.x1 for line in lines), max(line.bottom for line in lines))  # fmt: skip
    words = [word for line in lines for word in line.words]
    return Passage(text, box, mean_confidence(words), unsure_words(words))


def is_cut_word(above: str, below: str) -> bool:
    """Whether a line ends within a word, after its hyphen or stroke: `QĐ-` + `UBND`, not `Tháng 3-` + `Tháng 11`."""
    if _CUT_AT_HYPHEN.search(above) is None or not below[:1].isalnum():
        return False
    return not (above.endswith("-") and above[-2].isdigit() and below[:1].isalpha())


def is_range(above: str, below: str) -> bool:
    """Whether a line that begins with a dash goes on with a range of times: `Tháng 01` + `- Tháng 12`."""
    return _RANGE_START.search(above) is not None and _RANGE_END.match(below) is not None


def opens_item(text: str) -> bool:
    """Whether a line starts with the mark of a list or the label of an article."""
    return _LIST_MARK.match(text) is not None


def _goes_on(group: Sequence[VisualLine], line: VisualLine, left: float, right: float, tolerance: float) -> bool:
    above = group[-1]
    height = max(above.height, line.height)
    if line.top - above.bottom > 1.2 * height or opens_item(line.text):
        return False
    if line.text.startswith("(") and (above.text.isupper() or _CAPTION.match(line.text)):  # below a title
        return False
    if above.text.endswith("./.") or _RECIPIENTS.match(line.text):  # the end of the text; what follows it
        return False
    if _is_title(line.text) and (above.text.endswith((".", ";", ":")) or _is_heading_below(above, line, left, right)):
        return False
    if has_room(above, line.words[0], left, right, tolerance):
        return False
    indented = line.x0 - left > _INDENT * height
    return not indented or abs(line.x0 - above.x0) < 0.3 * height or _is_centred(line, left, right)


def _is_heading_below(above: VisualLine, line: VisualLine, left: float, right: float) -> bool:
    """Whether words in capitals stand by themselves in the middle under text that is not: who issues, under a title."""
    return not above.text.isupper() and len(line.words) >= _HEADING_WORDS and _is_centred(line, left, right)


def _is_title(text: str) -> bool:
    """Whether a line is words in capitals and nothing else."""
    return text.isupper() and " " in text


def has_room(above: VisualLine, word: Word, left: float, right: float, tolerance: float) -> bool:
    """Whether `word` could have stood at the end of `above` between the edges `left` and `right`."""
    room = right - above.x1
    if _is_centred(above, left, right):
        room += above.x0 - left
    return (word.x1 - word.x0) + _SPACE * above.height <= room - tolerance


def _is_centred(line: VisualLine, left: float, right: float) -> bool:
    before, after = line.x0 - left, right - line.x1
    return min(before, after) > 0 and abs(before - after) <= 0.05 * (right - left)
