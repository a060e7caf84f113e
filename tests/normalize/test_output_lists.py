"""Output cells: the rows of corpus/cases/outputs, the gold lists in every list form, and that no word is lost."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalize.output_lists import split_outputs

_CORPUS = Path(__file__).parents[2] / "corpus"


def _rows() -> list[dict[str, str]]:
    with (_CORPUS / "cases" / "outputs" / "cells.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("case", _rows(), ids=lambda case: case["cell"])
def test_cell(case: dict[str, str]) -> None:
    expected = tuple(item for item in case["items"].split("|") if item)
    assert split_outputs(case["cell"].replace("\\n", "\n")) == expected, case["reason"]


def _gold_lists() -> list[list[str]]:
    lists: list[list[str]] = []
    for path in sorted((_CORPUS / "gold").glob("*.json")):
        for document in json.loads(path.read_text("utf-8"))["documents"]:
            lists += [task["outputs"] for task in document["tasks"] if task["outputs"]]
    return lists


def test_gold_lists_read_back_from_numbers_and_bullets() -> None:
    lists = _gold_lists()
    assert len(lists) > 200
    for items in lists:
        numbered = " ".join(f"{number}. {item};" for number, item in enumerate(items, 1))
        assert split_outputs(numbered) == tuple(items)
        if not any(";" in item for item in items):
            assert split_outputs("- " + ";\n- ".join(items) + ".") == tuple(items)
            assert split_outputs("- " + "; - ".join(items) + ".") == tuple(items)
            assert split_outputs("; ".join(items)) == tuple(items)


@given(st.text(alphabet="aáKế báo;.-+•*() \n12,", max_size=60))
def test_no_word_is_lost_but_list_marks(text: str) -> None:
    items = split_outputs(text)
    assert all(item == item.strip() and item for item in items)
    words = [word for word in re.findall(r"\w+", text) if not re.fullmatch(r"\d{1,2}|[a-e]", word)]
    kept = [word for word in re.findall(r"\w+", " ".join(items)) if not re.fullmatch(r"\d{1,2}|[a-e]", word)]
    assert kept == words


@pytest.mark.parametrize("sign", ["\ue000", "\ue0010\ue001", "\ue0017\ue001"])
def test_a_cell_may_hold_what_stands_for_its_parentheses(sign: str) -> None:
    read = split_outputs(f"Kế hoạch (bản giấy); báo cáo {sign}")
    assert read == ("Kế hoạch (bản giấy)", "báo cáo " + sign.replace("\ue000", "\ufffd").replace("\ue001", "\ufffd"))
