from datetime import UTC, date, datetime, time

import pytest

from schools.domain import calendar, days, week
from tests.factories.schools import ClosedDayFactory, SchoolFactory

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SHORT = week.Day(time(8, 30), time(12, 15))
LONG = week.Day(time(8, 30), time(15, 0), time(12, 0), time(13, 0))


@pytest.mark.django_db
def test_school_without_times_has_the_usual_week():
    times = calendar.timetable(SchoolFactory())
    assert times == dict.fromkeys(
        range(5), week.Day(time(8, 30), time(14, 15), time(12, 0), time(12, 30))
    )
    assert week.dagdelen(times) == 0b11_11_11_11_11


@pytest.mark.django_db
def test_stored_week_replaces_the_usual_one():
    school = SchoolFactory()
    days.set_week(school, {0: LONG, 2: SHORT}, by=None, at=AT)
    assert calendar.timetable(school) == {0: LONG, 2: SHORT}
    assert week.dagdelen(calendar.timetable(school)) == 0b01_00_11


def test_dagdelen_can_be_asked_for_a_length():
    assert week.dagdelen({0: LONG}, at_least=150) == 0b01
    assert week.longest_part({0: LONG, 1: SHORT}) == 225


@pytest.mark.django_db
def test_closed_days_join_the_city_and_the_school():
    school = SchoolFactory()
    ClosedDayFactory(school=school, first_day=date(2026, 12, 18), last_day=date(2026, 12, 19))
    ClosedDayFactory(first_day=date(2026, 12, 17))
    assert calendar.closed_days(school, date(2026, 12, 16), date(2026, 12, 20)) == {
        date(2026, 12, 18): ("closed_day", "Studiedag"),
        date(2026, 12, 19): ("holiday", "Kerstvakantie"),
        date(2026, 12, 20): ("holiday", "Kerstvakantie"),
    }


@pytest.mark.django_db
def test_school_weeks_leave_out_holidays_and_own_days():
    school = SchoolFactory()
    ClosedDayFactory(school=school, first_day=date(2026, 12, 7))
    weeks = calendar.school_weeks(school, date(2026, 11, 30), date(2027, 1, 8), 0b11)
    assert weeks == 3


@pytest.mark.parametrize(
    ("day_parts", "minutes", "groups", "room"),
    [
        (0b11, 60, 1, 2),  # one in the morning, one in the afternoon
        (0b11, 60, 3, 5),  # three before the break, two after it
        (0b01, 60, 5, 3),
        (0b01, 70, 5, 3),
        (0b01, 71, 5, 2),
        (0b10_00_11, 60, 3, 5),  # no school on that afternoon
    ],
)
def test_room_counts_what_fits_in_each_dagdeel(day_parts, minutes, groups, room):
    times = {0: LONG, 2: SHORT}
    assert week.room(times, day_parts, minutes=minutes, groups=groups) == room


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day_parts", "per_week", "lessons"),
    [
        (0b01, 1, 2),  # Mondays: 30 November and 14 December
        (0b01_00, 1, 3),
        (0b11_11_11_11_11, 1, 3),  # 14 school days over five weekdays
        (0b11_11_11_11_11, 2, 6),
        (0, 1, 0),
    ],
)
def test_lessons_are_counted_on_school_days(day_parts, per_week, lessons):
    school = SchoolFactory()
    ClosedDayFactory(school=school, first_day=date(2026, 12, 7))
    period = (school, date(2026, 11, 30), date(2027, 1, 1))
    assert calendar.lessons(*period, day_parts, per_week=per_week) == lessons
