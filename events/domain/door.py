"""On the day: who has come in, and who came without registering."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q

from andersom.accounts.models import User
from andersom.lib.dates import ZONE
from andersom.workflow.domain import move, record, retrying
from events.domain import places
from events.domain.refusals import Refused
from events.models import Event, Registration
from events.states import REGISTRATION, RegistrationState

# The first come early to put out the chairs; the last names are ticked off afterwards.
BEFORE, AFTER = timedelta(hours=4), timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of people: with a place, come in (walk-ins too), walk-ins, and not (yet) seen."""

    coming: int
    came: int
    walk_ins: int

    @property
    def missing(self) -> int:
        return self.coming - self.came


def figures(event: Event) -> Figures:
    """The door in numbers, in one query."""
    counts = event.registrations.coming().aggregate(
        coming=Count("pk"),
        came=Count("pk", filter=Q(checked_in_at__isnull=False)),
        walk_ins=Count("pk", filter=Q(walk_in=True)),
    )
    return Figures(**counts)


def is_open(event: Event, at: datetime) -> bool:
    """Whether people are let in: from four hours before until two days after."""
    return event.during.lower - BEFORE <= at < event.during.upper + AFTER


@retrying
def check_in(event: Event, key: str, *, by: User, at: datetime) -> tuple[Registration, bool]:
    """Let somebody in by the key on her phone; the same key again changes nothing.

    Returns the registration and whether this was the first time. Raises Refused.
    """
    stored = places.lock(event)
    found = _guest(stored, key)
    _refuse_shut(stored, at)
    if found.state != RegistrationState.CONFIRMED:
        state = str(found.get_state_display()).lower()
        raise Refused("not_coming", name=found.name, state=state)
    if found.checked_in_at:
        return found, False
    return _come_in(found, "check_in", by=by, at=at), True


@retrying
def undo(event: Event, key: str, *, by: User, at: datetime) -> Registration:
    """Somebody was ticked off by mistake; again changes nothing. Raises Refused."""
    found = _guest(places.lock(event), key)
    if found.checked_in_at is None:
        return found
    found.checked_in_at = None
    found.save(update_fields=["checked_in_at"])
    record(found, "undo_check_in", source=found.state, target=found.state, by=by, at=at)
    return found


@retrying
def walk_in(
    event: Event, *, name: str, organisation: str, email: str, by: User, at: datetime
) -> Registration:
    """Somebody comes without having registered; who did register is let in by her address.

    Takes a place like everybody. Raises Refused when all are taken.
    """
    stored = places.lock(event)
    _refuse_shut(stored, at)
    address = email.strip().lower()
    known = stored.registrations.standing().filter(email=address).first() if address else None
    if known and known.state == RegistrationState.CONFIRMED:
        return check_in(stored, known.key, by=by, at=at)[0]
    if stored.free <= 0:
        raise Refused("full_at_the_door", places=stored.capacity)
    if known:
        changes: dict[str, Any] = {"queue_number": None, "answer_by": None, "checked_in_at": at}
        return move(known, REGISTRATION, "let_in", by=by, at=at, **changes)
    made = Registration.objects.create(
        event=stored,
        name=name,
        organisation=organisation,
        email=address,
        state=RegistrationState.CONFIRMED,
        walk_in=True,
        created_at=at,
    )
    return _come_in(made, "walk_in", by=by, at=at)


def guests(event: Event) -> list[Registration]:
    """Everybody with a place, by name."""
    return list(event.registrations.coming().order_by("name", "pk"))


def _guest(event: Event, key: str) -> Registration:
    found = Registration.objects.filter(key=key).first()
    if found is None:
        raise Refused("unknown_code")
    if found.event_id != event.pk:
        raise Refused("other_event")
    return found


def _come_in(registration: Registration, verb: str, *, by: User, at: datetime) -> Registration:
    registration.checked_in_at = at
    registration.save(update_fields=["checked_in_at"])
    state = registration.state
    record(registration, verb, source=state, target=state, by=by, at=at)
    return registration


def _refuse_shut(event: Event, at: datetime) -> None:
    if not is_open(event, at):
        opens = (event.during.lower - BEFORE).astimezone(ZONE)
        raise Refused("door_shut", time=f"{opens:%d-%m-%Y %H:%M}")
