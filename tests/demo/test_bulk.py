"""Many rows for measuring."""

from datetime import date

import pytest

from andersom.demo import bulk
from andersom.matching.domain import rows
from andersom.matching.models import SearchRow
from providers.models import Availability, Offer, Professional

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def test_bulk_has_its_numbers_and_search_rows() -> None:
    bulk.build_bulk(professionals=60, offers=80, seed=1, today=TODAY)

    assert Professional.objects.count() == Availability.objects.count() == 60
    assert Offer.objects.public().count() == 80
    assert not Offer.objects.filter(professionals=None).exists()
    assert not Offer.objects.filter(search=None).exists()
    assert SearchRow.objects.filter(bookable=True).count() > 60
    assert rows.stale() == []


def test_bulk_is_the_same_for_a_seed_and_can_be_added_to() -> None:
    bulk.build_bulk(professionals=30, offers=30, seed=7, today=TODAY)
    first = list(Offer.objects.order_by("pk").values_list("title", "rate", "years"))
    bulk.build_bulk(professionals=30, offers=30, seed=7, today=TODAY)

    both = list(Offer.objects.order_by("pk").values_list("title", "rate", "years"))
    assert both == first * 2
