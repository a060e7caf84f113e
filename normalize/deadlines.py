"""Deadline cells to dates, recurrence and conditions. A date is set only when the text and the plan's year fix it.

Order of reading: cited instruments are masked; recurrence, conditions and references that open the text decide
before any date in it; then quarters, months, dates and years; at last the bare names of documents.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Sequence
from dataclasses import replace

from normalize.deadline_days import Days, ImpossibleDateError, complete_points, days_of
from normalize.deadline_patterns import Point, find_points, mask_citations
from normalize.plan_year import Years
from normalize.recurrences import find_recurrence
from normalize.stand_ins import FIRST, SECOND, without_stand_ins
from schemas.decision import Deadline, DeadlineKind, Recurrence
from schemas.letters import toneless

_ONCE = re.compile(r"^(?:(?:thuc hien )?(?:mot|1|01) lan)(?: duy nhat)?$")
_OPEN_YEAR = re.compile(r"(?:19|20)\d\d\s*(?:,|va|-)\s*(?:hang nam|(?:cac|nhung) nam)")

# Text that waits for something: "Sau khi có ...", "Khi có hướng dẫn", "Trước kỳ họp".
_AFTER = r"sau (?!ngay \d|thang (?:\d|dau|cuoi)|quy [ivl1-4]|nam \d)"
_CONDITION = re.compile(
    rf"^(?:ngay )?(?:sau khi|khi|{_AFTER}|ke tu khi|ngay khi|neu|truoc khi|truoc (?:ky hop|hoi nghi|dai hoi))"
    r"(?: co| duoc)?\s*"
)
_TRIGGERED = re.compile(
    r"(?<!\w)(?:(?:ngay )?sau khi(?: co| duoc)?|khi (?:co|duoc)|ke tu khi|tuy thuoc(?: vao)?|tuy theo|tuy tinh hinh)\s+"
)
# An event that only the season or the calendar of feasts fixes: "Trước mùa mưa năm 2023", "Dịp Tết".
_EVENT = re.compile(
    r"^(?:(?:truoc|trong|vao|den|tu|nhan|hoan thanh|xong)\s+)*"
    r"(?:dip|mua|tet|ky hop|vu|le|ngay hoi|dot|ky thi|tuan le|khai giang|nghi he|he)(?!\w)"
    r"(?!.*(?:\d[/.]\d|thang \d|quy [ivl1-4]))"
)
_NEED = re.compile(r"^khi (?:co|phat sinh)|^tuy ")
# Text that points elsewhere: "Theo Kế hoạch của ...", "cùng với báo cáo ...", "đúng thời hạn quy định".
_TOGETHER = r"cung (?:voi|thoi diem|thoi gian|ky)|dong thoi voi"
_IN_TIME = r"dung (?:thoi han|thoi gian|tien do|[q#]uy dinh|han)"
_REFERENCE = re.compile(rf"(?<!\w)(?:theo(?! doi)|{_TOGETHER}|can cu(?: vao)?|truoc thoi han|{_IN_TIME})(?!\w)\s*")
_OPENS_REFERENCE = re.compile(
    rf"^(?:thuc hien |bao cao |trien khai )?"
    rf"(?:theo(?! doi)|can cu|{_TOGETHER}|{_IN_TIME}|truoc thoi han|truoc han)(?!\w)"
)
# Documents whose bare name in a deadline cell is what the task waits for.
_DOCUMENT_NAME = re.compile(
    r"^(?:quyet dinh|nghi dinh|nghi quyet|thong tu|chi thi|ke hoach|de an|du an|chuong trinh|huong dan|van ban"
    r"|cong van|[q#]uy dinh|[q#]uy che|luat|thong bao|ket luan)(?!\w)"
)
_BOUND = re.compile(r"(?<!\w)(?:trong|truoc|vao|xong|hoan thanh|ban hanh|cham nhat|thang|ngay|den|tu)$")
_DURATION = re.compile(  # but no `6 tháng trước 15/6`, the day of a report on half a year
    r"^(?!0?6 thang truoc (?:ngay )?\d{1,2}[/.-])"
    r"(?:trong (?:(?:vong|thoi gian|thoi han) )?|khong qua |toi da |cham nhat (?:la |trong )?)?"
    r"(?P<count>\d{1,3}) (?P<unit>gio|ngay|tuan|thang|nam)(?P<working> lam viec)?"
    r"(?:,? (?:(?P<link>sau khi|sau|ke tu(?: ngay| khi)?|tu (?:ngay|khi)|truoc(?: khi| ngay)?) (?P<event>.+)))?$"
)
# `Học kỳ I`, `HK2`, `Cuối học kỳ II`: a term has no dates that all schools share.
_TERM = re.compile(r"^(?:trong |dau |giua |cuoi |het |truoc khi ket thuc )?(?:hoc k[yi] ?|hk ?)(?:[12]|i{1,2})(?!\w)")
# The event is the issue of the very document: its date is known.
_OWN_PLAN = re.compile(
    r"^ban hanh (?:ke hoach|quyet dinh)(?: nay)?$|^(?:ke hoach|quyet dinh)(?: nay)? duoc (?:ban hanh|ky)$"
    r"|nay (?:duoc )?(?:ban hanh|ky|co hieu luc)$"
)
# `Đợt 1: Tháng 5; đợt 2: Tháng 9`: rounds of one task, which the periods bound.
_ROUND = re.compile(r"[\s;,.]*(?<!\w)(?:đợt|lần|giai đoạn)\s+(?:\d{1,2}|[IVX]{1,4})\s*:\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|(?<=[\s;.,]))(?:\d{1,2}[.)](?!\d)|[a-zđ]\))\s*(?=\S)")
_CAPITAL = "A-ZĐÀ-Ỹ"
_SENTENCE = re.compile(
    rf"\s*;\s*|(?<=[^\W\d])\.\s+(?=[{_CAPITAL}\d])|(?<=\d{{4}})\.\s+(?=[{_CAPITAL}])|(?<=\))\.\s+(?=[{_CAPITAL}])"
    rf"|\s+-\s+(?=[{_CAPITAL}][a-zà-ỹ]+ [a-zà-ỹ]+ [a-zà-ỹ]+)"
)
_LATEST_TAIL = re.compile(
    r"\s*[,;(]\s*(?:nhung |va )?(?:hoan thanh |xong |ban hanh )?"
    r"(?P<latest>(?:cham|muon) nhat|khong qua|truoc|han cuoi)(?= )"
)
_LUNAR = re.compile(r"(?<!\w)am lich(?!\w)")
_SERIAL = re.compile(r"(?:4\d{4}|5\d{4}|60000)(?:\.0)?\Z")
_SERIAL_EPOCH = dt.date(1899, 12, 30)
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)")
_REPORTING = re.compile(r"bao cao|danh gia|tong ket|quyet toan|cham diem")
_MISREAD_QUARTER = re.compile(r"\bquy [^\W\d_]+(?:19|20)\d\d\b")
_EDGES = " \t\n.;,:-–*"


def parse_deadline(
    text: str | None, *, plan_start: int | None, plan_end: int | None, issued_on: dt.date | None
) -> Deadline:
    """What a deadline cell says, within a plan of the years `plan_start`..`plan_end` (None: unknown or open).

    Expressions without a year take the plan's only when it covers one year. Flags: `whole_year`, `before_issue`,
    `ambiguous_year`, `impossible_date`, `several_periods`, `school_year`, `spreadsheet_serial`, `ambiguous_day_month`,
    `unparsed` (text that no rule recognised).
    """
    return _parse(text or "", (plan_start, plan_end), issued_on)


@functools.lru_cache(maxsize=8192)
def _parse(text: str, plan: Years, issued_on: dt.date | None) -> Deadline:
    words = " ".join(without_stand_ins(text).replace("–", "-").replace("—", "-").split()).strip(_EDGES)
    if not any(c.isalnum() for c in words):
        return Deadline("unspecified")
    if _SERIAL.match(words):
        return _of_serial(words)
    if _is_list(words):
        return _list_of(_items(words), plan, issued_on)
    words = _ROUND.sub("; ", words).strip(_EDGES)
    whole = _item(words, plan, issued_on)
    items = _items(words)
    is_doubtful = {"several_periods", "unparsed"} & set(whole.flags) or whole.kind in ("by_reference", "conditional")
    return _list_of(items, plan, issued_on) if is_doubtful and len(items) > 1 else whole


def _of_serial(words: str) -> Deadline:
    """The day of a spreadsheet's number (`43831` is 1 January 2020)."""
    day = _SERIAL_EPOCH + dt.timedelta(days=int(words[:5]))
    # A spreadsheet may have taken 5/1 for 1 May.
    doubt = ("ambiguous_day_month",) if day.day <= 12 and day.day != day.month else ()
    return Deadline("on", None, day, flags=("spreadsheet_serial", *doubt))


