"""Edits replay and undo, and every span of repaired text maps back to what was read."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.text import Change, Edit, Fragment, count_words, replay, undo, with_edit, with_edits

TEXT = st.text(alphabet="abđ ố.\n1", max_size=30)
CHANGES = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 8), st.one_of(st.none(), st.text(alphabet="xyz ", max_size=5))),
    max_size=6,
)


def edited(raw: str, changes: list[tuple[int, int, str | None]]) -> Fragment:
    fragment = Fragment(1, 1, raw, raw)
    for start, length, after in changes:
        start = min(start, len(fragment.text))
        end = min(start + length, len(fragment.text))
        if start == end and not after:
            continue
        fragment = with_edit(fragment, start, end, after, "test", 0.9)
    return fragment


@given(TEXT, CHANGES)
def test_edits_replay_and_undo(raw: str, changes: list[tuple[int, int, str | None]]) -> None:
    fragment = edited(raw, changes)
    assert replay(raw, fragment.edits) == fragment.text
    assert undo(fragment.text, fragment.edits) == raw


@given(TEXT, CHANGES)
def test_edits_do_not_overlap(raw: str, changes: list[tuple[int, int, str | None]]) -> None:
    edits = edited(raw, changes).edits
    assert all(left.end <= right.start for left, right in itertools.pairwise(edits))


@given(TEXT, CHANGES, CHANGES)
def test_changes_made_together_are_those_made_one_by_one_from_the_end(
    raw: str, earlier: list[tuple[int, int, str | None]], wanted: list[tuple[int, int, str | None]]
) -> None:
    fragment = one_by_one = edited(raw, earlier)
    changes: list[Change] = []
    free_from = 0
    for start, length, after in sorted(wanted, key=lambda change: change[:2]):
        end = min(start + length, len(fragment.text))
        if free_from <= start < end:  # two insertions at one place have no order
            changes.append(Change(start, end, after, 0.5))
            free_from = end
    for start, end, after, score in reversed(changes):
        one_by_one = with_edit(one_by_one, start, end, after, "test", score)
    assert with_edits(fragment, changes, "test") == one_by_one


@given(TEXT, CHANGES, st.integers(0, 30), st.integers(0, 30))
def test_text_spans_map_into_the_raw_text(
    raw: str, changes: list[tuple[int, int, str | None]], start: int, length: int
) -> None:
    fragment = edited(raw, changes)
    start = min(start, len(fragment.text))
    end = min(start + length, len(fragment.text))
    raw_start, raw_end = fragment.raw_span(start, end)
    assert 0 <= raw_start <= raw_end <= len(raw) or start == end
    untouched = not any(e.start < raw_end and raw_start < e.end for e in fragment.edits)
    if untouched and start < end and not any(e.start == e.end for e in fragment.edits):
        assert raw[raw_start:raw_end] == fragment.text[start:end]


def test_a_changed_word_maps_to_the_word_as_read() -> None:
    fragment = with_edit(Fragment(1, 1, "Số Nội vụ", "Số Nội vụ"), 0, 2, "Sở", "agency")
    assert fragment.edits == (Edit(0, 2, "Số", "Sở", "agency", 1.0),)
    assert fragment.raw_span(0, 9) == (0, 9)


def test_dropped_text_is_an_edit_without_after() -> None:
    fragment = with_edit(Fragment(1, 1, "này. / mr", "này. / mr"), 3, 9, "./.", "closing")
    assert fragment.text == "này./."
    assert undo(fragment.text, fragment.edits) == "này. / mr"


@pytest.mark.parametrize(
    "edits", [(Edit(0, 2, "xx", "y", "m"),), (Edit(0, 2, "ab", "y", "m"), Edit(1, 3, "bc", "z", "m"))]
)
def test_edits_that_do_not_fit_are_refused(edits: tuple[Edit, ...]) -> None:
    with pytest.raises(ValueError, match="expects"):
        replay("abcd", edits)


def test_undo_refuses_text_that_was_changed_since() -> None:
    with pytest.raises(ValueError, match="left"):
        undo("zb", (Edit(0, 1, "a", "y", "m"),))


@pytest.mark.parametrize(("text", "words"), [("", 0), ("<p>Sở</p>", 3), ("30c/NQ-CP", 3), ("a_b", 2), ("|---|", 0)])
def test_words_are_runs_of_letters_and_digits(text: str, words: int) -> None:
    assert count_words(text) == words
