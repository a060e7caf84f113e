"""Rows that a page break cuts in every column, and names that the width of a column breaks before their hyphen."""

from __future__ import annotations

from parsers.claims import Claims
from parsers.task_tables import read_task_tables
from schemas.decision import Task
from schemas.document import Cell, Document, Page, Row, Source
from schemas.text import Fragment

_HEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian")


def _row(line: int, texts: tuple[str, ...], page: int = 1) -> Row:
    return Row(tuple(Cell(Fragment(page, line, text, text, at)) for at, text in enumerate(texts)), page - 1)


def _tasks(*rows: Row) -> tuple[Task, ...]:
    pages = (Page(1, 0, route="ocr"), Page(2, 0, route="ocr"))
    document = Document(Source("0" * 16, "case", "0" * 64, "application/pdf", 0), "pdf_scan", pages, rows)
    tables = read_task_tables(document, 0, len(rows), Claims(document))
    assert tables is not None
    return tables.tasks


def _said(task: Task) -> list[str]:
    cells = (task.lead_cell, task.coordinating_cell, task.outputs_cell, task.deadline_cell)
    return [task.title.text, *(cell.text if cell else "" for cell in cells)]


def test_a_row_cut_before_an_abbreviation_and_a_name_goes_on() -> None:
    first, second = _tasks(
        _row(1, _HEAD),
        _row(2, ("1", "Mở lớp bồi dưỡng", "Sở Nội vụ và", "UBND huyện Đắk", "Lớp học", "Tháng 01 -")),
        _row(3, ("", "CCHC tại các xã", "Sở Tài chính", "Song; UBND huyện Đắk Mil", "được mở", "Tháng 8"), page=2),
        _row(4, ("2", "Tổng kết", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 12"), page=2),
    )
    assert first.number == "1"
    assert _said(first) == [
        "Mở lớp bồi dưỡng CCHC tại các xã",
        "Sở Nội vụ và Sở Tài chính",
        "UBND huyện Đắk Song; UBND huyện Đắk Mil",
        "Lớp học được mở",
        "Tháng 01 - Tháng 8",
    ]
    assert second.number == "2"


def test_a_row_whose_number_and_title_stand_below_the_break_begins_above_it() -> None:
    rows = _tasks(
        _row(1, _HEAD),
        _row(2, ("1", "Ban hành quy định", "Sở Y tế", "Sở Tư pháp", "Quyết định", "Tháng 6")),
        _row(3, ("", "", "UBND quận Lê", "Hội Liên hiệp Phụ", "Mô hình được nghiệm", "Quý II - Quý")),
        _row(4, ("2", "Làm thử ở một quận", "Chân", "nữ thành phố", "thu", "IV"), page=2),
        _row(5, ("3", "Tổng kết", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 12"), page=2),
    )
    assert [task.number for task in rows] == ["1", "2", "3"]
    assert _said(rows[1]) == [
        "Làm thử ở một quận",
        "UBND quận Lê Chân",
        "Hội Liên hiệp Phụ nữ thành phố",
        "Mô hình được nghiệm thu",
        "Quý II - Quý IV",
    ]


def test_a_row_without_number_at_the_top_of_a_page_stays_a_row() -> None:
    rows = _tasks(
        _row(1, _HEAD),
        _row(2, ("1", "Kiểm tra hồ sơ", "Sở Nội vụ", "các sở", "Báo cáo", "trong năm")),
        _row(3, ("", "Kiểm tra thực tế", "Sở Tài chính", "các huyện", "Báo cáo", "trong quý"), page=2),
        _row(4, ("2", "Tổng kết", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 12"), page=2),
    )
    assert [task.title.text for task in rows] == ["Kiểm tra hồ sơ", "Kiểm tra thực tế", "Tổng kết"]


def test_a_hyphen_at_the_beginning_of_a_line_on_a_page_is_one_of_a_name() -> None:
    (task,) = _tasks(
        _row(1, _HEAD),
        _row(2, ("1", "Tập huấn", "Sở Lao động\n- Thương binh và Xã hội", "Sở Y tế\n- UBND xã", "Báo cáo", "Quý I")),
    )
    assert _said(task)[1:3] == ["Sở Lao động - Thương binh và Xã hội", "Sở Y tế\n- UBND xã"]


def test_one_column_that_goes_on_is_enough_where_nobody_and_no_time_is_named() -> None:
    (first, *rest) = _tasks(
        _row(1, _HEAD),
        _row(2, ("1", "Mở lớp bồi dưỡng năm", "Sở Nội vụ", "Các đơn vị trực thuộc;", "Lớp học", "Tháng 12")),
        _row(3, ("", "2020", "", "Các phòng thuộc Sở", "", ""), page=2),
        _row(4, ("2", "Tổng kết", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 12"), page=2),
    )
    assert len(rest) == 1
    assert first.title.text == "Mở lớp bồi dưỡng năm 2020"
    assert first.coordinating_cell
    assert first.coordinating_cell.text == "Các đơn vị trực thuộc; Các phòng thuộc Sở"


def test_a_row_that_may_be_a_rest_is_doubted_with_the_row_above() -> None:
    rows = _tasks(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 3")),
        _row(3, ("2", "Kiểm tra hồ sơ", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 6")),
        _row(4, ("", "Kiểm tra thực tế", "Sở Tài chính", "Các huyện", "Báo cáo", "Tháng 7"), page=2),
        _row(5, ("3", "Sơ kết", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 9"), page=2),
        _row(6, ("4", "Tổng kết", "Sở Nội vụ", "Các sở", "Báo cáo", "Tháng 12"), page=2),
    )
    assert [task.confidence < 0.95 for task in rows] == [False, True, True, False, False]
