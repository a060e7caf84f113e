"""Messages in Vietnamese: every text of the source has its line, and texts are taken apart as they were made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.media_type import NAMES
from ingest.text_layer_quality import TextQuality
from outputs.labels import labels
from outputs.messages import Hole, Template, message_in, templates
from schemas.decision import Candidate
from schemas.review import Verdict
from tests.outputs.emitted_texts import Emitted, emitted_texts

ROOT = Path(__file__).parents[2]
# Words that come into a message from a closed list, not from a text beside it.
WORDS = {
    *NAMES.values(),
    *get_args(TextQuality),
    *get_args(Verdict),
    *get_args(get_type_hints(Candidate)["origin"]),
    *("lead", "co", "time"),  # the cells that may be merged
    *("before issue", "ambiguous year", "impossible date"),  # flags of a deadline
}
# Forms that hold nothing but texts and values: failed pages in `sources.error`, a file and what is wrong with it, an
# error of the program with its place, a sentence that was given without its point, a flag with its cell, an edit.
FORMS = {"page {1}: {2}", "{1}: {2}", "{1}: {2} (in {3}, {4}:{5})", "{1}.", "{1}: {2!r}", "{1} {2!r} -> {3!r}"}


@pytest.fixture(scope="module")
def emitted() -> Emitted:
    """Every text of the source."""
    return emitted_texts(ROOT)


def test_every_text_can_be_followed_to_its_words(emitted: Emitted) -> None:
    assert emitted.lost == []


def test_every_text_has_its_vietnamese_line_and_no_line_is_left_over(emitted: Emitted) -> None:
    known = {text for kind, text, _ in _lines()}
    texts = {text for kind, text in emitted.texts if kind != "code"}
    places = {text: place for (kind, text), place in emitted.texts.items() if kind != "code"}
    assert {text: places[text] for text in texts - known} == {}, "outputs/data/messages.tsv lacks them"
    assert WORDS - known == set()
    assert known - texts - WORDS - FORMS == set(), "outputs/data/messages.tsv has lines that nothing says"


def test_a_text_is_found_wherever_it_is_put_together(tmp_path: Path) -> None:
    (tmp_path / "ingest").mkdir()
    (tmp_path / "ingest" / "one.py").write_text(
        """
_ADVICE = "Try again."
def _what(n):
    return f"{n} odd {'ways' if n > 1 else 'way'}"
def _note(code, message):
    return Problem(code, f"Strange: {message}", _ADVICE)
def read(n, table):
    found = _note("odd", _what(n)) if n else _note("none", "nothing")
    error = "left " + ", ".join(table)
    return Finding("left", "info", error), Finding("open", "info", table[0])
