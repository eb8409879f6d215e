"""The dates of a series: which lessons can stand in the calendar, and why the others cannot.

Each date is checked in one fixed order; the first obstacle is the reason why it is skipped:

| code | params |
|---|---|
| holiday | name |
| closed_day | name |
| no_school | |
| outside_school_times | open, close |
| break | start, end |
| overlap | who (professional, group or series), start, end |
| needs_licensed | learning_area |
| no_rule | month |
| over_cap | group, month, limit, used, left (minutes); reason_allows; next |

``reason_allows`` is true where the rule lets a school leader go above the limit with a reason.
``next`` is the first later date on which the same slot fits, with the whole series in the books, or
None within a quarter of a year. Times are ``HH:MM`` on the wall, dates and months ISO text.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from andersom.lib.dates import ONE_DAY, ZONE, days, minute_of_day
from andersom.placements.hours.ledger import Ledger, MonthVerdict, PlannedLesson, Verdict, judge
from andersom.placements.hours.ruleset import (
    LICENSED,
    Above,
    counts,
    learning_area_rule,
    rule_on,
)
from andersom.placements.hours.week import SchoolDay, Slot

LOOK_AHEAD = timedelta(weeks=13)

type Param = int | str | None


class Closure(NamedTuple):
    """Why a school is closed on a day."""

    kind: Literal["holiday", "closed_day"]
    name: str


class Busy(NamedTuple):
    """Time that is taken, as aware instants: of the professional, of a group, or by the series."""

    start: datetime
    end: datetime
    who: Literal["professional", "group", "series"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A wish: these weekly slots for these groups, from the first to the last day, both included.

    ``reason_given`` says that the school leader recorded why the limit may be passed.
    """

    start: date
    end: date
    slots: tuple[Slot, ...]
    groups: tuple[int, ...]
    licence: str
    teacher_present: bool = False
    learning_area: int | None = None
    reason_given: bool = False

    def occurrences(self, first: date, last: date) -> Iterator[tuple[date, Slot]]:
        """Each day and slot of the pattern between two days, in the order of the calendar."""
        for day in days(first, last):
            for slot in sorted(self.slots):
                if slot.weekday == day.weekday():
                    yield day, slot


@dataclass(frozen=True, slots=True)
class Skipped:
    """A date of the pattern that is not planned; codes and parameters are in the table above."""

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


@dataclass(frozen=True, slots=True)
class _Calendar:
    """All that a date is checked against; a planned lesson gives a new one."""

    pattern: Pattern
    timetable: Mapping[int, SchoolDay]
    closed: Mapping[date, Closure]
    busy: tuple[Busy, ...]
    ledger: Ledger

    def lesson(self, day: date, slot: Slot) -> PlannedLesson:
        rule = rule_on(self.ledger.rules, day)
        counted = counts(rule, self.pattern.licence, self.pattern.teacher_present)
        return PlannedLesson(
            day=day,
            start=slot.start,
            minutes=slot.minutes,
            groups=self.pattern.groups,
            counted=counted,
        )

    def with_lesson(self, lesson: PlannedLesson) -> "_Calendar":
        taken = Busy(lesson.begins, lesson.ends, "series")
        return replace(self, busy=(*self.busy, taken), ledger=self.ledger.charged(lesson))


type Obstacle = tuple[str, dict[str, Param]]
type Check = Callable[[_Calendar, date, Slot], Obstacle | None]


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
    calendar = _Calendar(pattern, timetable, closed, tuple(busy), ledger)
    lessons: list[PlannedLesson] = []
    skipped: list[Skipped] = []
    for day, slot in pattern.occurrences(pattern.start, pattern.end):
        if obstacle := _obstacle(calendar, day, slot):
            skipped.append(Skipped(day, slot, *obstacle))
            continue
        lesson = calendar.lesson(day, slot)
        lesson = replace(lesson, over_cap=_tightest(calendar, lesson) is not None)
        lessons.append(lesson)
        calendar = calendar.with_lesson(lesson)
    whole = tuple(_with_next(calendar, each) for each in skipped)
    return Series(tuple(lessons), whole, tuple(judge(ledger, lessons)))


