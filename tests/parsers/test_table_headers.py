"""Headings of columns as plans write them (`corpus/cases/tables/headings.tsv`) and the role each names."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from parsers.table_headers import header_role

_HEADINGS = Path(__file__).parents[2] / "corpus/cases/tables/headings.tsv"


def _rows() -> list[tuple[str, str]]:
    with _HEADINGS.open(encoding="utf-8", newline="") as file:
        return [(row["heading"], row["role"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize(("heading", "role"), _rows())
def test_heading_names_its_role(heading: str, role: str) -> None:
    assert (header_role(heading) or "") == role


@pytest.mark.parametrize("heading", [heading for heading, role in _rows() if role])
def test_capitals_and_marks_around_a_heading_change_nothing(heading: str) -> None:
    assert header_role(f"**{heading.upper()}**") == header_role(heading)
