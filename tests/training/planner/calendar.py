"""Lessons as they stand in the calendar of a city: weekly series at one or two schools, with
holidays, cancelled lessons, and trainers with grids, meetings and days away. Seeded.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from andersom.lib.dates import ALL_DAGDELEN, dagdeel_bit, instant
from andersom.lib.geo import Position, position
from training.planner import Lesson, Problem, Trainer, Window

MONDAY = date(2027, 1, 11)
STARTS = (time(8, 45), time(9), time(10, 30), time(10, 45), time(13), time(13, 15))
MINUTES = (45, 60, 60, 75, 90)
PLACES = [
    position(52.03 + row * 0.012, 4.24 + column * 0.02) for row in range(6) for column in range(7)
]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return instant(day, time(hour, minute))


def lesson(
    number: int,
    trainee: int,
    start: datetime,
    *,
    minutes: int = 60,
    school: int = 1,
    place: Position | None = PLACES[0],
) -> Lesson:
    return Lesson(number, trainee, start, start + timedelta(minutes=minutes), school, place)


def window(number: int, trainee: int, monday: date = MONDAY, weeks: int = 1) -> Window:
    return Window(number, trainee, monday, monday + timedelta(days=7 * weeks - 1))


def season(
    *, trainees: int = 60, trainers: int = 6, weeks: int = 10, per_week: int = 12, seed: int = 1
) -> Problem:
    """A problem of the size of a large edition. The sixth week is a holiday for everybody."""
    random = Random(seed)
    mondays = [MONDAY + timedelta(days=7 * n) for n in range(weeks)]
    holiday = mondays[5] if weeks > 5 else None
    lessons: list[Lesson] = []
    for trainee in range(1, trainees + 1):
        for start in _series(random, trainee):
            for monday in mondays:
                if monday != holiday and random.random() > 0.06:
                    lessons.append(_on(len(lessons) + 1, trainee, monday, start))
    numbers = iter(range(1, trainees * weeks + 1))
    windows = [
        replace(window(next(numbers), trainee, monday), holiday=monday == holiday)
        for monday in mondays
        for trainee in range(1, trainees + 1)
    ]
    people = [_trainer(random, number, per_week) for number in range(1, trainers + 1)]
    return Problem(tuple(windows), tuple(lessons), tuple(people))


type Series = tuple[int, time, int, int]


def _series(random: Random, trainee: int) -> Iterator[Series]:
    """Weekday, time, minutes and school of each weekly lesson; one in five works one day."""
    schools = random.sample(range(len(PLACES)), 2)
    days = random.sample(range(5), 1 if trainee % 5 == 0 else 2)
    for day, school in zip(days, schools, strict=False):
        starts = sorted(random.sample(range(len(STARTS)), random.choice([1, 1, 2])))
        for start in starts[:: 2 if len(starts) == 2 and starts[1] - starts[0] < 2 else 1]:
            yield day, STARTS[start], random.choice(MINUTES), school


def _on(number: int, trainee: int, monday: date, series: Series) -> Lesson:
    weekday, start, minutes, school = series
    begins = instant(monday + timedelta(days=weekday), start)
    return lesson(number, trainee, begins, minutes=minutes, school=school, place=PLACES[school])


def _trainer(random: Random, number: int, per_week: int) -> Trainer:
    """Free in eight or nine dagdelen, away for two days, at a session every other week."""
    closed = random.sample(range(10), random.choice([1, 2]))
    day_parts = ALL_DAGDELEN
    for bit in closed:
        day_parts &= ~dagdeel_bit(bit // 2, bit % 2)
    away = MONDAY + timedelta(days=random.randrange(50))
    busy = tuple(
        (at(day, 15, 30), at(day, 18))
        for day in (MONDAY + timedelta(days=14 * n + number % 5) for n in range(5))
    )
    return Trainer(
        id=number,
        day_parts=day_parts,
        visits_per_week=per_week,
        start=random.choice(PLACES),
        away=((away, away + timedelta(days=1)),),
        busy=busy,
        herself=frozenset({number}) if number == 1 else frozenset(),
    )


def small(random: Random) -> Problem:
    """A few windows, lessons and trainers in one day, so tight that rules bind."""
    lessons = tuple(
        lesson(
            number,
            random.randint(1, 3),
            datetime(2027, 1, 11 + random.choice([0, 0, 1]), random.randint(8, 12), tzinfo=UTC)
            + timedelta(minutes=random.choice([0, 15, 30, 45])),
            minutes=random.choice([30, 45, 60]),
            school=(school := random.randint(0, 3)),
            place=PLACES[school * 13],
        )
        for number in range(1, random.randint(2, 6))
    )
    trainers = tuple(
        Trainer(
            id=number,
            day_parts=random.choice([ALL_DAGDELEN, 0b1011]),
            visits_per_week=random.randint(0, 3),
            herself=frozenset(random.sample(range(1, 4), random.choice([0, 0, 1]))),
        )
        for number in range(1, random.randint(2, 4))
    )
    windows = tuple(window(number, number) for number in range(1, random.randint(2, 5)))
    return Problem(windows, lessons, trainers)
