"""Tables of pipes and tabs whose wrapped lines are rows of their own, and those that only look so."""

from __future__ import annotations

from ingest.pipe_tables import find_pipe_rows
from ingest.tab_tables import find_tab_rows

_HEAD = ["TT | Nhiệm vụ | Chủ trì | Thời", "| | | gian"]
_ROWS = [
    "1 | Rà soát văn bản quy phạm | Sở Tư | Quý",
    "| pháp luật về đầu tư | pháp | II/2012",
    "2 | Công bố danh mục dự án | Sở Tài | Năm",
    "| kêu gọi đầu tư của tỉnh | chính | 2012",
    "II | XÚC TIẾN ĐẦU TƯ TẠI CÁC | |",
    "| KHU CÔNG NGHIỆP | |",
    "3 | Tổ chức hội nghị giới | Ban Quản | Tháng",
    "| thiệu khu công nghiệp | lý KCN | 9/2012",
]


def _cells(lines: list[str], starts: frozenset[int] = frozenset()) -> list[list[str]]:
    return [[" ".join(text.split("\n")) for text, _ in row.cells] for row in find_pipe_rows(lines, starts)[0]]


def test_lines_of_wrapped_cells_are_one_row() -> None:
    assert _cells([*_HEAD, "", *_ROWS]) == [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
        ["1", "Rà soát văn bản quy phạm pháp luật về đầu tư", "Sở Tư pháp", "Quý II/2012"],
        ["2", "Công bố danh mục dự án kêu gọi đầu tư của tỉnh", "Sở Tài chính", "Năm 2012"],
        ["II", "XÚC TIẾN ĐẦU TƯ TẠI CÁC KHU CÔNG NGHIỆP", "", ""],
        ["3", "Tổ chức hội nghị giới thiệu khu công nghiệp", "Ban Quản lý KCN", "Tháng 9/2012"],
    ]


def test_what_touches_a_repeated_head_is_no_part_of_it() -> None:
    lines = [
        *_HEAD,
        "",
        *_ROWS,
        "",
        *_HEAD,
        "| tại thành phố | |",
        "",
        "4 | Lập báo cáo | Sở Tài | Năm",
        "| hằng năm | chính | 2012",
    ]
    assert _cells(lines)[5:] == [
        ["TT", "Nhiệm vụ", "Chủ trì", "Thời gian"],
        ["", "tại thành phố", "", ""],
        ["4", "Lập báo cáo hằng năm", "Sở Tài chính", "Năm 2012"],
    ]


def test_no_row_goes_over_a_page() -> None:
    lines = [*_HEAD, *_ROWS]
    assert ["", "KHU CÔNG NGHIỆP", "", ""] in _cells(lines, frozenset({7}))


def test_rows_without_a_number_stay_rows() -> None:
    lines = [
        "TT | Nhiệm vụ | Chủ trì | Thời gian",
        "1 | Rà soát văn bản | Sở Tư pháp | Quý II",
        "| Công bố danh mục | Sở Tài chính | Quý III",
        "| Tổ chức hội nghị | Ban Quản lý KCN | Tháng 9",
        "| Lập báo cáo | Sở Tài chính | Tháng 12",
    ]
    assert len(_cells(lines)) == 5


def test_single_tails_of_cut_rows_stay_for_the_parser() -> None:
    lines = [_HEAD[0], *(f"{n} | Rà soát văn bản | Sở Tư pháp | Quý II" for n in range(1, 9)), "| pháp luật | |"]
    assert len(_cells(lines)) == 10


def test_lines_of_tabs_may_end_before_the_last_column() -> None:
    lines = [
        "TT\tCơ quan\tNhiệm vụ\tKết quả\tKinh phí",
        "\tchủ trì\t\t\t(triệu đồng)",
        "1\tSở Khoa học và Công\tXóa vùng lõm sóng tại các xã Cúc\t18 vị trí được phủ\tDoanh nghiệp",
        "\tnghệ\tPhương, Gia Viễn\tsóng\tviễn thông tự đầu tư",
        "2\tSở Tài chính\tDanh mục dự án khởi\tNghị quyết\t0",
        "\t\tcông mới",
        "3\tCông an tỉnh\tLàm sạch dữ liệu dân cư,\tDữ liệu đúng,\t3.800",
        "\t\thộ tịch\tđủ",
        "\tTỔNG CỘNG\t\t\t3.800",
    ]
    rows = [[" ".join(text.split("\n")) for text, _ in row.cells] for row in find_tab_rows(lines, set(), set())]
    assert rows == [
        ["TT", "Cơ quan chủ trì", "Nhiệm vụ", "Kết quả", "Kinh phí (triệu đồng)"],
        ["1", "Sở Khoa học và Công nghệ", "Xóa vùng lõm sóng tại các xã Cúc Phương, Gia Viễn",
         "18 vị trí được phủ sóng", "Doanh nghiệp viễn thông tự đầu tư"],
        ["2", "Sở Tài chính", "Danh mục dự án khởi công mới", "Nghị quyết", "0"],
        ["3", "Công an tỉnh", "Làm sạch dữ liệu dân cư, hộ tịch", "Dữ liệu đúng, đủ", "3.800"],
        ["", "TỔNG CỘNG", "", "", "3.800"],
    ]  # fmt: skip


def test_a_line_of_low_strokes_is_a_rule() -> None:
    lines = [*_HEAD, *_ROWS[:4], "|___|______________|____|____|", *_ROWS[4:]]
    assert _cells(lines) == _cells([*_HEAD, *_ROWS])
