"""The folder of a report: what is in it, what it says of sources that are gone, and in which language."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import kehoach.review_server
from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.languages import LanguageName, chosen_language
from kehoach.report import write_report
from kehoach.run import RunResult, ingest
from kehoach.sources import find_sources

_PDF = Path(__file__).parents[2] / "corpus/cases/readers/pdf"


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run over one PDF file that lies beside it."""
    folder = tmp_path_factory.mktemp("pictured")
    (folder / "in").mkdir()
    shutil.copy(next(_PDF.glob("01*.pdf")), folder / "in" / "plan.pdf")
    (folder / "in" / "gone.pdf").write_bytes(b"%PDF-1.4")
    ingest(find_sources([str(folder / "in")]), folder / "out")
    return folder


def _page(report: Path, source: str) -> str:
    pages = [path.read_text(encoding="utf-8") for path in (report / "pages").glob("*.html")]
    return next(page for page in pages if f"<title>{source} - " in page)


def test_a_report_holds_a_page_a_source_and_pictures_beside(pictured: Path, tmp_path: Path) -> None:
    report = write_report(pictured / "out", tmp_path / "report").parent
    assert sorted(path.name for path in report.iterdir()) == ["assets", "charts.html", "images", "index.html", "pages"]
    pictures = sorted((report / "images").glob("*.webp"))
    page = _page(report, "plan.pdf")
    assert pictures
    assert all(f"../images/{picture.name}" in page for picture in pictures)
    assert "Tệp này không đọc được" in _page(report, "gone.pdf")
    before = [picture.stat().st_mtime_ns for picture in pictures]
    write_report(pictured / "out", tmp_path / "report")
    assert [picture.stat().st_mtime_ns for picture in pictures] == before, "pictures are kept"


def test_remarks_and_other_columns_stand_beside_the_row(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_text(
        "UBND TỈNH LÀO CAI\nSố: 15/KH-UBND\nKẾ HOẠCH\nKiểm tra năm 2020\n\n"
        "TT\tNhiệm vụ\tĐịa điểm\tCơ quan chủ trì\tThời gian\tGhi chú\n"
        "1\tTập huấn\tHội trường huyện\tSở Nội vụ\tQuý I\tTheo Công văn số 5\n"
        "2\tTổng kết\tNhà văn hóa\tSở Nội vụ\tQuý IV\t\n",
        encoding="utf-8",
    )
    ingest(find_sources([str(tmp_path / "plan.txt")]), tmp_path / "out")
    page = _page(write_report(tmp_path / "out", tmp_path / "report").parent, "plan.txt")
    assert "<li>Địa điểm: Hội trường huyện</li>" in page
    assert "<dd>Theo Công văn số 5</dd>" in page


def test_failures_and_findings_are_said_in_both_languages(pictured: Path, tmp_path: Path) -> None:
    report = write_report(pictured / "out", tmp_path / "report").parent
    index = (report / "index.html").read_text(encoding="utf-8")
    page = _page(report, "gone.pdf")
    assert page.count('<span class="in-vi" lang="vi">gone.pdf: Không mở được tệp') == 1, "said once"
    assert page.count('<span class="in-en" lang="en">gone.pdf: The file cannot be opened') == 1
    assert "Định dạng này không có ảnh trang" not in page, "that is not why"
    assert '<span class="in-vi" lang="vi">Không mở được tệp' in index, "the row begins with the name"


def test_the_index_says_when_the_run_was_and_why_a_file_has_no_document(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Ghi chú ngắn\n", encoding="utf-8")
    ingest(find_sources([str(tmp_path / "note.txt")]), tmp_path / "out")
    index = write_report(tmp_path / "out", tmp_path / "report").read_text(encoding="utf-8")
    assert "không thấy văn bản hành chính nào trong note.txt" in index
    assert re.search(r"\d{1,2}/\d{1,2}/\d{4} \d\d:\d\d UTC", index)


def test_a_source_that_moved_is_found_where_it_is_said_to_be(pictured: Path, tmp_path: Path) -> None:
    shutil.copytree(pictured / "in", tmp_path / "elsewhere")
    assert "images/" in _page(
        write_report(pictured / "out", tmp_path / "a", sources=tmp_path / "elsewhere").parent, "plan.pdf"
    )
    gone = _page(write_report(pictured / "out", tmp_path / "b", sources=tmp_path / "nowhere").parent, "plan.pdf")
    assert "Không còn tệp nguồn" in gone
    assert 'class="read-table"' in gone, "the text as read is there"
    (tmp_path / "elsewhere" / "plan.pdf").write_bytes(b"%PDF-1.4 another")
    changed = _page(write_report(pictured / "out", tmp_path / "c", sources=tmp_path / "elsewhere").parent, "plan.pdf")
    assert "đã thay đổi nội dung" in changed


def test_pages_of_an_earlier_run_leave(demo: tuple[Path, RunResult], tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / f"{'0' * 16}.html").write_text("old", encoding="utf-8")
    write_report(demo[0], tmp_path)
    assert len(list((tmp_path / "pages").iterdir())) == 5


def test_the_command(demo: tuple[Path, RunResult], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["report", str(demo[0]), "--into", str(tmp_path / "r"), "--lang", "en"]) == ExitCode.OK
    assert '<html lang="en">' in (tmp_path / "r" / "index.html").read_text(encoding="utf-8")
    for command in ("report", "review"):
        assert run_command([command, str(tmp_path)]) == ExitCode.NO_USABLE_INPUT
    assert "holds no run" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["report"], ["review", "--no-browser"]])
def test_review_files_that_are_none_are_named(
    pictured: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    shutil.copytree(pictured / "out", tmp_path / "out")
    (tmp_path / "out" / "reviews").mkdir()
    (tmp_path / "out" / "reviews" / "x.json").write_text("[", encoding="utf-8")
    assert run_command([command[0], str(tmp_path / "out"), *command[1:]]) == ExitCode.USAGE
    assert "x.json" in capsys.readouterr().err


def test_review_serves_until_it_is_interrupted(
    pictured: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []

    def interrupted(server: kehoach.review_server.ReviewServer) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(kehoach.review_server.webbrowser, "open", opened.append)
    monkeypatch.setattr(kehoach.review_server.ReviewServer, "serve_forever", interrupted)
    assert run_command(["review", str(pictured / "out"), "--sources", str(pictured / "in")]) == ExitCode.INTERRUPTED
    (address,) = opened
    assert address.startswith("http://127.0.0.1:")
    assert address in capsys.readouterr().out.replace("\n", "")


def test_a_port_that_is_taken_is_said(pictured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with kehoach.review_server.ReviewServer(pictured / "out", pictured) as server:
        taken = str(server.server_address[1])
        assert run_command(["review", str(pictured / "out"), "--no-browser", "--port", taken]) == ExitCode.USAGE
    assert taken in capsys.readouterr().err


@pytest.mark.parametrize(
    ("asked", "environment", "language"),
    [
        (None, {"LANG": "vi_VN.UTF-8"}, "vi"),
        (None, {"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN"}, "vi"),
        (None, {"LANG": "vi_VN", "LC_ALL": "C"}, "en"),
        (None, {}, "en"),
        (LanguageName.EN, {"LANG": "vi_VN"}, "en"),
        (LanguageName.VI, {}, "vi"),
    ],
)
def test_the_language_is_that_of_the_locale(
    asked: LanguageName | None, environment: dict[str, str], language: str
) -> None:
    assert chosen_language(asked, environment) == language
