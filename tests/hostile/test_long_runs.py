"""Runs of letters or figures without end go through all stages in time that grows with their length alone."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from ingest import UnreadableSource, read_bytes
from ingest.limits import ReadLimits, within
from kehoach.stages import bundle_of
from scripts.fuzz.forms import xlsx_of

_TABLE = "| TT | Nhiệm vụ | Chủ trì | Thời gian |\n|---|---|---|---|\n| 1 | Rà soát | {} | Quý I |"


@pytest.mark.parametrize(
    "text",
    [
        "nghị" * 25_000,
        "NGHỊ" * 25_000,
        "củaGiám" * 15_000,
        "ả n" * 30_000,
        "aGVsbG8" * 15_000,
        "\u00a0\u200b" * 40_000,
        "1" * 100_000,
        "KẾ HOẠCH\nnăm " + "2" * 20_000,
        "KẾ HOẠCH\nnăm " + "2019" * 5_000,
        "KẾ HOẠCH\n" + "giai đoạn 5 năm " * 2_000,
        _TABLE.format("UBND huyện " * 4_000),
    ],
    ids=lambda text: f"{text[:16]!r} x {len(text)}",
)
def test_time_grows_with_size_alone(text: str) -> None:
    """A quadratic step would take a minute on these."""
    started = time.process_time()
    bundle = bundle_of(read_bytes(f"{text}\n".encode(), "long.txt"))
    assert time.process_time() - started < 8
    assert all(page.words_in == page.words_claimed + page.words_noise + page.words_unparsed for page in bundle.pages)


@pytest.mark.parametrize(
    "data",
    [
        xlsx_of(b"<sheetData/><mergeCells>" + b"<mergeCell " * 60_000),
        b"<PcGts><Page><TextRegion><Coords points='%s'/><TextLine/></TextRegion></Page></PcGts>" % (b"1" * 60_000),
    ],
    ids=["merged cells that do not end", "points without a comma"],
)
def test_a_file_is_read_or_refused_in_time_that_grows_with_its_size_alone(data: bytes) -> None:
    started = time.process_time()
    with within(ReadLimits()), suppress(UnreadableSource):
        read_bytes(data, "long")
    assert time.process_time() - started < 8
