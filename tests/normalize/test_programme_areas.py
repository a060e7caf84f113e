"""Programme areas: the rows of corpus/cases/areas, each with its reason."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from normalize.programme_areas import programme_area
from schemas.letters import toneless

_CASES = Path(__file__).parents[2] / "corpus" / "cases" / "areas" / "headings.tsv"


def _rows() -> list[dict[str, str]]:
    with _CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", _rows(), ids=lambda case: f"{case['section']}|{case['title']}")
def test_area(case: dict[str, str]) -> None:
    assert programme_area(case["section"] or None, case["title"]) == case["area"], case["reason"]


def test_tone_marks_and_case_make_no_difference() -> None:
    for case in _rows():
        folded = programme_area(toneless(case["section"]).upper() or None, toneless(case["title"]).upper())
        assert folded == case["area"]
