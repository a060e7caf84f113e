"""Writes the files of a decision, each with its truth beside it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from scripts.render.blocks import blocks_of
from scripts.render.damage import CONDITIONS
from scripts.render.looks import HELD_OUT, SEEN, look_of
from scripts.render.pdf_form import PrintedPage, pdf_of
from scripts.render.scans import SUFFIXES, file_of, scan
from scripts.render.text_form import text_of
from scripts.render.truth import truth_of
from scripts.render.values import Decision
from scripts.render.web_form import web_page_of
from scripts.render.word_form import word_file_of

FORMS = ("text", "pdf", "docx", "html")
_SEEDS = {SEEN: 0, HELD_OUT: 1_000_000}


@dataclass(frozen=True, slots=True)
class Printed:
    """A decision on paper."""

    decision: Decision
    collection: str
    pdf: bytes
    pages: tuple[PrintedPage, ...]


def write_forms(decision: Decision, out: Path, collection: str, seed: int, forms: Sequence[str] = FORMS) -> Printed:
    """Write the forms that are wanted under `out`, and give the print back for scans."""
    blocks = list(blocks_of(decision))
    look = look_of(decision, collection, seed)
    pdf, pages = pdf_of(blocks, look)
    made = {
        "text": lambda: (".txt", text_of(blocks, pipes=look.pipes).encode()),
        "pdf": lambda: (".pdf", pdf),
        "docx": lambda: (".docx", word_file_of(blocks, look)),
        "html": lambda: (".html", web_page_of(blocks, decision.name).encode()),
    }
    for form in forms:
        suffix, data = made[form]()
        _write(out / form, decision, suffix, data, pages if form == "pdf" else ())
    return Printed(decision, collection, pdf, pages)


def write_scans(printed: Printed, out: Path, condition: str, seed: int, pages: Sequence[int] | None = None) -> None:
    """Write the scan of a print in a named condition (0-based `pages`, all by default).

    Seeds of the collections have nothing in common.
    """
    name, damage = printed.decision.name, CONDITIONS[condition]
    own = seed + _SEEDS[printed.collection]
    numbers = list(range(len(printed.pages)) if pages is None else pages)
    images = list(scan(printed.pdf, printed.pages, damage, f"{name} {condition}", own, numbers))
    shown = [printed.pages[number] for number in numbers]
    if damage.container != "png":
        _write(out / condition, printed.decision, SUFFIXES[damage.container], file_of(images, damage), shown)
        return
    folder = out / condition
    for number, image, page in zip(numbers, images, shown, strict=True):
        page_name = f"{name}_p{number + 1:02d}"
        _put(folder / f"files/{page_name}.png", file_of([image], damage))
        _put(folder / f"pages/{page_name}.json", _json([asdict(page)]))


def _write(folder: Path, decision: Decision, suffix: str, data: bytes, pages: Sequence[PrintedPage]) -> None:
    source = f"{decision.name}{suffix}"
    _put(folder / "files" / source, data)
    _put(folder / f"gold/{decision.name}.json", _json(truth_of(decision, source)))
    if pages:
        _put(folder / f"pages/{decision.name}.json", _json([asdict(page) for page in pages]))


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
