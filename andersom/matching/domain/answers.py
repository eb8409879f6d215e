"""What we know from earlier answers: it changes later rankings, is shown, and can be forgotten."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from andersom.accounts.models import User
from andersom.lib.geo import Position, distance_m
from andersom.matching.engine import RequestFacts
from andersom.matching.models import NotForMe, Proposal
from andersom.workflow.domain import record
from schools.models import Request

# A reason counts for a year; then so much may have changed that we ask again.
COUNTS = timedelta(days=365)


def forget[No: (Proposal, NotForMe)](proposal: No, *, by: User, at: datetime) -> No:
    """The reason of this no changes no later ranking any more; the no itself stays."""
    if proposal.forgotten_at is None:
        proposal.forgotten_at = at
        proposal.save(update_fields=["forgotten_at"])
        state = getattr(proposal, "state", "")
        record(proposal, "forget", source=state, target=state, by=by, at=at)
    return proposal


@dataclass(frozen=True, slots=True)
class Said:
    """One refusal with what the ranking needs of it; ``school`` is where it was asked."""

    refusal: str
    start: date | None
    end: date | None
    school: Position | None
    budget: int
    no_day_parts: int
    other_day_parts: int

    def overlaps(self, request: RequestFacts) -> bool:
        """Whether it was said of a period that touches the one of the request."""
        return bool(
            self.start and self.end and self.start <= request.end and request.start <= self.end
        )


def said(ids: Iterable[int], since: datetime) -> dict[int, list[Said]]:
    """Professional → the reasons she gave since then."""
    found: dict[int, list[Said]] = defaultdict(list)
    related, ids = "request__school__postcode_area", list(ids)
    proposals = Proposal.objects.with_reason(since).filter(professional__in=ids)
    for no in proposals.select_related(related):
        days = (no.no_day_parts, no.other_day_parts)
        found[no.professional_id].append(_said(no.request, no.refusal, *days))
    unasked = NotForMe.objects.with_reason(since).filter(professional__in=ids)
    for pass_ in unasked.select_related(related):
        other_day = pass_.reason == Proposal.Refusal.OTHER_DAY
        no_day_parts = pass_.request.day_parts if other_day else 0
        found[pass_.professional_id].append(_said(pass_.request, pass_.reason, no_day_parts, 0))
    return found


def _said(asked: Request, refusal: str, no_day_parts: int, other_day_parts: int) -> Said:
    area = asked.school.postcode_area
    return Said(
        refusal,
        asked.start,
        asked.end,
        area.place if area else None,
        asked.budget or 0,
        no_day_parts,
        other_day_parts,
    )


def facts(said: list[Said], place: Position, request: RequestFacts) -> dict[str, Any]:
    """The fields of `engine.CandidateFacts` that follow from what somebody said."""
    if not said:
        return {}
    refusal = Proposal.Refusal
    far = [
        distance_m(each.school, place)
        for each in said
        if each.refusal == refusal.TOO_FAR and each.school is not None
    ]
    prices = [each.budget for each in said if each.refusal == refusal.PRICE and each.budget]
    no, other = day_parts(said, request)
    return {
        "too_far": len(far),
        "too_far_m": min(far, default=0),
        "no_time": sum(each.refusal == refusal.NO_TIME and each.overlaps(request) for each in said),
        "no_dagdelen": no & ~other,
        "refused_prices": len(prices),
        "refused_cents": max(prices, default=0) * request.lesson_minutes // 60,
    }


def day_parts(said: list[Said], request: RequestFacts) -> tuple[int, int]:
    """Masks of what was said not to suit, and to suit, in periods that overlap the request's."""
    no = other = 0
    for each in said:
        if each.overlaps(request):
            no |= each.no_day_parts
            other |= each.other_day_parts
    return no, other
