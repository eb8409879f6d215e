"""A request of De Zeemeeuw and professionals who fit it, in as many ways as a test needs."""

from datetime import UTC, date, datetime

import factory

from andersom.matching.models import Proposal
from andersom.reference.models import Domain
from providers.models import Availability, Professional, Provider, VogRecord
from schools.models import Group, Request, School
from tests import people
from tests.factories.placements import GroupFactory, RequestFactory, rules

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ALL_WEEK = 0b11_1111_1111


def fitting(
    provider: Provider,
    name: str,
    *,
    domain: Domain | None = None,
    grid: int = ALL_WEEK,
    vog: bool = True,
    **facts: object,
) -> Professional:
    """A professional for whom every hard rule of `open_request` holds."""
    facts = {"postcode_area": people.postcode_area("2566")} | facts
    made = Professional.objects.create(provider=provider, name=name, **facts)
    made.domains.add(domain or people.domain())
    return ready(made, grid=grid, vog=vog)


def ready(professional: Professional, *, grid: int = ALL_WEEK, vog: bool = True) -> Professional:
    """Available from long ago, with a certificate of conduct that was seen in time."""
    Availability.objects.create(professional=professional, valid_from=date(2026, 8, 1), grid=grid)
    if vog:
        VogRecord.objects.create(
            professional=professional,
            issued_on=date(2026, 9, 1),
            seen_on=date(2026, 9, 15),
            organisation="Klankrijk",
        )
    return professional


def open_request(school: School, **facts: object) -> Request:
    """Open, for one group 7, on Monday mornings, with rules for its months."""
    rules()
    group: Group = facts.pop("group", None) or GroupFactory(school=school)  # type: ignore[assignment]
    request: Request = RequestFactory(school=school, groups=[group], **facts)
    return request


class ProposalFactory(factory.django.DjangoModelFactory):
    """Asked today, to answer in a week; needs ``request``, ``professional`` and ``score``."""

    class Meta:
        model = Proposal

    asked_at = NOW
    answer_by = date(2026, 11, 30)
    total = 0
