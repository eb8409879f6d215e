"""Search and filters of the catalogue, against real Dutch and real PostgreSQL."""

from datetime import date
from typing import Any

import pytest

from andersom.lib import geo
from andersom.reference.models import SubjectTag
from providers.domain import catalogue
from providers.domain.catalogue import Wish
from providers.models import Offer, Provider
from tests.factories.providers import (
    AvailabilityFactory,
    OfferFactory,
    ProfessionalFactory,
    ProviderFactory,
    area,
    domain,
    tag,
)

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def titles(**wish: Any) -> list[str]:
    return [offer.title for offer in catalogue.find(Wish(**wish), today=TODAY).offers]


@pytest.fixture
def shelf() -> None:
    """Four offers that have little in common."""
    klank = ProviderFactory(name="Klankrijk")
    buiten = ProviderFactory(name="Buitenboom")
    OfferFactory(provider=klank, title="Samen trommelen", slug="a", tags=[tag("muziek")])
    OfferFactory(provider=klank, title="Poëzie op straat", slug="b", goals="Gedichten schrijven.")
    OfferFactory(
        provider=buiten,
        title="Zaaien en oogsten",
        slug="c",
        domain=domain("natuur-milieu"),
        description="Kinderen leren van bomen en muziek.",
    )
    OfferFactory(provider=buiten, title="Judolessen", slug="d", domain=domain("sport-beweging"))


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("muziek", ["Samen trommelen", "Zaaien en oogsten"]),  # a subject weighs more than a text
        ("MUZIEK", ["Samen trommelen", "Zaaien en oogsten"]),
        ("trommel", ["Samen trommelen"]),  # Dutch stems
        ("gedicht", ["Poëzie op straat"]),
        ("poezie", ["Poëzie op straat"]),  # accents
        ("poëzie", ["Poëzie op straat"]),
        ("klankrijk", ["Poëzie op straat", "Samen trommelen"]),  # by provider
        ("muziek -bomen", ["Samen trommelen"]),
        ('"zaaien en oogsten"', ["Zaaien en oogsten"]),
        ("natuur", ["Zaaien en oogsten"]),  # by domain
        ("wiskunde", []),
    ],
)
def test_words_find_offers_best_first(words: str, expected: list[str]) -> None:
    assert titles(words=words) == expected


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    ("words", "expected", "instead"),
    [
        ("muzeik", ["Samen trommelen", "Zaaien en oogsten"], "muziek"),
        ("trommlen", ["Samen trommelen"], "trommelen"),
        ("klankrjik", ["Poëzie op straat", "Samen trommelen"], "klankrijk"),
        ("poeezie", ["Poëzie op straat"], "poezie"),
        ("judol", ["Judolessen"], "judol"),  # the beginning of a word
    ],
)
def test_typos_are_forgiven_and_told(words: str, expected: list[str], instead: str) -> None:
    found = catalogue.find(Wish(words=words), today=TODAY)
    assert sorted(offer.title for offer in found.offers) == expected
    assert found.instead == instead


@pytest.mark.parametrize(
    "words", ["' OR 1=1 --", "&|!()<->:*", "\\", "de het een", "((((", "a" * 100]
)
def test_strange_words_break_nothing(words: str) -> None:
    assert titles(words=words) == []


def test_only_approved_offers_of_approved_providers_are_found() -> None:
    OfferFactory(title="Zichtbaar")
    OfferFactory(title="Concept", draft=True)
    OfferFactory(title="Wacht", submitted=True)
    OfferFactory(title="Geschorst", provider__suspended=True)
    assert titles() == ["Zichtbaar"]


@pytest.mark.usefixtures("shelf")
def test_vector_follows_names_of_provider_subject_and_domain() -> None:
    Provider.objects.filter(name="Klankrijk").update(name="Toonladder")
    SubjectTag.objects.filter(slug="muziek").update(name="slagwerk")
    assert titles(words="toonladder") == ["Poëzie op straat", "Samen trommelen"]
    assert titles(words="slagwerk") == ["Samen trommelen"]
    assert titles(words="klankrijk") == []


