"""How the same decision may look: typefaces, sizes, rules, page numbers; drawn by a seed or given by the decision."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, replace

from scripts.render.values import Decision

SEEN, HELD_OUT = "seen", "held_out"
FONTS = {SEEN: ("Tinos", "Liberation Serif"), HELD_OUT: ("FreeSerif", "Noto Serif", "Tinos", "Liberation Serif")}
"""Typefaces by set: readers may be tuned on the first; figures are reported on the second."""

_NARROW = {"Noto Serif": 1.5}  # points that a wide typeface is set smaller


@dataclass(frozen=True, slots=True)
class Look:
    """A look. Sizes in points; `page_numbers` stand at the `top` (decree 30/2020) or the `foot` (before).

    `rules` are those of tables that have none of their own; `widths` makes the column of titles so many times as wide.
    """

    font: str = "Tinos"
    size: float = 13.5
    table_size: float = 12.0
    rules: str = "full"
    page_numbers: str = "top"
    widths: float = 1.0
    break_rows: bool = True
    italic_bases: bool = True
    pipes: bool = False  # tables of the dump in Markdown


def look_of(decision: Decision, collection: str, seed: int) -> Look:
    """The look of a decision in a collection, the same for the same seed."""
    draw = random.Random(zlib.crc32(f"{seed} {collection} {decision.name}".encode()))  # noqa: S311 -- no secret
    font = draw.choice(FONTS[collection])
    issued = next((act.issued_on for act in decision.acts if act.issued_on), None) or "2018"
    look = Look(
        font=font,
        size=draw.choice((13.0, 13.5, 14.0)) - _NARROW.get(font, 0),
        table_size=draw.choice((11.5, 12.0, 13.0)) - _NARROW.get(font, 0),
        page_numbers="top" if issued >= "2020-03-05" else "foot",
        widths=draw.uniform(0.85, 1.15),
        break_rows=draw.random() < 0.7,
        italic_bases=draw.random() < 0.8,
        pipes=draw.random() < 0.3,
    )
    return replace(look, **decision.look)  # type: ignore[arg-type]
