import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from andersom.lib.geo import position
from andersom.matching.engine import HARD_RULES, Broken, Licence, rank, why_not
from tests.matching.engine.facts import (
    ALL_YEARS,
    DANS,
    DUTCH,
    END,
    ENGLISH,
    JUDO,
    KUNST,
    MONDAY,
    SPORT,
    START,
    TODAY,
    TUESDAY_AFTERNOON,
    WEDNESDAY_MORNING,
    a_candidate,
    a_request,
    candidates,
    fitting,
    requests,
)

DAY = timedelta(days=1)
SIX_KM_AWAY = position(52.125, 4.300)


def test_whoever_fits_hears_no_why_not():
    assert why_not(a_request(), a_candidate()) is None


def test_the_order_of_the_rules_is_fixed():
    assert [rule.code for rule in HARD_RULES] == [
        "provider_not_approved",
        "professional_inactive",
        "domain",
        "subject",
        "years",
        "dagdelen",
        "service_area",
        "capacity",
        "vog",
        "learning_area",
        "licence",
        "language",
        "dates",
        "refused",
    ]


BROKEN = [
    ({}, {"provider_approved": False}, Broken("provider_not_approved", {}, "team_approves")),
    ({}, {"active": False}, Broken("professional_inactive", {}, "activate")),
    (
        {"domain_id": SPORT},
        {},
        Broken("domain", {"domain_id": SPORT}, "add_domain", {"domain_id": SPORT}),
    ),
    (
        {"tags": {JUDO}},
        {},
        Broken("subject", {"tags": [JUDO]}, "drop_subject_wish", {"tags": [JUDO]}),
    ),
    (
        {"tags": {JUDO, DANS}},
        {"tags": frozenset()},
        Broken("subject", {"tags": [DANS, JUDO]}, "add_subject", {"tags": [DANS, JUDO]}),
    ),
    (
        {},
        {"years": 0b0001_1111},
        Broken("years", {"missing": 0b0010_0000}, "add_years", {"years": 0b0010_0000}),
    ),
    # Only Tuesday afternoon is free; it would fit if the school accepted Wednesday morning too.
    (
        {},
        {"booked": MONDAY, "available": MONDAY | TUESDAY_AFTERNOON | WEDNESDAY_MORNING},
        Broken(
            "dagdelen",
            {"free": 1, "needed": 2, "mask": TUESDAY_AFTERNOON},
            "accept_dagdelen",
            {"mask": WEDNESDAY_MORNING, "missing": 1},
        ),
    ),
    (
        {},
        {"available": TUESDAY_AFTERNOON},
        Broken(
            "dagdelen",
            {"free": 1, "needed": 2, "mask": TUESDAY_AFTERNOON},
            "fewer_blocks",
            {"blocks": 1},
        ),
    ),
    (
        {},
        {"available": WEDNESDAY_MORNING},
        Broken("dagdelen", {"free": 0, "needed": 2, "mask": 0}, "other_professional"),
    ),
    (
        {},
        {"position": SIX_KM_AWAY},
        Broken(
            "service_area",
            {"distance_m": 6115, "radius_m": 5000},
            "widen_radius",
            {"radius_m": 7000},
        ),
    ),
    (
        {},
        {"capacity_minutes": 240, "planned_minutes": 70},
        Broken("capacity", {"needed": 180, "left": 170}, "fewer_blocks", {"blocks": 1}),
    ),
    (
        {},
        {"capacity_minutes": 80},
        Broken("capacity", {"needed": 180, "left": 80}, "raise_capacity", {"minutes": 100}),
    ),
    (
        {},
        {"vog_from": None},
        Broken("vog_missing", {"on": "2027-01-05"}, "show_vog", {"before": "2027-01-05"}),
    ),
    (
        {},
        {"vog_until": START - DAY},
        Broken(
            "vog_expired",
            {"on": "2027-01-05", "until": "2027-01-04"},
            "renew_vog",
            {"before": "2027-01-05"},
        ),
    ),
    (
        {},
        {"vog_from": START + DAY},
        Broken(
            "vog_later",
            {"on": "2027-01-05", "from": "2027-01-06"},
            "start_later",
            {"start": "2027-01-06"},
        ),
    ),
    (
        {"learning_area_rule": "licensed"},
        {},
        Broken("learning_area", {"licence": "subject_competent"}, "choose_licensed"),
    ),
    (
        {"licences": frozenset({Licence.LICENSED, Licence.IN_TRAINING})},
        {},
        Broken(
            "licence",
            {"licence": "subject_competent", "wanted": ["in_training", "licensed"]},
            "drop_licence_wish",
        ),
    ),
    (
        {"languages": DUTCH | ENGLISH},
        {},
        Broken("language", {"missing": ENGLISH}, "drop_language_wish", {"missing": ENGLISH}),
    ),
    (
        {},
        {"available_from": START + DAY},
        Broken(
            "dates_before",
            {"from": "2027-01-06", "start": "2027-01-05"},
            "start_later",
            {"start": "2027-01-06"},
        ),
    ),
    (
        {},
        {"available_until": END - DAY},
        Broken(
            "dates_after",
            {"until": "2027-03-29", "end": "2027-03-30"},
            "end_earlier",
            {"end": "2027-03-29"},
        ),
    ),
    (
        {},
        {"available_until": START - DAY},
        Broken("dates_none", {"start": "2027-01-05", "end": "2027-03-30"}, "other_professional"),
    ),
    (
        {},
        {"away": ((date(2027, 1, 5), date(2027, 1, 26)),)},
        Broken("dates_away", {"days": 22, "allowed": 21}, "other_period"),
    ),
    ({}, {"refused": True}, Broken("refused", {}, "other_professional")),
]


