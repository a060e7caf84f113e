"""Takes the pictures of docs/review.md from the reports of two runs.

    python scripts/screenshots.py build/demo/report build/scans/report --out docs/screens

The first run is that of `make demo`, the second one over scans (`python -m scripts.render` makes some). Needs Chromium
and the package playwright.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

WIDE, NARROW = (1440, 900), (390, 844)
_TASK = """(at) => { const task = document.querySelectorAll("article.task")[at]; if (!task) return;
task.scrollIntoView(); window.scrollBy(0, -70); task.querySelector("h5").click(); }"""
_EDIT = """() => document.querySelector("article.task.on [data-field=lead] .edit").click()"""


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("demo", type=Path, help="report of the run of make demo")
    parser.add_argument("scans", type=Path, help="report of a run over scans")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    scans = sorted((given.scans / "pages").glob("*.html"), key=title_of)[:2]
    if not scans:
        parser.error(f"{given.scans} is no report of scans: kehoach report OUT makes one")
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        take(browser, given.demo / "index.html", given.out / "index.webp", WIDE)
        take(browser, given.demo / "index.html", given.out / "index_narrow.webp", NARROW, dark=True)
        take(browser, given.demo / "charts.html", given.out / "charts.webp", WIDE)
        pages = {title_of(path): path for path in (given.demo / "pages").glob("*.html")}
        for number, (title, path) in enumerate(sorted(pages.items())):
            name = f"sample_{title[:3]}.webp"
            take(browser, path, given.out / name, WIDE, task=4 + 2 * number, dark=number == 2, edit=number == 0)
        for number, path in enumerate(scans, start=1):
            take(browser, path, given.out / f"scan_{number}.webp", WIDE, task=3)
        take(browser, scans[0], given.out / "scan_narrow.webp", NARROW, task=3, dark=True)
        browser.close()
    return 0


def title_of(path: Path) -> str:
    """What the page is about: the name of its source."""
    return path.read_text(encoding="utf-8").split("<title>", 1)[1].split(" - ", 1)[0]


def take(
    browser: Browser, page: Path, out: Path, size: tuple[int, int], *, task: int | None = None, dark: bool = False,
    edit: bool = False,
) -> None:  # fmt: skip
    """A picture of `page`, scrolled to its task number `task`, which is lit, and with a cell open for editing."""
    width, height = size
    opened = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    opened.goto(page.absolute().as_uri())
    if task is not None:
        opened.evaluate(_TASK, task)
    if edit:
        opened.evaluate(_EDIT)
    opened.wait_for_timeout(500)
    Image.open(io.BytesIO(opened.screenshot())).convert("RGB").save(out, "WEBP", quality=62, method=6)
    opened.close()


if __name__ == "__main__":
    sys.exit(main())
