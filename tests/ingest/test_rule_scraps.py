"""Strokes of rules that were read as bars, or bars as other marks, on some lines of a table."""

from __future__ import annotations

from ingest.rule_scraps import with_misread_bars, without_rule_scraps

_PLAIN = [
    "TT     Nội dung công việc                Cơ quan chủ trì     Thời gian",
    "1      Rà soát văn bản do HĐND ban       Sở Tư pháp          Quý I",
    "       hành từ năm 1997",
]
_RULED = [
    "2    | Sửa đổi Quy định về trình tự    | Sở Kế hoạch và    | Quý II    |",
    "     ! đầu tư ngoài ngân sách          ! Đầu tư            !           !",
]
_MORE = [
    "3      Kiểm tra việc niêm yết phí        Sở Du lịch          Tháng 3",
    "       tại các điểm du lịch",
    "4      Tổng kết                          Sở Nội vụ           Tháng 12",
]


def test_bars_in_the_gutters_of_a_plain_table_are_blanks() -> None:
    cleaned = without_rule_scraps([*_PLAIN, *_RULED, *_MORE])
    assert cleaned[3] == _RULED[0].replace("|", " ")
    assert cleaned[4] == _RULED[1].replace("!", " ")
    assert [len(line) for line in cleaned] == [len(line) for line in [*_PLAIN, *_RULED, *_MORE]]


def test_a_table_of_pipes_keeps_them() -> None:
    lines = [
        "TT  | Nội dung         | Chủ trì",
        "1   | Rà soát văn bản  | Sở Tư pháp",
        "2   | Tổng kết         | Sở Nội vụ",
    ]
    assert without_rule_scraps(lines) == lines


def test_bars_over_words_are_no_rules() -> None:
    lines = [*_PLAIN, "2      Sửa đổi | Quy định  | về trình tự   Sở Kế hoạch         Quý II", *_MORE]
    assert without_rule_scraps(lines) == lines


def test_marks_for_bars_are_bars_beside_a_row_with_as_many() -> None:
    above, line = "| 3 | Số hóa sổ mục kê, bản đồ địa | Cả năm | 275 |", "!  ! chính thị xã !  !  !"
    assert with_misread_bars([above, line])[1] == "|  | chính thị xã |  |  |"


def test_a_sentence_with_exclamation_marks_stays() -> None:
    lines = ["| 1 | Cuộc thi | Quý I | 20 |", "! Chú ý ! Chú ý !"]
    assert with_misread_bars(lines) == lines
