"""What a document says of words that the engine was unsure of."""

from __future__ import annotations

import pytest

from normalize.repair.support import with_support
from schemas.document import Line
from schemas.text import Fragment, UnsureWord


def _odds(text: str, word: str, *others: str, rating: float = 0.6) -> float | None:
    """What speaks against `word` of `text`, in a document with `others` beside it."""
    unsure = (UnsureWord(word, rating),)
    blocks = [Line(Fragment(1, 1, text, text, unsure=unsure))]
    blocks += [Line(Fragment(1, at, other, other)) for at, other in enumerate(others, 2)]
    (first, *_) = with_support(blocks)
    assert isinstance(first, Line)
    assert first.fragment.unsure
    return first.fragment.unsure[0].odds


def test_a_syllable_is_judged_by_its_neighbours() -> None:
    fits, does_not = _odds("được chi trả qua tài khoản", "chi"), _odds("được chỉ trả qua tài khoản", "chỉ")
    assert fits is not None
    assert does_not is not None
    assert fits < -2 < 2 < does_not


def test_an_abbreviation_is_judged_by_those_of_the_document() -> None:
    beside = ["Rà soát TTHC", "Công khai TTHC", "Công bố TTHC", "Niêm yết TTHC"]
    known, misread = _odds("giải quyết TTHC", "TTHC", *beside), _odds("giải quyết TFHC", "TFHC", *beside)
    assert known is not None
    assert misread is not None
    assert known < -1.5 < 1 < misread


def test_a_misread_letter_among_figures_is_judged_by_abbreviations_in_use() -> None:
    found = _odds("tiêu chuẩn 1SO 9001", "1SO")
    assert found is not None
    assert found > 0


@pytest.mark.parametrize("word", ["45/2020", "-", "(…)"])
def test_of_figures_and_marks_nothing_is_told(word: str) -> None:
    assert _odds(f"theo {word} của tỉnh", word) is None


def test_a_word_that_the_engine_was_sure_of_is_doubted_only_where_another_fits_far_better() -> None:
    def doubted(text: str) -> list[str]:
        (line,) = with_support([Line(Fragment(1, 1, text, text, unsure=()))])
        assert isinstance(line, Line)
        return [word.text for word in line.fragment.unsure or ()]

    assert doubted("giảm chỉ trực tiếp ngân sách nhà nước") == ["chỉ"]
    assert doubted("giảm chi trực tiếp ngân sách nhà nước") == []


def test_what_no_engine_rated_stays_as_it_is() -> None:
    line = Line(Fragment(1, 1, "giảm chỉ trực tiếp", "giảm chỉ trực tiếp"))
    assert with_support([line]) == [line]


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Tháng 7 - Tháng §", ["§"]),
        ("Các sở. ngành", ["sở."]),
        ("Các sở. Ngành", []),
        ("chỉ số (PAPI bằng tờ rơi", ["(PAPI"]),
        ("a) chỉ số (PAPI)", []),
        ("Ban Chỉ đạo v.v. và các xã", []),
    ],
)
def test_signs_and_stops_that_no_cell_has_are_doubted(text: str, odd: list[str]) -> None:
    (line,) = with_support([Line(Fragment(1, 1, text, text, unsure=()))])
    assert isinstance(line, Line)
    assert [word.text for word in line.fragment.unsure or ()] == odd


def test_letters_in_capitals_that_are_no_word_speak_against_themselves() -> None:
    found = _odds("SẢN PHẨM, NGUON NHÂN LỰC", "NGUON", "NGUỒN NHÂN LỰC")
    assert found is not None
    assert found >= 2
