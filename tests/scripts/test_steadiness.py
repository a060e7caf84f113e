"""The changes that leave the sense of a text leave its words."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from scripts.steadiness import CHANGES

SAMPLES = sorted((Path(__file__).parents[2] / "corpus/samples").glob("*.txt"))
TEXTS = [*SAMPLES, *sorted((Path(__file__).parents[2] / "corpus/composed/texts").glob("*.txt"))]
ADDS_NUMBERS = {"paged", "padded_days"}  # of pages, or a nought before a day
ADDS_MARKS = {"pictures", "tagged"}  # with words of their own
_WORD = re.compile(r"[^\W_]+")


def _words(changed: str | bytes) -> list[str]:
    text = changed if isinstance(changed, str) else changed.decode("utf-16")
    plain = re.sub(r"</?(?:table|tr|td)>|[\u200b\ufeff]", " ", unicodedata.normalize("NFC", text))
    return _WORD.findall(plain)


@pytest.mark.parametrize("name", sorted(CHANGES.keys() - ADDS_NUMBERS - ADDS_MARKS))
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem[:3])
def test_words_stay(name: str, path: Path) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert _words(CHANGES[name](text)) == _words(text.replace("\u200b", " "))


@pytest.mark.parametrize("name", sorted(CHANGES))
def test_every_change_changes_something(name: str) -> None:
    texts = (path.read_text(encoding="utf-8-sig") for path in TEXTS)
    assert any(CHANGES[name](text) not in (text, text.encode()) for text in texts)


@pytest.mark.parametrize("name", sorted(ADDS_NUMBERS))
def test_numbers_are_all_that_is_added(name: str) -> None:
    for path in SAMPLES:
        text = path.read_text(encoding="utf-8-sig")
        before, after = _words(text), _words(CHANGES[name](text))
        assert [word for word in after if not word.isdecimal()] == [word for word in before if not word.isdecimal()]
        assert len(after) >= len(before)
