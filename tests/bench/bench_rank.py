"""How long the ranking takes, as a multiple of a naive loop over the same professionals.

    python -m tests.bench.bench_rank [--seed 1] [--rounds 7]

The naive loop reckons with floats and explains everybody before it sorts and cuts. Only the ratios
travel between machines. Not collected by pytest.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from math import asin, cos, hypot, sin, sqrt
from random import Random
from statistics import median
from time import perf_counter

from andersom.lib.dates import ALL_DAGDELEN
from andersom.lib.geo import EARTH_RADIUS_M, Position, position
from andersom.matching import engine
from andersom.matching.engine.reasons import reasons

TODAY = date(2026, 11, 23)
SIZES = (100, 1_000, 10_000)
BEST = 20
LICENCES = sorted(engine.Licence)


def a_request() -> engine.RequestFacts:
    return engine.RequestFacts(
        id=1,
        school_id=1,
        position=position(52.07, 4.30),
        domain_id=1,
        years=0b0011_0000,
        dagdelen=0b11_00_11_00_11,
        blocks_per_week=2,
        lesson_minutes=90,
        start=date(2027, 1, 5),
        end=date(2027, 3, 30),
        budget_cents=9_000,
    )


def a_professional(number: int, random: Random) -> engine.CandidateFacts:
    """Somebody of a seeded city, of whom about a quarter fits the request."""
    ratings = [random.randint(2, 5) for _ in range(random.randint(0, 8))]
    return engine.CandidateFacts(
        id=number,
        provider_id=number % 350,
        provider_approved=random.random() < 0.95,
        active=random.random() < 0.95,
        licence=random.choice(LICENCES),
        domains=frozenset(random.sample(range(1, 5), 2)),
        years=random.choice([0b1111_1111, 0b1111_0000]),
        position=position(random.uniform(52.03, 52.11), random.uniform(4.24, 4.40)),
        radius_m=random.choice([3_000, 5_000, 10_000, 15_000]),
        available=random.randint(0, ALL_DAGDELEN) | 0b1,
        booked=random.randint(0, ALL_DAGDELEN) & random.randint(0, ALL_DAGDELEN),
        available_from=date(2026, 8, 1),
        capacity_minutes=random.choice([300, 600, 1_200]),
        planned_minutes=random.choice([0, 120, 240]),
        vog_from=TODAY - timedelta(days=random.randint(1, 300)),
        price_cents=random.choice([None, 7_000, 9_000, 11_000]),
        rating_sum=sum(ratings),
        rating_count=len(ratings),
        lessons_at_school=random.choice([0, 0, 0, 3, 12]),
        waiting_since=TODAY - timedelta(days=random.randint(0, 200)),
    )


def great_circle(a: Position, b: Position) -> float:
    """Metres over the surface, by trigonometry for each row."""
    (lat1, lon1), (lat2, lon2) = (
        (asin(p.z / EARTH_RADIUS_M), asin(p.y / max(1.0, hypot(p.x, p.y)))) for p in (a, b)
    )
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * asin(sqrt(half))


def naive(
    request: engine.RequestFacts, candidates: Sequence[engine.CandidateFacts]
) -> list[tuple[float, int]]:
    """Explain and score everybody, then drop who does not fit, sort all and cut."""
    weights = (0.25, 0.20, 0.20, 0.10, 0.10, 0.10, 0.05)
    rows = []
    for each in candidates:
        metres = great_circle(request.position, each.position)
        free = [bit for bit in range(10) if request.dagdelen & each.free & 1 << bit]
        asked = [bit for bit in range(10) if request.dagdelen & 1 << bit]
        over = max(0, (each.price_cents or 9_000) - request.budget_cents)
        values = (
            max(0.0, 1 - metres / 15_000),
            ((12 + each.rating_sum) / (3 + each.rating_count) - 1) / 4,
            min(1.0, each.lessons_at_school / 10),
            len(free) / len(asked),
            max(0.0, 1 - 2 * over / request.budget_cents),
            1.0 if each.licence == "licensed" else 0.2,
            each.room_minutes / each.capacity_minutes,
        )
        total = sum(weight * value for weight, value in zip(weights, values, strict=True))
        rows.append((each, total, reasons(request, each), engine.why_not(request, each)))
    fitting = [(total, each.id) for each, total, _, broken in rows if broken is None]
    return sorted(fitting, reverse=True)[:BEST]


def milliseconds(rounds: int, work: Callable[[], object]) -> float:
    """Median wall time of ``work`` over so many rounds."""
    times = []
    for _ in range(rounds):
        began = perf_counter()
        work()
        times.append(1000 * (perf_counter() - began))
    return median(times)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--rounds", type=int, default=7)
    options = arguments.parse_args()

    request, random = a_request(), Random(options.seed)
    city = [a_professional(number, random) for number in range(1, max(SIZES) + 1)]
    print(f"{'professionals':>13} {'fit':>6} {'naive ms':>9} {'rank all':>9} {'best 20':>9}")
    for size in SIZES:
        crowd = city[:size]

        def ranked(crowd: Sequence[engine.CandidateFacts] = crowd, limit: int | None = None):
            return engine.rank(request, crowd, today=TODAY, seed=options.seed, limit=limit)

        base = milliseconds(options.rounds, lambda crowd=crowd: naive(request, crowd))
        whole = milliseconds(options.rounds, ranked)
        best = milliseconds(options.rounds, lambda ranked=ranked: ranked(limit=BEST))
        ratios = f"{whole / base:8.2f}x {best / base:8.2f}x"
        print(f"{size:13,} {len(ranked()):6,} {base:9.2f} {ratios}")


if __name__ == "__main__":
    main()
