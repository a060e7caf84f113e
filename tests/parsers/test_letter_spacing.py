"""Headings whose letters stand apart."""

from __future__ import annotations

import pytest

from parsers.letter_spacing import without_letter_spacing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Q U Y Ế T  Đ Ị N H", "QUYẾT ĐỊNH"),
        ("Q U Y Ế T Đ Ị N H:", "QUYẾT ĐỊNH:"),
        ("P H Ò N G  B Ệ N H", "PHÒNG BỆNH"),
        ("P H Ò N G B Ệ N H", "P H Ò N G B Ệ N H"),
        ("A B C D E F", "A B C D E F"),
        ("Quyết định", "Quyết định"),
    ],
)
def test_letters_are_joined_to_words(text: str, words: str) -> None:
    assert without_letter_spacing(text) == words
