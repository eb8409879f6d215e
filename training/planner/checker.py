"""Judges a schedule of visits. Shares no code with the solver and its rules, only the values.

Everything is looked at pair by pair, the slow and obvious way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from andersom.lib.dates import ZONE, iso_week
from andersom.lib.geo import cycling_minutes, distance_m

from .values import Fixed, Lesson, Plan, Problem, Trainer, Visit, Window


@dataclass(frozen=True, slots=True)
class Violation:
    rule: str
    windows: tuple[int, ...]


class Case:
    """A problem, by number."""

    def __init__(self, problem: Problem) -> None:
        self.fixed = problem.fixed
        self.windows = {each.id: each for each in problem.windows}
        self.lessons = {each.id: each for each in problem.lessons}
        self.trainers = {each.id: each for each in problem.trainers}


def violations(problem: Problem, plan: Plan) -> list[Violation]:
    """Every rule that a plan breaks; empty for a good plan."""
    case = Case(problem)
    found = [*_bookkeeping(case, plan)]
    if found:
        return found
    for visit in plan.visits:
        found += [Violation(rule, (visit.window,)) for rule in _alone(case, visit)]
    for one, other in combinations(plan.visits, 2):
        found += [Violation(r, (one.window, other.window)) for r in _pair(case, one, other)]
    for visit in plan.visits:
        for fixed in case.fixed:
            if rule := _with_fixed(case, visit, fixed):
                found.append(Violation(rule, (visit.window,)))
    return found + _too_many(case, plan.visits)


def addable(problem: Problem, plan: Plan) -> list[Visit]:
    """Every single visit that could still be added to a plan as it is."""
    planned = {visit.window for visit in plan.visits}
    found = []
    for window in problem.windows:
        if window.id in planned:
            continue
        for lesson in problem.lessons:
            for trainer in problem.trainers:
                more = Visit(window.id, lesson.id, trainer.id)
                rest = tuple(each for each in plan.open if each.window != window.id)
                if not violations(problem, Plan((*plan.visits, more), rest, plan.bound + 1)):
                    found.append(more)
    return found


def most(problem: Problem) -> int:
    """No plan has more visits than this: one for each window and lesson, within the numbers for
    the week, each with a trainer who could see the lesson if she did nothing else. Overlaps and
    travel are left out, so the true number may be lower. By augmenting paths.
    """
    seats: dict[tuple[int, tuple[int, int]], list[int]] = {}
    options = {w.id: _seats_of(problem, w) for w in problem.windows}
    rooms = {t.id: t.visits_per_week for t in problem.trainers}
    used: dict[tuple[int, tuple[int, int]], int] = {}
    for fixed in problem.fixed:
        key = (fixed.trainer, iso_week(_local(fixed.lesson.start).date()))
        used[key] = used.get(key, 0) + 1

    def place(window: int, tried: set[tuple[int, tuple[int, int]]]) -> bool:
        for seat in options[window]:
            if seat in tried:
                continue
            tried.add(seat)
            sitting = seats.setdefault(seat, [])
            if len(sitting) + used.get(seat, 0) < rooms[seat[0]]:
                sitting.append(window)
                return True
            for number, other in enumerate(sitting):
                if place(other, tried):
                    sitting[number] = window
                    return True
        return False

    return sum(place(window.id, set()) for window in problem.windows)


def _seats_of(problem: Problem, window: Window) -> set[tuple[int, tuple[int, int]]]:
    case = Case(problem)
    return {
        (trainer.id, iso_week(_local(lesson.start).date()))
        for lesson in problem.lessons
        if lesson.trainee == window.trainee
        for trainer in problem.trainers
        if not list(_alone(case, Visit(window.id, lesson.id, trainer.id)))
    }


def _bookkeeping(case: Case, plan: Plan) -> list[Violation]:
    """Each window is planned or open, once; nothing unknown."""
    named = [visit.window for visit in plan.visits] + [each.window for each in plan.open]
    known = set(case.windows)
    found = [Violation("unknown_window", (each,)) for each in named if each not in known]
    found += [Violation("window_twice", (each,)) for each in set(named) if named.count(each) > 1]
    found += [Violation("window_forgotten", (each,)) for each in known - set(named)]
    for visit in plan.visits:
        if visit.lesson not in case.lessons or visit.trainer not in case.trainers:
            found.append(Violation("unknown_lesson_or_trainer", (visit.window,)))
    if plan.bound < len(plan.visits):
        found.append(Violation("more_than_the_bound", ()))
    return found


def _alone(case: Case, visit: Visit) -> list[str]:
    window, lesson, trainer = _of(case, visit)
    day = _local(lesson.start).date()
    broken = []
    if lesson.trainee != window.trainee:
        broken.append("lesson_of_another")
    if day < window.first or day > window.last:
        broken.append("outside_the_window")
    if window.holiday:
        broken.append("in_a_holiday")
    if lesson.trainee in trainer.herself:
        broken.append("visits_herself")
    if day in {first + timedelta(n) for first, last in trainer.away for n in _count(first, last)}:
        broken.append("trainer_away")
    if not _in_grid(trainer, lesson):
        broken.append("outside_day_parts")
    for start, end in trainer.busy:
        if not _apart(lesson.start, lesson.end, start, end, 10):
            broken.append("trainer_busy")
    return broken


def _in_grid(trainer: Trainer, lesson: Lesson) -> bool:
    """Mornings last until half past twelve; bits count from Monday morning."""
    begin, end = _local(lesson.start), _local(lesson.end)
    weekday = begin.weekday()
    if weekday >= 5:
        return False
    minute = begin.hour * 60 + begin.minute
    last = end.hour * 60 + end.minute
    bits = ([2 * weekday] if minute < 750 else []) + ([2 * weekday + 1] if last > 750 else [])
    return all(trainer.day_parts >> bit & 1 for bit in bits)


def _pair(case: Case, one: Visit, other: Visit) -> list[str]:
    broken = []
    if one.lesson == other.lesson:
        broken.append("lesson_twice")
    if one.trainer == other.trainer:
        first, second = _of(case, one)[1], _of(case, other)[1]
        if not _possible(first, second):
            broken.append("trainer_in_two_places")
    return broken


def _with_fixed(case: Case, visit: Visit, fixed: Fixed) -> str:
    lesson = _of(case, visit)[1]
    if lesson.id == fixed.lesson.id:
        return "lesson_twice"
    if visit.trainer == fixed.trainer and not _possible(lesson, fixed.lesson):
        return "trainer_in_two_places"
    return ""


def _possible(one: Lesson, other: Lesson) -> bool:
    if one.school == other.school:
        minutes = 0
    elif one.place is None or other.place is None:
        minutes = 45
    else:
        minutes = cycling_minutes(distance_m(one.place, other.place)) + 10
    return _apart(one.start, one.end, other.start, other.end, minutes)


def _apart(start: datetime, end: datetime, start2: datetime, end2: datetime, minutes: int) -> bool:
    gap = timedelta(minutes=minutes)
    return end + gap <= start2 or end2 + gap <= start


def _too_many(case: Case, visits: Sequence[Visit]) -> list[Violation]:
    weeks: dict[tuple[int, tuple[int, int]], list[int]] = {}
    before: dict[tuple[int, tuple[int, int]], int] = {}
    for fixed in case.fixed:
        key = (fixed.trainer, iso_week(_local(fixed.lesson.start).date()))
        before[key] = before.get(key, 0) + 1
    for visit in visits:
        lesson = _of(case, visit)[1]
        key = (visit.trainer, iso_week(_local(lesson.start).date()))
        weeks.setdefault(key, []).append(visit.window)
    return [
        Violation("too_many_in_a_week", tuple(windows))
        for (trainer, week), windows in weeks.items()
        if len(windows) + before.get((trainer, week), 0) > case.trainers[trainer].visits_per_week
    ]


def _of(case: Case, visit: Visit) -> tuple[Window, Lesson, Trainer]:
    return case.windows[visit.window], case.lessons[visit.lesson], case.trainers[visit.trainer]


def _count(first: object, last: object) -> range:
    return range((last - first).days + 1)  # type: ignore[operator]


def _local(moment: datetime) -> datetime:
    return moment.astimezone(ZONE)
