"""Born-digital PDF pages: words and ruled tables as they are painted, and what stands beside the text.

Hazards that are dealt with: text of legacy fonts (TCVN3, VNI, by name and by what the text shows), letters printed
twice, marks painted apart from their letters, syllables torn by wrong widths, pages painted sideways, letters turned
against the page (headings of narrow columns are read, watermarks are noise), hidden and white text, text outside the
crop box (noise, with a row in the account), the numbers and dates that electronic offices stamp into blanks, and what
annotations and digital signatures show.
Left to repair: syllables cut by real spaces, stuck words, lost hyphens, letters of other alphabets.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.number_blanks import fill_blanks
from ingest.page_asides import Aside
from ingest.page_grid import RuledTable
from ingest.page_rules import NO_RULES, Rules
from ingest.page_words import Box, Word, visual_lines
from ingest.pdf_device import ShownPage, shown_page
from ingest.pdf_letters import Letters, letters_of, turned_share
from ingest.pdf_tables import tables_of
from ingest.pdf_turned import column_heads, turned_words
from ingest.pdf_words import Fonts, words_of

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage

_TURNED_SHARE = 0.8  # of the letters, from which on the page itself is sideways
_SCANNED_PAGE = 0.5  # share of the page that pictures cover, from which on text below them is an OCR of these
_FEW_WORDS = 3  # a number, a date; what annotations show in more is a block of its own


@dataclass(frozen=True, slots=True)
class TextPage:
    """What the text layer of a page gives; `image_share` is the part of the page that pictures cover (0..1).

    `words` are the text that is seen, `under` an older OCR below the pictures of a scan. `asides` is what is no part
    of the running text, `aside_boxes` where it is seen. `rotation` is the clockwise turn, in degrees, that made the
    lines run across, `turn` the part of it that the file does not say itself. A page that `unfolds` (see
    `ingest.pdf_device`) is not to be rendered.
    """

    words: tuple[Word, ...]
    tables: tuple[RuledTable, ...]
    image_share: float
    rotation: int = 0
    rules: Rules = NO_RULES
    under: tuple[Word, ...] = ()
    asides: tuple[Aside, ...] = ()
    aside_boxes: tuple[Box, ...] = ()
    turn: int = 0
    unfolds: bool = False


def read_text_page(page: PdfPage, fonts: Fonts) -> TextPage:
    """The text layer of a page as it is shown (the page's own rotation is applied by the reader of the format)."""
    shown = shown_page(page)
    try:
        turns = turned_share(shown.chars)
        turn = next((turn for turn, share in turns.items() if share > _TURNED_SHARE), 0)
        if turn and not shown.unfolds:
            return _read_turned(page, turn, fonts)
        return replace(_read(shown, fonts, page.rotation or 0), unfolds=shown.unfolds)
    finally:
        shown.close()


def _read(page: ShownPage, fonts: Fonts, rotation: int) -> TextPage:
    letters = letters_of(page)
    share = _image_share(page)
    tables, rules = tables_of(page)
    words = words_of(letters.shown, fonts)
    heads, strays = column_heads(_turned(letters, fonts), tables)
    asides = [Aside(text, "watermark") for text in _lines(strays)]
    asides += [Aside(text, "watermark") for text in _lines(words_of(letters.slanted, fonts))]
    asides += [Aside(text, "hidden_text") for text in _lines(words_of(letters.lost, fonts))]
    under = words_of(letters.under, fonts)
    if share < _SCANNED_PAGE:
        asides += [Aside(text, "hidden_text") for text in _lines(under)]
        under = []
    seen = [*strays]
    for piece in letters.pieces:
        own = words_of(piece, fonts)
        if len(own) <= _FEW_WORDS:
            words += own
        else:
            asides += [Aside(text) for text in _lines(own)]
            seen += own
    words = fill_blanks([*words, *heads])
    origin = (float(page.cropbox[0]), float(page.cropbox[1]))
    boxes = tuple((word.x0, word.top, word.x1, word.bottom) for word in _moved(seen, origin))
    return TextPage(
        _moved(words, origin),
        _moved_tables(tables, origin),
        share,
        rotation,
        _moved_rules(rules, origin),
        under=_moved(under, origin),
        asides=tuple(asides),
        aside_boxes=boxes,
    )


def _turned(letters: Letters, fonts: Fonts) -> list[Word]:
    return [*turned_words(letters.rising, fonts, rising=True), *turned_words(letters.falling, fonts, rising=False)]


def _lines(words: Iterable[Word]) -> list[str]:
    return [line.text for line in visual_lines(list(words))]


def _moved(words: Iterable[Word], origin: tuple[float, float]) -> tuple[Word, ...]:
    """`words` by the corner of what is shown of the page, as pictures of the page are."""
    x, y = origin
    if not x and not y:
        return tuple(words)
    return tuple(
        replace(word, x0=word.x0 - x, x1=word.x1 - x, top=word.top - y, bottom=word.bottom - y) for word in words
    )


def _moved_tables(tables: Sequence[RuledTable], origin: tuple[float, float]) -> tuple[RuledTable, ...]:
    x, y = origin
    if not x and not y:
        return tuple(tables)

    def moved(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        return (box[0] - x, box[1] - y, box[2] - x, box[3] - y)

    return tuple(
        RuledTable(moved(table.box), tuple(replace(place, box=moved(place.box)) for place in table.places))
        for table in tables
    )


def _moved_rules(rules: Rules, origin: tuple[float, float]) -> Rules:
    x, y = origin

    def moved(boxes: Sequence[Box]) -> tuple[Box, ...]:
        return tuple((box[0] - x, box[1] - y, box[2] - x, box[3] - y) for box in boxes)

    return Rules(moved(rules.level), moved(rules.upright))


def _image_share(page: PdfPage) -> float:
    left, top, right, bottom = (float(edge) for edge in page.cropbox)
    area = (right - left) * (bottom - top)
    covered = 0.0
    for image in page.images:
        width = min(float(image["x1"]), right) - max(float(image["x0"]), left)
        height = min(float(image["bottom"]), bottom) - max(float(image["top"]), top)
        covered += max(0.0, width) * max(0.0, height)
    return min(1.0, covered / area) if area else 0.0


def _read_turned(page: PdfPage, turn: int, fonts: Fonts) -> TextPage:
    """The page turned clockwise by `turn`: written anew by itself, so that all places are of the upright page."""
    import pdfplumber
    import pypdfium2  # type: ignore[import-not-found,import-untyped,unused-ignore]

    stream = page.pdf.stream
    stream.seek(0)
    source = pypdfium2.PdfDocument(stream.read())
    single = pypdfium2.PdfDocument.new()
    copy = io.BytesIO()
    try:
        single.import_pages(source, [page.page_number - 1])
        single[0].set_rotation(((page.rotation or 0) + turn) % 360)
        single.save(copy)
    finally:
        single.close()
        source.close()
    with pdfplumber.open(copy) as opened:
        return replace(_read(shown_page(opened.pages[0]), fonts, turn), turn=turn)
