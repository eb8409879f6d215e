"""School weeks around a day, on every day of the year."""

from datetime import date, timedelta

import pytest

from andersom.demo.city.days import Days, moment
from andersom.lib.dates import school_year_of

pytestmark = pytest.mark.django_db

FIRST = date(2026, 8, 1)


@pytest.fixture(params=range(0, 365, 4))
def days(request: pytest.FixtureRequest) -> Days:
    return Days(moment(FIRST + timedelta(days=request.param)))


def test_every_period_lies_in_one_school_year_and_on_its_side_of_the_day(days: Days) -> None:
    month = days.busy_month()
    behind, around = days.behind(6), days.around(5, 6)
    ahead, over = days.ahead(3, 8), days.over_month(month)

    for period in (behind, around, ahead, over):
        assert period.start < period.end
        assert school_year_of(period.start) == school_year_of(period.end)
    assert behind.end < days.today < ahead.start
    assert around.start < days.today
    assert over.start <= month + timedelta(days=7)
    assert len(days.school_days(max(month, days.today), over.end)) >= 6


def test_a_holiday_and_a_weekend_have_no_school_days() -> None:
    days = Days(moment(date(2026, 11, 23)))
    assert days.school_days(date(2026, 12, 19), date(2027, 1, 3)) == []
    assert days.school_days(date(2026, 11, 27), date(2026, 11, 30)) == [
        date(2026, 11, 27),
        date(2026, 11, 30),
    ]
