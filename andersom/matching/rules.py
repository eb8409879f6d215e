"""Who may do what with requests in matching and with proposals."""

from django.db.models import Q

from andersom.accounts.models import User
from andersom.matching.models import Proposal
from andersom.matching.states import ProposalState
from schools.models import Request
from schools.states import SEEKING


def may_seek(user: User, request: Request) -> bool:
    """See candidates and ask them: the school's own members (and the team, to help)."""
    return user.is_staff or request.school.members.filter(user=user).exists()


def may_ask(user: User, request: Request) -> bool:
    """Ask candidates: the school itself, while it is looking."""
    return request.state in SEEKING and request.school.members.filter(user=user).exists()


def may_answer(user: User, proposal: Proposal) -> bool:
    """Answer: the professional herself or a member of her provider, while it is open."""
    return (
        proposal.state == ProposalState.ASKED
        and Proposal.objects.answerable_by(user).filter(pk=proposal.pk).exists()
    )


def may_ask_other_days(user: User, proposal: Proposal) -> bool:
    """Ask for the day parts that a no named: the school, while it is looking."""
    named = proposal.state == ProposalState.DECLINED and proposal.other_day_parts
    return bool(named) and may_ask(user, proposal.request)


def may_withdraw(user: User, proposal: Proposal) -> bool:
    """Take back, or out of the line: the members of the school that asked."""
    waits = proposal.state in (ProposalState.ASKED, ProposalState.LINED_UP)
    return waits and _of_the_school(user, proposal)


def may_decide(user: User, proposal: Proposal) -> bool:
    """Say yes or no thanks to somebody who offered to come: the members of the school."""
    return proposal.state == ProposalState.OFFERED and _of_the_school(user, proposal)


def was_put_to(user: User, proposal: Proposal) -> bool:
    """Whether this user is one of those who were asked: at the school when somebody offered."""
    if proposal.offered:
        return _of_the_school(user, proposal)
    return Proposal.objects.answerable_by(user).filter(pk=proposal.pk).exists()


def may_take_back(user: User, proposal: Proposal) -> bool:
    """Take the offer back: whoever might have made it."""
    return (
        proposal.state == ProposalState.OFFERED
        and Proposal.objects.answerable_by(user).filter(pk=proposal.pk).exists()
    )


def speaks_for(user: User) -> Q:
    """The professionals whom she may offer to a school: those of her provider, and herself."""
    return Q(provider__members__user=user) | Q(user=user)


def _of_the_school(user: User, proposal: Proposal) -> bool:
    return proposal.request.school.members.filter(user=user).exists()
