"""Which files the arguments of a command name."""

from __future__ import annotations

from pathlib import Path

import pytest

from kehoach.sources import find_sources


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("in/a.txt", "in/deep/er/b.txt", "in/.hidden", "in/.git/c.txt", "other/d.txt", "out/run.json"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path


def _names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_a_folder_is_searched_to_any_depth_without_hidden_files(tree: Path) -> None:
    found = find_sources([str(tree / "in")])
    assert _names(found.paths) == ["a.txt", "b.txt"]
    assert found.root == tree / "in"


def test_a_file_is_published_by_its_name(tree: Path) -> None:
    assert find_sources([str(tree / "in" / "a.txt")]).root == tree / "in"


def test_several_arguments_share_the_folder_common_to_all_and_each_file_counts_once(tree: Path) -> None:
    found = find_sources([str(tree / "in"), str(tree / "other"), str(tree / "in" / "a.txt")])
    assert _names(found.paths) == ["a.txt", "b.txt", "d.txt"]
    assert found.root == tree


def test_patterns_are_expanded_here_too(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _names(find_sources([str(tree / "in" / "**" / "*.txt")]).paths) == ["a.txt", "b.txt"]
    monkeypatch.chdir(tree)
    found = find_sources(["in/*.txt"])
    assert (_names(found.paths), found.root) == (["a.txt"], tree / "in")


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tree: Path) -> None:
    (tree / "in" / "plan[1].txt").write_text("x")
    assert _names(find_sources([str(tree / "in" / "plan[1].txt")]).paths) == ["plan[1].txt"]


def test_a_missing_file_is_kept_so_that_reading_it_says_why(tree: Path) -> None:
    assert _names(find_sources([str(tree / "gone.txt")]).paths) == ["gone.txt"]


def test_a_pattern_without_files_gives_none(tree: Path) -> None:
    assert find_sources([str(tree / "*.pdf")]).paths == ()


def test_the_output_of_the_run_is_no_input(tree: Path) -> None:
    found = find_sources([str(tree)], without=tree / "out")
    assert _names(found.paths) == ["a.txt", "b.txt", "d.txt"]
