"""Two plans row by row, and plans that repeat each other."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kehoach.compare
from kehoach.__main__ import run_command
from kehoach.compare import NoSuchPlan, Plans, compare, copying, text_key
from kehoach.exit_codes import ExitCode
from kehoach.run import RunResult


def _row(title: str, *, deadline: str = "Quý I", vnd: int | None = None, document: str = "a") -> dict[str, Any]:
    return {
        "task_id": title, "document_id": document, "section": "I", "number": "1", "title": title, "lead": ["Sở Nội vụ"],
        "deadline": deadline, "budget_vnd": vnd,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ban hành Kế hoạch CCHC năm 2019", "Ban hành kế hoạch CCHC năm 2020."),
        ("Bảo cáo kết quả 06 tháng", "Báo cáo kết quả 6 tháng"),
        ("", None),
    ],
)
def test_a_year_a_mark_or_a_capital_is_no_difference(one: str, other: str | None) -> None:
    assert text_key(one) == text_key(other)


def test_rows_are_kept_reworded_new_and_dropped() -> None:
    first = [
        _row("Ban hành kế hoạch cải cách hành chính năm 2019", vnd=5),
        _row("Kiểm tra công tác cải cách hành chính tại các sở", deadline="Quý II"),
        _row("Tập huấn nghiệp vụ một cửa"),
    ]
    second = [
        _row("Khảo sát mức độ hài lòng của người dân"),
        _row("Kiểm tra công tác cải cách hành chính tại các sở, ngành, huyện", deadline="Quý III"),
        _row("Ban hành kế hoạch cải cách hành chính năm 2020", vnd=8),
    ]
    found = compare(first, second)
    kept, reworded = found.pairs
    assert (kept.is_kept, kept.budget_change, kept.has_new_deadline) == (True, 3, False)
    assert (reworded.is_kept, reworded.budget_change, reworded.has_new_deadline) == (False, None, True)
    assert [row["title"] for row in found.dropped] == ["Tập huấn nghiệp vụ một cửa"]
    assert [row["title"] for row in found.new] == ["Khảo sát mức độ hài lòng của người dân"]


def test_equal_rows_are_paired_in_their_order_and_each_once() -> None:
    rows = [_row("Viết báo cáo quý", deadline=f"Quý {at}") for at in ("I", "II", "III")]
    assert [(pair.first["deadline"], pair.second["deadline"]) for pair in compare(rows, rows).pairs] == [
        ("Quý I", "Quý I"), ("Quý II", "Quý II"), ("Quý III", "Quý III"),
    ]  # fmt: skip
    assert len(compare(rows, rows[:1]).dropped) == 2
    assert compare([], rows).new == tuple(rows)


def test_rows_without_a_title_have_no_counterpart() -> None:
    found = compare([_row("")], [_row("")])
    assert (len(found.pairs), len(found.dropped), len(found.new)) == (0, 1, 1)


_TITLES = [f"Thực hiện nhiệm vụ rất cụ thể {word} của năm" for word in ("một", "hai", "ba mươi", "bốn trăm")]


@pytest.mark.parametrize("few", [60, 0], ids=["all pairs", "pairs that share rows"])
def test_plans_that_repeat_each_other_are_found(monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(kehoach.compare, "_FEW_PLANS", few)
    rows = [_row(title, document=document) for document in ("a", "b") for title in _TITLES]
    rows += [_row(f"Việc riêng thứ {at} của xã {'x' * at}", document="c") for at in range(9)]
    rows += [_row("Báo cáo", document=document) for document in ("a", "b", "c")]
    (found,) = copying(rows, ["b", "a", "c"])
    assert (found.first, found.second, found.rows, found.first_rows) == ("b", "a", 4, 4)


def test_plans_of_the_samples_are_found_by_their_names(demo: tuple[Path, RunResult]) -> None:
    plans = Plans(demo[0])
    by_number = plans.find("2070/QĐ-UBND")
    assert by_number["witness_rank"] == 1
    assert by_number["number"] is None, "the plan has the number of the decision it is issued with"
    assert plans.find(by_number["document_id"]) == by_number
    assert plans.find(by_number["act_id"]) == by_number
    with pytest.raises(NoSuchPlan, match="no plan goes by"):
        plans.find("99999/QĐ-UBND")
    with pytest.raises(NoSuchPlan, match="several plans go by"):
        plans.find(next(d["path"] for d in plans.documents if d["path"].startswith("004")))


def test_two_copies_of_a_plan_are_the_same(demo: tuple[Path, RunResult]) -> None:
    plans = Plans(demo[0])
    copies = [d for d in plans.documents if d["act_id"] and "2070" in d["act_id"]]
    assert len(copies) == 2
    found = compare(*(plans.rows[copy["document_id"]] for copy in copies))
    assert len(found.pairs) >= 70
    assert all(pair.is_kept for pair in found.pairs)


def test_the_command(demo: tuple[Path, RunResult], capsys: pytest.CaptureFixture[str]) -> None:
    out = str(demo[0])
    assert run_command(["compare", out]) == ExitCode.OK
    shown = capsys.readouterr().out
    assert "rows alike" in shown
    assert run_command(["compare", out, "--json"]) == ExitCode.OK
    (copied,) = json.loads(capsys.readouterr().out)
    assert f"kehoach compare {out} {copied['first']} {copied['second']}" in shown, "what to type next"
    assert copied["rows"] > 20
    assert run_command(["compare", out, "--least", "1"]) == ExitCode.OK
    assert "No two plans" in capsys.readouterr().out
    assert run_command(["compare", out, copied["first"], copied["second"]]) == ExitCode.OK
    assert "reworded" in capsys.readouterr().out
    assert run_command(["compare", out, copied["first"], copied["second"], "--json"]) == ExitCode.OK
    assert set(json.loads(capsys.readouterr().out)) == {"kept", "reworded", "new", "dropped"}


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        (["{out}", "a"], ExitCode.USAGE, "Name two plans"),
        (["{out}", "a", "b"], ExitCode.USAGE, "no plan goes by"),
        (["{out}/none"], ExitCode.NO_USABLE_INPUT, "holds no run"),
    ],
)
def test_what_cannot_be_compared_is_said(
    demo: tuple[Path, RunResult],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: ExitCode,
    why: str,
) -> None:
    assert run_command(["compare", *(argument.format(out=demo[0]) for argument in arguments)]) == code
    assert why in capsys.readouterr().err
