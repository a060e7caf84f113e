"""The years a document's plan gets: from its title, its parent, or known already; an open end stays open."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kehoach.stages import finished, parse, read_bytes, repair
from schemas.decision import Bundle

HEAD = "ỦY BAN NHÂN DÂN\nTỈNH A\n\nKẾ HOẠCH\n{title}\n\n"
TABLE = (
    "TT\tNhiệm vụ\tCơ quan chủ trì\tSản phẩm\tThời gian hoàn thành\n"
    "1\tRà soát thủ tục\tSở Tư pháp\tKế hoạch\tQuý IV của năm trước liền kề\n"
    "2\tTổng kết\tSở Nội vụ\tBáo cáo\tQuý I\n"
)


def _read(title: str, **known: int) -> Bundle:
    parsed = parse(repair(read_bytes((HEAD.format(title=title) + TABLE).encode(), "x.txt")))
    return finished(replace(parsed, documents=tuple(replace(one, **known) for one in parsed.documents)))


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("Cải cách hành chính năm 2021", (2021, 2021)),
        ("Cải cách hành chính năm 2021 và những năm tiếp theo", (2021, None)),
        ("Cải cách hành chính giai đoạn 2021 - 2025", (2021, 2025)),
        ("Cải cách hành chính", (None, None)),
    ],
)
def test_years_of_the_title(title: str, years: tuple[int | None, int | None]) -> None:
    (document,) = _read(title).documents
    assert (document.plan_year_start, document.plan_year_end) == years


@pytest.mark.parametrize(
    ("title", "known", "years"),
    [
        ("Cải cách hành chính", {"plan_year_start": 2020}, (2020, 2020)),
        ("Cải cách hành chính năm 2021", {"plan_year_end": 2023}, (2021, 2023)),
        ("Cải cách hành chính năm 2021", {"plan_year_start": 2022}, (2022, 2022)),
        ("Cải cách hành chính năm 2021 và những năm tiếp theo", {"plan_year_start": 2020}, (2020, None)),
        ("Cải cách hành chính năm 2021 và những năm tiếp theo", {"plan_year_end": 2025}, (2021, 2025)),
    ],
)
def test_years_that_are_known_stay(title: str, known: dict[str, int], years: tuple[int | None, int | None]) -> None:
    (document,) = _read(title, **known).documents
    assert (document.plan_year_start, document.plan_year_end) == years


def test_a_plan_without_end_fixes_no_day_of_a_period_that_needs_its_year() -> None:
    (closed,) = _read("Cải cách hành chính năm 2021").documents
    (open_ended,) = _read("Cải cách hành chính năm 2021 và những năm tiếp theo").documents
    first, second = (task.deadline for task in closed.tasks)
    assert first is not None
    assert second is not None
    assert (first.start, second.start) == (dt.date(2020, 10, 1), dt.date(2021, 1, 1))
    deadline = open_ended.tasks[0].deadline
    assert deadline is not None
    assert (deadline.start, deadline.end) == (None, None)
