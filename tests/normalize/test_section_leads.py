"""Bodies that head sections lead the tasks below them, where nothing else says who does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from normalize.gazetteer import IssuerContext
from normalize.section_leads import led_by_sections
from schemas.decision import CellValue, Task
from tests.outputs.bundles import task

CONTEXT = IssuerContext("province", "Phú Yên", None, "Ủy ban nhân dân tỉnh Phú Yên")


def _task(section: str, title: str | None, *, lead: str | None = None, taking_part: str | None = "Sở Tư pháp") -> Task:
    cells = {"lead_cell": lead, "coordinating_cell": taking_part}
    found = replace(task(), section=section, section_title=title, agencies=())
    return replace(found, **{name: CellValue(text, text) if text else None for name, text in cells.items()})


def _leads(*tasks: Task) -> list[str | None]:
    numbered = tuple(replace(task, ordinal=at) for at, task in enumerate(tasks, 1))
    led, findings = led_by_sections(numbered, CONTEXT)
    leads = [task.lead_cell.text if task.lead_cell else None for task in led]
    assert [finding.task for finding in findings] == [t.ordinal for t in led if t.lead_cell and t.lead_cell.inherited]
    return leads


def test_bodies_that_head_all_sections_lead() -> None:
    assert _leads(_task("I", "Sở Nội vụ"), _task("I", "Sở Nội vụ"), _task("II", "Các sở, ban, ngành")) == [
        "Sở Nội vụ", "Sở Nội vụ", "Các sở, ban, ngành",
    ]  # fmt: skip


def test_several_bodies_that_head_a_section_lead() -> None:
    title = "BÁO PHÚ YÊN, ĐÀI PHÁT THANH VÀ TRUYỀN HÌNH TỈNH"
    assert _leads(_task("I", "Sở Nội vụ"), _task("II", title)) == ["Sở Nội vụ", title]


@pytest.mark.parametrize(
    "title",
    [
        "Cải cách thể chế", "Phòng, chống ma túy", "Tổ chức hội nghị", "Ban hành văn bản", "Bảo vệ môi trường",
        "Khoa học và công nghệ", "Thanh tra, kiểm tra", "Quý I", "Lãnh đạo, chỉ đạo",
        "Sở Nội vụ, cải cách hành chính", None,
    ],
)  # fmt: skip
def test_work_that_heads_one_section_leaves_all_without(title: str | None) -> None:
    assert _leads(_task("I", "Sở Nội vụ"), _task("II", title)) == [None, None]


def test_bodies_that_are_inspected_do_not_lead() -> None:
    assert _leads(_task("I", "Sở Y tế", taking_part=None), _task("II", "UBND huyện Sông Hinh", taking_part=None)) == [
        None, None,
    ]  # fmt: skip


def test_bodies_over_inspections_do_not_lead() -> None:
    first, second = _task("I", "Sở Y tế"), _task("II", "UBND huyện Sông Hinh")
    inspects = [replace(t, title=CellValue("Kiểm tra tuyển dụng", "")) for t in (first, second)]
    assert _leads(*inspects) == [None, None]


def test_a_column_that_names_one_lead_is_asked_alone() -> None:
    assert _leads(_task("I", "Sở Nội vụ", lead="Thanh tra tỉnh"), _task("II", "Sở Tư pháp")) == ["Thanh tra tỉnh", None]


def test_one_section_heads_nothing() -> None:
    assert _leads(_task("I", "Sở Nội vụ")) == [None]
