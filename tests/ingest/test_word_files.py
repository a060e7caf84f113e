"""Word files as a library writes them that shares no code with the reader."""

from __future__ import annotations

import io

import docx
from docx.enum.text import WD_BREAK

from ingest import read_bytes
from kehoach.stages import bundle_of
from schemas.document import Line, Row
from tests.ingest.declared_forms import docx_of
from tests.ingest.test_reader_cases import check_account


def test_a_file_of_python_docx() -> None:
    made = docx.Document()
    made.add_heading("KẾ HOẠCH", level=1)
    made.add_paragraph("Mục tiêu", style="List Number")
    made.add_paragraph("Nhiệm vụ", style="List Number")
    made.add_paragraph("báo cáo", style="List Bullet")
    made.add_paragraph("").add_run("dòng một\ndòng hai")
    table = made.add_table(rows=4, cols=4, style="Table Grid")
    for row, texts in enumerate(
        [("TT", "Việc", "Đơn vị", ""), ("", "", "Chủ trì", "Phối hợp"), ("1", "Họp", "A", "B")]
    ):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(1, 1))
    table.cell(0, 2).merge(table.cell(0, 3))
    table.cell(2, 2).merge(table.cell(3, 2))
    table.cell(3, 0).text = "2"
    made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    made.add_paragraph("Hết")
    made.sections[0].header.paragraphs[0].text = "Công báo"
    buffer = io.BytesIO()
    made.save(buffer)
    document = read_bytes(buffer.getvalue(), "a.docx")
    check_account(document)
    assert [
        block.fragment.raw if isinstance(block, Line) else [cell.fragment.raw for cell in block.cells]
        for block in document.blocks
    ] == [
        "KẾ HOẠCH",
        "1. Mục tiêu",
        "2. Nhiệm vụ",
        "- báo cáo",
        "dòng một",
        "dòng hai",
        ["TT", "Việc", "Đơn vị"],
        ["", "", "Chủ trì", "Phối hợp"],
        ["1", "Họp", "A", "B"],
        ["2", "", "", ""],
        "Hết",
    ]
    rows = [block for block in document.blocks if isinstance(block, Row)]
    assert [cell.rowspan for cell in rows[0].cells] == [2, 2, 1]
    assert rows[0].cells[2].colspan == 2
    assert (len(document.pages), document.pages[0].words_markup) == (2, 2)


def test_a_merged_cell_holds_over_groups() -> None:
    made = docx.Document()
    table = made.add_table(rows=1, cols=5, style="Table Grid")
    for cell, text in zip(
        table.rows[0].cells, ("TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời gian"), strict=True
    ):
        cell.text = text
    for texts in (
        ("I", "THỂ CHẾ", "", "", ""),
        ("1", "Rà soát văn bản", "Báo cáo", "Sở Tư pháp", "Quý I"),
        ("2", "Tập huấn nghiệp vụ", "Hội nghị; báo cáo kết quả", "", ""),
        ("2.1", "In tài liệu", "Tài liệu", "", "Quý II"),
    ):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    table.cell(2, 3).merge(table.cell(4, 3))
    buffer = io.BytesIO()
    made.save(buffer)
    tasks = [task for document in bundle_of(read_bytes(buffer.getvalue(), "a")).documents for task in document.tasks]
    assert [(task.number, task.lead_cell.text if task.lead_cell else None) for task in tasks] == [
        ("1", "Sở Tư pháp"),
        ("2", "Sở Tư pháp"),
        ("2.1", "Sở Tư pháp"),
    ]
    assert [task.lead_cell is not None and task.lead_cell.inherited for task in tasks] == [False, True, True]


def test_a_table_in_a_cell_of_a_numbered_table_is_part_of_the_cell() -> None:
    inner = "".join(f"<w:tr>{_cell(text)}</w:tr>" for text in ("Kế hoạch", "Nhật ký", "Báo cáo"))
    head = "".join(map(_cell, ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì")))
    row = f"{_cell('1')}{_cell('Khử trùng')}<w:tc><w:tbl>{inner}</w:tbl><w:p/></w:tc>{_cell('UBND các xã')}"
    data = docx_of(f"<w:tbl><w:tr>{head}</w:tr><w:tr>{row}</w:tr></w:tbl>")
    rows = [block for block in read_bytes(data, "a.docx").blocks if isinstance(block, Row)]
    assert [cell.fragment.text for cell in rows[1].cells] == [
        "1",
        "Khử trùng",
        "Kế hoạch\nNhật ký\nBáo cáo",
        "UBND các xã",
    ]


def _cell(text: str) -> str:
    return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
