"""A trainer's visits of a week, day by day, in the order in which she cycles."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta

from andersom.lib.dates import instant
from andersom.lib.geo import cycling_minutes, distance_m
from schools.models import School
from training.models import Trainer, Visit


@dataclass(frozen=True, slots=True)
class Stop:
    """A visit and the minutes by bicycle to it; None when a place is not known.

    ``first`` of the day: from where the trainer starts. ``stays``: it is at the same school.
    """

    visit: Visit
    minutes: int | None
    first: bool
    stays: bool


@dataclass(frozen=True, slots=True)
class Day:
    date: date
    stops: tuple[Stop, ...]


def week(trainer: Trainer, monday: date) -> list[Day]:
    """The days of a week with standing visits, in order of time. Two queries."""
    after = monday + timedelta(days=7)
    rows = (
        Visit.objects.standing()
        .for_reading()
        .filter(
            trainer=trainer,
            during__startswith__gte=instant(monday, time.min),
            during__startswith__lt=instant(after, time.min),
        )
        .order_by("during")
    )
    days: dict[date, list[Visit]] = {}
    for visit in rows:
        if visit.starts:
            days.setdefault(visit.starts.date(), []).append(visit)
    return [Day(day, tuple(_stops(trainer, visits))) for day, visits in days.items()]


def _stops(trainer: Trainer, visits: Iterable[Visit]) -> Iterable[Stop]:
    place = trainer.postcode_area.place if trainer.postcode_area else None
    before: School | None = None
    for visit in visits:
        assert visit.lesson is not None  # noqa: S101 - a CHECK
        school = visit.lesson.placement.school
        here = school.postcode_area.place if school.postcode_area else None
        minutes = cycling_minutes(distance_m(place, here)) if place and here else None
        yield Stop(visit, minutes, first=before is None, stays=before == school)
        place, before = here, school
