"""Errors of text whatever its order."""

from __future__ import annotations

import pytest

from scripts.accuracy.plans import TARGETS
from scripts.accuracy.report import CONDITION_WORDS, GOALS
from scripts.accuracy.text_errors import TextErrors, text_errors
from scripts.render.damage import CONDITIONS


@pytest.mark.parametrize(
    ("truth", "read", "expected"),
    [
        ("Sở Nội vụ", "Sở Nội vụ", TextErrors(7, 0, 3, 0, 0)),
        ("Sở Nội vụ", "Số Nội vụ", TextErrors(7, 1, 3, 1, 1)),
        ("Sở Nội vụ", "vụ Nội Sở", TextErrors(7, 0, 3, 0, 0)),
        ("Quý III", "Quý lll", TextErrors(6, 3, 2, 1, 0)),
        ("Báo cáo", "Báo", TextErrors(6, 3, 2, 1, 0)),
        ("Báo cáo", "Báo cáo xyz", TextErrors(6, 3, 2, 1, 0)),
        ("", "abc", TextErrors(0, 3, 0, 1, 0)),
        ("a b c d Số x y", "x y a b c d Sở", TextErrors(8, 1, 7, 1, 1)),
    ],
)
def test_errors_are_counted_whatever_the_order(truth: str, read: str, expected: TextErrors) -> None:
    assert text_errors(truth, read) == expected


def test_the_page_number_is_no_error() -> None:
    assert text_errors("Kế hoạch", "3 Kế hoạch", "3").wrong_words == 0
    assert text_errors("Kế hoạch", "Kế hoạch", "3").wrong_words == 0
    assert text_errors("Kế hoạch", "4 Kế hoạch", "3").wrong_words == 1


def test_the_page_tells_of_every_condition() -> None:
    assert set(CONDITION_WORDS) >= set(CONDITIONS)
    assert set(GOALS) == set(TARGETS)


def test_rates_come_from_sums() -> None:
    both = TextErrors(100, 2, 20, 2, 1) + TextErrors(100, 0, 20, 0, 0)
    assert (both.cer, both.wer, both.der) == (0.01, 0.05, 0.025)
    assert TextErrors().cer == 0
