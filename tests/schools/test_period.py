from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andersom.lib import dates
from schools.domain import period

TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Span:
    first_day: date
    last_day: date


CHRISTMAS = Span(date(2026, 12, 19), date(2027, 1, 3))
SPRING = Span(date(2027, 2, 20), date(2027, 2, 28))
SUMMER = Span(date(2027, 7, 17), date(2027, 8, 29))
HOLIDAYS = [CHRISTMAS, SPRING, SUMMER]
CLOSED = {day for span in HOLIDAYS for day in dates.days(span.first_day, span.last_day)}


def test_trial_runs_from_the_next_monday_to_a_holiday_four_weeks_away():
    assert period.suggest(TODAY, CLOSED, HOLIDAYS, whole_year=False) == (
        date(2026, 11, 30), date(2027, 2, 19),
    )  # fmt: skip


def test_structural_runs_to_the_summer():
    assert period.suggest(TODAY, CLOSED, HOLIDAYS, whole_year=True) == (
        date(2026, 11, 30), date(2027, 7, 16),
    )  # fmt: skip


def test_monday_in_a_holiday_is_passed_over():
    assert period.first_monday(date(2026, 12, 16), CLOSED) == date(2027, 1, 4)


spans = st.builds(
    lambda first, days: Span(first, first + timedelta(days)),
    st.dates(date(2026, 1, 1), date(2028, 12, 31)),
    st.integers(0, 50),
)


@given(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.lists(spans, max_size=8), st.booleans())
def test_suggestion_is_a_usable_period(today, holidays, whole_year):
    closed = {day for span in holidays for day in dates.days(span.first_day, span.last_day)}
    start, end = period.suggest(today, closed, holidays, whole_year=whole_year)
    assert start.weekday() == 0
    assert today < start <= end
    year = dates.school_year_of(start)
    assert dates.school_year_of(end) == year
    assert period.problem(start, end, today=today, school_years={year}) == ""


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2026, 12, 1), date(2026, 12, 1), ""),
        (date(2026, 12, 1), date(2026, 11, 30), "backwards"),
        (date(2026, 11, 22), date(2026, 12, 1), "past"),
        (date(2027, 8, 1), date(2027, 9, 1), "start_outside"),
        (date(2026, 12, 1), date(2027, 8, 1), "end_outside"),
        (date(2026, 12, 1), date(2027, 7, 31), ""),
    ],
)
def test_problem_names_what_is_wrong(start, end, code):
    assert period.problem(start, end, today=TODAY, school_years={2026}) == code
