"""Pipe tables without outer pipes: cells over several lines, and cells that one above covers and nobody wrote."""

from __future__ import annotations

import pytest

from ingest import read_bytes
from normalize.repair import repair
from parsers import parse
from schemas.document import Document, Row

HEAD = ["**TT**| **Nhiệm vụ**| **Chủ trì**| **Phối hợp**| **Sản phẩm**| **Thời gian**  ", "---|---|---|---|---|---  "]
WHOLE = [
    "1| Rà soát văn bản| Sở Tư pháp| Các sở, ngành| Danh mục| Quý I  ",
    "2| Mở lớp tập huấn| Sở Nội vụ| UBND các huyện| Lớp học| Tháng 5  ",
]


def _document(*rows: str, head: list[str] = HEAD) -> Document:
    return read_bytes("\n".join([*head, *rows, "  ", "Hết."]).encode(), "page.txt")


def _cells(document: Document) -> list[list[str]]:
    rows = [block for block in document.blocks if isinstance(block, Row)]
    return [[cell.fragment.raw for cell in row.cells] for row in rows[1:]]


@pytest.mark.parametrize(
    ("rows", "expect", "reason"),
    [
        (
            ["3| In tờ gấp| Sở Y tế| Báo| \\- Tờ gấp;  ", "\\- Áp phích| Quý II  "],
            [["3", "In tờ gấp", "Sở Y tế", "Báo", "\\- Tờ gấp;\n\\- Áp phích", "Quý II"]],
            "a break within a cell",
        ),
        (
            ["3| In  ", "tờ gấp| Sở Y tế  ", "và Sở Công an| Báo| Tờ gấp| Quý II  "],
            [["3", "In\ntờ gấp", "Sở Y tế\nvà Sở Công an", "Báo", "Tờ gấp", "Quý II"]],
            "breaks within two cells",
        ),
        (
            ["3| In tờ gấp| Sở Y tế| Báo| Tờ gấp| Quý II  ", "Quý III  ", *WHOLE[:1]],
            [
                ["3", "In tờ gấp", "Sở Y tế", "Báo", "Tờ gấp", "Quý II\nQuý III"],
                ["1", "Rà soát văn bản", "Sở Tư pháp", "Các sở, ngành", "Danh mục", "Quý I"],
            ],
            "a break within the last cell",
        ),
        (
            [*WHOLE[:1], "**II. TUYÊN TRUYỀN**  ", *WHOLE[1:]],
            [
                ["1", "Rà soát văn bản", "Sở Tư pháp", "Các sở, ngành", "Danh mục", "Quý I"],
                ["2", "Mở lớp tập huấn", "Sở Nội vụ", "UBND các huyện", "Lớp học", "Tháng 5"],
            ],
            "a section over all columns is a line, and does not end the table",
        ),
        (
            ["3| In tờ gấp| Sở Y tế  ", "4| Phát tin bài| Báo  "],
            [["3", "In tờ gấp", "Sở Y tế"], ["4", "Phát tin bài", "Báo"]],
            "a number opens a row, however short the one above is",
        ),
        (
            ["3| In tờ gấp| Sở Y tế  ", "Tổng cộng| 20| "],
            [["3", "In tờ gấp", "Sở Y tế"], ["Tổng cộng", "20", ""]],
            "sums are no rest of a cell",
        ),
        (
            ["| Tổng cộng| | | 20|   "],
            [["", "Tổng cộng", "", "", "20", ""]],
            "blank first and last cells are cells",
        ),
    ],
)
def test_rows(rows: list[str], expect: list[list[str]], reason: str) -> None:
    assert _cells(_document(*rows)) == expect, reason


def test_a_table_ends_where_text_follows() -> None:
    text = ["IV. KINH PHÍ", "Ngân sách bảo đảm.", "Các xã thực hiện.", "Nơi nhận:| TM. ỦY BAN NHÂN DÂN"]
    assert _cells(_document(*WHOLE, "3| In tờ gấp| Sở Y tế", *text))[2:] == [["3", "In tờ gấp", "Sở Y tế"]]


def test_rules_alone_are_no_table() -> None:
    rule = "---|---|---"
    assert _cells(_document(rule, rule, head=["", rule])) == []


