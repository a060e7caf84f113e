"""Letters that run up or down an upright page: the headings of narrow columns, and what is printed along the edge.

A heading that runs up its cell is laid across it, line by line, so that the cell reads like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.page_grid import GridPlace, RuledTable
from ingest.page_words import Word, visual_lines
from ingest.pdf_letters import Letter
from ingest.pdf_words import Fonts, words_of


def turned_words(letters: Sequence[Letter], fonts: Fonts, *, rising: bool) -> list[Word]:
    """The words of letters that run up (`rising`) or down the page, in reading order, with their places on it."""
    if not letters:
        return []
    laid = [_laid(letter, rising=rising) for letter in letters]
    words = words_of(laid, fonts)
    return [
        replace(word, x0=word.top, x1=word.bottom, top=-word.x1, bottom=-word.x0)
        if rising
        else replace(word, x0=-word.bottom, x1=-word.top, top=word.x0, bottom=word.x1)
        for line in visual_lines(words)
        for word in line.words
    ]


def _laid(letter: Letter, *, rising: bool) -> Letter:
    """`letter` as it would stand if its line ran across."""
    x0, x1, top, bottom = (float(letter[key]) for key in ("x0", "x1", "top", "bottom"))
    if rising:
        place = {"x0": -bottom, "x1": -top, "top": x0, "bottom": x1}
    else:
        place = {"x0": top, "x1": bottom, "top": -x1, "bottom": -x0}
    return {**letter, **place, "doctop": place["top"], "upright": True}


def column_heads(words: Iterable[Word], tables: Sequence[RuledTable]) -> tuple[list[Word], list[Word]]:
    """Turned words in cells of tables, laid across their cells; and the words that stand in none."""
    held: dict[GridPlace, list[Word]] = {}
    strays: list[Word] = []
    for word in words:
        place = _place(word, tables)
        if place is None:
            strays.append(word)
        else:
            held.setdefault(place, []).append(word)
    return [word for place, own in held.items() for word in _across(place, own)], strays


def _place(word: Word, tables: Sequence[RuledTable]) -> GridPlace | None:
    x, y = word.centre
    return next(
        (
            place
            for table in tables
            for place in table.places
            if place.box[0] <= x <= place.box[2] and place.box[1] <= y <= place.box[3]
        ),
        None,
    )


def _across(place: GridPlace, words: Sequence[Word]) -> list[Word]:
    """`words` side by side in the middle of the cell, each with its share of the width."""
    x0, top, x1, bottom = place.box
    width = (x1 - x0) / len(words)
    height = min((bottom - top) / 2, min(word.x1 - word.x0 for word in words))
    middle = (top + bottom) / 2
    return [
        replace(
            word,
            x0=x0 + at * width,
            x1=x0 + (at + 0.9) * width,
            top=middle - height / 2,
            bottom=middle + height / 2,
        )
        for at, word in enumerate(words)
    ]
