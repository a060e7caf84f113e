"""The stamp of the office that received an act, read as lines: `CÔNG VĂN ĐẾN`, `Số: 5512`, `Ngày: 30/9/25`, `Chuyển:`.

Its number and day are those of another register, and its lines would part the head of an act from its title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NAME = r"(?:C[ÔO]NG\s+)?V[ĂA]N\s+Đ[ẾÊE]N"
# Its number is one of a register: figures alone (`45-KH/TU` is that of an act).
_FIELD = (
    r"(?:Số\s*[:.…]+[\s\d.…_]{0,20}?|(?:Ngày|Giờ)\s*[:.…]+[\s\d/.…_-]{0,20}?"
    r"|(?:Chuyển|Kính chuyển|Lưu hồ sơ(?: số)?)\s*[:.…]+[^:;]{0,30}?)"
)
_HEAD = re.compile(rf"\W*(?P<name>{_NAME}|ĐẾN)\W*(?P<fields>(?:\s+{_FIELD})*)\W*")
_LINE = re.compile(rf"\W*(?:{_FIELD}\s*)+\W*")
_ONE = re.compile(_FIELD)
_ACT = re.compile(r"\d\s*/\s*(?:\d{4}/)?[A-ZĐ]{2}|ngày.*tháng.*năm", re.IGNORECASE)
_MOST_LINES = 6


def received_stamp(texts: Sequence[str]) -> int:
    """How many of `texts`, lines with text in order, are a stamp that begins with the first; 0 where none does.

    `ĐẾN` alone needs two fields below it, `CÔNG VĂN ĐẾN` one.

    >>> received_stamp(["ĐẾN", "Số: 5512", "Ngày: 30/9/25", "QUYẾT ĐỊNH"]), received_stamp(["ĐẾN", "Số: 12/QĐ-UBND"])
    (3, 0)
    >>> received_stamp(["CÔNG VĂN ĐẾN", "Số: 5512", "Số: 45-KH/TU"])
    2
    """
    head = _HEAD.fullmatch(texts[0]) if texts else None
    if head is None or _ACT.search(head["fields"]):
        return 0
    fields = len(_ONE.findall(head["fields"]))
    count = 1
    for text in texts[1 : 1 + _MOST_LINES]:
        if not _LINE.fullmatch(text) or _ACT.search(text):
            break
        fields += len(_ONE.findall(text))
        count += 1
    return count if fields >= (2 if head["name"] == "ĐẾN" else 1) else 0
