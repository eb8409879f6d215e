"""Another time or place for an event that people know of: the programme moves along."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.workflow.domain import move as move_state
from andersom.workflow.domain import violated
from andersom.workflow.machine import IllegalMove
from andersom.workflow.models import Move
from events.domain import meetings, places, planning
from events.domain.refusals import Refused
from events.emails import registration as mails
from events.models import Event
from events.states import EVENT, TAKING_PLACE, EventState, RegistrationState

NOTHING = timedelta()
VERBS = {"move", "move_closed"}
# What must not happen when times change, by the name PostgreSQL gives it.
CLASHES = {"item_room_one_at_a_time", "appearance_one_room", "choice_one_room"}


@dataclass(frozen=True, slots=True)
class Where:
    """Where an event is to be."""

    place: str
    address: str
    accessibility: str = ""


@transaction.atomic
def move(
    event: Event, *, during: DateTimeTZRange, where: Where, by: User, at: datetime, reason: str
) -> Event:
    """Hold the event at another time or place; everybody registered gets a mail.

    The programme keeps its distance to the beginning. Terms to answer never go beyond the new
    beginning. Raises Refused when the programme no longer fits, for the past, and for an event
    that is a draft (simply edit it), cancelled, begun or over.
    """
    stored = places.lock(event)
    was, shift = stored.during, during.lower - stored.during.lower
    _refuse(stored, during, shift, at)
    verb = "move_closed" if stored.state == EventState.CLOSED else "move"
    changes = {
        "during": during,
        "closes_at": min(stored.closes_at, during.lower),
        "place": where.place,
        "address": where.address,
        "accessibility": where.accessibility,
    }
    _write(event, verb, shift, changes, by=by, at=at, reason=reason)
    planning.shift(event, local_date(during.lower) - local_date(was.lower))
    number = number_of(event)
    for registration in event.registrations.told().select_related("user", "event"):
        mails.event_moved(registration, was=was.lower, reason=reason, number=number, at=at)
    return event


def number_of(event: Event) -> int:
    """How often it was moved or called off: what calendars call the sequence."""
    return Move.objects.of(event).filter(verb__in=[*VERBS, "cancel"]).count()


def _write(
    event: Event,
    verb: str,
    shift: timedelta,
    changes: dict[str, Any],
    *,
    by: User,
    at: datetime,
    reason: str,
) -> None:
    try:
        with transaction.atomic():
            move_state(event, EVENT, verb, by=by, at=at, reason=reason, **changes)
            _shift_programme(event, shift)
            _shorten_terms(event)
    except IllegalMove as error:
        raise Refused("wrong_state", state=EventState(event.state).label) from error
    except IntegrityError as error:
        if violated(error) in CLASHES:
            raise Refused("clash") from error
        raise


def _refuse(event: Event, during: DateTimeTZRange, shift: timedelta, at: datetime) -> None:
    if event.state not in TAKING_PLACE:
        raise Refused("wrong_state", state=EventState(event.state).label)
    if event.during.lower <= at:
        raise Refused("over")
    if during.lower <= at:
        raise Refused("in_past")
    if during.lower <= event.opens_at:
        raise Refused("registration_shut")
    for item in event.items.all():
        if item.during.upper + shift > during.upper:
            raise Refused("does_not_fit", item=_("“%(title)s”") % {"title": item.title})


def _shift_programme(event: Event, shift: timedelta) -> None:
    """One item at a time, from the side that has room, so that none meets its neighbour."""
    if shift == NOTHING:
        return
    for item in event.items.order_by("-during" if shift > NOTHING else "during"):
        item.during = meetings.shifted(item.during, shift)
        item.save(update_fields=["during"])


def _shorten_terms(event: Event) -> None:
    begins = event.during.lower
    asked = event.registrations.filter(
        state__in=[RegistrationState.OFFERED, RegistrationState.UNCONFIRMED]
    )
    asked.filter(answer_by__gt=begins).update(answer_by=begins)
