"""The best twenty of 10,000 professionals for one request, against looking at everybody.

    make bench            # PROFESSIONALS=10000 SEED=1 by default

Prints medians and ratios; only the ratios travel between machines. Asserts nothing about time, but
that both ways find the same twenty in the same order, and that the index of the service areas is
used.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection

from andersom.demo.bulk import build_bulk
from andersom.matching import engine
from andersom.matching.domain import candidates, demand, supply
from andersom.matching.models import SearchRow
from providers.models import Professional
from tests.bench.conftest import Record
from tests.factories.matching import open_request
from tests.people import Cast

PROFESSIONALS = int(os.environ.get("PROFESSIONALS", "10000"))
SEED = int(os.environ.get("SEED", "1"))
ROUNDS = 5
TODAY = date(2026, 11, 23)
BEST = 20


def median_ms(act: Callable[[], Any]) -> float:
    act()
    times = []
    for _round in range(ROUNDS):
        start = time.perf_counter()
        act()
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


@pytest.mark.django_db
def test_candidates_against_looking_at_everybody(cast: Cast, settings: Any, record: Record) -> None:
    build_bulk(professionals=PROFESSIONALS, offers=10, seed=SEED, today=TODAY)
    request = open_request(cast.school, day_parts=0b1010, blocks_per_week=1)
    asked = demand.facts(request, today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        # The session's own limit is meant for pages, not for the slow way measured here.
        cursor.execute("SET LOCAL statement_timeout = 0")

    def everybody() -> list[int]:
        people = list(Professional.objects.with_facts())
        known = supply.facts(asked, people, today=TODAY)
        ranked = engine.rank(asked, known, today=TODAY, seed=settings.RANKING_SEED, limit=BEST)
        return [each.candidate.id for each in ranked]

    def through_rows() -> list[int]:
        found = candidates.best(request, today=TODAY, limit=BEST)
        return [each.professional.pk for each in found]

    assert through_rows() == everybody()
    passed = SearchRow.objects.for_request(asked)
    print(f"\n{PROFESSIONALS} professionals (seed {SEED}), {passed.count()} rows pass SQL")
    assert "search_row_domain_area" in passed.explain()
    base = median_ms(everybody)
    rows = median_ms(lambda: list(passed.values_list("professional_id", flat=True)))
    whole = median_ms(through_rows)
    print(f"{'everybody through the engine':34} {base:9.1f} ms   1.000")
    print(f"{'search rows and engine':34} {whole:9.1f} ms   {whole / base:.3f}")
    print(f"{'of which the search rows':34} {rows:9.1f} ms   {rows / base:.3f}")
    record(
        f"candidates, the best {BEST} of {PROFESSIONALS}, against everybody through the engine",
        beside=f"{whole:.1f} ms against {base:.1f} ms",
        ratio=f"{whole / base:.3f}",
        rows_ratio=f"{rows / base:.3f}",
    )
