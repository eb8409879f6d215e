"""Times for groups that each have lessons of their own: the professional goes round them."""

from collections.abc import Mapping, Sequence

from andersom.lib.dates import dagdelen_in
from andersom.placements.hours.week import SchoolDay, Slot, first_gap

type DayPart = tuple[int, int]


def own_slots(
    dagdelen: int,
    timetable: Mapping[int, SchoolDay],
    lesson_minutes: int,
    blocks_per_week: int,
    *,
    groups: Sequence[int],
    busy: Sequence[Slot] = (),
) -> list[Slot]:
    """Give each group its weekly lessons, one group after the other within a dagdeel.

    Who does not fit in a dagdeel any more has the lesson in another one. A group has at most one
    lesson in a dagdeel, and a second on the same day only when the days are used up. The list is
    in the order of the week; a group that finds no moment has fewer than ``blocks_per_week`` slots.
    Without anything in ``busy`` nobody is left out whom another order would have given a place.
    """
    need = dict.fromkeys(groups, blocks_per_week)
    open_parts = [part for part in dagdelen_in(dagdelen) if part[0] in timetable]
    chosen: list[Slot] = []
    while open_parts and any(need.values()):
        visits = {
            part: _visit(part, timetable, lesson_minutes, _turn(need, chosen, part[0]), busy)
            for part in open_parts
        }
        best = min(visits, key=lambda part: _rank(visits[part], chosen, part[0]))
        for slot in visits[best]:
            need[slot.groups[0]] -= 1
        chosen += visits[best]
        # What cannot be used now cannot be used later either: it only fills up.
        open_parts = [part for part in open_parts if part != best and visits[part]]
    return sorted(chosen)


def _turn(need: Mapping[int, int], chosen: Sequence[Slot], weekday: int) -> list[int]:
    """Groups that still need lessons: who needs most first, then who has none on this day."""
    seen = {slot.groups[0] for slot in chosen if slot.weekday == weekday}
    waiting = [group for group, lessons in need.items() if lessons]
    return sorted(waiting, key=lambda group: (-need[group], group in seen))


def _visit(
    part: DayPart,
    timetable: Mapping[int, SchoolDay],
    minutes: int,
    waiting: list[int],
    busy: Sequence[Slot],
) -> list[Slot]:
    """Lessons of one dagdeel: each time the group that can begin first, in order of turn."""
    weekday, half = part
    at, closes = timetable[weekday].dagdeel(half)
    lessons: list[Slot] = []
    while options := [
        Slot(weekday, gap.start, minutes, (group,))
        for group in waiting
        if (gap := first_gap(weekday, (at, closes), minutes, _taken(busy, group)))
    ]:
        first = min(options, key=lambda slot: slot.begins)
        lessons.append(first)
        waiting = [group for group in waiting if group != first.groups[0]]
        at = first.ends
    return lessons


def _taken(busy: Sequence[Slot], group: int) -> list[Slot]:
    return [slot for slot in busy if not slot.groups or group in slot.groups]


def _rank(
    visit: Sequence[Slot], chosen: Sequence[Slot], weekday: int
) -> tuple[bool, bool, int, bool]:
    """The best dagdeel has the lowest: days without a lesson of these groups, then the most
    lessons, then days on which she comes anyway; the order of the week decides the rest.
    """
    that_day = [slot for slot in chosen if slot.weekday == weekday]
    again = {slot.groups for slot in visit} & {slot.groups for slot in that_day}
    return not visit, bool(again), -len(visit), not that_day
