"""Rules, a school and a pattern with the values of an ordinary school year."""

from datetime import date, time
from typing import Any

from andersom.placements.hours import (
    Above,
    Ledger,
    Pattern,
    PlannedLesson,
    RuleSet,
    SchoolDay,
    Slot,
)

HOURS_22 = 22 * 60
TUESDAY = 1
GROEP_5, GROEP_6 = 5, 6

DAY = SchoolDay(time(8, 30), time(14, 15), time(12, 0), time(12, 30))
WEDNESDAY_SHORT = SchoolDay(time(8, 30), time(12, 15))
TIMETABLE = {0: DAY, 1: DAY, 2: WEDNESDAY_SHORT, 3: DAY, 4: DAY}

# A whole school day is two slots, 3:30 before the break and 1:45 after it: 5:15 in all.
WHOLE_TUESDAY = (Slot(TUESDAY, time(8, 30), 210), Slot(TUESDAY, time(12, 30), 105))


def a_rule(**changes: Any) -> RuleSet:
    values: dict[str, Any] = {
        "valid_from": date(2026, 8, 1),
        "valid_until": None,
        "limit_minutes": HOURS_22,
        "warn_percent": 80,
        "counted": frozenset({"subject_competent", "in_training"}),
        "counts_with_teacher": True,
        "above": Above.REFUSE,
    }
    return RuleSet(**values | changes)


def a_ledger(minutes: dict | None = None, *rules: RuleSet, **values: Any) -> Ledger:
    return Ledger(minutes or {}, rules or (a_rule(),), **values)


def a_lesson(**changes: Any) -> PlannedLesson:
    values: dict[str, Any] = {
        "day": date(2026, 11, 24),
        "start": time(8, 30),
        "minutes": 60,
        "groups": (GROEP_5,),
        "counted": True,
    }
    return PlannedLesson(**values | changes)


def a_pattern(**changes: Any) -> Pattern:
    values: dict[str, Any] = {
        "start": date(2026, 11, 1),
        "end": date(2026, 12, 31),
        "slots": (Slot(TUESDAY, time(8, 30), 60),),
        "groups": (GROEP_5,),
        "licence": "subject_competent",
    }
    return Pattern(**values | changes)
