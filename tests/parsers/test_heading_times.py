"""Times in the headings of sections, and what in brackets is none."""

from __future__ import annotations

import pytest

from parsers import parse
from tests.parsers.sources import document_of

HEAD = ["ỦY BAN NHÂN DÂN", "HUYỆN BẢO LÂM", "Số: 8/KH-UBND", "KẾ HOẠCH", "Phổ biến pháp luật năm 2018", "I. YÊU CẦU"]


@pytest.mark.parametrize(
    ("bracket", "time"),
    [
        ("từ ngày 01/7 đến ngày 31/8/2018", "từ ngày 01/7 đến ngày 31/8/2018"),
        ("Quý II/2018", "Quý II/2018"),
        ("hoàn thành trước ngày 15/9/2018", "hoàn thành trước ngày 15/9/2018"),
        ("giai đoạn 2016-2020", None),
        ("theo Nghị quyết số 12-NQ/TU", None),
        ("Theo Kế hoạch số 15/KH-UBND ngày 12/01/2018", None),
        ("Kết luận số 45-KL/TW, ngày 12/3/2018", None),
        ("Theo phân công của Chủ tịch", None),
        ("có hiệu lực từ ngày 01/01/2018", None),
        ("từ năm 2017 chuyển sang", None),
    ],
)
def test_time_of_a_heading(bracket: str, time: str | None) -> None:
    table = [
        "TT\tNhiệm vụ\tCơ quan chủ trì\tSản phẩm",
        f"I\tTUYÊN TRUYỀN ({bracket})\t\t",
        "1\tTổ chức hội thi\tPhòng Tư pháp\tBáo cáo",
        "2\tIn tờ rơi\tPhòng Văn hóa\tTờ rơi",
    ]
    (document,) = parse(document_of([*HEAD, *table])).documents
    assert [task.deadline_cell and task.deadline_cell.text for task in document.tasks] == [time, time]
