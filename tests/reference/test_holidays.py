from datetime import date, timedelta

import pytest

from andersom.reference.domain import holidays
from andersom.reference.models import Holiday
from tests.factories.reference import HolidayFactory

pytestmark = pytest.mark.django_db


def test_package_fills_a_school_year_that_the_table_lacks():
    found = holidays.school_holidays(date(2026, 12, 1), date(2027, 1, 31))
    assert found == [holidays.Period("Kerstvakantie", date(2026, 12, 19), date(2027, 1, 3))]


def test_table_replaces_the_package_for_the_whole_school_year():
    HolidayFactory(name="Herfstvakantie", first_day=date(2026, 10, 24), last_day=date(2026, 11, 1))
    found = holidays.closed_days(date(2026, 10, 15), date(2026, 12, 24))
    assert min(found) == date(2026, 10, 24)
    assert max(found) == date(2026, 11, 1)


def test_table_of_a_school_year_counts_before_its_first_holiday():
    HolidayFactory(name="Herfstvakantie", first_day=date(2026, 10, 24), last_day=date(2026, 11, 1))
    assert holidays.closed_days(date(2026, 10, 17), date(2026, 10, 23)) == {}


def test_summer_holiday_reaches_into_the_next_school_year():
    HolidayFactory(name="Zomervakantie", first_day=date(2026, 7, 18), last_day=date(2026, 8, 30))
    HolidayFactory(name="Herfstvakantie", first_day=date(2026, 10, 17), last_day=date(2026, 10, 25))
    found = holidays.closed_days(date(2026, 8, 28), date(2026, 9, 5))
    assert found == dict.fromkeys((date(2026, 8, d) for d in (28, 29, 30)), "Zomervakantie")


def test_public_holidays_come_from_the_package_and_the_table():
    HolidayFactory(
        kind=Holiday.Kind.PUBLIC, name="Stadsfeest", first_day=date(2027, 6, 7),
        last_day=date(2027, 6, 7),
    )  # fmt: skip
    found = holidays.closed_days(date(2027, 5, 10), date(2027, 6, 30))
    assert found == {
        date(2027, 5, 16): "Eerste pinksterdag",
        date(2027, 5, 17): "Tweede pinksterdag",
        date(2027, 6, 7): "Stadsfeest",
    }


@pytest.mark.parametrize(
    ("day", "count", "ago"),
    [
        (date(2026, 11, 25), 2, date(2026, 11, 23)),  # Wednesday to Monday
        (date(2026, 11, 30), 2, date(2026, 11, 26)),  # Monday to Thursday
        (date(2026, 11, 29), 2, date(2026, 11, 25)),  # Sunday: Thursday and Friday came since
        (date(2027, 1, 4), 2, date(2026, 12, 17)),  # over the Christmas holiday
    ],
)
def test_school_days_ago_is_the_other_way_round(day: date, count: int, ago: date) -> None:
    assert holidays.school_days_ago(day, count) == ago
    assert holidays.school_days_after(ago, count) <= day
    assert holidays.school_days_after(ago + timedelta(days=1), count) > day


@pytest.mark.parametrize(
    ("day", "inside"),
    [(date(2027, 7, 16), False), (date(2027, 7, 17), True), (date(2026, 12, 25), False)],
)
def test_summer_is_the_long_holiday(day: date, inside: bool) -> None:
    assert (holidays.summer(day) is not None) == inside
