"""The cases of corpus/cases/repair: what must be repaired, what must stay, what is known to fail."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from normalize.repair.changes import Kind
from normalize.repair.document import RULES, repair_text
from schemas.text import replay, undo

CASES = Path(__file__).parents[3] / "corpus" / "cases" / "repair"


def load(folder: str) -> list[dict[str, Any]]:
    return [case for path in sorted((CASES / folder).glob("*.json")) for case in json.loads(path.read_text("utf-8"))]


def load_negative() -> list[dict[str, str]]:
    return [
        row
        for path in sorted((CASES / "negative").glob("*.tsv"))
        for row in csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    ]


def repaired(text: str, kind: Kind) -> str:
    result = repair_text(text, kind)
    if result is None:
        return text
    assert replay(text, result.edits) == result.text
    assert undo(result.text, result.edits) == text
    return result.text


@pytest.mark.parametrize("case", load("seen"), ids=lambda case: case["label"])
def test_seen_misreading_is_repaired(case: dict[str, Any]) -> None:
    assert repaired(case["text"], case["kind"]) == case["expect"]


@pytest.mark.parametrize("case", load("seen"), ids=lambda case: case["label"])
def test_repaired_text_needs_no_more_repair(case: dict[str, Any]) -> None:
    assert repaired(case["expect"], case["kind"]) == case["expect"]


@pytest.mark.parametrize("case", load_negative(), ids=lambda case: case["text"])
def test_odd_but_right_text_stays(case: dict[str, Any]) -> None:
    assert repaired(case["text"], case["kind"]) == case["text"], case["reason"]


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, marks=pytest.mark.xfail(strict=True), id=case["label"]) for case in load("known_failures")],
)
def test_known_failure(case: dict[str, Any]) -> None:
    assert repaired(case["text"], case["kind"]) == case["expect"]


def test_there_are_many_negative_cases() -> None:
    assert len({case["text"] for case in load_negative()}) >= 150
    assert all(case["reason"] for case in load_negative())


def test_every_rule_has_a_case() -> None:
    used = set()
    for case in load("seen"):
        result = repair_text(case["text"], case["kind"])
        used |= {name for edit in (result.edits if result else ()) for name in edit.method.split("+")}
    assert {rule.name for rule in RULES} <= used
    assert {"language_evidence", "fixed_phrase"} <= used
