"""Who issues a plan that prints no body of its own: `..., UBND tỉnh Hà Tĩnh ban hành Kế hoạch ...` in its preamble."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document_marks import ARTICLE_LINE
from parsers.labels import label_at
from parsers.text_lines import TextLine

_BODY = (
    r"(?:(?:Chủ tịch\s+)?(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|HĐND|Hội đồng nhân dân)"
    r"|(?:Giám đốc\s+)?Sở|Bộ|Tỉnh ủy|Thành ủy|Huyện ủy"
    r"|Quận ủy|Thị ủy|Đảng ủy|Ban Thường vụ|Ban Chỉ đạo|Ban Dân tộc|Ban Quản lý|Thanh tra|Văn phòng|Phòng"
    r"|Chi cục|Cục|Trường|Trung tâm)"
)
_ISSUES = re.compile(
    rf"(?<![\wà-ỹ])(?P<issuer>{_BODY}\s(?:(?!\s(?:ngày|số)\s)[^.;:()]){{2,80}}?|(?:UBND|Ủy ban nhân dân))\s+"
    r"(?:ban hành|xây dựng|lập)\s+(?:và triển khai\s+)?"
    r"(?:Kế hoạch|kế hoạch|Chương trình|Đề án|Phương án)"
)
_NESTED = re.compile(rf"(?<=[,;])\s*(?={_BODY}\s)")
_REACH = 20  # lines below the head


def issuer_in_preamble(lines: Sequence[TextLine], start: int) -> str | None:
    """The body that the text before the first label says issues the plan; `start` is where the head ends."""
    text = []
    for line in lines[start : start + _REACH]:
        if line.is_row or (line.text and label_at(line.text)):
            break
        if line.text:
            text.append(line.text)
    found = None
    for match in _ISSUES.finditer(" ".join(text)):
        found = _NESTED.split(match["issuer"])[-1].strip(" ,")
    return found if found and len(found) <= 90 else None


# A committee of the Party decides in the line that enacts, `BAN THƯỜNG VỤ TỈNH ỦY QUYẾT ĐỊNH`; the head names the
# organisation of the Party only.
_ENACTS = re.compile(
    r"^(?P<issuer>(?:BAN (?:THƯỜNG VỤ|CHẤP HÀNH)|THƯỜNG TRỰC)(?: [A-ZĐÀ-Ỹ]+){1,10}?)\s+(?:QUYẾT ĐỊNH|QUYẾT NGHỊ)\s*:?$"
)


def party_committee_that_enacts(lines: Sequence[TextLine], start: int) -> str | None:
    """The committee of the Party that the enacting line between the bases and the first article names."""
    for line in lines[start : start + _REACH]:
        if line.is_row or ARTICLE_LINE.match(line.text):
            return None
        if found := _ENACTS.match(line.text):
            return found["issuer"]
    return None
