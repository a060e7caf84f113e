"""Signing times of digital signatures, told from sentences that speak of the day of signing."""

from __future__ import annotations

import pytest

from parsers.signing_stamps import signing_times
from parsers.splitting import split
from tests.parsers.sources import document_of

HEAD = "UBND TỈNH LÀO CAI\nSố: 1/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc ban hành Kế hoạch\n\n"


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("Thời gian ký: 09.02.2026 16:20:11 +07:00", ["2026-02-09"]),
        ("Ngày ký 09/02/2026", ["2026-02-09"]),
        ("Thời gian ký: 09 02.2026 16:20", ["2026-02-09"]),
        ("Ngày ký 09.02 2026", ["2026-02-09"]),
        ("Điều 2. Có hiệu lực kể từ ngày ký; bãi bỏ Quyết định số 61/QĐ-UBND ngày 10/6/2024.", []),
        ("Điều 2. Có hiệu lực kể từ ngày ký, 02 năm đánh giá một lần, lần đầu vào ngày 10/6/2027.", []),
    ],
)
def test_signing_times(line: str, days: list[str]) -> None:
    segment = split(document_of(HEAD + line))[0]
    assert [candidate.value for candidate in signing_times(segment.lines)] == days
