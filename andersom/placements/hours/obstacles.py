"""Why a lesson cannot stand in the calendar.

Each date is checked in one fixed order; the first obstacle is the reason why it is skipped:

| code | params |
|---|---|
| holiday | name |
| closed_day | name |
| no_school | |
| outside_school_times | open, close |
| break | start, end |
| overlap | who (professional, group or series), start, end |
| no_vog | on |
| needs_licensed | learning_area |
| no_rule | month |
| over_cap | group, month, limit, used, left (minutes); reason_allows; next |

``reason_allows`` is true where the rule lets a school leader go above the limit with a reason.
``next`` is the first later date on which the same slot fits, with the whole series in the books, or
None within a quarter of a year. Times are ``HH:MM`` on the wall, dates and months ISO text.
"""

from collections.abc import Callable
from datetime import date

from andersom.lib.dates import ZONE, minute_of_day
from andersom.placements.hours.calendar import Calendar
from andersom.placements.hours.ledger import MonthVerdict, PlannedLesson, Verdict, judge
from andersom.placements.hours.ruleset import LICENSED, Above, learning_area_rule, rule_on
from andersom.placements.hours.week import Slot

type Param = int | str | None
type Obstacle = tuple[str, dict[str, Param]]
type Check = Callable[[Calendar, date, Slot], Obstacle | None]


def obstacle_to(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    """First check that keeps a lesson out of the calendar."""
    for check in CHECKS:
        if obstacle := check(calendar, day, slot):
            return obstacle
    return None


def _closed(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    closure = calendar.closed.get(day)
    return (closure.kind, {"name": closure.name}) if closure else None


def _no_school(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    return None if day.weekday() in calendar.timetable else ("no_school", {})


def _outside_school_times(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    school = calendar.timetable[day.weekday()]
    if school.open <= slot.start and slot.ends <= minute_of_day(school.close):
        return None
    return "outside_school_times", {
        "open": f"{school.open:%H:%M}",
        "close": f"{school.close:%H:%M}",
    }


def _break(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    school = calendar.timetable[day.weekday()]
    if school.break_start is None or school.break_end is None:
        return None
    if slot.ends <= minute_of_day(school.break_start) or school.break_end <= slot.start:
        return None
    return "break", {"start": f"{school.break_start:%H:%M}", "end": f"{school.break_end:%H:%M}"}


def _overlap(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    lesson = calendar.lesson(day, slot)
    for taken in calendar.busy:
        if taken.group is not None and taken.group not in lesson.groups:
            continue
        if taken.start < lesson.ends and lesson.begins < taken.end:
            return "overlap", {
                "who": taken.who,
                "start": f"{taken.start.astimezone(ZONE):%H:%M}",
                "end": f"{taken.end.astimezone(ZONE):%H:%M}",
            }
    return None


def _no_vog(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    """The certificate of conduct gates on the day of the lesson; a near renewal stops nothing."""
    return ("no_vog", {"on": day.isoformat()}) if day in calendar.pattern.without_vog else None


def _needs_licensed(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    rule, area = rule_on(calendar.ledger.rules, day), calendar.pattern.learning_area
    if calendar.pattern.licence == LICENSED or learning_area_rule(rule, area) != LICENSED:
        return None
    return "needs_licensed", {"learning_area": area}


def _no_rule(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    if rule_on(calendar.ledger.rules, day) or calendar.pattern.licence == LICENSED:
        return None
    return "no_rule", {"month": f"{day:%Y-%m}"}


def _over_cap(calendar: Calendar, day: date, slot: Slot) -> Obstacle | None:
    tightest = over_limit(calendar, calendar.lesson(day, slot))
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
    _no_vog,
    _needs_licensed,
    _no_rule,
    _over_cap,
)


def over_limit(calendar: Calendar, lesson: PlannedLesson) -> MonthVerdict | None:
    """Group with the least room among those that this lesson would bring above their limit."""
    over = [line for line in judge(calendar.ledger, [lesson]) if line.verdict is Verdict.OVER]
    return max(over, key=lambda line: line.after - (line.limit or 0), default=None)


def _reason_allows(calendar: Calendar, day: date) -> bool:
    rule = rule_on(calendar.ledger.rules, day)
    return rule is not None and rule.above == Above.ALLOW_WITH_REASON
