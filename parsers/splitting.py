"""Where each document of a bundle begins and ends.

A document begins with its head (issuer, quốc hiệu, number) or with its type line; an annexed table whose title page
is lost begins after the end of the document that announces it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from parsers.announcements import Announced, announced_by_articles, announced_by_pointer
from parsers.document_marks import (
    ADDRESSEES_LINE,
    ARTICLE_LINE,
    BASIS_LINE,
    ENACTING_LINE,
    NUMBER_LINE,
    NUMBERED_FORM,
    PLACE_DATE,
    RECIPIENTS_LINE,
    SIGNS_FOR_LINE,
    STRICT_BASIS_LINE,
    SUBJECT_LINE,
    TIE_LINE,
    TypeHeading,
    is_closing,
    is_motto,
    is_organ_line,
    is_state_name,
    may_go_on_in_title,
    type_heading,
)
from parsers.legal_numbers import find_numbers
from parsers.page_furniture import is_page_furniture
from parsers.parentage import with_parents
from parsers.row_labels import roman_value
from parsers.text_lines import Shape, TextLine, is_capitals, line_shape, text_lines
from parsers.torn_lines import with_torn_lines_joined
from schemas.decision import DocumentKind
from schemas.document import Document, Row

_LABELLED = re.compile(r"^(?:[-–+•]\s|(?:[IVX]{1,5}|\d{1,2}|[a-zđ]|[A-H])[.)/]\s|(?:[IVX]{1,5}|\d{1,2}|[A-H])[-–]\s)")
_COMMA_AND_DAY = re.compile(r",\s*ngày")
_NOTICE_LINES = 5
_RULE = re.compile(r"^[-–_*=. ]+$")
_LOOK_AHEAD = 8  # lines: a tie line stands this close below its title
_NUMBER_REACH = 25  # lines of a document in which its own number stands
_KINDS_OF_NUMBERS: dict[str, DocumentKind] = {
    "Quyết định": "quyet_dinh", "Nghị quyết": "nghi_quyet", "Kế hoạch": "ke_hoach", "Chỉ thị": "chi_thi",
    "Tờ trình": "to_trinh", "Thông báo": "thong_bao", "Báo cáo": "bao_cao",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Segment:
    """One document of the file: blocks `first` to `last` (exclusive) and its clean lines.

    `parent` is the 1-based ordinal of the document it is issued with. An `orphan` has lost its own beginning; its kind
    and `announced_title` follow from what an earlier document says it issues. `announced` is what this one issues.
    """

    kind: DocumentKind
    first: int
    last: int
    lines: tuple[TextLine, ...]
    shape: Shape
    heading: TypeHeading | None = None
    heading_line: int | None = None
    orphan: bool = False
    announced_title: str | None = None
    announced: str | None = None
    parent: int | None = None


@dataclass(slots=True)
class _Open:
    """The document being read: where it starts (line index) and what has been seen of it."""

    start: int
    heading: TypeHeading | None = None
    heading_at: int | None = None
    seen: frozenset[str] = frozenset()
    body: bool = False
    ended: bool = False
    articles: bool = False
    orphan: Announced | None = None

    def saw(self, mark: str) -> None:
        self.seen |= {mark}


def split(document: Document) -> tuple[Segment, ...]:
    """The documents of `document` in reading order; blocks before the first belong to none."""
    lines = with_torn_lines_joined(text_lines(document))
    opened = _without_furniture(_Splitter(lines).run(), lines)
    shape = line_shape(document)
    segments = []
    for position, current in enumerate(opened):
        end = opened[position + 1].start if position + 1 < len(opened) else len(lines)
        segments.append(_segment(current, lines, end, shape, len(document.blocks)))
    return with_parents(_with_announcements(segments))


def _without_furniture(opened: list[_Open], lines: tuple[TextLine, ...]) -> list[_Open]:
    """`opened` without what only stands before the head of the first act."""
    if len(opened) < 2 or opened[0].seen or opened[0].heading is not None or not opened[1].seen:
        return opened
    first = lines[opened[0].start : opened[1].start]
    return opened[1:] if is_page_furniture(first) else opened


def _segment(current: _Open, lines: tuple[TextLine, ...], end: int, shape: Shape, block_count: int) -> Segment:
    own = lines[current.start : end]
    last = lines[end].block if end < len(lines) else block_count
    heading_line = None if current.heading_at is None else current.heading_at - current.start
    return Segment(
        kind=_kind(current, own),
        first=lines[current.start].block,
        last=last,
        lines=own,
        shape=shape,
        heading=current.heading,
        heading_line=heading_line,
        orphan=current.orphan is not None,
        announced_title=current.orphan.title if current.orphan else None,
    )


def _kind(current: _Open, lines: tuple[TextLine, ...]) -> DocumentKind:
    if current.orphan is not None:
        return current.orphan.kind
    if current.heading is not None:
        return current.heading.kind
    numbered = _kind_of_number(lines)
    if numbered is not None:
        return numbered
    if "subject" in current.seen or any(ADDRESSEES_LINE.match(line.text) for line in lines):
        return "cong_van"
    if current.articles:
        return "quyet_dinh"
    return "khac"


def _kind_of_number(lines: tuple[TextLine, ...]) -> DocumentKind | None:
    """What the symbol of the number in the head says the act is, where its type line is lost: `214/KH-UBND`."""
    for line in lines[:_NUMBER_REACH]:
        match = NUMBER_LINE.match(line.text)
        if match is not None:
            found = find_numbers(f"số {match['rest'].strip()}")
            return _KINDS_OF_NUMBERS.get(found[0].kind or "") if found else None
    return None


def _with_announcements(segments: list[Segment]) -> list[Segment]:
    return [
        replace(segment, announced=announced.title)
        if (announced := announced_by_articles([line.text for line in segment.lines]))
        else segment
        for segment in segments
    ]


class _Splitter:
    """One pass over the lines with the state of the document being read."""

    def __init__(self, lines: tuple[TextLine, ...]) -> None:
        self._lines = lines
        self._done: list[_Open] = []
        self._current: _Open | None = None

    def run(self) -> list[_Open]:
        for index, line in enumerate(self._lines):
            if line.is_row:
                self._table_row(index)
            elif line.text:
                self._text(index, line.text)
        if self._current is not None:
            self._done.append(self._current)
        return self._done

    def _text(self, index: int, text: str) -> None:
        mark = _head_mark(text)
        if (mark == "number" and self._in_capital_title(index)) or (mark == "place" and self._in_sentence(text)):
            mark = None
        heading = type_heading(text)
        if mark is not None:
            self._head_line(index, mark)
        elif heading is not None and self._opens(index, heading):
            self._type_line(index, heading)
        else:
            self._body_line(index, text)

    def _begin(self, index: int) -> _Open:
        start = self._back_over_organs(index)
        if self._current is not None:
            self._done.append(self._current)
        self._current = _Open(start)
        return self._current

    def _back_over_organs(self, index: int) -> int:
        """The start of the run of issuer lines above `index`."""
        lowest = self._current.start + 1 if self._current is not None else 0
        start = index
        for above in range(index - 1, max(lowest, index - 7) - 1, -1):
            text = self._lines[above].text
            if text and is_organ_line(text) and not SIGNS_FOR_LINE.match(text) and not type_heading(text):
                start = above
            elif self._continues_organ(above):
                continue
            elif text and not _RULE.match(text):
                break
        return start

    def _continues_organ(self, index: int) -> bool:
        """Whether a line in capitals is the rest of the body above it (`SỞ LAO ĐỘNG - THƯƠNG BINH / VÀ XÃ HỘI`)."""
        text, above = self._lines[index].text, self._lines[index - 1].text if index else ""
        return 0 < len(text) <= 90 and is_capitals(text) and not type_heading(text) and is_organ_line(above)

    def _head_line(self, index: int, mark: str) -> None:
        current = self._current
        if current is None or current.body or mark in current.seen:
            current = self._begin(index)
        current.saw(mark)

    def _opens(self, index: int, heading: TypeHeading) -> bool:
        """Whether a type line here begins a document (or completes the head being read)."""
        current = self._current
        if heading.heading == NUMBERED_FORM:  # also the mark of a form, and of a table inside a plan
            return current is not None and current.body and self._is_tied(index)
        if current is None:
            return heading.strength == "hard" or self._is_tied(index) or index < 40
        if not current.body:
            return True
        same = current.heading is not None and current.heading.kind == heading.kind
        if same and heading.kind in ("quyet_dinh", "nghi_quyet", "chi_thi") and heading.alone and not current.articles:
            return False  # the enacting line with its colon lost
        if heading.strength == "soft" and self._lines[index].text[1:2].islower():
            return self._is_tied(index)
        tied = current.ended or self._is_tied(index)
        if heading.kind == "phu_luc" and (heading.alone or self._is_set_off_annex(index)):
            return True
        if heading.alone and heading.strength == "hard":
            return tied or self._is_set_off(index)
        return tied

    def _is_tied(self, index: int) -> bool:
        """Whether a tie line stands below within the title's reach."""
        below = [line.text for line in self._lines[index + 1 : index + 1 + _LOOK_AHEAD] if line.text]
        for text in below:
            if TIE_LINE.match(text):
                return True
            if _LABELLED.match(text) or ARTICLE_LINE.match(text):
                return False
        return False

    def _is_set_off_annex(self, index: int) -> bool:
        """An annex heading with its title: in capitals and set off, or with a table right below."""
        below = [line for line in self._lines[index + 1 : index + 9] if line.text or line.is_row]
        return self._is_set_off(index) and (is_capitals(self._lines[index].text) or any(x.is_row for x in below[:4]))

    def _is_set_off(self, index: int) -> bool:
        """Whether the line stands alone between blank lines or starts a page, as titles do."""
        line = self._lines[index]
        above = self._lines[index - 1] if index else None
        return above is None or not above.text or above.place.page != line.place.page

    def _type_line(self, index: int, heading: TypeHeading) -> None:
        current = self._current
        if current is not None and not current.body and not self._is_next_annex(index, heading):
            is_form = current.heading is not None and current.heading.heading == NUMBERED_FORM
            if current.heading is None or (is_form and heading.kind == "phu_luc"):
                current.heading, current.heading_at = heading, index
            return
        current = self._begin(index)
        current.heading, current.heading_at = heading, index

    def _is_next_annex(self, index: int, heading: TypeHeading) -> bool:
        """Whether `heading` numbers the annex after the one being read, which may hold only a table read as lines.

        Two numbers close to each other stand on one title page.
        """
        current = self._current
        if current is None or current.heading is None or current.heading_at is None:
            return False
        between = sum(bool(line.text) for line in self._lines[current.heading_at + 1 : index])
        own, following = (_ordinal(each.number) for each in (current.heading, heading))
        return between > _LOOK_AHEAD and own is not None and following == own + 1

    def _table_row(self, index: int) -> None:
        current, row = self._current, self._lines[index].row
        if row is None or not any(cell.fragment.text.strip() for cell in row.cells):
            return
        if current is None:
            if not _is_of_a_site(row):
                self._current = _Open(index, body=True)
        elif current.ended and current.orphan is None:
            self._orphan(index)
        else:
            current.body = True

    def _is_table(self, index: int) -> bool:
        """Whether a table of some width begins here, not the row of a name below a signature."""
        rows = [line.row for line in self._lines[index : index + 12] if line.row is not None]
        return any(sum(1 for cell in row.cells if cell.fragment.text.strip()) > 2 for row in rows)

    def _orphan(self, index: int) -> None:
        current = self._current
        if current is None or (self._lines[index].is_row and not self._is_table(index)):
            return
        texts = [line.text for line in self._lines[current.start : index]]
        announced = announced_by_articles(texts) or announced_by_pointer(texts)
        if announced is None:
            return
        self._done.append(current)
        self._current = _Open(index, body=True, orphan=announced)

    def _body_line(self, index: int, text: str) -> None:
        current = self._current
        if current is None:
            if _starts_body(text):
                self._current = _Open(index, body=True, articles=ARTICLE_LINE.match(text) is not None)
            return
        if current.ended and current.articles and current.orphan is None and re.match(r"(?:I|A|1)[.)]\s", text):
            self._orphan(index)
            return
        if current.ended and current.articles and TIE_LINE.match(text) and self._part_without_type_line(index):
            return
        if ARTICLE_LINE.match(text):
            current.articles = True
        if not current.body and _starts_body(text) and not self._in_title(index):
            current.body = True
        if current.body and (is_closing(text) or RECIPIENTS_LINE.match(text) or SIGNS_FOR_LINE.match(text)):
            current.ended = True
        elif current.ended and len(text) > 150 and not current.articles:
            current.ended = False  # text goes on after what looked like an end

    def _in_capital_title(self, index: int) -> bool:
        """Whether a line that could be a number goes on with the title in capitals right above it."""
        current, above = self._current, self._lines[index - 1].text if index else ""
        if current is None or current.heading is None or current.body:
            return False
        return may_go_on_in_title(self._lines[index].text) and is_capitals(above)

    def _in_sentence(self, text: str) -> bool:
        """Whether a line below a document's head may be `Hoàn thành ngày 15 tháng 8 năm 2019`: it lacks the comma."""
        return self._current is not None and self._current.body and _COMMA_AND_DAY.search(text) is None

    def _part_without_type_line(self, index: int) -> bool:
        """Begin the part whose tie line this is and whose type line is lost: its title in capitals stands above."""
        current = self._current
        start = index
        while start > 0 and self._is_title_above_tie(start - 1):
            start -= 1
        if current is None or start == index or start <= current.start:
            return False
        announced = announced_by_articles([line.text for line in self._lines[current.start : start]])
        if announced is None:
            return False
        opened = self._begin(start)
        opened.heading, opened.heading_at = TypeHeading("", announced.kind, "soft", self._lines[start].text), start
        return True

    def _is_title_above_tie(self, index: int) -> bool:
        text = self._lines[index].text
        if not is_capitals(text) or SIGNS_FOR_LINE.match(text) or is_organ_line(text):
            return False
        return len(text.split()) > 3 or not text.startswith("PHÓ ")

    def _in_title(self, index: int) -> bool:
        """Whether the line is the first below a bare type line: the subject, however it begins."""
        current = self._current
        if current is None or current.heading_at is None or current.heading is None or not current.heading.alone:
            return False
        between = [line.text for line in self._lines[current.heading_at + 1 : index] if line.text]
        text = self._lines[index].text
        return (
            not between and not STRICT_BASIS_LINE.match(text) and text[-1:] not in ",;:." and not _LABELLED.match(text)
        )


