"""Headings that name a body: `1. Sở Tư pháp`, `2. UBND các huyện`, below which stands what it is to do.

Unlike the look of a table cell this must be sure: `Tổ chức thực hiện`, `Phòng, chống tham nhũng`, `Hội nghị` open like
bodies. So tones count, and a noun of one word wants a capital after it (`data/body_headings.tsv`).
"""

from __future__ import annotations

import functools
import re

from parsers.data_files import named_rows

_LONGEST = 90  # letters; a longer heading is a clause


@functools.cache
def _body() -> re.Pattern[str]:
    words: dict[str, list[str]] = {"sure": [], "noun": [], "class": []}
    for row in named_rows("body_headings.tsv"):
        words[row["sort"]].append(re.escape(row["words"]))
    sure, noun, several = ("|".join(words[sort]) for sort in ("sure", "noun", "class"))
    return re.compile(rf"(?:{sure})(?!\w)|(?:{noun})\s+(?=[A-ZĐÀ-Ỹ])|Các\s+(?:{several})(?!\w)")


def is_body_heading(title: str) -> bool:
    """Whether a heading names a body and nothing else.

    >>> is_body_heading("Sở Tư pháp"), is_body_heading("Tổ chức thực hiện"), is_body_heading("Phòng, chống tham nhũng")
    (True, False, False)
    """
    return len(title) <= _LONGEST and _body().match(title[:1].upper() + title[1:]) is not None
