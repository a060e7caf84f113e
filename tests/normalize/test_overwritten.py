"""Titles whose end the output cell overwrote: put back where another row has the same beginning, else flagged."""

from __future__ import annotations

import pytest

from ingest import read_bytes
from kehoach.stages import bundle_of
from normalize.overwritten import METHOD
from schemas.decision import Bundle

PLAN = """KẾ HOẠCH
CẢI CÁCH HÀNH CHÍNH NĂM 2021

TT\tNhiệm vụ\tSản phẩm\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian
I\tCÔNG VỤ\t\t\t\t
1\t{title}\t- Từ 80% trở lên công chức được bố trí theo vị trí việc làm; Báo cáo kết quả.\tSở Nội vụ\tCác sở\tQuý I
2\t{other}\tBáo cáo\tSở Nội vụ\tCác sở\tQuý II
"""
OVERWRITTEN = (
    "Bố trí công chức theo đúng vị trí sau khi lên công chức được bố trí theo vị trí việc làm; Báo cáo kết quả."
)


def bundle(title: str, other: str) -> Bundle:
    return bundle_of(read_bytes(PLAN.format(title=title, other=other).encode(), "plan.txt"))


def titles(found: Bundle) -> list[str]:
    return [task.title.text for document in found.documents for task in document.tasks]


def codes(found: Bundle) -> list[str]:
    return [problem.code for problem in found.problems]


def test_the_end_is_put_back_from_the_row_with_the_same_beginning() -> None:
    other = "Bố trí công chức theo đúng vị trí sau khi sắp xếp tổ chức bộ máy"
    found = bundle(OVERWRITTEN, other)
    assert titles(found) == [other, other]
    made = [c for c in found.corrections if c.method == METHOD]
    assert [(c.after, c.field) for c in made] == [("sắp xếp tổ chức bộ máy", "title")]
    assert "title_overwritten" in codes(found)


def test_without_such_a_row_it_is_flagged_and_left() -> None:
    found = bundle(OVERWRITTEN, "Rà soát biên chế của các cơ quan")
    assert titles(found)[0] == OVERWRITTEN
    assert "title_overwritten" in codes(found)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Bố trí công chức theo đúng vị trí; Báo cáo kết quả.", id="a short common end is chance"),
        pytest.param("Bố trí công chức theo đúng vị trí sau khi sắp xếp", id="an end of its own"),
        pytest.param("Từ 80% trở lên công chức được bố trí theo vị trí việc làm", id="outputs may restate a title"),
    ],
)
def test_a_sound_title_is_left_alone(title: str) -> None:
    found = bundle(title, "Rà soát biên chế của các cơ quan")
    assert titles(found)[0] == title
    assert "title_overwritten" not in codes(found)
