"""What we know from earlier answers: it changes later rankings, is shown, and can be forgotten."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from andersom.accounts.models import User
from andersom.lib.geo import Position, distance_m
from andersom.matching.engine import RequestFacts
from andersom.matching.models import Proposal
from andersom.workflow.domain import record

# A reason counts for a year; then so much may have changed that we ask again.
COUNTS = timedelta(days=365)


def forget(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """The reason of this no changes no later ranking any more; the no itself stays."""
    if proposal.forgotten_at is None:
        proposal.forgotten_at = at
        proposal.save(update_fields=["forgotten_at"])
        record(proposal, "forget", source=proposal.state, target=proposal.state, by=by, at=at)
    return proposal


@dataclass(frozen=True, slots=True)
class Said:
    """One refusal with what the ranking needs of it; ``school`` is where it was asked."""

    refusal: str
    overlaps: bool
    school: Position | None
    budget: int
    no_day_parts: int
    other_day_parts: int


def said(request: RequestFacts, ids: Iterable[int], since: datetime) -> dict[int, list[Said]]:
    """Professional → the reasons she gave since then, in view of this request."""
    found: dict[int, list[Said]] = defaultdict(list)
    proposals = Proposal.objects.with_reason(since).filter(professional__in=ids)
    for each in proposals.select_related("request__school__postcode_area"):
        asked = each.request
        area = asked.school.postcode_area
        overlaps = bool(
            asked.start and asked.end and asked.start <= request.end and request.start <= asked.end
        )
        found[each.professional_id].append(
            Said(
                each.refusal,
                overlaps,
                area.place if area else None,
                asked.budget or 0,
                each.no_day_parts,
                each.other_day_parts,
            )
        )
    return found


def facts(said: list[Said], place: Position, request: RequestFacts) -> dict[str, Any]:
    """The fields of `engine.CandidateFacts` that follow from what somebody said."""
    refusal = Proposal.Refusal
    far = [
        distance_m(each.school, place)
        for each in said
        if each.refusal == refusal.TOO_FAR and each.school is not None
    ]
    prices = [each.budget for each in said if each.refusal == refusal.PRICE and each.budget]
    no, other = day_parts(said)
    return {
        "too_far": len(far),
        "too_far_m": min(far, default=0),
        "no_time": sum(each.refusal == refusal.NO_TIME and each.overlaps for each in said),
        "no_dagdelen": no & ~other,
        "refused_prices": len(prices),
        "refused_cents": max(prices, default=0) * request.lesson_minutes // 60,
    }


def day_parts(said: list[Said]) -> tuple[int, int]:
    """Masks of what was said not to suit, and to suit, in periods that overlap."""
    no = other = 0
    for each in said:
        if each.overlaps:
            no |= each.no_day_parts
            other |= each.other_day_parts
    return no, other
