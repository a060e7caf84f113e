"""Where lines that hold many are parted, and which are left whole."""

from __future__ import annotations

import pytest

from parsers.run_on_lines import cuts_of

_BODY = "Giao các đơn vị trực thuộc theo chức năng, nhiệm vụ được phân công tổ chức triển khai thực hiện; " * 6


def parts(text: str) -> list[str]:
    return [text[start:end].strip() for start, end in cuts_of(text)]


@pytest.mark.parametrize(
    "line",
    [
        "HỌC TẬP TƯ TƯỞNG, ĐẠO ĐỨC CHỦ TỊCH Hồ Chí Minh",
        "CHỦ TỊCH Hồ Chí Minh",
        "CHỦ TỊCH Ủy Ban Nhân Dân",
        "1. Giao ban với CHỦ TỊCH Nguyễn Văn An",
        "- Trưởng ban: PHÓ CHỦ TỊCH Nguyễn Văn An",
        "KT. CHỦ TỊCH PHÓ CHỦ TỊCH",
        f"{_BODY} lưu ý Điều 5: trách nhiệm; Điều 7. Quyền và nghĩa vụ; {_BODY}",
    ],
    ids=[
        "title",
        "a person of history",
        "a body in titles",
        "heading",
        "item",
        "posts without a name",
        "articles cited",
    ],
)
def test_a_line_left_whole(line: str) -> None:
    assert parts(line) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("GIÁM ĐỐC Nguyễn Văn An", ["GIÁM ĐỐC", "Nguyễn Văn An"]),
        (
            "KT. CHI CỤC TRƯỞNG PHÓ CHI CỤC TRƯỞNG Trần Thị Bình",
            ["KT. CHI CỤC TRƯỞNG", "PHÓ CHI CỤC TRƯỞNG", "Trần Thị Bình"],
        ),
        (
            "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Nguyễn Văn An",
            ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Nguyễn Văn An"],
        ),
        (
            "Như Điều 3; KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn An",
            ["Như Điều 3;", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Nguyễn Văn An"],
        ),
    ],
    ids=["post and name", "head of a branch", "signs with marked capitals", "recipients before"],
)
def test_a_signature_on_one_line(line: str, expected: list[str]) -> None:
    assert parts(line) == expected


def test_articles_that_follow_one_another_are_parted() -> None:
    found = parts(f"Điều 1. {_BODY} Điều 2. {_BODY} Nơi nhận: - Như Điều 2;")
    assert [part[:7] for part in found] == ["Điều 1.", "Điều 2.", "Nơi nhậ", "- Như Đ"]
