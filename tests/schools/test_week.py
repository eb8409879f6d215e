from datetime import date, time

import pytest

from schools.domain import calendar, days, week
from tests.factories.schools import ClosedDayFactory, SchoolFactory

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
    days.set_week(school, {0: LONG, 2: SHORT})
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
