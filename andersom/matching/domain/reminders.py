"""Questions and offers that wait: two school days before the last day, and on its morning."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time

from django.db.models import Exists, OuterRef

from andersom.accounts.models import User
from andersom.lib.dates import ONE_DAY, instant, local_date
from andersom.matching import emails
from andersom.matching.models import Proposal
from andersom.matching.models.proposal import ProposalQuerySet
from andersom.notifications.domain.reminders import Reminder, Rule, morning
from andersom.placements.models import Placement
from andersom.placements.states import PlacementState
from andersom.reference.domain import holidays
from providers.models import Member
from schools.models import Member as SchoolMember
from schools.states import SEEKING

SOON = 2  # school days before the last day


def unanswered(at: datetime) -> Iterator[Reminder]:
    """To who was asked, as long as an answer counts; not on the very day of the question."""
    found = _due(_waiting(), at)
    readers = _readers(found)
    for proposal in found:
        stage, not_after = _stage(proposal.answer_by, local_date(at))
        for user in readers[proposal.pk]:
            yield emails.proposal_reminder(user, proposal, stage=stage, not_after=not_after, at=at)


def unanswered_holds(about: str) -> bool:
    """Whether an answer is still asked, before the same day, of this reader."""
    pk, answer_by, reader = about.split(":")
    hers = _waiting().answerable_by(User(pk=int(reader)))
    return hers.filter(pk=pk, answer_by=answer_by).exists()


def offers(at: datetime) -> Iterator[Reminder]:
    """To the school, about who offered to come and waits for an answer."""
    found = _due(_on_offer(), at)
    members: dict[int, list[User]] = defaultdict(list)
    rows = SchoolMember.objects.filter(
        school__in={one.request.school_id for one in found}, user__is_active=True
    )
    for member in rows.select_related("user").order_by("pk"):
        members[member.school_id].append(member.user)
    for proposal in found:
        stage, not_after = _stage(proposal.answer_by, local_date(at))
        for user in members[proposal.request.school_id]:
            yield emails.offer_reminder(user, proposal, stage=stage, not_after=not_after, at=at)


def offers_hold(about: str) -> bool:
    """The same of an offer: whether this reader's school has still to answer, before that day."""
    pk, answer_by, reader = about.split(":")
    theirs = _on_offer().filter(request__school__members__user=int(reader))
    return theirs.filter(pk=pk, answer_by=answer_by).exists()


RULES = (
    Rule("matching.proposal_reminder", unanswered, unanswered_holds),
    Rule("matching.offer_reminder", offers, offers_hold),
)


def _waiting() -> ProposalQuerySet:
    return _counting(Proposal.objects.waiting())


def _on_offer() -> ProposalQuerySet:
    return _counting(Proposal.objects.on_offer())


def _counting(found: ProposalQuerySet) -> ProposalQuerySet:
    """To which a yes or no counts now: nobody else's yes is being worked out for these groups."""
    asked_for = Proposal.groups.through.objects.filter(proposal=OuterRef(OuterRef("pk")))
    taken = Placement.objects.filter(
        request=OuterRef("request"),
        state=PlacementState.PROPOSED,
        groups__in=asked_for.values("group"),
    )
    return found.filter(~Exists(taken), request__state__in=SEEKING)


def _due(found: ProposalQuerySet, at: datetime) -> list[Proposal]:
    today = local_date(at)
    last = holidays.school_days_after(today, SOON)
    due = found.filter(answer_by__range=(today, last), asked_at__lt=instant(today, time.min))
    rows = due.for_reading().select_related("professional__user")
    return list(rows.prefetch_related("groups", "request__groups"))


def _stage(answer_by: date, today: date) -> tuple[str, datetime]:
    """Which reminder it is, and until when that is worth sending."""
    if answer_by == today:
        return "last", instant(answer_by + ONE_DAY, time.min)
    return "soon", morning(answer_by)


def _readers(proposals: Iterable[Proposal]) -> Mapping[int, list[User]]:
    """Proposal → the professional and the members of her provider, each once; one query."""
    found = list(proposals)
    members: dict[int, list[User]] = defaultdict(list)
    rows = Member.objects.filter(
        provider__in={one.professional.provider_id for one in found}, user__is_active=True
    )
    for member in rows.select_related("user").order_by("pk"):
        members[member.provider_id].append(member.user)
    readers: dict[int, list[User]] = {}
    for one in found:
        herself = one.professional.user
        own = [herself] if herself and herself.is_active else []
        readers[one.pk] = list(dict.fromkeys(own + members[one.professional.provider_id]))
    return readers
