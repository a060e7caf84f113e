"""Syllables, the file of counts, and the candidates for a misread syllable."""

from __future__ import annotations

import pytest

from normalize.data_rows import data_rows
from normalize.language.confusions import candidates, mark_cost
from normalize.language.ngrams import COUNTS, Ngrams, code_of, pack
from schemas.syllables import is_syllable


@pytest.mark.parametrize("word", ["nghiêng", "quyết", "giếng", "gì", "khuỷu", "ương", "UỶ", "đường", "y", "xoong"])
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["ngị", "kăn", "cê", "thưc", "Budapest", "UBND", "ttr", "đđường", "", "nghan"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_counts_are_read_back() -> None:
    data = pack([("a", 10), ("b", 20)], {(0, 1): 5, (1, 0): 700}, {(0, 1, 0): 5}, frozenset({(0, 1)}))
    ngrams = Ngrams(data)
    assert ngrams.number("b") == 1
    assert ngrams.number("c") == -1
    assert ngrams.pair(0, 1) == pytest.approx(5, rel=0.07)
    assert ngrams.pair(1, 0) == pytest.approx(700, rel=0.07)
    assert ngrams.pair(1, 1) == ngrams.pair(-1, 0) == 0.0
    assert ngrams.triple(0, 1, 0) == pytest.approx(5, rel=0.07)
    assert ngrams.triple(0, 1, 1) == 0.0
    assert ngrams.is_flagged(ngrams.pair_index(0, 1))
    assert not ngrams.is_flagged(ngrams.pair_index(1, 0))


def test_another_file_is_refused() -> None:
    with pytest.raises(ValueError, match="n-gram counts"):
        Ngrams(b"x" * 64)


def test_codes_keep_counts_within_seven_percent() -> None:
    for count in (1, 3, 10, 999, 650_000):
        assert COUNTS[code_of(count)] == pytest.approx(count, rel=0.14 if count < 3 else 0.07)


def test_candidates_share_the_bare_letters_or_stand_in_the_table() -> None:
    found = [syllable for syllable, _, _ in candidates("phân")]
    assert {"phản", "phần", "phận"} <= set(found)
    assert "phân" not in found
    assert "dữ" in [syllable for syllable, _, _ in candidates("giữ")]
    assert "nghị" in [syllable for syllable, _, _ in candidates("ngị")]


def test_a_tone_slip_is_cheaper_than_a_slip_of_tone_and_vowel() -> None:
    assert 0 < mark_cost("bảo", "báo") < mark_cost("phân", "phản")
    assert mark_cost("báo", "báo") == 0.0


@pytest.mark.parametrize(
    "filename",
    ["abbreviations.tsv", "phrases.tsv", "slips.tsv", "confusions.tsv", "agency_fields.tsv", "agency_names.tsv",
     "known_abbreviations.tsv", "foreign_words.tsv", "kept_wordings.tsv", "lone_phrases.tsv"],
)  # fmt: skip
def test_every_row_of_the_data_has_its_reason_and_stands_once(filename: str) -> None:
    rows = data_rows(f"repair/{filename}")
    assert rows
    assert all(cell.strip() for row in rows for cell in row)
    assert len({row[:-1] for row in rows}) == len(rows)
