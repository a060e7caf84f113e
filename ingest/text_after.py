"""Lines that open the text below a table: they end the table, whatever its form."""

from __future__ import annotations

import re

# Recipients and signatures.
_CLOSING = r"Nơi nhận|(?:TM|KT|TL|TUQ|T/M)\s?\."
# `Phụ lục I`, `PHỤ LỤC`; a cell may open with `Phụ lục kết quả`, `Biểu số liệu`, or go on with `Phụ lục I kèm theo`.
_ANNEX = (
    r"(?:PHỤ LỤC|(?:Phụ lục|Biểu số|BIỂU SỐ)(?:\s+(?:số\s*)?(?:\d{1,2}|[IVX]{1,4})\b)?(?:\s*$|[.:]\s|\s+[A-ZĐ]{2}))"
)

CLOSING = re.compile(_CLOSING)
"""Recipients and signatures, which no cell opens with."""

CLOSING_OR_HEADING = re.compile(rf"[IVX]{{1,5}}\.\s+\S|{_CLOSING}|{_ANNEX}")
"""What ends a table in the middle of a row; an article may be named at the beginning of a line of a cell."""

TEXT_AFTER = re.compile(
    rf"[IVX]{{1,5}}\s?[.)]\s+\S|Điều\s+\d|Ghi chú\s*:|Trên đây là\s|{_CLOSING}|{_ANNEX}"
    r"|(?:PHÓ )?(?:GIÁM ĐỐC|CHỦ TỊCH|BÍ THƯ|HIỆU TRƯỞNG|VIỆN TRƯỞNG|(?:CHI )?CỤC TRƯỞNG|TRƯỞNG (?:BAN|PHÒNG))\s*$"
)
"""What ends a table below its last row: a heading or closing line of the text around it."""
