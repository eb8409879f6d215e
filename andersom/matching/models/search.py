from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.indexes import GistIndex
from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.lookups import Lookup
from django.utils.translation import gettext_lazy as _

from andersom.lib.geo import Position
from andersom.matching.engine import RequestFacts, Weights
from andersom.matching.engine.score import FAR_M
from andersom.reference.models import Domain
from providers.models import Professional


class BoxField(models.Field):
    """PostgreSQL's ``box``: written by triggers, read only inside queries."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "box"

    def get_prep_value(self, value: Any) -> Any:
        return value


@BoxField.register_lookup
class Covers(Lookup):
    """``area__covers=position``. Both sides are boxes: with a bare point the index is not used."""

    lookup_name = "covers"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        area, params = self.process_lhs(compiler, connection)
        spot: Position = self.rhs
        corner = [float(spot.y), float(spot.z)]
        return f"{area} @> box(point(%s, %s), point(%s, %s))", [*params, *corner, *corner]


class BitCount(models.Func):
    """Number of ones in a mask of at most 16 bits."""

    template = "bit_count((%(expressions)s)::bit(16))"
    output_field = models.BigIntegerField()


class SearchRowQuerySet(models.QuerySet["SearchRow"]):
    def for_request(self, request: RequestFacts) -> Self:
        """Rows that may fit. What they leave out fits for certain not; the engine looks closer."""
        return self.alias(
            years_met=F("years").bitand(request.years),
            languages_met=F("languages").bitand(request.languages),
            free=BitCount(F("available").bitand(request.dagdelen)),
        ).filter(
            area__covers=request.position,
            domain_id=request.domain_id,
            bookable=True,
            years_met=request.years,
            languages_met=request.languages,
            free__gte=request.blocks_per_week,
            capacity__gte=request.minutes_per_week,
        )


# The way from the school to the middle of the service area lies nearly flat on the ground, so that
# its shadow on (y, z) gives back its part along x.
PAIRS = """
SELECT asked.id, held.professional_id,
       %(by_dagdeel)s * bit_count((held.available & asked.dagdelen)::bit(16))
           * 1000 / bit_count(asked.dagdelen::bit(16))
       + %(by_distance)s * greatest(0, 1000 - (sqrt(
             power((asked.y * (middle[0] - asked.y) + asked.z * (middle[1] - asked.z)) / asked.x, 2)
             + power(middle[0] - asked.y, 2) + power(middle[1] - asked.z, 2)
         ) * 1000 / %(far)s)::int)
FROM unnest(%(id)s::bigint[], %(domain)s::bigint[], %(years)s::int[], %(languages)s::int[],
            %(dagdelen)s::int[], %(blocks)s::int[], %(minutes)s::int[], %(x)s::float8[],
            %(y)s::float8[], %(z)s::float8[])
     AS asked (id, domain, years, languages, dagdelen, blocks, minutes, x, y, z)
JOIN matching_searchrow held
  ON held.domain_id = asked.domain AND held.bookable
 AND held.years & asked.years = asked.years
 AND held.languages & asked.languages = asked.languages
 AND bit_count((held.available & asked.dagdelen)::bit(16)) >= asked.blocks
 AND held.capacity >= asked.minutes
 AND held.area @> box(point(asked.y, asked.z), point(asked.y, asked.z))
CROSS JOIN LATERAL center(held.area) middle
WHERE (%(people)s::bigint[] IS NULL OR held.professional_id = ANY(%(people)s))
  AND NOT EXISTS (SELECT FROM matching_proposal old
                  WHERE old.request_id = asked.id AND old.professional_id = held.professional_id
                    AND old.state <> 'not_asked')
  AND NOT EXISTS (SELECT FROM matching_notforme no
                  WHERE no.request_id = asked.id AND no.professional_id = held.professional_id)
ORDER BY asked.id, held.professional_id
"""


def new_pairs(
    requests: Sequence[RequestFacts],
    people: Sequence[int] | None = None,
    *,
    weights: Weights | None = None,
) -> list[tuple[int, int, int]]:
    """Request and professional that may fit and have nothing to do with each other yet.

    The same rules as `SearchRowQuerySet.for_request`, for many requests at once, and for these
    professionals or all. The third is what the pair promises: about as many points as distance and
    day parts will give, 0..100,000; it tells where to look first, not who is best.
    """
    if not requests or (people is not None and not people):
        return []
    counted = weights or Weights()
    columns: dict[str, Any] = {
        "id": [each.id for each in requests],
        "domain": [each.domain_id for each in requests],
        "years": [each.years for each in requests],
        "languages": [each.languages for each in requests],
        "dagdelen": [each.dagdelen for each in requests],
        "blocks": [each.blocks_per_week for each in requests],
        "minutes": [each.minutes_per_week for each in requests],
        "x": [float(each.position.x) for each in requests],
        "y": [float(each.position.y) for each in requests],
        "z": [float(each.position.z) for each in requests],
        "people": None if people is None else list(people),
        "by_dagdeel": counted.dagdeel_fit,
        "by_distance": counted.distance,
        "far": FAR_M,
    }
    with connection.cursor() as cursor:
        cursor.execute(PAIRS, columns)
        return cursor.fetchall()


class SearchRow(models.Model):
    """One professional in one domain, flat, so that SQL can refuse most rows by index.

    Kept by triggers in the same transaction as its sources; `domain.rows.stale` compares.
    Bitmasks: ``years`` (bit 0 = groep 1), ``available`` (ten dagdelen, of all periods together)
    and ``languages``. ``area`` is the service area as a flat box around the centre, in metres
    (`lib.geo.flat_box`).
    """

    professional = models.ForeignKey(Professional, models.CASCADE, related_name="search_rows")
    domain = models.ForeignKey(Domain, models.CASCADE, db_index=False)
    bookable = models.BooleanField(_("bookable"))
    years = models.PositiveSmallIntegerField()
    languages = models.PositiveIntegerField()
    available = models.PositiveSmallIntegerField()
    area = BoxField()
    capacity = models.PositiveIntegerField()

    objects = SearchRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("search row")
        verbose_name_plural = _("search rows")
        indexes = [GistIndex(fields=["domain", "area"], name="search_row_domain_area")]
        constraints = [
            models.UniqueConstraint(fields=["professional", "domain"], name="search_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.professional_id} × {self.domain_id}"
