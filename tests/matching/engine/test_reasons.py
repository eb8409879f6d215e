from datetime import date

import pytest
from hypothesis import given

from andersom.lib.geo import Position
from andersom.matching.engine import Licence, Reason
from andersom.matching.engine.reasons import reasons
from tests.matching.engine.facts import SCHOOL, a_candidate, a_request, candidates, requests


def told(request=None, **candidate):
    return {each.code: each for each in reasons(request or a_request(), a_candidate(**candidate))}


def test_reasons_of_a_new_professional_next_door():
    assert [(each.code, each.tone) for each in reasons(a_request(), a_candidate())] == [
        ("near", "ok"),
        ("new_at_school", "ok"),
        ("few_ratings", "ok"),
        ("dagdelen_free", "ok"),
        ("no_licence", "ok"),
        ("room", "ok"),
        ("vog_valid", "ok"),
    ]


def test_near_tells_metres_and_minutes():
    place = Position(SCHOOL.x, SCHOOL.y, SCHOOL.z + 2500)
    near = Reason("near", "ok", {"metres": 2500, "cycling_minutes": 13})
    assert told(position=place)["near"] == near


def test_known_at_school_counts_the_lessons():
    assert told(lessons_at_school=4)["known_at_school"].params == {"lessons": 4}


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([5, 5], Reason("few_ratings", "ok", {"count": 2})),
        ([5, 5, 4], Reason("rated", "ok", {"tenths": 47, "count": 3})),
        ([4, 4, 4, 5], Reason("rated", "ok", {"tenths": 43, "count": 4})),
    ],
)
def test_an_average_shows_from_three_ratings_on(ratings, reason):
    told_now = told(rating_sum=sum(ratings), rating_count=len(ratings))
    assert told_now[reason.code] == reason
    assert not {"rated", "few_ratings"} - {reason.code} & told_now.keys()


@pytest.mark.parametrize(
    ("budget", "price", "reason"),
    [
        (8000, None, Reason("price_unknown", "warn", {"budget_cents": 8000})),
        (8000, 8000, Reason("within_budget", "ok", {"price_cents": 8000, "budget_cents": 8000})),
        (
            8000,
            9000,
            Reason(
                "over_budget",
                "warn",
                {"price_cents": 9000, "budget_cents": 8000, "over_cents": 1000},
            ),
        ),
    ],
)
def test_price_is_told_against_the_budget(budget, price, reason):
    assert told(a_request(budget_cents=budget), price_cents=price)[reason.code] == reason


def test_nothing_is_said_of_prices_without_a_budget():
    assert not {"price_unknown", "within_budget", "over_budget"} & told(price_cents=1).keys()


def test_a_learning_area_that_warns_warns_only_without_licence():
    asks = a_request(learning_area_rule="warn")
    assert told(asks)["learning_area_warn"].tone == "warn"
    assert "learning_area_warn" not in told(asks, licence=Licence.LICENSED)


def test_a_certificate_to_renew_warns_from_its_day_on():
    renew = told(vog_renew_from=date(2027, 1, 5))["vog_renew_soon"]
    assert renew == Reason("vog_renew_soon", "warn", {"since": "2027-01-05"})
    assert "vog_valid" in told(vog_renew_from=date(2027, 1, 6))


def test_absence_tells_its_days_and_the_first_of_them():
    away = ((date(2027, 2, 1), date(2027, 2, 3)), (date(2026, 12, 30), date(2027, 1, 5)))
    params = {"days": 4, "first": "2027-01-05"}
    assert told(away=away)["some_days_away"] == Reason("some_days_away", "warn", params)


@given(requests(), candidates())
def test_no_code_is_told_twice(request_, candidate):
    codes = [each.code for each in reasons(request_, candidate)]
    assert len(codes) == len(set(codes))
