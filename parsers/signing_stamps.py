"""Signing times that digital signatures print over a document: a witness for its date, never proof.

Repair drops most stamps as noise; what was read is still there, so it is read from the raw text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.legal_numbers import find_dates
from parsers.text_lines import TextLine
from schemas.decision import Candidate

_LABELS = "Thời gian ký|Giờ ký|Thời điểm ký|Ngày ký"
# The label with its time: `có hiệu lực kể từ ngày ký; bãi bỏ ... ngày 10/6/2014` is no stamp.
_LABELLED = re.compile(rf"(?:{_LABELS}|Signed on|Signing time)[\s:.–-]{{0,4}}(?=\d{{1,2}}[./-]\d)", re.IGNORECASE)
_TORN = re.compile(
    rf"(?:{_LABELS})[\s:.–-]{{0,4}}(?P<day>\d{{2}})[.\s/-]{{1,2}}(?P<month>\d{{2}})[.\s/-]{{1,2}}"
    r"(?P<year>20\d{2})(?!\d)",
    re.IGNORECASE,
)
_DATE_AND_CLOCK = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}[,\s]+\d{1,2}:\d{2}")
_DATE_ALONE = re.compile(r"^\W*\d{1,2}[./-]\d{1,2}[./-]\d{4}\W*$")
_CLOCK = re.compile(r"^\W*\d{1,2}:\d{2}(?::\d{2})?\b")


def signing_times(lines: Sequence[TextLine]) -> Iterator[Candidate]:
    """The days of the signing times among `lines`, as candidates of origin `stamp`."""
    for index, line in enumerate(lines):
        raw = line.raw
        if line.is_row or len(raw) > 160 or ("20" not in raw and "19" not in raw):
            continue
        if torn := _TORN.search(raw):  # a scan lost points of it
            raw = f"{torn['day']}/{torn['month']}/{torn['year']}"
        elif not _is_stamp(raw, lines[index + 1].raw if index + 1 < len(lines) else ""):
            continue
        dates = find_dates(raw)
        if dates and dates[0].value:
            yield Candidate(dates[0].value.isoformat(), "stamp", line.place)


def _is_stamp(raw: str, below: str) -> bool:
    if _LABELLED.search(raw) or _DATE_AND_CLOCK.search(raw):
        return True
    return _DATE_ALONE.match(raw) is not None and _CLOCK.match(below) is not None
