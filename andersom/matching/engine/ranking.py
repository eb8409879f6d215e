"""The order of those who fit.

The highest total comes first. Between equal totals the one whose provider was asked least often in
the past year (its second professional counts as one asked more), then whoever waited longest for an
invitation, then the nearer one, then a hash of the seed, the request and the professional: an order
that is the same on every machine, that favours nobody for having registered first, and in which
work goes round among equals.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from heapq import nsmallest
from typing import NamedTuple

from andersom.matching.engine.facts import CandidateFacts, RequestFacts, distance_between
from andersom.matching.engine.hard import fits
from andersom.matching.engine.reasons import Reason, reasons
from andersom.matching.engine.score import Part, Weights, score
from andersom.matching.engine.vector import Explanation


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate who fits, with the explanation of the score."""

    candidate: CandidateFacts
    explanation: Explanation

    @property
    def total(self) -> int:
        """Score, 0..100,000."""
        return self.explanation.total

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the total is made of."""
        return self.explanation.parts

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What there is to say."""
        return self.explanation.reasons

    @property
    def distance_m(self) -> int:
        """Metres between school and postcode area."""
        return self.explanation.distance_m


class _Scored(NamedTuple):
    """Ordered by its first field; the professional's id stays out of it until all else is equal."""

    order: tuple[int, int, int, int, int]
    metres: int
    candidate: CandidateFacts
    parts: tuple[Part, ...]


def rank(
    request: RequestFacts,
    candidates: Iterable[CandidateFacts],
    weights: Weights | None = None,
    *,
    today: date,
    seed: int | str,
    limit: int | None = None,
) -> list[Ranked]:
    """Order the candidates for whom every hard rule holds, best first, at most ``limit`` of them.

    The order does not depend on that of ``candidates``. ``today`` only measures how long somebody
    waited. The same facts, weights, day and seed give the same answer in the same engine version.
    """
    weights = weights or Weights()
    scored = [
        _score(request, candidate, weights, today, seed)
        for candidate in candidates
        if fits(request, candidate)
    ]
    best = _in_turns(scored if limit is None else _first(scored, limit))
    return [_explain(request, each) for each in best[:limit]]


def _first(scored: Sequence[_Scored], limit: int) -> list[_Scored]:
    """The first so many, with everybody who equals the last of them."""
    totals = nsmallest(limit, (each.order[0] for each in scored))
    return [each for each in scored if totals and each.order[0] <= totals[-1]]


def _in_turns(scored: Sequence[_Scored]) -> list[_Scored]:
    """In order, where among equals a second professional of a provider counts as one asked more."""
    turns: Counter[tuple[int, int]] = Counter()
    placed = []
    for each in sorted(scored, key=_order):
        total, invitations, *rest = each.order
        turn = total, each.candidate.provider_id
        placed.append(((total, invitations + turns[turn], *rest), each))
        turns[turn] += 1
    return [each for _place, each in sorted(placed, key=lambda pair: pair[0])]


def lot(seed: int | str, request_id: int, professional_id: int) -> int:
    """Draw a reproducible lot of 64 bits for one professional in one request."""
    ticket = f"{seed}:{request_id}:{professional_id}".encode()
    return int.from_bytes(blake2b(ticket, digest_size=8).digest())


def _score(
    request: RequestFacts,
    candidate: CandidateFacts,
    weights: Weights,
    today: date,
    seed: int | str,
) -> _Scored:
    parts, total = score(request, candidate, weights)
    waited = (today - candidate.waiting_since).days
    metres = distance_between(request, candidate)
    draw = lot(seed, request.id, candidate.id)
    order = (-total, candidate.invitations, -waited, metres, draw)
    return _Scored(order, metres, candidate, parts)


def _order(scored: _Scored) -> tuple[int, int, int, int, int]:
    return scored.order


def _explain(request: RequestFacts, scored: _Scored) -> Ranked:
    said = reasons(request, scored.candidate)
    return Ranked(
        scored.candidate, Explanation(-scored.order[0], scored.metres, scored.parts, said)
    )
