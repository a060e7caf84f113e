"""Blank cells of tables whose layout tells which cells are merged."""

from __future__ import annotations

from parsers.claims import Claims
from parsers.task_tables import read_task_tables
from schemas.document import Cell, Document, Line, Page, Row, Source
from schemas.text import Fragment

_HEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời gian")


def _row(line: int, texts: tuple[str, ...], spans: dict[int, int] | None = None, page: int = 1) -> Row:
    fragments = [Fragment(page, line, text, text, at) for at, text in enumerate(texts)]
    return Row(tuple(Cell(one, 1, (spans or {}).get(at, 1)) for at, one in enumerate(fragments)), page - 1)


def test_a_bar_of_a_chart_may_be_one_cell_over_several_months() -> None:
    head = _row(1, ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "T1", "T2", "T3", "T4"))
    bar = Row(tuple(Cell(Fragment(1, 2, text, text, at), span) for at, (text, span) in enumerate(
        (("1", 1), ("Rà soát", 1), ("Sở Nội vụ", 1), ("", 1), ("x", 2), ("", 1)))), 0)  # fmt: skip
    document = Document(Source("0" * 16, "case", "0" * 64, "text/html", 0), "html", (Page(1, 0),), (head, bar))
    tables = read_task_tables(document, 0, 2, Claims(document))
    assert tables is not None
    assert [task.deadline_cell.text for task in tables.tasks if task.deadline_cell] == ["Tháng 2 - Tháng 3"]


def _coordinating(*rows: Row) -> list[str | None]:
    pages = tuple(Page(number, 0) for number in sorted({row.page for row in rows}))
    source = Source("0" * 16, "case", "0" * 64, "text/html", 0)
    document = Document(source, "html", pages, rows)
    tables = read_task_tables(document, 0, len(rows), Claims(document))
    assert tables is not None
    return [task.coordinating_cell.text if task.coordinating_cell else None for task in tables.tasks]


def test_a_blank_cell_beside_merged_ones_is_blank() -> None:
    found = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Sở Tư pháp", "Quý I"), {2: 2}),
        _row(3, ("2", "Kiểm tra", "", "", "Quý II")),
    )
    assert found == ["Sở Tư pháp", None]


def test_where_nothing_tells_of_merged_cells_a_blank_one_takes_the_value_above() -> None:
    found = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Sở Tư pháp", "Quý I")),
        _row(3, ("2", "Kiểm tra", "Sở Nội vụ", "", "Quý II")),
    )
    assert found == ["Sở Tư pháp", "Sở Tư pháp"]


def test_merged_headings_tell_nothing_of_the_cells_below() -> None:
    found = _coordinating(
        _row(1, _HEAD, {0: 2, 1: 2, 4: 2}),
        _row(2, ("", "", "Chủ trì", "Phối hợp", "")),
        _row(3, ("1", "Rà soát", "Sở Nội vụ", "Sở Tư pháp", "Quý I")),
        _row(4, ("2", "Kiểm tra", "Sở Nội vụ", "", "Quý II")),
    )
    assert found == ["Sở Tư pháp", "Sở Tư pháp"]


def test_a_merged_cell_says_its_list_in_every_row() -> None:
    found = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Sở Tư pháp\nUBND các xã", "Quý I"), {3: 2}),
        _row(3, ("2", "Kiểm tra", "Sở Nội vụ", "", "Quý II")),
    )
    assert found == ["Sở Tư pháp\nUBND các xã"] * 2


def test_a_merged_cell_may_go_on_over_the_page() -> None:
    found = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Sở Tư pháp", "Quý I"), {2: 2}),
        _row(3, ("2", "Kiểm tra", "", "Sở Y tế", "Quý II")),
        _row(4, ("3", "Sơ kết", "Sở Nội vụ", "", "Quý III"), {3: 2}, page=2),
        _row(5, ("4", "Tổng kết", "Sở Nội vụ", "", "Quý IV"), page=2),
        _row(6, ("5", "Khen thưởng", "Sở Nội vụ", "", "Quý IV"), page=2),
    )
    assert found == ["Sở Tư pháp", "Sở Y tế", "Sở Y tế", "Sở Y tế", None]


