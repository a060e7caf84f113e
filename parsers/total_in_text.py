"""The grand total that a document states in its text, where no table of tasks states one.

What is said of a part is no total: of one source (`Tổng kinh phí từ ngân sách tỉnh: ...`; behind the figure, a source
pays for all of it), of years that the document is not for, of another act, of money spent or saved. Limits: an item
with a sum of its own (`Tổng kinh phí xây dựng kho: ...`) is taken where nothing before it states one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.outline import Outline
from schemas.decision import Section, StatedTotal

_AMOUNT = (
    r"(?P<figure>\d[\d.,]*(?:\s\d{3}(?!\d)[.,]?)*)\s*(?P<unit>(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)\s*)?(?:đồng|đ)(?!\w))"
    r"(?:\s*(?P<words>\([^()]{0,150}?(?:đồng|bằng\s+chữ)[^()]{0,150}\)))?"
)
_PLAN = r"(?:kế\s+hoạch|chương\s+trình|đề\s+án)"
_YEARS = r"(?:\s+năm\s+\d{4})?"
# `tổng kinh phí ...: 640.000.000 đồng (Sáu trăm ...)` in the narrative of a plan.
_TOTAL = re.compile(
    r"tổng\s+(?:số\s+)?(?:kinh\s+phí|dự\s+toán|mức\s+kinh\s+phí|nhu\s+cầu\s+kinh\s+phí)"
    r"(?P<what>[^.;:]{0,80}?)\s*(?::|là|khoảng)?\s*" + _AMOUNT,
    re.IGNORECASE,
)
_OF_PLAN = rf"\s+(?:thực\s+hiện|triển\s+khai|của|cho)\s+{_PLAN}[^.;:]{{0,60}}?"
_CAPITAL = r"(?:vốn|mức\s+đầu\s+tư)(?:\s+đầu\s+tư)?"
# `Tổng vốn thực hiện Chương trình năm 2023: 412.500 triệu đồng`; projects have their own `tổng vốn đầu tư`.
_CAPITAL_OF_PLAN = re.compile(
    rf"tổng\s+(?:(?:nguồn|số)\s+)?{_CAPITAL}(?P<what>{_OF_PLAN}{_YEARS})\s*(?::|là|khoảng)?\s*{_AMOUNT}", re.IGNORECASE
)
# `Tổng nhu cầu vốn: ...`: nothing but a plan asks for that.
_CAPITAL_NEEDED = re.compile(
    rf"tổng\s+nhu\s+cầu\s+{_CAPITAL}(?P<what>(?:{_OF_PLAN})?{_YEARS})\s*(?::|là|khoảng)?\s*{_AMOUNT}", re.IGNORECASE
)
# `Kinh phí thực hiện Kế hoạch: 185.000.000 đồng`: what the whole plan costs, said without `tổng`.
_COST_OF_PLAN = re.compile(
    rf"kinh\s+phí\s+(?:thực\s+hiện|triển\s+khai)\s+{_PLAN}(?P<what>(?:\s+này)?{_YEARS})\s*(?::|là)?\s*{_AMOUNT}",
    re.IGNORECASE,
)
# `Điều 2. Kinh phí thực hiện: 2.350 triệu đồng`: an article or chapter that opens so speaks of the whole plan.
_COST_ALONE = re.compile(rf"kinh\s+phí(?:\s+thực\s+hiện)?(?P<what>)\s*:\s*{_AMOUNT}", re.IGNORECASE)
_ANY_AMOUNT = re.compile(rf"(?<![\d.,]){_AMOUNT}", re.IGNORECASE)
_CHAPTER = re.compile(rf"(?:nguồn\s+)?kinh\s+phí(?:\s+(?:thực\s+hiện|triển\s+khai)(?:\s+{_PLAN})?)?\W*", re.IGNORECASE)

_OF_A_SOURCE = re.compile(
    r"(?:^(?:\s+dự\s+kiến)?|(?<!\w)từ)\s+(?:từ\s+|các\s+)*(?:nguồn|ngân\s+sách|vốn|quỹ|NSNN|NSTW|NSĐP|xã\s+hội\s+h[oó][aá])"
    r"(?!\w)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?<!\w)(?:tiết\s+kiệm|năm\s+trước|đã(?!\s+được)|giải\s+ngân|quyết\s+toán|còn\s+lại)(?!\w)", re.IGNORECASE
)
_ACT = re.compile(r"\d/(?:\d{4}/)?[A-ZĐ]{2}")
_THIS = re.compile(rf"{_PLAN}\s+này|thực\s+hiện\s+{_PLAN}", re.IGNORECASE)
_PART = re.compile(
    r"(?<!\w)(?:trong\s+đó|mỗi|bình\s+quân|định\s+mức|mức\s+(?:chi|hỗ\s+trợ)|tối\s+đa)(?!\w)", re.IGNORECASE
)
_OF_THE_STATE = re.compile(r"nguồn\s+ngân\s+sách\s+nhà\s+nước", re.IGNORECASE)  # all levels of it
_GROUNDS = re.compile(r"\s*(?:Căn cứ|Thực hiện|Theo)\s[^,]*,\s*$")
_SENTENCE_END = re.compile(r"[.;]\s")
_YEAR = re.compile(r"(?<![\d/.])20\d\d(?![\d/])")
_OF_ALL = re.compile(r"^\W*$|:\s*$|kinh\s+phí|dự\s+toán|tổng|chi\s+phí", re.IGNORECASE)
_RATE = re.compile(r"\s*(?:/|một\s|mỗi\s|cho\s+(?:một|mỗi)\s)")
_SPAN = re.compile(r"20\d\d\s*[-–]\s*20\d\d")  # of one year of these a sum is a part


def total_in_text(outline: Outline, title: str) -> StatedTotal | None:
    """The first grand total that the sections of a document state; `title` tells the years it is for."""
    for section in outline.sections:
        for text in (section.title or "", section.text):
            found = next((match for match in _statements(text, section) if _is_grand(match, title)), None)
            if found is not None:
                return _stated(found, section)
    return _amount_of_chapter(outline)


def _statements(text: str, section: Section) -> Iterator[re.Match[str]]:
    for pattern in (_TOTAL, _CAPITAL_OF_PLAN, _CAPITAL_NEEDED, _COST_OF_PLAN):
        yield from pattern.finditer(text)
    alone = _COST_ALONE.match(text) if section.level == 1 else None
    if alone is not None:
        yield alone


def _is_grand(found: re.Match[str], title: str) -> bool:
    """Whether a sum is that of the whole document."""
    what, before = found["what"], _sentence_before(found)
    if _ELSEWHERE.search(what) or _PART.search(before) or _RATE.match(found.string[found.end() :]):
        return False
    if _OF_A_SOURCE.search(what) and not (_THIS.search(what) and _OF_THE_STATE.search(what)):
        return False
    told_by = "" if _GROUNDS.match(before) else before
    if (_ACT.search(what) or _ACT.search(told_by)) and not _THIS.search(found[0]):
        return False
    years, own = _YEAR.findall(what), _YEAR.findall(title)
    if len(years) == 1 and _SPAN.search(title):
        return False
    return not years or not own or min(own) <= min(years) <= max(years) <= max(own)


def _sentence_before(found: re.Match[str]) -> str:
    """What the sentence of a match says before it."""
    before = found.string[: found.start()]
    ends = [end.end() for end in _SENTENCE_END.finditer(before)]
    return before[ends[-1] if ends else 0 :]


def _amount_of_chapter(outline: Outline) -> StatedTotal | None:
    """The only amount of the chapter on the money, where it is repeated in words as a total is."""
    for chapter in outline.sections:
        if chapter.level != 1 or not _CHAPTER.fullmatch(chapter.title or ""):
            continue
        own = [s for s in outline.sections if s is chapter or (s.path or "").startswith(f"{chapter.path}.")]
        amounts = [(match, section) for section in own for match in _ANY_AMOUNT.finditer(section.text)]
        if len(amounts) != 1 or not amounts[0][0]["words"]:
            continue
        found, section = amounts[0]
        before = _sentence_before(found)
        if _OF_ALL.search(before) and not _PART.search(before) and not _RATE.match(found.string[found.end() :]):
            return _stated(found, section)
    return None


def _stated(found: re.Match[str], section: Section) -> StatedTotal:
    words = found["words"]
    return StatedTotal(f"{found['figure']} {found['unit']}", words, found["unit"], section.place, words)
