"""What a page shows: the text as read with its repairs, and which of it became which cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kehoach.run import RunResult, process
from outputs.nested_json import record_of
from outputs.report_pages import charts_page, day, index_page, money, source_page
from outputs.report_values import Picture, SourceView, source_view, worst_first
from outputs.rows import SourceRows
from schemas.tables import FindingRow

_REASONS = {"vi": "lý do", "en": "a reason"}
_RUN = {"started": "", "version": ""}


def _view(rows: SourceRows, pictures: dict[int, Picture] | None = None) -> SourceView:
    record = record_of(rows)
    return source_view(record, rows.fragments, [_REASONS] * len(record.corrections), pictures or {})


@pytest.fixture(scope="module")
def views(demo: tuple[Path, RunResult]) -> list[tuple[SourceRows, SourceView]]:
    return [(rows, _view(rows)) for rows in demo[1].sources]


def test_every_line_and_cell_is_shown_once_as_it_was_read(views: list[tuple[SourceRows, SourceView]]) -> None:
    for rows, view in views:
        shown = [f for page in view.pages for _, lines in page.blocks for line in lines for f in line]
        assert [f.row for f in shown] == list(rows.fragments)
        assert ["".join(part.text for part in f.parts) for f in shown] == [f.text_raw or "" for f in rows.fragments]


def test_every_repair_is_shown_where_it_was_made_and_in_one_list(views: list[tuple[SourceRows, SourceView]]) -> None:
    for rows, view in views:
        made = [
            part.repair
            for page in view.pages
            for _, lines in page.blocks
            for line in lines
            for fragment in line
            for part in fragment.parts
            if part.repair is not None
        ]
        written = {(f.page, f.line, f.cell) for f in rows.fragments if f.text_raw}
        visible = [n for n, c in enumerate(rows.corrections) if (c.page, c.line, c.cell) in written]
        assert sorted(made) == visible, "in a blank line or cell there is nothing to see"
        listed = [repair.number for repair in view.repairs]
        listed += [r.number for d in view.documents for r in d.repairs]
        listed += [r.number for d in view.documents for t in d.tasks for r in t.repairs]
        assert sorted(listed) == list(range(len(rows.corrections)))


def test_every_finding_stands_in_one_place(views: list[tuple[SourceRows, SourceView]]) -> None:
    for rows, view in views:
        listed = [
            *view.findings,
            *(f for d in view.documents for f in (*d.findings, *(g for t in d.tasks for g in t.findings))),
        ]
        assert sorted(map(repr, listed)) == sorted(map(repr, rows.findings))


@pytest.fixture(scope="module")
def in_prose(tmp_path_factory: pytest.TempPathFactory) -> SourceView:
    """A plan without a table, the second of whose tasks is due before the plan was issued."""
    lines = [
        "KẾ HOẠCH", "Chuyển đổi số năm 2022", "", "I. NHIỆM VỤ", "1. Xây dựng kho dữ liệu dùng chung",
        "- Cơ quan chủ trì: Sở Thông tin và Truyền thông", "- Thời gian hoàn thành: Quý II/2022",
        "2. Tập huấn kỹ năng số cho cán bộ xã", "- Cơ quan chủ trì: Sở Nội vụ", "- Cơ quan phối hợp: UBND các xã",
        "- Thời gian hoàn thành: Khi đủ điều kiện về đường truyền",
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("prose")
    (folder / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    return _view(process(folder / "a.txt", folder).rows)


def test_tasks_of_the_text_are_shown_with_their_findings(in_prose: SourceView) -> None:
    (document,) = in_prose.documents
    assert [task.row.title for task in document.text_tasks] == [
        "Xây dựng kho dữ liệu dùng chung", "Tập huấn kỹ năng số cho cán bộ xã",
    ]  # fmt: skip
    listed = [*in_prose.findings, *document.findings, *(f for task in document.text_tasks for f in task.findings)]
    assert sorted(map(repr, listed)) == sorted(map(repr, in_prose.record.findings))
    page = source_page(in_prose, "vi")
    assert "Nhiệm vụ trong lời văn</span>: 2" in page
    assert "Sở Thông tin và Truyền thông" in page.split("Nhiệm vụ trong lời văn")[1]
    assert "Không có nhiệm vụ nào" not in page


def test_nearly_every_cell_is_found_in_the_text(views: list[tuple[SourceRows, SourceView]]) -> None:
    fields = [f for _, view in views for d in view.documents for t in d.tasks for f in t.fields if f.raw]
    found = [f for f in fields if f.fragments]
    assert len(found) / len(fields) > 0.97, "what a merged cell inherits stands in another row"
    for field in found:
        raw = " ".join((field.raw or "").split())
        assert all(" ".join((piece.row.text_raw or "").split()) in raw for piece in field.fragments)


def test_a_text_in_two_cells_goes_to_the_columns_it_has_elsewhere(views: list[tuple[SourceRows, SourceView]]) -> None:
    for _, view in views:
        for document in view.documents:
            for task in document.tasks:
                places = [f.row for field in task.fields for f in field.fragments]
                assert len(places) == len(set(places)), "no piece of text is in two cells"


def _finding(severity: str, line: int) -> FindingRow:
    return FindingRow(
        source_id="a", document_id=None, task_id=None, severity=severity, code="c", message="m", page=1, line=line
    )  # type: ignore[arg-type]


def test_findings_stand_worst_first() -> None:
    rows = [_finding("info", 1), _finding("error", 9), _finding("warning", 2), _finding("error", 3)]
    assert [(row.severity, row.line) for row in worst_first(rows)] == [
        ("error", 3), ("error", 9), ("warning", 2), ("info", 1),
    ]  # fmt: skip


def test_a_row_that_was_looked_at_is_no_risk(views: list[tuple[SourceRows, SourceView]]) -> None:
    task = max((t for _, view in views for d in view.documents for t in d.tasks), key=lambda task: task.risk)
    seen = replace(task, row=task.row.model_copy(update={"review": "confirmed"}))
    assert 0 < seen.risk < task.risk / 10


def test_a_page_of_a_scan_shows_its_picture_with_the_boxes_and_a_piece_a_cell(demo: tuple[Path, RunResult]) -> None:
    rows = demo[1].sources[0]
    boxed = replace(
        rows,
        fragments=tuple(f.model_copy(update={"x0": 1.0, "y0": 2.0, "x1": 30.0, "y1": 9.0}) for f in rows.fragments),
    )
    page = source_page(_view(boxed, {1: Picture("../images/x-1.webp", 595, 842)}), "vi")
    assert 'viewBox="0 0 595 842"' in page
    assert page.count('class="crop"') > 5
    assert 'viewBox="-1.0 0.0 33.0 11.0"' in page


@pytest.mark.parametrize(("language", "words"), [("vi", "Đọc được gì"), ("en", "What was read")])
def test_pages_speak_the_language(demo: tuple[Path, RunResult], language: str, words: str) -> None:
    page = source_page(_view(demo[1].sources[0]), language)  # type: ignore[arg-type]
    assert words in page
    assert f'<html lang="{language}">' in page
    assert "lý do" in page
    assert "a reason" in page
    assert f'<html lang="{language}">' in index_page([], [], _RUN, language)  # type: ignore[arg-type]
    assert "<svg" in charts_page([("T", "<svg/>")], language)  # type: ignore[arg-type]


def test_pages_forbid_whatever_is_not_theirs(demo: tuple[Path, RunResult]) -> None:
    for page in (source_page(_view(demo[1].sources[0]), "vi"), index_page([], [], _RUN, "vi")):
        assert "default-src 'none'" in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page


def test_amounts_and_days_are_written_as_in_vietnam() -> None:
    assert (money(1_386_000_000), money("0"), day("2019-03-01")) == ("1.386.000.000 đ", "0 đ", "1/3/2019")