# --- lists ---------------------------------------------------------------------------------------------------------


def _is_list(words: str) -> bool:
    first = _NUMBERED.match(words)
    return first is not None and words[0] in "1a"


def _items(words: str) -> list[str]:
    if _is_list(words):
        parts = _NUMBERED.split(words)
    else:
        hidden = _PARENTHESIS.sub(lambda m: m.group().replace(";", FIRST).replace(". ", SECOND), words)
        parts = [p.replace(FIRST, ";").replace(SECOND, ". ") for p in _SENTENCE.split(hidden)]
    return [part.strip(_EDGES) for part in parts if part.strip(_EDGES)]


def _list_of(items: Sequence[str], plan: Years, issued_on: dt.date | None) -> Deadline:
    """Several items bind the row as a whole only when all that they fix is one and the same period."""
    parsed = [_item(item, plan, issued_on) for item in items]
    if len(parsed) == 1:
        return parsed[0]
    known = [deadline for deadline in parsed if "unparsed" not in deadline.flags]
    if not known:
        return Deadline("unspecified", flags=("unparsed",))
    dated = {(deadline.start, deadline.end) for deadline in known if deadline.start or deadline.end}
    first = known[0]
    if len(dated) == 1 and all(deadline.start or deadline.end for deadline in known):
        return first
    conditions = "; ".join(deadline.condition for deadline in known if deadline.condition)
    recurrences = [deadline.recurrence for deadline in known if deadline.recurrence]
    kind = "recurring" if any(d.kind == "recurring" for d in known) else first.kind
    flags = tuple(dict.fromkeys(f for d in known for f in d.flags if f not in ("whole_year", "before_issue")))
    if len(dated) > 1:
        flags = tuple(dict.fromkeys((*flags, "several_periods")))
    return Deadline(kind, None, None, conditions or None, recurrences[0] if recurrences else None, flags)


