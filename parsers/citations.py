"""Instruments cited in running text: which one, when, by whom, about what, and what the citation is for.

A citation is found from its number; laws, which are cited by name and date, from their name. Numbers are consumed
before dates, because `01/2018/TT-VPCP` holds what looks like a month and a year.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from dataclasses import dataclass, replace

from parsers.data_files import listed
from parsers.legal_numbers import LegalNumber, date_at, find_numbers

KINDS = listed("cited_kinds.txt")
"""Kinds of instruments; the longer ones first."""

_KIND = "|".join(kind.replace(" ", r"\s+") for kind in KINDS)
_KIND_BEFORE = re.compile(
    rf"(?P<kind>{_KIND})(?:\s+(?:liên (?:tịch|ngành)|phối hợp))?\s*(?:số)?\s*:?\s*$", re.IGNORECASE
)
# `Nghị quyết của Hội đồng nhân dân tỉnh số 30/2018/NQ-HĐND`: the issuer before the number.
_KIND_AND_ISSUER_BEFORE = re.compile(
    rf"(?P<kind>{_KIND})\s+của\s+"
    r"(?P<who>[A-ZĐÀ-Ỹ](?:(?!\s(?:tại|theo|về|thực hiện|triển khai|thi hành)\s)[^;:.,()\d]){2,60}?)\s+số\s*:?\s*$"
)
_BETWEEN_LISTED = re.compile(r"(?:\s|,|;|và|số)*")
_NUMBER_WORD = re.compile(r"(?<!\w)số\s*:?\s*$", re.IGNORECASE)
_LAW_BEFORE = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh)\s[^;:.]{3,160}?\s*,?\s*số\s*:?\s*$")
_NAMED_LAW = re.compile(
    r"(?<![\w-])(?P<kind>Bộ luật|Luật|Pháp lệnh|Hiến pháp)\s+(?P<name>(?:(?!\b(?:Nghị định|Quyết định"
    r"|Thông tư)\b)[^;.:]){3,200}?)"
    r"\s*,?\s*\(?(?:(?P<day>(?=[Nn]gày\s*\d|\d{1,2}/\d{1,2}/\d{4}))|năm\s+(?P<year>\d{4})(?![\d]))"
)
_LIST_LEAD = re.compile(
    rf"(?:các|những)\s+(?:{_KIND})\s+(?:của\s+)?(?P<body>[A-ZĐÀ-Ỹ][^:;]{{3,150}}?)\s*:\s*$", re.IGNORECASE
)
_DATE_LEAD = re.compile(r"\s*,?\s*\(?\s*(?:(?:được\s+)?(?:ban hành|ký)\s+)?(?=[Nn]gày\s*\d|\d{1,2}[/.\-]\d)")
_YEAR_AFTER = re.compile(r"\s+năm\s+\d{4}(?!\d)")
_UNREADABLE_DATE = re.compile(r"[Nn]gày\s*\d[\d/.\-]*")
# `của` may be forgotten before the highest bodies; a joint act is one `giữa` its bodies.
_ISSUER_LEAD = re.compile(
    r"\s*\)?,?\s*(?:(?:của|do|giữa)\s+(?=[A-ZĐÀ-Ỹ]|tỉnh|huyện|thành phố)"
    r"|(?<=\s)(?=(?:(?:Thủ tướng )?Chính phủ|Quốc hội)\s(?:về|ban hành|quy định|phê duyệt|sửa đổi|khóa|khoá)))"
)
_COMMA_IN_NAME = r",(?=\s(?:Bộ [A-ZĐÀ-Ỹ]\w+|Thể thao|Thông tin|Thương binh|Dân tộc|Tôn giáo)\b)"
_AFTER_ISSUER = "|".join(listed("after_issuer.txt"))
_ISSUER_STOP = re.compile(
    rf"\s+[Nn]gày\s*\d|\s+năm\s+\d|\s+(?:{_AFTER_ISSUER}|(?:và|,)\s+(?:các\s+)?(?:{_KIND}))(?![\wà-ỹ])"
    rf"|[;.:()\"“”/]|(?!{_COMMA_IN_NAME}),|$"
)
# A title ends, too, where the sentence goes on with who proposes, or with who decides what stands below.
_TITLE_END = re.compile(
    r"[;]|\.(?=\s|$)|\)(?=\s*(?:,|;|\.|$))|,?\s+(?=(?:[Tt]heo|[Xx]ét)\s+đề\s+nghị\s+của\s)"
    r"|,\s+(?=(?:[^\W\d_a-z]|nhà trường|đơn vị|cơ quan)[^;]{2,240}\s(?:như sau|sau đây|cụ thể|sau)\s*:\s*$)|$"
)
_TITLE_LEAD = re.compile(
    r"\s*\)?,?\s*(?=(?:v/v|về|ban hành|phê duyệt|quy định|sửa đổi|công bố|hướng dẫn|thông qua)\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class CitedInstrument:
    """An instrument as cited in a text.

    `start` and `end` span the citation from its kind word to its date or issuer; the title (trích yếu) begins there.
    `year` is that of a law cited by its name and no day.
    """

    start: int
    end: int
    kind: str | None
    number: str | None
    issued_on: dt.date | None
    issuer: str | None
    title: str | None
    year: int | None = None


@functools.lru_cache(maxsize=8192)
def find_citations(text: str) -> tuple[CitedInstrument, ...]:
    """The instruments cited in `text`, left to right, without overlap.

    >>> [c.number for c in find_citations("Quyết định số 225/QĐ-TTg ngày 04/02/2016 của Thủ tướng Chính phủ")]
    ['225/QĐ-TTg']
    """
    numbers = find_numbers(text)
    found = [_numbered(text, number) for number in numbers]
    if len(found) > 1:
        found = _with_issuer_behind(text, found)
    if len(found) > 1 and ":" in text:
        found = _with_shared_issuer(text, found)
    if "uật " in text or "Pháp lệnh" in text or "Hiến pháp" in text:
        found += _named_laws(text, found)
        found.sort(key=lambda c: c.start)
    return tuple(found)


def _numbered(text: str, number: LegalNumber) -> CitedInstrument:
    start, kind = _kind_before(text, number)
    before = _KIND_AND_ISSUER_BEFORE.search(text, max(0, number.start - 110), number.start)
    if before:
        start, kind = before.start(), _kind_named(before["kind"], number)
    position = number.end
    issued_on, position = _date_after(text, position)
    issuer, position = _issuer_after(text, position)
    if issued_on is None and issuer is not None:  # "của Chính phủ ngày 08/11/2011"
        issued_on, position = _date_after(text, position)
    issuer = issuer or (before["who"] if before else None)
    title = _title_after(text, position)
    if title is None and issuer is not None and (year := _YEAR_AFTER.match(text, position)):
        title = _title_after(text, year.end())  # "của Hội đồng nhân dân tỉnh năm 2020 về ngân sách"
    return CitedInstrument(start, position, kind, number.value, issued_on, issuer, title)


def _with_shared_issuer(text: str, found: list[CitedInstrument]) -> list[CitedInstrument]:
    """The issuer named once before a list: `các Nghị quyết ..., Ban Chấp hành Trung ương: số ..., số ...`."""
    shared: str | None = None
    completed: list[CitedInstrument] = []
    for position, cited in enumerate(found):
        before = text[found[position - 1].end if position else 0 : cited.start]
        lead = _LIST_LEAD.search(before)
        if lead:
            shared = " ".join(lead["body"].rpartition(", ")[2].split())
        elif not text[cited.start :].startswith("số"):
            shared = None
        completed.append(replace(cited, issuer=shared) if shared and cited.issuer is None else cited)
    return completed


def _with_issuer_behind(text: str, found: list[CitedInstrument]) -> list[CitedInstrument]:
    """The issuer named once behind a list of numbers of its own: `749/QĐ-TTg, 942/QĐ-TTg của Thủ tướng Chính phủ`."""
    completed = list(found)
    for at in reversed(range(len(found) - 1)):
        cited, following = completed[at], completed[at + 1]
        listed_together = _BETWEEN_LISTED.fullmatch(text, cited.end, following.start) is not None
        if cited.issuer is None and following.issuer and listed_together and _is_of_one_body(cited, following):
            completed[at] = replace(cited, issuer=following.issuer)
    return completed


def _is_of_one_body(one: CitedInstrument, other: CitedInstrument) -> bool:
    """Whether two numbers end in the same symbols of kind and body."""
    symbols = [(cited.number or "").rpartition("/")[2] for cited in (one, other)]
    return symbols[0] == symbols[1] != ""


def _kind_before(text: str, number: LegalNumber) -> tuple[int, str | None]:
    window_start = max(0, number.start - 200)
    before = text[window_start : number.start]
    match = _KIND_BEFORE.search(before[-60:])
    if match:
        return window_start + max(0, len(before) - 60) + match.start(), _kind_named(match["kind"], number)
    law = _LAW_BEFORE.search(before)
    if law:
        name = " ".join(before[law.start() :].split())
        return window_start + law.start(), "Bộ luật" if name.startswith("Bộ") else name.split()[0].capitalize()
    word = _NUMBER_WORD.search(before)
    return window_start + word.start() if word else number.start, number.kind


def _kind_named(printed: str, number: LegalNumber) -> str:
    """The kind as it is normally written; `Văn bản` says no more than the number does."""
    name = " ".join(printed.split())
    kind = next(k for k in KINDS if k.casefold() == name.casefold())
    return number.kind or "Công văn" if kind == "Văn bản" else kind


def _date_after(text: str, position: int) -> tuple[dt.date | None, int]:
    lead = _DATE_LEAD.match(text, position)
    if lead is None:
        return None, position
    date = date_at(text, lead.end())
    if date is not None:
        return date.value, date.end
    unreadable = _UNREADABLE_DATE.match(text, lead.end())
    return None, unreadable.end() if unreadable else position


def _issuer_after(text: str, position: int) -> tuple[str | None, int]:
    lead = _ISSUER_LEAD.match(text, position)
    if lead is None:
        return None, position
    stop = _ISSUER_STOP.search(text, lead.end())
    end = stop.start() if stop else len(text)
    while stop and text[end : end + 1] == "," and re.match(_COMMA_IN_NAME, text[end:]):
        stop = _ISSUER_STOP.search(text, end + 1)
        end = stop.start() if stop else len(text)
    issuer = text[lead.end() : end].strip()
    if not 2 <= len(issuer) <= 110:
        return None, position
    return issuer, end


def _title_after(text: str, position: int) -> str | None:
    lead = _TITLE_LEAD.match(text, position)
    if lead is None:
        return None
    stop = _TITLE_END.search(text, lead.end())
    title = text[lead.end() : stop.start() if stop else len(text)].strip(" ,")
    return title if len(title) > 5 else None


def _named_laws(text: str, numbered: list[CitedInstrument]) -> list[CitedInstrument]:
    """Laws cited by name with a date or a year and no number."""
    taken = [(c.start, c.end) for c in numbered]
    laws = []
    for match in _NAMED_LAW.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        name, date = " ".join(match["name"].split()).strip(" ,("), date_at(text, match.end())
        year = int(match["year"]) if match["year"] else None
        end = date.end if date else match.end()
        title = f"{match['kind']} {name}"
        laws.append(
            CitedInstrument(match.start(), end, match["kind"], None, date.value if date else None, None, title, year)
        )
    return laws
