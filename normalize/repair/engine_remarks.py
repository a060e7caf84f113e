"""Lines that a language model or a converter wrote round the text of a page, and notes that a table goes on overleaf.

An act speaks to nobody as `tôi` and `bạn` in one breath, and does not tell that it was read from a picture. Still such
a line is looked for only among the first or the last of a file, since forms and letters may be annexed to an act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_EDGE = 3  # lines with text at either end of a file
_FENCE = re.compile(r"`{3,}\s*\w{0,12}")
_OVERLEAF = re.compile(
    r"\W{0,2}(?:(?:xem|bảng|biểu|nội dung|phần|table|còn)\s+)*(?:tiếp|continued)(?:\s+(?:tục|theo))?"
    r"\s+(?:(?:ở|của|từ|sang|trên|on|from)\s+)?(?:(?:the\s+)?(?:next|previous)\s+page|(?:trang|page)\s+"
    r"(?:sau|trước|kế|bên|tiếp(?:\s+theo)?|\d{1,3}))\W{0,4}",
    re.IGNORECASE,
)
_READING = r"trích xuất|chuyển đổi(?! số)|nhận dạng|phiên âm|markdown|\bocr\b|\bextract|\btranscri|\bconvert"
_WORK = rf"{_READING}|hình ảnh|định dạng|\bimages?\b|\bformat"
_PRESENTED = re.compile(
    r"\W{0,3}(?:(?:vâng|chắc chắn(?: rồi)?|tất nhiên|được rồi|sure|certainly|of course)\b\W{1,3})?"
    rf"(?:(?:dưới )?đây là|sau đây là|here(?:'s|’s| is| are)|below (?:is|are))\b(?=.*(?:{_WORK})).*",
    re.IGNORECASE | re.DOTALL,
)
_I = r"(?<!chúng )\btôi\b"
_SPEAKS = re.compile(
    rf"{_I}.*\bbạn\b|\bbạn\b.*{_I}|{_I}.{{0,40}}(?:{_READING})|"
    rf"\blet me know if you\b|\bI\b.{{0,40}}(?:{_READING})|\bif you\b.*\bI can\b",
    re.IGNORECASE | re.DOTALL,
)


def engine_remarks(texts: Sequence[str | None], filled: Sequence[int]) -> Iterator[int]:
    """Those of the `filled` lines (indices of `texts`, None for rows) that are such remarks."""
    edges = {*filled[:_EDGE], *filled[-_EDGE:]}
    for index in filled:
        text = texts[index]
        if text is not None and (_is_remark(text) or (index in edges and _is_speech(text))):
            yield index


def _is_remark(text: str) -> bool:
    return _FENCE.fullmatch(text) is not None or _OVERLEAF.fullmatch(text) is not None


def _is_speech(text: str) -> bool:
    return _PRESENTED.fullmatch(text) is not None or _SPEAKS.search(text) is not None
