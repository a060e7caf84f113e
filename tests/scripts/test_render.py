"""The generator: its truth is what the text form yields, and the same seed gives the same pixels."""

from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path
from typing import Any

import numpy
import pypdfium2
import pytest
from PIL import Image

from kehoach.run import ingest
from kehoach.score import Score, score_run
from kehoach.sources import find_sources
from scripts.render.__main__ import decisions
from scripts.render.blocks import Cell, Grid, blocks_of
from scripts.render.composed import budget_of, composed_decisions, deadline_of, decision_of
from scripts.render.damage import CONDITIONS, damaged
from scripts.render.looks import HELD_OUT, SEEN, look_of
from scripts.render.pdf_form import Mark, PrintedPage, official_page
from scripts.render.samples import sample_decisions
from scripts.render.scans import file_of
from scripts.render.text_form import laid_out, text_of
from scripts.render.truth import truth_of
from scripts.render.values import Decision, Task
from scripts.render.web_form import web_page_of
from scripts.render.word_form import word_file_of

DECISIONS = {one.name: one for one in (*sample_decisions(), *composed_decisions())}


def _score(files: dict[str, bytes], truths: dict[str, dict[str, Any]], folder: Path) -> Score:
    for name in ("files", "gold"):
        (folder / name).mkdir()
    for name, data in files.items():
        (folder / "files" / name).write_bytes(data)
    for name, truth in truths.items():
        (folder / f"gold/{name}.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
    ingest(find_sources([str(folder / "files")]), folder / "out")
    return score_run(folder / "out", folder / "gold")


def _wrong(score: Score) -> list[tuple[str, str, object, object]]:
    return [(one.source, one.measure, one.expected, one.found) for one in score.differences]


@pytest.mark.parametrize("pipes", [False, True])
def test_the_text_form_yields_the_truth(pipes: bool, tmp_path: Path) -> None:
    files = {f"{name}.txt": text_of(list(blocks_of(one)), pipes=pipes).encode() for name, one in DECISIONS.items()}
    truths = {name: truth_of(one, f"{name}.txt") for name, one in DECISIONS.items()}
    score = _score(files, truths, tmp_path)
    assert _wrong(score) == []
    assert score.total["task_recall"][1] == sum(len(act.tasks) for one in DECISIONS.values() for act in one.acts)


@pytest.mark.parametrize("form", ["docx", "html"])
def test_declared_forms_yield_the_truth(form: str, tmp_path: Path) -> None:
    chosen = {name: one for name, one in DECISIONS.items() if not name.startswith("mau")}
    files, truths = {}, {}
    for name, one in chosen.items():
        blocks = list(blocks_of(one))
        page = word_file_of(blocks, look_of(one, SEEN, 1)) if form == "docx" else web_page_of(blocks, name).encode()
        files[f"{name}.{form}"] = page
        truths[name] = truth_of(one, f"{name}.{form}")
    assert _wrong(_score(files, truths, tmp_path)) == []


def test_the_samples_truth_comes_through_unchanged(gold: Path) -> None:
    for name, one in DECISIONS.items():
        if not name.startswith("mau"):
            continue
        known = json.loads((gold / f"{name[4:7]}.json").read_bytes())["documents"]
        mine = truth_of(one, name)["documents"][-1]["tasks"]
        theirs = next(document["tasks"] for document in known if len(document["tasks"]) == len(mine))
        for own, other in zip(mine, theirs, strict=True):
            left_out = {"note", "title_raw"} | ({"section_title"} if other["section_title"] is None else set())
            assert {key: own[key] for key in own if key not in left_out} == {
                key: other[key] for key in other if key not in left_out
            }


def test_merged_cells_are_higher_and_blank_below() -> None:
    grid = next(
        block for block in blocks_of(DECISIONS["03_an_toan_giao_thong_dien_chau_2018"]) if isinstance(block, Grid)
    )
    heights = [cell.rowspan for row in grid.rows[grid.heads :] for cell in row if cell.rowspan > 1]
    assert heights == [3, 2, 3, 2]
    texts = list(laid_out(grid))
    row = next(index for index, cells in enumerate(texts) if cells[0] == "5")
    assert texts[row][2] == ""
    assert texts[row - 1][2] == "Công an huyện"


def test_two_level_heads_have_spans() -> None:
    grid = next(block for block in blocks_of(DECISIONS["12_y_te_dien_bien_2016"]) if isinstance(block, Grid))
    assert grid.heads == 3
    assert Cell("Cơ quan thực hiện", colspan=2, bold=True, centred=True) in grid.rows[0]
    assert [cell.text for cell in grid.rows[1]] == ["Chủ trì", "Phối hợp"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", (None, None, None)),
        ("Thường xuyên", ("Thường xuyên", None, None)),
        ("Quý I {Q1}", ("Quý I", "2024-01-01", "2024-03-31")),
        ("Tháng 02 {M2}", ("Tháng 02", "2024-02-01", "2024-02-29")),
        ("Quý II/2025 {Q2/2025}", ("Quý II/2025", "2025-04-01", "2025-06-30")),
        ("Tháng 3 - Tháng 11 {M3-M11}", ("Tháng 3 - Tháng 11", "2024-03-01", "2024-11-30")),
        ("Giai đoạn 2023 - 2025 {Y2023-Y2025}", ("Giai đoạn 2023 - 2025", "2023-01-01", "2025-12-31")),
        ("Trước ngày 30/6 {..2024-06-30}", ("Trước ngày 30/6", None, "2024-06-30")),
    ],
)
def test_deadlines_are_written_with_their_days(cell: str, expected: tuple[str | None, ...]) -> None:
    assert deadline_of(cell, 2024) == expected


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("", "đồng", (None, None, None)),
        ("0", "triệu đồng", ("0", 0, None)),
        ("1.080", "triệu đồng", ("1.080", 1_080_000_000, None)),
        ("37,5", "triệu đồng", ("37,5", 37_500_000, None)),
        ("350.000", "nghìn đồng", ("350.000", 350_000_000, None)),
        ("1,5 tỷ đồng {1500000000}", "triệu đồng", ("1,5 tỷ đồng", 1_500_000_000, None)),
        ("Theo quy định", "triệu đồng", ("Theo quy định", None, "Theo quy định")),
    ],
)
def test_budgets_are_written_in_their_unit(cell: str, unit: str, expected: tuple[object, ...]) -> None:
    assert budget_of(cell, unit) == expected


