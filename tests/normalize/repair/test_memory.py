"""Answers that are remembered are those that the test gives, however many there are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normalize.repair.memory
from normalize.repair.memory import Unremarkable
from normalize.repair.word_runs import word_runs


@given(st.lists(st.integers(0, 50)))
def test_the_memory_never_changes_an_answer(asked: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(normalize.repair.memory, "_MOST", 5)
        even = Unremarkable[int](lambda number: number % 2 == 1)
        assert [even.has(number) for number in asked] == [number % 2 == 0 for number in asked]
        assert not even.covers([1])


def test_what_was_asked_for_is_covered() -> None:
    even = Unremarkable[int](lambda number: number % 2 == 1)
    assert not even.covers([2, 4])
    assert all(map(even.has, [2, 4]))
    assert even.covers([2, 4])


@given(st.text(alphabet="aạĐ1 \n.\t", max_size=30))
def test_runs_are_where_they_say(text: str) -> None:
    for run in word_runs(text):
        assert tuple(text[run.start : run.end].split()) == run.words
        assert all(word.isalpha() for word in run.words)
    assert "".join(word for run in word_runs(text) for word in run.words) == "".join(filter(str.isalpha, text))
