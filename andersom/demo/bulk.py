"""Many professionals and offers at once, for measuring: plausible shapes, meaningless texts.

Rows go in with `bulk_create`, past the verbs and their journal; triggers keep the search rows.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import connection, models, transaction
from django.utils.text import slugify

from andersom.lib.dates import ALL_DAGDELEN
from andersom.reference.models import PostcodeArea, SubjectTag
from providers.models import Availability, Offer, Professional, Provider, VogRecord
from providers.states import Review

BATCH = 2000
PEOPLE_PER_PROVIDER = 25
RADII = (3_000, 5_000, 8_000, 10_000, 15_000)
YEARS = (0b1111_1111, 0b1111_0000, 0b0000_1111, 0b0011_1100)
FIRST = ["Lotte", "Sem", "Aisha", "Daan", "Noor", "Milan", "Fatima", "Jesse", "Sofie"]
LAST = ["Jansen", "Bakker", "Yilmaz", "Visser", "Mulder", "Ramdin", "Bos", "Kaya"]
KINDS = ["Ontdek", "Kennismaken met", "Aan de slag met", "Alles over", "Samen met"]
WHOM = ["de onderbouw", "de middenbouw", "de bovenbouw", "de hele school", "kleuters", "groep 8"]


@transaction.atomic
def build_bulk(*, professionals: int, offers: int, seed: int, today: date) -> None:
    """Add so many professionals and approved offers of the same shape for a seed.

    Needs the reference data of the city; adds to what is there.
    """
    random = Random(seed)  # noqa: S311 - for measuring
    tags = list(SubjectTag.objects.order_by("pk"))
    people = _people(professionals, random, today)
    _analyse()
    chosen = {person.pk: random.sample(tags, 3) for person in people}
    _link(Professional.tags, people, "subjecttag_id", {k: _keys(v) for k, v in chosen.items()})
    domains = {key: sorted({tag.domain_id for tag in found}) for key, found in chosen.items()}
    _link(Professional.domains, people, "domain_id", domains)
    _analyse()
    _times_and_papers(people, random, today)
    _offers(offers, people, chosen, random)


def _analyse() -> None:
    """Tell the database how many there suddenly are: it may still plan for a handful."""
    with connection.cursor() as cursor:
        for model in (Provider, Professional, Professional.domains.through, Availability):
            cursor.execute(f"ANALYZE {model._meta.db_table}")


def _providers(number: int, random: Random, areas: Sequence[PostcodeArea]) -> list[Provider]:
    first = Provider.objects.count()
    return Provider.objects.bulk_create(
        [
            Provider(
                name=f"Aanbieder {each}",
                slug=f"aanbieder-{each}",
                kvk_number=f"{80_000_000 + each}",
                summary="Lessen voor de basisschool.",
                postcode_area=random.choice(areas),
                state=Review.APPROVED,
            )
            for each in range(first, first + number)
        ],
        batch_size=BATCH,
    )


def _people(number: int, random: Random, today: date) -> list[Professional]:
    areas = list(PostcodeArea.objects.visitable().exclude(district=None).order_by("pc4"))
    providers = _providers(max(1, number // PEOPLE_PER_PROVIDER), random, areas)
    return Professional.objects.bulk_create(
        [
            Professional(
                provider=providers[each % len(providers)],
                name=f"{random.choice(FIRST)} {random.choice(LAST)} {each}",
                postcode_area=random.choice(areas),
                licence=random.choice(Professional.Licence.values),
                years=random.choice(YEARS),
                languages=random.choice((0b1, 0b1, 0b11)),
                travel_radius=random.choice(RADII),
                weekly_capacity=random.choice((240, 480, 720, 960)),
                hourly_rate=random.randrange(40, 80) * 100,
                active=random.random() < 0.95,
            )
            for each in range(number)
        ],
        batch_size=BATCH,
    )


def _times_and_papers(people: Sequence[Professional], random: Random, today: date) -> None:
    since, seen = today - timedelta(days=400), today - timedelta(days=200)
    Availability.objects.bulk_create(
        [
            Availability(
                professional=person, valid_from=since, grid=random.randint(1, ALL_DAGDELEN)
            )
            for person in people
        ],
        batch_size=BATCH,
    )
    VogRecord.objects.bulk_create(
        [
            VogRecord(professional=person, issued_on=seen, seen_on=seen, organisation="Aanbieder")
            for person in people
            if random.random() < 0.9
        ],
        batch_size=BATCH,
    )


def _offers(
    number: int,
    people: Sequence[Professional],
    tags: dict[int, list[SubjectTag]],
    random: Random,
) -> None:
    givers = [random.choice(people) for _ in range(number)]
    offers = Offer.objects.bulk_create(
        [_offer(each, giver, tags[giver.pk], random) for each, giver in enumerate(givers)],
        batch_size=BATCH,
    )
    given = {offer.pk: giver for offer, giver in zip(offers, givers, strict=True)}
    _link(Offer.professionals, offers, "professional_id", {k: [g.pk] for k, g in given.items()})
    subjects = {key: _keys(tags[giver.pk][:2]) for key, giver in given.items()}
    _link(Offer.tags, offers, "subjecttag_id", subjects)


def _offer(number: int, giver: Professional, tags: list[SubjectTag], random: Random) -> Offer:
    kind = random.choice(KINDS)
    title = f"{kind} {tags[0].name} voor {random.choice(WHOM)}"
    return Offer(
        provider=giver.provider,
        title=title,
        slug=f"{slugify(title)}-{giver.pk}-{number}",
        summary=f"{tags[0].name.capitalize()} en {tags[1].name} in een reeks lessen.",
        description="Samen kijken, proberen en maken. " * 6,
        goals="Samenwerken en volhouden.",
        domain_id=tags[0].domain_id,
        years=random.choice(YEARS),
        lesson_minutes=random.choice((45, 60, 75, 90)),
        lessons=random.randint(1, 12),
        rate=random.randrange(40, 110) * 100,
        travel=random.choice((0, 500, 800)),
        state=Review.APPROVED,
    )


def _keys(rows: Sequence[models.Model]) -> list[Any]:
    return [row.pk for row in rows]


def _link(relation: Any, rows: Sequence[Any], column: str, keys: dict[int, list[int]]) -> None:
    """Fill a many-to-many table of rows that have none yet."""
    through = relation.through
    name = f"{rows[0]._meta.model_name}_id" if rows else ""
    through.objects.bulk_create(
        [through(**{name: row.pk, column: key}) for row in rows for key in keys[row.pk]],
        batch_size=BATCH * 5,
    )
