"""The word of a level at the end of an agency's name."""

from __future__ import annotations

import pytest

from normalize.agency_spelling import with_level_word
from normalize.gazetteer import IssuerContext, resolve


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Ban An toàn giao thông tình", "Ban An toàn giao thông tỉnh"),
        ("Ban Chỉ đạo tinh", "Ban Chỉ đạo tỉnh"),
        ("Đảng ủy Công an tĩnh", "Đảng ủy Công an tỉnh"),
        ("Tổ công tác Đề án 30 huyên", "Tổ công tác Đề án 30 huyện"),
    ],
)
def test_a_level_word_with_other_marks_is_put_right(read: str, right: str) -> None:
    assert with_level_word(read) == right
    assert resolve(read, IssuerContext("province", "Lào Cai")).name == right


@pytest.mark.parametrize(
    "name",
    [
        "Trung tâm vệ tinh", "Viện Giới tính", "Phòng máy tính", "Trạm hành tinh", "Quỹ Nghĩa tình", "Sở tình",
        "Trung tâm Bích Huyền", "Đài Truyền thanh huyện", "Ban Chỉ đạo tỉnh", "Tỉnh", "",
    ],
)  # fmt: skip
def test_words_that_are_no_level_stay(name: str) -> None:
    assert with_level_word(name) == name
