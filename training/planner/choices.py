"""What is possible for one visit beside all others, and why it is not."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from .rules import clash, in_window, obstacle_of
from .values import Lesson, Problem, Trainer, Visit, Window

# Of several obstacles the first of these is told: it is the nearest to a solution.
NEAREST = ("trainer_full", "travel", "trainer_taken", "lesson_taken")


@dataclass(frozen=True, slots=True)
class Choice:
    """A lesson that a trainer can see, when nothing stands in ``obstacle``."""

    lesson: Lesson
    trainer: Trainer
    obstacle: str = ""


class Agenda:
    """Who sees which lesson: the fixed visits of a problem and those of a plan."""

    def __init__(self, problem: Problem, visits: Iterable[Visit] = ()) -> None:
        lessons = {lesson.id: lesson for lesson in problem.lessons}
        self.taken = {fixed.lesson.id for fixed in problem.fixed}
        self.days: dict[tuple[int, date], list[Lesson]] = defaultdict(list)
        self.weeks: Counter[tuple[int, date]] = Counter()
        for fixed in problem.fixed:
            self.add(fixed.trainer, fixed.lesson)
        for visit in visits:
            self.add(visit.trainer, lessons[visit.lesson])

    def add(self, trainer: int, lesson: Lesson) -> None:
        self.taken.add(lesson.id)
        self.days[trainer, lesson.day].append(lesson)
        self.weeks[trainer, lesson.week] += 1

    def room(self, trainer: Trainer, week: date) -> int:
        return trainer.visits_per_week - self.weeks[trainer.id, week]

    def obstacle(self, trainer: Trainer, lesson: Lesson) -> str:
        """Why this visit does not fit beside the others; empty when it does."""
        if lesson.id in self.taken:
            return "lesson_taken"
        clashes = {clash(lesson, other) for other in self.days[trainer.id, lesson.day]}
        if "overlap" in clashes:
            return "trainer_taken"
        if "travel" in clashes:
            return "travel"
        return "" if self.room(trainer, lesson.week) > 0 else "trainer_full"


def choices(problem: Problem, window: Window, visits: Iterable[Visit] = ()) -> list[Choice]:
    """Each lesson in the window with each trainer who is available then, in order of time.

    A choice with an obstacle clashes with the fixed visits or with ``visits`` of others.
    """
    agenda = Agenda(problem, (visit for visit in visits if visit.window != window.id))
    return [
        Choice(lesson, trainer, agenda.obstacle(trainer, lesson))
        for lesson, trainer in available(problem, window)
    ]


def available(problem: Problem, window: Window) -> Iterator[tuple[Lesson, Trainer]]:
    """Lessons and trainers that go together by the grid and the calendar of the trainer."""
    if window.holiday:
        return
    for lesson in sorted(problem.lessons, key=lambda each: (each.start, each.id)):
        if in_window(window, lesson):
            for trainer in problem.trainers:
                if not obstacle_of(trainer, lesson):
                    yield lesson, trainer


def obstacle(problem: Problem, window: Window, visits: Iterable[Visit] = ()) -> str:
    """Which rule keeps a visit from being planned; empty when one of its choices is free.

    Codes: ``holiday_week``, ``no_lesson``, ``no_trainer`` (the edition has none), ``herself``,
    ``day_part``, ``away``, ``busy`` when that keeps all trainers, ``no_trainer_available`` when it
    differs; else what the best choice meets: those of `NEAREST`.
    """
    if window.holiday:
        return "holiday_week"
    lessons = [lesson for lesson in problem.lessons if in_window(window, lesson)]
    if not lessons:
        return "no_lesson"
    if not problem.trainers:
        return "no_trainer"
    found = {choice.obstacle for choice in choices(problem, window, visits)}
    if not found:
        return _static(problem, lessons)
    return "" if "" in found else next(code for code in NEAREST if code in found)


def _static(problem: Problem, lessons: list[Lesson]) -> str:
    codes = {obstacle_of(trainer, lesson) for trainer in problem.trainers for lesson in lessons}
    return codes.pop() if len(codes) == 1 else "no_trainer_available"
