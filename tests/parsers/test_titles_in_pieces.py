"""Titles that a converter cut at the edges of the columns they run over."""

from __future__ import annotations

import pytest

from parsers.run_rows import expanded_cells
from parsers.titles_in_pieces import title_in_pieces
from schemas.document import Cell, Row
from schemas.text import Fragment


def _title(*texts: str) -> list[str]:
    row = Row(tuple(Cell(Fragment(1, 1, text, text, at)) for at, text in enumerate(texts)), 0)
    return title_in_pieces(row, expanded_cells(row)[0])


@pytest.mark.parametrize(
    ("texts", "title"),
    [
        (("1", "CÔNG TÁC CHỈ ĐẠO, ĐIỀ", "U HÀNH", "", ""), "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH"),
        (("II", "CẢI CÁCH TỔ CHỨC BỘ", "MÁY HÀNH C", "HÍNH", ""), "CẢI CÁCH TỔ CHỨC BỘ MÁY HÀNH CHÍNH"),
        (("3", "THỦ TỤC HÀNH", "H CHÍNH, C", "Ơ CHẾ MỘT CỬ", "A"), "THỦ TỤC HÀNH CHÍNH, CƠ CHẾ MỘT CỬA"),
        (("5", "NÂNG CA\nVIÊN CHỨC", "O CHẤT LƯỢ", "NG CÔNG CHỨC,", ""), "NÂNG CAO CHẤT LƯỢNG CÔNG CHỨC, VIÊN CHỨC"),
    ],
)
def test_pieces_are_put_together(texts: tuple[str, ...], title: str) -> None:
    assert _title(*texts) == [texts[0], title, *[""] * (len(texts) - 2)]


@pytest.mark.parametrize(
    "texts",
    [
        ("1", "RÀ SOÁT", "SỞ TƯ PHÁP", "QUÝ I", ""),  # words in capitals, whole
        ("1", "RÀ SOÁT", "", "SỞ TƯ PHÁP", ""),
        ("1", "Điề", "u hành", "", ""),
        ("", "ĐIỀ", "U HÀNH", "", ""),
        ("1", "ĐIỀU HÀNH", "", "", ""),
    ],
)
def test_other_rows_stay(texts: tuple[str, ...]) -> None:
    assert _title(*texts) == list(texts)
