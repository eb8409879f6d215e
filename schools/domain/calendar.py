"""On which days a school has no lessons, from the city's holidays and its own closed days."""

from datetime import date
from typing import NamedTuple

from andersom.lib import dates
from andersom.reference.domain import holidays
from schools.models import School

from . import week


class Closed(NamedTuple):
    """Why a day has no lessons: ``kind`` is "holiday" or "closed_day"."""

    kind: str
    name: str


def timetable(school: School) -> dict[int, week.Day]:
    """Weekday → times of this school; weekdays without school are missing."""
    return week.timetable(week.days(school))


def closed_days(school: School, start: date, end: date) -> dict[date, Closed]:
    """Date → reason, for the days of the period (inclusive) without lessons.

    Weekends are only in it when they fall in a holiday. The city's holidays name a day before the
    school's own closed days do.
    """
    closed = {
        day: Closed("closed_day", row.reason)
        for row in school.closed_days.between(start, end)
        for day in dates.days(max(row.first_day, start), min(row.last_day, end))
    }
    named = holidays.closed_days(start, end)
    return dict(sorted((closed | {d: Closed("holiday", n) for d, n in named.items()}).items()))


def lessons(school: School, start: date, end: date, day_parts: int, *, per_week: int) -> int:
    """About how many dates weekly lessons have in a period: school days only.

    Exact where the weekdays are known; else each of the possible weekdays counts as likely.
    """
    weekdays = {weekday for weekday, _half in dates.dagdelen_in(day_parts)} & set(timetable(school))
    closed = closed_days(school, start, end)
    open_days = sum(
        day.weekday() in weekdays and day not in closed for day in dates.days(start, end)
    )
    return round(open_days * per_week / len(weekdays)) if weekdays else 0


def school_weeks(school: School, start: date, end: date, day_parts: int) -> int:
    """In how many weeks of the period at least one of these dagdelen falls on a school day."""
    weekdays = {weekday for weekday, _half in dates.dagdelen_in(day_parts)} & set(timetable(school))
    closed = closed_days(school, start, end)
    return len(
        {
            dates.week_start(day)
            for day in dates.days(start, end)
            if day.weekday() in weekdays and day not in closed
        }
    )
