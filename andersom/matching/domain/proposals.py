"""Proposals: asking professionals, and what their answers bring about.

A school may ask several at once; the first yes gets the work. While a yes is being worked out the
others wait, and as soon as both sides have agreed everybody who was asked hears that it is filled.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.matching import emails, engine
from andersom.matching.domain import candidates, demand
from andersom.matching.models import Proposal
from andersom.matching.models.proposal import ProposalQuerySet
from andersom.matching.states import PROPOSAL, ProposalState
from andersom.placements.domain import placements
from andersom.placements.models import Lesson, Placement
from andersom.placements.states import SETTLED, PlacementState
from andersom.reference.domain import holidays
from andersom.workflow.domain import move, record
from providers.models import Professional
from schools.models import Group, Request
from schools.states import SEEKING, RequestState

ENDED = (RequestState.CLOSED, RequestState.WITHDRAWN)
# What may have changed since the question and stops a yes; a full week or a new wish does not.
MAY_NOT_WORK = {
    *("provider_not_approved", "professional_inactive"),
    *("vog_missing", "vog_expired", "vog_later", "learning_area"),
}


class TooLate(Exception):  # noqa: N818 - it happens to the best, it is no fault
    """An answer that no longer counts; ``code`` is what happened meanwhile (a ProposalState, or
    ``taken`` when somebody else's yes is being worked out)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Unfit(Exception):  # noqa: N818
    """A yes of somebody who may not work now; ``broken`` is the rule and what would mend it."""

    def __init__(self, broken: engine.Broken) -> None:
        super().__init__(broken.code)
        self.broken = broken


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking: proposals made, and professionals who turned out not to fit."""

    proposals: list[Proposal]
    unfit: list[tuple[Professional, engine.Broken]]


@transaction.atomic
def ask(
    request: Request,
    professionals: Iterable[Professional],
    *,
    by: User,
    at: datetime,
    message: str = "",
    groups: Collection[Group] | None = None,
) -> Asked:
    """Put the request to these professionals, with the score they have at this moment.

    For these ``groups`` of the request, or else for those that nobody has yet (`open_groups`).
    Whoever was asked already, or said yes for one of them, is passed over. Each provider gets a
    mail. Raises `TooLate` when the request is not looking for anybody any more.
    """
    request = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.state not in SEEKING:
        raise TooLate(request.state)
    _let_go(request.proposals.fallen_through(), at=at)
    wanted = list(groups or open_groups(request) or request.groups.all())
    asked = Asked([], [])
    waiting = set(request.proposals.open(wanted).values_list("professional_id", flat=True))
    fresh = [professional for professional in professionals if professional.pk not in waiting]
    answers = candidates.judge_each(request, fresh, today=local_date(at), groups=wanted)
    for professional, answer in zip(fresh, answers, strict=True):
        if isinstance(answer, engine.Broken):
            asked.unfit.append((professional, answer))
        else:
            made = _ask(request, answer, wanted, by=by, at=at, message=message)
            asked.proposals.append(made)
    for proposal in asked.proposals:
        emails.proposal_asked(proposal, of=len(waiting) + len(asked.proposals), at=at)
    return asked


def _ask(
    request: Request,
    candidate: candidates.Candidate,
    groups: Collection[Group],
    *,
    by: User,
    at: datetime,
    message: str,
) -> Proposal:
    proposal = Proposal.objects.create(
        request=request,
        professional=candidate.professional,
        asked_by=by,
        asked_at=at,
        answer_by=answer_term(local_date(at)),
        message=message,
        total=candidate.explanation.total,
        score=candidate.explanation.as_json(),
    )
    proposal.groups.set(groups)
    record(proposal, "ask", target=proposal.state, by=by, at=at)
    return proposal


def answer_term(today: date, school_days: int | None = None) -> date:
    """The day on which the answer is due: so many school days after ``today``."""
    left = settings.ANSWER_SCHOOL_DAYS if school_days is None else school_days
    return holidays.school_days_after(today, left)


@transaction.atomic
def accept(proposal: Proposal, *, by: User | None, at: datetime, note: str = "") -> Placement:
    """A yes: lesson dates are proposed to both sides, the school hears it.

    ``by`` is None when the answer came through the link in the mail. Raises `TooLate`, and `Unfit`
    when the professional may not work any more, for example without a valid certificate.
    """
    request = Request.objects.select_for_update(of=("self",)).get(pk=proposal.request_id)
    _still_open(proposal, request, at)
    groups = proposal.asked_groups
    if not {group.pk for group in groups} <= {group.pk for group in open_groups(request)}:
        raise TooLate("taken")
    try:
        today = local_date(at)
        verdict = candidates.judge(request, proposal.professional, today=today, groups=groups)
    except demand.Unmatchable:  # its period is over, or its groups are gone
        raise TooLate(ProposalState.EXPIRED) from None
    if isinstance(verdict, engine.Broken) and verdict.code in MAY_NOT_WORK:
        raise Unfit(verdict)
    placement = placements.propose(request, proposal.professional, groups=groups, by=by, at=at)
    _answer(proposal, "accept", by=by, at=at, note=note, placement=placement)
    emails.proposal_accepted(proposal, at=at)
    return placement


@transaction.atomic
def decline(
    proposal: Proposal, *, by: User | None, at: datetime, refusal: str, note: str = ""
) -> Proposal:
    """A no with its coded reason; the school hears it and what it can do next. Raises `TooLate`."""
    request = Request.objects.select_for_update(of=("self",)).get(pk=proposal.request_id)
    _still_open(proposal, request, at)
    _answer(proposal, "decline", by=by, at=at, note=note, refusal=refusal)
    emails.proposal_declined(proposal, at=at)
    return proposal


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User, at: datetime, reason: str = "") -> Proposal:
    """The school takes its question back; whoever was asked hears it. May raise IllegalMove."""
    move(proposal, PROPOSAL, "withdraw", by=by, at=at, reason=reason)
    emails.proposal_closed(proposal, at=at)
    return proposal


def open_groups(request: Request) -> list[Group]:
    """Groups of a request for which nobody's yes is being worked out or has been agreed.

    A group that got no lessons in what was agreed is still open.
    """
    proposed = Group.objects.filter(
        placements__request=request, placements__state=PlacementState.PROPOSED
    )
    lessons = Lesson.objects.standing().filter(
        placement__request=request, placement__state__in=SETTLED
    )
    served = Group.objects.filter(lesson_groups__lesson__in=lessons)
    return list(
        request.groups.exclude(pk__in=proposed.values("pk"))
        .exclude(pk__in=served.values("pk"))
        .order_by("label")
    )


def unasked(request: Request, groups: list[Group]) -> list[Group]:
    """Those of the ``groups`` about which nobody is thinking now; all when none is left out."""
    thinking = set(request.proposals.waiting().values_list("groups", flat=True))
    return [group for group in groups if group.pk not in thinking] or groups


def _let_go(found: ProposalQuerySet, *, at: datetime) -> int:
    """A yes whose placement was cancelled stands in nobody's way any more."""
    gone = list(found)
    for proposal in gone:
        move(proposal, PROPOSAL, "fall_through", by=None, at=at)
    return len(gone)


def settle(*, at: datetime) -> int:
    """Close what waits for an answer that is not needed or did not come in time; how many.

    A yes whose placement was cancelled is let go too.

    A sweep: what it finds is due by the data alone, and a second run finds nothing.
    """
    let_go = _let_go(Proposal.objects.fallen_through(), at=at)
    waiting = Proposal.objects.waiting()
    due = {
        "fill": waiting.filter(request__state=RequestState.FILLED) | waiting.overtaken(),
        "withdraw": waiting.filter(request__state__in=ENDED),
        "expire": waiting.filter(answer_by__lt=local_date(at)),
    }
    return let_go + sum(
        _close(key, verb, at=at)
        for verb, found in due.items()
        for key in list(found.values_list("pk", flat=True))
    )


@transaction.atomic
def _close(key: int, verb: str, *, at: datetime) -> int:
    proposal = Proposal.objects.waiting().select_for_update(skip_locked=True).filter(pk=key).first()
    if proposal is None:  # answered meanwhile, or another sweep has it
        return 0
    move(proposal, PROPOSAL, verb, by=None, at=at)
    emails.proposal_closed(proposal, at=at)
    if verb == "expire":
        emails.proposal_unanswered(proposal, at=at)
    return 1


def _still_open(proposal: Proposal, request: Request, at: datetime) -> None:
    proposal.refresh_from_db()
    if proposal.state != ProposalState.ASKED:
        raise TooLate(proposal.state)
    if proposal.answer_by < local_date(at):
        raise TooLate(ProposalState.EXPIRED)
    if request.state in ENDED:
        raise TooLate(ProposalState.WITHDRAWN)
    if request.state not in SEEKING:
        raise TooLate(ProposalState.FILLED)


def _answer(
    proposal: Proposal, verb: str, *, by: User | None, at: datetime, **changes: Any
) -> None:
    move(
        proposal,
        PROPOSAL,
        verb,
        by=by,
        at=at,
        answered_at=at,
        answered_by=by,
        **changes,
    )
