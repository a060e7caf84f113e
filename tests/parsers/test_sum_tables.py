"""Totals of appendices that divide the money and hold no tasks."""

from __future__ import annotations

import pytest

from parsers import parse
from tests.parsers.sources import document_of

HEAD = ["ỦY BAN NHÂN DÂN", "HUYỆN BẢO LÂM", "Số: 8/KH-UBND", "KẾ HOẠCH", "Phổ biến pháp luật năm 2018", "I. YÊU CẦU"]
TITLE = "TỔNG HỢP KINH PHÍ THEO NGUỒN"
UNIT = "Đơn vị tính: Triệu đồng"


@pytest.mark.parametrize(
    ("title", "lines", "total"),
    [
        (
            TITLE,
            ["STT\tNguồn\tSố tiền (triệu đồng)", "1\tNgân sách\t16,5", "\tTổng cộng\t16,5"],
            ("16,5", "triệu đồng"),
        ),
        (TITLE, [UNIT, "TT\tNguồn\t2018\t2019\tCộng", "1\tXã\t2\t3\t5", "\tTổng cộng\t2\t3\t5"], ("5", "Triệu đồng")),
        (TITLE, [UNIT, "TT\tNguồn\t2018\t2019", "1\tXã\t2\t3", "\tTổng cộng\t2\t3"], None),
        (
            TITLE,
            [UNIT, "TT\tNội dung\tTổng số ngày\tThành tiền", "1\tBáo cáo\t5\t80", "\tTổng cộng\t5\t80"],
            ("80", "Triệu đồng"),
        ),
        (TITLE, ["TT\tNguồn\tSố tiền", "1\tXã\t2", "\tTổng cộng\t2"], None),
        (TITLE, [UNIT, "TT\tNguồn\tSố tiền", "1\tXã\t2", "\tCộng (I)\t2"], None),
        ("CHỈ TIÊU GIAO CÁC XÃ", [UNIT, "TT\tXã\tSố tiền", "1\tLộc An\t2", "\tTổng cộng\t2"], None),
    ],
)
def test_total_of_an_appendix_on_money(title: str, lines: list[str], total: tuple[str, str] | None) -> None:
    plan, appendix = parse(document_of([*HEAD, "Các xã thực hiện./.", "", "PHỤ LỤC", title, *lines])).documents
    assert plan.total is None
    assert appendix.kind == "phu_luc"
    assert (appendix.total and (appendix.total.figure, appendix.total.unit)) == total
