"""Fair waves: so many are asked at once, and the others stand in line until it is their turn.

Everybody asked hears with how many she is asked. Who says no, does not answer or is taken back
makes room for the next in line, who is judged anew at that moment. Whoever calls these verbs holds
the request, so that two answers at once call two different people.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Max

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.matching import emails, engine
from andersom.matching.domain import candidates, demand
from andersom.matching.models import Proposal
from andersom.matching.states import PROPOSAL, ProposalState
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import SETTLED, PlacementState
from andersom.reference.domain import holidays
from andersom.workflow.domain import move, record
from schools.models import Group, Request
from schools.states import SEEKING


def put(
    request: Request,
    chosen: Sequence[candidates.Candidate],
    groups: Collection[Group],
    *,
    at_once: int,
    by: User,
    at: datetime,
    message: str,
    all_now: bool = False,
) -> list[Proposal]:
    """Ask as many of these as there is room for, in their order; the rest goes in line.

    Nobody passes those who stand in line already, unless ``all_now``. Who is asked gets a mail. Who
    said no for some of the groups is only asked for the others.
    """
    not_for = _refused_groups(request)
    in_line = request.proposals.in_line().for_groups(groups).exists()
    room = 0 if in_line else max(0, at_once - asked_beside(request, groups))
    room = len(chosen) if all_now else room
    last = request.proposals.aggregate(last=Max("place"))["last"] or 0
    made = []
    for number, candidate in enumerate(chosen):
        in_wave = number < room
        place = None if in_wave else last + 1 + number - room
        hers = [each for each in groups if each.pk not in not_for[candidate.professional.pk]]
        made.append(
            _write(request, candidate, hers, place=place, at_once=at_once, by=by, at=at,
                   message=message)
        )  # fmt: skip
    tell([proposal for proposal in made if proposal.place is None], at=at)
    return made


def _refused_groups(request: Request) -> dict[int, set[int]]:
    """Professional → the groups of this request for which she said no."""
    found: dict[int, set[int]] = defaultdict(set)
    said_no = request.proposals.filter(
        state=ProposalState.DECLINED, refusal__in=Proposal.OF_THE_GROUPS
    )
    for who, group in said_no.values_list("professional_id", "groups"):
        found[who].add(group)
    return found


def _write(
    request: Request,
    candidate: candidates.Candidate,
    groups: Collection[Group],
    *,
    place: int | None,
    at_once: int,
    by: User,
    at: datetime,
    message: str,
) -> Proposal:
    proposal = Proposal.objects.create(
        request=request,
        professional=candidate.professional,
        state=ProposalState.ASKED if place is None else ProposalState.LINED_UP,
        place=place,
        at_once=at_once,
        asked_by=by,
        asked_at=at,
        answer_by=answer_term(local_date(at)),
        message=message,
        total=candidate.explanation.total,
        score=candidate.explanation.as_json(),
    )
    proposal.groups.set(groups)
    verb = "ask" if place is None else "line_up"
    record(proposal, verb, target=proposal.state, by=by, at=at)
    return proposal


def call_next(request: Request, *, at: datetime) -> list[Proposal]:
    """Ask those whose turn it is; they are returned. Who no longer fits is passed over.

    Nobody is called while a yes for the same groups is being worked out, nor in the summer holiday.
    """
    if request.state not in SEEKING or holidays.summer(local_date(at)):
        return []
    line = list(request.proposals.in_line().for_reading().prefetch_related("groups"))
    free = {group.pk for group in open_groups(request)} if line else set()
    called: list[Proposal] = []
    ahead: set[int] = set()
    for proposal in line:
        groups = proposal.asked_groups
        keys = {group.pk for group in groups}
        full = asked_beside(request, groups) >= proposal.at_once
        if full or keys & ahead or not keys <= free:
            ahead |= keys
        elif _call(proposal, at=at):
            called.append(proposal)
    tell(called, at=at)
    return called


def _call(proposal: Proposal, *, at: datetime) -> bool:
    """Ask somebody from the line, or pass her over and tell the school why."""
    today, groups = local_date(at), proposal.asked_groups
    try:
        verdict = candidates.judge(
            proposal.request, proposal.professional, today=today, groups=groups
        )
    except demand.Unmatchable as lack:  # its period is over, or its groups are gone
        leave(proposal, "let_go", at=at, reason=lack.code)
        return False
    if isinstance(verdict, engine.Broken):
        leave(proposal, "pass_over", at=at, reason=verdict.code)
        emails.proposal_passed_over(proposal, verdict, at=at)
        return False
    move(
        proposal,
        PROPOSAL,
        "call",
        by=None,
        at=at,
        place=None,
        asked_at=at,
        answer_by=answer_term(today),
        total=verdict.explanation.total,
        score=verdict.explanation.as_json(),
    )
    return True


def leave(
    proposal: Proposal, verb: str, *, at: datetime, by: User | None = None, reason: str = ""
) -> Proposal:
    """Out of the line without having been asked; she never knew, so she hears nothing."""
    return move(proposal, PROPOSAL, verb, by=by, at=at, reason=reason, place=None)


def open_groups(request: Request) -> list[Group]:
    """Groups of a request for which nobody's yes is being worked out or has been agreed.

    A group that got no lessons in what was agreed is still open.
    """
    return open_groups_of([request])[request.pk]


def open_groups_of(requests: Collection[Request]) -> dict[int, list[Group]]:
    """The same for many requests, by their id; one query when their groups are prefetched."""
    keys = [request.pk for request in requests]
    proposed = Placement.objects.filter(request__in=keys, state=PlacementState.PROPOSED)
    lessons = Lesson.objects.standing().filter(
        placement__request__in=keys, placement__state__in=SETTLED
    )
    of_lessons = lessons.values_list("placement__request_id", "lesson_groups__group")
    taken = set(proposed.values_list("request_id", "groups").union(of_lessons).order_by())
    return {
        request.pk: sorted(
            (group for group in request.groups.all() if (request.pk, group.pk) not in taken),
            key=lambda group: group.label,
        )
        for request in requests
    }


def asked_beside(request: Request, groups: Collection[Group]) -> int:
    """How many are asked for one of these groups at this moment, and have not answered."""
    return request.proposals.waiting().for_groups(groups).count()


def tell(called: Sequence[Proposal], *, at: datetime) -> None:
    """Mail those who have just been asked, after all of them were: each hears with how many."""
    for proposal in called:
        beside = asked_beside(proposal.request, proposal.asked_groups)
        emails.proposal_asked(proposal, of=beside, at=at)


def answer_term(today: date, school_days: int | None = None) -> date:
    """The day on which the answer is due: so many school days after ``today``."""
    left = settings.ANSWER_SCHOOL_DAYS if school_days is None else school_days
    return holidays.school_days_after(today, left)