# --- one item ------------------------------------------------------------------------------------------------------


def _item(words: str, plan: Years, issued_on: dt.date | None) -> Deadline:
    main, aside = _without_aside(words)
    folded = toneless(main).lower()
    # A letter whose lower case is longer is nothing Vietnamese; of `Quý IIL2009` the year alone would be taken.
    if len(folded) != len(main) or _MISREAD_QUARTER.search(folded):
        return Deadline("unspecified", flags=("unparsed",))
    key = mask_citations(main, folded)
    if _LUNAR.search(toneless(words).lower()):  # its day falls on another one each year
        unsaid = Deadline("unspecified", flags=("unparsed",))
        return _duration(key, main, issued_on) or _recurring(key, main) or _opening(key, main) or unsaid
    found = (
        _duration(key, main, issued_on)
        or _recurring(key, main)
        or _bounded(key, main, plan, issued_on)
        or _opening(key, main)
        or _dated(key, main, plan, issued_on)
        or _trailing(key, main)
    )
    if found is None:
        return _aside_alone(aside, plan, issued_on) or Deadline("unspecified", flags=("unparsed",))
    if aside and found.kind == "interval" and found.start and found.end:
        found = _narrower(found, aside, plan, issued_on)
    if aside and found.condition is None:
        hint = _opening(toneless(aside).lower(), aside)
        found = replace(found, condition=aside) if hint else found
    return found


def _narrower(period: Deadline, aside: str, plan: Years, issued_on: dt.date | None) -> Deadline:
    """`Năm 2021 (quý II)`, `Quý II (trước 15/6)`: what of the period the parentheses leave; `period` where they say
    anything else."""
    key = toneless(aside).lower()
    if len(key) != len(aside) or find_points(key)[1]:
        return period
    part = _dated(key, aside, plan, issued_on)
    if part is None or part.end is None or period.start is None or period.end is None or not part.end <= period.end:
        return period
    if part.kind == "before" and period.start <= part.end:
        return replace(part, kind="interval", start=period.start)
    return part if part.start is not None and period.start <= part.start else period


