"""Coming to an event: registering, confirming, answering an offered place, and cancelling.

Each act first locks its event (see `places`), so that no place is given twice and a line stays a
line; the database's CHECK has the last word.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from andersom.accounts.models import User
from andersom.workflow.domain import move, record, retrying
from andersom.workflow.machine import IllegalMove
from events import rules
from events.domain import needs, places
from events.domain.refusals import Refused
from events.emails import registration as mails
from events.models import Event, Registration
from events.models.registration import RegistrationQuerySet
from events.states import REGISTRATION, EventState, RegistrationState
from providers.models import Provider
from schools.models import School

# How long a place is held for an address that has yet to be confirmed.
HELD = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who wants to come; already checked for shape."""

    email: str
    name: str
    organisation: str = ""
    shown: bool = False
    food: str = ""
    access: str = ""
    provider: Provider | None = None
    school: School | None = None


@retrying
def register(
    event: Event, visitors: Sequence[Visitor], *, user: User | None, at: datetime
) -> list[Registration]:
    """Give places to these people, in their order; for whom there is none, one in the line.

    With an account places are sure at once, and the first visitor is ``user`` herself. Without
    one the first visitor gets a mail with a link to confirm; until then, and for 24 hours at most,
    the places are held. Whoever comes along and is registered already keeps what she has, and is
    not told of: nobody learns from us who comes. Raises Refused, and then nothing was changed;
    "twice" when the first visitor herself is registered.
    """
    stored = places.lock(event)
    _refuse(stored, visitors, user, at)
    new = _not_registered(stored, visitors)
    party = uuid4() if len(new) > 1 else None
    made = []
    for number, visitor in enumerate(new):
        owner = user if number == 0 else None
        seated = RegistrationState.CONFIRMED if user else RegistrationState.UNCONFIRMED
        one = _create(stored, visitor, owner, at, party=party, seated=seated)
        record(one, "register", target=one.state, by=user, at=at)
        made.append(one)
    _tell(made, at, together=len(visitors))
    return made


def _not_registered(event: Event, visitors: Sequence[Visitor]) -> list[Visitor]:
    """Who has no place and waits for none. Raises Refused when the first has."""
    emails = [visitor.email.strip().lower() for visitor in visitors]
    standing = event.registrations.standing().filter(email__in=emails)
    known = set(standing.values_list("email", flat=True))
    if emails[0] in known:
        raise Refused("twice", email=emails[0])
    pairs = zip(visitors, emails, strict=True)
    return [visitor for visitor, email in pairs if email not in known]


def _create(
    event: Event,
    visitor: Visitor,
    user: User | None,
    at: datetime,
    *,
    party: UUID | None,
    seated: RegistrationState,
) -> Registration:
    event.refresh_from_db(fields=["taken"])
    waits = event.free <= 0 or event.registrations.in_line().exists()
    held_until = min(at + HELD, event.during.lower)
    asked = seated == RegistrationState.UNCONFIRMED and not waits
    made = Registration.objects.create(
        event=event,
        user=user,
        party=party,
        email=visitor.email.strip().lower(),
        name=visitor.name,
        organisation=visitor.organisation,
        provider=visitor.provider,
        school=visitor.school,
        shown=visitor.shown,
        state=RegistrationState.WAITING if waits else seated,
        queue_number=places.next_number(event) if waits else None,
        answer_by=held_until if asked else None,
        created_at=at,
    )
    needs.keep(made, food=visitor.food, access=visitor.access)
    return made


def _tell(made: Sequence[Registration], at: datetime, *, together: int) -> None:
    """Whoever has not proven her address can have us mail nobody but herself. ``together``: how
    many she named.
    """
    first = made[0]
    if first.state == RegistrationState.UNCONFIRMED:
        mails.confirm_address(first, together=together, at=at)
    vouched = first.state == RegistrationState.CONFIRMED or first.user is not None
    for one in made if vouched else made[:1]:
        if one.state == RegistrationState.CONFIRMED:
            mails.registered(one, at=at)
        elif one.state == RegistrationState.WAITING:
            mails.waiting(one, at=at)


def _refuse(event: Event, visitors: Sequence[Visitor], user: User | None, at: datetime) -> None:
    if code := closed(event, at):
        raise Refused(code)
    if not rules.is_of_audience(user, event):
        raise Refused(f"for_{event.audience}")
    emails = [visitor.email.strip().lower() for visitor in visitors]
    for number, email in enumerate(emails):
        if email in emails[:number]:
            raise Refused("same_address", email=email)


def closed(event: Event, at: datetime) -> str:
    """Why nobody can register now, as a code of a refusal; empty when everybody can."""
    if event.state == EventState.PUBLISHED and at >= event.during.lower:
        return "over"
    if event.state in {EventState.CLOSED, EventState.RECAP}:
        return "too_late"
    if event.state != EventState.PUBLISHED:
        return "not_open"
    return {"before": "too_early", "open": "", "over": "too_late"}[event.window(at)]