@pytest.mark.parametrize("row", ["1 | A | B | C", "1 | A | B | Quý I {Q5x} |"])
def test_a_row_against_the_form_is_refused(row: str) -> None:
    table = {
        "columns": "no title lead deadline note",
        "header": ["TT", "Nhiệm vụ", "Chủ trì", "Hạn", "Ghi chú"],
        "rows": row,
    }
    act = {"kind": "ke_hoach", "issuer": "X", "name": "KẾ HOẠCH", "subject": ["Y"], "body": "@table", "tables": [table]}
    with pytest.raises(ValueError, match=r"cells for|no date"):
        decision_of("x", {"year": 2024, "acts": [act]})


def test_totals_are_the_sums_of_their_rows() -> None:
    for name, one in DECISIONS.items():
        for act in one.acts:
            if act.stated_total_vnd and act.tasks and not name.startswith("mau"):
                assert sum(task.budget_vnd or 0 for task in act.tasks) == act.stated_total_vnd, name


def test_looks_repeat_and_sets_differ() -> None:
    one = DECISIONS["01_cchc_ha_giang_2021"]
    assert look_of(one, SEEN, 1) == look_of(one, SEEN, 1)
    assert {look_of(one, SEEN, seed).font for seed in range(40)} == {"Tinos", "Liberation Serif"}
    assert {look_of(one, HELD_OUT, seed).font for seed in range(40)} > {"FreeSerif", "Noto Serif"}
    assert look_of(DECISIONS["12_y_te_dien_bien_2016"], SEEN, 1).page_numbers == "foot"
    assert look_of(one, SEEN, 1).page_numbers == "top"
    fixed = Decision(one.name, one.acts, {"font": "FreeSerif"})
    assert look_of(fixed, SEEN, 1) == dataclasses.replace(look_of(one, SEEN, 1), font="FreeSerif")