def _without_aside(words: str) -> tuple[str, str]:
    """The text without its parentheses, and what stood in them; all of it when nothing else is there."""
    if "(" not in words:
        return words, ""
    main = _PARENTHESIS.sub("", words).strip(_EDGES)
    if not any(c.isalnum() for c in main):
        return words.strip("() "), ""
    return main, "; ".join(_PARENTHESIS.findall(words))


def _aside_alone(aside: str, plan: Years, issued_on: dt.date | None) -> Deadline | None:
    """`02 đợt (tháng 4 và tháng 9)`: where the words before it say nothing of when, a parenthesis may."""
    folded = toneless(aside).lower()
    return _dated(mask_citations(aside, folded), aside, plan, issued_on) if len(folded) == len(aside) else None


def _duration(key: str, main: str, issued_on: dt.date | None) -> Deadline | None:
    if not any(c.isdigit() for c in key[:30]):
        return None
    match = _DURATION.match(key)
    if match is None:
        return None
    if not match["event"]:
        return Deadline("duration", condition=main)
    condition = main[match.start("event") :]
    is_own = match["link"].startswith(("sau", "ke tu", "tu")) and _OWN_PLAN.search(match["event"])
    if is_own and issued_on is not None and match["unit"] in ("ngay", "tuan") and not match["working"]:
        days = int(match["count"]) * (7 if match["unit"] == "tuan" else 1)
        return Deadline("duration", issued_on, issued_on + dt.timedelta(days=days), main)
    return Deadline("duration", condition=condition if match["link"] else main)


def _recurring(key: str, main: str) -> Deadline | None:
    if _ONCE.match(key):
        return Deadline("unspecified", recurrence="once")
    found = find_recurrence(key)
    if found is None or (found.recurrence == "annual" and _OPEN_YEAR.search(key)):
        return None
    reference = _REFERENCE.search(key)
    condition = main[reference.end() :] if reference and reference.start() != found.start else None
    return Deadline("recurring", condition=condition or None, recurrence=found.recurrence)


def _bounded(key: str, main: str, plan: Years, issued_on: dt.date | None) -> Deadline | None:
    """`Sau khi có hướng dẫn, chậm nhất 30/9`: what it waits for, and the latest day set apart from it."""
    tail = _LATEST_TAIL.search(key)
    opening = _opening(key[: tail.start()], main[: tail.start()]) if tail else None
    if tail is None or opening is None:
        return None
    latest = key[tail.start("latest") :]
    if find_points(latest)[1]:
        return None
    found = _dated(latest, main[tail.start("latest") :], plan, issued_on)
    return replace(found, condition=opening.condition) if found and found.kind == "before" and found.end else None


def _opening(key: str, main: str) -> Deadline | None:
    """Text that opens with a condition or a reference: no date in it binds."""
    match = _CONDITION.match(key)
    if match:
        return Deadline("conditional", condition=main[match.end() :] or main)
    if _OPENS_REFERENCE.match(key):
        reference = _REFERENCE.search(key)
        return Deadline("by_reference", condition=(main[reference.end() :] if reference else "") or main)
    if _NEED.match(key) or _EVENT.match(key):
        return Deadline("conditional", condition=main)
    return None


def _trailing(key: str, main: str) -> Deadline | None:
    """Text without a date of its own: a condition or reference inside it, or the bare name of a document."""
    match = _TRIGGERED.search(key)
    if match:
        return Deadline("conditional", condition=main[match.end() :] or main)
    match = _REFERENCE.search(key)
    if match:
        return Deadline("by_reference", condition=main[match.end() :] or main)
    if key.startswith("truoc "):
        return Deadline("by_reference", condition=main)
    if _DOCUMENT_NAME.match(key):
        return Deadline("conditional", condition=main)
    return None


# --- dates ---------------------------------------------------------------------------------------------------------


def _dated(key: str, main: str, plan: Years, issued_on: dt.date | None) -> Deadline | None:
    if "nam hoc" in key or _TERM.match(key):
        return Deadline("interval", flags=("school_year",))
    points, has_words = find_points(key)
    points = complete_points(points)
    if not points:
        return None
    first = points[0]
    if has_words:
        if _DOCUMENT_NAME.match(key) and first.mode is None and not _BOUND.search(key[: first.start].rstrip()):
            return None if not first.is_led else _trailing(key, main)
        waits = _TRIGGERED.search(key) or _REFERENCE.search(key)
        if waits and (first.is_led or waits.start() < first.start):
            return _trailing(key, main)
        if any(point.link is None for point in points[1:]) and not waits:
            return _of_several(points, plan)
        points = [point for point in points if not waits or point.start < waits.start()] or points
        condition = main[waits.start() :] if waits else None
        return replace(_of_points(points, key, plan, issued_on), condition=condition)
    if any(point.link is None for point in points[1:]):
        return _of_several(points, plan)
    return _of_points(points, key, plan, issued_on)


