"""Lines of a row of bare cells that are one cell: which, and where nothing is clear."""

from __future__ import annotations

import pytest

from ingest.wrapped_cells import merges

WHOLE = [
    ["1", "Rà soát quy trình", "Sở Nội vụ", "Quý I", "20"],
    ["2", "Tổ chức tập huấn nghiệp vụ", "Sở Tài chính", "Quý II", "30"],
]


@pytest.mark.parametrize(
    ("row", "merged", "reason"),
    [
        (["3", "Xây dựng phần mềm", "Sở Thông tin và", "Truyền thông", "Quý III", "5"], {3}, "an open end"),
        (["3", "Xây dựng phần mềm quản lý", "văn thư của tỉnh", "Sở Nội vụ", "Quý III", "5"], {2}, "no room was left"),
        (["3", "Tổng kết", "Sở Nội vụ", "Quý III", "5"], set(), "as many lines as columns"),
        (["3", "a", "b", "c", "d", "e", "f", "g", "h", "i", "k"], set(), "too many lines"),
        (["3", "Xây dựng phần mềm", "10", "20", "30", "40"], set(), "figures stand alone"),
    ],
)
def test_lines_of_one_cell(row: list[str], merged: set[int], reason: str) -> None:
    assert merges(row, WHOLE, 5) == merged, reason


def test_one_whole_row_tells_too_little() -> None:
    assert merges(["3", "Xây dựng", "Sở Thông tin và", "Truyền thông", "Quý III", "5"], WHOLE[:1], 5) == frozenset()


def test_a_line_wider_than_its_column_is_no_cell_of_it() -> None:
    whole = [
        ["1", "Rà soát quy trình", "Sở Nội vụ", "Sở Tư pháp", "Quý I"],
        ["2", "Tổ chức tập huấn nghiệp vụ", "Sở Nội vụ", "Sở Tài chính", "Quý II"],
    ]
    row = ["3", "Xây dựng phần mềm", "Quản lý văn thư", "Sở Nội vụ", "Sở Tư pháp", "Quý III"]
    assert merges(row, whole, 5) == {2}
