"""What strangers named their files, and what messages quote of them, is shown and never obeyed or followed."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from kehoach.__main__ import run_command
from kehoach.exit_codes import ExitCode
from kehoach.reviews import ReviewError, load_book
from kehoach.sources import find_sources
from kehoach.terminal import escape, json_line
from tests.faults.runs import Bench, bench

OBEYED = [*map(chr, range(0x20)), "\x7f", *map(chr, range(0x80, 0xA0)), *"\u2028\u2029\u202a\u202e\u2066\u2069\ufeff"]


@pytest.fixture
def hostile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Bench:
    """A bench in a folder of its own."""
    return bench(tmp_path, capsys)


@given(st.text(alphabet=st.one_of(st.sampled_from(OBEYED), st.characters(), st.sampled_from("[]/\\"))))
def test_no_text_makes_a_console_do_anything_but_show_it(text: str) -> None:
    console = Console(file=io.StringIO(), width=10_000, highlight=False, color_system=None)
    console.print(escape(text), soft_wrap=True)
    shown = console.file.getvalue()  # type: ignore[attr-defined]
    assert shown.endswith("\n")
    assert not set(shown[:-1]) & set(OBEYED)
    assert not any("\ud800" <= letter <= "\udfff" for letter in shown)
    line = json_line({"a": text})
    assert line.count("\n") == 1
    assert not set(line[:-1]) & set(OBEYED)
    assert json.loads(line) == {"a": text}


def test_several_lines_stay_lines() -> None:
    assert escape("a\n\tb\x1b", lines=True) == "a\n\tb␛"


@pytest.mark.parametrize("options", [(), ("--log-json",)])
def test_names_are_shown_as_they_are(hostile: Bench, options: tuple[str, ...]) -> None:
    names = [
        "new\nfailed good.txt",
        "\x1b[2Jgone.txt",
        "\x9b2Jc1.txt",
        "\u202etxt.gnp",
        "[red]mark.txt",
        "=cmd.txt",
    ]
    for number, name in enumerate(names):
        (hostile.sources / name).write_bytes(bytes(9) + bytes([number]))
    ended = hostile.here(*options)
    assert ended.code == ExitCode.NO_USABLE_INPUT
    assert set(hostile.statuses()) == {*names}
    for printed in (ended.printed, ended.told):
        assert not set(printed) - {"\n"} & set(OBEYED)
    if options:
        assert {line["path"] for line in ended.lines} == {*names}
    else:
        assert "[red]mark.txt" in ended.told
        assert "new␊failed good.txt" in ended.told


def test_bytes_that_are_no_text_in_a_name_stand_for_themselves(hostile: Bench) -> None:
    path = os.fsencode(hostile.sources) + b"/\xff\xfe.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - the name is no text
        file.write("KẾ HOẠCH\nNăm 2021\n".encode())
    assert hostile.here().code == ExitCode.OK
    assert hostile.statuses() == {"\ufffd\ufffd.txt": "ok"}


def test_links_that_lead_out_of_the_folder_are_refused_until_they_are_allowed(hostile: Bench) -> None:
    secret = hostile.folder / "secret.txt"
    secret.write_text("KẾ HOẠCH\nNăm 2021\n", encoding="utf-8")
    hostile.plans(1)
    (hostile.sources / "out.txt").symlink_to(secret)
    (hostile.sources / "in.txt").symlink_to("plan000.txt")
    (hostile.sources / "folder").symlink_to(hostile.folder)
    ended = hostile.here("--log-json")
    assert {line["path"]: line["code"] for line in ended.lines} == {
        "in.txt": None, "out.txt": "leads_out", "plan000.txt": None,
    }  # fmt: skip
    assert "--follow-links" in hostile.errors()["out.txt"]
    assert hostile.here("--follow-links").code == ExitCode.OK
    assert hostile.statuses()["out.txt"] == "ok"
    assert hostile.here().code == ExitCode.SOME_SOURCES_FAILED, "what was read once is not read without leave again"
    assert hostile.statuses()["out.txt"] == "failed"


def test_a_link_that_is_named_itself_is_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.txt").write_text("a")
    link = tmp_path / "in" / "out.txt"
    link.symlink_to(tmp_path / "out.txt")
    assert not find_sources([str(link)]).leading_out
    assert not find_sources([str(tmp_path / "in"), str(link)]).leading_out
    assert find_sources([str(tmp_path / "in")]).leading_out == {link}
    assert find_sources([str(tmp_path / "in" / "*.txt")]).leading_out == {link}


def test_members_of_archives_are_never_written_by_their_names(hostile: Bench) -> None:
    from scripts.fuzz.forms import zip_of

    escaping = {"word/document.xml": b"<a/>", "../../escaped.xml": b"x", "/escaped.xml": b"x"}
    (hostile.sources / "a.docx").write_bytes(zip_of(escaping))
    hostile.here()
    assert not list(hostile.folder.rglob("escaped.xml"))


@pytest.mark.parametrize(
    "content", ["{" * 100_000, "[]", '"\\ud800"', "\0", None], ids=["deep", "list", "half", "nul", "pipe"]
)
def test_review_files_that_are_none_end_with_a_message(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "a.json"
    if content is None:
        os.mkfifo(path)
    else:
        path.write_text(content)
    with pytest.raises(ReviewError, match=r"a\.json"):
        load_book(tmp_path)


def test_review_files_may_not_be_of_any_size(tmp_path: Path) -> None:
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(64 * 2**20)
    with pytest.raises(ReviewError, match="more than"):
        load_book(tmp_path)


def test_a_folder_of_hostile_reviews_is_a_usage_error(hostile: Bench) -> None:
    hostile.plans(1)
    reviews = hostile.folder / "reviews"
    reviews.mkdir()
    (reviews / "\x1b[2Ja.json").write_text("{")
    ended = hostile.here("--reviews", str(reviews))
    assert ended.code == ExitCode.USAGE
    assert "\x1b" not in ended.told
    assert run_command(["ingest", str(hostile.sources), "--out", str(hostile.out), "--jobs", "0"]) == ExitCode.OK


def test_nothing_on_the_sheet_of_repairs_is_a_formula(tmp_path: Path) -> None:
    from kehoach.repair_report import COLUMNS, read_marks, write_sheet

    row = dict.fromkeys(COLUMNS, "=1+1") | {"verdict": "right"}
    write_sheet(tmp_path / "sheet.tsv", [row])
    cells = (tmp_path / "sheet.tsv").read_text(encoding="utf-8").splitlines()[1].split("\t")
    assert set(cells) == {"'=1+1", "right"}
    assert read_marks(tmp_path / "sheet.tsv") == ["right"]
