"""The running text of a source as clean lines: emphasis and markup removed, two-column layouts taken apart.

Head and signature of a Vietnamese administrative document stand in two columns side by side. Readers give them as
one line with a gap, as a row of a borderless table, or as one line without any gap; here each column becomes lines
of its own, so that every later rule sees one thing a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parsers.letter_spacing import without_letter_spacing
from schemas.decision import Place
from schemas.document import Document, Line, Row
from schemas.text import Fragment

# Markup that readers leave in text; `*` and `_` only as emphasis, never between digits or letters.
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,60}>|&nbsp;")
_STARS = re.compile(r"\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|(?<!\S)_+(?!\S)")
_HASHES = re.compile(r"^\s*#{1,6}\s+")
_SIGNATURE_MARK = re.compile(r"\[\s*(?:signature|chữ ký|đã ký)\s*\]", re.IGNORECASE)
_BREAK = re.compile(r"\n|<br\s*/?>", re.IGNORECASE)

# What opens the right-hand column of a head or of a signature block.
_MOTTO_WORDS = r"C[ỘO]NG\s+H[ÒOÕ][AÀ]\s+X[ÃA]\s*H[ỘO]I|Đ[ộo]c\s+l[ậa]p\s*[-–]\s*T[ựu]\s+do|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT"
_PLACE_DATE = r"[A-ZĐÀ-Ỹ][\w. '’–-]{1,40},?\s*ngày[\s.…\d]*tháng"
_SIGNS_FOR = r"(?:(?:TM|KT|TL|TUQ|Q)\s?[./]|(?:T/M|K/T|T/L|T/UQ)\b)\s?[A-ZĐÀ-Ỹ]{2}"
_RIGHT_COLUMN = re.compile(rf"(?:{_MOTTO_WORDS}|{_PLACE_DATE}|{_SIGNS_FOR}|(?:PHÓ )?CHỦ TỊCH$|(?:PHÓ )?GIÁM ĐỐC$)")
_RECIPIENT = re.compile(r"^\s*(?:[-–+]\s|N[ơo]i\s+nh[ậa]n)", re.IGNORECASE)
_NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+\s+){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+$")
_GAP = re.compile(r"\s{3,}|\s?\t\s?")
_GLUED_RIGHT = re.compile(rf"(?<=\S)\s+(?={_MOTTO_WORDS})|(?<=[A-ZĐ])\s+(?={_PLACE_DATE})")
# `- Như Điều 3; PHÓ CHỦ TỊCH`, `- Lưu: VT. Cao Huy`: the columns of recipients and signature with one blank between.
_POST_ALONE = r"(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG PHÒNG|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG|BÍ THƯ|BỘ TRƯỞNG)$"
_GLUED_SIGNATURE = re.compile(
    rf"(?:(?<=[;.])|^\W*N[ơo]i\s+nh[ậa]n\s*:?)\s+(?=(?:{_SIGNS_FOR}[A-ZĐÀ-Ỹ .]*|{_POST_ALONE})$)"
)
_GLUED_SIGNER = re.compile(r"^\W*Lưu\b[^.]*\.\s+(?=(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+ ){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+$)")
_LEFT_OF_DATE = re.compile(r"^\s*Số\s*:?.*/")
_LAYOUT_ROW = re.compile(rf"{_MOTTO_WORDS}|^\W*Nơi nhận|{_SIGNS_FOR}", re.MULTILINE)
_NUMBER_AND_DATE = re.compile(r"^\W*Số\s*:")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One clean line. `block` and `cell` address the fragment, `span` the part of its text (None: all of it).

    `text` is single-spaced without emphasis; `raw` is what was read. A blank line has `text` "" and separates
    paragraphs; `row` is set for a table row, whose cells are not text lines.
    """

    block: int
    text: str
    raw: str
    place: Place
    cell: int | None = None
    span: tuple[int, int] | None = None
    row: Row | None = None

    @property
    def is_row(self) -> bool:
        """Whether this stands for a table row."""
        return self.row is not None


def clean(text: str) -> str:
    """`text` without emphasis marks, tags and signature marks, on single spaces.

    >>> clean("**Điều 1.**  Ban hành <i>Kế hoạch</i>")
    'Điều 1. Ban hành Kế hoạch'
    """
    text = without_letter_spacing(text)
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", text)
    if "*" in text or "_" in text:
        text = _STARS.sub("", text)
    if "[" in text:
        text = _SIGNATURE_MARK.sub(" ", text)
    if "#" in text:
        text = _HASHES.sub("", text)
    return " ".join(text.split())


