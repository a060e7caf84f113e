"""Lines that are no text of the document: page numbers, running heads, scribbles, stamps, remarks of programs.

Unlike the other rules these look at the neighbours of a line. Cells of tables are never noise.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from normalize.repair.engine_remarks import engine_remarks
from normalize.repair.known_words import known_abbreviations
from normalize.repair.print_frames import print_frames
from normalize.repair.received_stamps import received_stamp
from normalize.repair.running_heads import running_heads
from schemas.document import Block, Line
from schemas.syllables import is_syllable

_PAGE_NUMBER = re.compile(r"(?:trang\s*)?[-–—.]?\s*\d{1,3}\s*[-–—.]?|(?:trang\s*)\d{1,3}\s*/\s*\d{1,3}", re.IGNORECASE)
_SCRIBBLE = re.compile(
    r"\d{1,2}\s?/|[A-ZĐ]{1,2}\s?/|/\s?[A-Za-z]{1,3}|[~^=]{3,}|\W*[a-z]{1,3}\W*"
    # Strokes of a pen or a seal: signs that no document prints, beside lone letters and digits.
    r"|(?=.*[¬⁄¦§«»~^\\|¤])(?:[^\w\s]*\w?[^\w\s]*\s*){1,5}"
)
_LABEL = re.compile(r"\s*(\d{1,3})(?:[.)]|\s|$)")
_NUMBER_BY_HAND = re.compile(r"[Ss]ố\s*:?\s*/")

_AUTHORITY = re.compile(
    r"\W*(?:(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\b|(?:PHÓ )?(?:CHỦ TỊCH|GIÁM ĐỐC|CHÁNH |TRƯỞNG |BỘ TRƯỞNG))"
)
_TITLE = re.compile(
    r"\W*(?:KẾ HOẠCH|QUYẾT ĐỊNH|PHỤ LỤC|DANH MỤC|ĐỀ ÁN|CHƯƠNG TRÌNH|BÁO CÁO|TỜ TRÌNH|CỘNG HÒA|Phụ lục)\b"
)
_FEW_PAGES = 2  # on so few pages no line can be told to run
_AFTER_SIGNATURE = 12  # lines with text in which a stamp may follow the signing authority
_PAGE_END = 6

_FOREIGN_LINE = re.compile(r"[A-Z0-9 .,&'’/()*-]+")
_WORD = re.compile(r"[A-Z]+")
_LONG_FOREIGN = 6
_FIRM = re.compile(r"&|\b(?:CO|LTD|INC|CORP|LLC)\b")

_STAMP_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_STAMP_TIME = re.compile(
    r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4},?\s+)?\d{1,2}:\d{2}(?::\d{2})?(?:\s*(?:[+-]\d{2}[:']?\d{2}'?|SA|CH|AM|PM))?"
)
_SIGNING = "ký bởi|người ký|thời gian ký|giờ ký|thời điểm ký|ngày ký"
_STAMP_LABEL = re.compile(
    rf"(?:{_SIGNING}|được ký bởi|signature (?:not verified|valid)|digitally signed|chữ ký số"
    r"|signed by|signing time|date|reason|location|cơ quan|email|ký số bởi|tên người ký|chức vụ)\b\s*:?",
    re.IGNORECASE,
)
_SIGNED = re.compile(rf"{_SIGNING}|signed|signature|signing", re.IGNORECASE)
_STAMP_AGENCY = re.compile(
    r"(?:ủy ban|uỷ ban|ubnd|tỉnh|thành phố|huyện|sở|bộ|văn phòng|cục|chi cục|ban|xã|phường)\b", re.IGNORECASE
)
_STAMP_LINES = 8


@dataclass(frozen=True, slots=True)
class Noise:
    """A block (by index) that is noise, and the rule that says so."""

    block: int
    method: str


def find_noise(blocks: Sequence[Block], texts: Sequence[str | None]) -> list[Noise]:
    """The lines of a document that are noise; `texts` are the lines without markup, None for rows."""
    page = _Layout(blocks, texts)
    found = {noise.block: noise for noise in _signature_stamps(page)}
    found |= {index: Noise(index, "print_frame") for index in print_frames(page.by_page(), page.texts)}
    found |= {index: Noise(index, "engine_remark") for index in engine_remarks(page.texts, page.filled)}
    found |= {noise.block: noise for noise in _received_stamps(page) if noise.block not in found}
    found |= {noise.block: noise for noise in _foreign_stamps(page) if noise.block not in found}
    found |= {noise.block: noise for noise in _stray_numbers(page, frozenset(found)) if noise.block not in found}
    found |= {index: Noise(index, "running_head") for index in _running_heads(page, found.keys()) if index not in found}
    return [found[block] for block in sorted(found)]


class _Layout:
    """Lines with text by their place: what stands before and after them, and where pages end."""

    def __init__(self, blocks: Sequence[Block], texts: Sequence[str | None]) -> None:
        self.blocks = blocks
        self.texts = [None if text is None else text.strip() for text in texts]
        self.filled = [index for index, text in enumerate(self.texts) if text is None or text]
        self.rank = {index: rank for rank, index in enumerate(self.filled)}

    def page(self, index: int) -> int:
        block = self.blocks[index]
        return block.fragment.page if isinstance(block, Line) else block.page

    def by_page(self) -> dict[int, list[int]]:
        """The blocks with text of each page."""
        pages: dict[int, list[int]] = {}
        for index in self.filled:
            pages.setdefault(self.page(index), []).append(index)
        return pages

    def neighbour(self, index: int, step: int) -> int | None:
        """The next block with text in direction `step`, None at the end of the document."""
        rank = self.rank[index] + step
        return self.filled[rank] if 0 <= rank < len(self.filled) else None

    def is_parted(self, index: int, step: int) -> bool:
        """Whether a blank line, a table or the end of a page stands on that side."""
        beside = index + step
        if not 0 <= beside < len(self.texts) or not self.texts[beside]:
            return True
        return self.page(beside) != self.page(index)

    def is_page_edge(self, index: int) -> bool:
        """Whether the line is the first or the last with text on its page (not on the document's first or last)."""
        before, after = self.neighbour(index, -1), self.neighbour(index, 1)
        return (before is not None and self.page(before) != self.page(index)) or (
            after is not None and self.page(after) != self.page(index)
        )


def _running_heads(page: _Layout, noise: Collection[int]) -> set[int]:
    """Heads and feet of pages; the other noise, a page number above all, may stand outside of them."""
    by_page = {
        number: [at for at in blocks if at not in noise and not _PAGE_NUMBER.fullmatch(page.texts[at] or "")]
        for number, blocks in page.by_page().items()
    }
    by_page = {number: blocks for number, blocks in by_page.items() if blocks}
    if len(by_page) <= _FEW_PAGES:
        return set()
    edges = {number: (blocks[0], blocks[-1]) for number, blocks in by_page.items() if len(blocks) > 1}
    return running_heads(edges, page.texts, len(by_page))


def _stray_numbers(page: _Layout, noise: frozenset[int]) -> Iterator[Noise]:
    """Page numbers, initials and scribbles that stand alone: `17`, `- 4 -`, `1/`, `N/`, `ty`.

    A number that continues a list, a number printed by hand into `Số:   /QĐ-UBND`, and a number inside running lines
    stay.
    """
    by_hand = any(text and _NUMBER_BY_HAND.search(text) for text in page.texts[:40])
    for index in page.filled:
        text = page.texts[index]
        if text is None or len(text) > 14 or index in noise:
            continue
        number = _PAGE_NUMBER.fullmatch(text)
        if not number and not _SCRIBBLE.fullmatch(text):
            continue
        alone = page.is_parted(index, -1) and (page.is_parted(index, 1) or _is_above_title(page, index))
        if not alone and not (number and page.is_page_edge(index)):
            continue
        if number and ((by_hand and page.rank[index] < 15) or _continues_list(page, index, text)):
            continue
        if not number and text.isalpha() and not _closes(page, index):
            continue
        yield Noise(index, "page_number" if number else "scribble")


def _is_above_title(page: _Layout, index: int) -> bool:
    """Whether the next line is the title of an annex or a plan: the number is that of its page."""
    after = page.neighbour(index, 1)
    text = page.texts[after] if after is not None else None
    return text is not None and _TITLE.match(text) is not None


def _closes(page: _Layout, index: int) -> bool:
    """Whether the text before a lone short word has ended, so that the word cannot belong to it."""
    before = page.neighbour(index, -1)
    text = page.texts[before] if before is not None else None
    return text is None or text.endswith((".", ";", ":", "/", ")", "!", "?", "”"))


def _continues_list(page: _Layout, index: int, text: str) -> bool:
    """Whether a lone number is the next of the numbers that head the lines or rows before, with something to head."""
    digits = re.sub(r"\D", "", text)
    after = page.neighbour(index, 1)
    if not text.isdecimal() or after is None:
        return False
    following = page.texts[after]
    if following is not None and _TITLE.match(following):
        return False
    if following is None:
        cells = page.blocks[after]
        return (
            not isinstance(cells, Line)
            and not cells.cells[0].fragment.text.strip()
            and _last_label(page, index) == int(digits) - 1
        )
    return following[:1].isupper() and _last_label(page, index) == int(digits) - 1 and not _LABEL.match(following)


def _last_label(page: _Layout, index: int) -> int | None:
    for rank in range(page.rank[index] - 1, max(-1, page.rank[index] - 40), -1):
        block = page.blocks[page.filled[rank]]
        head = block.fragment.text if isinstance(block, Line) else block.cells[0].fragment.text
        match = _LABEL.match(head)
        if match:
            return int(match.group(1))
    return None


def _foreign_stamps(page: _Layout) -> Iterator[Noise]:
    """Lines in capitals of another language near a signature, a page's end or before the next title.

    At least one word must be of six letters or more (or three of four, or the name of a firm) and be no Vietnamese
    syllable and no abbreviation in use; a word with Vietnamese marks clears the line.
    """
    candidates = [i for i in page.filled if (text := page.texts[i]) is not None and _is_foreign(text)]
    zone = _stamp_zone(page, candidates)
    found: set[int] = set()
    for index in candidates:
        before = page.neighbour(index, -1)
        if index in zone or before in found:
            found.add(index)
            yield Noise(index, "foreign_stamp")


def _is_foreign(text: str) -> bool:
    if not _FOREIGN_LINE.fullmatch(text) or len(text) < 5:
        return False
    words = _WORD.findall(text)
    known = known_abbreviations()
    strange = [word for word in words if len(word) >= 4 and word not in known and not is_syllable(word)]
    if any(word in known and not is_syllable(word) and len(word) > 2 for word in words):
        return False
    firm = bool(_FIRM.search(text)) and bool(strange)
    return firm or len(strange) >= 3 or any(len(word) >= _LONG_FOREIGN for word in strange)


def _stamp_zone(page: _Layout, candidates: Sequence[int]) -> frozenset[int]:
    """Those of the candidates that stand where stamps stand."""
    zone: set[int] = set()
    for index in candidates:
        rank = page.rank[index]
        earlier = page.filled[max(0, rank - _AFTER_SIGNATURE) : rank]
        later = page.filled[rank + 1 : rank + 1 + _PAGE_END]
        signed = any((text := page.texts[i]) is not None and _AUTHORITY.match(text) for i in earlier)
        titled = any((text := page.texts[i]) is not None and _TITLE.match(text) for i in later[:2])
        ends = len(later) < _PAGE_END or any(page.page(i) != page.page(index) for i in later)
        if (signed or titled or ends) and (page.is_parted(index, -1) or page.is_parted(index, 1)):
            zone.add(index)
    return frozenset(zone)


def _received_stamps(page: _Layout) -> Iterator[Noise]:
    """Stamps of the office that received an act, blank lines or not between their lines; none goes over a table."""
    for rank, index in enumerate(page.filled):
        text = page.texts[index]
        if text is None or "Đ" not in text:
            continue
        run = page.filled[rank : rank + 8]
        texts = [page.texts[at] for at in run]
        lines = list(itertools.takewhile(lambda line: line is not None, texts))
        yield from (Noise(at, "received_stamp") for at in run[: received_stamp([line or "" for line in lines])])


def _signature_stamps(page: _Layout) -> Iterator[Noise]:
    """The block a digital signature shows: agency, date and time of signing, or the labels `Ký bởi:`, `Thời gian ký:`.

    A date alone, a time inside a sentence and an `Email:` among contact details stay.
    """
    for block in _text_blocks(page):
        lines = [page.texts[index] or "" for index in block]
        times = [at for at, line in enumerate(lines) if _STAMP_TIME.fullmatch(line)]
        if times and any(_STAMP_DATE.match(line) for line in lines[max(0, times[0] - 1) : times[0] + 1]):
            start = times[0] if _STAMP_DATE.match(lines[times[0]]) else times[0] - 1
            while start > 0 and times[0] - start < _STAMP_LINES and _is_stamp_head(lines[start - 1]):
                start -= 1
            yield from (Noise(block[at], "signature_stamp") for at in range(start, times[0] + 1))
        elif sum(bool(_STAMP_LABEL.match(line)) for line in lines) >= 2 and any(map(_SIGNED.search, lines)):
            yield from (
                Noise(block[at], "signature_stamp")
                for at, line in enumerate(lines)
                if _STAMP_LABEL.match(line) or _STAMP_TIME.fullmatch(line)
            )


def _is_stamp_head(line: str) -> bool:
    if _STAMP_LABEL.match(line):
        return True
    return bool(_STAMP_AGENCY.match(line)) and len(line.split()) <= 8 and not line.isupper() and line[-1] not in ".;:,"


def _text_blocks(page: _Layout) -> Iterator[list[int]]:
    """Runs of lines without a blank line or a row between them."""
    run: list[int] = []
    for index, text in enumerate(page.texts):
        if text:
            run.append(index)
        elif run:
            yield run
            run = []
    if run:
        yield run
