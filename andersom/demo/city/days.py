"""Where things happen in time: weeks of school around one day, whatever day that is.

A week counts when it has at least three school days; it is named by its Monday. Holidays are those
of the city, so the same story is told in November, at Christmas and in the summer holiday.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from andersom.lib.dates import (
    ONE_DAY,
    days,
    instant,
    last_day,
    local_date,
    month_of,
    next_month,
    school_year_of,
    week_start,
)
from andersom.reference.domain import holidays

HORIZON = timedelta(days=600)
FRIDAY = timedelta(days=4)
FEWEST_DAYS = 3
FEWEST_WEEKS_LEFT = 5  # with fewer, plans are made for the next school year
BUSY_MONTH, BUSY_MONTH_LEFT = 10, 6  # school days in the month, and of these still to come


class Period(NamedTuple):
    """First and last day, both included, in one school year."""

    start: date
    end: date

    @property
    def school_year(self) -> int:
        return school_year_of(self.start)


class Days:
    """The school weeks around ``at``."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.today = local_date(at)
        self._closed = holidays.closed_days(self.today - HORIZON, self.today + HORIZON)
        first, last = (
            week_start(self.today - HORIZON + FRIDAY * 2),
            self.today + HORIZON - FRIDAY * 2,
        )
        self.weeks = [
            day
            for day in days(first, last)
            if day.weekday() == 0 and len(self.school_days(day, day + FRIDAY)) >= FEWEST_DAYS
        ]

    def school_days(self, first: date, last: date) -> list[date]:
        """Days with lessons; both ends included."""
        return [day for day in days(first, last) if day.weekday() < 5 and day not in self._closed]

    def ahead(self, skip: int, weeks: int) -> Period:
        """So many school weeks, ``skip`` weeks after next Monday; fewer when the year ends."""
        return _period(self._to_come()[skip:][:weeks])

    def around(self, back: int, weeks: int) -> Period:
        """From ``back`` school weeks ago to ``weeks`` ahead, within the school year of the last."""
        past = [week for week in self.weeks if week < self.today]
        year = school_year_of(past[-1])
        begun = [week for week in past if school_year_of(week) == year]
        ahead = [week for week in self.weeks if week > past[-1] and school_year_of(week) == year]
        return _period(begun[-back:] + ahead[:weeks])

    def behind(self, weeks: int) -> Period:
        """The last so many school weeks of one school year that ended at least two weeks ago."""
        over = [week for week in self.weeks if week + FRIDAY <= self.today - timedelta(weeks=2)]
        for end in range(len(over), weeks - 1, -1):
            found = over[end - weeks : end]
            if school_year_of(found[0]) == school_year_of(found[-1]):
                return _period(found)
        raise LookupError("no school weeks behind us")

    def busy_month(self) -> date:
        """First day of the first month that has room for many lessons still to come."""
        month = month_of(self.today)
        while True:
            whole = self.school_days(month, last_day(month))
            left = [day for day in whole if day > self.today + ONE_DAY]
            if len(whole) >= BUSY_MONTH and len(left) >= BUSY_MONTH_LEFT:
                return month
            month = next_month(month)

    def over_month(self, month: date) -> Period:
        """The school weeks of a month, with two before and four after it, in its school year."""
        year = school_year_of(month)
        near = (month - timedelta(weeks=2), last_day(month) + timedelta(weeks=4))
        return _period(
            [w for w in self.weeks if near[0] <= w <= near[1] and school_year_of(w) == year]
        )

    def before(self, day: date, *, by: int, least: int) -> date:
        """``by`` days before a day, but at least ``least`` days ago."""
        return min(day - by * ONE_DAY, self.today - least * ONE_DAY)

    def _to_come(self) -> list[date]:
        ahead = [week for week in self.weeks if week > self.today]
        year = school_year_of(self.today)
        this_year = [week for week in ahead if school_year_of(week) == year]
        if len(this_year) >= FEWEST_WEEKS_LEFT:
            return this_year
        return [week for week in ahead if school_year_of(week) == year + 1]


def moment(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment on the wall in The Hague."""
    return instant(day, time(hour, minute))


def _period(weeks: list[date]) -> Period:
    return Period(weeks[0], weeks[-1] + FRIDAY)