def text_lines(document: Document) -> tuple[TextLine, ...]:
    """Every line of the document in reading order, blank ones included; a table row is one marker line."""
    return tuple(_lines(document))


def _lines(document: Document) -> Iterator[TextLine]:
    layout: int | None = None  # the table that the last layout row belongs to
    for index, block in enumerate(document.blocks):
        if isinstance(block, Line):
            yield from _of_line(index, block.fragment)
        elif _is_layout(block) or (block.table == layout and _is_narrow(block)):
            layout = block.table
            for cell, value in enumerate(block.cells):
                yield from _of_cell(index, cell, value.fragment)
        else:
            yield TextLine(index, "", "", Place(block.page, block.line), row=block)


def _is_narrow(row: Row) -> bool:
    """Whether the row may go on with a layout table: up to three cells, none of them a serial number."""
    texts = [cell.fragment.text.strip() for cell in row.cells if cell.fragment.text.strip()]
    return 1 <= len(texts) <= 3 and len(row.cells) <= 4 and not any(text.rstrip(".").isdigit() for text in texts)


def _is_layout(row: Row) -> bool:
    """Whether the row is a head or signature block set as a table."""
    texts = [cell.fragment.text for cell in row.cells if cell.fragment.text.strip()]
    if not 1 <= len(texts) <= 3 or len(row.cells) > 4:
        return False
    if any(_LAYOUT_ROW.search(text) for text in texts):
        return True
    return _NUMBER_AND_DATE.match(texts[0]) is not None and len(texts) == 2 and "ngày" in texts[1].casefold()


def _of_line(index: int, fragment: Fragment) -> Iterator[TextLine]:
    place = Place(fragment.page, fragment.line)
    text = fragment.text
    cut = _column_cut(text)
    if cut is None:
        yield TextLine(index, clean(text), fragment.raw, place)
        return
    for start, end in ((0, cut), (cut, len(text))):
        yield TextLine(index, clean(text[start:end]), fragment.raw, place, span=(start, end))


def _of_cell(index: int, cell: int, fragment: Fragment) -> Iterator[TextLine]:
    start = line = 0
    for mark in [*_BREAK.finditer(fragment.text), None]:
        end = mark.start() if mark else len(fragment.text)
        part = fragment.text[start:end]
        yield TextLine(index, clean(part), part, Place(fragment.page, fragment.line + line), cell, (start, end))
        if mark:
            start, line = mark.end(), line + (mark[0] == "\n")


def _column_cut(text: str) -> int | None:
    """Offset where the right-hand column starts in a line that holds both, or None."""
    if len(text) < 12 or len(text) > 240 or not (text[0].isupper() or text[0] in " \xa0-*+"):
        return None
    recipient = _RECIPIENT.match(text) is not None
    for gap in _GAP.finditer(text):
        right = clean(text[gap.end() :]) if gap.start() else ""
        if right and (_RIGHT_COLUMN.match(right) or (recipient and (is_capitals(right) or _NAME.match(right)))):
            return gap.end()
    if recipient and (signed := _GLUED_SIGNATURE.search(text) or _GLUED_SIGNER.match(text)):
        return signed.end()
    glued = _GLUED_RIGHT.search(text)
    if glued is None or not text[: glued.start()].strip(" *"):
        return None
    is_date = text[glued.end() :].lstrip()[:1].isupper() and "ngày" in text[glued.end() :]
    if is_date and not _LEFT_OF_DATE.match(text[: glued.start()]):
        return None
    return glued.end()


@dataclass(frozen=True, slots=True)
class Shape:
    """How the source breaks its lines: `width` is the usual length of a full line, None when paragraphs are whole."""

    width: int | None


_WRAPPED_AT_MOST = 130  # a line of A4 portrait text in a PDF or scan has about 75-110 characters


def line_shape(document: Document) -> Shape:
    """Whether lines are wrapped at a page width; from the longest tenth of the lines."""
    lengths = sorted(
        len(block.fragment.text)
        for block in document.blocks
        if isinstance(block, Line) and len(block.fragment.text) > 25
    )
    if len(lengths) < 8:
        return Shape(None)
    ninth = lengths[int(len(lengths) * 0.9)]
    return Shape(ninth if ninth <= _WRAPPED_AT_MOST else None)


def is_capitals(text: str) -> bool:
    """Whether the letters of `text` are capitals (a stray lower-case letter in twelve is allowed)."""
    upper = sum(1 for c in text if c.isupper())
    lower = sum(1 for c in text if c.islower())
    return upper >= 2 and lower * 12 <= upper
