"""Introductions: who fits whom, why, and that nobody is shown who did not agree."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from events.domain import introductions
from events.domain.introductions import shared_days
from providers.models import Availability, Professional, Provider
from schools.states import RequestState
from tests import people
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.placements import GroupFactory, RequestFactory
from tests.factories.providers import ProfessionalFactory, ProviderFactory, domain

pytestmark = pytest.mark.django_db
TODAY = date(2026, 12, 14)
MONDAY_MORNING, MONDAY_AFTERNOON, TUESDAY = 0b01, 0b10, 0b1100


def provider(name: str, slug: str, grid: int, years: int = 255) -> Provider:
    """A provider with one professional in one domain, available in these dagdelen."""
    made = ProviderFactory(name=name)
    one: Professional = ProfessionalFactory(provider=made, years=years)
    one.domains.set([domain(slug)])
    one.availability.all().delete()
    Availability.objects.create(professional=one, valid_from=date(2026, 8, 1), grid=grid)
    return made


@pytest.mark.parametrize(
    ("one", "other", "days"),
    [
        (MONDAY_MORNING, MONDAY_AFTERNOON, [0]),
        (MONDAY_AFTERNOON, MONDAY_MORNING, [0]),
        (MONDAY_MORNING, MONDAY_MORNING, []),
        (TUESDAY, TUESDAY, [1]),
        (0b11_11_11_11_11, 0b10_00_00_00_01, [0, 4]),
        (0, 1023, []),
    ],
)
def test_two_share_a_day_when_each_fills_a_half(one: int, other: int, days: list[int]) -> None:
    assert shared_days(one, other) == days


def test_providers_of_other_domains_that_share_a_day_are_introduced() -> None:
    event = EventFactory()
    music = provider("Klankrijk", "kunst-cultuur", MONDAY_MORNING)
    nature = provider("Buitenboom", "natuur-milieu", MONDAY_AFTERNOON, years=0b1111_0000)
    me = RegistrationFactory(event=event, provider=music)
    other = RegistrationFactory(event=event, provider=nature, shown=True)
    [found] = introductions.of(me, today=TODAY)
    assert found.visitor == other
    assert "Natuur & Milieu" in found.reason
    assert "5" in found.reason
    assert "8" in found.reason
    assert "Kunst & Cultuur" in found.idea


@pytest.mark.parametrize(
    ("slug", "grid", "years", "shown"),
    [
        ("kunst-cultuur", MONDAY_AFTERNOON, 255, True),  # the same domain
        ("natuur-milieu", MONDAY_MORNING, 255, True),  # the same half of the day
        ("natuur-milieu", MONDAY_AFTERNOON, 0b1, True),  # other groups
        ("natuur-milieu", MONDAY_AFTERNOON, 255, False),  # does not want to be seen
    ],
)
def test_who_does_not_fit_or_is_not_seen_is_no_introduction(
    slug: str, grid: int, years: int, shown: bool
) -> None:
    event = EventFactory()
    music = provider("Klankrijk", "kunst-cultuur", MONDAY_MORNING, years=0b1111_0000)
    me = RegistrationFactory(event=event, provider=music)
    other = provider("Buitenboom", slug, grid, years)
    RegistrationFactory(event=event, provider=other, shown=shown)
    assert introductions.of(me, today=TODAY) == []


def test_a_school_with_an_open_need_meets_who_brings_it() -> None:
    event, school = EventFactory(), people.school("De Zeemeeuw", "05AB00")
    group = GroupFactory(school=school, years=0b0100_0000)
    request = RequestFactory(school=school, state=RequestState.OPEN, title="Muziek", day_parts=1)
    request.groups.set([group])
    music = provider("Klankrijk", "kunst-cultuur", MONDAY_MORNING)
    request.domain = domain("kunst-cultuur")
    request.save()
    leader = RegistrationFactory(event=event, school=school, shown=True)
    maker = RegistrationFactory(event=event, provider=music, shown=True)
    [for_maker] = introductions.of(maker, today=TODAY)
    [for_leader] = introductions.of(leader, today=TODAY)
    assert (for_maker.visitor, for_leader.visitor) == (leader, maker)
    assert "Muziek" in for_maker.reason
    assert "Muziek" in for_leader.reason
    request.state = RequestState.CLOSED
    request.save()
    assert introductions.of(maker, today=TODAY) == []


def test_an_organisation_is_introduced_once() -> None:
    event = EventFactory()
    me = RegistrationFactory(
        event=event, provider=provider("Klankrijk", "kunst-cultuur", MONDAY_MORNING)
    )
    other = provider("Buitenboom", "natuur-milieu", MONDAY_AFTERNOON)
    RegistrationFactory.create_batch(3, event=event, provider=other, shown=True)
    assert len(introductions.of(me, today=TODAY)) == 1


@pytest.mark.parametrize("others", [2, 12])
def test_queries_do_not_grow_with_the_visitors(
    others: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = EventFactory()
    me = RegistrationFactory(
        event=event, provider=provider("Klankrijk", "kunst-cultuur", MONDAY_MORNING)
    )
    for number in range(others):
        other = provider(f"Anders {number}", "natuur-milieu", MONDAY_AFTERNOON)
        RegistrationFactory(event=event, provider=other, shown=True)
    with django_assert_num_queries(5):
        introductions.of(me, today=TODAY)
