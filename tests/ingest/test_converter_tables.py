"""A decision as converters, sheets and legal sites write it gives the tasks and document facts of its text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest import read_bytes, read_source
from kehoach.stages import bundle_of
from schemas.document import Document
from tests.ingest.converter_forms import as_docling, as_marker, as_mineru, as_olmocr, as_sheet, as_site
from tests.ingest.test_same_tables import facts_of

COMPOSED = Path(__file__).parents[2] / "corpus/composed/texts"
# A two-level head and a row of column numbers; letters under groups, a doubled column, a row torn by a page break.
TEXTS = [path for number in ("03", "14") for path in sorted(COMPOSED.glob(f"{number}_*.txt"))]
FORMS = [as_marker, as_docling, as_olmocr, as_mineru, as_sheet, as_site]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("write", FORMS, ids=lambda write: write.__name__)
def test_tasks_are_those_of_the_text(path: Path, write: Callable[[Document], bytes]) -> None:
    text = read_source(path)
    expected, found = (facts_of(bundle_of(document)) for document in (text, read_bytes(write(text), "a")))
    assert any(document["tasks"] for document in expected)
    assert found == expected
