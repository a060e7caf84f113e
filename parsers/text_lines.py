"""The running text of a source as clean lines: emphasis and markup removed, two-column layouts taken apart.

Head and signature of a Vietnamese administrative document stand in two columns side by side. Readers give them as
one line with a gap, as a row of a borderless table, or as one line without any gap; here each column becomes lines
of its own, so that every later rule sees one thing a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.letter_spacing import without_letter_spacing
from parsers.run_on_lines import cuts_of
from schemas.decision import Place
from schemas.document import Document, Line, Row
from schemas.text import Fragment

# Markup that readers leave in text; `*` and `_` only as emphasis, never between digits or letters.
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,60}>|&nbsp;")
_STARS = re.compile(r"\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|(?<!\S)_+(?!\S)")
_STAR_BULLET = re.compile(r"^\s*\*\s+(?=\w)(?=[^*]*$)")  # `*  Sở Nội vụ`; emphasis has a second star
_HASHES = re.compile(r"^\s*#{1,6}\s+")
_SIGNATURE_MARK = re.compile(r"\[\s*(?:signature|chữ ký|đã ký)\s*\]", re.IGNORECASE)
_OPENING = re.compile(r"\s*\*{1,3}(?=[^\s*])")
_STAR_RUN = re.compile(r"\*+")
_BREAK = re.compile(r"\n|<br\s*/?>", re.IGNORECASE)

# What opens the right-hand column of a head or of a signature block.
_MOTTO_WORDS = r"C[ỘO]NG\s+H[ÒOÕ][AÀ]\s+X[ÃA]\s*H[ỘO]I|Đ[ộo]c\s+l[ậa]p\s*[-–]\s*T[ựu]\s+do|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT"
_PLACE_DATE = r"[A-ZĐÀ-Ỹ][\w. '’–-]{1,40},?\s*ngày[\s.…\d]*tháng"
SIGNS_FOR = r"(?:(?:TM|KT|TL|TUQ|Q)\s?[./]|(?:T/M|K/T|T/L|T/UQ)\b)\s?[A-ZĐÀ-Ỹ]{2}"
_UNION = r"ĐOÀN\s+(?:TNCS|THANH\s+NIÊN\s+CỘNG\s+SẢN)\s+HỒ\s+CHÍ\s+MINH"  # stands where the name of the state does
_RIGHT_COLUMN = re.compile(
    rf"(?:{_MOTTO_WORDS}|{_UNION}|{_PLACE_DATE}|{SIGNS_FOR}|(?:PHÓ )?CHỦ TỊCH$|(?:PHÓ )?GIÁM ĐỐC$)"
)
_RECIPIENT = re.compile(r"^\s*(?:[-–—+•*]\s|N[ơo]i\s+nh[ậa]n)", re.IGNORECASE)
# The signer's name beside a recipient, with degree or rank, or what stands for the signature itself.
_SYLLABLE = r"[A-ZĐÀ-Ỹ](?:[’'][A-ZĐÀ-Ỹ])?[a-zà-ỹđ’']*"
_RANK = r"(?:PGS|GS|TS|ThS|BS|KS|Luật sư|Bác sĩ|Tiến sĩ|Thạc sĩ|(?:Đại|Thượng|Trung|Thiếu) (?:tá|tướng|úy))[., ]+"
_NAME = re.compile(
    rf"^(?:{_RANK})*{_SYLLABLE}(?:\s+{_SYLLABLE}){{1,5}}$|^\(?\s*(?:[Đđ]ã\s+)?[Kk]ý(?:[\s,][^()]{{0,30}})?\)?$"
)
_GAP = re.compile(r"\s{3,}|\s?\t\s?|\s*\|\s*")  # a lone pipe is what a borderless table leaves between its columns
_EDGE_PIPES = " \t|│┃║"
_GLUED_RIGHT = re.compile(rf"(?<=\S)\s+(?={_MOTTO_WORDS})|(?<=[A-ZĐ0-9])\s+(?={_PLACE_DATE})")
# `- Như Điều 3; PHÓ CHỦ TỊCH`, `- Lưu: VT. Cao Huy`: the columns of recipients and signature with one blank between.
_POST_ALONE = r"(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG PHÒNG|TRƯỞNG BAN|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG|BÍ THƯ|BỘ TRƯỞNG)$"
_GLUED_SIGNATURE = re.compile(
    rf"(?:(?<=[;.])|^\W*N[ơo]i\s+nh[ậa]n\s*:?)\s+(?=(?:{SIGNS_FOR}[A-ZĐÀ-Ỹ .]*|{_POST_ALONE})$)"
)
_GLUED_SIGNER = re.compile(r"^\W*Lưu\b[^.]*\.\s+(?=(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+ ){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]+$)")
_LEFT_OF_DATE = re.compile(r"^\s*Số\s*:?.*/")
_LAYOUT_ROW = re.compile(rf"{_MOTTO_WORDS}|^\W*Nơi nhận|{SIGNS_FOR}", re.MULTILINE)
_NUMBER_AND_DATE = re.compile(r"^\W*Số\s*:")
_NUMBER_ALONE = re.compile(r"Số\s*:")
_WHOLE_STATE_NAME = re.compile(r"C[ỘO]NG\s+H[ÒOÕ][AÀ]\s+X[ÃA]\s*H[ỘO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆE]T\s+NAM")
_PIECE_OF_PLACE = re.compile(r"(?:(?:Thành phố|Tỉnh|TP\.?)\s+)?[A-ZĐÀ-Ỹ][\w']*(?: [A-ZĐÀ-Ỹ][\w']*)?")
_WHOLE_PLACE_DATE = re.compile(rf"{_PLACE_DATE}[\s.…\d]*năm[\s.…]*\d{{4}}\.?")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One clean line. `block` and `cell` address the fragment, `span` the part of its text (None: all of it).

    `text` is single-spaced without emphasis; `raw` is what was read. A blank line has `text` "" and separates
    paragraphs; `row` is set for a table row, whose cells are not text lines. `also` are the addresses of further
    fragments whose text this line took in (`parsers.torn_lines`).
    """

    block: int
    text: str
    raw: str
    place: Place
    cell: int | None = None
    span: tuple[int, int] | None = None
    row: Row | None = None
    also: tuple[tuple[int, int | None, tuple[int, int] | None], ...] = ()

    @property
    def is_row(self) -> bool:
        """Whether this stands for a table row."""
        return self.row is not None


