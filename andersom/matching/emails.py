"""The mails of matching: one function a mail, one Markdown source in templates/emails/matching/."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, time
from itertools import chain

from django.urls import reverse
from django.utils import translation

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, instant
from andersom.matching import links, texts
from andersom.matching.engine import Broken, Explanation
from andersom.matching.models import Proposal
from andersom.matching.states import ProposalState
from andersom.notifications.domain import reached, send
from andersom.notifications.domain.reminders import Reminder
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import absolute
from andersom.placements.states import PlacementState
from schools.models import Group, Request


def still_asked(about: str) -> bool:
    """Whether the question of ``about`` ("proposal:17") still waits for its answer."""
    key = about.removeprefix("proposal:")
    return Proposal.objects.filter(pk=key, state=ProposalState.ASKED).exists()


def still_on_offer(about: str) -> bool:
    """Whether the offer of ``about`` ("proposal:17") still waits for the school."""
    key = about.removeprefix("proposal:")
    return Proposal.objects.on_offer().filter(pk=key).exists()


def still_seeking(about: str) -> bool:
    """Whether the request of ``about`` ("request:17") is still looking for somebody."""
    return Request.objects.seeking().filter(pk=about.removeprefix("request:")).exists()


def request_still_seeking(about: str) -> bool:
    """The same of the request behind a proposal ("proposal:17")."""
    asked_for = Proposal.objects.filter(pk=about.removeprefix("proposal:")).values("request")
    return Request.objects.seeking().filter(pk__in=asked_for).exists()


def still_worked_out(about: str) -> bool:
    """Whether the dates that followed a yes ("proposal:17") still wait for who said it last."""
    accepted = Proposal.objects.filter(
        state=ProposalState.ACCEPTED, placement__state=PlacementState.PROPOSED
    )
    return accepted.filter(pk=about.removeprefix("proposal:")).exists()


KINDS = {
    "proposal_asked": Kind(topic=Topic.QUESTION, holds=still_asked),
    "proposal_passed_over": Kind(
        topic=Topic.QUESTION, holds=request_still_seeking, harmless_twice=True
    ),
    "proposal_declined": Kind(topic=Topic.QUESTION, holds=request_still_seeking),
    "proposal_unanswered": Kind(
        topic=Topic.QUESTION, holds=request_still_seeking, harmless_twice=True
    ),
    "proposal_closed": Kind(topic=Topic.QUESTION, holds=reached),
    "proposal_accepted": Kind(topic=Topic.BOOKING, holds=still_worked_out),
    "offer_made": Kind(topic=Topic.QUESTION, holds=still_on_offer),
    "offer_accepted": Kind(topic=Topic.BOOKING, holds=still_worked_out),
    "offer_closed": Kind(topic=Topic.QUESTION),
    "offer_unanswered": Kind(
        topic=Topic.QUESTION, holds=request_still_seeking, harmless_twice=True
    ),
    "offer_taken_back": Kind(topic=Topic.QUESTION, holds=request_still_seeking),
    "proposal_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "offer_reminder": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "promise_near": Kind(topic=Topic.REMINDER, harmless_twice=True),
    "promise_over": Kind(topic=Topic.QUESTION, holds=still_seeking, harmless_twice=True),
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
    return members(proposal.request)


def members(request: Request) -> list[User]:
    """The members of the school of a request."""
    people = User.objects.filter(school_memberships__school=request.school_id, is_active=True)
    return list(people.order_by("pk"))


def proposal_asked(proposal: Proposal, *, of: int, at: datetime) -> None:
    """To the provider: what is asked and why, with a link that answers. ``of`` were asked."""
    explanation = Explanation.from_json(proposal.score)
    context = _context(proposal) | {"of": of}
    for user in askees(proposal):
        told = context | {
            "answer_url": _answer_url(proposal, user),
            "reasons": _reasons(explanation, user, texts.for_provider),
        }
        _send("proposal_asked", proposal, [user], told, at)


def proposal_accepted(proposal: Proposal, *, at: datetime) -> None:
    """To the school: a yes, the proposed dates wait for a confirmation."""
    url = absolute("placements:placement", proposal.placement_id)
    context = _context(proposal) | {"url": url, "note": proposal.note}
    _send("proposal_accepted", proposal, askers(proposal), context, at)


def proposal_declined(proposal: Proposal, *, called: Sequence[Proposal], at: datetime) -> None:
    """To the school: a no with its reason, and whom we asked next or whom it could ask."""
    context = _context(proposal) | {
        "refusal": Proposal.Refusal(proposal.refusal).label,  # in the language of the reader
        "note": proposal.note,
        "other_days": proposal.other_day_parts,
        "proposal_url": absolute("matching:proposal", proposal.pk),
        "called": [each.professional.name for each in called],
        "url": absolute("matching:candidates", proposal.request_id),
    }
    _send("proposal_declined", proposal, askers(proposal), context, at)


def proposal_unanswered(proposal: Proposal, *, called: Sequence[Proposal], at: datetime) -> None:
    """To the school: no answer in time, and whom we asked next or whom it could ask."""
    context = _context(proposal) | {
        "called": [each.professional.name for each in called],
        "url": absolute("matching:candidates", proposal.request_id),
    }
    _send("proposal_unanswered", proposal, askers(proposal), context, at)


def proposal_passed_over(proposal: Proposal, broken: Broken, *, at: datetime) -> None:
    """To the school: it was somebody's turn, and she does not fit any more. She hears nothing."""
    context = _context(proposal) | {"url": absolute("matching:candidates", proposal.request_id)}
    for user in askers(proposal):
        with translation.override(user.language):
            why = f"{texts.why_not(broken)} {texts.fix(broken)}".strip()
        _send("proposal_passed_over", proposal, [user], context | {"why": why}, at)


