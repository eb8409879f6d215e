"""How fast the catalogue answers with 10,000 offers, against the naive way.

    make bench            # OFFERS=10000 SEED=1 by default

Prints medians and ratios; only the ratios travel between machines. Asserts nothing about time, but
that both ways find the same offers where they should.
"""

import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q

from andersom.reference.models import PostcodeArea, SubjectTag
from providers.domain import catalogue
from providers.domain.catalogue import Wish
from providers.models import Availability, Offer, Professional, Provider
from tests.bench.conftest import Record

OFFERS = int(os.environ.get("OFFERS", "10000"))
SEED = int(os.environ.get("SEED", "1"))
ROUNDS = 7
TODAY = date(2026, 11, 23)
WORDS = [
    "samen",
    "zingen",
    "bouwen",
    "spelen",
    "ontdekken",
    "maken",
    "leren",
    "bewegen",
    "schrijven",
    "tekenen",
    "verhalen",
    "ritme",
    "klank",
    "kleur",
    "robots",
    "water",
    "bomen",
    "koken",
    "theater",
    "dansen",
    "debat",
    "stad",
    "wijk",
    "verleden",
    "toekomst",
]


def seed() -> None:
    """A city of offers: ten per provider, three people each, every word from a fixed list."""
    rng = random.Random(SEED)
    tags = list(SubjectTag.objects.select_related("domain"))
    areas = list(PostcodeArea.objects.visitable())
    providers = Provider.objects.bulk_create(
        Provider(
            name=f"Aanbieder {number}",
            slug=f"aanbieder-{number}",
            kvk_number=f"{number:08}",
            state="approved",
            postcode_area=rng.choice(areas),
        )
        for number in range(max(1, OFFERS // 10))
    )
    people = Professional.objects.bulk_create(
        Professional(
            provider=provider,
            name=f"Mens {number}",
            postcode_area=rng.choice(areas),
            licence=rng.choice(Professional.Licence.values),
            travel_radius=rng.choice([3_000, 5_000, 10_000]),
        )
        for provider in providers
        for number in range(3)
    )
    Availability.objects.bulk_create(
        Availability(professional=one, valid_from=date(2026, 1, 1), grid=rng.randrange(1024))
        for one in people
    )
    offers, chosen = [], []
    for number in range(OFFERS):
        tag = rng.choice(tags)
        words = rng.sample(WORDS, 5)
        offers.append(
            Offer(
                provider=providers[number % len(providers)],
                title=f"{' '.join(words[:2]).capitalize()} {number}",
                slug=f"o{number}",
                summary=" ".join(words),
                description=" ".join(rng.choices(WORDS, k=60)),
                domain=tag.domain,
                years=rng.choice([15, 240, 255]),
                rate=rng.randrange(4000, 12000),
                state="approved",
            )
        )
        chosen.append(tag)
    offers = Offer.objects.bulk_create(offers, batch_size=1000)
    through, gives = Offer.tags.through, Offer.professionals.through
    through.objects.bulk_create(
        through(offer=offer, subjecttag=tag) for offer, tag in zip(offers, chosen, strict=True)
    )
    gives.objects.bulk_create(
        gives(offer=offer, professional=people[3 * (index % len(providers)) + rng.randrange(3)])
        for index, offer in enumerate(offers)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def page(wish: Wish) -> int:
    """What the page asks: count, 24 cards in order, counts per domain."""
    found = catalogue.find(wish, today=TODAY)
    number = found.offers.count()
    catalogue.cards(list(found.offers.values_list("pk", flat=True)[:24]), place=wish.place)
    catalogue.counts_by_domain(wish, found.query, today=TODAY)
    return number


def naive(word: str) -> int:
    """Every text with LIKE, and a look at each relation for each card."""
    found = (
        Offer.objects.public()
        .filter(
            Q(title__icontains=word)
            | Q(summary__icontains=word)
            | Q(description__icontains=word)
            | Q(goals__icontains=word)
            | Q(tags__name__icontains=word)
            | Q(provider__name__icontains=word)
            | Q(domain__name__icontains=word)
        )
        .distinct()
        .order_by("title")
    )
    number = found.count()
    for offer in found[:24]:
        str(offer.provider), str(offer.domain), list(offer.tags.all()), list(offer.photos.all())
    return number


def median_ms(act: Callable[[], Any]) -> float:
    act()
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


@pytest.mark.django_db
def test_catalogue_against_the_naive_way(record: Record) -> None:
    start = time.perf_counter()
    seed()
    print(f"\n{OFFERS} offers (seed {SEED}) written in {time.perf_counter() - start:.1f} s")
    place = PostcodeArea.objects.get(pk="2566")
    music = SubjectTag.objects.get(slug="muziek")
    base = median_ms(lambda: naive("muziek"))
    print(f"{'naive icontains, relations per row':42} {base:8.1f} ms   1.00")
    ratios = {}
    for name, wish in {
        "a word": Wish(words="muziek"),
        "a misspelt word": Wish(words="muzeik"),
        "two words": Wish(words="muziek ritme"),
        "everything": Wish(),
        "a word, a subject, groups": Wish(words="ritme", tags=(music,), years=15),
        "free on Monday, licensed": Wish(day_parts=3, licence=("licensed",)),
        "comes to a place, nearest first": Wish(place=place, order="distance"),
        "a word, within 2.5 km, nearest first": Wish(
            words="muziek", place=place, within=2500, order="distance"
        ),
        "cheapest first": Wish(order="price"),
    }.items():
        took = median_ms(lambda wish=wish: page(wish))
        print(f"{name:42} {took:8.1f} ms   {took / base:.2f}   {page(wish)} found")
        ratios[name] = took / base
    worst = max(ratios, key=lambda name: ratios[name])
    record(
        f"catalogue of {OFFERS} offers: a page, against LIKE and a look at each relation",
        beside=f"{base:.1f} ms the naive way; slowest here: {worst}",
        a_word=f"{ratios['a word']:.2f}",
        slowest=f"{ratios[worst]:.2f}",
    )
    assert page(Wish(words="muziek")) == page(Wish(words="muzeik")) == naive("muziek")