def test_a_table_without_numbers_goes_on_only_where_the_text_does() -> None:
    head = ["Nhiệm vụ| Chủ trì| Sản phẩm", "---|---|---"]
    rows = [
        "Rà soát| Sở Tư pháp| Danh mục",
        "Tập huấn| Sở Nội vụ;",
        "Sở Tài chính| Lớp học",
        "Sơ kết",
        "Báo cáo| Sở Y tế",
    ]
    assert _cells(_document(*rows, head=head)) == [
        ["Rà soát", "Sở Tư pháp", "Danh mục"],
        ["Tập huấn", "Sở Nội vụ;\nSở Tài chính", "Lớp học"],
        ["Báo cáo", "Sở Y tế"],
    ]


def test_the_head_may_stand_on_several_lines() -> None:
    head = ["**Số  ", "TT**| **Nhiệm vụ**| **Chủ  ", "trì**| **Thời gian**  ", "---|---|---|---  "]
    document = _document("1| Rà soát| Sở Tư pháp| Quý I  ", head=head)
    rows = [block for block in document.blocks if isinstance(block, Row)]
    assert [cell.fragment.raw for cell in rows[0].cells] == [
        "**Số\nTT**",
        "**Nhiệm vụ**",
        "**Chủ\ntrì**",
        "**Thời gian**",
    ]


@pytest.mark.parametrize(
    ("short", "times", "bodies", "reason"),
    [
        (
            "3| In tờ gấp| Sở Y tế| Các hội| Tờ gấp  ",
            ["Quý I", "Tháng 5", "Tháng 5"],
            ["Các sở, ngành", "UBND các huyện", "Các hội"],
            "the last cell is covered",
        ),
        (
            "3| Tổng kết thực hiện| Sở Y tế| Các hội| Tờ gấp  ",
            ["Quý I", "Tháng 5", "Tháng 5"],
            ["Các sở, ngành", "UBND các huyện", "Các hội"],
            "a task is no sum for its first word",
        ),
        (
            "3| In tờ gấp| Sở Y tế| Danh mục| Quý IV  ",
            ["Quý I", "Tháng 5", "Quý IV"],
            ["Các sở, ngành", "UBND các huyện", "UBND các huyện"],
            "one in the middle is: the cells left tell",
        ),
        (
            "3| In tờ gấp| Sở Y tế| | Tờ gấp  ",
            ["Quý I", "Tháng 5", "Tháng 5"],
            ["Các sở, ngành", "UBND các huyện", None],
            "a blank that is written is blank",
        ),
    ],
)
def test_cells_that_one_above_covers(short: str, times: list[str], bodies: list[str | None], reason: str) -> None:
    document = repair(_document(*WHOLE, short))
    text = ["ỦY BAN NHÂN DÂN", "TỈNH LÀO CAI", "Số: 8/KH-UBND", "KẾ HOẠCH", "Phổ biến pháp luật năm 2018"]
    head = read_bytes("\n".join(text).encode(), "page.txt").blocks
    (plan,) = parse(Document(document.source, document.reader, document.pages, (*head, *document.blocks))).documents
    assert [task.deadline_cell.text if task.deadline_cell else None for task in plan.tasks] == times, reason
    assert [task.coordinating_cell.text if task.coordinating_cell else None for task in plan.tasks] == bodies, reason
    found = [finding for finding in plan.findings if finding.code == "inherited_cell"]
    assert len(found) == 1


def test_where_it_is_not_clear_what_is_covered_nothing_is_taken_from_above() -> None:
    head = ["TT| Nhiệm vụ| Chủ trì| Phối hợp", "---|---|---|---"]
    rows = ["1| Rà soát| Sở Y tế| Sở Nội vụ", "2| Tập huấn| Sở Nội vụ| Sở Y tế", "3| Sơ kết| Sở Y tế"]
    document = _document(*rows, head=head)
    assert _cells(document)[-1] == ["3", "Sơ kết", "Sở Y tế", ""]
    assert all(cell.rowspan == 1 for block in document.blocks if isinstance(block, Row) for cell in block.cells)


def test_a_row_above_with_a_blank_covers_nothing() -> None:
    rows = [WHOLE[0], WHOLE[1].replace("Tháng 5", " "), "3| In tờ gấp| Sở Y tế| Các hội| Tờ gấp"]
    document = _document(*rows)
    assert all(cell.rowspan == 1 for block in document.blocks if isinstance(block, Row) for cell in block.cells)