"""
    )
    emitted = emitted_texts(tmp_path)
    assert set(emitted.texts) == {
        ("code", "odd"), ("code", "none"), ("code", "left"), ("code", "open"), ("advice", "Try again."),
        ("message", "Strange: {1}"), ("word", "{1} odd {2}"), ("word", "ways"), ("word", "way"), ("word", "nothing"),
        ("message", "left {1}"),
    }  # fmt: skip
    assert emitted.lost == ["ingest/one.py:10 table[0]"]


def test_advice_is_told_from_messages(emitted: Emitted) -> None:
    advice = {text for kind, text in emitted.texts if kind == "advice"}
    assert {text for kind, text, _ in _lines() if kind == "advice"} == advice


def test_every_code_has_a_label(emitted: Emitted) -> None:
    codes = {text for kind, text in emitted.texts if kind == "code"}
    known = {key for kind, key in labels() if kind == "code"}
    patterns = {code: re.sub(r"\\\{\d+\\\}", ".+", re.escape(code)) for code in codes}
    assert {code for code, pattern in patterns.items() if not any(re.fullmatch(pattern, key) for key in known)} == set()


def test_a_vietnamese_line_has_the_holes_of_the_english_one_and_is_vietnamese() -> None:
    for template in templates():
        holes = [{part for part in side if isinstance(part, Hole)} for side in (template.english, template.vietnamese)]
        assert holes[0] == holes[1], template
    same = {english for kind, english, vietnamese in _lines() if english == vietnamese}
    assert same <= FORMS
    assert len({english for _, english, _ in _lines()}) == len(_lines()), "a text stands twice"


@pytest.mark.parametrize("template", templates(), ids=lambda template: "".join(map(str, template.english))[:60])
def test_a_text_made_from_a_template_is_read_by_it(template: Template) -> None:
    values = {
        "": "Sở Nội vụ",
        "!r": "'Quý I'",
        ":,": "1,234,567",
        ":.2f": "0.52",
        ":.0f": "30",
        ":.0%": "12%",
        ":g": "0.5",
    }
    shown = {
        "": "Sở Nội vụ",
        "!r": "“Quý I”",
        ":,": "1.234.567",
        ":.2f": "0,52",
        ":.0f": "30",
        ":.0%": "12%",
        ":g": "0,5",
    }
    english, vietnamese = (
        "".join(part if isinstance(part, str) else said[part.form] for part in side)
        for side, said in ((template.english, values), (template.vietnamese, shown))
    )
    assert message_in("vi", english) == vietnamese
    assert message_in("en", english) == english


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        (
            "cells add up to 1,234, total says 2,000 đồng (rows of the table are missing)",
            "cộng các ô được 1.234 đồng, dòng tổng ghi 2.000 đồng (bảng thiếu dòng)",
        ),
        (
            "co of row 'Xây dựng: kế hoạch' taken from row 1.2: Sở: Nội vụ",
            "cơ quan phối hợp của dòng “Xây dựng: kế hoạch” lấy theo dòng 1.2: Sở: Nội vụ",
        ),
        (
            "a b.pdf: The file asks for a password. Save it without a password.",
            "a b.pdf: Tệp đòi mật khẩu. Hãy lưu lại không đặt mật khẩu.",
        ),
        (
            "page 1: The page cannot be rendered: no data; page 12: OCR of the page failed: memory",
            "trang 1: Không dựng được hình của trang: no data; trang 12: Nhận dạng chữ của trang không thành: memory",
        ),
        (
            "x.pdf: Reading it took more than 3 seconds. It was tried twice, the second time with nothing beside it. A",
            "x.pdf: Việc đọc tệp quá 3 giây. Đã thử hai lần, lần sau không chạy gì bên cạnh. A",
        ),
        (
            "The signature of an unknown signer cannot be read, so nothing is known of it.",
            "Chữ ký số của người ký không rõ không đọc được nên không biết gì về chữ ký này.",
        ),
        ("the title after 'a' was overwritten by the outputs 'b'; left as read compare the row with the page",
         "phần tên nhiệm vụ sau “a” bị sản phẩm “b” đè lên; giữ như đã đọc; hãy đối chiếu dòng với trang"),
        (
            "3571/QĐ-UBND (head) is taken; the caption has 2019-11-14",
            "lấy 3571/QĐ-UBND (phần đầu văn bản); dòng “Kèm theo” ghi 14/11/2019",
        ),
        ("KeyError: 'x' (in parse, head.py:12)", "KeyError: 'x' (trong parse, head.py:12)"),
        ("words of a newer version", "words of a newer version"),
    ],
)  # fmt: skip
def test_texts_within_texts_are_in_vietnamese_too(english: str, vietnamese: str) -> None:
    assert message_in("vi", english) == vietnamese


@given(st.text(alphabet="ab 'ế:;.,()12\n", max_size=80))
def test_any_value_comes_through_as_it_is(name: str) -> None:
    assert message_in("vi", f"{name!r} is not in the gazetteer") == f"“{name.strip()}” chưa có trong danh mục cơ quan"


def _lines() -> list[tuple[str, str, str]]:
    text = (ROOT / "outputs" / "data" / "messages.tsv").read_text(encoding="utf-8")
    return [(kind, english, vietnamese) for kind, english, vietnamese in (r.split("\t") for r in text.splitlines()[1:])]
