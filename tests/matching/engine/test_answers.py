"""Earlier answers: what they change in the score, and that it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andersom.lib.geo import Position
from andersom.matching.engine import Broken, Reason, Weights, why_not
from andersom.matching.engine.reasons import reasons
from andersom.matching.engine.score import distance, load, price, score
from tests.matching.engine.facts import (
    MONDAY,
    SCHOOL,
    TUESDAY_AFTERNOON,
    a_candidate,
    a_request,
    fitting,
)

THERE = Position(SCHOOL.x, SCHOOL.y, SCHOOL.z + 2_000)


def said(candidate, request=None):
    return [
        reason
        for reason in reasons(request or a_request(), candidate)
        if reason.code.startswith("said_")
    ]


@pytest.mark.parametrize(("times", "part"), [(0, 867), (1, 867), (2, 500), (5, 500)])
def test_distance_counts_for_more_from_the_second_too_far(times: int, part: int):
    far = a_candidate(position=THERE, too_far=times, too_far_m=4_000)
    assert distance(a_request(), far) == part
    assert len(said(far)) == (times >= 2)


def test_at_the_nearest_school_that_was_too_far_distance_earns_nothing():
    far = a_candidate(position=THERE, too_far=2, too_far_m=2_000)
    assert distance(a_request(), far) == 0
    assert said(far) == [Reason("said_too_far", "warn", {"times": 2, "metres": 2_000})]


def test_a_school_next_door_that_was_too_far_divides_by_no_nought():
    assert distance(a_request(), a_candidate(too_far=2, too_far_m=0)) == 1000


def test_no_time_in_this_period_leaves_no_room():
    busy = a_candidate(no_time=2)
    assert (load(a_request(), a_candidate()), load(a_request(), busy)) == (1000, 0)
    assert said(busy) == [Reason("said_no_time", "warn", {"times": 2})]
    assert why_not(a_request(), busy) is None


def test_a_day_that_did_not_suit_is_not_free_and_the_why_not_says_so():
    request = a_request(blocks_per_week=2)
    some = a_candidate(no_dagdelen=TUESDAY_AFTERNOON)
    assert why_not(request, some) is None
    assert said(some) == [Reason("said_other_day", "warn", {"mask": TUESDAY_AFTERNOON})]
    most = a_candidate(no_dagdelen=MONDAY)
    params = {"free": 1, "needed": 2, "mask": TUESDAY_AFTERNOON, "said": MONDAY}
    assert why_not(request, most) == Broken("dagdelen", params, "fewer_blocks", {"blocks": 1})


def test_a_day_that_nobody_asks_or_offers_is_not_worth_saying():
    assert said(a_candidate(no_dagdelen=0b11_0000_0000)) == []


@pytest.mark.parametrize(("budget", "part"), [(4_000, 0), (5_000, 0), (5_001, 1000), (None, 500)])
def test_a_budget_not_above_a_refused_one_earns_nothing(budget: int | None, part: int):
    dear = a_candidate(price_cents=3_000, refused_prices=1, refused_cents=5_000)
    request = a_request(budget_cents=budget)
    assert price(request, dear) == part
    assert len(said(dear, request)) == (part == 0)


@given(fitting(), st.integers(1, 9_000))
def test_the_parts_still_add_up_and_no_answer_lifts_anybody(candidate, budget):
    from dataclasses import replace

    request = a_request(budget_cents=budget)
    silent = replace(candidate, too_far=0, no_time=0, refused_cents=0, no_dagdelen=0)
    parts, total = score(request, candidate, Weights())
    assert sum(part.points for part in parts) == total
    assert total <= score(request, silent, Weights())[1]
