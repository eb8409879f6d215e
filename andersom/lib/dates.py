"""The calendar of a Dutch school: months, school years, dagdelen, and the change of the clock.

Instants are aware datetimes, stored and returned in UTC. Days and clock times are those on the
wall in Europe/Amsterdam. A month is written as the date of its first day.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Amsterdam")

MORNING, AFTERNOON = 0, 1
SCHOOL_WEEK = range(5)
ALL_DAGDELEN = 0b11_11_11_11_11

SCHOOL_YEAR_STARTS_IN = 8  # August
ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


# Dagdelen: a week of ten mornings and afternoons in one integer.


def dagdeel_bit(weekday: int, half: int) -> int:
    """Mask of one dagdeel: Monday morning is 1, Monday afternoon 2, ... Friday afternoon 512."""
    if weekday not in SCHOOL_WEEK or half not in (MORNING, AFTERNOON):
        raise ValueError(f"no dagdeel: weekday {weekday}, half {half}")
    return 1 << (weekday * 2 + half)


def dagdelen_in(mask: int) -> list[tuple[int, int]]:
    """Unfold a mask into (weekday, half) pairs from Monday morning on."""
    return [
        (weekday, half)
        for weekday in SCHOOL_WEEK
        for half in (MORNING, AFTERNOON)
        if mask & dagdeel_bit(weekday, half)
    ]


# A day without a break is one long morning up to here; a longer one is cut at noon.
LONG_MORNING_ENDS = time(13, 0)
NOON = time(12, 0)


def dagdeel_times(
    opens: time, closes: time, break_start: time | None, break_end: time | None, half: int
) -> tuple[time, time]:
    """Begin and end of a half of a school day; equal when there is no such half."""
    if break_start and break_end:
        noon, resumes = break_start, break_end
    elif closes <= LONG_MORNING_ENDS:
        noon = resumes = closes
    else:
        noon = resumes = max(opens, NOON)
    return (opens, noon) if half == MORNING else (resumes, closes)


# School years run from 1 August to 31 July (Wet op het primair onderwijs, article 1).


def school_year_of(day: date) -> int:
    """Calendar year in which the school year of ``day`` began: 2026 for 2026-2027."""
    return day.year if day.month >= SCHOOL_YEAR_STARTS_IN else day.year - 1


def school_year_label(start_year: int) -> str:
    """Name a school year by both its years: ``2026-2027``."""
    return f"{start_year}-{start_year + 1}"


def school_year_period(start_year: int) -> tuple[date, date]:
    """First and last day of a school year, both included."""
    return date(start_year, SCHOOL_YEAR_STARTS_IN, 1), date(
        start_year + 1, SCHOOL_YEAR_STARTS_IN, 1
    ) - ONE_DAY


# Instants and the clock on the wall.


def local_date(instant: datetime) -> date:
    """Day on the wall in Amsterdam at an aware instant."""
    return _aware(instant).astimezone(ZONE).date()


class Timed:
    """What has a range ``during`` of instants, told by the clock on the wall in Amsterdam."""

    during: Any

    @property
    def starts(self) -> datetime:
        instant: datetime = self.during.lower
        return instant.astimezone(ZONE)

    @property
    def ends(self) -> datetime:
        instant: datetime = self.during.upper
        return instant.astimezone(ZONE)


def local_month(instant: datetime) -> date:
    """Month on the wall in Amsterdam: 1 January 00:30 is January although UTC says December."""
    return month_of(local_date(instant))


def instant(day: date, at: time) -> datetime:
    """UTC instant of a wall clock time in Amsterdam.

    In the autumn night an hour exists twice: the first is meant, unless ``at.fold`` is 1. In the
    spring night an hour is skipped: 02:30 then means half an hour after the skip began, which the
    wall calls 03:30.
    """
    if at.tzinfo is not None:
        raise ValueError("a wall clock time carries no time zone")
    return datetime.combine(day, at, tzinfo=ZONE).astimezone(UTC)


def minute_of_day(at: time) -> int:
    """Minutes on the wall since midnight, 0..1439."""
    return at.hour * 60 + at.minute


def clock(minute: int) -> time:
    """Wall clock time of a minute of the day, the inverse of :func:`minute_of_day`."""
    return time(*divmod(minute, 60))


def _aware(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return moment


# Months, days and weeks.


def month_of(day: date) -> date:
    """First day of the month of ``day``."""
    return date(day.year, day.month, 1)


def next_month(month: date) -> date:
    """First day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def last_day(month: date) -> date:
    """Last day of a month."""
    return next_month(month) - ONE_DAY


def months(first: date, last: date) -> Iterator[date]:
    """Each month that has a day in the period, as its first day; both ends included."""
    month = month_of(first)
    while month <= last:
        yield month
        month = next_month(month)


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """UTC instants at which a local month begins and ends; the end is not included."""
    return instant(month_of(month), time.min), instant(next_month(month), time.min)


def days(first: date, last: date) -> Iterator[date]:
    """Each day of a period, both ends included."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(ordinal)


def iso_week(day: date) -> tuple[int, int]:
    """ISO year and week: 1 January 2027 is week 53 of 2026."""
    year, week, _ = day.isocalendar()
    return year, week


def iso_week_label(day: date) -> str:
    """Week in ISO spelling, ``2026-W53``: sorts as text."""
    year, week = iso_week(day)
    return f"{year}-W{week:02}"


def week_start(day: date) -> date:
    """Monday of the week of ``day``."""
    return day - timedelta(days=day.weekday())
