"""Where the title of a head ends, and how its lines make one."""

from __future__ import annotations

import re

from parsers.document_marks import (
    ADDRESSEES_LINE,
    ARTICLE_LINE,
    BASIS_LINE,
    ENACTING_LINE,
    NUMBER_LINE,
    RECIPIENTS_LINE,
    TIE_LINE,
)
from parsers.text_lines import is_capitals
from schemas.syllables import is_syllable

LABELLED = re.compile(
    r"^(?:[-–+•]\s|(?:[IVXLC]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[A-H])[.)/]\s|(?:[IVXLC]{1,5}|[A-H]|\d{1,2})[-–]\s|Điều\s?\d"
    r"|(?:PHẦN|CHƯƠNG|MỤC)\s(?:[IVXLC]{1,6}\b|\d|THỨ\b|MỞ ĐẦU))"
)
_QUOTED = re.compile(r"^[\"“](?P<inside>[^\"“”]*)[\"”]?$|^(?P<closed>[^\"“”]*)[\"”]$")
YEARS_LINE = re.compile(r"^[(–-]?\s?(?:19|20)\d{2}(?:\s?[-–]\s?(?:(?:19|20)\d{2})?)?[)\"”.]{0,2}$")
LEVEL_LINE = re.compile(r"^(?:tinh|thanh pho|huyen|quan|thi xa|thi tran|xa|phuong|dac khu) ")
_SUBJECT = re.compile(r"V[ềê] [vY]iệc\s")
_STAMP_REACH = 60  # characters
_STAMP_WORDS = frozenset({"đến", "số", "ngày", "chuyển", "lưu", "hồ", "sơ"})  # of the stamp of who received a document
OPEN_END = re.compile(r"(?:^|\s)(?:của|và|tại|do|cho|thuộc|trong|với|về|trên địa bàn|giữa)$", re.IGNORECASE)


def begins_text(text: str) -> bool:
    if (
        ADDRESSEES_LINE.match(text)
        or ARTICLE_LINE.match(text)
        or ENACTING_LINE.match(text)
        or RECIPIENTS_LINE.match(text)
    ):
        return True
    return bool(LABELLED.match(text)) or (BASIS_LINE.match(text) is not None and not is_capitals(text))


def ends_title(text: str) -> bool:
    return begins_text(text) or TIE_LINE.match(text) is not None or NUMBER_LINE.match(text) is not None


def without_stamp(title: str) -> str:
    """`title` from its `Về việc` on, where nothing but what was read of a stamp beside it stands before.

    >>> without_stamp("2/1/Về việc ban hành Kế hoạch"), without_stamp("Quy định về việc ban hành")
    ('Về việc ban hành Kế hoạch', 'Quy định về việc ban hành')
    """
    subject = _SUBJECT.search(title, 0, _STAMP_REACH)
    if subject is None or subject.start() == 0:
        return title
    before = re.findall(r"[^\W\d_]+", title[: subject.start()])
    is_stamp = all(word.casefold() in _STAMP_WORDS or len(word) == 1 or not is_syllable(word) for word in before)
    return title[subject.start() :] if is_stamp else title


def joined_title(parts: list[str]) -> str | None:
    text = " ".join(" ".join(parts).split())
    quoted = _QUOTED.match(text)  # quotes around a whole title are no part of it, one inside it keeps both its marks
    if quoted:
        text = (quoted["inside"] if quoted["closed"] is None else quoted["closed"]).strip()
    return text or None
