"""The city comes with the migrations; only holidays are made by tests."""

from datetime import date

import factory

from andersom.reference.models import Domain, Holiday, PostcodeArea


class HolidayFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holiday

    kind = Holiday.Kind.SCHOOL
    name = "Kerstvakantie"
    first_day = date(2026, 12, 19)
    last_day = date(2027, 1, 3)


def domain(slug: str = "kunst-cultuur") -> Domain:
    """One of the city's domains; also after a test that emptied the tables."""
    return Domain.objects.get_or_create(slug=slug, defaults={"name": slug})[0]


def area(pc4: str = "2566") -> PostcodeArea:
    """One of the city's postcode areas."""
    found = PostcodeArea.objects.filter(pk=pc4).first()
    return found or PostcodeArea.objects.create(
        pk=pc4, latitude=52.081, longitude=4.254, x=3_904_000, y=290_000, z=5_025_000
    )
