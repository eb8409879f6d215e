"""Until when somebody may answer."""

from datetime import date, datetime, time

from andersom.lib.dates import ONE_DAY, SCHOOL_WEEK, instant, local_date
from andersom.reference.domain import holidays

# Twelve weeks hold the longest holiday and any term one would set.
FAR_ENOUGH = 84 * ONE_DAY


def end_of_answering(at: datetime, school_days: int) -> datetime:
    """The last minute of the day that is so many school days after ``at``, as an instant."""
    day = local_date(at)
    closed = holidays.closed_days(day, day + FAR_ENOUGH)
    for _day in range(school_days):
        day = _next_school_day(day, closed)
    return instant(day, time(23, 59))


def _next_school_day(day: date, closed: dict[date, str]) -> date:
    day += ONE_DAY
    while day.weekday() not in SCHOOL_WEEK or day in closed:
        day += ONE_DAY
    return day
