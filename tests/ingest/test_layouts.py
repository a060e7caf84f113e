"""Dumps of every form against the blocks, runs, pages and lines they hold (`corpus/cases/ingest/layouts.json`)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest import read_bytes
from schemas.document import Block, Row

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[2] / "corpus/cases/ingest/layouts.json").read_text(encoding="utf-8")
)


def _content(block: Block) -> str | list[str]:
    return [cell.fragment.raw for cell in block.cells] if isinstance(block, Row) else block.fragment.raw


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_layout(case: dict[str, Any]) -> None:
    assert case["reason"]
    document = read_bytes(case["text"].encode(), "dump.txt")
    assert [_content(block) for block in document.blocks] == case["blocks"]
    rows = [block for block in document.blocks if isinstance(block, Row)]
    if "tables" in case:
        assert [row.table for row in rows] == case["tables"]
    if "lines" in case:
        assert [row.line for row in rows] == case["lines"]
    if "pages" in case:
        assert [block.page if isinstance(block, Row) else block.fragment.page for block in document.blocks] == case[
            "pages"
        ]
        assert len(document.pages) == case["pages"][-1]


def test_case_names_are_unique() -> None:
    assert len({case["case"] for case in CASES}) == len(CASES)
