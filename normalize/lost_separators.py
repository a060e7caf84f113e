"""Where a separator between two agencies was lost: `Sở A Sở B`, `Bộ A và B Bộ C và D`."""

from __future__ import annotations

import re

from normalize.agency_keys import agency_key, head_of
from normalize.collectives import is_class_run
from normalize.gazetteer import IssuerContext, identify
from normalize.places import is_district

_LONGEST_NAME = 300  # characters; the longest name of a body has some hundred
# Where a separator was lost: an agency noun in the middle of a piece.
_INNER_START = re.compile(
    r"\s(?=(?:[Cc]ác\s(?:[Ss]ở|[Bb]an|[Cc]ơ quan|[Đđ]ơn vị|[Pp]hòng|[Nn]gành|[Tt]ổ chức|[Dd]oanh nghiệp|[Đđ]ịa phương)"
    r"|(?:Các|\d{1,3})\s(?:xã|phường|thị trấn|thôn|ấp|khu phố|tổ dân phố)"
    r"|(?:Sở|UBND|Ủy ban|Uỷ ban|Phòng|Văn phòng|VP|Ban|Bộ|Trung tâm|Thanh tra|Công an|Bưu điện|Báo|Đài|Chi cục|Cục|HĐND"
    r"|Hội|Tỉnh đoàn|Liên đoàn|Kho bạc|Trạm|Hạt|Điện lực|Đoàn TNCS|Đoàn Thanh niên))\b)"
)
# An `và` before the second name, or no end of a word: nothing was lost there.
_JOINED = re.compile(r"(?:(?:^|\s)(?:và|cùng|với)|[^\w).])$")
# Unions and cells inside a body, which its name tells apart.
_INSIDE_A_BODY = re.compile(
    r"(?:ban chấp hành )?(?:đoàn thanh niên(?: cộng sản hồ chí minh)?|công đoàn|chi bộ|đảng bộ|đảng ủy"
    r"|hội cựu chiến binh|chi đoàn)(?: cơ sở)?"
)
_UNION = re.compile(r"(?:hội|liên đoàn|tỉnh đoàn|đoàn|công đoàn)\b")
_SEPARATED = re.compile(r"[^;,\n]+")


def lost_separator(text: str, context: IssuerContext) -> tuple[str, str] | None:
    """A known name at the beginning of `text` and what another name begins; None where nothing is to be cut."""
    if not _INNER_START.search(text) or (len(text) <= _LONGEST_NAME and identify(text, context)):
        return None
    for match in _INNER_START.finditer(text, 0, _LONGEST_NAME):
        left, right = text[: match.start()], text[match.end() :]
        key = agency_key(left)
        if len(right) <= _LONGEST_NAME and head_of(agency_key(right)) == agency_key(right):
            continue  # `Đoàn Thanh niên Sở`: a noun alone says whose body it is
        is_inside = _INSIDE_A_BODY.fullmatch(key) and not _UNION.match(agency_key(right))
        if is_inside or is_district(" ".join(right.split()[:2])):
            continue  # `thành phố Hội An`; `Đoàn Thanh niên Sở Y tế`
        if (identify(left, context) and head_of(key) != key) or is_class_run(key):
            return left, right
    return None


def with_lost_separators(text: str, context: IssuerContext) -> str:
    """`text` with `;` between two known bodies that stand side by side, where a name of theirs holds an `và`.

    Names without one are parted later, when `và` has been told from a separator.
    """
    if " và " not in text or not _INNER_START.search(text):
        return text
    return _SEPARATED.sub(lambda part: _parted(part[0], context), text)


def _parted(text: str, context: IssuerContext) -> str:
    if len(text) > _LONGEST_NAME or identify(text.strip(), context):
        return text
    for match in _INNER_START.finditer(text):
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        if _JOINED.search(left):
            continue
        known = [identify(left, context), identify(right, context)]
        is_committee = right.startswith("UBND ")  # no body's name ends with those of several places
        sides = known[:1] if is_committee and known[1] else known
        if " và " in f"{left} {right}" and all(found and not found.is_collective for found in sides):
            return f"{left}; {right}"
    return text
