"""Which open requests fit which professionals: many at once, in a constant number of queries.

Search rows refuse most pairs in one join; the engine judges what is left by all its rules, so that
nobody reads of work that she could not do.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice
from operator import itemgetter

from django.conf import settings
from django.db.models import QuerySet

from andersom.matching import engine
from andersom.matching.domain import demand, proposals, supply
from andersom.matching.engine import Explanation, RequestFacts
from andersom.matching.engine.ranking import lot
from andersom.matching.models import WeightSet
from andersom.matching.models.search import new_pairs
from providers.models import Professional
from schools.models import Group, Request

FEW = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """A request that looks for somebody, for the groups that nobody has yet."""

    request: Request
    groups: list[Group]
    facts: RequestFacts


@dataclass(frozen=True, slots=True)
class Fit:
    """A professional for whom every hard rule of a request holds, with the score."""

    opening: Opening
    professional: Professional
    explanation: Explanation

    @property
    def request(self) -> Request:
        return self.opening.request

    @property
    def order(self) -> tuple[int, int, int]:
        """Best first; a lot decides between equals, as in the ranking."""
        drawn = lot(settings.RANKING_SEED, self.request.pk, self.professional.pk)
        return -self.explanation.total, self.explanation.distance_m, drawn


def openings(*, today: date, among: QuerySet[Request] | None = None) -> list[Opening]:
    """The open requests (``among`` these), as the engine sees them; a handful of queries."""
    seeking = Request.objects.seeking() if among is None else among
    requests = list(
        seeking.filter(end__gte=today)
        .select_related("school__postcode_area", "domain")
        .prefetch_related("groups", "tags")
        .order_by("pk")
    )
    open_groups, verdicts = proposals.open_groups_of(requests), demand.verdicts()
    return [
        Opening(request, groups, facts)
        for request in requests
        if (groups := open_groups[request.pk])
        and (facts := _facts(request, groups, today, verdicts))
    ]


def _facts(
    request: Request, groups: Collection[Group], today: date, verdicts: demand.Verdicts
) -> RequestFacts | None:
    try:
        return demand.facts(request, today=today, groups=groups, verdicts=verdicts)
    except demand.Unmatchable:
        return None


def fits(
    found: Sequence[Opening],
    professionals: Sequence[int] | None = None,
    *,
    today: date,
    look_at: int | None = None,
) -> Iterator[Fit]:
    """Fits of these openings in the order of their ids, for these professionals or for all.

    Whoever was asked, offered herself, said no, or was thanked for this request is left out.
    ``look_at`` only so many professionals for each.
    """
    open_ = {each.facts.id: each for each in found}
    pairs = new_pairs([each.facts for each in found], professionals)
    if look_at is not None:
        by_opening = groupby(pairs, key=itemgetter(0))
        pairs = [pair for _, same in by_opening for pair in islice(same, look_at)]
    known = supply.facts_of_pairs(((open_[key].facts, who) for key, who in pairs), today=today)
    weights = WeightSet.objects.current()
    for asked, professional, facts in known:
        ranked = engine.rank(asked, [facts], weights, today=today, seed=settings.RANKING_SEED)
        for one in ranked:
            yield Fit(open_[asked.id], professional, one.explanation)


def without_fits(found: Sequence[Opening], *, today: date) -> list[Opening]:
    """Openings for which nobody fits; most are told from the first few who might."""
    left = list(found)
    for look_at in (FEW, None):
        fitting = {fit.request.pk for fit in fits(left, today=today, look_at=look_at)}
        left = [each for each in left if each.request.pk not in fitting]
    return left


def by_request(found: Iterable[Fit]) -> list[list[Fit]]:
    """Fits of the same request together, the best first; the request with the best fit first."""
    ordered = sorted(found, key=lambda fit: (fit.request.pk, fit.order))
    cards = [list(same) for _, same in groupby(ordered, key=lambda fit: fit.request.pk)]
    return sorted(cards, key=lambda card: card[0].order)