def _obstacle(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    """First check that keeps a lesson out of the calendar."""
    for check in CHECKS:
        if obstacle := check(calendar, day, slot):
            return obstacle
    return None


def _closed(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    closure = calendar.closed.get(day)
    return (closure.kind, {"name": closure.name}) if closure else None


def _no_school(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    return None if day.weekday() in calendar.timetable else ("no_school", {})


def _outside_school_times(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    school = calendar.timetable[day.weekday()]
    if school.open <= slot.start and slot.ends <= minute_of_day(school.close):
        return None
    return "outside_school_times", {
        "open": f"{school.open:%H:%M}",
        "close": f"{school.close:%H:%M}",
    }


def _break(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    school = calendar.timetable[day.weekday()]
    if school.break_start is None or school.break_end is None:
        return None
    if slot.ends <= minute_of_day(school.break_start) or school.break_end <= slot.start:
        return None
    return "break", {"start": f"{school.break_start:%H:%M}", "end": f"{school.break_end:%H:%M}"}


def _overlap(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    lesson = calendar.lesson(day, slot)
    for taken in calendar.busy:
        if taken.start < lesson.ends and lesson.begins < taken.end:
            return "overlap", {
                "who": taken.who,
                "start": f"{taken.start.astimezone(ZONE):%H:%M}",
                "end": f"{taken.end.astimezone(ZONE):%H:%M}",
            }
    return None


def _needs_licensed(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    rule, area = rule_on(calendar.ledger.rules, day), calendar.pattern.learning_area
    if calendar.pattern.licence == LICENSED or learning_area_rule(rule, area) != LICENSED:
        return None
    return "needs_licensed", {"learning_area": area}


def _no_rule(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    if rule_on(calendar.ledger.rules, day) or calendar.pattern.licence == LICENSED:
        return None
    return "no_rule", {"month": f"{day:%Y-%m}"}


def _over_cap(calendar: _Calendar, day: date, slot: Slot) -> Obstacle | None:
    tightest = _tightest(calendar, calendar.lesson(day, slot))
    if tightest is None:
        return None
    reason_allows = _reason_allows(calendar, day)
    if reason_allows and calendar.pattern.reason_given:
        return None
    return "over_cap", {
        "group": tightest.group,
        "month": f"{tightest.month:%Y-%m}",
        "limit": tightest.limit,
        "used": tightest.before,
        "left": max(0, (tightest.limit or 0) - tightest.before),
        "reason_allows": reason_allows,
        "next": None,
    }


CHECKS: tuple[Check, ...] = (
    _closed,
    _no_school,
    _outside_school_times,
    _break,
    _overlap,
    _needs_licensed,
    _no_rule,
    _over_cap,
)


def _tightest(calendar: _Calendar, lesson: PlannedLesson) -> MonthVerdict | None:
    """Group with the least room among those that this lesson would bring above their limit."""
    over = [line for line in judge(calendar.ledger, [lesson]) if line.verdict is Verdict.OVER]
    return max(over, key=lambda line: line.after - (line.limit or 0), default=None)


def _reason_allows(calendar: _Calendar, day: date) -> bool:
    rule = rule_on(calendar.ledger.rules, day)
    return rule is not None and rule.above == Above.ALLOW_WITH_REASON


def _with_next(calendar: _Calendar, skipped: Skipped) -> Skipped:
    """Complete an ``over_cap`` with the first later date on which the slot does fit."""
    if skipped.code != "over_cap":
        return skipped
    first = skipped.day + ONE_DAY
    later = (
        day
        for day in days(first, skipped.day + LOOK_AHEAD)
        if day.weekday() == skipped.slot.weekday and not _obstacle(calendar, day, skipped.slot)
    )
    found = next((day.isoformat() for day in later), None)
    return replace(skipped, params={**skipped.params, "next": found})
