"""Lines joined to paragraphs: over wrapped lines and over page breaks, never over a label, a bullet or a heading."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parsers.document_marks import (
    ADDRESSEES_LINE,
    ARTICLE_LINE,
    BASIS_LINE,
    ENACTING_LINE,
    RECIPIENTS_LINE,
    SIGNS_FOR_LINE,
    STRICT_BASIS_LINE,
)
from parsers.labels import NO_ACT
from parsers.signing_posts import POST
from parsers.text_lines import Shape, TextLine, is_capitals, is_emphasis_open
from schemas.decision import Place

BULLET = re.compile(r"^[-–—+•*·o]\s+(?=\S)|^[-–•](?=[A-ZĐÀ-Ỹ])")
LABEL = re.compile(
    rf"^{NO_ACT}"
    r"(?:[-–]\s+)?(?:(?:Điều\s*\d{1,3})|(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:[IVXLC]+|\d+|thứ)|(?:[IVXLC]{1,6}|\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđA-H])\s?[.)/:]"
    r"|\d{1,2}(?:\.\d{1,2}){1,3})(?=\s|$|[A-ZĐÀ-Ỹ\"“])|^[IVX]{1,5}\s+(?=[A-ZĐÀ-Ỹ])"
    r"|^(?:[IVXLC]{1,6}|[A-H]|\d{1,2}(?:\.\d{1,2}){0,3})[-–]\s+(?=[A-ZĐÀ-Ỹ])"
)
_ARTICLE = re.compile(r"Điều\s*\d{1,3}\s*[.:]")
_ARABIC = re.compile(r"\d")
_ENDS = (".", ";", ":", "!", "?", "./.", "”.", ".”")
_DANGLING = re.compile(
    r"(?:,|[-–]|\s(?:của|và|về|các|những|cho|theo|tại|trong|với|để|từ|đến|là|do|bởi|hoặc|trên|bằng|qua))$",
    re.IGNORECASE,
)
_ASKS_FOR_A_NUMBER = re.compile(r"\s(?:số|ngày|tháng|năm)$", re.IGNORECASE)  # but `Phát triển chính quyền số` ends
_ENDS_IN_YEAR = re.compile(r"\d{4}\)?$")
_LONG = 60  # characters; a shorter line over a blank line is a heading, not the first part of a split paragraph


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph and its lines; `starts[i]` is the offset of `lines[i]` in `text`."""

    text: str
    lines: tuple[TextLine, ...]
    starts: tuple[int, ...]

    @property
    def place(self) -> Place:
        """Where it begins."""
        return self.lines[0].place

    def place_at(self, offset: int) -> Place:
        """Where the character at `offset` stands."""
        for line, start in zip(reversed(self.lines), reversed(self.starts), strict=True):
            if start <= offset:
                return line.place
        return self.lines[0].place


def paragraphs(lines: Iterable[TextLine], shape: Shape) -> Iterator[Paragraph | None]:
    """The paragraphs of `lines` in order; None stands for a table row between them."""
    group: list[TextLine] = []
    gap = False  # a blank line since the last line of the group
    for line in lines:
        if line.is_row:
            if group:
                yield _paragraph(group)
            group, gap = [], False
            yield None
        elif not line.text:
            gap = True
        elif group and _continues(group, line, shape, gap=gap):
            group.append(line)
            gap = False
        else:
            if group:
                yield _paragraph(group)
            group, gap = [line], False
    if group:
        yield _paragraph(group)


def _paragraph(group: list[TextLine]) -> Paragraph:
    starts, position = [], 0
    for line in group:
        starts.append(position)
        position += len(line.text) + 1
    return Paragraph(" ".join(line.text for line in group), tuple(group), tuple(starts))


def opens(text: str) -> bool:
    """Whether a line with this text begins a paragraph of its own whatever stands above it."""
    if BULLET.match(text) or LABEL.match(text) or ARTICLE_LINE.match(text) or STRICT_BASIS_LINE.match(text):
        return True
    if text[0] == "(" and text[1:2].isupper():
        return True
    return bool(
        ENACTING_LINE.match(text)
        or RECIPIENTS_LINE.match(text)
        or ADDRESSEES_LINE.match(text)
        or SIGNS_FOR_LINE.match(text)
    )


def _continues(group: list[TextLine], line: TextLine, shape: Shape, *, gap: bool) -> bool:
    previous = group[-1].text
    text = line.text
    if not gap and is_emphasis_open([held.raw for held in group]):
        return True
    if _lacks_text(group, text, gap=gap):
        return True
    if not gap and _is_unfinished_basis(group) and not _opens_after_basis(text):
        return True
    if opens(text) or (previous.endswith(_ENDS) and not _abbreviated(previous)):
        return False
    capitals = is_capitals(previous)
    if capitals or is_capitals(text):
        if text[0].islower() or (not capitals and _is_left_open(previous, text)):
            return True
        return capitals and is_capitals(text) and not gap and (len(group) > 1 or LABEL.match(group[0].text) is not None)
    if text[0].islower():
        return not gap or len(previous) >= _LONG or _is_left_open(previous, text)
    if gap:
        return len(previous) >= _LONG and not _is_heading(group)
    if _is_left_open(previous, text):
        return True
    return shape.width is not None and len(previous) >= 0.8 * shape.width and not previous.endswith(_ENDS)


def _lacks_text(group: list[TextLine], below: str, *, gap: bool) -> bool:
    """Whether a line is a label with nothing, or with the first of who carries an act out, and the next is its text.

    `Điều 3. Chánh` and `Điều 3. Chánh Văn phòng` go on below.
    """
    text = group[0].text
    label = (_ARTICLE.match(text) or LABEL.match(text)) if len(group) == 1 else None
    if label is None or BULLET.match(below) or LABEL.match(below) or is_capitals(below):
        return False
    rest = text[label.end() :].strip(" .:")
    if not rest:
        return _ARABIC.match(text) is not None
    if gap or opens(below) or text[-1] in ".:;" or is_capitals(rest):
        return False
    return rest.isalpha() or (_ARTICLE.match(text) is not None and POST.match(rest.casefold()) is not None)


def _is_unfinished_basis(group: list[TextLine]) -> bool:
    """A basis ends with a mark or a date: `Căn cứ Luật` / `Thủy sản ...` is torn, whatever letter goes on."""
    last = group[-1].text
    if not BASIS_LINE.match(group[0].text) or is_capitals(group[0].text):
        return False
    return not last.endswith((*_ENDS, ",")) and _ENDS_IN_YEAR.search(last) is None


def _opens_after_basis(text: str) -> bool:
    """As `opens`, but a dash or a bracket may stand inside a name (`Ban Kinh tế / - Xã hội`)."""
    inside = text[0] == "(" or BULLET.match(text) is not None
    return is_capitals(text) or BASIS_LINE.match(text) is not None or (opens(text) and not inside)


def _is_left_open(previous: str, text: str) -> bool:
    """Whether a line ends in a word that asks for what the next one, `text`, begins with."""
    if _ASKS_FOR_A_NUMBER.search(previous):
        return text[0].isdigit()
    return _DANGLING.search(previous) is not None


def _abbreviated(text: str) -> bool:
    return text.endswith(("TP.", "Tp.", "tp."))


def _is_heading(group: list[TextLine]) -> bool:
    """A labelled line that no sentence has begun in: the next paragraph is its text, not its end."""
    text = " ".join(line.text for line in group)
    if ". " in text[6:] or "; " in text:
        return False
    return LABEL.match(group[0].text) is not None and len(text) < 250
