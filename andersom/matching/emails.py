"""The mails of matching: one function a mail, one Markdown source in templates/emails/matching/."""

from datetime import datetime
from itertools import chain

from django.urls import reverse
from django.utils import translation

from andersom.accounts.models import User
from andersom.matching import texts
from andersom.matching.engine import Explanation
from andersom.matching.models import Proposal
from andersom.notifications.domain import send
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import absolute

KINDS = {
    "proposal_asked": Kind(topic=Topic.QUESTION),
    "proposal_declined": Kind(topic=Topic.QUESTION),
    "proposal_unanswered": Kind(topic=Topic.QUESTION, harmless_twice=True),
    "proposal_closed": Kind(topic=Topic.QUESTION),
    "proposal_accepted": Kind(topic=Topic.BOOKING),
}


def askees(proposal: Proposal) -> list[User]:
    """Who may answer: the members of the provider and the professional, each once."""
    members = User.objects.filter(
        provider_memberships__provider__professionals=proposal.professional
    )
    herself = User.objects.filter(professionals=proposal.professional)
    people = {user.pk: user for user in chain(members, herself) if user.is_active}
    return sorted(people.values(), key=lambda user: user.pk)


def askers(proposal: Proposal) -> list[User]:
    """The members of the school that asked."""
    return list(
        User.objects.filter(
            school_memberships__school=proposal.request.school_id, is_active=True
        ).order_by("pk")
    )


def proposal_asked(proposal: Proposal, *, of: int, at: datetime) -> None:
    """To the provider: what is asked and why, with one link that answers. ``of`` were asked."""
    explanation = Explanation.from_json(proposal.score)
    context = _context(proposal) | {
        "of": of,
        "answer_url": absolute("matching:answer", proposal.answer_key),
    }
    for user in askees(proposal):
        with translation.override(user.language):
            reasons = [line.text for line in texts.lines(explanation) if line.tone == "ok"]
        _send("proposal_asked", proposal, [user], context | {"reasons": reasons}, at)


def proposal_accepted(proposal: Proposal, *, at: datetime) -> None:
    """To the school: a yes, the proposed dates wait for a confirmation."""
    url = absolute("placements:placement", proposal.placement_id)
    _send("proposal_accepted", proposal, askers(proposal), _context(proposal) | {"url": url}, at)


def proposal_declined(proposal: Proposal, *, at: datetime) -> None:
    """To the school: a no with its reason, and the next candidates."""
    context = _context(proposal) | {
        "refusal": Proposal.Refusal(proposal.refusal).label,  # in the language of the reader
        "note": proposal.note,
        "url": absolute("matching:candidates", proposal.request_id),
    }
    _send("proposal_declined", proposal, askers(proposal), context, at)


def proposal_unanswered(proposal: Proposal, *, at: datetime) -> None:
    """To the school: no answer in time, and the next candidates."""
    context = _context(proposal) | {"url": absolute("matching:candidates", proposal.request_id)}
    _send("proposal_unanswered", proposal, askers(proposal), context, at)


def proposal_closed(proposal: Proposal, *, at: datetime) -> None:
    """To the provider: no answer is needed any more, and why; with thanks."""
    context = _context(proposal) | {
        "state": proposal.state,
        "url": absolute("matching:inbox"),
    }
    _send("proposal_closed", proposal, askees(proposal), context, at)


def _context(proposal: Proposal) -> dict[str, object]:
    request = proposal.request
    return {
        "request": request,
        "school": request.school,
        "professional": proposal.professional,
        "provider": proposal.professional.provider,
        "answer_by": proposal.answer_by,
        "message": proposal.message,
        "groups": [group.label for group in proposal.asked_groups],
    }


def _send(
    name: str, proposal: Proposal, people: list[User], context: dict[str, object], at: datetime
) -> None:
    for user in people:
        send(
            f"matching.{name}",
            to=user,
            key=f"{name}:{proposal.pk}:user:{user.pk}",
            context=context,
            at=at,
            link=reverse("matching:proposal", args=[proposal.pk]),
        )
