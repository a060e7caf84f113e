"""A headless Chromium, a run to show, and its report."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kehoach.report import write_report
from kehoach.run import ingest
from kehoach.sources import find_sources

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")

PLAN = """ỦY BAN NHÂN DÂN\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
TỈNH NINH BÌNH\tĐộc lập - Tự do - Hạnh phúc
Số: 12/KH-UBND\tNinh Bình, ngày 15 tháng 01 năm 2019

KẾ HOẠCH
Cải cách hành chính năm 2019

TT\tNhiệm vụ\tSản phẩm\tCơ quan chủ trì\tCơ quan phối hợp\tThời gian\tKinh phí (triệu đồng)
I\tCẢI CÁCH THỂ CHẾ
1\tRà soát văn bản quy phạm pháp luật\tBảo cáo\tSố Tư pháp\tCác sở, ngành\tQuý I\t20
2\tTự kiểm tra văn bản của tỉnh\tBáo cáo\tSở Tư pháp\tCác sở, ngành\tQuý II\t15
3\tTập huấn <script>window.hacked=1</script> "><img src=x onerror=hacked=1>\tHội nghị\tSở Lạ lùng\tCác sở\tsớm\t30
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as it is installed; without it these tests fail, for nothing else shows that the pages work.

    Closed with the module, for its event loop would stand in the way of others.
    """
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        pytest.fail("Chromium is not installed: apt-get install chromium (or: bash scripts/get_chromium.sh)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of 1440 x 900 without a network, that fails the test on what scripts or the policy complain of."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light", locale="vi-VN")
    context.route("https://**", lambda route: route.abort())
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("requestfailed", lambda request: problems.append(request.url))
    yield opened
    context.close()
    assert not problems


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The folder of a run over one small plan."""
    source = tmp_path / "in" / "ke_hoach.txt"
    source.parent.mkdir()
    source.write_text(PLAN, encoding="utf-8")
    ingest(find_sources([str(source.parent)]), tmp_path / "out")
    return tmp_path / "out"


@pytest.fixture
def report(run: Path) -> Path:
    """The folder of the run's report, in Vietnamese."""
    return write_report(run, run / "report", language="vi").parent
