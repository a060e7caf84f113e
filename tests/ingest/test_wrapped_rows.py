"""Tables in reading order whose cells were wrapped: what tells their lines apart, and where nothing does."""

from __future__ import annotations

import pytest

from ingest import read_bytes
from ingest.bare_cell_labels import openings
from ingest.cell_division import RowLines, divide_rows, word_pairs
from ingest.column_kinds import kind_of_heading, kind_of_line
from ingest.page_margins import margin_lines
from ingest.two_level_heads import possible_heads
from ingest.wrapped_rows import PagedText, is_wrapped
from schemas.document import Document, Row

HEADINGS = ["Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian", "Kinh phí"]
ROWS = [
    ("Khảo sát hiện trạng kênh mương", "tưới tiêu", "Phòng Nông", "nghiệp", "UBND các xã", "Quý I", "20"),
    ("Nạo vét kênh chính phía bắc", "Phòng Kinh tế", "Phòng Nông", "nghiệp", "Tháng 3 -", "tháng 5", "1.200"),
    ("Tập huấn vận hành trạm bơm cho", "các tổ hợp tác", "Phòng Nông", "nghiệp", "Hội Nông dân", "Quý III", "35"),
]
COLUMNS = [(0, 0, 1, 1, 2, 3, 4), (0, 1, 2, 2, 3, 3, 4), (0, 0, 1, 1, 2, 3, 4)]
UNCLEAR = ("Mua bơm", "Chợ Mới", "Cầu Kè", "Gò Công", "Quý I")


def _divide(*rows: RowLines) -> list[tuple[tuple[int, ...], bool]]:
    found, _ = divide_rows(HEADINGS, [*map(RowLines, ROWS), *rows], word_pairs(["đê bao"]))
    assert [row.columns for row in found[:3]] == COLUMNS
    return [(row.columns, row.is_clear) for row in found[3:]]


@pytest.mark.parametrize(
    ("lines", "columns", "reason"),
    [
        (("Sửa cống", "Phòng Kinh tế", "UBND các xã", "Quý IV"), (0, 1, 2, 3), "the last cell is blank"),
        (
            ("Sửa cống", "Phòng Kinh tế", "Tháng", "11/2024", "40"),
            (0, 1, 3, 3, 4),
            "a body alone leads; a time goes on",
        ),
        (("Sửa cống", "Phòng Kinh tế", "UBND xã;", "Hội Nông dân", "Quý I"), (0, 1, 2, 2, 3), "a list is not ended"),
        (
            (
                "Sửa chữa, gia cố tuyến đê",
                "bao ven sông",
            ),
            (0, 0),
            "a heading and no more",
        ),
        (
            ("Đắp đê", "bao", "Phòng Kinh tế", "Hội Nông dân", "Quý I"),
            (0, 0, 1, 2, 3),
            "words stand together elsewhere",
        ),
        (("Mua máy", "Phòng Kinh tế", "UBND (các", "Xã bãi ngang)", "Quý I"), (0, 1, 2, 2, 3), "an open bracket"),
    ],
)
def test_the_lines_of_a_row(lines: tuple[str, ...], columns: tuple[int, ...], reason: str) -> None:
    assert _divide(RowLines(lines)) == [(columns, True)], reason


def test_names_that_may_end_or_go_on_are_not_clear() -> None:
    ((_, is_clear),) = _divide(RowLines(UNCLEAR))
    assert not is_clear


def test_the_rest_of_a_cut_row_goes_on_in_the_cells_above() -> None:
    row = RowLines(("Khảo sát, lập bản đồ các tuyến", "Phòng Nông", "UBND các", "Quý II", "15"), ("đê", "nghiệp", "xã"))
    ((columns, _),) = _divide(row)
    assert columns == (0, 1, 2, 3, 4, 0, 1, 2)


def test_lines_behind_the_last_row_are_none_of_it() -> None:
    tail = ("Người lập biểu đã kiểm tra số liệu trong toàn bộ các bảng.", "Cán bộ phụ trách theo dõi chung.")
    assert _divide(RowLines((*ROWS[0], *tail), is_open=True)) == [(COLUMNS[0], True)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Hội Nông dân", "bodies"),
        ("Hội nghị tổng kết", "words"),
        ("Ban hành quy chế", "words"),
        ("Sở", "words"),
        ("Quý III, Quý", "times"),
        ("Năm 2026", "times"),
        ("30.6.2025", "times"),
        ("28.600.000", "figures"),
        ("- Báo cáo", "items"),
        ("2. Quyết định", "items"),
    ],
)
def test_what_a_line_is_likely_to_open(line: str, kind: str) -> None:
    assert kind_of_line(line) == kind


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Cơ quan\nchủ trì", "bodies"),
        ("Tiến độ thực hiện", "times"),
        ("Kinh phí\n(triệu đồng)", "figures"),
        ("Đơn vị tính", "words"),
        ("Sản phẩm", "words"),
    ],
)
def test_what_a_heading_makes_likely(heading: str, kind: str) -> None:
    assert kind_of_heading(heading) == kind


def test_numbers_that_count_up_with_the_pages_stand_in_their_margins() -> None:
    lines = ["KẾ HOẠCH", "2", "1", "Rà soát", "3", "4", "Tổng kết", "4", "9", "Sơ kết"]
    assert margin_lines(lines, {1, 4, 7}) == {1, 4, 7}
    assert margin_lines(lines, set()) == frozenset()


def test_a_lone_number_apart_from_the_text_is_that_of_a_page() -> None:
    lines = ["Một", "Hai", "Ba", "Bốn", "", "2", "", "1", "Năm", "Sáu"]
    assert margin_lines(lines, {5}) == {5}
    assert margin_lines([line for line in lines if line], {4}) == frozenset()


