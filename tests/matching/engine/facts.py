"""A request and a professional who fit each other in every way, to change one thing at a time."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from andersom.lib.geo import position
from andersom.matching.engine import CandidateFacts, Licence, RequestFacts

TODAY = date(2026, 11, 23)
START, END = date(2027, 1, 5), date(2027, 3, 30)
SCHOOL = position(52.070, 4.300)
KUNST, SPORT = 1, 2
MUZIEK, DANS, JUDO = 11, 12, 21

GROEP_5_6 = 0b0011_0000
ALL_YEARS = 0b1111_1111
MONDAY, TUESDAY_AFTERNOON, WEDNESDAY_MORNING = 0b11, 0b1000, 0b1_0000
DUTCH, ENGLISH = 0b01, 0b10


def a_request(**changes: Any) -> RequestFacts:
    facts: dict[str, Any] = {
        "id": 1,
        "school_id": 100,
        "position": SCHOOL,
        "domain_id": KUNST,
        "years": GROEP_5_6,
        "dagdelen": MONDAY | TUESDAY_AFTERNOON,
        "blocks_per_week": 2,
        "lesson_minutes": 90,
        "start": START,
        "end": END,
    }
    return RequestFacts(**facts | changes)


def a_candidate(**changes: Any) -> CandidateFacts:
    facts: dict[str, Any] = {
        "id": 7,
        "provider_id": 70,
        "provider_approved": True,
        "active": True,
        "licence": Licence.SUBJECT_COMPETENT,
        "domains": frozenset({KUNST}),
        "tags": frozenset({MUZIEK, DANS}),
        "years": ALL_YEARS,
        "languages": DUTCH,
        "position": SCHOOL,
        "radius_m": 5_000,
        "available": MONDAY | TUESDAY_AFTERNOON,
        "available_from": date(2026, 8, 1),
        "capacity_minutes": 600,
        "vog_from": date(2026, 9, 1),
        "waiting_since": date(2026, 9, 1),
    }
    return CandidateFacts(**facts | changes)


# Strategies that reach both sides of every rule.

masks = st.integers(0, 0b11_1111_1111)
years = st.integers(0, ALL_YEARS)
few_days = st.dates(date(2026, 12, 1), date(2027, 6, 30))
maybe_days = st.none() | few_days
places = st.builds(position, st.floats(52.03, 52.11), st.floats(4.24, 4.40))
licences = st.sampled_from(sorted(Licence))
some_tags = st.frozensets(st.sampled_from([MUZIEK, DANS, JUDO]))
cents = st.none() | st.integers(1, 20_000)

earlier_answers = st.fixed_dictionaries(
    {
        "too_far": st.integers(0, 3),
        "too_far_m": st.integers(0, 20_000),
        "no_time": st.integers(0, 2),
        "no_dagdelen": masks,
        "refused_prices": st.integers(0, 2),
        "refused_cents": st.integers(0, 20_000),
        "invitations": st.integers(0, 9),
    }
)


@st.composite
def requests(draw: st.DrawFn) -> RequestFacts:
    start, end = sorted((draw(few_days), draw(few_days)))
    return a_request(
        id=draw(st.integers(1, 9)),
        position=draw(places),
        domain_id=draw(st.sampled_from([KUNST, SPORT])),
        years=draw(years),
        dagdelen=draw(masks.filter(bool)),
        blocks_per_week=draw(st.integers(1, 4)),
        lesson_minutes=draw(st.integers(30, 120)),
        start=start,
        end=end,
        tags=draw(some_tags),
        licences=draw(st.frozensets(licences)),
        languages=draw(st.integers(0, 3)),
        learning_area_rule=draw(st.sampled_from(["allowed", "warn", "licensed"])),
        budget_cents=draw(cents),
    )


@st.composite
def candidates(draw: st.DrawFn) -> CandidateFacts:
    ratings = draw(st.lists(st.integers(1, 5), max_size=6))
    absences = draw(st.lists(st.tuples(few_days, few_days), max_size=3))
    return a_candidate(
        id=draw(st.integers(1, 10_000)),
        provider_approved=draw(st.booleans()),
        active=draw(st.booleans()),
        licence=draw(licences),
        domains=draw(st.frozensets(st.sampled_from([KUNST, SPORT]))),
        tags=draw(some_tags),
        years=draw(years),
        languages=draw(st.integers(0, 3)),
        position=draw(places),
        radius_m=draw(st.integers(0, 15_000)),
        available=draw(masks),
        booked=draw(masks),
        available_from=draw(few_days),
        available_until=draw(maybe_days),
        away=tuple((min(pair), max(pair)) for pair in absences),
        capacity_minutes=draw(st.integers(0, 1_200)),
        planned_minutes=draw(st.integers(0, 1_200)),
        vog_from=draw(maybe_days),
        vog_until=draw(maybe_days),
        vog_renew_from=draw(maybe_days),
        training_certificate=draw(st.booleans()),
        price_cents=draw(st.none() | st.integers(0, 40_000)),
        rating_sum=sum(ratings),
        rating_count=len(ratings),
        lessons_at_school=draw(st.integers(0, 15)),
        waiting_since=draw(st.dates(date(2025, 1, 1), TODAY)),
        refused=draw(st.booleans()),
        **draw(earlier_answers),
    )


@st.composite
def fitting(draw: st.DrawFn) -> CandidateFacts:
    """Professionals who fit ``a_request()``; what only moves the score is drawn freely."""
    ratings = draw(st.lists(st.integers(1, 5), max_size=6))
    return a_candidate(
        id=draw(st.integers(1, 10_000)),
        licence=draw(licences),
        training_certificate=draw(st.booleans()),
        position=draw(st.builds(position, st.floats(52.06, 52.08), st.floats(4.29, 4.31))),
        available=draw(masks) | MONDAY,
        planned_minutes=draw(st.integers(0, 420)),
        price_cents=draw(st.none() | st.integers(0, 40_000)),
        rating_sum=sum(ratings),
        rating_count=len(ratings),
        lessons_at_school=draw(st.integers(0, 15)),
        waiting_since=draw(st.dates(date(2025, 1, 1), TODAY)),
        **draw(earlier_answers) | {"no_dagdelen": 0},
    )