def send_link_again(event: Event, email: str, *, at: datetime) -> bool:
    """Mail the link of a registration to its own address, at most once an hour."""
    standing = event.registrations.standing().select_related("user", "event")
    found = standing.filter(email=email.strip().lower()).first()
    if found is None:
        return False
    return mails.link_again(_first_of_party(found), at=at)


@retrying
def confirm(registration: Registration, *, by: User | None, at: datetime) -> Registration:
    """The address is right: the place is sure, also for who was registered along.

    Doing it again changes nothing. Raises Refused when the place was given away meanwhile.
    """
    event = places.lock_of(registration)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    _refuse_when_off(event, at)
    if registration.state != RegistrationState.UNCONFIRMED or _too_late(registration, at):
        raise Refused("offer_over")
    for one in _held_together(registration):
        move(one, REGISTRATION, "confirm", by=by, at=at, answer_by=None)
        mails.registered(one, at=at)
    for one in _party(registration).in_line():
        mails.waiting(one, at=at)
    return registration


@retrying
def accept(registration: Registration, *, by: User | None, at: datetime) -> Registration:
    """Yes to the offered place. Again changes nothing; raises Refused after the term."""
    event = places.lock_of(registration)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    _refuse_when_off(event, at)
    if registration.state != RegistrationState.OFFERED or _too_late(registration, at):
        raise Refused("offer_over")
    move(registration, REGISTRATION, "accept", by=by, at=at, answer_by=None)
    mails.registered(registration, at=at)
    return registration


@retrying
def cancel(registration: Registration, *, by: User | None, at: datetime) -> Registration:
    """Give the place back; the first in line is offered it. Raises Refused when done before."""
    event = places.lock_of(registration)
    if registration.checked_in_at or event.during.upper <= at:
        raise Refused("over")
    held = _held_together(registration)
    leave(registration, "cancel", by=by, at=at)
    for one in held[1:]:  # she was to vouch for them
        leave(one, "cancel", by=by, at=at)
    mails.cancelled(registration, at=at)
    places.offer_next(event, at=at)
    return registration


@retrying
def lapse(registration: Registration, *, at: datetime) -> bool:
    """The term is over: the place goes on. False when somebody answered just in time."""
    event = places.lock_of(registration)
    if registration.answer_by is None or registration.answer_by > at:
        return False
    knows = registration.state == RegistrationState.OFFERED or _is_first(registration)
    leave(registration, "lapse", by=None, at=at)
    if knows:
        mails.lapsed(registration, at=at)
    places.offer_next(event, at=at)
    return True


def lapse_due(*, at: datetime) -> int:
    """Give on the places of which the term is over, the oldest term first; how many."""
    due = Registration.objects.lapsed(at).exclude(event__state=EventState.CANCELLED)
    due = due.select_related("event", "user").order_by("answer_by", "pk")
    return sum(lapse(one, at=at) for one in list(due))


def leave(registration: Registration, verb: str, *, by: User | None, at: datetime) -> None:
    """Out of the event, with the rounds chosen and what the kitchen was told; under the lock."""
    try:
        changes: dict[str, Any] = {"queue_number": None, "answer_by": None}
        move(registration, REGISTRATION, verb, by=by, at=at, **changes)
    except IllegalMove as error:
        raise Refused("answered") from error
    registration.choices.all().delete()
    needs.forget(registration)


def _refuse_when_off(event: Event, at: datetime) -> None:
    if event.state == EventState.CANCELLED:
        raise Refused("not_open")
    if event.during.upper <= at:
        raise Refused("over")


def _too_late(registration: Registration, at: datetime) -> bool:
    return registration.answer_by is not None and registration.answer_by <= at


def _party(registration: Registration) -> RegistrationQuerySet:
    """Who were registered together with this one, herself included, in order."""
    if registration.party is None:
        return Registration.objects.filter(pk=registration.pk)
    together = Registration.objects.filter(party=registration.party)
    return together.select_related("event", "user").order_by("pk")


def _is_first(registration: Registration) -> bool:
    """Whether this is who registered the others along, or came alone."""
    return not _party(registration).filter(pk__lt=registration.pk).exists()


def _held_together(registration: Registration) -> list[Registration]:
    """Herself, and the people for whom she holds places until she confirms."""
    held = _party(registration).filter(state=RegistrationState.UNCONFIRMED)
    others = held.exclude(pk=registration.pk) if _is_first(registration) else held.none()
    return [registration, *others]


def _first_of_party(registration: Registration) -> Registration:
    """Who can confirm this registration."""
    if registration.state != RegistrationState.UNCONFIRMED:
        return registration
    return _party(registration).first() or registration
