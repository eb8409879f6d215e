import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers.domain import prices
from providers.domain.prices import Parts
from providers.models import Offer
from tests.factories.providers import OfferFactory, ProviderFactory

LESSON, HOUR, SERIES = Offer.RateUnit.LESSON, Offer.RateUnit.HOUR, Offer.RateUnit.SERIES


def test_total_adds_up_a_series_priced_per_lesson() -> None:
    parts = Parts(7500, LESSON, lessons=6, lesson_minutes=60, travel=1000, material=2500)
    assert prices.total(parts) == prices.Total(
        work=45000, travel=6000, material=2500, vat=0, total=53500, per_lesson=8917, per_pupil=1783
    )


def test_total_counts_hours_by_the_minute_and_rounds_halves_up() -> None:
    parts = Parts(6001, HOUR, lessons=1, lesson_minutes=90)
    assert prices.total(parts).work == 9002  # 9001.5


def test_total_of_a_fixed_series_does_not_grow_with_lessons() -> None:
    assert prices.total(Parts(60000, SERIES, lessons=8, lesson_minutes=45)).total == 60000


@pytest.mark.parametrize(("vat", "expected"), [("exempt", 0), ("low", 900), ("high", 2100)])
def test_vat_is_a_part_of_everything(vat: str, expected: int) -> None:
    parts = Parts(9000, LESSON, lessons=1, lesson_minutes=60, material=1000, vat=vat)
    assert prices.total(parts).vat == expected


cents = st.integers(0, 2_000_000)
part_strategy = st.builds(
    Parts,
    rate=cents,
    unit=st.sampled_from([LESSON, HOUR, SERIES]),
    lessons=st.integers(1, 100),
    lesson_minutes=st.integers(15, 480),
    travel=cents,
    material=cents,
    vat=st.sampled_from(Offer.Vat.values),
    group_size=st.integers(1, 200),
)


@given(part_strategy)
def test_parts_always_add_up_to_the_total(parts: Parts) -> None:
    found = prices.total(parts)
    assert found.work + found.travel + found.material + found.vat == found.total


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(part_strategy)
def test_database_computes_the_same_price_of_a_lesson(db: None, parts: Parts) -> None:
    provider = ProviderFactory()
    offer = OfferFactory(
        provider=provider,
        rate=parts.rate,
        rate_unit=parts.unit,
        lessons=parts.lessons,
        lesson_minutes=parts.lesson_minutes,
        travel=parts.travel,
        material=parts.material,
        vat=parts.vat,
        group_size=parts.group_size,
    )
    offer.refresh_from_db()
    assert offer.lesson_price == prices.total(parts).per_lesson