def clean(text: str) -> str:
    """`text` without emphasis marks, tags, signature marks and pipes at its ends, on single spaces.

    >>> clean("**Điều 1.**  Ban hành <i>Kế hoạch</i> |")
    'Điều 1. Ban hành Kế hoạch'
    """
    text = without_letter_spacing(text)
    if "<" in text or "&" in text:
        text = _TAG.sub(" ", text)
    if "*" in text or "_" in text:
        text = _STARS.sub("", _STAR_BULLET.sub("- ", text))
    if "[" in text:
        text = _SIGNATURE_MARK.sub(" ", text)
    if "#" in text:
        text = _HASHES.sub("", text)
    return " ".join(text.strip(_EDGE_PIPES).split())


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
    if parts := cuts_of(text):
        for start, end in parts:
            yield TextLine(index, clean(text[start:end]), text[start:end], place, span=(start, end))
        return
    cut = _column_cut(text)
    if cut is None:
        yield TextLine(index, clean(text), fragment.raw, place)
        return
    for start, end in ((0, cut), (cut, len(text))):
        for first, last in cuts_of(text[start:end]) or [(0, end - start)]:
            span = (start + first, start + last)
            yield TextLine(index, clean(text[slice(*span)]), fragment.raw, place, span=span)


def _of_cell(index: int, cell: int, fragment: Fragment) -> Iterator[TextLine]:
    parts = _parts(fragment.text)
    raw = fragment.raw.split("\n")
    for first, last in _joined_parts([clean(part) for *_, part in parts], raw if len(raw) == len(parts) else ()):
        start, line, _ = parts[first]
        end = parts[last][0] + len(parts[last][2])
        whole = fragment.text[start:end]
        place = Place(fragment.page, fragment.line + line)
        for opening, closing in cuts_of(whole) or [(0, end - start)]:
            part = whole[opening:closing]
            yield TextLine(index, clean(part), part, place, cell, (start + opening, start + closing))


def _parts(text: str) -> list[tuple[int, int, str]]:
    """The lines of a cell, each with its offset and the number of line ends before it."""
    found: list[tuple[int, int, str]] = []
    start = line = 0
    for mark in [*_BREAK.finditer(text), None]:
        end = mark.start() if mark else len(text)
        found.append((start, line, text[start:end]))
        if mark:
            start, line = mark.end(), line + (mark[0] == "\n")
    return found


def _joined_parts(texts: Sequence[str], raw: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last of the lines that make one line of a head or signature that was wrapped inside its cell."""
    first = 0
    while first < len(texts):
        last = first
        while last + 1 < len(texts) and (
            is_emphasis_open(raw[first : last + 1]) or _goes_on(" ".join(texts[first : last + 1]), texts[last + 1])
        ):
            last += 1
        yield first, last
        first = last + 1


def _goes_on(text: str, below: str) -> bool:
    """Whether a line of a head breaks off where no writer ends one: `Số:`, `ỦY` above `BAN NHÂN DÂN`, `Hà`."""
    if not text or not below:
        return False
    if _NUMBER_ALONE.fullmatch(text) or (text.isupper() and " " not in text and below[0].isupper()):
        return True
    joined = f"{text} {below}"
    if _WHOLE_STATE_NAME.fullmatch(joined):
        return True
    begins = _PIECE_OF_PLACE.fullmatch(text) is not None or "ngày" in text
    return begins and _WHOLE_PLACE_DATE.fullmatch(joined) is not None


def is_emphasis_open(raw: Sequence[str]) -> bool:
    """Whether Markdown emphasis that opens the first of these lines goes on below the last of them.

    >>> is_emphasis_open(["**1. Sở"]), is_emphasis_open(["**1. Sở", "Tài chính** (chủ trì)"])
    (True, False)
    """
    opening = _OPENING.match(raw[0]) if raw else None
    if opening is None:
        return False
    return sum(len(_STAR_RUN.findall(line)) for line in raw) % 2 == 1


def _column_cut(text: str) -> int | None:
    """Offset where the right-hand column starts in a line that holds both, or None."""
    if len(text) < 12 or len(text) > 240 or not (text[0].isupper() or text[0] in " \xa0-–—*+•|"):
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
