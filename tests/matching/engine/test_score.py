from fractions import Fraction

import pytest
from hypothesis import given

from andersom.lib.geo import Position
from andersom.matching.engine import Licence, Weights, score
from tests.matching.engine.facts import MONDAY, SCHOOL, a_candidate, a_request, candidates, requests


def at(metres):
    return Position(SCHOOL.x, SCHOOL.y, SCHOOL.z + metres)


def part(code, request=None, **candidate):
    return score.PARTS[code](request or a_request(), a_candidate(**candidate))


@pytest.mark.parametrize(
    ("metres", "value"), [(0, 1000), (1500, 900), (14_999, 1), (15_000, 0), (90_000, 0)]
)
def test_distance_falls_in_a_straight_line(metres, value):
    assert part("distance", position=at(metres)) == value


@pytest.mark.parametrize(
    ("ratings", "value"),
    [([], 750), ([5], 812), ([1], 562), ([5] * 9, 937), ([1] * 9, 187), ([4] * 5, 750)],
)
def test_evaluations_start_from_three_ratings_of_four(ratings, value):
    assert part("evaluations", rating_sum=sum(ratings), rating_count=len(ratings)) == value


@pytest.mark.parametrize(
    ("lessons", "value"), [(0, 0), (1, 100), (9, 900), (10, 1000), (400, 1000)]
)
def test_continuity_is_full_after_ten_lessons(lessons, value):
    assert part("continuity", lessons_at_school=lessons) == value


@pytest.mark.parametrize(("available", "value"), [(0b1011, 1000), (0b0011, 666), (0, 0)])
def test_dagdeel_fit_is_the_share_of_dagdelen_that_suit(available, value):
    assert part("dagdeel_fit", available=available) == value


def test_dagdeel_fit_does_not_count_what_is_booked():
    assert part("dagdeel_fit", booked=MONDAY) == 333


@pytest.mark.parametrize(
    ("budget", "price", "value"),
    [
        (None, 9000, 500),
        (8000, None, 500),
        (8000, 0, 1000),
        (8000, 8000, 1000),
        (8000, 8001, 1000),
        (8000, 10_000, 500),
        (8000, 12_000, 0),
        (8000, 99_000, 0),
    ],
)
def test_price_is_full_within_the_budget_and_gone_at_half_more(budget, price, value):
    assert part("price", a_request(budget_cents=budget), price_cents=price) == value


@pytest.mark.parametrize(
    ("licence", "certificate", "value"),
    [
        (Licence.LICENSED, False, 1000),
        ("licensed", True, 1000),
        (Licence.IN_TRAINING, True, 600),
        (Licence.SUBJECT_COMPETENT, True, 600),
        (Licence.SUBJECT_COMPETENT, False, 200),
    ],
)
def test_qualification_of_licence_and_certificate(licence, certificate, value):
    assert part("qualification", licence=licence, training_certificate=certificate) == value


@pytest.mark.parametrize(
    ("capacity", "planned", "value"), [(600, 0, 1000), (600, 450, 250), (0, 0, 0)]
)
def test_load_is_the_share_of_capacity_still_free(capacity, planned, value):
    assert part("load", capacity_minutes=capacity, planned_minutes=planned) == value


def test_default_weights_are_those_agreed():
    parts, total = score.score(a_request(), a_candidate(), Weights())
    assert [(each.code, each.weight, each.value) for each in parts] == [
        ("distance", 25, 1000),
        ("evaluations", 20, 750),
        ("continuity", 20, 0),
        ("dagdeel_fit", 10, 1000),
        ("price", 10, 500),
        ("qualification", 10, 200),
        ("load", 5, 1000),
    ]
    assert total == 25_000 + 15_000 + 0 + 10_000 + 5_000 + 2_000 + 5_000


@pytest.mark.parametrize(
    "weights",
    [{"distance": 26}, {"distance": 0}, {"distance": -5, "load": 35}, {"distance": 25.0}],
)
def test_weights_that_do_not_make_a_hundred_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        Weights(**weights)


@given(requests(), candidates())
def test_every_part_is_a_whole_number_of_0_to_1000_and_they_add_up(request_, candidate):
    parts, total = score.score(request_, candidate, Weights())
    assert all(type(each.value) is int and 0 <= each.value <= 1000 for each in parts)
    assert total == sum(each.weight * each.value for each in parts)
    assert 0 <= total <= 100_000


@given(requests(), candidates())
def test_evaluations_equal_the_exact_mean_rounded_down(request_, candidate):
    mean = Fraction(3 * 4 + candidate.rating_sum, 3 + candidate.rating_count)
    assert score.evaluations(request_, candidate) == (mean - 1) / 4 * 1000 // 1
