"""The grand total of a table: on a row of sums, or on lines in the table or below it, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parsers.cell_types import fit
from parsers.claims import Claims
from parsers.row_labels import row_number
from parsers.table_headers import ColumnModel
from parsers.table_reading import TableReading, place_of
from parsers.table_runs import RunItem
from schemas.decision import Place, StatedTotal
from schemas.document import Document, Row
from schemas.letters import fold

_TOTAL = re.compile(
    r"tong (?:cong|so|kinh phi|du toan|nhu cau|chi phi|muc)\b"
    r"|(?:cong|tong)(?: [ivxl\d+]+| muc [\w ]{1,8}| (?:phu luc|bieu|bang)(?: so)?(?: [ivxl\d]+)?)?\s*(?:[:(\d]|$)"
)
_SUBTOTAL = re.compile(r"(?:tong )?cong\s*\(?\s*(?:(?:muc|phan|nhom|chuong)\b|(?:[ivxl]+|[a-h])\b)")
_LONGEST_LABEL = 60
_IN_WORDS = re.compile(r"\(?\s*(?:so tien )?(?:viet )?b[ao]ng chu\b")
_FUSED_FIGURE = re.compile(r":\s*(\d[\d.,\s]*)")

_LINES_BELOW = 8  # after a table, blank ones among them
_LABEL_BELOW = re.compile(r"(?:tổng\s+)?(?:cộng|số)(?:\s+(?:phụ\s+lục|biểu|bảng)\s+[IVX\d]+)?\s*:?", re.IGNORECASE)
_FIGURE_BELOW = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?(?:\s*(?:(?:nghìn|triệu|tỷ)\s+)?(?:đồng|đ))?")


def is_in_words(text: str) -> bool:
    """Whether a line or cell says a total in words: it begins with `Bằng chữ`."""
    return _IN_WORDS.match(fold(text)) is not None


def read_total_row(
    item: RunItem, filled: list[tuple[int, str]], model: ColumnModel, place: Place, reading: TableReading
) -> bool:
    """Whether a row is of sums; the grand total is put into `reading`, sums of parts are passed over."""
    label = _label(text for _, text in filled)
    key = fold(label)
    if _IN_WORDS.match(key):
        put_words(label, model, place, reading)
        return True
    if len(key) > _LONGEST_LABEL or not _is_sum_row(filled) or not (_TOTAL.match(key) or _SUBTOTAL.match(key)):
        return False
    if _sums_all(key):
        reading.total = _total_of(item, filled, label, model, place)
    return True


def is_grand_total(texts: Iterable[str]) -> bool:
    """Whether a row is of sums over the whole table."""
    key = fold(_label(texts))
    return len(key) <= _LONGEST_LABEL and _TOTAL.match(key) is not None and _sums_all(key)


def _label(texts: Iterable[str]) -> str:
    return next((text for text in texts if text and row_number(text) is None), "")


def _sums_all(key: str) -> bool:
    """`Tổng cộng (I+II)` sums all sections, `Cộng (I)` one."""
    return not _SUBTOTAL.match(key) or "+" in key


def put_words(text: str, model: ColumnModel, place: Place, reading: TableReading) -> None:
    """Add the total in words to the total in figures, which stands before it if there is one."""
    known = reading.total
    figure, place = (known.figure, known.place) if known else (None, place)
    reading.total = StatedTotal(figure, text, model.unit, place, text)


def _is_sum_row(filled: list[tuple[int, str]]) -> bool:
    """A row of sums holds little besides figures."""
    return sum(not is_figure(text) for _, text in filled) <= 2 or len(filled) <= 4


def _total_of(
    item: RunItem, filled: list[tuple[int, str]], label: str, model: ColumnModel, place: Place
) -> StatedTotal:
    figure = words = None
    for _, text in filled:
        if text == label:
            continue
        if is_in_words(text):
            words = text
        elif fit("budget", text) > 0 and any(c.isdigit() for c in text):
            figure = text
    budget = model.index("budget")
    if len(item.texts) == len(model.roles) and budget is not None and is_figure(item.texts[budget]):
        figure = item.texts[budget]  # beside it stand sums of shares
    if figure is None and (fused := _FUSED_FIGURE.search(label)):
        figure = fused[1].strip()
    return StatedTotal(figure, words, model.unit, place, words)


def is_figure(text: str) -> bool:
    """Whether a cell holds a sum and no words before it."""
    return fit("budget", text) > 0 and text[:1].isdigit()


def read_total_below(
    document: Document, start: int, last: int, reading: TableReading, claims: Claims, unit: str | None
) -> None:
    """The total may stand on the first lines after the table: its label, its figure, its words."""
    blocks: list[int] = []
    figure = words = None
    is_labelled = False
    for index in range(start, min(last, start + _LINES_BELOW)):
        block = document.blocks[index]
        if isinstance(block, Row):
            break
        text = " ".join(block.fragment.text.split())
        if not text:
            continue
        if is_in_words(text):
            words = text
        elif _LABEL_BELOW.fullmatch(text):
            is_labelled = True
        elif is_labelled and figure is None and _FIGURE_BELOW.fullmatch(text):
            figure = text
        elif (label := _LABEL_BELOW.match(text)) and _FIGURE_BELOW.fullmatch(text[label.end() :].strip()):
            figure = text[label.end() :].strip()
        else:
            break
        blocks.append(index)
    if words is None and figure is None:
        return
    known = reading.total
    place = known.place if known else place_of(document, blocks[0])
    figure = (known.figure if known else None) or figure
    words = words or (known.words if known else None)
    reading.total = StatedTotal(figure, words, known.unit if known else unit, place, words)
    for index in blocks:
        claims.claim_block(index, field="total")
