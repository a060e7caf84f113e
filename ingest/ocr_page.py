"""One picture of a page -> its words and tables by OCR.

Ruled tables are found first and read cell by cell, what stands around them as a page. A page whose words are few and
unsure is turned as the engine advises and read again; if it stays so it is a photograph, a map or blank, and gives no
text rather than invented text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.confidence import mean_confidence
from ingest.image_blocks import find_rules, word_blocks
from ingest.ocr_cells import read_cells, word_on_page
from ingest.ocr_engine import OcrEngine, OcrFailed
from ingest.ocr_glyphs import settle_glyphs
from ingest.ocr_lost import read_lost
from ingest.ocr_ones import with_all_strokes, with_strokes_of_quarter
from ingest.ocr_quarters import with_lost_quarters
from ingest.page_image import DARK, PageImage, working_image
from ingest.page_layout import words_by_place
from ingest.page_reading import PageReading
from ingest.page_words import Word, visual_lines
from ingest.ruled_grid import find_grids
from ingest.unruled_tables import find_unruled_tables, reading_grid
from schemas.text import count_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ingest.page_grid import RuledTable
    from ingest.page_image import Pixels
    from ingest.page_rules import Rules

_MARGIN = 6.0  # points around the text of a table without outer rules
_RULED_ROWS = 0.5  # level rules for each row, below which a grid of rules lacks rows
_FEWEST_LABELS = 2  # rows with a label that show how a table is ruled
_TOLERANCE = 3.0  # points by which the edges of words are off
_SURE = 0.7  # confidence of a page that lies right; upside down it is about 0.4
_READABLE = 0.45
_FEW = 5  # words below which a page needs sure ones
_LONG_WORD = 4  # letters; wider than high when it lies right
_NOISE = 0.35  # confidence below which a word without two letters or digits in a row is a speck
_CRUMB = re.compile(r"""[`´'‘’"“”⁄\\|¬~^°«»_=<>¦,.:;—]{1,2}|[bcdghklmnpqrstvx]""")  # list marks are none
_STROKE = re.compile(r"[\\`´¬^¦]{1,3}")  # signs that no decision prints by themselves, however sure the engine is
_FLAT, _UNSURE = 3.0, 0.5  # points that no letter is lower than; confidence of such
_SIGN_NOISE = 0.75  # confidence below which such a sign is a speck
_MIN_INK = 0.0005  # share of dark pixels of what is not blank
_SOLID = re.compile(r"[^\W_]{2}|\d")


def read_picture(pixels: Pixels, dpi: float, engine: OcrEngine) -> PageReading:
    """Read a page scanned at `dpi` (grey or RGB, height x width); a failure is told in `error`."""
    import cv2

    try:
        reading = _read(working_image(pixels, dpi), engine)
        if (reading.confidence or 0.0) < _SURE or _lies_on_its_side(reading) or _says_little(reading):
            reading = _turned_reading(pixels, dpi, reading, engine)
    except (OcrFailed, cv2.error, MemoryError, ArithmeticError, LookupError, ValueError) as error:
        return PageReading(error=f"OCR of the page failed: {error}", through_ocr=True, engine=engine.name)
    if not _is_text(reading):
        reading = PageReading(through_ocr=True, rotation=reading.rotation)
    return replace(reading, engine=engine.name, dpi=round(dpi))


def _turned_reading(pixels: Pixels, dpi: float, reading: PageReading, engine: OcrEngine) -> PageReading:
    image = working_image(pixels, dpi, straighten=False)
    if not _has_ink(image.pixels):
        return reading
    turn = engine.orientation(image.pixels, image.dpi)
    if not turn:
        return reading
    other = _read(working_image(pixels, dpi, rotation=turn), engine)
    better = (other.confidence or 0.0) > (reading.confidence or 0.0) or _lies_on_its_side(reading)
    fuller = _says_little(reading) and (other.confidence or 0.0) >= _SURE and len(other.words) > len(reading.words)
    return other if better or fuller else reading


def _says_little(reading: PageReading) -> bool:
    """Whether hardly a word was read, however sure: of a page on its side little may look like one."""
    return sum(count_words(word.text) for word in reading.words) < _FEW


def _lies_on_its_side(reading: PageReading) -> bool:
    """Whether the engine read lines that run up or down: it can, but their places make no page."""
    long = [word for word in reading.words if len(word.text) >= _LONG_WORD]
    return len(long) >= _FEW and sum(word.height > word.x1 - word.x0 for word in long) > len(long) / 2


