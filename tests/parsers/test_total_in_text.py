"""Sums that a plan without a table states in its narrative."""

from __future__ import annotations

import pytest

from parsers import parse
from tests.parsers.sources import document_of

HEAD = ["ỦY BAN NHÂN DÂN", "HUYỆN BẢO LÂM", "Số: 8/KH-UBND", "KẾ HOẠCH", "Phổ biến pháp luật năm 2018", "I. KINH PHÍ"]


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("Kinh phí thực hiện Kế hoạch: 185.000.000 đồng, từ dự toán năm 2018.", "185.000.000 đồng"),
        ("Tổng kinh phí thực hiện: 640 triệu đồng.", "640 triệu đồng"),
        ("Kinh phí thực hiện Kế hoạch này là 20 triệu đồng (Hai mươi triệu đồng chẵn).", "20 triệu đồng"),
        ("Kinh phí thực hiện Kế hoạch do ngân sách bảo đảm; hỗ trợ mỗi xã 20 triệu đồng.", None),
        ("Kinh phí tổ chức hội nghị: 20 triệu đồng.", None),
    ],
)
def test_cost_of_the_plan(sentence: str, figure: str | None) -> None:
    (document,) = parse(document_of([*HEAD, sentence])).documents
    assert (document.total.figure if document.total else None) == figure


@pytest.mark.parametrize(
    ("lines", "figure"),
    [
        (["Điều 2. Kinh phí thực hiện: 2.350 triệu đồng, từ nguồn sự nghiệp năm 2024."], "2.350 triệu đồng"),
        (["Điều 2. Giao các đơn vị:", "1. Hội chợ.", "Kinh phí thực hiện: 20 triệu đồng."], None),
    ],
)
def test_cost_of_the_plan_in_an_article(lines: list[str], figure: str | None) -> None:
    head = [
        *HEAD[:2],
        "Số: 8/QĐ-UBND",
        "QUYẾT ĐỊNH",
        "Phê duyệt Kế hoạch năm 2024",
        "QUYẾT ĐỊNH:",
        "Điều 1. Phê duyệt.",
    ]
    (document,) = parse(document_of([*head, *lines])).documents
    assert (document.total.figure if document.total else None) == figure
