"""The samples under another name, with other line ends, spaces, letters or page breaks score the same."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach.run import RunResult, ingest
from kehoach.score import score_run
from kehoach.sources import find_sources


def _same(text: str) -> str:
    return text


def _crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def _trailing_spaces(text: str) -> str:
    return re.sub(r"(?m)(?<=\S)$", "  ", text)


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


@pytest.mark.parametrize(
    "change", [_same, _crlf, _trailing_spaces, _decomposed], ids=lambda change: change.__name__[1:]
)
def test_the_score_stays_the_same(
    change: Callable[[str], str], demo: tuple[Path, RunResult], samples: Path, gold: Path, tmp_path: Path
) -> None:
    names = {}
    (tmp_path / "in").mkdir()
    for number, path in enumerate(sorted(samples.glob("*.txt"))):
        names[path.name] = f"van ban {number}.ocr"
        text = change(path.read_bytes().decode("utf-8"))
        (tmp_path / "in" / names[path.name]).write_bytes(text.encode("utf-8"))
    ingest(find_sources([str(tmp_path / "in")]), tmp_path / "out")
    out, _ = demo
    assert score_run(tmp_path / "out", gold, paths=names).total == score_run(out, gold).total


_PIPE_LINE = re.compile(r"\s*\|")
_RULE = re.compile(r"[\s|:-]+")


def _one_table(text: str) -> str:
    """Every run of Markdown table pages as one table: the head once, and nothing but rows below it."""
    lines = text.split("\n")
    heads: set[str] = set()
    kept: list[str] = []
    in_table = False
    for number, line in enumerate(lines):
        is_row = bool(_PIPE_LINE.match(line))
        if is_row and number + 1 < len(lines) and _RULE.fullmatch(lines[number + 1]) and "-" in lines[number + 1]:
            if line in heads or not line.strip("| "):
                continue
            heads.add(line)
        elif (is_row and _RULE.fullmatch(line) and "-" in line and in_table) or (
            not is_row and in_table and _between_pages(line, lines[number + 1 :])
        ):
            continue
        in_table = is_row or (in_table and not line.strip())
        kept.append(line)
    return "\n".join(kept)


def _between_pages(line: str, rest: list[str]) -> bool:
    """A blank line or a page number, with rows of the table to follow before anything else."""
    if re.search(r"[^\W\d_]{2}", line):
        return False
    following = next((later for later in rest if re.search(r"[^\W\d_]{2}", later)), "")
    return bool(_PIPE_LINE.match(following))


def test_pages_in_one_table_score_the_same(
    demo: tuple[Path, RunResult], samples: Path, gold: Path, tmp_path: Path
) -> None:
    path = next(path for path in sorted(samples.glob("*.txt")) if "\n|-" in path.read_text(encoding="utf-8"))
    truth = next(path_ for path_ in gold.glob("*.json") if json.loads(path_.read_bytes())["source"] == path.name)
    for folder in ("in", "gold"):
        (tmp_path / folder).mkdir()
    text = path.read_text(encoding="utf-8")
    joined = _one_table(text)
    assert joined.count("\n|-") < text.count("\n|-") / 3
    (tmp_path / "in" / path.name).write_text(joined, encoding="utf-8")
    (tmp_path / "gold" / truth.name).write_bytes(truth.read_bytes())
    ingest(find_sources([str(tmp_path / "in")]), tmp_path / "out")
    out, _ = demo
    before, after = score_run(out, tmp_path / "gold").total, score_run(tmp_path / "out", tmp_path / "gold").total
    assert {measure: counts for measure, counts in after.items() if counts != before[measure]} == {}
