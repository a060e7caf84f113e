"""The pages tell the truth: figures, links, targets and snippets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kehoach.run import RunResult

_ROOT = Path(__file__).resolve().parents[2]
_PAGES = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").glob("*.md"), _ROOT / "corpus" / "README.md"])
_LINK = re.compile(r"\[[^\]]+\]\(([^)#:]+)\)")
_TARGET = re.compile(r"^([a-z]+):.*## ", re.MULTILINE)


def _readme() -> str:
    return (_ROOT / "README.md").read_text(encoding="utf-8")


def test_the_first_commands_are_the_demo_and_the_tests() -> None:
    commands = [line.split("#")[0].strip() for line in _readme().split("```")[1].splitlines() if line.strip()]
    assert commands == ["make demo", "make test"]


def test_the_figures_of_the_demo_are_those_of_the_readme(demo: tuple[Path, RunResult]) -> None:
    _, result = demo
    documents, tasks = sum(len(rows.documents) for rows in result.sources), result.facts["tasks"]
    assert f"{documents} documents, {tasks} tasks" in _readme()


def test_the_snippet_of_the_readme_runs(demo: tuple[Path, RunResult], capsys: pytest.CaptureFixture[str]) -> None:
    out, _ = demo
    (snippet,) = re.findall(r"```python\n(.*?)```", _readme(), re.DOTALL)
    exec(snippet.replace("build/demo", out.as_posix()), {})
    assert "budget_vnd" in capsys.readouterr().out


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    for link in _LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link


def test_every_target_a_page_names_is_in_the_makefile_with_its_line_of_help() -> None:
    targets = set(_TARGET.findall((_ROOT / "Makefile").read_text(encoding="utf-8")))
    asked = {"help", "setup", "demo", "test", "check", "fix", "schemas", "score", "bench"}
    assert asked <= targets
    for page in _PAGES:
        named = re.findall(r"(?:^|`)make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(named) <= targets, page.name


def _commands(page: str) -> list[str]:
    """What is typed in the blocks of a page, without the words behind `#`."""
    blocks = [block for block in page.split("```")[1::2] if block.startswith("\n")]
    lines = [line for block in blocks for line in block.splitlines() if line.startswith(("kehoach ", "make "))]
    return [line.split(" # ")[0].strip() for line in lines]


def test_the_vietnamese_page_has_the_commands_and_the_code_of_the_english_one() -> None:
    vietnamese = (_ROOT / "README.vi.md").read_text(encoding="utf-8")
    assert _commands(vietnamese) == _commands(_readme())
    snippet = re.compile(r"```python\n(.*?)```", re.DOTALL)
    assert snippet.findall(vietnamese) == snippet.findall(_readme())
    codes = re.compile(r"^\| (\d+) \|", re.MULTILINE)
    assert codes.findall(vietnamese) == codes.findall(_readme())


def test_the_figures_of_the_demo_are_those_of_the_vietnamese_page(demo: tuple[Path, RunResult]) -> None:
    _, result = demo
    documents, tasks = sum(len(rows.documents) for rows in result.sources), result.facts["tasks"]
    assert f"{documents} văn bản, {tasks} nhiệm vụ" in (_ROOT / "README.vi.md").read_text(encoding="utf-8")
