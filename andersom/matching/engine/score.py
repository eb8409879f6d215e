"""The score: seven parts of 0..1000, each times its weight; together 0..100,000.

Division is floor division of non-negative whole numbers, which PostgreSQL does alike. The parts
look only at facts, never at each other, so that each can be shown and argued about by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

from andersom.matching.engine.facts import (
    CandidateFacts,
    Licence,
    RequestFacts,
    distance_between,
    shared_dagdelen,
)

FULL = 1000

# From here on it makes no difference how much farther it is: an hour and a quarter by bicycle.
FAR_M = 15_000

# Once may be an exception; from the second time on it says how far somebody wants to travel.
TOO_FAR_TWICE = 2

# A professional starts with three ratings of 4, so that one opinion does not make or break a name.
PRIOR_COUNT, PRIOR_RATING = 3, 4
LOWEST, HIGHEST = 1, 5

# After this many lessons at a school a professional is fully at home there.
AT_HOME_AFTER = 10

CERTIFIED, EXPERIENCED = 600, 200
NEUTRAL = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts how much: whole numbers from 0 that together make 100, or a ValueError."""

    distance: int = 25
    evaluations: int = 20
    continuity: int = 20
    dagdeel_fit: int = 10
    price: int = 10
    qualification: int = 10
    load: int = 5

    def __post_init__(self) -> None:
        weights = [getattr(self, each.name) for each in fields(self)]
        if any(type(weight) is not int or weight < 0 for weight in weights):
            raise ValueError("weights are whole numbers from 0")
        if sum(weights) != 100:
            raise ValueError(f"weights make 100 together, not {sum(weights)}")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: ``value`` 0..1000 times ``weight`` gives ``points``."""

    code: str
    weight: int
    value: int

    @property
    def points(self) -> int:
        """What this part adds to the total."""
        return self.weight * self.value


def score(
    request: RequestFacts, candidate: CandidateFacts, weights: Weights
) -> tuple[tuple[Part, ...], int]:
    """Parts of a candidate's score in their fixed order, and their exact sum."""
    parts = tuple(
        Part(code, getattr(weights, code), value(request, candidate))
        for code, value in PARTS.items()
    )
    return parts, sum(part.points for part in parts)


def distance(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Nearer is better, in a straight line from 1000 at the school to 0 at 15 km.

    For who said more than once that a school was too far, to 0 at the nearest of those.
    """
    far = farthest(candidate)
    return FULL - min(distance_between(request, candidate), far) * FULL // far


def farthest(candidate: CandidateFacts) -> int:
    """Metres from which on distance earns nothing."""
    if candidate.too_far < TOO_FAR_TWICE:
        return FAR_M
    return min(FAR_M, max(1, candidate.too_far_m))


def evaluations(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Bayesian mean of the ratings with three prior ratings of 4; 1 gives 0, 5 gives 1000."""
    count = PRIOR_COUNT + candidate.rating_count
    above_lowest = PRIOR_COUNT * PRIOR_RATING + candidate.rating_sum - count * LOWEST
    return above_lowest * FULL // (count * (HIGHEST - LOWEST))


def continuity(request: RequestFacts, candidate: CandidateFacts) -> int:
    """A hundred for each lesson already given at this school, up to ten."""
    return min(candidate.lessons_at_school, AT_HOME_AFTER) * FULL // AT_HOME_AFTER


def dagdeel_fit(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Share of the dagdelen that suit the school on which the professional is free."""
    shared = shared_dagdelen(request, candidate).bit_count()
    return shared * FULL // request.dagdelen.bit_count()


def price(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Full marks within the budget, none from one and a half times the budget on.

    Cheaper than the budget earns nothing extra: the score must not press prices down. Without a
    budget or a price it is neutral. A budget not above one that was refused as too low earns none.
    """
    if refused_as_too_low(request, candidate):
        return 0
    if request.budget_cents is None or candidate.price_cents is None:
        return NEUTRAL
    over = max(0, candidate.price_cents - request.budget_cents)
    return max(0, FULL - over * 2 * FULL // request.budget_cents)


def refused_as_too_low(request: RequestFacts, candidate: CandidateFacts) -> bool:
    """Whether somebody called a budget like this one, or a higher one, too low before."""
    budget = request.budget_cents
    return budget is not None and budget <= candidate.refused_cents


def qualification(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Licensed teacher, certificate of the training programme, or experience alone."""
    if candidate.licence == Licence.LICENSED:
        return FULL
    return CERTIFIED if candidate.training_certificate else EXPERIENCED


def load(request: RequestFacts, candidate: CandidateFacts) -> int:
    """Share of the weekly capacity that is still free: work goes round.

    None for who said of this period that there is no time.
    """
    if candidate.no_time or not candidate.capacity_minutes:
        return 0
    return candidate.room_minutes * FULL // candidate.capacity_minutes


PARTS: dict[str, Callable[[RequestFacts, CandidateFacts], int]] = {
    "distance": distance,
    "evaluations": evaluations,
    "continuity": continuity,
    "dagdeel_fit": dagdeel_fit,
    "price": price,
    "qualification": qualification,
    "load": load,
}
