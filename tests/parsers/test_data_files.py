"""Data of the parsers is whole: a row has all its columns and a reason, and what a module looks for is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers import data_files
from parsers.data_files import listed, named_rows

DATA = Path(data_files.__file__).parent / "data"


@pytest.mark.parametrize("path", sorted(DATA.glob("*.tsv")), ids=lambda path: path.name)
def test_a_table_gives_a_reason_for_every_row_once(path: Path) -> None:
    rows = named_rows(path.name)
    told = [tuple(text for name, text in row.items() if name != "reason") for row in rows]
    assert rows
    assert len(set(told)) == len(told)


@pytest.mark.parametrize("path", sorted(DATA.glob("*.txt")), ids=lambda path: path.name)
def test_a_list_has_lines(path: Path) -> None:
    assert listed(path.name)


def test_a_row_that_is_not_whole_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_files, "_lines", lambda name: ["words\treason", "a b"])
    with pytest.raises(ValueError, match=r"x\.tsv: the row 'a b' has 1 columns, the head has 2"):
        named_rows("x.tsv")
    monkeypatch.setattr(data_files, "_lines", lambda name: ["words\treason", "a b\t "])
    with pytest.raises(ValueError, match=r"x\.tsv: the row 'a b' gives no reason"):
        named_rows("x.tsv")