def _damaged(condition: str, seed: int) -> Any:
    dpi = 60
    damage = dataclasses.replace(CONDITIONS[condition], dpi=dpi)
    page = numpy.full((700, 500, 3), 255, numpy.float32)
    page[100:110, 50:450] = 0
    marks = (Mark("seal", 2, 5, 3, 1), Mark("number", 1, 1, 2, 0.3), Mark("grid", 1, 6, 5, 3))
    printed = PrintedPage("", "", marks)
    return damaged(page, printed, damage, page[::-1].copy(), numpy.random.default_rng(seed))


@pytest.mark.parametrize("condition", sorted(CONDITIONS))
def test_damage_repeats_with_its_seed(condition: str) -> None:
    first, again = _damaged(condition, 1), _damaged(condition, 1)
    assert numpy.array_equal(first, again)
    assert first.min() >= 0
    assert first.max() <= 255
    if condition != "clean_300":
        assert not numpy.array_equal(first, _damaged("clean_300", 1))
        assert not numpy.array_equal(first, _damaged(condition, 2))


def test_seals_are_red_and_let_the_text_through() -> None:
    page = _damaged("stamped_200", 1)
    assert (page[:, :, 0] - page[:, :, 1] > 60).mean() > 0.002
    assert not (numpy.ptp(_damaged("grey_stamp_200", 1), axis=2) > 1).any()
    assert set(numpy.unique(_damaged("fax_200", 1))) == {0.0, 255.0}


@pytest.mark.parametrize(
    ("condition", "kind", "mode", "frames"),
    [
        ("light_200", "PDF", "RGB", 2),
        ("fax_200", "TIFF", "1", 2),
        ("upside_down_200", "TIFF", "L", 2),
        ("photo_png_200", "PNG", "RGB", 1),
    ],
)
def test_scans_are_put_into_their_container(condition: str, kind: str, mode: str, frames: int) -> None:
    damage = CONDITIONS[condition]
    pages = [Image.new("1" if damage.bilevel else "RGB", (340, 480), 1) for _ in range(frames)]
    data = file_of(pages, damage)
    if kind == "PDF":
        assert len(pypdfium2.PdfDocument(data)) == frames
        return
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode, getattr(image, "n_frames", 1)) == (kind, mode, frames)
    assert round(float(image.info["dpi"][0])) == damage.dpi


def test_a_png_holds_one_page() -> None:
    with pytest.raises(ValueError, match="one page"):
        file_of([Image.new("RGB", (9, 9))] * 2, CONDITIONS["photo_png_200"])


def test_a_misspelt_key_is_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="unknown: unit_lien"):
        decision_of("a", {"year": 2021, "acts": [], "unit_lien": "Đơn vị: đồng"})


def test_a_pattern_that_fits_no_decision_ends_the_program() -> None:
    with pytest.raises(SystemExit, match=r"No decision has a name like '99_\*'. There are: mau_000"):
        decisions("99_*")


def test_the_official_page_has_spans_rules_and_wide_pages() -> None:
    def page(name: str) -> str:
        return official_page(list(blocks_of(DECISIONS[name])), look_of(DECISIONS[name], SEEN, 1))

    merged = page("03_an_toan_giao_thong_dien_chau_2018")
    assert "rowspan=3" in merged
    assert "<div class=wide><table class=grid>" in merged
    assert '<div class="number">Số: 09/QĐ-UBND</div>' in merged
    assert '<div class="gap seal"></div>' in merged
    assert "<div class=side>" in page("04_so_nong_nghiep_ben_tre_2022")
    assert "border: 0.75pt dotted black" in page("09_tet_trong_cay_xa_dong_hoa_2019")
    assert "border: none" in page("02_chuyen_doi_so_phuong_hoa_khanh_2026")


def test_every_layout_is_there() -> None:
    tables = [table for one in DECISIONS.values() for act in one.acts for table in act.tables]
    assert {table.rules for table in tables} >= {"full", "dotted", "horizontal", "vertical", "none"}
    assert {table.unit for table in tables} == {None, "đồng", "nghìn đồng", "triệu đồng"}
    assert {table.sections for table in tables} == {"spanned", "cells", "repeated"}
    assert {table.lists for table in tables} == {"dash", "semicolon", "numbered"}
    assert any(table.sideways for table in tables)
    assert any(isinstance(row, Task) and row.number is None for table in tables for row in table.rows)
    assert any(not act.tables for one in DECISIONS.values() for act in one.acts if len(one.acts) == 1)
