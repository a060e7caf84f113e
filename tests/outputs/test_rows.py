"""One source's values as rows: ids, missing values, audit rows, and what the run adds."""

from __future__ import annotations

from dataclasses import replace

from outputs.rows import RunLinks, failed_rows, rows_of, with_duplicates, with_links
from schemas.decision import CellValue
from schemas.document import Source
from tests.outputs.bundles import bundle, decision, task

_ID = "0123456789abcdef"


def test_ids_name_the_source_the_document_and_the_task() -> None:
    rows = rows_of(bundle(decision(1), decision(2, kind="ke_hoach", parent=1, number=None)))
    assert [row.document_id for row in rows.documents] == [f"{_ID}-01", f"{_ID}-02"]
    assert [row.parent_id for row in rows.documents] == [None, f"{_ID}-01"]
    assert [row.task_id for row in rows.tasks] == [f"{_ID}-01-0001", f"{_ID}-02-0001"]
    assert {row.task_id for row in rows.task_agencies} == {row.task_id for row in rows.tasks}


def test_missing_is_null_and_never_empty() -> None:
    rows = rows_of(bundle())
    assert rows.documents[0].place is None
    assert rows.documents[0].signer_name is None
    assert rows.sections[0].text is None
    assert rows.tasks[0].coordinating_raw is None, "a blank cell"
    assert rows.tasks[0].outputs == ("Kế hoạch",), "a blank item"


def test_cells_as_read_stay_untouched() -> None:
    rows = rows_of(bundle(decision(tasks=(task(title="Họp"),))))
    assert rows.tasks[0].title == "Họp"
    assert rows.tasks[0].title_raw == " Họp "
    assert (rows.tasks[0].deadline, rows.tasks[0].deadline_raw) == ("Quý I", "Quý l")


def test_remarks_and_columns_without_a_field_are_published() -> None:
    remarks, details = CellValue("Theo Kế hoạch số 5", "Theo Kế hoạch số 5"), ("Địa điểm: Hội trường huyện",)
    first, second = rows_of(
        bundle(decision(tasks=(replace(task(), note_cell=remarks, details=details), task(2))))
    ).tasks
    assert (first.remarks, first.details) == ("Theo Kế hoạch số 5", details)
    assert (second.remarks, second.details) == (None, ())


def test_corrections_keep_what_undoing_needs() -> None:
    changed, dropped, inserted = rows_of(bundle()).corrections
    assert (changed.before, changed.after, changed.cell, changed.start) == ("l", "I", 4, 4)
    assert (dropped.before, dropped.after) == ("100", None)
    assert (inserted.before, inserted.after) == (None, " ")


def test_findings_name_their_task_and_problems_become_findings_once() -> None:
    rows = rows_of(bundle())
    codes = [(row.code, row.document_id, row.task_id) for row in rows.findings]
    assert codes == [
        ("row_continued", f"{_ID}-01", f"{_ID}-01-0001"),
        ("replacement_characters", None, None),
    ]
    assert "better copy" in rows.findings[1].message


def test_a_failed_source_has_a_row_with_the_reason_and_a_finding() -> None:
    rows = failed_rows(Source(_ID, "in/a.txt", "", "", 0), "empty", "in/a.txt is empty.")
    assert (rows.source.status, rows.source.error, rows.source.sha256) == ("failed", "in/a.txt is empty.", None)
    assert [row.code for row in rows.findings] == ["empty"]
    assert rows.documents == ()


def test_duplicates_are_listed_in_order() -> None:
    assert with_duplicates(rows_of(bundle()), ["z.txt", "b.txt"]).source.duplicate_paths == ("b.txt", "z.txt")


def test_links_of_the_run_are_put_in() -> None:
    links = RunLinks({f"{_ID}-01": "act"}, {f"{_ID}-01": 2}, {(f"{_ID}-01", 1): "other-01"})
    rows = with_links(rows_of(bundle()), links)
    assert (rows.documents[0].act_id, rows.documents[0].witness_rank) == ("act", 2)
    assert rows.citations[0].cited_document_id == "other-01"