def proposal_closed(proposal: Proposal, *, at: datetime) -> None:
    """To the provider: no answer is needed any more, and why; with thanks.

    Whoever the question did not reach yet hears of its end only if it does so before this leaves.
    """
    context = _context(proposal) | {
        "state": proposal.state,
        "url": absolute("matching:proposal", proposal.pk),
    }
    for user in askees(proposal):
        asked = _key("proposal_asked", proposal.pk, user.pk)
        about = "" if reached(asked) else asked
        _send("proposal_closed", proposal, [user], context, at, about=about)


def proposal_reminder(
    user: User, proposal: Proposal, *, stage: str, not_after: datetime, at: datetime
) -> Reminder:
    """The question still waits; ``stage`` is soon, or last on the morning of the last day."""
    return _reminder("proposal_reminder", user, proposal, stage=stage, not_after=not_after, at=at)


def offer_reminder(
    user: User, proposal: Proposal, *, stage: str, not_after: datetime, at: datetime
) -> Reminder:
    """To somebody of the school: the offer still waits; with the same stages."""
    return _reminder("offer_reminder", user, proposal, stage=stage, not_after=not_after, at=at)


def _reminder(
    name: str, user: User, proposal: Proposal, *, stage: str, not_after: datetime, at: datetime
) -> Reminder:
    return Reminder(
        kind=f"matching.{name}",
        to=user,
        key=f"{name}:{proposal.pk}:{proposal.answer_by}:{stage}:user:{user.pk}",
        context=_context(proposal)
        | {
            "name": user.get_short_name(),
            "stage": stage,
            "answer_url": _answer_url(proposal, user),
        },
        at=at,
        link=reverse("matching:proposal", args=[proposal.pk]),
        about=f"{proposal.pk}:{proposal.answer_by}:{user.pk}",
        not_after=not_after,
    )


def promise_near(request: Request, *, open_groups: Sequence[Group], at: datetime) -> None:
    """To the school: the day of our answer comes near, and this is what it can still do."""
    day = request.promised_by
    about, until = f"{request.pk}:{day}", instant(day + ONE_DAY, time.min) if day else None
    _send_promise("promise_near", request, open_groups, at, about=about, not_after=until)


def promise_over(request: Request, *, open_groups: Sequence[Group], at: datetime) -> None:
    """To the school: the day is over; where it stands, what it can do, and that we look along."""
    _send_promise("promise_over", request, open_groups, at, about=f"request:{request.pk}")


