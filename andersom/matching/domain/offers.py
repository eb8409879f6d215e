"""Offering oneself: the professional takes the first step, and the school answers.

An offer is a proposal that starts from the other side. The school's yes does exactly what the yes
of a professional does: lesson dates are proposed, and both confirm them.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core import signing
from django.db import transaction

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.matching import emails, engine, rules
from andersom.matching.domain import candidates, demand, proposals, waves
from andersom.matching.domain.candidates import Candidate
from andersom.matching.domain.proposals import TooLate, Unfit
from andersom.matching.models import NotForMe, Proposal
from andersom.matching.states import PROPOSAL, ProposalState
from andersom.placements.models import Placement
from andersom.workflow.domain import move, record
from providers.models import Professional
from schools.models import Request
from schools.states import SEEKING

SALT = "matching.offer"
LINK_AGE = timedelta(days=28)


# --- Links --------------------------------------------------------------------------------------


class Link(NamedTuple):
    """Who answers in a link, to what, and for which provider (its key)."""

    user: User
    request: Request
    provider: int


def link_key(user_id: int, request_id: int, provider_id: int) -> str:
    """The secret of a link with which this reader, and nobody else, answers to this request.

    Somebody of two providers answers for the one that the mail was about.
    """
    return signing.dumps([user_id, request_id, provider_id], salt=SALT)


def read_key(key: str) -> Link | None:
    """What a link is about; None when it is not ours, too old, or nobody's any more."""
    try:
        user_id, request_id, provider_id = signing.loads(key, salt=SALT, max_age=LINK_AGE)
    except signing.BadSignature:  # also of a link that is too old
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    request = Request.objects.filter(pk=request_id).select_related("school").first()
    return Link(user, request, provider_id) if user and request else None


# --- What there is to offer ---------------------------------------------------------------------


def offerable(user: User, provider: int | None = None) -> list[Professional]:
    """The professionals for whom this user speaks, at all or at one provider."""
    found = Professional.objects.bookable().filter(rules.speaks_for(user))
    if provider is not None:
        found = found.filter(provider=provider)
    return list(
        found.select_related("provider", "postcode_area__district")
        .prefetch_related("domains", "tags", "vog_records")
        .order_by("name", "pk")
        .distinct()
    )


def fitting(
    request: Request, professionals: Sequence[Professional], *, today: date
) -> list[Candidate]:
    """Those who can be offered for what is still open of the request, best first."""
    groups = proposals.open_groups(request)
    known = set(request.proposals.told().values_list("professional_id", flat=True))
    free = [each for each in professionals if each.pk not in known]
    if request.state not in SEEKING or not groups or not free:
        return []
    try:
        verdicts = candidates.judge_each(request, free, today=today, groups=groups)
    except demand.Unmatchable:
        return []
    found = [each for each in verdicts if isinstance(each, Candidate)]
    return sorted(found, key=lambda each: (-each.explanation.total, each.professional.name))


# --- Verbs --------------------------------------------------------------------------------------


@transaction.atomic
def offer(
    request: Request, professional: Professional, *, by: User, at: datetime, note: str = ""
) -> Proposal:
    """Tell the school that this professional would like to come; it answers before the term.

    Raises `TooLate` when the request looks for nobody any more, somebody's yes is being worked out
    ("taken"), or there has been a proposal for her already (its state); `Unfit` when a rule does
    not hold.
    """
    request = proposals.hold(request.pk)
    if request.state not in SEEKING:
        raise TooLate(request.state)
    hers = request.proposals.filter(professional=professional)
    if earlier := hers.told().first():
        raise TooLate(earlier.state)
    for proposal in hers.in_line():  # she need not wait for her turn
        waves.leave(proposal, "take_out", by=by, at=at)
    if not (groups := proposals.open_groups(request)):
        raise TooLate("taken")
    NotForMe.objects.filter(request=request, professional=professional).delete()
    try:
        verdict = candidates.judge(request, professional, today=local_date(at), groups=groups)
    except demand.Unmatchable:
        raise TooLate(ProposalState.EXPIRED) from None
    if isinstance(verdict, engine.Broken):
        raise Unfit(verdict)
    made = Proposal.objects.create(
        request=request,
        professional=professional,
        state=ProposalState.OFFERED,
        offered=True,
        asked_by=by,
        asked_at=at,
        answer_by=waves.answer_term(local_date(at)),
        message=note,
        total=verdict.explanation.total,
        score=verdict.explanation.as_json(),
    )
    made.groups.set(groups)
    record(made, "offer", target=made.state, by=by, at=at)
    emails.offer_made(made, at=at)
    return made


@transaction.atomic
def pass_by(
    request: Request,
    professionals: Iterable[Professional],
    *,
    by: User,
    at: datetime,
    reason: str,
    note: str = "",
) -> None:
    """Remember that the request is nothing for them, and why; the school does not hear it."""
    rows = [
        NotForMe(request=request, professional=each, reason=reason, note=note, by=by, at=at)
        for each in professionals
    ]
    NotForMe.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def agree(proposal: Proposal, *, by: User | None, at: datetime, note: str = "") -> Placement:
    """The school's yes: lesson dates are proposed to both sides, the provider hears it.

    Raises what `proposals.accept` raises.
    """
    request = proposals.still_open(proposal, ProposalState.OFFERED, at=at)
    placement = proposals.work_out(proposal, request, by=by, at=at)
    proposals.answered(proposal, "agree", by=by, at=at, note=note, placement=placement)
    emails.offer_accepted(proposal, at=at)
    return placement


@transaction.atomic
def turn_down(
    proposal: Proposal, *, by: User | None, at: datetime, reason: str, note: str = ""
) -> Proposal:
    """The school's no thanks with its coded reason, which the provider reads. Raises `TooLate`."""
    proposals.still_open(proposal, ProposalState.OFFERED, at=at)
    proposals.answered(proposal, "turn_down", by=by, at=at, note=note, no_thanks=reason)
    emails.offer_closed(proposal, at=at)
    return proposal


@transaction.atomic
def take_back(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """The provider takes the offer back; the school hears it. Raises `TooLate`."""
    proposals.hold(proposal.request_id)  # the school may be answering at this very moment
    proposal.refresh_from_db()
    if proposal.state != ProposalState.OFFERED:
        raise TooLate(proposal.state)
    move(proposal, PROPOSAL, "withdraw", by=by, at=at)
    emails.offer_taken_back(proposal, at=at)
    return proposal
