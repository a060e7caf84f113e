"""The report in a real browser: open, search, edit, save, read again, and the change is in the tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from kehoach.report import write_report
from kehoach.review_server import ReviewServer
from kehoach.reviews import load_book
from kehoach.run import ingest
from kehoach.sources import find_sources
from outputs.report_pages import IndexRow, index_page


def _source_page(report: Path) -> Path:
    (path,) = (report / "pages").glob("*.html")
    return path


def _again(run: Path) -> pl.DataFrame:
    ingest(find_sources([str(run.parent / "in")]), run, reviews=load_book(run / "reviews"))
    return pl.read_parquet(run / "tasks.parquet")


def _task(page: Page, number: str):  # type: ignore[no-untyped-def]
    return page.locator("article.task").filter(
        has=page.locator(f"xpath=.//span[@class='number' and text()='{number}']")
    )


def test_the_index_finds_and_opens_a_document(page: Page, report: Path) -> None:
    page.goto((report / "index.html").as_uri())
    expect(page.locator("h1")).to_have_text("Báo cáo bóc tách kế hoạch")
    page.fill("#query", "ninh binh cai cach")
    expect(page.locator("table.documents tbody tr:visible")).to_have_count(1)
    page.fill("#query", "không có đâu")
    expect(page.locator("#nothing")).to_be_visible()
    page.fill("#query", "")
    page.click("table.documents a")
    expect(page.locator("article.task")).to_have_count(3)


def test_text_of_a_source_is_never_markup(page: Page, report: Path) -> None:
    page.goto(_source_page(report).as_uri())
    expect(_task(page, "3")).to_contain_text("<script>window.hacked=1</script>")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0


def test_tasks_are_searched_filtered_and_put_in_order(page: Page, report: Path) -> None:
    page.goto(_source_page(report).as_uri())
    page.fill("#query", "tu kiem tra")
    expect(page.locator("article.task:visible")).to_have_count(1)
    page.fill("#query", "")
    page.select_option("#order", "worst_first")
    expect(page.locator("article.task").first).to_contain_text("Tập huấn")
    page.select_option("#state", "with_repairs")
    expect(page.locator("article.task:visible .number")).to_contain_text(["1"])
    page.select_option("#state", "not_reviewed")
    expect(page.locator("article.task:visible")).to_have_count(3)


def test_a_row_and_its_lines_light_up_together(page: Page, report: Path) -> None:
    page.goto(_source_page(report).as_uri())
    _task(page, "2").locator("h5").click()
    lit = page.locator(".read td.on")
    expect(lit).to_contain_text(["2", "Tự kiểm tra văn bản của tỉnh"])
    page.locator(".read td", has_text="Số").first.click()
    expect(_task(page, "1")).to_have_class("task on")


def test_what_is_edited_and_downloaded_is_in_the_tables_after_the_next_run(page: Page, run: Path, report: Path) -> None:
    page.goto(_source_page(report).as_uri())
    page.fill("#reviewer", "Người duyệt")
    lead = _task(page, "3").locator("[data-field=lead]")
    lead.locator(".edit").click()
    lead.locator("textarea").fill("Sở Nội vụ\nSở Tài chính")
    lead.locator("button[type=submit]").click()
    expect(lead.locator("li")).to_have_text(["Sở Nội vụ", "Sở Tài chính"])
    budget = _task(page, "3").locator("[data-field=budget_vnd]")
    budget.locator(".edit").click()
    budget.locator("input").fill("nhiều")
    budget.locator("button[type=submit]").click()
    expect(budget.locator(".wrong")).not_to_be_empty()
    budget.locator("input").fill("35.500.000")
    budget.locator("button[type=submit]").click()
    expect(budget.locator(".value")).to_contain_text("35.500.000 đ")
    _task(page, "2").locator(".confirm").click()
    expect(page.locator("#count")).to_contain_text("3")
    with page.expect_download() as download:
        page.click("#save")
    (run / "reviews").mkdir()
    download.value.save_as(run / "reviews" / download.value.suggested_filename)

    tasks = _again(run).sort("ordinal").to_dicts()
    assert tasks[2]["lead"] == ["Sở Nội vụ", "Sở Tài chính"]
    assert tasks[2]["budget_vnd"] == 35_500_000
    assert [task["review"] for task in tasks] == [None, "confirmed", "corrected"]
    corrections = pl.read_parquet(run / "corrections.parquet").filter(pl.col("method") == "review")
    assert sorted(corrections["field"]) == ["budget_vnd", "lead"]

    page.goto(_source_page(write_report(run, run / "report", language="vi").parent).as_uri())
    expect(_task(page, "3").locator("[data-field=lead] .was del")).to_have_text("Sở Lạ lùng")
    _task(page, "3").locator("[data-field=lead] .back").click()
    expect(page.locator("#count")).to_contain_text("2")


def test_edits_survive_closing_the_page(page: Page, report: Path) -> None:
    page.goto(_source_page(report).as_uri())
    title = _task(page, "1").locator("[data-field=title]")
    title.locator(".edit").click()
    title.locator("textarea").fill("Rà soát")
    title.locator("textarea").press("Control+Enter")
    page.reload()
    expect(title.locator(".value")).to_contain_text("Rà soát")
    title.locator(".back").click()
    expect(title).not_to_have_class("changed")
    expect(page.locator("#count")).to_be_hidden()


@pytest.fixture
def server(run: Path, report: Path) -> Iterator[ReviewServer]:
    with ReviewServer(run, report) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield serving
        serving.shutdown()
        thread.join()


def test_the_server_saves_a_review_by_keyboard_alone(page: Page, run: Path, server: ReviewServer) -> None:
    page.goto(server.address)
    assert "token" not in page.url
    page.click("table.documents a")
    expect(page.locator("#shown")).not_to_be_empty()
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type("Rà soát văn bản")
    page.keyboard.press("Control+Enter")
    row = _task(page, "1")
    row.locator("[data-repair]", has_text="Bảo").locator("[data-verdict=reject]").click()
    page.locator("#save").press("Enter")
    expect(page.locator("#status")).to_contain_text("Đã lưu")
    first = _again(run).sort("ordinal").to_dicts()[0]
    assert first["title"] == "Rà soát văn bản"
    assert first["outputs"] == ["Bảo cáo"], "the rejected repair is left as read"
    assert first["confidence"] == 1.0
    codes = pl.read_parquet(run / "findings.parquet")["code"].to_list()
    assert "repair_rejected" in codes
    assert "review_unfit" not in codes

    write_report(run, server.report, language="vi")
    page.reload()
    expect(page.locator("#others li")).to_contain_text(["Bảo"])


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_their_window(page: Page, report: Path, width: int, scheme: str) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in (report / "index.html", _source_page(report)):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        colours = page.evaluate(
            "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert _contrast(*colours) > 7
        faint = page.evaluate(
            "(() => { const s = getComputedStyle(document.querySelector('.filters output')); return s.color })()"
        )
        assert _contrast(faint, colours[1]) > 4.5


def _contrast(one: str, other: str) -> float:
    """The contrast of two CSS colours by WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(value) / 255 for value in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_language_changes_and_is_remembered(page: Page, report: Path) -> None:
    page.goto((report / "index.html").as_uri())
    page.click("#language")
    expect(page.locator("h1")).to_have_text("Report on plan decisions")
    page.click("table.documents a")
    expect(page.locator("#read-title")).to_have_text("What was read")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.click("#language")
    expect(page.locator("#read-title")).to_have_text("Đọc được gì")


