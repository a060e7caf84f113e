"""Two copies of one act: a word misread in one is settled by the other and the language, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest import read_bytes
from kehoach.run import ingest
from kehoach.second_reading import read_again
from kehoach.sources import find_sources
from kehoach.stages import bundle_of
from normalize.witness import METHOD
from schemas.decision import Bundle
from schemas.text import replay, undo

DECISION = """ỦY BAN NHÂN DÂN
TỈNH HÒA BÌNH
Số: 88/QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hòa Bình, ngày 12 tháng 01 năm 2021

QUYẾT ĐỊNH
Về việc ban hành Kế hoạch cải cách hành chính năm 2021

ỦY BAN NHÂN DÂN TỈNH

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;

QUYẾT ĐỊNH:

Điều 1. Ban hành kèm theo Quyết định này Kế hoạch cải cách hành chính năm 2021.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH

KẾ HOẠCH
CẢI CÁCH HÀNH CHÍNH NĂM 2021
(Kèm theo Quyết định số 88/QĐ-UBND ngày 12 tháng 01 năm 2021 của UBND tỉnh)

TT\tNhiệm vụ\tSản phẩm\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian
I\tTỔ CHỨC BỘ MÁY\t\t\t\t
1\tThực hiện các quy định về phân cấp quản lý {word} Chính phủ ban hành\tBáo cáo\tSở Nội vụ\tCác sở, ngành\tQuý I
2\tRà soát {name} năm 2021\tBáo cáo\tSở Nội vụ\tCác sở, ngành\tQuý {quarter}
3\t{title}\tBáo cáo\tSở Nội vụ\tCác sở, ngành\tQuý III
"""
RIGHT = {"word": "do", "name": "biên chế", "quarter": "II", "title": "Thực hiện tinh giản biên chế"}


def bundles(**changes: str) -> list[Bundle]:
    """Two copies, the second with the changed fields."""
    first = DECISION.format(**RIGHT)
    second = DECISION.format(**(RIGHT | changes))
    read = [read_bytes(text.encode(), f"{i}.txt") for i, text in enumerate((first, second + "\n"))]
    return [bundle_of(document) for document in read]


def titles(bundle: Bundle) -> list[str]:
    return [task.title.text for document in bundle.documents for task in document.tasks]


def test_a_misread_word_is_settled_by_the_other_copy() -> None:
    right, wrong = bundles(word="đơn vị")
    after = read_again([right, wrong])
    assert titles(after[1]) == titles(right)
    assert titles(after[0]) == titles(right)
    made = [c for c in after[1].corrections if METHOD in c.method]
    assert [(c.before, c.after, c.field) for c in made] == [("đơn vị", "do", "title")]
    assert 0.99 <= made[0].score <= 1


def test_its_edit_replays_and_undoes() -> None:
    after = read_again(bundles(word="đơn vị"))[1]
    fragments = [cell.fragment for block in after.document.blocks if block.kind == "row" for cell in block.cells]
    assert any(METHOD in edit.method for fragment in fragments for edit in fragment.edits)
    for fragment in fragments:
        assert replay(fragment.raw, fragment.edits) == fragment.text
        assert undo(fragment.text, fragment.edits) == fragment.raw


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"quarter": "IV"}, id="figures and quarters are left as read"),
        pytest.param(
            {"title": "Kiểm tra việc sử dụng tài sản công của các cơ quan"}, id="another wording is no misreading"
        ),
        pytest.param({"name": "biên chế và vị trí việc làm"}, id="words only one copy has are not filled in"),
        pytest.param({"name": "Biên Chế"}, id="capitals may be names"),
    ],
)
def test_what_two_copies_do_not_settle(changes: dict[str, str]) -> None:
    before = bundles(**changes)
    after = read_again(before)
    assert [titles(b) for b in after] == [titles(b) for b in before]
    assert not [c for b in after for c in b.corrections if METHOD in c.method]


def test_reading_again_changes_nothing_more() -> None:
    once = read_again(bundles(word="đơn vị"))
    assert [titles(b) for b in read_again(once)] == [titles(b) for b in once]


def test_copies_of_different_acts_do_not_meet() -> None:
    right, _ = bundles()
    other = bundle_of(
        read_bytes(DECISION.format(**(RIGHT | {"word": "đơn vị"})).replace("88/", "89/").encode(), "o.txt")
    )
    after = read_again([right, other])
    assert titles(after[1]) == titles(other)


def test_a_run_reads_copies_again(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    for name, changes in (("a.txt", {}), ("b.txt", {"word": "đơn vị"}), ("c.txt", {})):
        (source / name).write_text(DECISION.format(**(RIGHT | changes)), encoding="utf-8")
    result = ingest(find_sources([str(source)]), tmp_path / "out")
    read = {rows.source.path: [task.title for task in rows.tasks] for rows in result.sources}
    assert read["b.txt"] == read["a.txt"]
    duplicates = {rows.source.path: list(rows.source.duplicate_paths) for rows in result.sources}
    assert duplicates == {"a.txt": ["c.txt"], "b.txt": []}
    assert [c.method for rows in result.sources for c in rows.corrections if c.after == "do"] == [METHOD]
