from datetime import date, timedelta

import pytest
from hypothesis import given

from andersom.matching.engine.facts import days_away
from tests.matching.engine.facts import END, START, a_candidate, a_request, candidates, requests


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"dagdelen": 0}, "at least one dagdeel"),
        ({"dagdelen": 1024}, "at least one dagdeel"),
        ({"blocks_per_week": 0}, "at least one lesson"),
        ({"lesson_minutes": 0}, "at least one lesson"),
        ({"end": START - timedelta(days=1)}, "ends after it starts"),
        ({"budget_cents": 0}, "a budget is positive"),
    ],
)
def test_a_request_that_nobody_can_meet_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        a_request(**changes)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"rating_sum": 11, "rating_count": 2}, "ratings of 1 to 5"),
        ({"rating_sum": 1, "rating_count": 2}, "ratings of 1 to 5"),
        ({"planned_minutes": -1}, "not negative"),
        ({"price_cents": -1}, "not negative"),
    ],
)
def test_impossible_facts_about_a_professional_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        a_candidate(**changes)


def test_a_professional_who_planned_more_than_offered_has_no_room():
    assert a_candidate(capacity_minutes=100, planned_minutes=130).room_minutes == 0


def test_overlapping_absences_count_each_day_once():
    away = (
        (date(2026, 12, 20), date(2027, 1, 6)),
        (date(2027, 1, 6), date(2027, 1, 8)),
        (date(2027, 1, 7), date(2027, 1, 7)),
        (date(2027, 3, 29), date(2027, 4, 20)),
    )
    assert days_away(a_request(start=START, end=END), a_candidate(away=away)) == 4 + 2


@given(requests(), candidates())
def test_days_away_equals_counting_them_one_by_one(request_, candidate):
    period = (request_.start + timedelta(days=n) for n in range(request_.days))
    away = [day for day in period if any(first <= day <= last for first, last in candidate.away)]
    assert days_away(request_, candidate) == len(away)


def test_a_week_holds_a_lesson_for_every_round():
    request = a_request(blocks_per_week=2, lesson_minutes=45, rounds=3)
    assert (request.block_minutes, request.minutes_per_week) == (135, 270)
    with pytest.raises(ValueError, match="at least one lesson"):
        a_request(rounds=0)
