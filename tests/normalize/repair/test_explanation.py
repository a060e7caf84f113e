"""Every method has its sentence, and a sentence says what the change rests on."""

from __future__ import annotations

import pytest

from normalize.repair import RULES
from normalize.repair.explanation import explain, sentences
from normalize.witness import METHOD


def test_every_rule_has_a_sentence() -> None:
    methods = {rule.name for rule in RULES} | {METHOD, "fixed_phrase", "language_evidence", "document_vote"}
    assert methods <= set(sentences())


@pytest.mark.parametrize(
    ("before", "after", "method", "left", "right", "expected"),
    [
        ("<i>", None, "html_tag", "", "", "'<i>' dropped: a mark-up tag"),
        ("BCD", "BCĐ", "abbreviation", "", "", ("'BCD' -> 'BCĐ': an abbreviation of the field, "
         "one letter off, đ and d confused")),
        ("Trần phú", "Trần Phú", "place_name", "", "", ("'Trần phú' -> 'Trần Phú': the name of a place, "
         "by the list of places, capitals differ")),
        (None, ",", "phrase_slip", "", "", "',' put in: a frequent slip in a fixed phrase"),
    ],
)  # fmt: skip
def test_sentence(before: str | None, after: str | None, method: str, left: str, right: str, expected: str) -> None:
    assert explain(before, after, method, left, right) == expected


def test_counts_of_the_neighbours_are_given() -> None:
    said = explain("phân", "phản", "fixed_phrase", "tiếp nhận, xử lý", "ánh, kiến nghị")
    assert "marks confused" in said
    assert " in context" in said


def test_joined_methods_name_both() -> None:
    assert explain("x", "y", "phrase_slip+language_evidence").count(" and ") == 1


def test_every_sentence_stands_in_vietnamese_too() -> None:
    assert set(sentences("vi")) == set(sentences())
    said = explain("BCD", "BCĐ", "abbreviation", language="vi")
    assert said == "'BCD' -> 'BCĐ': chữ viết tắt của ngành, sai một chữ, nhầm đ với d"