@pytest.mark.parametrize(("request_", "candidate", "broken"), BROKEN)
def test_each_broken_rule_names_its_nearest_fix(request_, candidate, broken):
    assert why_not(a_request(**request_), a_candidate(**candidate)) == broken


@pytest.mark.parametrize(
    "candidate",
    [
        {"vog_from": START},
        {"vog_until": START},
        {"vog_renew_from": date(2026, 12, 1)},
        {"available_from": START, "available_until": END},
        {"away": ((date(2027, 1, 5), date(2027, 1, 25)),)},
        {"capacity_minutes": 180},
        {"years": 0b0011_0000},
    ],
)
def test_the_last_value_that_still_fits_does(candidate):
    assert why_not(a_request(), a_candidate(**candidate)) is None


def test_distance_equal_to_the_radius_is_within_the_service_area():
    assert why_not(a_request(), a_candidate(position=SIX_KM_AWAY, radius_m=6115)) is None
    assert why_not(a_request(), a_candidate(position=SIX_KM_AWAY, radius_m=6114)) is not None


def test_the_first_broken_rule_is_told_when_several_are():
    everything = a_candidate(active=False, vog_from=None, refused=True, domains=frozenset())
    assert why_not(a_request(), everything).code == "professional_inactive"


def mend(request, candidate, broken):
    """Make the change that a fix proposes."""
    params = broken.fix_params
    request_changes = {
        "accept_dagdelen": lambda: {"dagdelen": request.dagdelen | params["mask"]},
        "fewer_blocks": lambda: {"blocks_per_week": params["blocks"]},
        "drop_subject_wish": lambda: {"tags": frozenset()},
        "drop_licence_wish": lambda: {"licences": frozenset()},
        "drop_language_wish": lambda: {"languages": request.languages & ~params["missing"]},
        "start_later": lambda: {"start": date.fromisoformat(params["start"])},
        "end_earlier": lambda: {"end": date.fromisoformat(params["end"])},
    }
    candidate_changes = {
        "team_approves": lambda: {"provider_approved": True},
        "activate": lambda: {"active": True},
        "add_domain": lambda: {"domains": candidate.domains | {params["domain_id"]}},
        "add_subject": lambda: {"tags": candidate.tags | set(params["tags"])},
        "add_years": lambda: {"years": candidate.years | params["years"]},
        "widen_radius": lambda: {"radius_m": params["radius_m"]},
        "raise_capacity": lambda: {
            "capacity_minutes": max(candidate.capacity_minutes, candidate.planned_minutes)
            + params["minutes"]
        },
        "show_vog": lambda: {"vog_from": date.fromisoformat(params["before"]), "vog_until": None},
        "renew_vog": lambda: {"vog_until": None},
        "choose_licensed": lambda: {"licence": Licence.LICENSED},
    }
    asked = {slot: getattr(request, slot) for slot in request.__slots__}
    known = {slot: getattr(candidate, slot) for slot in candidate.__slots__}
    if change := request_changes.get(broken.fix_code):
        asked |= change()
        if asked["end"] < asked["start"]:
            return None
    elif change := candidate_changes.get(broken.fix_code):
        known |= change()
    else:
        return None
    return a_request(**asked), a_candidate(**known)


@settings(max_examples=400)
@given(requests(), candidates())
def test_mending_the_first_broken_rule_leads_on_along_the_rules(request_, candidate):
    """Whatever the fix, the rules before stay whole, and the mended one is never told again."""
    order = [rule.code for rule in HARD_RULES]

    def place(broken):
        return next(i for i, code in enumerate(order) if broken.code.startswith(code))

    broken = why_not(request_, candidate)
    if broken is None or (mended := mend(request_, candidate, broken)) is None:
        return
    after = why_not(*mended)
    if broken.code.startswith(("vog_later", "vog_expired", "vog_missing", "dates")):
        assert after != broken
    else:
        assert after is None or place(after) > place(broken)


@settings(max_examples=400)
@given(requests(), candidates())
def test_why_not_is_none_exactly_for_those_who_are_ranked(request_, candidate):
    ranked = rank(request_, [candidate], today=TODAY, seed=1)
    assert (why_not(request_, candidate) is None) == bool(ranked)


@given(requests(), candidates())
def test_what_is_broken_survives_json(request_, candidate):
    broken = why_not(request_, candidate)
    if broken is not None:
        assert json.loads(json.dumps(asdict(broken))) == asdict(broken)


@given(fitting())
def test_the_strategy_of_fitting_professionals_keeps_its_word(candidate):
    assert why_not(a_request(domain_id=KUNST, years=ALL_YEARS), candidate) is None


def test_capacity_must_hold_the_lessons_of_every_group():
    request = a_request(blocks_per_week=2, lesson_minutes=60, rounds=3)
    assert why_not(request, a_candidate(capacity_minutes=360)) is None
    broken = why_not(request, a_candidate(capacity_minutes=359))
    assert (broken.code, broken.params) == ("capacity", {"needed": 360, "left": 359})
    assert (broken.fix_code, broken.fix_params) == ("fewer_blocks", {"blocks": 1})
    broken = why_not(request, a_candidate(capacity_minutes=179))
    assert (broken.fix_code, broken.fix_params) == ("raise_capacity", {"minutes": 181})