def _read(image: PageImage, engine: OcrEngine) -> PageReading:
    rules = find_rules(image)
    tables, drafts, image = _grids(image, rules)
    grids = (*tables, *drafts)
    words = [word for grid in grids for word in read_cells(image, grid, engine)]
    rest = _without_tables(image, grids)
    if _has_ink(rest):
        words += (word_on_page(word, 0, 0, image.points) for word in engine.words([rest], image.dpi, 3)[0])
    words = [word for word in words if not _is_speck(word)]
    if (mean_confidence(words) or 0.0) >= _SURE:
        words += read_lost(image, tables, words, engine)
    kept = tuple(with_lost_quarters(tuple(_settled(words, image)), image))
    confidence = mean_confidence(kept)
    return PageReading(kept, tables, rules, _TOLERANCE, confidence, image.rotation, through_ocr=True, skew=image.skew)


def _settled(words: Sequence[Word], image: PageImage) -> Iterator[Word]:
    """`words` with what a look at the picture settles."""
    for before, word in zip([None, *words], words, strict=False):
        yield settle_glyphs(with_strokes_of_quarter(with_all_strokes(word, image), before, image), image)


def _grids(image: PageImage, rules: Rules) -> tuple[tuple[RuledTable, ...], list[RuledTable], PageImage]:
    """The ruled tables of a page, and grids to read those by that have no rules, or too few for their rows.

    With them the page as it is to be read (`find_grids`).
    """
    ruled, clean = find_grids(image)
    drafts: list[RuledTable] = []
    blocks = word_blocks(image, rules)
    for found in find_unruled_tables(blocks, rules, exact=False):
        top, bottom = found.table.box[1], found.table.box[3]
        beside = [table for table in ruled if table.box[1] < bottom and top < table.box[3]]
        if all(_lacks_rows(table, found.table, rules) and not _has_one_label_a_row(table, blocks) for table in beside):
            ruled = tuple(table for table in ruled if table not in beside)
            drafts.append(reading_grid(found, _MARGIN))
    return ruled, drafts, clean


def _lacks_rows(table: RuledTable, found: RuledTable, rules: Rules) -> bool:
    """Whether rules are too few for the rows that are `found` at the height of the ruled `table`."""
    top, bottom = table.box[1], table.box[3]
    rows = {place.row for place in found.places if top <= (place.box[1] + place.box[3]) / 2 <= bottom}
    left, right = min(table.box[0], found.box[0]), max(table.box[2], found.box[2])
    own = {place.row for place in table.places}  # slanting rules, as in a photograph, are no levels but make rows
    return max(len(own), len(rules.levels_in((left, top, right, bottom)))) < _RULED_ROWS * len(rows)


def _has_one_label_a_row(table: RuledTable, blocks: Sequence[Word]) -> bool:
    """Whether no cell of the first column but its heading holds more than one line, as where each row has rules.

    Cells beside it may be tall and hold lists, which look like rows of their own. A row by itself, at the top of a
    page, has no heading above it.
    """
    is_row = all(place.row == 0 for place in table.places)
    first = [place for place in table.places if place.column == 0 and (place.row or is_row)]
    held, _ = words_by_place(table, blocks)
    lines = [len(visual_lines(held[place])) for place in first]
    return lines.count(1) >= (1 if is_row else _FEWEST_LABELS) and max(lines) == 1


def _without_tables(image: PageImage, tables: tuple[RuledTable, ...]) -> Pixels:
    pixels = image.pixels.copy() if tables else image.pixels
    margin = round(0.05 * image.dpi)
    for table in tables:
        x0, y0, x1, y1 = (round(edge / image.points) for edge in table.box)
        pixels[max(0, y0 - margin) : y1 + margin, max(0, x0 - margin) : x1 + margin] = 255
    return pixels


def _has_ink(pixels: Pixels) -> bool:
    return float((pixels < DARK).mean()) > _MIN_INK


def _is_speck(word: Word) -> bool:
    """Whether dirt was read as a word: signs that never stand alone, one letter that is no word, letters of a rule.

    All of them unsure.
    """
    confidence = word.confidence or 0.0
    if word.height < _FLAT and confidence < _UNSURE:
        return any(map(str.isalnum, word.text))  # letters of their tops, cut off at a rule; a dash is flat, too
    if _STROKE.fullmatch(word.text) or (_SOLID.search(word.text) is None and confidence < _NOISE):
        return True
    return confidence < _SIGN_NOISE and _CRUMB.fullmatch(word.text) is not None


def _is_text(reading: PageReading) -> bool:
    count = sum(count_words(word.text) for word in reading.words)
    confidence = reading.confidence or 0.0
    return count > 0 and confidence >= (_READABLE if count >= _FEW else _SURE)
