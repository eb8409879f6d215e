"""Days without school in The Hague: the government's table, else what a package knows.

School holidays come from the `Holiday` table. A school year of which the table knows no school
holiday (not published or not imported yet) is taken from the PyPI package `holidays`, region
midden. Public holidays come from that package, and from the table when the team adds one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays

from andersom.lib import dates
from andersom.reference.models import Holiday

ONE_DAY = timedelta(days=1)
# Twelve weeks hold the longest holiday and any term one would set.
FAR_ENOUGH = 84 * ONE_DAY
SUMMER_AT_LEAST, SUMMER_MONTHS = 27 * ONE_DAY, range(6, 10)


@dataclass(frozen=True, slots=True)
class Period:
    """A holiday of consecutive days; both ends included."""

    name: str
    first_day: date
    last_day: date

    def days(self) -> Iterator[date]:
        return dates.days(self.first_day, self.last_day)


def closed_days(start: date, end: date) -> dict[date, str]:
    """Date → name of each day of the period (inclusive) on which the city has no school.

    Weekend days within a holiday are included; other weekend days are not. When a public holiday
    falls in a school holiday, the school holiday names it.
    """
    named: dict[date, str] = {}
    for period in [*public_holidays(start, end), *school_holidays(start, end)]:
        for day in period.days():
            if start <= day <= end:
                named[day] = period.name
    return dict(sorted(named.items()))


def school_holidays(start: date, end: date) -> list[Period]:
    """School holidays of region midden that touch the period, in the order of their first day."""
    years = range(dates.school_year_of(start) - 1, dates.school_year_of(end) + 1)
    first, last = dates.school_year_period(years[0])[0], dates.school_year_period(years[-1])[1]
    table = _table(Holiday.Kind.SCHOOL, first, last)
    known = {dates.school_year_of(period.first_day) for period in table}
    package = [
        period for year in years if year not in known for period in _package_school_holidays(year)
    ]
    return _touching([*table, *package], start, end)


def public_holidays(start: date, end: date) -> list[Period]:
    """Public holidays that touch the period, from the package and from the table."""
    package = [period for year in range(start.year, end.year + 1) for period in _package_days(year)]
    return _touching([*package, *_table(Holiday.Kind.PUBLIC, start, end)], start, end)


def _table(kind: str, start: date, end: date) -> list[Period]:
    rows = Holiday.objects.here().filter(kind=kind).between(start, end)
    return [Period(row.name, row.first_day, row.last_day) for row in rows]


def _touching(periods: list[Period], start: date, end: date) -> list[Period]:
    found = {p for p in periods if p.first_day <= end and p.last_day >= start}
    return sorted(found, key=lambda p: (p.first_day, p.name))


@lru_cache(maxsize=64)
def _package_days(year: int) -> tuple[Period, ...]:
    found = country_holidays("NL", language="nl", years=[year])
    return tuple(Period(name, day, day) for day, name in sorted(found.items()))


@lru_cache(maxsize=64)
def _package_school_holidays(school_year: int) -> tuple[Period, ...]:
    """Holidays that begin in a school year; the package gives loose days, here joined again."""
    found = country_holidays(
        "NL",
        subdiv="Midden",
        categories=("school",),
        language="nl",
        years=[school_year, school_year + 1],
    )
    joined: list[Period] = []
    for day, name in sorted(found.items()):
        last = joined[-1] if joined else None
        if last and last.name == name and last.last_day + ONE_DAY == day:
            joined[-1] = Period(name, last.first_day, day)
        else:
            joined.append(Period(name, day, day))
    first, last_of_year = dates.school_year_period(school_year)
    return tuple(p for p in joined if first <= p.first_day <= last_of_year)


def summer(day: date) -> Period | None:
    """The summer holiday in which a day falls: the school holiday of four weeks or more."""
    if day.month not in SUMMER_MONTHS:
        return None
    long = [p for p in school_holidays(day, day) if p.last_day - p.first_day >= SUMMER_AT_LEAST]
    return long[0] if long else None


def school_days_after(day: date, count: int) -> date:
    """The day that is so many school days of the city after ``day``."""
    closed = closed_days(day, day + FAR_ENOUGH)
    while count:
        day += ONE_DAY
        if day.weekday() in dates.SCHOOL_WEEK and day not in closed:
            count -= 1
    return day


def school_days_ago(day: date, count: int) -> date:
    """The latest day after which so many school days have come, ``day`` itself counted.

    On a Wednesday two school days ago is Monday; on the Sunday after it is Wednesday. What happened
    on this day or before it is at least so many school days old.
    """
    closed = closed_days(day - FAR_ENOUGH, day)
    while count:
        count -= day.weekday() in dates.SCHOOL_WEEK and day not in closed
        day -= ONE_DAY
    return day
