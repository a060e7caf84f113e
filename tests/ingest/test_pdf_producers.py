"""The same decision printed by different programs gives the tasks and the facts of its text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ingest import read_source
from kehoach.stages import bundle_of
from schemas.decision import Bundle

CORPUS = Path(__file__).parents[2] / "corpus"
FILES = sorted((CORPUS / "cases/readers/pdf/producers").glob("*.pdf"))


def _text(value: str | None) -> str | None:
    """Without the differences of line breaks, and of end marks, which conventions of comparison leave out."""
    return None if value is None else " ".join(value.split()).rstrip(".;")


def _facts(bundle: Bundle) -> list[dict[str, Any]]:
    return [
        {
            "kind": document.kind,
            "number": document.number,
            "issued_on": document.issued_on,
            "place": document.place_name,
            "issuer": document.issuer,
            "title": document.title,
            "signer": document.signature and (document.signature.position, document.signature.name),
            "recipients": document.recipients,
            "articles": document.articles,
            "citations": [(one.role, one.number, one.issued_on) for one in document.citations],
            "total": document.total and document.total.vnd,
            "tasks": [
                {
                    "place": (task.part, task.section, task.number, task.parent_number, task.is_group),
                    "section_title": task.section_title,
                    "title": _text(task.title.text),
                    "outputs": tuple(map(_text, task.outputs)),
                    "agencies": [(one.role, one.name, one.agency_id) for one in task.agencies],
                    "deadline_text": _text(task.deadline_cell.text) if task.deadline_cell else None,
                    "deadline": task.deadline,
                    "budget": task.budget and (task.budget.status, task.budget.vnd),
                }
                for task in document.tasks
            ],
        }
        for document in bundle.documents
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.split(".")[1])
def test_every_program_prints_the_same_tables(path: Path) -> None:
    text = CORPUS / "composed/texts" / f"{path.name.split('.')[0]}.txt"
    bundle = bundle_of(read_source(path))
    assert _facts(bundle) == _facts(bundle_of(read_source(text)))
    for page in bundle.pages:
        assert page.words_in == page.words_claimed + page.words_noise + page.words_unparsed


def test_there_are_files_of_several_programs() -> None:
    assert len({path.name.split(".")[1].split("_")[0] for path in FILES}) >= 4
