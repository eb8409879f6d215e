"""New connections: a hello before, and after the event a wish to meet that both must have."""

from collections.abc import Collection
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from andersom.workflow.domain import violated
from events.domain.refusals import Refused
from events.emails import contact as mails
from events.models import Hello, Interest, Registration


@transaction.atomic
def hello(sender: Registration, receiver: Registration, *, idea: str, at: datetime) -> Hello:
    """Mail a first idea; the receiver sees the sender's address and can answer at once.

    Raises Refused: twice, or to somebody who is not to be seen (any more).
    """
    if not _sees(sender).filter(pk=receiver.pk).exists():
        raise Refused("not_there")
    try:
        with transaction.atomic():
            made = Hello.objects.create(sender=sender, receiver=receiver, idea=idea, at=at)
    except IntegrityError as error:
        if violated(error) != "hello_once":
            raise
        raise Refused("hello_sent", name=receiver.name) from error
    mails.hello(made, at=at)
    return made


@transaction.atomic
def want(visitor: Registration, chosen: Collection[int], *, at: datetime) -> list[Registration]:
    """After the event: keep with whom this visitor wants to talk on; who wants it too is returned.

    Both get each other's address, once. A wish can be taken back until it is mutual. Raises Refused
    before the end.
    """
    if at < visitor.event.during.upper:
        raise Refused("after_the_event")
    # Two who choose each other at the same moment must both see it: one order for the two rows.
    pks = sorted({visitor.pk, *chosen})
    list(Registration.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True))
    wanted = list(_sees(visitor).filter(pk__in=chosen).select_related("user", "event"))
    matched = set(visitor.interests.mutual().values_list("wanted_id", flat=True))
    visitor.interests.exclude(wanted__in=wanted).exclude(wanted__in=matched).delete()
    rows = [Interest(visitor=visitor, wanted=one, at=at) for one in wanted]
    Interest.objects.bulk_create(rows, ignore_conflicts=True)
    both = [one for one in wanted if one.interests.filter(wanted=visitor).exists()]
    for other in both:
        mails.matched(visitor, other, at=at)
        mails.matched(other, visitor, at=at)
    return both


def matches(visitor: Registration) -> list[Registration]:
    """With whom the wish is mutual."""
    mutual = visitor.interests.mutual().values("wanted")
    return list(Registration.objects.filter(pk__in=mutual).order_by("name", "pk"))


def to_choose(visitor: Registration) -> QuerySet[Registration]:
    """Whom she can ask for: other visitors who agreed to be seen."""
    return _sees(visitor).order_by("organisation", "name", "pk")


def _sees(visitor: Registration) -> QuerySet[Registration]:
    return visitor.event.registrations.shown().exclude(pk=visitor.pk)
