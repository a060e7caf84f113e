"""Every answer of docs/analyst.md runs, in polars and in SQL, and both give the same rows."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from kehoach.run import RunResult

_BLOCK = re.compile(r"^```(python|sql)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PAGE = Path(__file__).resolve().parents[2] / "docs" / "analyst.md"
_SECTIONS = re.split(r"^## ", _PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
_PREPARATION, _QUESTIONS = _SECTIONS[0], _SECTIONS[1:]


def _blocks(section: str, out: Path) -> dict[str, str]:
    blocks = dict(_BLOCK.findall(section.replace("build/demo", out.as_posix())))
    assert set(blocks) == {"python", "sql"}, f"each answer stands in both languages: {section[:40]}"
    return blocks


def _with_polars(prepare: str, ask: str) -> list[dict[str, Any]]:
    names: dict[str, Any] = {}
    exec(prepare, names)
    exec(ask, names)
    answer = names["answer"]
    assert isinstance(answer, pl.DataFrame)
    return [_comparable(row) for row in answer.to_dicts()]


def _with_duckdb(prepare: str, ask: str) -> list[dict[str, Any]]:
    connection = duckdb.connect()
    connection.execute(prepare)
    cursor = connection.execute(ask)
    names = [column[0] for column in cursor.description]
    return [_comparable(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _comparable(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(float(value), 6)
        if isinstance(value, int | float)
        else value.isoformat()
        if isinstance(value, dt.date)
        else float(value)
        if type(value).__name__ == "Decimal"
        else value
        for name, value in row.items()
    }


def test_there_are_ten_questions() -> None:
    assert len(_QUESTIONS) == 10


@pytest.mark.parametrize("section", _QUESTIONS, ids=lambda section: section.split("\n")[0])
def test_both_answers_agree(section: str, demo: tuple[Path, RunResult]) -> None:
    out, _ = demo
    prepare, ask = _blocks(_PREPARATION, out), _blocks(section, out)
    by_polars = _with_polars(prepare["python"], ask["python"])
    assert by_polars, "the samples hold an answer to every question"
    assert by_polars == _with_duckdb(prepare["sql"], ask["sql"])
