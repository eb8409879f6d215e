from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andersom.lib.geo import Position
from andersom.matching.engine import Weights, rank, why_not
from andersom.matching.engine.ranking import lot
from tests.matching.engine.facts import SCHOOL, TODAY, a_candidate, a_request, candidates, fitting

crowds = st.lists(fitting(), max_size=12, unique_by=lambda each: each.id)
mixed = st.lists(candidates() | fitting(), max_size=12, unique_by=lambda each: each.id)


def ids(ranked):
    return [each.candidate.id for each in ranked]


def test_the_higher_total_comes_first():
    known, new = a_candidate(id=2, lessons_at_school=10), a_candidate(id=1)
    ranked = rank(a_request(), [new, known], today=TODAY, seed=1)
    assert [(each.candidate.id, each.total) for each in ranked] == [(2, 82_000), (1, 62_000)]


def test_nobody_who_breaks_a_hard_rule_is_ranked():
    assert rank(a_request(), [a_candidate(refused=True)], today=TODAY, seed=1) == []


def test_equal_totals_put_the_nearer_one_first():
    near = a_candidate(id=9, position=Position(SCHOOL.x, SCHOOL.y, SCHOOL.z + 1))
    far = a_candidate(id=1, position=Position(SCHOOL.x, SCHOOL.y, SCHOOL.z + 14))
    ranked = rank(a_request(), [far, near], today=TODAY, seed=1)
    assert ranked[0].total == ranked[1].total
    assert ids(ranked) == [9, 1]


def test_among_equals_whoever_waited_longest_goes_first():
    crowd = [
        a_candidate(id=number, waiting_since=date(2026, 1, 1) + timedelta(days=30 * (number % 5)))
        for number in range(5)
    ]
    for seed in range(20):
        assert ids(rank(a_request(), crowd, today=TODAY, seed=seed)) == [0, 1, 2, 3, 4]


def test_among_equals_the_provider_asked_least_goes_first_then_who_waited_then_the_nearer():
    there = Position(SCHOOL.x, SCHOOL.y, SCHOOL.z + 14)
    often = a_candidate(id=1, invitations=2, waiting_since=date(2020, 1, 1))
    seldom = a_candidate(id=2, invitations=1, position=there)
    patient = a_candidate(id=3, invitations=1, waiting_since=date(2026, 1, 1), position=there)
    near = a_candidate(id=4, invitations=1)
    crowd = [often, seldom, patient, near]
    assert ids(rank(a_request(), crowd, today=TODAY, seed=1)) == [3, 4, 2, 1]


def test_among_equals_providers_take_turns():
    crowd = [a_candidate(id=number, provider_id=1) for number in range(5)]
    crowd += [a_candidate(id=number, provider_id=2) for number in range(5, 7)]
    crowd.append(a_candidate(id=9, provider_id=3, invitations=1))
    ranked = rank(a_request(), crowd, today=TODAY, seed=4)
    owners = [each.candidate.provider_id for each in ranked]
    assert sorted(owners[:2]) == [1, 2]
    assert sorted(owners[2:5]) == [1, 2, 3]
    assert owners[5:] == [1, 1, 1]
    for limit in range(9):
        assert rank(a_request(), crowd, today=TODAY, seed=4, limit=limit) == ranked[:limit]


def test_waiting_lifts_nobody_over_a_better_total():
    patient = a_candidate(id=1, waiting_since=date(2020, 1, 1), planned_minutes=60)
    invited = a_candidate(id=2, waiting_since=TODAY)
    assert ids(rank(a_request(), [patient, invited], today=TODAY, seed=1)) == [2, 1]


def test_lots_favour_no_low_id():
    crowd = [a_candidate(id=number) for number in range(1, 6)]
    winners = [ids(rank(a_request(id=r), crowd, today=TODAY, seed=7))[0] for r in range(500)]
    assert all(60 <= winners.count(number) <= 140 for number in range(1, 6))


def test_a_lot_is_the_same_on_every_machine():
    assert lot(7, 1, 2) == lot("7", 1, 2) == 0x2386A82A4BE53B81
    assert len({lot(7, 1, 23), lot(7, 12, 3), lot(71, 2, 3)}) == 3


def test_limit_keeps_the_best():
    crowd = [a_candidate(id=number, lessons_at_school=number) for number in range(10)]
    assert ids(rank(a_request(), crowd, today=TODAY, seed=1, limit=3)) == [9, 8, 7]
    assert rank(a_request(), crowd, today=TODAY, seed=1, limit=0) == []


def test_weights_change_the_order():
    at_home = a_candidate(id=1, lessons_at_school=10, planned_minutes=400)
    free = a_candidate(id=2)
    only_load = Weights(
        distance=0, evaluations=0, continuity=0, dagdeel_fit=0, price=0, qualification=0, load=100
    )
    assert ids(rank(a_request(), [free, at_home], today=TODAY, seed=1)) == [1, 2]
    assert ids(rank(a_request(), [free, at_home], only_load, today=TODAY, seed=1)) == [2, 1]


@settings(max_examples=200)
@given(crowds, st.integers(), st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_that_of_the_input(crowd, seed, random):
    shuffled = random.sample(crowd, len(crowd))
    assert rank(a_request(), crowd, today=TODAY, seed=seed) == rank(
        a_request(), iter(shuffled), today=TODAY, seed=seed
    )


@settings(max_examples=200)
@given(mixed, st.integers())
def test_ranked_are_exactly_those_without_a_why_not(crowd, seed):
    ranked = rank(a_request(), crowd, today=TODAY, seed=seed)
    fit = {each.id for each in crowd if why_not(a_request(), each) is None}
    assert set(ids(ranked)) == fit
    assert len(ranked) == len(fit)


@given(crowds, st.integers(), st.integers(0, 12))
def test_a_limit_cuts_the_same_list(crowd, seed, limit):
    whole = rank(a_request(), crowd, today=TODAY, seed=seed)
    assert rank(a_request(), crowd, today=TODAY, seed=seed, limit=limit) == whole[:limit]


@given(crowds, st.integers(), fitting())
def test_a_newcomer_does_not_reorder_the_others(crowd, seed, newcomer):
    if newcomer.id in {each.id for each in crowd}:
        return
    before = ids(rank(a_request(), crowd, today=TODAY, seed=seed))
    after = ids(rank(a_request(), [*crowd, newcomer], today=TODAY, seed=seed))
    assert [each for each in after if each != newcomer.id] == before


@given(crowds, st.integers())
def test_totals_never_rise_down_the_list(crowd, seed):
    totals = [each.total for each in rank(a_request(), crowd, today=TODAY, seed=seed)]
    assert totals == sorted(totals, reverse=True)


@pytest.mark.parametrize("field", ["total", "parts", "reasons", "distance_m"])
def test_ranked_shows_what_its_explanation_holds(field):
    (ranked,) = rank(a_request(), [a_candidate()], today=TODAY, seed=1)
    assert getattr(ranked, field) == getattr(ranked.explanation, field)
