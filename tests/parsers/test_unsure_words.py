"""Words that the engine was unsure of: what a row is worth with them, and where they are reported."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.repair import repair
from parsers.bundle import parse
from parsers.unsure_words import share_of_fields, share_right, standing_words
from schemas.document import Cell, Document, Line, Page, Row, Source
from schemas.text import Edit, Fragment, UnsureWord, count_words

HEAD = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"]
ROWS = [
    HEAD,
    ["I", "CẢI CÁCH THỂ CHẾ", "", ""],
    ["1", "Xây dựng kế hoạch", "Sở Nội vụ", "Tháng 01"],
    ["2", "Báo cáo kết quả", "Sở Tư pháp", "Quý IV"],
]


def fragment(text: str, *unsure: tuple[str, float], edits: tuple[Edit, ...] = (), repaired: str = "") -> Fragment:
    words = tuple(UnsureWord(word, sure) for word, sure in unsure)
    return Fragment(1, 1, text, repaired or text, edits=edits, confidence=0.96, unsure=words)


def doubted(text: str, word: str, rating: float, odds: float) -> Fragment:
    """A text with one unsure word, and what speaks against that."""
    return replace(fragment(text), unsure=(UnsureWord(word, rating, odds),))


def plan(unsure: dict[str, float], *, rated: bool = True, swapped: dict[str, str] | None = None) -> Document:
    """A plan with `ROWS`, some texts of it `swapped`; words of it are rated as `unsure` says."""
    lines = ["KẾ HOẠCH", "Cải cách hành chính năm 2021"]
    blocks: list[Line | Row] = [Line(Fragment(1, at, text, text)) for at, text in enumerate(lines, 1)]
    for at, texts in enumerate(ROWS, len(lines) + 1):
        cells = []
        for index, text in enumerate((swapped or {}).get(text, text) for text in texts):
            words = tuple(UnsureWord(word, unsure[word]) for word in text.split() if word in unsure)
            own = Fragment(1, at, text, text, index, confidence=0.9 if text else None, unsure=words if text else None)
            cells.append(Cell(own if rated else replace(own, unsure=None)))
        blocks.append(Row(tuple(cells), 0, "grid"))
    words_in = sum(count_words(" ".join(row)) for row in ROWS) + sum(map(count_words, lines))
    source = Source("0" * 16, "a.png", "0" * 64, "image/png", 1)
    return repair(Document(source, "image", (Page(1, words_in),), tuple(blocks)))


def test_a_cell_is_as_good_as_its_worst_words() -> None:
    sure, unsure = fragment("Xây dựng kế hoạch"), doubted("Xây dung kế hoạch", "dung", 0.4, 6.0)
    assert share_right([sure]) > 0.99
    assert share_right([unsure]) < 0.5
    assert share_right([sure, unsure]) == pytest.approx((share_right([sure]) + share_right([unsure])) / 2)


def test_a_word_that_fits_where_it_stands_is_trusted_although_the_engine_was_unsure() -> None:
    fits, does_not = (doubted("Xây dựng kế hoạch", "dựng", 0.6, odds) for odds in (-9.0, 6.0))
    assert share_right([fits]) > 0.99
    assert share_right([does_not]) < 0.5


def test_a_row_is_as_good_as_its_cells_and_the_heading_above_it() -> None:
    sure, unsure = fragment("kế hoạch"), doubted("kế hoach", "hoach", 0.2, 6.0)
    whole = share_of_fields({"title": [sure], "heading": [sure]})
    assert whole is not None
    assert whole > 0.99
    for field in ("title", "heading", "deadline"):
        share = share_of_fields({"title": [sure]} | {field: [unsure]})
        assert share is not None
        assert 0.85 < share < 0.97
    assert share_of_fields({"title": [replace(sure, unsure=None)]}) is None


@pytest.mark.parametrize(
    ("better", "worse"),
    [("tháng", "thxng"), ("I", "Iy"), ("12", "1z"), ("TTHC", "TTHc€")],
)
def test_letters_that_are_no_word_are_trusted_less(better: str, worse: str) -> None:
    assert share_right([fragment(better, (better, 0.75))]) > share_right([fragment(worse, (worse, 0.75))])


def test_what_a_repair_changed_is_no_doubt_any_more() -> None:
    edit = Edit(4, 8, "phán", "phản", "language_evidence")
    repaired = fragment("tác phán ánh", ("phán", 0.6), edits=(edit,), repaired="tác phản ánh")
    assert standing_words(repaired) == []
    assert standing_words(fragment("tác phán ánh", ("phán", 0.6)))


def test_a_repaired_word_does_not_stand_within_another() -> None:
    edit = Edit(0, 3, "ban", "bàn", "language_evidence")
    repaired = fragment("ban giao bank", ("ban", 0.6), edits=(edit,), repaired="bàn giao bank")
    assert standing_words(repaired) == []
    assert standing_words(fragment("giao (ban).", ("(ban).", 0.6)))
    assert standing_words(fragment("số 12/2021", ("12/2021", 0.6)))


def test_without_ratings_the_mean_of_the_engine_stands() -> None:
    assert share_right([Fragment(1, 1, "một", "một", confidence=0.8)]) == pytest.approx(0.8)
    assert share_right([Fragment(1, 1, "một", "một")]) == 1.0
    assert share_right([Fragment(1, 1, "", "")]) == 1.0


def test_a_doubt_names_its_task_and_cell() -> None:
    swapped = {"Báo cáo kết quả": "Báo cáo kết quả BCC]I"}
    (document,) = parse(plan({"kết": 0.6, "BCC]I": 0.4, "IV": 0.2}, swapped=swapped)).documents
    doubts = [finding for finding in document.findings if finding.code == "low_confidence"]
    assert [(doubt.task, doubt.field, doubt.message) for doubt in doubts] == [
        (2, "title", "'BCC]I' was read with confidence 0.40"),
        (2, "deadline", "'IV' was read with confidence 0.20"),
    ]
    assert [task.confidence > 0.95 for task in document.tasks] == [True, False]


def test_a_doubt_of_a_heading_is_that_of_its_first_task() -> None:
    (document,) = parse(
        plan({"THỂ": 0.45, "TH[C": 0.2}, swapped={"CẢI CÁCH THỂ CHẾ": "CẢI CÁCH THỂ CHẾ TH[C"})
    ).documents
    assert [(f.task, f.field, f.severity) for f in document.findings if f.code == "low_confidence"] == [
        (1, "heading", "warning")
    ]


def test_unknown_ratings_are_no_doubts() -> None:
    (document,) = parse(plan({"kết": 0.1}, rated=False)).documents
    assert not [finding for finding in document.findings if finding.code == "low_confidence"]
    assert all(task.confidence == pytest.approx(0.9) for task in document.tasks)


def test_figures_of_a_head_that_the_engine_was_unsure_of_are_reported_with_their_act() -> None:
    lines = [
        ("ỦY BAN NHÂN DÂN HUYỆN CÁT HẢI", ()), ("Số: 417/QĐ-UBND", ("417/QĐ-UBND",)),
        ("Cát Hải, ngày 8 tháng 3 năm 2021", ("8",)), ("QUYẾT ĐỊNH", ()),
        ("Về việc ban hành Kế hoạch thanh tra năm 2021", ()),
        ("CHỦ TỊCH ỦY BAN NHÂN DÂN HUYỆN", ()), ("Điều 1. Ban hành Kế hoạch thanh tra năm 2021.", ("1.",)),
    ]  # fmt: skip
    blocks = tuple(
        Line(Fragment(1, at, text, text, confidence=0.9, unsure=tuple(UnsureWord(word, 0.6) for word in words)))
        for at, (text, words) in enumerate(lines, 1)
    )
    source = Source("0" * 16, "a.png", "0" * 64, "image/png", 1)
    page = Page(1, sum(count_words(text) for text, _ in lines))
    (act,) = parse(repair(Document(source, "image", (page,), blocks))).documents
    doubts = [
        (finding.field, finding.place.line if finding.place else None)
        for finding in act.findings
        if finding.code == "low_confidence"
    ]
    assert sorted(doubts) == [("issued_on", 3), ("number", 2)]
