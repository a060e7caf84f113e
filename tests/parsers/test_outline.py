"""Sections of the narrative: labels, paths, titles, joined paragraphs and what is odd about the numbering."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.claims import Claims
from parsers.head import parse_head
from parsers.labels import label_at, roman_value
from parsers.outline import Outline, parse_outline
from parsers.splitting import split
from tests.parsers.sources import cases, document_of

OUTLINES = cases("outline", "outlines.json")


def _outline(text: str | list[str]) -> Outline:
    document = document_of(text)
    claims = Claims(document)
    segment = split(document)[0]
    return parse_outline(segment, claims, parse_head(segment, claims))


@pytest.mark.parametrize("case", OUTLINES, ids=[case["name"] for case in OUTLINES])
def test_outline(case: dict[str, Any]) -> None:
    outline = _outline(case["text"])
    assert [[s.path, s.title] for s in outline.sections if s.path] == case["headings"], case["reason"]
    assert list(outline.articles) == case["articles"]
    assert sorted({f.code for f in outline.findings}) == case["findings"]
    texts = {section.path: section.text for section in outline.sections}
    assert {path: texts[path] for path in case["texts"]} == case["texts"]


@pytest.mark.parametrize(
    ("text", "family", "value"),
    [
        ("IV. Kinh phí", "roman", 4),
        ("II- NỘI DUNG", "roman", 2),
        ("đ) Sở Thông tin", "letter", 5),
        ("- b) Nâng cao", "letter", 2),
        ("1.2. Giải pháp", "dotted2", 2),
        ("3.1.2 Nội dung", "dotted3", 2),
        ("7) Hiện đại hóa", "arabic", 7),
        ("Điều 12. Hiệu lực", "dieu", 12),
        ("Chương II QUY ĐỊNH CHUNG", "chuong", 2),
        ("Phần thứ nhất", "phan", 1),
    ],
)
def test_label(text: str, family: str, value: int) -> None:
    first = label_at(text)[0]
    assert (first.family, first.value) == (family, value)


@pytest.mark.parametrize(
    "text", ["2020. Các chỉ tiêu", "100% hồ sơ", "30/6/2020 là hạn", "1.080 triệu", "f) Không có", "Căn cứ Luật", ""]
)
def test_no_label(text: str) -> None:
    assert label_at(text) == ()


@given(st.integers(min_value=1, max_value=39))
def test_roman_numerals_read_back(number: int) -> None:
    digits = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    assert roman_value("X" * (number // 10) + digits[number % 10]) == number


def test_every_line_of_the_narrative_is_in_a_section() -> None:
    for case in OUTLINES:
        outline = _outline(case["text"])
        text = " ".join(f"{s.title or ''} {s.text}" for s in outline.sections)
        for paragraph in (p for _, p in outline.paragraphs):
            last = paragraph.text.split()[-1].strip(".:;")
            assert last in text or paragraph.text == "QUYẾT ĐỊNH:"
