"""Commands on the pages are commands of the programme, those of the tutorial run, and the index leads everywhere."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import typer.main

from kehoach.__main__ import run_command
from kehoach.cli import app
from kehoach.exit_codes import ExitCode

_ROOT = Path(__file__).resolve().parents[2]
_PAGES = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").glob("*.md"), *(_ROOT / "corpus").glob("**/*.md")])
_GENERATED = {"cli.md", "tables.md"}
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`(kehoach [^`\n]+)`")
_SHELL = re.compile(r"\s(?:\|\||&&|\||;|&)(?:\s|$)")
_ANCHOR = re.compile(r"\[[^\]]+\]\(([^)#:]*)#([^)]+)\)")
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]


def _typed(page: Path) -> list[str]:
    """The command lines of the blocks of a page, without what stands behind `#`, one line a command."""
    text = page.read_text(encoding="utf-8")
    blocks = [body.replace("\\\n", " ") for kind, body in _FENCE.findall(text) if kind in ("", "sh", "bash", "console")]
    lines = [re.sub(r"\s# .*| 2> .*", "", line).strip() for block in blocks for line in block.splitlines()]
    parts = [part.strip().removeprefix("$ ") for line in lines for part in _SHELL.split(line)]
    return [part for part in parts if part.startswith("kehoach ")]


def _parse(command: str, *, complete: bool) -> None:
    """Let the programme read a command line without doing anything.

    Raises:
        Exception: a usage error; with `complete` also for arguments that are missing.
    """
    words = shlex.split(command)[1:]
    here = typer.main.get_command(app)
    name = "kehoach"
    while words and hasattr(here, "commands") and not words[0].startswith("-"):
        assert words[0] in here.commands, f"{name} has no command {words[0]}"
        name, here = words[0], here.commands[words.pop(0)]
    if complete:
        here.make_context(name, words)
        return
    options = {option for parameter in here.params for option in (*parameter.opts, *parameter.secondary_opts)}
    assert {word.split("=")[0] for word in words if word.startswith("--")} <= options | {"--help"}, command


_COMMANDS = [(page.relative_to(_ROOT).as_posix(), command) for page in _PAGES for command in _typed(page)]
_MENTIONED = [
    (page.relative_to(_ROOT).as_posix(), command)
    for page in _PAGES
    if page.name not in _GENERATED
    for command in _INLINE.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))
]


def test_there_are_commands_to_look_at() -> None:
    assert len(_COMMANDS) > 60
    assert len(_MENTIONED) > 40
    assert {command.split()[1] for _, command in _COMMANDS} >= set(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("page", "command"), [one for one in _COMMANDS if "[OPTIONS]" not in one[1]])
def test_a_command_on_a_page_is_understood(page: str, command: str) -> None:
    try:
        _parse(command, complete=True)
    except _USAGE_ERROR as error:
        pytest.fail(f"{page}: {command}: {error}")


@pytest.mark.parametrize(("page", "command"), _MENTIONED)
def test_a_command_in_a_sentence_has_its_options(page: str, command: str) -> None:
    _parse(command.split(" ...")[0], complete=False)


@pytest.mark.parametrize("broken", ["kehoach ingset x --out y", "kehoach report build/demo --langue vi"])
def test_a_command_that_is_none_is_found(broken: str) -> None:
    for complete in (True, False):
        with pytest.raises((AssertionError, _USAGE_ERROR)):
            _parse(broken, complete=complete)


def test_the_reference_of_commands_is_up_to_date() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "typer", "kehoach.cli", "utils", "docs", "--name", "kehoach"],
        cwd=_ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert (_ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == made, "make cli"


def test_the_tutorial_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = _ROOT / "docs" / "tutorial.md"
    ran = 0
    for command in _typed(page):
        words = [
            word.replace("build/", f"{tmp_path}/").replace("corpus/", f"{_ROOT}/corpus/") for word in command.split()
        ]
        assert run_command(words[1:]) == ExitCode.OK, command
        ran += 1
    shown = capsys.readouterr().out
    text = page.read_text(encoding="utf-8")
    assert ran == text.count("\nkehoach ")
    (example,) = re.findall(r"`('\S+' -> '\S+': .*?)`", text)
    assert example in shown
    documents = pl.read_parquet(tmp_path / "first" / "documents.parquet")
    assert documents["kind"].to_list() == ["quyet_dinh", "ke_hoach", "phu_luc"]
    counts = {name: pl.read_parquet(tmp_path / "first" / f"{name}.parquet").height for name in ("tasks", "corrections")}
    assert f"{counts['tasks']} tasks, {counts['corrections']} repairs, two findings" in text
    assert pl.read_parquet(tmp_path / "first" / "findings.parquet").height == 2
    (snippet,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(snippet.replace("build/", f"{tmp_path}/"), {})
    assert (tmp_path / "first.xlsx").is_file()
    assert (tmp_path / "first" / "report" / "index.html").is_file()


def test_the_index_leads_to_every_page() -> None:
    index = (_ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (_ROOT / "docs").iterdir() if path.suffix in (".md", ".ipynb")} | {"schema.json"}
    missing = {name for name in pages - {"README.md"} if f"({name}" not in index}
    assert missing == set()


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.relative_to(_ROOT).as_posix())
def test_links_into_a_page_lead_to_a_heading(page: Path) -> None:
    for link, anchor in _ANCHOR.findall(page.read_text(encoding="utf-8")):
        target = page.parent / link if link else page
        headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
        assert anchor in anchors, f"{link}#{anchor}"


def test_both_languages_begin_with_the_same_way_to_the_programme() -> None:
    for name in ("README.md", "README.vi.md"):
        blocks = [body for kind, body in _FENCE.findall((_ROOT / name).read_text(encoding="utf-8")) if not kind]
        assert blocks[1].startswith("source .venv/bin/activate "), name
