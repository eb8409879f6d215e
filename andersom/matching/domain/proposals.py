"""Proposals: asking professionals, and what their answers bring about.

A school may choose several: they are asked in waves (`waves`), and the first yes gets the work.
While a yes is being worked out the others wait, and as soon as both sides have agreed everybody who
was asked hears that it is filled.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.matching import emails, engine
from andersom.matching.domain import candidates, demand, waves
from andersom.matching.domain.sweeps import Sweep
from andersom.matching.domain.waves import open_groups
from andersom.matching.models import Proposal
from andersom.matching.models.proposal import ProposalQuerySet, served_groups
from andersom.matching.states import PROPOSAL, ProposalState
from andersom.notifications.domain.reminders import is_awake
from andersom.placements.domain import placements
from andersom.placements.models import Placement
from andersom.workflow.domain import move, record
from providers.models import Professional
from schools.domain import promises, requests
from schools.models import Group, Request
from schools.models.request import RequestQuerySet
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
    """What came of asking: who was asked, who turned out not to fit, and who stands in line."""

    proposals: list[Proposal]
    unfit: list[tuple[Professional, engine.Broken]]
    in_line: list[Proposal]


@transaction.atomic
def ask(
    request: Request,
    professionals: Iterable[Professional],
    *,
    by: User,
    at: datetime,
    message: str = "",
    groups: Collection[Group] | None = None,
    at_once: int | None = None,
    before_the_line: bool = False,
) -> Asked:
    """Put the request to these professionals, with the score they have at this moment.

    ``at_once`` of them are asked now, in the order given; the others stand in line behind them. For
    these ``groups`` of the request, or else for those that nobody has yet (`open_groups`). Whoever
    was chosen already, or said yes for one of them, is passed over. Each provider asked gets a
    mail. ``before_the_line`` asks all of them now.

    Raises `TooLate` when the request is not looking for anybody any more.
    """
    request = hold(request.pk)
    if request.state not in SEEKING:
        raise TooLate(request.state)
    _let_go(request.proposals.fallen_through(), at=at)
    wanted = list(groups or open_groups(request) or request.groups.all())
    known = set(request.proposals.open(wanted).values_list("professional_id", flat=True))
    people = {each.pk: each for each in professionals if each.pk not in known}
    if not people:
        return Asked([], [], [])
    today = local_date(at)
    chosen = list(people.values())
    verdicts = candidates.judge_each(request, chosen, today=today, groups=wanted)
    made = waves.put(
        request,
        [verdict for verdict in verdicts if isinstance(verdict, candidates.Candidate)],
        wanted,
        at_once=at_once or settings.WAVE_SIZE,
        by=by,
        at=at,
        message=message,
        all_now=before_the_line,
    )
    return Asked(
        [proposal for proposal in made if proposal.state == ProposalState.ASKED],
        [
            (professional, verdict)
            for professional, verdict in zip(chosen, verdicts, strict=True)
            if isinstance(verdict, engine.Broken)
        ],
        [proposal for proposal in made if proposal.state == ProposalState.LINED_UP],
    )


@transaction.atomic
def accept(proposal: Proposal, *, by: User | None, at: datetime, note: str = "") -> Placement:
    """A yes: lesson dates are proposed to both sides, the school hears it.

    Raises `TooLate`, and `Unfit` when the professional may not work any more, for example without
    a valid certificate.
    """
    request = still_open(proposal, ProposalState.ASKED, at=at)
    placement = work_out(proposal, request, by=by, at=at)
    answered(proposal, "accept", by=by, at=at, note=note, placement=placement)
    emails.proposal_accepted(proposal, at=at)
    return placement


def work_out(proposal: Proposal, request: Request, *, by: User | None, at: datetime) -> Placement:
    """Propose lesson dates to both sides. Raises `TooLate` and `Unfit` like `accept`."""
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
    only = _day_parts_she_named(request, proposal.professional)
    return placements.propose(
        request, proposal.professional, groups=groups, only=only, by=by, at=at
    )


@transaction.atomic
def decline(
    proposal: Proposal,
    *,
    by: User | None,
    at: datetime,
    refusal: str,
    note: str = "",
    other_day_parts: int = 0,
) -> Proposal:
    """A no with its coded reason: the school hears it, and the next in line is asked.

    With "another day" she names the ``other_day_parts`` that would work; those asked do not, as far
    as she did not name them too. Raises `TooLate`.
    """
    request = still_open(proposal, ProposalState.ASKED, at=at)
    days = {}
    if refusal == Proposal.Refusal.OTHER_DAY:
        no = request.day_parts & ~other_day_parts
        days = {"other_day_parts": other_day_parts, "no_day_parts": no}
    answered(proposal, "decline", by=by, at=at, note=note, refusal=refusal, **days)
    called = waves.call_next(request, at=at)
    emails.proposal_declined(proposal, called=called, at=at)
    return proposal


@transaction.atomic
def ask_other_days(proposal: Proposal, *, by: User, at: datetime) -> Asked:
    """Accept the day parts that somebody named with her no, and ask her for those at once.

    Raises `TooLate` when the request is not looking for anybody any more.
    """
    request = hold(proposal.request_id)
    if request.state not in SEEKING:
        raise TooLate(request.state)
    requests.accept_day_parts(request, proposal.other_day_parts, by=by, at=at)
    return ask(
        request,
        [proposal.professional],
        by=by,
        at=at,
        message=proposal.message,
        groups=proposal.asked_groups,
        at_once=proposal.at_once,
        before_the_line=True,
    )


def _day_parts_she_named(request: Request, professional: Professional) -> int:
    """Those that she named with an earlier no to this request and that it accepts by now."""
    named = 0
    for other in request.proposals.filter(
        professional=professional, state=ProposalState.DECLINED
    ).values_list("other_day_parts", flat=True):
        named |= other
    return named & request.day_parts


@transaction.atomic
def withdraw(proposal: Proposal, *, by: User, at: datetime, reason: str = "") -> Proposal:
    """The school takes its question back: whoever was asked hears it, and the next is asked.

    Raises IllegalMove when it was answered or closed meanwhile.
    """
    request = hold(proposal.request_id)
    move(proposal, PROPOSAL, "withdraw", by=by, at=at, reason=reason)
    emails.proposal_closed(proposal, at=at)
    waves.call_next(request, at=at)
    return proposal


@transaction.atomic
def take_out(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """Somebody leaves the line by choice of the school. May raise IllegalMove: she was asked."""
    request = hold(proposal.request_id)
    waves.leave(proposal, "take_out", by=by, at=at)
    waves.call_next(request, at=at)
    return proposal


def unasked(request: Request, groups: list[Group]) -> list[Group]:
    """Those of the ``groups`` about which nobody is thinking now; all when none is left out."""
    thinking = set(request.proposals.waiting().values_list("groups", flat=True))
    return [group for group in groups if group.pk not in thinking] or groups


def _let_go(found: ProposalQuerySet, *, at: datetime) -> int:
    """A yes whose placement was cancelled stands in nobody's way any more.

    Both sides heard that it stopped; the school has a promise from now on.
    """
    gone = list(found.select_related("request"))
    for proposal in gone:
        move(proposal, PROPOSAL, "fall_through", by=None, at=at)
        if proposal.request.is_seeking:
            promises.renew(proposal.request, at=at)
    return len(gone)


def settle(*, at: datetime) -> int:
    """Close what waits for an answer that is not needed or did not come in time; how many.

    A yes whose placement was cancelled is let go too, and who is next in line is asked. What is due
    by the clock alone waits for the morning: nobody is mailed about it at night.

    A sweep: what it finds is due by the data alone, and a second run finds nothing. One that fails
    does not hold up the others; afterwards an ExceptionGroup tells of it.
    """
    sweep, awake = Sweep("proposals"), is_awake(at)
    fallen = Proposal.objects.fallen_through().values_list("request", flat=True)
    sweep.each(fallen.order_by("request").distinct(), lambda key: _let_go_of(key, at=at))
    waiting, in_line = Proposal.objects.unanswered(), Proposal.objects.in_line().order_by()
    shrunk = (waiting | in_line).filter(request__state__in=SEEKING).partly_overtaken()
    sweep.each(shrunk.values_list("pk", flat=True), partial(_narrow, shrunk, at=at))
    due = {
        "fill": waiting.filter(request__state=RequestState.FILLED) | waiting.overtaken(),
        "withdraw": waiting.filter(request__state__in=ENDED),
        "let_go": in_line.exclude(request__state__in=SEEKING) | in_line.overtaken(),
        "expire": waiting.filter(answer_by__lt=local_date(at)) if awake else waiting.none(),
    }
    for verb, found in due.items():
        keys = found.values_list("pk", flat=True)
        sweep.each(keys, partial(_close, found, verb=verb, at=at))
    if awake:
        lines = Request.objects.seeking().filter(proposals__state=ProposalState.LINED_UP)
        sweep.each(set(lines.values_list("pk", flat=True)), lambda key: _call(key, at=at))
    return sweep.result()


@transaction.atomic
def _let_go_of(key: int, *, at: datetime) -> int:
    request = _hold_if_free(Request.objects.filter(pk=key))
    return _let_go(request.proposals.fallen_through(), at=at) if request else 0


@transaction.atomic
def _narrow(found: ProposalQuerySet, key: int, *, at: datetime) -> int:
    """Ask only for the groups that still need somebody, and ask who can be asked beside."""
    request = _hold_if_free(Request.objects.filter(proposals=key))
    proposal = found.filter(pk=key).first() if request else None
    if request is None or proposal is None:
        return 0
    served = served_groups(request.pk).values("group")
    gone = sorted(proposal.groups.filter(pk__in=served), key=lambda group: group.label)
    proposal.groups.remove(*gone)
    labels = ", ".join(group.label for group in gone)
    state = proposal.state
    record(proposal, "narrow", source=state, target=state, by=None, at=at, reason=labels)
    waves.call_next(request, at=at)
    return 1


@transaction.atomic
def _close(found: ProposalQuerySet, key: int, *, verb: str, at: datetime) -> int:
    """Close one, and ask who is next. The request first: that is the order of every verb here.

    What was ``found`` is looked up again once it is held: work may have fallen through meanwhile.
    """
    request = _hold_if_free(Request.objects.filter(proposals=key))
    proposal = found.filter(pk=key).first() if request else None
    if request is None or proposal is None:  # no longer due, or another sweep has it
        return 0
    if verb == "let_go":
        waves.leave(proposal, verb, at=at)
        return 1
    move(proposal, PROPOSAL, verb, by=None, at=at)
    closed = emails.offer_closed if proposal.offered else emails.proposal_closed
    closed(proposal, at=at)
    called = waves.call_next(request, at=at)
    if verb == "expire" and proposal.offered:
        emails.offer_unanswered(proposal, at=at)
    elif verb == "expire":
        emails.proposal_unanswered(proposal, called=called, at=at)
    return 1


@transaction.atomic
def _call(key: int, *, at: datetime) -> int:
    """Call who could not be called before: a yes fell through, the summer holiday or night is over.

    It may be for the next look, when somebody holds the request.
    """
    request = _hold_if_free(Request.objects.filter(pk=key))
    return len(waves.call_next(request, at=at)) if request else 0


def _hold_if_free(found: RequestQuerySet) -> Request | None:
    """The same as `hold` for a sweep: None when somebody else acts on it at this moment."""
    return found.select_for_update(of=("self",), skip_locked=True).first()


def hold(key: int) -> Request:
    """The request, held until the end of the transaction: one act on its proposals at a time."""
    return Request.objects.select_for_update(of=("self",)).get(pk=key)


def still_open(proposal: Proposal, state: ProposalState, *, at: datetime) -> Request:
    """Its request, held, when the answer still counts. Raises `TooLate` when it does not."""
    request = hold(proposal.request_id)
    proposal.refresh_from_db()
    if proposal.state != state:
        raise TooLate(proposal.state)
    if proposal.answer_by < local_date(at):
        raise TooLate(ProposalState.EXPIRED)
    if request.state in ENDED:
        raise TooLate(ProposalState.WITHDRAWN)
    if request.state not in SEEKING:
        raise TooLate(ProposalState.FILLED)
    return request


def answered(
    proposal: Proposal, verb: str, *, by: User | None, at: datetime, **changes: Any
) -> None:
    """Move it with the answer of whoever was asked."""
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
