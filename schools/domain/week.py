"""The school week as values: times per weekday, and which dagdelen exist in them. Pure.

A timetable maps weekday (Monday 0) → Day, and only holds weekdays with school. A Day has the fields
of the planner's own school day, in its order, so ``SchoolDay(*day)`` makes one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, NamedTuple, Protocol

from andersom.lib.dates import (
    AFTERNOON,
    MORNING,
    SCHOOL_WEEK,
    dagdeel_bit,
    dagdeel_times,
    minute_of_day,
)


class Day(NamedTuple):
    """Wall clock times of one school day; no break on a day without an afternoon."""

    open: time
    close: time
    break_start: time | None = None
    break_end: time | None = None

    def part(self, half: int) -> tuple[time, time]:
        """Begin and end of the morning or the afternoon; equal when there is none."""
        return dagdeel_times(*self, half)

    def minutes(self, half: int) -> int:
        """Minutes of lesson time in the morning or the afternoon."""
        begin, end = self.part(half)
        return max(0, minute_of_day(end) - minute_of_day(begin))


class Row(Protocol):
    """What a stored school day offers; a break without length means no afternoon."""

    @property
    def weekday(self) -> int: ...
    @property
    def start(self) -> time: ...
    @property
    def break_start(self) -> time: ...
    @property
    def break_end(self) -> time: ...
    @property
    def end(self) -> time: ...


@dataclass(frozen=True, slots=True)
class UsualDay:
    """A weekday of the usual week, with the fields of a stored one."""

    weekday: int
    start: time = time(8, 30)
    break_start: time = time(12, 0)
    break_end: time = time(12, 30)
    end: time = time(14, 15)


USUAL_WEEK: tuple[Row, ...] = tuple(UsualDay(weekday) for weekday in SCHOOL_WEEK)


def days(school: Any) -> list[Row]:
    """The school's stored weekdays in order, or the usual week when it stored none."""
    return sorted(school.days.all(), key=lambda row: row.weekday) or list(USUAL_WEEK)


def timetable(rows: Iterable[Row]) -> dict[int, Day]:
    """Times per weekday, from `days`."""
    return {row.weekday: _day(row) for row in rows}


def _day(row: Row) -> Day:
    if row.break_start == row.break_end:
        return Day(row.start, row.end)
    return Day(row.start, row.end, row.break_start, row.break_end)


def dagdelen(week: Mapping[int, Day], *, at_least: int = 1) -> int:
    """Mask of the dagdelen with at least so many minutes of lesson time."""
    return sum(
        dagdeel_bit(weekday, half)
        for weekday, day in week.items()
        for half in (MORNING, AFTERNOON)
        if day.minutes(half) >= at_least
    )


def room(week: Mapping[int, Day], day_parts: int, *, minutes: int, groups: int) -> int:
    """How many lessons of so many minutes fit in a week, each group at most one in a dagdeel."""
    return sum(
        min(groups, day.minutes(half) // minutes)
        for weekday, day in week.items()
        for half in (MORNING, AFTERNOON)
        if day_parts & dagdeel_bit(weekday, half)
    )


def longest_part(week: Mapping[int, Day]) -> int:
    """Minutes of the longest dagdeel of the week."""
    parts = (day.minutes(half) for day in week.values() for half in (MORNING, AFTERNOON))
    return max(parts, default=0)
