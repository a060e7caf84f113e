"""What a document may settle by its own wording: a misread name by the name, never plain words by a name."""

from __future__ import annotations

import pytest

from ingest import read_bytes
from normalize.repair import repair
from normalize.repair.evidence import SUSPECT, Reading
from normalize.repair.votes import carried_readings
from schemas.document import Line
from schemas.text import Fragment

FIELDS = ["Du lịch", "Y tế", "Giáo dục và Đào tạo", "Nội vụ", "Tài chính", "Tư pháp", "Xây dựng"]
DIGITAL = ["bản đồ số", "chuyển đổi số", "nền tảng số", "hạ tầng số", "kinh tế số", "dữ liệu số", "tổng số"]


def _last_line(field: str, sentence: str) -> str:
    lines = [f"{number}. Sở {field} chủ trì, phối hợp với các đơn vị thực hiện." for number in range(1, 9)]
    document = repair(read_bytes("\n".join([*lines, sentence]).encode(), "x.txt"))
    return [block.fragment.text for block in document.blocks if isinstance(block, Line)][-1]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("words", DIGITAL)
def test_the_name_of_a_department_does_not_outvote_plain_words(field: str, words: str) -> None:
    sentence = f"Đẩy mạnh {words} {field.lower()} của tỉnh"
    assert _last_line(field, sentence) == sentence


@pytest.mark.parametrize("field", FIELDS)
def test_a_misread_name_is_settled_by_the_name(field: str) -> None:
    assert _last_line(field, f"Giao Số {field} thực hiện") == f"Giao Sở {field} thực hiện"


@pytest.mark.parametrize(
    ("text", "carried"), [("thi hà, thi hà và thi ha", True), ("thi hành, thi hành và thi ha", False)]
)
def test_a_wording_counts_as_whole_words(text: str, carried: bool) -> None:
    reading = Reading(0, 6, "ha", "hà", SUSPECT, from_phrase=False, wording=("thi ha", "thi hà"), printed="thi ha")
    assert carried_readings([Line(Fragment(1, 1, text, text))], [reading]) == ({reading} if carried else set())


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH THANH HÓA", "Thanh Hóa"),
        ("ỦY BAN NHÂN DÂN XÃ THANH HÒA\nTỈNH THANH HÓA", "Thanh Hòa"),
        ("ỦY BAN NHÂN DÂN XÃ THANH HÒA", "Thanh Hòa"),
        ("ỦY BAN NHÂN DÂN HUYỆN BÙ ĐỐP", "Thanh Hòa"),
    ],
)
def test_the_issuer_tells_a_misread_province_from_a_commune(issuer: str, place: str) -> None:
    document = repair(read_bytes(f"{issuer}\nThanh Hòa, ngày 10 tháng 01 năm 2022".encode(), "x.txt"))
    lines = [block.fragment.text for block in document.blocks if isinstance(block, Line)]
    assert lines[-1] == f"{place}, ngày 10 tháng 01 năm 2022"


def test_two_misread_words_that_are_words_are_only_reported() -> None:
    text = "Công tác tuyên truyền.\nTăng cường tuyên truyền.\nTổ chức tuyến truyện"
    document = repair(read_bytes(text.encode(), "x.txt"))
    assert [block.fragment.text for block in document.blocks if isinstance(block, Line)] == text.split("\n")
    assert {problem.code for problem in document.problems} == {"suspect_reading"}
