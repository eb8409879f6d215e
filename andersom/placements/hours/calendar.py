"""A wish for lessons, and the calendar of one school and one professional to fit it in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, NamedTuple

from andersom.lib.dates import days
from andersom.placements.hours.ledger import Ledger, PlannedLesson
from andersom.placements.hours.ruleset import counts, rule_on
from andersom.placements.hours.week import SchoolDay, Slot


class Closure(NamedTuple):
    """Why a school is closed on a day."""

    kind: Literal["holiday", "closed_day"]
    name: str


class Busy(NamedTuple):
    """Time that is taken, as aware instants: of the professional, of a group, or by the series.

    ``group`` is whose time it is, where only the lessons of that group are in the way of it.
    """

    start: datetime
    end: datetime
    who: Literal["professional", "group", "series"]
    group: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A wish: these weekly slots for these groups, from the first to the last day, both included.

    A slot that names groups is for those only, and a ValueError when they are not of the wish.
    ``reason_given`` says that the school leader recorded why the limit may be passed.
    ``without_vog`` are the days for which the professional has no valid certificate of conduct.
    """

    start: date
    end: date
    slots: tuple[Slot, ...]
    groups: tuple[int, ...]
    licence: str
    teacher_present: bool = False
    learning_area: int | None = None
    reason_given: bool = False
    without_vog: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not set(self.groups).issuperset(group for slot in self.slots for group in slot.groups):
            raise ValueError("a slot is for groups of the wish")

    def occurrences(self, first: date, last: date) -> Iterator[tuple[date, Slot]]:
        """Each day and slot of the pattern between two days, in the order of the calendar."""
        for day in days(first, last):
            for slot in sorted(self.slots):
                if slot.weekday == day.weekday():
                    yield day, slot


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that a date is checked against; a planned lesson gives a new one."""

    pattern: Pattern
    timetable: Mapping[int, SchoolDay]
    closed: Mapping[date, Closure]
    busy: tuple[Busy, ...]
    ledger: Ledger

    def lesson(self, day: date, slot: Slot) -> PlannedLesson:
        """Lesson in this slot, counted or not by the rule of the day."""
        rule = rule_on(self.ledger.rules, day)
        counted = counts(rule, self.pattern.licence, self.pattern.teacher_present)
        return PlannedLesson(
            day=day,
            start=slot.start,
            minutes=slot.minutes,
            groups=slot.groups or self.pattern.groups,
            counted=counted,
        )

    def with_lesson(self, lesson: PlannedLesson) -> "Calendar":
        """Calendar in which the lesson stands: its time is taken, its minutes are charged."""
        taken = Busy(lesson.begins, lesson.ends, "series")
        return replace(self, busy=(*self.busy, taken), ledger=self.ledger.charged(lesson))
