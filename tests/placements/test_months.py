"""The month of a lesson is that of its local start; minutes are those that truly pass.

The oracle is plain Python on the wall clock of Amsterdam, independent of `andersom.lib.dates`.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from andersom.placements.domain import lessons
from andersom.placements.models import Lesson, LessonGroup
from andersom.placements.states import LessonState
from schools.models import Group
from tests.factories.placements import GroupFactory, Place

pytestmark = pytest.mark.django_db

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def wall(year: int, month: int, day: int, hour: int, minute: int, fold: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, fold=fold, tzinfo=AMSTERDAM)


def last_of(year: int, month: int) -> int:
    return monthrange(year, month)[1]


FIRST_AND_LAST_MINUTES = [
    (wall(2027, month, day, *clock), 1, date(2027, month, 1))
    for month in range(1, 13)
    for day, clock in ((1, (0, 0)), (last_of(2027, month), (23, 59)))
]
CASES = [
    (wall(2026, 12, 31, 23, 30), 30, date(2026, 12, 1)),
    (wall(2027, 1, 1, 0, 30), 60, date(2027, 1, 1)),  # December in UTC
    (wall(2028, 2, 29, 9, 0), 60, date(2028, 2, 1)),
    (wall(2028, 2, 29, 23, 0), 60, date(2028, 2, 1)),
    (wall(2028, 3, 1, 0, 15), 45, date(2028, 3, 1)),
    (wall(2026, 10, 25, 1, 30), 180, date(2026, 10, 1)),  # the wall says 03:30: an hour twice
    (wall(2026, 10, 25, 2, 30), 30, date(2026, 10, 1)),
    (wall(2026, 10, 25, 2, 30, fold=1), 30, date(2026, 10, 1)),
    (wall(2027, 3, 28, 1, 30), 60, date(2027, 3, 1)),  # the wall says 03:30: an hour skipped
    (wall(2027, 3, 28, 3, 0), 60, date(2027, 3, 1)),
    (wall(2026, 10, 31, 23, 59), 1, date(2026, 10, 1)),
    (wall(2026, 11, 1, 0, 0), 60, date(2026, 11, 1)),
    (wall(2026, 7, 31, 23, 30), 30, date(2026, 7, 1)),  # 21:30 UTC in summer
    (wall(2026, 8, 1, 1, 0), 45, date(2026, 8, 1)),  # July in UTC
    (wall(2026, 8, 1, 0, 0), 1439, date(2026, 8, 1)),
    (wall(2026, 10, 25, 0, 0), 1500, date(2026, 10, 1)),  # a day of 25 hours
    (wall(2027, 3, 28, 0, 0), 1380, date(2027, 3, 1)),  # and one of 23
    *FIRST_AND_LAST_MINUTES,
]


def write(place: Place, start: datetime, minutes: int) -> Lesson:
    begins = start.astimezone(UTC)
    span = DateTimeTZRange(begins, begins + timedelta(minutes=minutes))
    group = group_in(place, start.astimezone(AMSTERDAM))
    return lessons.create(place.placement, [span], (group,), LessonState.PROPOSED)[0]


def group_in(place: Place, start: datetime) -> Group:
    """A group lives for one school year, from the first of August on."""
    year = start.year if start.month >= 8 else start.year - 1
    found = place.school.groups.filter(school_year=year).first()
    return found or GroupFactory(school=place.school, school_year=year)


def stored(lesson: Lesson) -> tuple[date, int]:
    return LessonGroup.objects.values_list("month", "minutes").get(lesson=lesson)


def test_there_are_forty_cases() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize(("start", "minutes", "month"), CASES)
def test_month_and_minutes_of_a_lesson(place: Place, start, minutes: int, month: date) -> None:
    assert stored(write(place, start, minutes)) == (month, minutes)


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_month_does_not_depend_on_the_zone_of_the_session(place: Place, zone: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE %s", [zone])

    assert stored(write(place, wall(2027, 1, 1, 0, 30), 60)) == (date(2027, 1, 1), 60)


MOMENTS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2031, 12, 31))  # noqa: DTZ001


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moment=MOMENTS, minutes=st.integers(1, 480))
def test_database_agrees_with_the_wall_in_any_year(
    place: Place, moment: datetime, minutes: int
) -> None:
    begins = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    local = begins.astimezone(AMSTERDAM)
    last = (begins + timedelta(minutes=minutes, microseconds=-1)).astimezone(AMSTERDAM)
    if last.date() != local.date():
        with pytest.raises(IntegrityError, match="lesson_one_local_day"), transaction.atomic():
            write(place, begins, minutes)
        return
    assert stored(write(place, begins, minutes)) == (date(local.year, local.month, 1), minutes)