def _of_several(points: Sequence[Point], plan: Years) -> Deadline:
    """Periods with words between them belong to different things; they bind only when they are all the same."""
    try:
        days = {days_of(point, plan) for point in points}
    except ImpossibleDateError:
        return Deadline("interval", flags=("impossible_date",))
    only = days.pop() if len(days) == 1 else None
    if only is None or any(point.mode for point in points):
        return Deadline("interval", flags=("several_periods",))
    return _flagged(Deadline("interval", *only), None)


def _of_points(points: Sequence[Point], key: str, plan: Years, issued_on: dt.date | None) -> Deadline:
    kind = _kind(points)
    try:
        days = [days_of(point, plan) for point in points]
    except ImpossibleDateError:
        return Deadline(kind, flags=("impossible_date",))
    known = [span for span in days if span is not None]
    if len(known) < len(points) or _is_doubtful(points, known, key, issued_on):
        return Deadline(kind, flags=("ambiguous_year",))
    first, last = points[0], points[-1]
    if last.link == "range" and known[0][0] > known[-1][1]:
        return Deadline(kind, flags=("ambiguous_year",))
    fixed = [span[0] for point, span in zip(points, known, strict=True) if point.edge != "end" or len(points) == 1]
    start: dt.date | None = min(fixed) if fixed else None
    ends = [_end(p, span) for p, span in zip(points, known, strict=True) if p.edge != "start" or len(points) == 1]
    end: dt.date | None = max(ends) if ends else None
    if len(points) == 2 and last.kind == "date" and last.link == "list":
        (opens, closes), (day, _) = known
        if opens <= day <= closes:
            end = day  # `Quý II, hoàn thành 15/6`
    if kind in ("on", "before"):
        start = None
    elif len(points) == 1 and first.mode == "after":
        start, end = known[0][1] + dt.timedelta(days=1), None
    elif len(points) == 1 and first.edge is not None:
        start, end = (start, None) if first.edge == "start" else (None, end)
    elif last.is_open or (len(points) == 1 and first.mode == "from"):
        end = None
    if start and end and start > end:  # `Cuối năm 2021, đầu năm 2022`: neither edge says where it ends
        return Deadline(kind, flags=("several_periods",))
    recurrence: Recurrence | None = "annual" if last.is_open and "hang nam" in key else None
    return _flagged(Deadline(kind, start, end, recurrence=recurrence), issued_on)


def _kind(points: Sequence[Point]) -> DeadlineKind:
    if points[0].mode in ("before", "until") and all(
        point.mode in ("before", "until") or (point.mode is None and point.link == "list") for point in points[1:]
    ):
        return "before"  # `Trước ngày 15/6 và 15/11`: the word holds for both days
    if len(points) == 1 and points[0].kind == "date" and points[0].mode is None:
        return "on"
    return "interval"


def _end(point: Point, span: Days) -> dt.date:
    """`trước ngày D` is stored as D itself; `trước tháng 6` ends with May."""
    if point.mode == "before" and point.kind != "date":
        return span[0] - dt.timedelta(days=1)
    return span[1]


def _is_doubtful(points: Sequence[Point], days: Sequence[Days], key: str, issued_on: dt.date | None) -> bool:
    """A day without a year that may be of the year after the plan's: over before its issue, or a yearly report."""
    lone = points[0]
    if len(points) > 1 or lone.kind != "date" or lone.year is not None or lone.shift is not None:
        return False
    day = days[0][1]
    return (issued_on is not None and day < issued_on) or (day.month <= 2 and _REPORTING.search(key) is not None)


def _flagged(deadline: Deadline, issued_on: dt.date | None) -> Deadline:
    flags = list(deadline.flags)
    start, end = deadline.start, deadline.end
    if start and end and start.year == end.year and (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
        flags.append("whole_year")
    if issued_on is not None and end is not None and end < issued_on:
        flags.append("before_issue")
    return replace(deadline, flags=tuple(flags))
