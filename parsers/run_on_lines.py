"""Lines that hold what should be many: a head, or a whole page, whose line ends were lost.

    ỦY BAN NHÂN DÂN TỈNH A CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc Số: 18/QĐ-UBND ... Điều 1. ...

Such a line holds the name of the state, the motto and a number or a date, or it is long and holds articles or the end
of an act. It is parted before what begins a line of its own in every act.
"""

from __future__ import annotations

import re
from itertools import pairwise

from parsers.posts import POSTS
from schemas.letters import MARKED_CAPITALS

_CAPITAL = rf"[A-ZĐ{MARKED_CAPITALS}]"
_SMALL = rf"[^\W\d_A-ZĐ{MARKED_CAPITALS}]"
_STATE = r"C[ỘO]NG\s+H[ÒOÕ][AÀ]\s+X[ÃA]\s*H[ỘO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆE]T\s+NAM|ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM"
_MOTTO = r"Đ[ộo]c\s+l[ậa]p\s*[-–]?\s*T[ựu]\s+do\s*[-–]?\s*H[ạa]nh\s+ph[úu]c"
_NUMBER = rf"S[ốô]\s*:\s*[\d.…\s]*[a-z]?\s*[-–/]\s*{_CAPITAL}[\w&]*(?:\s?[-–/]\s?{_CAPITAL}[\w&]*)*(?=\s)"
_PLACE = rf"(?:TP\.\s*)?{_CAPITAL}{_SMALL}+(?:[\s-]+{_CAPITAL}{_SMALL}*){{0,3}}"
_DATE = rf"{_PLACE}\s*,\s*ngày\s+[\d.…\s]{{0,8}}\s*tháng\s+[\d.…\s]{{0,8}}\s*năm\s+\d{{4}}"
_TYPE = r"(?:QUYẾT ĐỊNH|KẾ HOẠCH|CHƯƠNG TRÌNH|NGHỊ QUYẾT|CHỈ THỊ|TỜ TRÌNH|THÔNG BÁO)"
_AUTHORITY = re.compile(
    r"(?:(?:CHỦ TỊCH\s+)?(?:ỦY BAN|UỶ BAN|HỘI ĐỒNG) NHÂN DÂN|BỘ TRƯỞNG|(?:TỔNG )?GIÁM ĐỐC|HIỆU TRƯỞNG|CỤC TRƯỞNG"
    r"|BAN THƯỜNG VỤ|VIỆN TRƯỞNG)(?=\s)"
)
_POST = POSTS.upper()
_NAME = (  # of who signs, who is nobody of history and no body
    rf"(?!H[ồô]\s+Ch[íi]\s+Minh|[ỦU][ỷy]\s+Ban|Hội\s+Đồng)(?:(?:TS|ThS|PGS|GS|BS)\.\s*)*{_CAPITAL}{_SMALL}+(?:\s+{_CAPITAL}{_SMALL}+){{1,4}}"
)

_WHOLE = re.compile(
    rf"{_STATE}|{_MOTTO}|{_NUMBER}|{_DATE}|QUYẾT ĐỊNH\s*:|(?<=\d\s){_TYPE}(?=\s+(?:V[Ềề]|V/[vV]|B[Aa][Nn]|{_CAPITAL}))"
)
"""Parts of a head that are lines of their own."""

_OPENING = re.compile(
    rf"\s(?=(?:(?:Căn cứ|Xét đề nghị|Theo đề nghị)\s|Điều\s+\d{{1,3}}\s?[.:]\s|N[ơo]i nhận\s*:"
    rf"|(?:TM|KT|TL|TUQ)\s?\.\s?{_CAPITAL}{{2}}))"
    rf"|(?<=[.;:/])\s(?=[IVX]{{1,5}}\.\s+{_CAPITAL}{{2}}|{_POST}\s+{_CAPITAL}{_SMALL}|{_POST}$)"
    rf"|(?<=[.;:])\s(?=\d{{1,2}}\.\s+{_CAPITAL}{_SMALL}|[-–]\s+\S)"
)
"""Blanks before what begins a line."""

