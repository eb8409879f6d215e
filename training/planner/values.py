"""What the planner is given and what it gives back. Instants are aware, days and weeks local."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from andersom.lib.dates import ALL_DAGDELEN, ZONE, week_start
from andersom.lib.geo import Position


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of a trainee that stands in the calendar; ``place`` None: not known where."""

    id: int
    trainee: int
    start: datetime
    end: datetime
    school: int
    place: Position | None = None

    @property
    def day(self) -> date:
        return self.start.astimezone(ZONE).date()

    @property
    def week(self) -> date:
        """Monday of its week."""
        return week_start(self.day)


@dataclass(frozen=True, slots=True)
class Window:
    """A visit that is due from a day to a day, both included. ``now`` is a proposal that stands:
    (lesson, trainer); ``holiday`` says that the schools are closed in all of it.
    """

    id: int
    trainee: int
    first: date
    last: date
    now: tuple[int, int] | None = None
    holiday: bool = False


@dataclass(frozen=True, slots=True)
class Trainer:
    """``day_parts`` are ten bits, ``away`` pairs of days (both included), ``busy`` pairs of
    instants; ``herself`` are the trainees who are the same person.
    """

    id: int
    day_parts: int = ALL_DAGDELEN
    visits_per_week: int = 10
    start: Position | None = None
    away: tuple[tuple[date, date], ...] = ()
    busy: tuple[tuple[datetime, datetime], ...] = ()
    herself: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A visit that stays as it is: it takes its trainer's time and its lesson."""

    trainer: int
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class Problem:
    """``seen`` counts visits made so far: (trainee, trainer) → number."""

    windows: tuple[Window, ...]
    lessons: tuple[Lesson, ...]
    trainers: tuple[Trainer, ...]
    fixed: tuple[Fixed, ...] = ()
    seen: Mapping[tuple[int, int], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Visit:
    window: int
    lesson: int
    trainer: int


@dataclass(frozen=True, slots=True)
class Open:
    """A visit that could not be planned, with the code of what keeps it (`choices.obstacle`)."""

    window: int
    obstacle: str


@dataclass(frozen=True, slots=True)
class Plan:
    """``bound`` visits at most are possible; ``proven`` when no plan has more than this one."""

    visits: tuple[Visit, ...]
    open: tuple[Open, ...]
    bound: int

    @property
    def proven(self) -> bool:
        return self.bound == len(self.visits)
