"""Parts and sections of a table of tasks: which rows head one, and which one the next row stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.cell_types import STROKES, fit, looks_like_agency, looks_like_deadline
from parsers.row_builder import is_bulleted, is_open
from parsers.row_labels import is_child_number, roman_value, row_number, to_roman
from parsers.section_labels import (
    LONGEST_TITLE,
    breaks_off,
    counts_on,
    fused_strokes,
    is_capitals,
    label_and_title,
    one_letter,
)
from parsers.table_headers import ColumnModel
from parsers.table_reading import TableReading
from parsers.table_runs import RunItem

_NAMED_ARABIC = re.compile(r"(?:mục|phần|nhóm|lĩnh vực)\s+(\d{1,2})\s*[.:–-]?(?:\s+(\S.*))?", re.IGNORECASE | re.DOTALL)
# `A. I.`: a section numbered with its part.
_PART_AND_ROMAN = re.compile(r"([A-H])\s?[.\-/]\s?(?=[IVXL]{1,6}\s*(?:[.):\-]|$))")
_PART = re.compile(r"(?:PHẦN\s+)?([A-H])\s*[.):\-]?(?:\s+(\S.*))?", re.DOTALL)
_STROKES_AS_ONES = str.maketrans("1l|!", "IIII")
_ARABIC = re.compile(r"(?P<number>[1-9]\d?)\s?[.)/]?\s+(?P<title>[^\W\d]+ .{2,150})")
_RUN_TOGETHER = re.compile(r"[nm]|(?=.*[nm])[inmIl]{2,3}|[rn]v|[vV]n[iI]?")
_LONGEST_SCRAP = 6  # characters that a misread numeral may have
_LONGEST_OWN_TITLE = 450  # of one whose numeral and title stand in cells of their own, with nothing beside them
_LABEL_AND_TITLE = 2  # cells
_PARTS_LEFT_OUT = 4  # letters between two parts of one table, of which one may lack some
_PART_TITLE_START = 40  # characters of a part's title that must be capitals


class SectionReader:
    """The part and section that a row of one run stands in; `reading` brings those the run before it ended in."""

    def __init__(self, items: Sequence[RunItem], model: ColumnModel, reading: TableReading) -> None:
        self._items = items
        self._model = model
        self._reading = reading
        self._label_waits = False
        self.section: str | None = None
        self.title: str | None = None
        self.part: str | None = None
        if reading.rows:
            last = reading.rows[-1]
            self.section, self.title, self.part = last.section, last.section_title, last.part

    def enter(self, section: str | None, title: str | None) -> None:
        """What follows stands in this section."""
        self.section, self.title = section, title

    def forget_label(self) -> None:
        """A task has begun: a section's number that stands alone gets no title any more."""
        self._label_waits = False

    def is_stray_label(self, at: int) -> bool:
        """Whether a line is a numeral alone that no title follows and that does not count on: a misread page number."""
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        if following is not None and not following.is_row:
            return False
        value = roman_value(self._items[at].texts[0].rstrip(" .):"))
        current = roman_value(self.section or "")
        return value is not None and current is not None and value != current + 1

    def task_under_misread_one(self, at: int, texts: list[str]) -> str | None:
        """The title of a task whose number `1` was read as `I`, None for any other row.

        The numeral does not follow the last section's, and the next rows count under 1.
        """
        if self._is_waiting_title(texts):
            return None
        label, title, rest = label_and_title(texts)
        if label != "I" or roman_value(self.section or "") is None or not _may_head(rest) or len(title) > LONGEST_TITLE:
            return None
        following = next((n for n in map(_number_of, self._items[at + 1 :]) if n), None)
        return title if is_child_number(following, "1") else None

    def read_heading(self, texts: list[str]) -> bool:
        """Whether a row heads a section with a numeral or a part; what follows stands in it."""
        if self._is_waiting_title(texts):
            self.title = texts[0] if self.title is None else f"{self.title} {texts[0]}"
            self._label_waits = breaks_off(self.title)
            return True
        self._label_waits = False
        if self._read_named(texts):
            return True
        part = _PART_AND_ROMAN.match(texts[0])
        texts = [texts[0][part.end() :], *texts[1:]] if part else texts
        label, title, rest = label_and_title(texts)
        value = roman_value(label) if label is not None and _may_head(rest) else None
        longest = _LONGEST_OWN_TITLE if len(texts) == _LABEL_AND_TITLE and title == texts[1] else LONGEST_TITLE
        if value is None or len(title) > longest:
            return not part and self._read_part(texts)
        if part:
            self.part = part[1]
        elif self._read_part(texts, is_numeral=True):
            return True
        self.enter(to_roman(value), title or None)
        self._label_waits = not title or breaks_off(title)
        return True

    def read_misread_heading(self, at: int, filled: list[tuple[int, str]]) -> bool:
        """Whether a row is a section whose strokes were read as digits: `11 | TỔ CHỨC BỘ MÁY`.

        Below it rows count from 1, or on; its numeral must be the next one, in a table that has others.
        """
        columns = [column for column, _ in filled]
        if columns != [self._model.index("no"), self._model.index("task")]:
            return False
        label, title = filled[0][1].rstrip(" .):"), filled[1][1]
        expected = (roman_value(self.section or "") or 0) + 1
        is_next = roman_value(label.translate(_STROKES_AS_ONES)) == expected
        if not (is_next or self._is_run_together(label)):
            return False
        if not is_capitals(title) or " " not in title or len(title) > LONGEST_TITLE:
            return False
        later = (roman_value(item.texts[0].rstrip(" .):")) or 0 for item in self._items[at + 1 :] if item.is_row)
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        has_others = self.section is not None or any(other > expected for other in later)
        number = _number_of(following) if following and has_others else None
        if number is None or not (number == "1" or (is_next and counts_on(self._own_numbers(), number))):
            return False
        self.enter(to_roman(expected) if is_next or self._leaves_room(at, expected) else None, title)
        return True

    def _is_run_together(self, label: str) -> bool:
        """Whether a label may be strokes that were read as small letters (`n`, `in`, `ni`, `m` for `II`, `III`)."""
        return _RUN_TOGETHER.fullmatch(label) is not None and "1" in self._own_numbers()

    def _leaves_room(self, at: int, value: int) -> bool:
        """Whether the next numeral below is the one after `value`, others run together between them counted."""
        for item in self._items[at + 1 :]:
            label = label_and_title(item.texts)[0] if item.is_row else None
            if label and (named := roman_value(label)) is not None:
                return named == value + 1
            filled = [text for text in item.texts if text]
            if len(filled) == _LABEL_AND_TITLE and _RUN_TOGETHER.fullmatch(filled[0]) and is_capitals(filled[1]):
                value += 1
        return True

    def read_arabic_heading(self, at: int, filled: list[tuple[int, str]]) -> bool:
        """Whether a row or line is `2 | THỂ CHẾ SỐ`: the next figure beside a title in capitals, above a row 1."""
        found = _ARABIC.fullmatch(" ".join(text for _, text in filled)) if len(filled) <= _LABEL_AND_TITLE else None
        if found is None or self.part is not None or (self.section is None and self._reading.rows):
            return False
        if len(filled) == _LABEL_AND_TITLE and filled[1][0] != self._model.index("task"):
            return False
        last = self.section or "0"
        if not last.isdigit() or int(found["number"]) != int(last) + 1:
            return False
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        if following is None or _number_of(following) != "1" or not is_capitals(found["title"]):
            return False
        if self._next_numeral(at) is not None:
            return False  # a one that is an I
        self.enter(found["number"], found["title"])
        return True

    def read_lettered_heading(self, at: int, filled: list[tuple[int, str]]) -> bool:
        """Whether a row or line is `A Tuyên truyền`: the next letter and a title in small letters fused in one cell.

        Tasks that count must follow, or it is a sentence.
        """
        found = _PART.fullmatch(filled[0][1]) if len(filled) == 1 else None
        if found is None or not found[2] or found[1] != self._next_part() or len(found[2]) > LONGEST_TITLE:
            return False
        if self.section is not None or not found[2][0].isupper() or " " not in found[2] or not self._number_follows(at):
            return False
        self._enter_part(found[1], found[2])
        return True

    def read_plain_heading(self, at: int, filled: list[tuple[int, str]]) -> bool:
        """A section without numeral: its title alone on a row of a table that numbers its tasks.

        It stands in the number column, or the table opens with one; in such a table every title alone on a row heads
        a section. A title cut by a page break is left to the row above.
        """
        item, rows = self._items[at], self._reading.rows
        number, task = self._model.index("no"), self._model.index("task")
        if self.section is not None or number is None:
            return False  # a title alone under a numbered section heads a group of its tasks
        if len(filled) != 1 or len(item.texts) > len(self._model.roles):
            return False
        column, text = filled[0]
        if column not in (number, task) or not text[0].isupper() or len(text) > LONGEST_TITLE or " " not in text:
            return False
        if row_number(text) is not None or is_bulleted(text):
            return False
        if column == number and looks_like_agency(text) and not looks_like_deadline(text):  # `QUÝ II` is no quỹ
            return False
        if item.after_break and rows and is_open(rows[-1].text("task")):
            return False
        opens = not rows and self.title is None
        if not (column == number or opens or self._reading.plain_sections) or not self._number_follows(at):
            return False
        self._reading.plain_sections |= opens
        self.enter(None, text)
        return True

    def read_line(self, at: int, text: str) -> bool:
        """Whether a line between rows heads a section: the next letter with its title, or a title in capitals."""
        number = self._model.index("no")
        if self.read_lettered_heading(at, [(0, text)]) or self.read_arabic_heading(at, [(0, text)]):
            return True
        return number is not None and is_capitals(text) and self.read_plain_heading(at, [(number, text)])

    def read_heading_without_label(self, at: int, filled: list[tuple[int, str]]) -> bool:
        """A section whose numeral was not read: a title in capitals alone on a row, below which rows begin at 1 again.

        Where numbers run on from one section to the next, they run on below it. The numeral is known where the next one
        that is read, if there is one, leaves room for one more.
        """
        value = roman_value(self.section or "")
        if value is None or len(filled) != 1 or filled[0][0] != self._model.index("task"):
            return False
        text = filled[0][1]
        if not is_capitals(text) or " " not in text or len(text) > LONGEST_TITLE or is_bulleted(text):
            return False
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        own = self._own_numbers()
        number = _number_of(following) if following is not None else None
        if number is None or not (
            (number == "1" and "1" in own) or (self._numbers_run_on() and counts_on(own, number))
        ):
            return False
        self.enter(to_roman(value + 1) if self._leaves_room(at, value + 1) else None, text)
        return True

    def _own_numbers(self) -> list[str | None]:
        """The numbers of the rows that were read in this section."""
        return [row.number for row in self._reading.rows if (row.part, row.section) == (self.part, self.section)]

    def _numbers_run_on(self) -> bool:
        """Whether the sections of the table below the first do not begin at 1."""
        first: dict[tuple[str | None, str | None], str | None] = {}
        for row in self._reading.rows:
            first.setdefault((row.part, row.section), row.number)
        later = list(first.values())[1:]
        return bool(later) and "1" not in later

    def read_heading_with_misread_label(self, at: int, filled: list[tuple[int, str]]) -> bool:
        """A section whose numeral reads like nothing, or `11` for `II`, beside a title over all other columns.

        Rows below it begin at 1 again or count on, and no numbered row of the table has such a title.
        """
        value, item = roman_value(self.section or ""), self._items[at]
        if value is None or not item.across or filled[0][0] != self._model.index("no"):
            return False
        label, title = filled[0][1], filled[1][1]
        ones = label == "1" * (value + 1) and value > 0
        if len(label) > _LONGEST_SCRAP or " " in label or is_bulleted(label) or (row_number(label) and not ones):
            return False
        numbers = {_number_of(other) for other in self._items if other.across and other is not item}
        if len(title) > LONGEST_TITLE or any(number and number.strip("1") for number in numbers):
            return False
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        own = self._own_numbers()
        number = _number_of(following) if following else None
        if number is None or not number.isdigit() or not (number == "1" or counts_on(own, number)):
            return False
        self.enter(to_roman(value + 1) if self._leaves_room(at, value + 1) else None, title)
        return True

    def read_fused_misread_heading(self, at: int, filled: list[tuple[int, str]]) -> str | None:
        """The title of a section whose numeral was misread before a mark, in one cell: `HI- CÔNG TÁC` for `III-`.

        None for any other row. The strokes must make the next numeral, or the last one again where the numeral below
        leaves room for one; rows below it begin at 1, count on, or have no numbers in a table without.
        """
        value = roman_value(self.section or "") or 0
        read = fused_strokes(filled[0][1]) if len(filled) == 1 else None
        if read is None or not self._rows_follow(at):
            return None
        strokes, title = read
        later = [found[0] for item in self._items[at + 1 :] if item.is_row and (found := fused_strokes(item.texts[0]))]
        if strokes == value + 1 and filled[0][1].startswith(to_roman(strokes)):
            return None  # well read
        if not (strokes == value + 1 or (strokes == value and later[:1] == [value + 2])):
            return None
        if not value and (self._reading.rows or max(later, default=0) < value + 2):
            return None
        self.enter(to_roman(value + 1), title)
        return title

    def _rows_follow(self, at: int) -> bool:
        """Whether the next item is a row that may be the first of a section."""
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        if following is None or not following.is_row:
            return False
        own = self._own_numbers()
        number = _number_of(following)
        if number is None:
            others = map(_number_of, (item for item in self._items if item.is_row))
            return sum(map(bool, following.texts)) > 1 and not any(others)
        return number == "1" or (number.isdigit() and counts_on(own, number))

    def number_of(self, at: int, label: str) -> str | None:
        """The number of a row by its label; a lone stroke, in the first row of a section, is 1."""
        number = row_number(label) if label else None
        rows, own = self._reading.rows, (self.part, self.section, self.title)
        if label.rstrip(" .)") not in STROKES:
            return number
        if rows and (rows[-1].part, rows[-1].section, rows[-1].section_title) == own:
            return number
        following = _number_of(self._items[at + 1]) if at + 1 < len(self._items) else None
        return "1" if number is None or following == "2" else number

    def _next_numeral(self, at: int) -> int | None:
        labels = (label_and_title(item.texts)[0] for item in self._items[at + 1 :] if item.is_row)
        return next((value for label in labels if label and (value := roman_value(label)) is not None), None)

    def _read_named(self, texts: list[str]) -> bool:
        """Whether a row is `Lĩnh vực 1: Cải cách thể chế`, where sections have no numerals."""
        named = _NAMED_ARABIC.fullmatch(texts[0])
        if named is None or roman_value(self.section or "") is not None:
            return False
        title, rest = (named[2], texts[1:]) if named[2] else ("".join(texts[1:2]), texts[2:])
        if not title[:1].isupper() or len(title) > LONGEST_TITLE or not _may_head(rest):
            return False
        self.enter(named[1], title)
        return True

    def _is_waiting_title(self, texts: list[str]) -> bool:
        """Whether this is the title of a section whose number stood alone on the row before, or the rest of one."""
        return self._label_waits and len(texts) == 1 and not row_number(texts[0]) and is_capitals(texts[0])

    def _number_follows(self, at: int) -> bool:
        following = self._items[at + 1] if at + 1 < len(self._items) else None
        return following is not None and _number_of(following) is not None

    def _read_part(self, texts: list[str], *, is_numeral: bool = False) -> bool:
        """Whether a row heads the next part; a letter that is a numeral too heads none inside sections."""
        found = _PART.fullmatch(one_letter(texts[0])) if texts else None
        if not found:
            return False
        letter = found[1]
        title, rest = (found[2], texts[1:]) if found[2] else ("".join(texts[1:2]), texts[2:])
        has_own_cell = not found[2] and title[:1].isupper()
        if not (letter == self._next_part() or self._skips_parts(letter, title, rest)):
            return False
        if not _may_head(rest) or not title:
            return False
        if not has_own_cell and not is_capitals(title[:_PART_TITLE_START]):
            return False
        if is_numeral and self.section is not None and self.part is None:
            return False
        self._enter_part(letter, title)
        return True

    def _skips_parts(self, letter: str, title: str, rest: list[str]) -> bool:
        """Whether a part follows another from which letters were left out: `C | HOẠT ĐỘNG CHUYÊN MÔN` below `A`."""
        if self.part is None or rest or not is_capitals(title) or " " not in title:
            return False
        return 1 < ord(letter) - ord(self.part) <= _PARTS_LEFT_OUT

    def _next_part(self) -> str:
        return "A" if self.part is None else chr(ord(self.part) + 1)

    def _enter_part(self, letter: str, title: str) -> None:
        self.part = letter
        self._reading.part_titles[letter] = title
        self.enter(None, None)


def _may_head(rest: list[str]) -> bool:
    """A section row holds its label and title, and at most a subtotal or a dash."""
    return all(fit("budget", text) >= 0 for text in rest)


def _number_of(item: RunItem) -> str | None:
    return row_number(item.texts[0]) if item.is_row and item.texts else None