def _send_promise(
    name: str,
    request: Request,
    open_groups: Sequence[Group],
    at: datetime,
    *,
    about: str,
    not_after: datetime | None = None,
) -> None:
    """``open_groups`` are those for which nobody said yes; what is told of is about them."""
    told = request.proposals.told().for_groups(open_groups)
    states = Counter(state for _, state in told.values_list("pk", "state"))
    yes = request.proposals.filter(
        state=ProposalState.ACCEPTED, placement__state=PlacementState.PROPOSED
    ).select_related("professional")
    some = len(open_groups) < request.groups.count()
    context = {
        "request": request,
        "school": request.school,
        "promised_by": request.promised_by,
        "asked": states.total(),
        "waiting": states[ProposalState.ASKED],
        "yes": [] if open_groups else [proposal.professional.name for proposal in yes],
        "rest": [group.label for group in open_groups] if some else [],
        "url": absolute("matching:candidates", request.pk),
    }
    for user in members(request):
        send(
            f"matching.{name}",
            to=user,
            # What fell through is promised anew: each promise is told about once.
            key=f"{name}:{request.pk}:{request.promised_by}:user:{user.pk}",
            context=context | {"name": user.get_short_name()},
            at=at,
            link=reverse("matching:candidates", args=[request.pk]),
            about=about,
            not_after=not_after,
        )


# --- Offered: the professional takes the first step ---------------------------------------------


def offer_made(proposal: Proposal, *, at: datetime) -> None:
    """To the school: who would like to come and why she fits, with a link that answers."""
    explanation = Explanation.from_json(proposal.score)
    context = _context(proposal)
    for user in askers(proposal):
        told = context | {
            "answer_url": _answer_url(proposal, user),
            "reasons": _reasons(explanation, user, texts.lines),
        }
        _send("offer_made", proposal, [user], told, at)


def offer_accepted(proposal: Proposal, *, at: datetime) -> None:
    """To the provider: the school's yes, the proposed dates wait for a confirmation."""
    url = absolute("placements:placement", proposal.placement_id)
    context = _context(proposal) | {"url": url, "note": proposal.note}
    _send("offer_accepted", proposal, askees(proposal), context, at)


def offer_closed(proposal: Proposal, *, at: datetime) -> None:
    """To the provider: the school's no thanks, or why no answer comes any more; with thanks."""
    reason = proposal.no_thanks
    context = _context(proposal) | {
        "state": proposal.state,
        "reason": Proposal.NoThanks(reason).label if reason else "",
        "note": proposal.note,
        "url": absolute("matching:openings"),
    }
    _send("offer_closed", proposal, askees(proposal), context, at)


def offer_unanswered(proposal: Proposal, *, at: datetime) -> None:
    """To the school: it did not answer in time, and how it can still ask."""
    context = _context(proposal) | {"url": absolute("matching:candidates", proposal.request_id)}
    _send("offer_unanswered", proposal, askers(proposal), context, at)


def offer_taken_back(proposal: Proposal, *, at: datetime) -> None:
    """To the school: she cannot come after all, and the other candidates."""
    context = _context(proposal) | {"url": absolute("matching:candidates", proposal.request_id)}
    _send("offer_taken_back", proposal, askers(proposal), context, at)


def _answer_url(proposal: Proposal, reader: User) -> str:
    """Hers alone: the journal says who answered, and a forwarded mail is worth nothing."""
    return absolute("matching:answer", links.answer_key(reader, proposal))


def _reasons(
    explanation: Explanation, reader: User, say: Callable[[Explanation], list[texts.Line]]
) -> list[str]:
    """What speaks for the match, in the language of its reader and from her side."""
    with translation.override(reader.language):
        return [line.text for line in say(explanation) if line.tone == "ok"]


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
    name: str,
    proposal: Proposal,
    people: list[User],
    context: dict[str, object],
    at: datetime,
    *,
    about: str | None = None,
) -> None:
    for user in people:
        send(
            f"matching.{name}",
            to=user,
            key=_key(name, proposal.pk, user.pk),
            context=context | {"name": user.get_short_name()},
            at=at,
            link=reverse("matching:proposal", args=[proposal.pk]),
            about=f"proposal:{proposal.pk}" if about is None else about,
        )


def _key(name: str, proposal: int | str, user: int | str) -> str:
    return f"{name}:{proposal}:user:{user}"
