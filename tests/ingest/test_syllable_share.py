"""The shape of syllables: what Vietnamese spelling allows and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.syllable_share import syllable_share
from schemas.syllables import is_syllable

SAMPLES = sorted((Path(__file__).parents[2] / "corpus/samples").glob("*.txt"))


SYLLABLES = """
nghiệm giếng gì già quyết quốc quỳnh khuỷu thuở nguyễn ỷ oẳn tuyết huỳnh NGHĨA Ủy uỷ hoà hòa đường xoong
"""
OTHERS = "nh©n ®éc tØnh nhaân quye câṕ̣ ngg bàp hằt kquá bc é́ façade nhÃ¢n"


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", OTHERS.split())
def test_other_strings(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_nearly_all_accented_words_of_the_samples_are_syllables(path: Path) -> None:
    count, share = syllable_share(path.read_text(encoding="utf-8"))
    assert count > 1000
    assert share > 0.98
