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
        ("Kinh phí thực hiện Kế hoạch 92.000.000 đồng (Chín mươi hai triệu đồng) từ nguồn chi.", "92.000.000 đồng"),
        ("TỔNG KINH PHÍ: 249,5 tỷ đồng", "249,5 tỷ đồng"),
        ("Tổng vốn thực hiện Chương trình năm 2018: 310.200 triệu đồng, trong đó vốn vay 90 tỷ.", "310.200 triệu đồng"),
        ("Tổng nhu cầu vốn: 15 tỷ đồng.", "15 tỷ đồng"),
        ("Tổng vốn đầu tư xây dựng kho lưu trữ: 15 tỷ đồng.", None),
        ("Tổng kinh phí từ ngân sách huyện: 500 triệu đồng; các nguồn khác lồng ghép.", None),
        ("Tổng kinh phí dự kiến từ nguồn sự nghiệp: 500 triệu đồng.", None),
        ("Tổng kinh phí: 500 triệu đồng, từ ngân sách huyện.", "500 triệu đồng"),
        ("Tổng kinh phí đã giải ngân là 300 triệu đồng. Tổng kinh phí thực hiện: 500 triệu đồng.", "500 triệu đồng"),
        ("Tổng kinh phí thực hiện năm 2017: 300 triệu đồng.", None),
        ("Tổng kinh phí giai đoạn 2016 - 2020 là 3 tỷ đồng.", None),
        ("Quyết định số 15/QĐ-UBND phê duyệt dự án với tổng kinh phí 7 tỷ đồng.", None),
        ("Theo Quyết định số 15/QĐ-UBND, tổng kinh phí thực hiện Kế hoạch là 7 tỷ đồng.", "7 tỷ đồng"),
        ("Ngân sách bảo đảm, trong đó tổng kinh phí in ấn là 7 triệu đồng.", None),
        ("Thu hút 20 dự án với tổng vốn đầu tư 3.500 tỷ đồng.", None),
        ("Xây dựng đường liên xã, tổng mức đầu tư: 1.200 tỷ đồng.", None),
        ("Thu hút 20 dự án, tổng vốn đầu tư 2.000 tỷ đồng. Tổng kinh phí thực hiện: 64 triệu đồng.", "64 triệu đồng"),
        ("Tổng kinh phí thực hiện Kế hoạch từ nguồn ngân sách nhà nước là 64 triệu đồng.", "64 triệu đồng"),
        ("Tổng dự toán đã được Phòng Tài chính thẩm định: 64 triệu đồng.", "64 triệu đồng"),
        ("Căn cứ Nghị quyết số 12/NQ-HĐND, tổng kinh phí năm 2018 là 64 triệu đồng.", "64 triệu đồng"),
        ("Kinh phí thực hiện Chương trình: 50.000 đ/người.", None),
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


@pytest.mark.parametrize(
    ("lines", "figure"),
    [
        (
            ["Ngân sách xã và nguồn khác: 81,5 triệu đồng (Bằng chữ: Tám mươi mốt triệu năm trăm nghìn đồng)."],
            "81,5 triệu đồng",
        ),
        (["Ngân sách xã và nguồn khác: 81,5 triệu đồng."], None),
        (["Ngân sách xã: 8 triệu đồng (Tám triệu đồng).", "Ngân sách huyện: 9 triệu đồng."], None),
        (["Hỗ trợ mỗi thôn 8 triệu đồng (Tám triệu đồng)."], None),
        (["Tiền ăn của đại biểu 50.000 đồng (Năm mươi nghìn đồng) một người một ngày."], None),
        (["Ngân sách huyện mua máy chủ 150.000.000 đồng (Một trăm năm mươi triệu đồng)."], None),
        (["1. Ngân sách xã: 8 triệu đồng (Tám triệu đồng).", "2. Kinh phí lồng ghép: không có."], "8 triệu đồng"),
    ],
)
def test_only_amount_of_the_chapter_on_money_that_is_repeated_in_words(lines: list[str], figure: str | None) -> None:
    (document,) = parse(document_of([*HEAD, *lines, "II. TỔ CHỨC THỰC HIỆN", "Các xã thực hiện."])).documents
    assert (document.total.figure if document.total else None) == figure


def test_what_stands_in_brackets_behind_a_total_is_words_only_where_it_speaks_of_money() -> None:
    (document,) = parse(document_of([*HEAD, "Tổng kinh phí: 5 triệu đồng (chi tiết tại Phụ lục)."])).documents
    assert document.total is not None
    assert (document.total.figure, document.total.words) == ("5 triệu đồng", None)


@pytest.mark.parametrize(
    ("years", "figure"), [("năm 2019", None), ("giai đoạn 2019 - 2021", "9 tỷ đồng"), ("giai đoạn 2016 - 2020", None)]
)
def test_the_total_of_a_plan_for_several_years_is_for_all_of_them(years: str, figure: str | None) -> None:
    head = [*HEAD[:4], "Phổ biến pháp luật giai đoạn 2019 - 2021", HEAD[5]]
    (document,) = parse(document_of([*head, f"Tổng kinh phí thực hiện {years}: 9 tỷ đồng."])).documents
    assert (document.total.figure if document.total else None) == figure
