"""The years a plan covers, from its title.

The year of issue says nothing: plans are issued before and after they begin.
"""

from __future__ import annotations

import functools
import re

from schemas.letters import fold

_YEAR = r"(?:19|20)\d\d"
# Years that belong to something else: instruments, dates, laws, standards, long-term outlooks, past results.
_SHORT_DATE = rf"(?:ngay\s+)?\d{{1,2}}\s*[/.-]\s*\d{{1,2}}\s*[/.-]\s*{_YEAR}"
_DATE = rf"{_SHORT_DATE}|ngay\s+\d{{1,2}}\s+thang\s+\d{{1,2}}\s+nam\s+{_YEAR}"
_NUMBER = (
    r"(?:so\s*:?\s*)?(?<!\d)\d{1,6}[a-z]?\s?(?:/\d{4})?[/-][a-z][\w-]*(?:/[a-z][\w-]*)*|so\s*:?\s*\d{1,6}(?=\s+ngay)"
)
_LAW = rf"(?<!phap )(?:(?:bo )?luat|hien phap|phap lenh)(?:\s+[^\W\d]+){{0,12}},?\s+(?:nam\s+)?{_YEAR}"
_STANDARD = r"(?:iso|tcvn|iec)[\s\w/]*:\s?\d{4}"
_OUTLOOK = rf"(?:dinh huong|tam nhin|huong)\s*(?:toi|den)?\s*(?:het\s+)?(?:nam\s+)?{_YEAR}(?:\s*-\s*{_YEAR})?"
_AIM = rf"(?:muc tieu|chi tieu|ket qua|tong ket|quyet toan)\s+(?:(?:den|cua|cong tac)\s+)?(?:het\s+)?nam\s+{_YEAR}"
_FOREIGN = re.compile("|".join((_DATE, _NUMBER, _LAW, _STANDARD)))
_SECONDARY = re.compile("|".join((_OUTLOOK, _AIM)))

_JOIN = r"\s*(?:-|den(?: het)?(?: nam)?|toi(?: nam)?)\s*"
_SPAN = re.compile(rf"(?<!\d)({_YEAR}){_JOIN}({_YEAR}|\d\d)(?!\d)")
_PERIOD = r"(?:giai doan|thoi ky|nhiem ky|ke hoach \d{1,3} nam|(?<!\d)\d{1,3} nam)"
_IN_PERIOD = re.compile(rf"{_PERIOD}\s*:?\s*(?:tu\s+)?(?:nam\s+)?{_SPAN.pattern}")
_OPEN = re.compile(
    rf"(?:tu\s+)?nam\s+({_YEAR})\s*(?:va|,|-)?\s*"
    r"(?:(?:cac|nhung)\s+nam\s+(?:tiep theo|tiep|sau|ke tiep)|tro di|hang nam)"
)
# A plan for a period and the first year of it covers the period.
_WITH_YEAR = re.compile(
    rf"{_IN_PERIOD.pattern}\s*va\s+(?:ke hoach\s+)?nam\s+{_YEAR}|nam\s+{_YEAR}\s*va\s+{_IN_PERIOD.pattern}"
)
_LIST = re.compile(rf"(?:cac nam|hai nam|ba nam|nam)\s+({_YEAR}(?:\s*(?:,|va|&)\s*(?:nam\s+)?{_YEAR})+)")
_UNTIL = re.compile(rf"den\s+(?:het\s+)?nam\s+({_YEAR})")
# `năm`, or a quarter, month or half-year of it: "Quý II/2020", "tháng 6/2021", "6 tháng đầu năm 2021".
_SINGLE = re.compile(rf"(?:nam\s+|quy\s+(?:iv|i{{1,3}}|[1-4])\s*[/-]\s*|thang\s+\d{{1,2}}\s*[/-]\s*)({_YEAR})(?!\d)")
_BARE = re.compile(rf"(?<![\d/.:-])({_YEAR})(?![\d/.:-])")

Years = tuple[int | None, int | None]


@functools.lru_cache(maxsize=1024)
def plan_years(title: str) -> Years:
    """First and last year of the plan that `title` names; None for an open or unknown end.

    `năm 2019 và những năm tiếp theo` is (2019, None), `đến năm 2030` is (None, 2030). A year of its own beats the
    period of the programme it serves (`... giai đoạn 2016 - 2020 năm 2018` is 2018). Years of cited instruments,
    dates and standards do not count; an outlook (`định hướng đến năm 2030`) counts only when nothing else does.
    """
    text = _FOREIGN.sub(" # ", fold(title))
    main = _SECONDARY.sub(" # ", text)
    found = _years(main)
    return found if found != (None, None) else _years(text)


def _years(text: str) -> Years:
    opened = _OPEN.search(text)
    if opened:
        return int(opened[1]), None
    if _WITH_YEAR.search(text):
        return _period_or_end(text, "")
    rest = _IN_PERIOD.sub(" # ", text)
    spans = [(int(m[1]), _last_year(m)) for m in _SPAN.finditer(rest)]
    if spans:
        return _ordered(*spans[-1])
    listed = _LIST.search(rest)
    if listed:
        years = [int(year) for year in re.findall(_YEAR, listed[1])]
        return min(years), max(years)
    without_end = _UNTIL.sub(" # ", rest)
    # Of several separate years the latest is meant: plans mend the shortcomings of the year before.
    singles = [int(m[1]) for m in _SINGLE.finditer(without_end)]
    if singles:
        return max(singles), max(singles)
    return _period_or_end(text, rest)


def _period_or_end(text: str, rest: str) -> Years:
    periods = [(int(m[1]), _last_year(m)) for m in _IN_PERIOD.finditer(text)]
    if periods:
        return _ordered(*periods[-1])
    until = _UNTIL.search(rest)
    if until:
        return None, int(until[1])
    bare = {int(year) for year in _BARE.findall(rest)}
    return (min(bare), min(bare)) if len(bare) == 1 else (None, None)


def _last_year(match: re.Match[str]) -> int:
    """The end of a span; `2021-25` is written short."""
    last = match[2]
    return int(last) if len(last) == 4 else int(match[1][:2] + last)


def _ordered(first: int, last: int) -> Years:
    return (first, last) if first <= last else (None, None)
