"""The school week: times of the day with their break, slots, and lesson times in dagdelen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from andersom.lib.dates import clock, dagdeel_times, dagdelen_in, minute_of_day


@dataclass(frozen=True, slots=True)
class SchoolDay:
    """School times of one weekday, as on the wall; the break may be missing."""

    open: time
    close: time
    break_start: time | None = None
    break_end: time | None = None

    def __post_init__(self) -> None:
        if (self.break_start is None) != (self.break_end is None):
            raise ValueError("a break has a start and an end")
        marks = [at for at in (self.open, self.break_start, self.break_end, self.close) if at]
        if any(earlier >= later for earlier, later in pairwise(marks)):
            raise ValueError("school opens, breaks and closes in this order")

    def dagdeel(self, half: int) -> tuple[int, int]:
        """Minutes of the day at which a half begins and ends; equal when there is no such half."""
        begin, end = dagdeel_times(self.open, self.close, self.break_start, self.break_end, half)
        return minute_of_day(begin), minute_of_day(end)


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A lesson's place in the week: weekday (Monday 0), wall clock start, minutes.

    ``groups`` are the groups that have this lesson; empty: all of them together. In a list of
    taken moments, empty means that nobody can have a lesson then.
    """

    weekday: int
    start: time
    minutes: int
    groups: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.minutes < 1:
            raise ValueError("a slot lasts at least a minute")

    @property
    def begins(self) -> int:
        """Minute of the day of the start."""
        return minute_of_day(self.start)

    @property
    def ends(self) -> int:
        """Minute of the day of the end, on a day without a change of the clock."""
        return self.begins + self.minutes


def proposed_slots(
    dagdelen: int,
    timetable: Mapping[int, SchoolDay],
    lesson_minutes: int,
    blocks_per_week: int,
    busy: Sequence[Slot] = (),
) -> list[Slot]:
    """Choose times for a week's lessons: one in a dagdeel, as early as it fits around ``busy``.

    Different weekdays come first, earlier ones before later ones; a second lesson on the same day
    only when the days are used up. The list is in the order of the week, and shorter than
    ``blocks_per_week`` when not more is possible.
    """
    options = [
        slot
        for weekday, half in dagdelen_in(dagdelen)
        if weekday in timetable
        and (slot := first_gap(weekday, timetable[weekday].dagdeel(half), lesson_minutes, busy))
    ]
    return sorted(_one_a_day_first(options)[:blocks_per_week])


def first_gap(
    weekday: int, window: tuple[int, int], minutes: int, busy: Iterable[Slot]
) -> Slot | None:
    """Earliest slot of this length in a window (minutes of the day) that overlaps nothing."""
    start, closes = window
    for taken in sorted(slot for slot in busy if slot.weekday == weekday):
        if start + minutes <= taken.begins:
            break
        start = max(start, taken.ends)
    return Slot(weekday, clock(start), minutes) if start + minutes <= closes else None


def _one_a_day_first(slots: Sequence[Slot]) -> list[Slot]:
    """Put the first slot of each weekday before all second ones."""
    first = {slot.weekday: slot for slot in reversed(slots)}
    return [*reversed(first.values()), *(slot for slot in slots if slot not in first.values())]
