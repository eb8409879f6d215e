"""Which open requests fit which professionals: many at once, in a constant number of queries.

Search rows refuse most pairs in one join; the engine judges what is left by all its rules, so that
nobody reads of work that she could not do.
"""

from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from django.conf import settings
from django.db.models import QuerySet

from andersom.matching import engine
from andersom.matching.domain import demand, supply, waves
from andersom.matching.engine import Explanation, RequestFacts
from andersom.matching.engine.ranking import lot
from andersom.matching.models import WeightSet
from andersom.matching.models.search import new_pairs
from providers.models import Professional
from schools.models import Group, Request


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
    open_groups, verdicts = waves.open_groups_of(requests), demand.verdicts()
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


class Board:
    """Openings beside professionals, or beside all of them: who may do what, judged when asked.

    Whoever was asked, offered herself, said no, or was thanked for a request is not on it for that
    request. A handful of queries in all.
    """

    def __init__(
        self, found: Sequence[Opening], people: Sequence[int] | None = None, *, today: date
    ) -> None:
        self._open = {each.facts.id: each for each in found}
        self._weights = WeightSet.objects.current() if found else engine.Weights()
        facts = [each.facts for each in found]
        self.pairs = new_pairs(facts, people, weights=self._weights)
        self._book = supply.Book(facts, {who for _, who, _ in self.pairs}, today=today)
        self._today = today
        self._judged: dict[tuple[int, int], Fit | None] = {}

    def fit(self, request: int, who: int) -> Fit | None:
        """The fit when every hard rule holds."""
        if (request, who) not in self._judged:
            self._judged[request, who] = self._judge(self._open[request], who)
        return self._judged[request, who]

    def _judge(self, opening: Opening, who: int) -> Fit | None:
        if who not in self._book:
            return None
        ranked = engine.rank(
            opening.facts,
            [self._book.facts(opening.facts, who)],
            self._weights,
            today=self._today,
            seed=settings.RANKING_SEED,
        )
        professional = self._book.professionals[who]
        return Fit(opening, professional, ranked[0].explanation) if ranked else None

    @cached_property
    def _of_professional(self) -> dict[int, list[tuple[int, int]]]:
        """Professional → promise and request of each pair."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for request, who, promise in self.pairs:
            found[who].append((promise, request))
        return found

    def cards(self, people: Iterable[int], *, but: Container[int] = ()) -> Iterator[list[Fit]]:
        """Fits of each request for these people, best first; the most promising request first.

        Judges no further than is asked for; leaves out the requests in ``but``.
        """
        promised: dict[int, int] = {}
        candidates: dict[int, list[int]] = defaultdict(list)
        for who in people:
            for promise, request in self._of_professional.get(who, ()):
                if request not in but:
                    promised[request] = max(promise, promised.get(request, 0))
                    candidates[request].append(who)
        for request in sorted(promised, key=lambda key: (-promised[key], key)):
            fitting = (self.fit(request, who) for who in candidates[request])
            if card := sorted((fit for fit in fitting if fit), key=by_order):
                yield card


def fits(
    found: Sequence[Opening], people: Sequence[int] | None = None, *, today: date
) -> Iterator[Fit]:
    """All fits of these openings in the order of their ids, for these professionals or for all."""
    board = Board(found, people, today=today)
    for request, who, _ in board.pairs:
        if fit := board.fit(request, who):
            yield fit


def without_fits(found: Sequence[Opening], *, today: date) -> list[Opening]:
    """Openings for which nobody fits; looks no further than the first who does."""
    board = Board(found, today=today)
    fitting: set[int] = set()
    for request, who, _ in board.pairs:
        if request not in fitting and board.fit(request, who):
            fitting.add(request)
    return [each for each in found if each.facts.id not in fitting]


def by_order(fit: Fit) -> tuple[int, int, int]:
    return fit.order


def by_request(found: Iterable[Fit]) -> list[list[Fit]]:
    """Fits of the same request together, the best first; the request with the best fit first."""
    ordered = sorted(found, key=lambda fit: (fit.request.pk, fit.order))
    cards = [list(same) for _, same in groupby(ordered, key=lambda fit: fit.request.pk)]
    return sorted(cards, key=lambda card: card[0].order)