def test_vector_follows_subjects_that_come_and_go() -> None:
    offer = OfferFactory(title="Iets")
    offer.tags.add(tag("judo"))
    assert titles(words="judo") == ["Iets"]
    offer.tags.clear()
    assert titles(words="judo") == []


def test_filters_by_domain_subject_and_group() -> None:
    OfferFactory(title="Onderbouw", years=0b1111, tags=[tag("muziek")])
    OfferFactory(title="Bovenbouw", years=0b11110000, domain=domain("sport-beweging"))
    assert titles(domain=domain("sport-beweging")) == ["Bovenbouw"]
    assert titles(tags=(tag("muziek"),)) == ["Onderbouw"]
    assert titles(years=0b11000) == ["Bovenbouw", "Onderbouw"]
    assert titles(years=0b10000) == ["Bovenbouw"]


def test_filters_about_people_hold_for_one_person_at_once() -> None:
    near = ProfessionalFactory(postcode_area=area("2566"), licensed=True)
    free = ProfessionalFactory(postcode_area=area("2498"), free=1, travel_radius=1000)
    OfferFactory(title="Van twee", professionals=[near, free])
    assert titles(licence=("licensed",)) == ["Van twee"]
    assert titles(day_parts=1) == ["Van twee"]
    assert titles(licence=("licensed",), day_parts=1) == []
    assert titles(place=area("2566")) == ["Van twee"]
    assert titles(place=area("2566"), day_parts=1) == []


def test_grid_counts_only_in_its_period() -> None:
    professional = ProfessionalFactory()
    AvailabilityFactory(
        professional=professional, valid_from=date(2026, 1, 1), valid_until=TODAY, grid=1
    )
    OfferFactory(title="Vandaag nog", professionals=[professional])
    assert titles(day_parts=1) == ["Vandaag nog"]
    tomorrow = date(2026, 11, 24)
    assert not catalogue.find(Wish(day_parts=1), today=tomorrow).offers.exists()


def test_who_stopped_gives_nothing() -> None:
    OfferFactory(professionals=[ProfessionalFactory(licensed=True, stopped=True)])
    assert titles(licence=("licensed",)) == []


def test_distance_is_the_nearest_person_and_the_same_as_in_python() -> None:
    place, far, close = area("2511"), area("2554"), area("2515")
    people = [ProfessionalFactory(postcode_area=one) for one in (far, close)]
    offer = OfferFactory(professionals=people)
    expected = geo.distance_m(
        geo.Position(place.x, place.y, place.z), geo.Position(close.x, close.y, close.z)
    )
    assert catalogue.cards([offer.pk], place=place)[0].metres == expected
    assert titles(place=place, within=expected) == [offer.title]
    assert titles(place=place, within=expected - 1) == []


def test_orders_by_distance_price_and_title() -> None:
    close = ProfessionalFactory(postcode_area=area("2511"))
    far = ProfessionalFactory(postcode_area=area("2554"))
    OfferFactory(title="B dichtbij duur", professionals=[close], rate=9000)
    OfferFactory(title="A ver goedkoop", professionals=[far], rate=5000)
    place = area("2511")
    assert titles(order="distance", place=place) == ["B dichtbij duur", "A ver goedkoop"]
    assert titles(order="price") == ["A ver goedkoop", "B dichtbij duur"]
    assert titles(order="title") == ["A ver goedkoop", "B dichtbij duur"]


@pytest.mark.usefixtures("shelf")
def test_counts_by_domain_ignore_the_chosen_domain() -> None:
    arts, nature = domain("kunst-cultuur"), domain("natuur-milieu")
    wish = Wish(words="muziek", domain=arts)
    query = catalogue.find(wish, today=TODAY).query
    assert catalogue.counts_by_domain(wish, query, today=TODAY) == {arts.pk: 1, nature.pk: 1}


def test_words_of_the_catalogue_are_kept_without_accents() -> None:
    OfferFactory(title="Café Poëzie")
    words = Offer._meta.apps.get_model("providers", "CatalogueWord").objects
    assert words.filter(word__in=["cafe", "poezie"]).count() == 2