def test_labels_that_open_pages_are_not_their_numbers() -> None:
    lines = ["Mở đầu", "4", "Rà soát", "2", "8", "Tổng kết", "3"]
    assert margin_lines(lines, {1, 4}) == {3, 6}


def test_running_heads_say_the_same_on_several_pages() -> None:
    lines = ["KH phòng chống bão năm 2023", "Một", "KH phòng chống bão năm 2023", "Hai", "Hai"]
    assert margin_lines(lines, {2}) == {0, 2}


def test_cells_that_say_the_same_at_the_ends_of_pages_are_no_running_heads() -> None:
    lines = ["Một", "Trong năm 2025", "Hai", "Trong năm 2025", "Ba", "Trong năm 2025"]
    assert margin_lines(lines, {2, 4}) == frozenset()
    apart = ["Một", "", "Kế hoạch 2025", "Hai", "", "Kế hoạch 2025", "Ba"]
    assert margin_lines(apart, {3, 6}) == {2, 5}


def test_labels_that_go_on_from_the_page_above_are_no_numbers_of_pages() -> None:
    lines = ["TT", "1", "Rà soát", "2", "Sơ kết", "3", "Tập huấn", "4", "Tổng kết"]
    assert margin_lines(lines, {5, 7}) == frozenset()
    at_the_foot = ["5", "Rà soát", "1", "6", "Tập huấn", "2", "7", "Tổng kết"]
    assert margin_lines(at_the_foot, {3, 6}) == {2, 5}


def test_times_that_break_off_show_wrapped_cells() -> None:
    lines = ["1", "Rà soát", "Sở Tư pháp", "Tháng", "5", "2", "Tập huấn", "Sở Nội vụ", "Quý", "II/2024"]
    text = PagedText(lines, frozenset(), [])
    assert is_wrapped(text, [0, 5], len(lines))


def test_the_number_of_the_first_page_may_stand_alone_at_its_foot() -> None:
    assert margin_lines(["Một", "Hai", "1", "Ba", "Bốn"], {3}) == {2}
    assert margin_lines(["Một", "Hai", "7", "Ba", "Bốn"], {3}) == frozenset()


def test_a_page_number_above_a_heading_is_no_label() -> None:
    lines = ["1", "Rà soát văn bản", "2", "Tổng kết năm", "3", "III. TỔ CHỨC THỰC HIỆN"]
    assert list(openings(lines, 0, len(lines), ())) == [0, 2]


def test_a_lower_heading_stands_below_one_of_its_kind() -> None:
    cells = [(text, at) for at, text in enumerate(["TT", "Việc", "Trách nhiệm", "Thời gian", "Chủ trì", "Phối hợp"])]
    assert [head.headings for head in possible_heads(cells)] == [
        ["Việc", "Trách nhiệm", "Thời gian", "Chủ trì", "Phối hợp"],
        ["Việc", "Chủ trì", "Phối hợp", "Thời gian"],
    ]


TABLE = [
    *("TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian"),
    *("1", "Khảo sát hiện trạng kênh", "mương", "Phòng Nông", "nghiệp", "UBND các xã", "Quý I"),
    *("2", "Phát động phong trào trong", "cộng đồng dân cư", "Phòng Văn hóa", "Hội Nông dân", "Quý II"),
]


def _rows(document: Document) -> list[list[str]]:
    return [[cell.fragment.raw for cell in row.cells] for row in document.blocks if isinstance(row, Row)]


def test_labels_apart_from_their_titles_tell_that_cells_of_many_lines_are_apart() -> None:
    cells = [
        "Khảo sát\nhiện trạng\nkênh mương",
        "Phòng Nông nghiệp\nSở Xây dựng\nHạt Giao thông",
        "UBND\ncác xã",
        "Quý I",
    ]
    rows = [["TT", "Nội dung", "Chủ trì", "Phối hợp", "Thời gian"], *([str(number), *cells] for number in (1, 2, 3))]
    document = read_bytes("\n\n".join("\n\n".join(row) for row in rows).encode(), "dump.txt")
    assert _rows(document) == rows


def test_a_second_table_with_the_same_head_is_another() -> None:
    document = read_bytes("\n".join([*TABLE, "Biểu số 2", "NHIỆM VỤ CÁC XÃ", *TABLE]).encode(), "dump.txt")
    rows = _rows(document)
    assert rows[3:] == rows[:3]
    assert rows[2] == ["2", "Phát động phong trào trong\ncộng đồng dân cư", "Phòng Văn hóa", "Hội Nông dân", "Quý II"]


def test_what_closes_a_text_ends_the_table_whatever_number_follows() -> None:
    text = "\n".join([*TABLE, "Nơi nhận:", "- Như Điều 3;", "3", "Các phòng chuyên môn biết, thực hiện"])
    assert len(_rows(read_bytes(text.encode(), "dump.txt"))) == 3


def test_an_unclear_row_is_reported() -> None:
    rows = enumerate([*ROWS, UNCLEAR, ROWS[0]], 1)
    lines = ["TT", *HEADINGS, *(line for number, row in rows for line in (str(number), *row))]
    problems = read_bytes("\n".join(lines).encode(), "dump.txt").problems
    assert [(problem.code, problem.line) for problem in problems] == [("unclear_cells", 31)]


def test_a_numeral_that_ends_a_title_opens_no_section() -> None:
    lines = ["III", "TỔ CHỨC BỘ MÁY", "8", "Thành lập Kiểm toán khu vực", "XIV", "Vụ Tổ chức cán bộ", "Quý IV"]
    more = ["IV", "CẢI CÁCH TÀI CHÍNH", "9", "Sửa đổi Quy chế chi tiêu"]
    assert list(openings([*lines, *more], 0, len(lines) + len(more), ("7",))) == [0, 2, 7, 9]
