"""Runs of letters or figures without end go through all stages in time that grows with their length alone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from ingest import UnreadableSource, read_bytes
from ingest.limits import ReadLimits, within
from kehoach.stages import bundle_of
from scripts.fuzz.forms import xlsx_of
from tests.growth import assert_linear, long_texts

_HEAD = "| TT | Nhiệm vụ | Chủ trì | Thời gian |\n|---|---|---|---|\n"


@long_texts(
    ("", "nghị", 25_000, ""),
    ("", "NGHỊ", 25_000, ""),
    ("", "củaGiám", 15_000, ""),
    ("", "ả n", 30_000, ""),
    ("", "aGVsbG8", 15_000, ""),
    ("", "\u00a0\u200b", 40_000, ""),
    ("", "1", 100_000, ""),
    ("KẾ HOẠCH\nnăm ", "2", 20_000, ""),
    ("KẾ HOẠCH\nnăm ", "2019", 5_000, ""),
    ("KẾ HOẠCH\n", "giai đoạn 5 năm ", 2_000, ""),
    (f"{_HEAD}| 1 | Rà soát | ", "UBND huyện ", 4_000, " | Quý I |"),
)
def test_time_grows_with_size_alone(text: Callable[[int], str], count: int) -> None:
    def read(size: int) -> None:
        bundle = bundle_of(read_bytes(f"{text(size)}\n".encode(), "long.txt"))
        assert all(
            page.words_in == page.words_claimed + page.words_noise + page.words_unparsed for page in bundle.pages
        )

    assert_linear(read, count)


@pytest.mark.parametrize(
    "data",
    [
        lambda count: xlsx_of(b"<sheetData/><mergeCells>" + b"<mergeCell " * count),
        lambda count: (
            b"<PcGts><Page><TextRegion><Coords points='%s'/><TextLine/></TextRegion></Page></PcGts>" % (b"1" * count)
        ),
    ],
    ids=["merged cells that do not end", "points without a comma"],
)
def test_a_file_is_read_or_refused_in_time_that_grows_with_its_size_alone(data: Callable[[int], bytes]) -> None:
    def read(count: int) -> None:
        with within(ReadLimits()), suppress(UnreadableSource):
            read_bytes(data(count), "long")

    assert_linear(read, 60_000)
