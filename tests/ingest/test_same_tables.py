"""The same decision as text, as a web page and as a Word file gives the same tasks and the same document facts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from ingest import read_source
from ingest.docx import read_docx
from ingest.html import read_html
from kehoach.stages import bundle_of
from schemas.decision import AdministrativeDocument, Bundle
from schemas.document import Document
from tests.ingest.declared_forms import as_docx, as_html

CORPUS = Path(__file__).parents[2] / "corpus"
# Tabs, Markdown and cells on lines of their own; a file that opens amid a plan; heads in a table, two-level heads.
TEXTS = [
    *sorted((CORPUS / "samples").glob("00[023]_*.txt")),
    *sorted((CORPUS / "composed/texts").glob("*_can_tho_2023.txt")),
    *sorted((CORPUS / "composed/texts").glob("13_*.txt")),
]
# Places in the file differ by nature. `repairs` counts the no-break spaces that pad the cells of a dump, which other
# readers leave out with all padding.
_OF_THE_FORM = frozenset(("page", "line", "line_start", "line_end", "page_start", "page_end", "place", "repairs"))


def _facts(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _facts(getattr(value, f.name)) for f in fields(value) if f.name not in _OF_THE_FORM}
    if isinstance(value, list | tuple):
        return [_facts(item) for item in value]
    return value


def facts_of(bundle: Bundle) -> list[dict[str, Any]]:
    left_out = ("findings", "sections")  # they hold words about places, and paragraphs with their padding
    found = []
    for document in bundle.documents:
        assert isinstance(document, AdministrativeDocument)
        facts = _facts(document)
        found.append({key: value for key, value in facts.items() if key not in left_out})
    return found


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
@pytest.mark.parametrize(("write", "read"), [(as_html, read_html), (as_docx, read_docx)], ids=["html", "docx"])
def test_tasks_are_those_of_the_text(
    path: Path, write: Callable[[Document], bytes], read: Callable[..., Document]
) -> None:
    text = read_source(path)
    other = read(write(text), text.source)
    assert [page.words_in - page.words_markup for page in other.pages] == [
        page.words_in - page.words_markup for page in text.pages
    ]
    expected, found = facts_of(bundle_of(text)), facts_of(bundle_of(other))
    assert any(document["tasks"] for document in expected)
    for one, two in zip(expected, found, strict=True):
        assert one["tasks"] == two["tasks"]
        assert one == two


def test_there_are_texts_of_both_kinds() -> None:
    assert len(TEXTS) == 5
