"""Aligned tables in a proportional typeface: cells of two columns touch, and lines of one column begin apart."""

from __future__ import annotations

from ingest import read_bytes
from ingest.aligned_columns import Segment, find_columns, label_apart, segments_of
from ingest.aligned_tables import find_aligned_rows

_TABLE = """\
                                                                                              Thời gian
STT             Nhiệm vụ                     Sản phẩm            Cơ quan chủ trì
                                                                                              hoàn thành
 I   TUYÊN TRUYỀN
     Xây dựng, ban hành kế hoạch tuyên                                                         Tháng
 1                                     Kế hoạch của UBND tỉnh        Sở Tư pháp
     truyền về trợ giúp pháp lý                                                               02/2017
     Biên soạn, in ấn tờ gấp pháp luật cho - Đề cương;
 2   người dân tộc thiểu số tại các xã đặc  - 5.000 tờ gấp.           Sở Tư pháp               Quý II
     biệt khó khăn
     Tổ chức hội nghị tập huấn cho tuyên
 3                                        02 hội nghị              Hội Luật gia tỉnh          Quý III
     truyền viên cấp xã
II TỔ CHỨC THỰC HIỆN, KIỂM TRA
     Kiểm tra việc thực hiện kế hoạch tại Báo cáo kết quả
 1                                                                   Thanh tra tỉnh           Tháng 9
     các huyện, thị xã                    kiểm tra
                                          Hội nghị;
 2   Sơ kết, tổng kết                                                 Sở Tư pháp              Tháng 12
                                          báo cáo tổng kết
                       TỔNG CỘNG                                                                 350
""".split("\n")


def _rows(lines: list[str]) -> list[list[str]]:
    return [
        [" ".join(part for part in text.split("\n") if part) for text, _ in row.cells]
        for row in find_aligned_rows(lines, frozenset(), frozenset())
    ]


def test_cells_that_touch_are_parted_where_their_column_begins() -> None:
    assert _rows(_TABLE) == [
        ["STT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời gian hoàn thành"],
        ["I", "TUYÊN TRUYỀN", "", "", ""],
        [
            "1", "Xây dựng, ban hành kế hoạch tuyên truyền về trợ giúp pháp lý", "Kế hoạch của UBND tỉnh", "Sở Tư pháp",
            "Tháng 02/2017",
        ],
        [
            "2", "Biên soạn, in ấn tờ gấp pháp luật cho người dân tộc thiểu số tại các xã đặc biệt khó khăn",
            "- Đề cương; - 5.000 tờ gấp.", "Sở Tư pháp", "Quý II",
        ],
        ["3", "Tổ chức hội nghị tập huấn cho tuyên truyền viên cấp xã", "02 hội nghị", "Hội Luật gia tỉnh", "Quý III"],
        ["II", "TỔ CHỨC THỰC HIỆN, KIỂM TRA", "", "", ""],
        [
            "1", "Kiểm tra việc thực hiện kế hoạch tại các huyện, thị xã", "Báo cáo kết quả kiểm tra", "Thanh tra tỉnh",
            "Tháng 9",
        ],
        ["2", "Sơ kết, tổng kết", "Hội nghị; báo cáo tổng kết", "Sở Tư pháp", "Tháng 12"],
        ["", "TỔNG CỘNG", "", "", "350"],
    ]  # fmt: skip


def test_columns_apart_by_gutters_have_no_openings() -> None:
    body = [
        segments_of(line)
        for line in ("1   Rà soát văn bản    Sở Tư pháp   Quý I", "2   Tập huấn           Sở Nội vụ    Quý II")
    ]
    columns = find_columns(body, [segments_of("TT  Nhiệm vụ           Chủ trì      Thời gian")])
    assert columns is not None
    assert not columns.openings


def test_the_numeral_of_a_section_is_taken_off_its_title_in_capitals() -> None:
    parts = label_apart(segments_of("VII CẢI CÁCH TÀI CHÍNH CÔNG"))
    assert [(part.start, part.end, part.text) for part in parts] == [(0, 3, "VII"), (4, 27, "CẢI CÁCH TÀI CHÍNH CÔNG")]
    own = (Segment(0, 12, "I am a title"),)
    assert label_apart(own) is own


def test_rows_whose_cells_are_cut_at_small_letters_are_reported() -> None:
    table = (
        "TT   Nội dung công việc            Thời gian     Cơ quan\n"
        "1    Đánh giá tác động thủ tục     Khi có phát   Sở Tư pháp\n"
        "     hành chính trong dự thảo      sinh          tỉnh\n"
        "2    Xây dựng quy trình nội bộ,    Khi có phát   Các sở, ban,\n"
        "     quy trình điện tử, giải quyết sinh          ngành tỉnh\n"
        "3    Công bố danh mục              Quý II        Văn phòng\n"
    )
    problems = read_bytes(table.encode(), "dump.txt").problems
    assert [(problem.code, problem.line) for problem in problems if problem.code == "unclear_cells"] == [
        ("unclear_cells", 4)
    ]
