"""Which days the time expressions of a deadline cell mean in the plan's years."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from itertools import pairwise

from normalize.deadline_patterns import Point

Days = tuple[dt.date, dt.date]


class ImpossibleDateError(ValueError):
    """A date that no calendar has (31/02, month 13)."""


def days_of(point: Point, plan: tuple[int | None, int | None]) -> Days | None:
    """First and last day of a point; None where no year fixes it.

    Raises:
        ImpossibleDateError: the calendar has no such day or month.
    """
    start, end = plan
    if point.kind == "span":
        first, last = point.numbers
        if first > last:
            raise ImpossibleDateError(f"{first} - {last}")
        return dt.date(first, 1, 1), dt.date(last, 12, 31)
    if point.kind == "plan_period":
        return (dt.date(start, 1, 1), dt.date(end, 12, 31)) if start and end else None
    year = point.year
    if year is None and start is not None and start == end:
        year = start + (point.shift or 0)
    return None if year is None else _days_in(point, year)


def _days_in(point: Point, year: int) -> Days | None:
    if point.kind == "date":
        try:
            day = dt.date(year, point.numbers[1], point.numbers[0])
        except ValueError as error:
            raise ImpossibleDateError(f"{point.numbers[0]}/{point.numbers[1]}/{year}") from error
        return day, day
    first, last = {
        "month": lambda: (point.numbers[0], point.numbers[0]),
        "quarter": lambda: (point.numbers[0] * 3 - 2, point.numbers[0] * 3),
        "months_of_year": lambda: (point.numbers[0], point.numbers[1]),
    }.get(point.kind, lambda: (1, 12))()
    if point.kind == "day" or not 1 <= first <= last <= 12:
        raise ImpossibleDateError(f"month {first}/{year}")
    return dt.date(year, first, 1), dt.date(year, last, monthrange(year, last)[1])


def complete_points(points: Sequence[Point]) -> list[Point]:
    """Give points without a year or month what their neighbours say: `Quý I, II/2019`, `10 - 15/3/2019`.

    A year that stands apart (`Năm 2019: Quý I, Quý III`) serves the points without one and is then dropped.
    """
    kept = list(points)
    for index in range(len(kept) - 2, -1, -1):
        point, following = kept[index], kept[index + 1]
        if following.link is None:
            continue
        if point.kind == "day" and following.kind == "date":
            kept[index] = point = _as_date(point, following)
        elif point.kind == "day" and following.kind == "month" and following.link == "range" and not point.is_named:
            point.kind = "month"  # `5-12/2021`, `1-12/2022`
        if point.year is None and point.shift is None and point.kind not in ("plan_year", "plan_period", "year"):
            if following.kind != "year":
                point.year, point.shift = following.year, following.shift
            _before_new_year(point, following)
    for previous, point in pairwise(kept):
        if point.kind == "day" and point.link and point.is_named and previous.kind == "month":
            point.kind, point.numbers = "date", (point.numbers[0], previous.numbers[0])  # `Tháng 6, trước ngày 15`
        if point.link and point.year is None and point.shift is None and previous.kind not in ("year", "span"):
            point.year = previous.year
    return _with_lone_year([point for point in kept if point.kind != "day"])


def _as_date(point: Point, following: Point) -> Point:
    """The day with the month of the date below; a range that would end before it began began a month before."""
    day, (last, month) = point.numbers[0], following.numbers
    if following.link == "range" and day > last:
        month = (month - 2) % 12 + 1
    point.kind, point.numbers = "date", (day, month)
    return point


def _before_new_year(point: Point, following: Point) -> None:
    """`Tháng 11 - tháng 2/2020` begins in 2019, `Quý IV hoặc quý I năm sau` in this year."""
    if point.kind != following.kind or point.numbers[::-1] <= following.numbers[::-1]:
        return
    if following.shift == 1:
        point.shift = 0
    elif following.link == "range" and following.year is not None and point.year == following.year:
        point.year = following.year - 1


_WITHIN_YEAR = ("date", "month", "quarter", "months_of_year")


def _with_lone_year(points: list[Point]) -> list[Point]:
    years = [point for point in points if point.kind == "year"]
    needing = [p for p in points if p.kind in _WITHIN_YEAR and p.year is None and p.shift is None]
    if len(years) != 1 or not needing or years[0].is_open:
        return points
    for point in needing:
        point.year = years[0].year
    if years[0].edge:
        return points  # `Từ quý II đến hết năm 2022`
    return [point for point in points if point is not years[0]]
