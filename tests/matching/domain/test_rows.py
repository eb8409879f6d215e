"""Search rows follow their sources on every road, and never leave out anybody who fits."""

import random

import pytest
from django.db import connection

from andersom.matching import engine
from andersom.matching.domain import demand, rows, supply
from andersom.matching.models import SearchRow
from andersom.reference.models import Domain, PostcodeArea
from providers.models import Availability, Professional, Provider
from tests.factories.matching import TODAY, fitting, open_request
from tests.people import Cast

pytestmark = pytest.mark.django_db


def row(professional: Professional) -> dict[str, int]:
    columns = ("bookable", "years", "languages", "available", "capacity")
    return SearchRow.objects.values(*columns).get(professional=professional)


def test_row_holds_what_its_sources_say(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna", grid=0b101, years=0b11, weekly_capacity=300)
    assert row(anna) == {
        "bookable": True,
        "years": 0b11,
        "languages": 1,
        "available": 0b101,
        "capacity": 300,
    }
    assert rows.stale() == []


def test_row_follows_bulk_updates_and_raw_sql(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    Professional.objects.filter(pk=anna.pk).update(years=0b1000_0000)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE providers_availability SET grid = 3 WHERE professional_id = %s", [anna.pk]
        )
    assert (row(anna)["years"], row(anna)["available"]) == (0b1000_0000, 3)
    Provider.objects.update(state="suspended")
    assert not row(anna)["bookable"]
    Availability.objects.all().delete()
    assert row(anna)["available"] == 0
    anna.domains.clear()
    assert not SearchRow.objects.filter(professional=anna).exists()
    assert rows.stale() == []


def test_row_follows_a_moved_postcode_area(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna", travel_radius=1000)
    request = demand.facts(open_request(cast.school), today=TODAY)
    assert anna in supply.likely(request)
    PostcodeArea.objects.filter(pk="2566").update(y=0)
    assert anna not in supply.likely(request)
    assert rows.stale() == []


def test_checker_finds_a_row_that_was_changed_behind_the_triggers(cast: Cast) -> None:
    anna = fitting(cast.provider, "Anna")
    SearchRow.objects.filter(professional=anna).update(years=1)
    assert rows.stale() == [anna.pk]


def test_rows_never_leave_out_somebody_who_fits(cast: Cast) -> None:
    """Random professionals: whoever the engine lets through, SQL let through too."""
    chance = random.Random(2026)
    areas = list(PostcodeArea.objects.visitable().values_list("pk", flat=True))
    domains = list(Domain.objects.all())
    for number in range(150):
        fitting(
            cast.provider,
            f"P{number}",
            domain=chance.choice(domains[:2]),
            grid=chance.randrange(1024),
            vog=chance.random() < 0.8,
            years=chance.randrange(1, 256),
            postcode_area_id=chance.choice(areas),
            travel_radius=chance.randrange(500, 9000),
            weekly_capacity=chance.randrange(0, 600),
            languages=chance.randrange(1, 8),
            active=chance.random() < 0.9,
        )
    request = demand.facts(
        open_request(cast.school, domain=domains[0], day_parts=0b0011_1100, blocks_per_week=2),
        today=TODAY,
    )
    everybody = list(Professional.objects.with_facts())
    known = supply.facts(request, everybody, today=TODAY)
    fits = {each.id for each in known if engine.why_not(request, each) is None}
    likely = {each.pk for each in supply.likely(request)}
    assert len(fits) >= 3
    assert fits <= likely < {each.pk for each in everybody}