_SIGNATURE = re.compile(
    rf"(?P<signs>(?:TM|KT|TL|TUQ)\s?\.(?:(?!{_SMALL})[^\d;:]){{3,60}}?)?(?P<post>{_POST})\s+(?=(?:\(.{{2,12}}\)\s*)?{_NAME}\W*$)"
)
# `DANH MỤC NHIỆM VỤ (Kèm theo Quyết định số 12/QĐ-UBND ... của ...)`: a title and its tie line. What a decision is
# about (`Về việc sửa đổi Quy chế (...)`), an item, and an act of the head offices belong to what is named before them.
_TIED = re.compile(
    r"(?P<title>(?!Điều\s|Căn cứ\s|Về việc\s|V/v\s|[-–+]\s|(?:\d{1,2}|[a-zđ])[.)]\s)[^()]{3,400}?)\s+"
    r"\((?:Ban hành kèm|Kèm) theo\s+(?:Quyết định|Kế hoạch|Nghị quyết|Công văn)\s"
    r"(?![^()]*\bcủa\s+(?:Thủ tướng|Chính phủ|Quốc hội|Bộ\b|Ban Bí thư|Trung ương|Ban Chấp hành))[^()]{4,300}\)\W*"
)
# `Về việc ban hành Kế hoạch ... năm 2026 CHỦ TỊCH ỦY BAN NHÂN DÂN PHƯỜNG A`: what an act is about, and who acts.
_ABOUT = re.compile(
    rf"(?P<about>(?:V[ềê] việc|V/v|Ban hành|Phê duyệt|Công bố)\s[^;:]{{10,400}}?(?:{_SMALL}|\d))"
    rf"(?<!\s[Cc]ủa)(?<!\sdo)(?<!\stại)(?<!\svà)(?<!\svới)(?<!\scho)\s+(?={_AUTHORITY.pattern})(?:(?!{_SMALL})[^\d;:]){{10,120}}"
)
_LONGEST_SIGNATURE = 160  # characters
_LONG = 500  # characters; no line of a page is as long, paragraphs may be
_ARTICLE = re.compile(r"(?<!\S)Điều\s+(?P<number>\d{1,3})\s?[.:]\s")
_RECIPIENTS = re.compile(r"\sN[ơo]i nhận\s*:")
_FEWEST_MARKS = 2


def cuts_of(text: str) -> list[tuple[int, int]]:
    """Where the parts of a line that holds many begin and end; empty for any other line.

    >>> text = "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn An"
    >>> [text[start:end].strip() for start, end in cuts_of(text)]
    ['KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH', 'Nguyễn Văn An']
    """
    signature = _SIGNATURE.search(text) if len(text) < _LONGEST_SIGNATURE else None
    if signature and (signature["signs"] or not text[: signature.start()].strip()):
        places = {0, signature.start(), signature.start("post"), signature.end(), len(text)}
        return [(start, end) for start, end in pairwise(sorted(places)) if text[start:end].strip()]
    if tied := _TIED.fullmatch(text):
        return [(0, tied.end("title")), (tied.end("title"), len(text))]
    if about := _ABOUT.fullmatch(text):
        return [(0, about.end("about")), (about.end("about"), len(text))]
    if not (_holds_head(text) or _holds_act(text)):
        return []
    places = {0, len(text)}
    for match in _WHOLE.finditer(text):
        places |= {match.start(), match.end()}
    places |= {match.end() for match in _OPENING.finditer(text)}
    places |= _of_authority(text)
    if signature := _SIGNATURE.search(text):
        places |= {signature.start(), signature.start("post"), signature.end()}
    return [(start, end) for start, end in pairwise(sorted(places)) if text[start:end].strip()]


def _holds_head(text: str) -> bool:
    motto = re.search(_MOTTO, text) if len(text) > len("Độc lập - Tự do - Hạnh phúc") else None
    return bool(motto and re.search(_STATE, text) and (re.search(_NUMBER, text) or re.search(_DATE, text)))


def _holds_act(text: str) -> bool:
    """Whether articles follow one another in the line, or the last of them and the recipients; citations skip some."""
    if len(text) <= _LONG:
        return False
    articles = [int(match["number"]) for match in _ARTICLE.finditer(text)]
    if not all(number == above + 1 for above, number in pairwise(articles)):
        return False
    return len(articles) + sum(1 for _ in _RECIPIENTS.finditer(text)) >= _FEWEST_MARKS


def _of_authority(text: str) -> set[int]:
    """Who acts stands between the title in capitals and the first basis."""
    basis = re.search(r"\sCăn cứ\s", text)
    if basis is None:
        return set()
    found = [match.start() for match in _AUTHORITY.finditer(text, 0, basis.start())]
    return {found[-1]} if found and text[found[-1] : basis.start()].isupper() else set()
