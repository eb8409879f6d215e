"""Finding offers in the catalogue: Dutch words with or without typos, filters, an order.

Full text first (stems, accents ignored). When no offer at all has the words, each word is replaced
by the nearest one that occurs in titles, subjects and names, found by trigrams and judged by
`spelling`; the beginning of a word is enough then. The number of queries is always the same.
"""

import re
from dataclasses import dataclass, replace
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection
from django.db.models import (
    Count,
    Exists,
    F,
    IntegerField,
    Min,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import CombinedExpression, Expression
from django.db.models.fields import FloatField
from django.db.models.functions import Cast, Floor, Sqrt

from andersom.reference.models import Domain, PostcodeArea, SubjectTag
from providers.domain import spelling
from providers.models import Availability, Offer, OfferPhoto, Professional

CONFIGURATION = "andersom_dutch"
MOST_WORDS = 6
NEAREST_WORDS = 12
RELEVANCE, DISTANCE, PRICE, TITLE = "relevance", "distance", "price", "title"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody looks for. Masks as everywhere; ``within`` in metres, None: who comes there."""

    words: str = ""
    domain: Domain | None = None
    tags: tuple[SubjectTag, ...] = ()
    years: int = 0
    day_parts: int = 0
    place: PostcodeArea | None = None
    within: int | None = None
    licence: tuple[str, ...] = ()
    order: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Offers in order; ``instead`` names the words that were searched for misspelt ones."""

    offers: QuerySet[Offer]
    query: SearchQuery | None = None
    instead: str = ""


def find(wish: Wish, *, today: date) -> Found:
    query, instead = _query(wish.words)
    offers = _matching(wish, query, today)
    return Found(_ordered(offers, wish, query), query, instead)


def counts_by_domain(wish: Wish, query: SearchQuery | None, *, today: date) -> dict[int, int]:
    """How many offers each domain would give, other filters as they are; ``query`` of `Found`."""
    found = _matching(replace(wish, domain=None, tags=()), query, today)
    rows = found.order_by().values("domain").annotate(number=Count("pk"))
    return {row["domain"]: row["number"] for row in rows}


def cards(pks: list[int], *, place: PostcodeArea | None) -> list[Offer]:
    """The offers of one page with all that a card shows, in the order of ``pks``. Three queries."""
    offers = (
        Offer.objects.filter(pk__in=pks)
        .select_related("provider", "domain", "provider__postcode_area__district")
        .prefetch_related("tags", Prefetch("photos", OfferPhoto.objects.order_by("position", "pk")))
        .defer("search", "description", "goals", "provider__description", "provider__vision")
    )
    if place is not None:
        offers = offers.annotate(metres=_nearest(place))
    by_pk = {offer.pk: offer for offer in offers}
    return [by_pk[pk] for pk in pks if pk in by_pk]


# --- Words ----------------------------------------------------------------------------------------


def _query(words: str) -> tuple[SearchQuery | None, str]:
    if not words.strip():
        return None, ""
    query = SearchQuery(words, config=CONFIGURATION, search_type="websearch")
    if Offer.objects.public().filter(search=query).exists():
        return query, ""
    written = re.findall(r"[^\W\d_]{3,}", spelling.plain(words))[:MOST_WORDS]
    if not written:
        return query, ""
    meant = _meant(written)
    raw = " & ".join(f"({guess} | {word}:*)" for word, guess in zip(written, meant, strict=True))
    return SearchQuery(raw, config=CONFIGURATION, search_type="raw"), " ".join(meant)


def _meant(written: list[str]) -> list[str]:
    """For each word the one of the catalogue that it most looks like, else the word itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT token, near.word FROM unnest(%s::text[]) WITH ORDINALITY AS t(token, place)"
            " CROSS JOIN LATERAL (SELECT word FROM providers_catalogueword"
            " ORDER BY word <-> token, word LIMIT %s) near ORDER BY place",
            [written, NEAREST_WORDS],
        )
        near: dict[str, list[str]] = {}
        for token, word in cursor.fetchall():
            near.setdefault(token, []).append(word)
    return [spelling.meant(word, near.get(word, [])) or word for word in written]


# --- Filters --------------------------------------------------------------------------------------


def _matching(wish: Wish, query: SearchQuery | None, today: date) -> QuerySet[Offer]:
    offers = _filtered(Offer.objects.public(), wish, today)
    return offers if query is None else offers.filter(search=query)


def _filtered(offers: QuerySet[Offer], wish: Wish, today: date) -> QuerySet[Offer]:
    if wish.domain is not None:
        offers = offers.filter(domain=wish.domain)
    if wish.tags:
        tagged = Offer.tags.through.objects.filter(subjecttag__in=wish.tags)
        offers = offers.filter(pk__in=tagged.values("offer_id"))
    if wish.years:
        offers = offers.alias(shared=F("years").bitand(wish.years)).filter(shared__gt=0)
    if wish.day_parts or wish.licence or wish.place:
        given = Offer.professionals.through.objects.filter(professional__in=_people(wish, today))
        offers = offers.filter(pk__in=given.values("offer_id"))
    return offers


def _people(wish: Wish, today: date) -> QuerySet[Professional]:
    """Who satisfies all wishes about a person at once: one free on Monday and one near do not."""
    people = Professional.objects.active()
    if wish.licence:
        people = people.filter(licence__in=wish.licence)
    if wish.day_parts:
        free = (
            Availability.objects.on(today)
            .filter(professional=OuterRef("pk"))
            .alias(shared=F("grid").bitand(wish.day_parts))
            .filter(shared__gt=0)
        )
        people = people.filter(Exists(free))
    if wish.place is not None:
        people = people.alias(metres=_metres("postcode_area__", wish.place)).filter(
            metres__lte=F("travel_radius")
        )
        if wish.within is not None:
            people = people.filter(metres__lte=wish.within)
    return people


# --- Distance and order ---------------------------------------------------------------------------


def _metres(path: str, place: PostcodeArea) -> Expression:
    """Whole metres, the same number as `lib.geo.distance_m`."""

    def squared(axis: str) -> CombinedExpression:
        step = Cast(F(f"{path}{axis}"), FloatField()) - float(getattr(place, axis))
        return step * step

    apart = squared("x") + squared("y") + squared("z")
    return Cast(Floor(Sqrt(apart, output_field=FloatField())), IntegerField())


def _nearest(place: PostcodeArea) -> Subquery:
    """Metres to the nearest active professional who gives the offer."""
    people = (
        Professional.objects.active()
        .filter(offers=OuterRef("pk"))
        .order_by()
        .values("offers")
        .annotate(nearest=Min(_metres("postcode_area__", place)))
    )
    return Subquery(people.values("nearest"), output_field=IntegerField())


def _ordered(offers: QuerySet[Offer], wish: Wish, query: SearchQuery | None) -> QuerySet[Offer]:
    if wish.order == DISTANCE and wish.place is not None:
        return offers.annotate(metres=_nearest(wish.place)).order_by("metres", "title", "pk")
    if wish.order == PRICE:
        return offers.order_by("lesson_price", "title", "pk")
    if wish.order in {"", RELEVANCE} and query is not None:
        return offers.annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "title", "pk")
    return offers.order_by("title", "pk")


def public_professionals(offer: Offer) -> QuerySet[Professional]:
    """Who gives it, for the public page: active people, first names only are shown."""
    return (
        offer.professionals.active()
        .select_related("postcode_area__district")
        .prefetch_related("tags")
    )
