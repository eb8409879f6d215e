"""The dates of a series: which lessons can stand in the calendar, and why the others cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from andersom.lib.dates import ONE_DAY, days
from andersom.placements.hours.calendar import Busy, Calendar, Closure, Pattern
from andersom.placements.hours.ledger import Ledger, MonthVerdict, PlannedLesson, judge
from andersom.placements.hours.obstacles import Param, obstacle_to, over_limit
from andersom.placements.hours.week import SchoolDay, Slot

LOOK_AHEAD = timedelta(weeks=13)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date of the pattern that is not planned; codes and parameters are in ``obstacles``."""

    day: date
    slot: Slot
    code: str
    params: Mapping[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """What became of a pattern, and what it does to each group's months."""

    lessons: tuple[PlannedLesson, ...]
    skipped: tuple[Skipped, ...]
    months: tuple[MonthVerdict, ...]


def plan_series(
    pattern: Pattern,
    timetable: Mapping[int, SchoolDay],
    closed: Mapping[date, Closure],
    busy: Sequence[Busy],
    ledger: Ledger,
) -> Series:
    """Plan every date of ``pattern`` that is possible, in the order of the calendar.

    ``timetable`` maps weekdays to school times, ``closed`` days to the reason. ``busy`` and
    ``ledger`` should reach a quarter of a year past the end, so that ``next`` is not promised too
    early. Above the limit a lesson is planned only where the rule allows it and a reason is given;
    it is then marked ``over_cap``.
    """
    calendar = Calendar(pattern, timetable, closed, tuple(busy), ledger)
    lessons: list[PlannedLesson] = []
    skipped: list[Skipped] = []
    for day, slot in pattern.occurrences(pattern.start, pattern.end):
        if obstacle := obstacle_to(calendar, day, slot):
            skipped.append(Skipped(day, slot, *obstacle))
            continue
        lesson = calendar.lesson(day, slot)
        lesson = replace(lesson, over_cap=over_limit(calendar, lesson) is not None)
        lessons.append(lesson)
        calendar = calendar.with_lesson(lesson)
    whole = tuple(_with_next(calendar, each) for each in skipped)
    return Series(tuple(lessons), whole, tuple(judge(ledger, lessons)))


def _with_next(calendar: Calendar, skipped: Skipped) -> Skipped:
    """Complete an ``over_cap`` with the first later date on which the slot does fit."""
    if skipped.code != "over_cap":
        return skipped
    first = skipped.day + ONE_DAY
    later = (
        day
        for day in days(first, skipped.day + LOOK_AHEAD)
        if day.weekday() == skipped.slot.weekday and not obstacle_to(calendar, day, skipped.slot)
    )
    found = next((day.isoformat() for day in later), None)
    return replace(skipped, params={**skipped.params, "next": found})
