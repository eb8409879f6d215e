"""Periods of a request: a sensible one to start from, and what is wrong with one. Pure."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Protocol

from andersom.lib import dates

# A trial needs some weeks to show anything; a shorter stretch runs on to the next holiday.
SHORTEST_STRETCH = timedelta(weeks=4)
WEEK = timedelta(days=7)
# Nobody plans further: it also ends the search for a Monday in a table full of holidays.
WEEKS_AHEAD = 60


class Span(Protocol):
    @property
    def first_day(self) -> date: ...

    @property
    def last_day(self) -> date: ...


def first_monday(today: date, closed: Collection[date]) -> date:
    """The first Monday after today on which there is school."""
    monday = dates.week_start(today) + WEEK
    for ahead in range(WEEKS_AHEAD):
        if (day := monday + ahead * WEEK) not in closed:
            return day
    return monday


def suggest(
    today: date, closed: Collection[date], holidays: Sequence[Span], *, whole_year: bool
) -> tuple[date, date]:
    """First and last day to start from.

    From the next school Monday up to the last weekday before the first school holiday that is four
    weeks away or more, so that a trial ends at a natural moment. ``whole_year`` (structural) goes
    on to the last holiday of the school year. Never beyond the school year of the first day.
    """
    start = first_monday(today, closed)
    last = dates.school_year_period(dates.school_year_of(start))[1]
    ends = sorted(
        eve
        for holiday in holidays
        if start + (timedelta() if whole_year else SHORTEST_STRETCH)
        <= (eve := _weekday_before(holiday.first_day))
        <= last
    )
    if not ends:
        return start, max(start, last)
    return start, ends[-1] if whole_year else ends[0]


def problem(start: date, end: date, *, today: date, school_years: Collection[int]) -> str:
    """Code of what is wrong: "backwards", "past", "start_outside", "end_outside"; empty when fine.

    ``school_years`` are the start years of the school years in which the period has to lie; a
    period may cross from one into the next when both are in it.
    """
    if end < start:
        return "backwards"
    if start < today:
        return "past"
    if dates.school_year_of(start) not in school_years:
        return "start_outside"
    if dates.school_year_of(end) not in school_years:
        return "end_outside"
    return ""


def _weekday_before(day: date) -> date:
    """The last day before this one that is no Saturday or Sunday."""
    before = day - timedelta(days=1)
    return min(before, dates.week_start(before) + timedelta(days=4))