def test_everything_that_can_be_used_has_a_name(page: Page, report: Path) -> None:
    for path in (report / "index.html", _source_page(report)):
        page.goto(path.as_uri())
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("button, a[href], input, select, textarea, svg[role=img]")]
            .filter((n) => !(n.textContent.trim() || n.getAttribute("aria-label") || n.labels?.length))
            .map((n) => n.outerHTML)"""
        )
        assert nameless == []
        assert page.evaluate("document.querySelectorAll('main').length") == 1
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"


def test_an_index_of_five_thousand_documents_shows_the_worst_first(page: Page, report: Path) -> None:
    rows = [
        IndexRow(
            f"{number:016x}", f"nam/{number}.txt", f"{number:016x}-01", "ke_hoach", f"{number}/KH-UBND",
            f"Kế hoạch cải cách hành chính số {number}", "Ủy ban nhân dân tỉnh", "Ninh Bình",
            tasks=40, warnings=number % 7, confidence=0.9,
        )
        for number in range(5000)
    ]  # fmt: skip
    (report / "index.html").write_text(index_page(rows, [], {"started": "", "version": ""}, "vi"), encoding="utf-8")
    page.goto((report / "index.html").as_uri())
    assert page.locator("table.documents tbody tr:visible").count() == 200
    expect(page.locator("table.documents tbody tr:visible").first).to_contain_text("Cảnh báo: 6")
    page.fill("#query", "so 4999")
    expect(page.locator("table.documents tbody tr:visible")).to_have_count(1)
