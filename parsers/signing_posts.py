"""Posts of signers and the letters before them (`KT. CHỦ TỊCH`, `Phó Giám đốc`)."""

from __future__ import annotations

import re

from parsers.posts import POSTS
from parsers.text_lines import is_capitals
from schemas.letters import toneless

SIGNING_PREFIX = re.compile(r"^(?:(?:TM|KT|TL|TUQ|Q)\s?[./,]{1,2}|(?:T/M|K/T|T/L|T/UQ)\b[.:]?)\s?(?=[A-ZĐÀ-Ỹ])")
POST = re.compile(rf"^{POSTS}\b")
# Posts in capitals as OCR leaves them under a seal: tones and blanks do not count (`PHO TÔNG GI ÁM ĐỌC`).
_POST_LETTERS = re.compile(toneless(POST.pattern).replace(" ", ""))
_POST_ALONE = re.compile(
    r"^(?:phó |quyền )?(?:chủ tịch|giám đốc|bộ trưởng|cục trưởng|chánh văn phòng|chánh thanh tra"
    r"|trưởng (?:phòng|ban)|bí thư|thứ trưởng)$"
)


def is_capital_post(text: str) -> bool:
    """A post in capitals, also where its tones and blanks are misread and nothing stands beside it."""
    if not is_capitals(text):
        return False
    letters = re.sub(r"\W", "", toneless(text).lower())
    return POST.match(text.casefold()) is not None or _POST_LETTERS.fullmatch(letters) is not None


def is_small_post(text: str) -> bool:
    """A post alone on its line in small letters (`Phó Chủ tịch`): capitals that only the style of a file showed."""
    return text[:1].isupper() and len(text) < 40 and _POST_ALONE.match(text.casefold()) is not None


def prefixed(text: str) -> str:
    """`KT.GIÁM ĐỐC` as `KT. GIÁM ĐỐC`; the party's slash form is kept (`T/M BAN THƯỜNG VỤ`)."""
    match = SIGNING_PREFIX.match(text)
    if match is None:
        return text
    slash = re.match(r"[TK]/[A-Z]+", match[0])
    letters = slash[0] if slash else re.sub(r"[^A-Z]", "", match[0]) + "."
    return f"{letters} {text[match.end() :]}"
