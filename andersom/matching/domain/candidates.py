"""Who fits a request, in which order, and why somebody does not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from andersom.matching import engine
from andersom.matching.domain import demand, supply
from andersom.matching.models import WeightSet
from providers.models import Professional
from schools.models import Group, Request

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A professional with the explanation of the score."""

    professional: Professional
    explanation: engine.Explanation
    place: int


def best(
    request: Request,
    *,
    today: date,
    limit: int = SHOWN,
    groups: Collection[Group] | None = None,
) -> list[Candidate]:
    """The best candidates, best first; the same question on the same day has the same answer.

    For these ``groups`` of the request, or for all.

    Raises `demand.Unmatchable` when the request lacks a place or groups, or its period is over.
    """
    asked = demand.facts(request, today=today, groups=groups)
    professionals = {each.pk: each for each in supply.likely(asked)}
    ranked = engine.rank(
        asked,
        supply.facts(asked, list(professionals.values()), today=today),
        WeightSet.objects.current(),
        today=today,
        seed=settings.RANKING_SEED,
        limit=limit,
    )
    return [
        Candidate(professionals[each.candidate.id], each.explanation, place)
        for place, each in enumerate(ranked, start=1)
    ]


def judge(
    request: Request,
    professional: Professional,
    *,
    today: date,
    groups: Collection[Group] | None = None,
) -> Candidate | engine.Broken:
    """One professional outside any order (place 0), or the first rule that is broken."""
    (verdict,) = judge_each(request, [professional], today=today, groups=groups)
    return verdict


def judge_each(
    request: Request,
    professionals: Sequence[Professional],
    *,
    today: date,
    groups: Collection[Group] | None = None,
) -> list[Candidate | engine.Broken]:
    """A verdict on each, in their order; the queries do not grow with them."""
    asked = demand.facts(request, today=today, groups=groups)
    weights = WeightSet.objects.current()
    known = supply.facts(asked, professionals, today=today)

    def verdict(
        professional: Professional, facts: engine.CandidateFacts
    ) -> Candidate | engine.Broken:
        if broken := engine.why_not(asked, facts):
            return broken
        (ranked,) = engine.rank(asked, [facts], weights, today=today, seed=settings.RANKING_SEED)
        return Candidate(professional, ranked.explanation, 0)

    return [verdict(*pair) for pair in zip(professionals, known, strict=True)]
