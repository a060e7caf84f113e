"""hOCR whose elements stand in each other: every word is read once, and in one pass."""

from __future__ import annotations

import pytest

from ingest import read_bytes
from schemas.document import Row

_WORD = "<span class='ocrx_word' title='bbox {0} 10 {1} 30; x_wconf 90'>{2}</span>"


def _text(body: str) -> list[str]:
    page = f"<html><body>{body}</body></html>"
    document = read_bytes(page.encode(), "a.hocr")
    return [block.fragment.text for block in document.blocks if not isinstance(block, Row)]


def _line(words: str, name: str = "ocr_line", inner: str = "") -> str:
    spans = " ".join(_WORD.format(40 * at, 40 * at + 30, word) for at, word in enumerate(words.split()))
    return f"<span class='{name}' title='bbox 0 10 400 30'>{spans}{inner}</span>"


def _page(inner: str) -> str:
    return f"<div class='ocr_page' title='bbox 0 0 2000 3000'>{inner}</div>"


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (_page(_line("Kế hoạch", "ocr_header") + _line("năm 2024")), ["Kế hoạch", "năm 2024"]),
        (_page(f"<div class='ocr_textfloat'>{_line('Nơi nhận')}{_line('Lưu VT')}</div>"), ["Nơi nhận", "Lưu VT"]),
        (_page(_line("Điều một", inner=_line("hai ba"))), ["Điều một hai ba"]),
        (_page(_line("Trang ngoài") + _page(_line("trang trong"))), ["Trang ngoài", "trang trong"]),
    ],
    ids=["a header is a line", "a float of lines is none", "a line in a line is part of it", "a page in a page"],
)
def test_elements_in_elements_are_read_once(body: str, lines: list[str]) -> None:
    assert _text(body) == lines
