"""Reviews: put in again on every run, kept apart by content, and never dropped without a finding."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingest import read_bytes
from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.review_matching import key_of
from kehoach.reviewed_rows import published_head
from kehoach.reviews import ReviewBook, ReviewError, Said, load_book
from kehoach.run import ingest
from kehoach.sources import find_sources
from kehoach.stages import finished, parsed_of
from outputs.rows import SourceRows, rows_of
from schemas.decision import AdministrativeDocument, Bundle, Task
from schemas.review import Review, RowKey, SourceReviews
from schemas.text import replay
from schemas.wire import dump_reviews, load_reviews

_HEAD = [
    "ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "TỈNH NINH BÌNH\tĐộc lập - Tự do - Hạnh phúc",
    "Số: 12/KH-UBND\tNinh Bình, ngày 15 tháng 01 năm 2019",
    "",
    "KẾ HOẠCH",
    "Cải cách hành chính năm 2019",
    "",
    "TT\tNhiệm vụ\tSản phẩm\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\tKinh phí (triệu đồng)",
    "I\tCẢI CÁCH THỂ CHẾ\t\t\t\t\t",
]
_ROWS = [
    "1\tRà soát văn bản quy phạm pháp luật\tBáo cáo\tSố Tư pháp\tCác sở, ngành\tQuý I\t20",
    "2\tTự kiểm tra văn bản của tỉnh\tBảo cáo\tSở Tư pháp\tCác sở, ngành\tQuý II\t15",
    "3\tTập huấn nghiệp vụ pháp chế\tHội nghị\tSở Tư pháp\tCác sở, ngành\tQuý III\t30",
]


def _read(rows: list[str] = _ROWS, *reviews: Review, head: list[str] = _HEAD) -> Bundle:
    document = read_bytes("\n".join([*head, *rows]).encode(), "ke_hoach.txt")
    return finished(Said(reviews).onto(parsed_of(document)))


def _plan(bundle: Bundle) -> AdministrativeDocument:
    return next(document for document in bundle.documents if document.tasks)


def _task(bundle: Bundle, number: str = "1") -> Task:
    return next(task for task in _plan(bundle).tasks if task.number == number)


def _lead(bundle: Bundle) -> str | None:
    cell = _task(bundle).lead_cell
    return cell.text if cell else None


def _correct(field: str, after: str | None, before: str | None = None, number: str = "1") -> Review:
    task = _task(_read(), number)
    return Review("correct", task.page_start, task.line_start, field, before, after, row=key_of(task))


def _codes(bundle: Bundle) -> list[str]:
    return [row.code for row in rows_of(bundle).findings]


def _reviewed(rows: SourceRows) -> list[tuple[str, str | None, str | None]]:
    return [(row.field, row.before, row.after) for row in rows.corrections if row.method == "review"]


@pytest.mark.parametrize(
    ("field", "after", "published"),
    [
        ("title", "Rà soát văn bản", "Rà soát văn bản"),
        ("outputs", "Báo cáo\nBiên bản, kèm theo phụ lục", ("Báo cáo", "Biên bản, kèm theo phụ lục")),
        ("lead", "Sở Tư pháp\nPhòng Lạ lùng và Sở Nội vụ", ("Sở Tư pháp", "Phòng Lạ lùng và Sở Nội vụ")),
        ("coordinating", None, ()),
        ("deadline", "Trước ngày 30/6/2019", "Trước ngày 30/6/2019"),
        ("deadline_start", "2019-02-01", dt.date(2019, 2, 1)),
        ("deadline_end", None, None),
        ("budget_vnd", "25500000", 25_500_000),
        ("budget_vnd", "0", 0),
        ("budget_vnd", None, None),
        ("number", "1.1", "1.1"),
        ("section", "II", "II"),
        ("section_title", "THỂ CHẾ", "THỂ CHẾ"),
        ("parent_number", "1", "1"),
        ("programme_area", "cong_vu", "cong_vu"),
    ],
)
def test_a_corrected_field_is_published_as_written_and_recorded(
    field: str, after: str | None, published: object
) -> None:
    rows = rows_of(_read(_ROWS, _correct(field, after, "as it was")))
    task = rows.tasks[0] if rows.tasks[0].title != "CẢI CÁCH THỂ CHẾ" else rows.tasks[1]
    assert getattr(task, field) == published
    assert task.review == "corrected"
    assert [(made[0], made[2]) for made in _reviewed(rows)] == [(field, after)]
    assert "review_unfit" not in {row.code for row in rows.findings}


def test_what_follows_from_a_corrected_cell_is_resolved_anew() -> None:
    bundle = _read(_ROWS, _correct("deadline", "Trước ngày 30/6/2019"), _correct("lead", "Sở Nội vụ"))
    (row, *_) = rows_of(bundle).tasks
    assert (row.deadline_kind, row.deadline_end) == ("before", dt.date(2019, 6, 30))
    (lead, *_) = [agency for agency in rows_of(bundle).task_agencies if agency.task_id == row.task_id]
    assert lead.agency_id is not None
    assert lead.agency_id in {agency.agency_id for agency in rows_of(bundle).agencies}


def test_the_cells_as_read_stay_and_the_account_of_words_too() -> None:
    plain, reviewed = rows_of(_read()), rows_of(_read(_ROWS, _correct("title", "Anders")))
    assert [row.title_raw for row in plain.tasks] == [row.title_raw for row in reviewed.tasks]
    assert plain.pages == reviewed.pages
    assert plain.fragments == reviewed.fragments


def test_a_confirmed_row_is_sure() -> None:
    task = _task(_read(), "2")
    rows = rows_of(_read(_ROWS, Review("confirm", task.page_start, task.line_start, row=key_of(task))))
    states = {row.number: (row.review, row.confidence) for row in rows.tasks}
    assert states["2"] == ("confirmed", 1.0)
    assert states["3"][0] is None


def test_a_row_is_found_again_after_lines_moved_and_other_rows_came() -> None:
    review = _correct("title", "Tập huấn", number="3")
    rows = [_ROWS[0], "9\tMột việc khác hẳn\tBáo cáo\tSở Nội vụ\tCác sở, ngành\tQuý IV\t", *_ROWS[1:]]
    bundle = _read(rows, review, head=[*_HEAD[:6], "Kèm theo một dòng nữa.", *_HEAD[6:]])
    assert [task.title.text for task in _plan(bundle).tasks if task.review] == ["Tập huấn"]


def test_a_row_with_another_cell_read_differently_is_still_meant() -> None:
    review = _correct("title", "Tập huấn", number="3")
    rows = [*_ROWS[:2], _ROWS[2].replace("Quý III", "Quý Ill")]
    assert _task(_read(rows, review), "3").title.text == "Tập huấn"


def test_a_review_of_a_cell_that_reads_differently_now_is_a_finding_and_changes_nothing() -> None:
    review = _correct("deadline", "Quý IV", number="3")
    rows = [*_ROWS[:2], _ROWS[2].replace("Quý III", "Quý Ill")]
    bundle = _read(rows, review)
    assert _codes(bundle).count("review_unfit") == 1
    assert all(task.review is None for task in _plan(bundle).tasks)
    assert not _reviewed(rows_of(bundle))


def test_of_equal_rows_the_nearest_is_meant() -> None:
    rows = [_ROWS[0], _ROWS[1], _ROWS[2], _ROWS[2].replace("3\t", "4\t")]
    plain = _read(rows)
    task = _task(plain, "4")
    bundle = _read(rows, Review("correct", task.page_start, task.line_start, "title", None, "Hai", row=key_of(task)))
    assert [task.title.text for task in _plan(bundle).tasks if task.review] == ["Hai"]
    assert _task(bundle, "4").review == "corrected"


def _repair(bundle: Bundle, before: str) -> Review:
    row = next(row for row in rows_of(bundle).corrections if row.before == before)
    place = (row.page, row.line, row.cell)
    raw = next(f.text_raw for f in rows_of(bundle).fragments if (f.page, f.line, f.cell) == place)
    return Review(
        "reject", row.page, row.line, before=row.before, after=row.after, raw=raw, cell=row.cell, start=row.start
    )


def test_a_rejected_repair_leaves_the_text_as_read() -> None:
    plain = _read()
    assert _lead(plain) == "Sở Tư pháp"
    bundle = _read(_ROWS, _repair(plain, "Số"))
    assert _lead(bundle) == "Số Tư pháp"
    assert "repair_rejected" in _codes(bundle)
    assert all(row.before != "Số" for row in rows_of(bundle).corrections)


def test_an_accepted_repair_is_sure_and_outlives_its_rule() -> None:
    accepted = replace(_repair(_read(), "Số"), verdict="accept")
    row = next(row for row in rows_of(_read(_ROWS, accepted)).corrections if row.before == "Số")
    assert row.method.endswith("+review")
    assert row.score == 1.0
    other = replace(accepted, after="Sờ")
    bundle = _read(_ROWS, other)
    assert _lead(bundle) == "Sờ Tư pháp"
    for block in bundle.document.blocks:
        for fragment in [block.fragment] if block.kind == "line" else [cell.fragment for cell in block.cells]:
            assert replay(fragment.raw, fragment.edits) == fragment.text


def test_a_verdict_on_text_that_is_gone_is_a_finding() -> None:
    bundle = _read(_ROWS[1:], _repair(_read(), "Số"))
    assert "review_unfit" in _codes(bundle)


@pytest.mark.parametrize(
    ("field", "after"),
    [
        ("number", "21/KH-UBND"),
        ("issued_on", "2019-02-15"),
        ("title", "KẾ HOẠCH Cải cách hành chính năm 2020"),
        ("issuer", "Ủy ban nhân dân tỉnh Nam Định"),
        ("place", "Hoa Lư"),
        ("province", "Nam Định"),
        ("plan_year_end", "2021"),
        ("signer_name", "Người Ký"),
        ("signer_position", "Chủ tịch"),
        ("stated_total_vnd", "65000000"),
        ("place", None),
    ],
)
def test_a_corrected_head(field: str, after: str | None) -> None:
    plan = _plan(_read())
    before = published_head(plan)[field]
    review = Review("correct", plan.page_start, plan.line_start, field, before, after, kind=plan.kind)
    bundle = _read(_ROWS, review)
    assert published_head(_plan(bundle))[field] == after
    assert _reviewed(rows_of(bundle)) == [(field, before, after)]


def test_a_corrected_year_moves_the_deadlines() -> None:
    plan = _plan(_read())
    review = Review("correct", plan.page_start, plan.line_start, "plan_year_start", "2019", "2020", kind=plan.kind)
    assert rows_of(_read(_ROWS, review)).tasks[0].deadline_end == dt.date(2020, 3, 31)


def test_a_head_that_is_not_there_any_more_is_a_finding() -> None:
    review = Review("correct", 3, 90, "number", "7/QĐ-UBND", "8/QĐ-UBND", kind="quyet_dinh")
    assert "review_unfit" in _codes(_read(_ROWS, review))


def _source(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "ke_hoach.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([*_HEAD, *_ROWS]), encoding="utf-8")
    return path


def _file(folder: Path, name: str, source_id: str, *reviews: Review, path: str = "ke_hoach.txt") -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(dump_reviews(SourceReviews(source_id, path, reviews)))


def _source_id() -> str:
    return _read().document.source.source_id


def test_a_run_puts_reviews_in_again_and_the_last_word_counts(tmp_path: Path) -> None:
    source, folder = _source(tmp_path), tmp_path / "reviews"
    first = replace(_correct("title", "Eins"), at="2026-01-01T00:00:00Z", reviewer="A")
    later = replace(_correct("title", "Zwei"), at="2026-01-02T00:00:00Z", reviewer="B")
    _file(folder, "b.json", _source_id(), first)
    _file(folder, "a.json", _source_id(), later)
    (rows,) = ingest(find_sources([str(source.parent)]), tmp_path / "out", reviews=load_book(folder)).sources
    assert rows.tasks[0].title == "Zwei"
    assert [row.code for row in rows.findings if row.code.startswith("review")] == ["review_conflict"]
    assert len(_reviewed(rows)) == 1


def test_reviews_of_other_bytes_at_the_same_path_are_a_finding(tmp_path: Path) -> None:
    source, folder = _source(tmp_path), tmp_path / "reviews"
    _file(folder, "a.json", "f" * 16, _correct("title", "Eins"))
    (rows,) = ingest(find_sources([str(source.parent)]), tmp_path / "out", reviews=load_book(folder)).sources
    assert "review_unfit" in {row.code for row in rows.findings}


def test_reviews_of_sources_outside_the_run_are_known() -> None:
    book = ReviewBook({"a": SourceReviews("a", "x.txt", ()), "b": SourceReviews("b", "y.txt", ())})
    assert [one.source_id for one in book.without(["a"], ["z.txt"])] == ["b"]


def test_review_files_survive_their_json() -> None:
    reviews = SourceReviews("a" * 16, "x.txt", (_correct("title", "Eins"), _repair(_read(), "Số")))
    assert load_reviews(dump_reviews(reviews)) == reviews


@pytest.mark.parametrize(
    ("review", "why"),
    [
        (Review("correct", 1, 1, "confidence", None, "1", row=RowKey("a")), "cannot be reviewed"),
        (Review("correct", 1, 1, "title", None, "a"), "cannot be reviewed"),
        (Review("correct", 1, 1, "title", None, "  ", row=RowKey("a")), "null"),
        (Review("correct", 1, 1, "deadline_end", None, "31/12/2019", row=RowKey("a")), "no date"),
        (Review("correct", 1, 1, "budget_vnd", None, "1.5", row=RowKey("a")), "digits"),
        (Review("correct", 1, 1, "budget_vnd", None, "9" * 5000, row=RowKey("a")), "digits"),
        (Review("correct", 1, 1, "plan_year_start", None, "20", kind="ke_hoach"), "year"),
        (Review("confirm", 1, 1), "which"),
        (Review("reject", 1, 1, before="a"), "told by"),
        (Review("reject", 1, 1, before="a", raw="bc", start=0), "stand"),
        (Review("confirm", 0, 1, row=RowKey("a")), "count from 1"),
    ],
)
def test_a_review_that_cannot_be_applied_is_refused_with_its_file(tmp_path: Path, review: Review, why: str) -> None:
    _file(tmp_path / "reviews", "bad.json", "a" * 16, review)
    with pytest.raises(ReviewError, match=why) as caught:
        load_book(tmp_path / "reviews")
    assert "bad.json" in str(caught.value)


def test_a_file_that_holds_no_reviews_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ReviewError, match="no file of reviews"):
        load_book(tmp_path)
    assert load_book(tmp_path / "nothing").by_source == {}


def test_a_review_that_comes_or_goes_is_noticed_though_the_file_is_the_same(tmp_path: Path) -> None:
    source, folder, out = _source(tmp_path), tmp_path / "out" / "reviews", tmp_path / "out"
    found = find_sources([str(source.parent)])

    def titles() -> list[str | None]:
        return [row.title for row in ingest(found, out, reviews=load_book(folder)).sources[0].tasks]

    before = titles()
    _file(folder, "a.json", _source_id(), _correct("title", "Eins"))
    assert titles()[0] == "Eins"
    assert titles()[0] == "Eins", "kept"
    (folder / "a.json").unlink()
    assert titles() == before


def test_status_knows_that_a_review_came(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, out = _source(tmp_path), tmp_path / "out"
    assert run_command(["ingest", str(source.parent), "--out", str(out), "--jobs", "0"]) == ExitCode.OK
    _file(out / "reviews", "a.json", _source_id(), _correct("title", "Eins"))
    _file(out / "reviews", "b.json", "f" * 16, _correct("title", "Eins"), path="elsewhere.txt")
    capsys.readouterr()
    assert run_command(["status", str(out)]) == ExitCode.OK
    assert "stale" in capsys.readouterr().out
    assert run_command(["ingest", str(source.parent), "--out", str(out), "--jobs", "0"]) == ExitCode.OK
    assert "not in this run elsewhere.txt" in " ".join(capsys.readouterr().err.split())
    assert run_command(["status", str(out)]) == ExitCode.OK
    assert "stale" not in capsys.readouterr().out


def test_reviews_that_cannot_be_used_stop_the_run_before_it_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, out = _source(tmp_path), tmp_path / "out"
    (out / "reviews").mkdir(parents=True)
    (out / "reviews" / "x.json").write_text("{}", encoding="utf-8")
    assert run_command(["ingest", str(source), "--out", str(out)]) == ExitCode.USAGE
    assert "x.json" in capsys.readouterr().err
    assert run_command(["ingest", str(source), "--out", str(out), "--reviews", str(tmp_path / "no")]) == ExitCode.USAGE
    assert not (out / "tasks.parquet").exists()


def test_a_review_has_the_last_word_over_a_second_copy(samples: Path, demo: tuple[Path, Any], tmp_path: Path) -> None:
    """Copies of one act are read again in each other's light; what a person said of one of them stands."""
    rows = next(one for one in demo[1].sources if one.source.path.startswith("000"))
    task = next(task for task in rows.tasks if task.title and not task.is_group)
    key = RowKey(
        task.title_raw, task.outputs_raw, task.lead_raw, task.coordinating_raw, task.deadline_raw, task.budget_raw
    )
    review = Review("correct", task.page_start, task.line_start, "title", task.title, "Eins", row=key)
    _file(tmp_path / "reviews", "a.json", rows.source.source_id, review, path=rows.source.path)
    found = find_sources([str(path) for path in sorted(samples.glob("00[04]*.txt"))])
    result = ingest(found, tmp_path / "out", reviews=load_book(tmp_path / "reviews"))
    (reviewed,) = [row for one in result.sources for row in one.tasks if row.review]
    assert (reviewed.task_id, reviewed.title) == (task.task_id, "Eins")
