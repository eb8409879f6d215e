"""The places of an event: one lock for all acts on them, and the waiting list that moves up."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from andersom.workflow.domain import move
from events.emails import registration as mails
from events.models import Event, Registration
from events.states import REGISTRATION, TAKING_PLACE


def lock(event: Event) -> Event:
    """The event as it is stored, of which nobody else can give or take places meanwhile.

    Every act on places takes this lock first, so that a line stays a line. Needs a transaction.
    """
    return Event.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)


def lock_of(registration: Registration) -> Event:
    """Lock the event of a registration, and read the registration anew as it stands now."""
    event = lock(registration.event)
    registration.refresh_from_db()
    registration.event = event
    return event


def next_number(event: Event) -> int:
    """The last number in line plus one; only under the lock."""
    last = event.registrations.in_line().aggregate(last=Max("queue_number"))["last"]
    return (last or 0) + 1


@transaction.atomic
def offer_next(event: Event, *, at: datetime) -> int:
    """Offer the free places to who waits, first come first, each with a term; how many.

    An event that has begun, is cancelled or reported stays as it is. The term never goes beyond
    the beginning of the event.
    """
    stored = lock(event)
    if stored.state not in TAKING_PLACE or stored.during.lower <= at:
        return 0
    answer_by = min(at + timedelta(hours=stored.answer_hours), stored.during.lower)
    lucky = list(stored.registrations.in_line().select_related("user", "event")[: stored.free])
    for registration in lucky:
        _offer(registration, answer_by=answer_by, at=at)
    return len(lucky)


def _offer(registration: Registration, *, answer_by: datetime, at: datetime) -> None:
    changes: dict[str, Any] = {"queue_number": None, "answer_by": answer_by}
    move(registration, REGISTRATION, "offer", by=None, at=at, **changes)
    mails.offered(registration, at=at)