def test_a_merged_cell_that_a_page_break_cuts_says_the_same_on_both_pages() -> None:
    found = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Sở Nông nghiệp", "Quý I"), {3: 2}),
        _row(3, ("2", "Kiểm tra", "Sở Nội vụ", "", "Quý II")),
        _row(4, ("3", "Sơ kết", "Sở Nội vụ", "và Môi trường", "Quý III"), {3: 2}, page=2),
        _row(5, ("4", "Tổng kết", "Sở Nội vụ", "", "Quý IV"), page=2),
        _row(6, ("5", "Khen thưởng", "Sở Nội vụ", "Sở Y tế", "Quý IV"), page=2),
    )
    assert found == [*["Sở Nông nghiệp và Môi trường"] * 4, "Sở Y tế"]


def test_a_merged_cell_goes_on_in_the_rest_of_a_cut_row_and_below_it() -> None:
    found = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Sở Nông nghiệp", "Quý I"), {3: 2}),
        _row(3, ("2", "Kiểm tra việc", "Sở Nội vụ", "", "Quý II")),
        _row(4, ("", "thực hiện", "", "và Môi trường", ""), {3: 2}, page=2),
        _row(5, ("3", "Tổng kết", "Sở Nội vụ", "", "Quý IV"), page=2),
    )
    assert found == ["Sở Nông nghiệp và Môi trường"] * 3


def test_a_small_letter_below_a_page_break_is_no_rest_where_cells_begin_so_or_above_has_ended() -> None:
    small = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "các sở", "Quý I")),
        _row(3, ("2", "Kiểm tra", "Sở Nội vụ", "các huyện", "Quý II")),
        _row(4, ("3", "Sơ kết", "Sở Nội vụ", "các xã", "Quý III"), {3: 2}, page=2),
        _row(5, ("4", "Tổng kết", "Sở Nội vụ", "", "Quý IV"), page=2),
    )
    assert small == ["các sở", "các huyện", "các xã", "các xã"]
    ended = _coordinating(
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Sở Y tế.", "Quý I")),
        _row(3, ("2", "Sơ kết", "Sở Nội vụ", "các xã", "Quý III"), {3: 2}, page=2),
        _row(4, ("3", "Tổng kết", "Sở Nội vụ", "", "Quý IV"), page=2),
    )
    assert ended == ["Sở Y tế.", "các xã", "các xã"]


def test_a_line_of_a_cut_cell_below_the_last_rule_belongs_to_it() -> None:
    blocks = (
        _row(1, _HEAD),
        _row(2, ("1", "Rà soát", "Sở Nội vụ", "Các sở, ban ngành của tỉnh", "Quý I")),
        Line(Fragment(1, 3, "có liên quan", "có liên quan")),
        _row(4, ("2", "Sơ kết", "Sở Nội vụ", "theo từng nhiệm vụ", "Quý III"), {3: 2}, page=2),
        _row(5, ("3", "Tổng kết", "Sở Nội vụ", "", "Quý IV"), page=2),
    )
    document = Document(
        Source("0" * 16, "case", "0" * 64, "text/html", 0), "html", (Page(1, 0), Page(2, 0)), blocks
    )  # fmt: skip
    tables = read_task_tables(document, 0, len(blocks), Claims(document))
    assert tables is not None
    found = {task.coordinating_cell.text for task in tables.tasks if task.coordinating_cell}
    assert found == {"Các sở, ban ngành của tỉnh có liên quan theo từng nhiệm vụ"}


def test_the_rest_of_a_cut_cell_may_begin_with_an_abbreviation_that_is_no_body() -> None:
    def found(rest: str) -> str | None:
        *_, last = _coordinating(
            _row(1, _HEAD),
            _row(2, ("1", "Rà soát", "Sở Nội vụ", "Tổ công tác", "Quý I")),
            _row(3, ("2", "Sơ kết", "Sở Nội vụ", rest, "Quý III"), {3: 2}, page=2),
            _row(4, ("3", "Tổng kết", "Sở Nội vụ", "", "Quý IV"), page=2),
        )
        return last

    assert found("CNTT của tỉnh") == "Tổ công tác CNTT của tỉnh"
    assert found("UBND cấp xã") == "UBND cấp xã"