def _ordinal(number: str | None) -> int | None:
    """The number of an annex, roman or arabic; None for a letter or none."""
    if number is None:
        return None
    return int(number) if number.isdecimal() else roman_value(number)


def _is_of_a_site(row: Row) -> bool:
    """What a site prints above a document: its properties (`Số hiệu:` beside a number), or a notice of many lines."""
    texts = [text for cell in row.cells if (text := cell.fragment.text.strip())]
    if len(texts) == 1:
        return texts[0].count("\n") >= _NOTICE_LINES
    return all(text.endswith(":") for text in texts[::2])


def _head_mark(text: str) -> str | None:
    """The part of a head the line is, if any."""
    if len(text) > 140:
        return None
    if is_state_name(text):
        return "state"
    if is_motto(text):
        return "motto"
    if NUMBER_LINE.match(text) and not text.endswith(";"):
        return "number"
    if PLACE_DATE.match(text):
        return "place"
    if SUBJECT_LINE.match(text) and text[:1] in "Vv":
        return "subject"
    return None


def _starts_body(text: str) -> bool:
    """Whether the line belongs to the text of a document rather than to its head."""
    if ADDRESSEES_LINE.match(text) or ARTICLE_LINE.match(text) or ENACTING_LINE.match(text):
        return True
    if _LABELLED.match(text) or (BASIS_LINE.match(text) and not is_capitals(text)):
        return True
    return len(text) > 200 and text[-1] in ".;,:"
