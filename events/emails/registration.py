"""Mails about coming to an event: one function a mail, its text in templates/emails/events/."""

from datetime import datetime
from typing import Any

from andersom.lib.dates import local_date
from andersom.notifications.domain import send
from andersom.notifications.domain.reminders import Reminder, seal
from andersom.notifications.kinds import Holds
from andersom.notifications.links import absolute
from events.models import Event, Registration
from events.states import TAKING_PLACE, RegistrationState


def still(*states: RegistrationState) -> Holds:
    """Whether she is still in one of these states, at an event that is to be as it was told."""

    def holds(about: str) -> bool:
        pk, told = about.split("@")
        rows = Registration.objects.filter(
            pk=pk, state__in=states, event__state__in=TAKING_PLACE
        ).select_related("event")
        return any(_event_seal(row.event) == told for row in rows)

    return holds


def still_unconfirmed(about: str) -> bool:
    """Whether her address is still to be confirmed; nobody tells her when the event moves."""
    pk, _told = about.split("@")
    rows = Registration.objects.filter(pk=pk, state=RegistrationState.UNCONFIRMED)
    return rows.filter(event__state__in=TAKING_PLACE).exists()


def still_offered(about: str) -> bool:
    """Whether the place still waits for an answer, until the same moment."""
    pk, answer_by = about.split("@")
    return Registration.objects.filter(
        pk=pk,
        state=RegistrationState.OFFERED,
        answer_by=datetime.fromisoformat(answer_by),
        event__state__in=TAKING_PLACE,
    ).exists()


def _event_seal(event: Event) -> str:
    """A mark of when and where an event is."""
    return seal(event.during.lower.timestamp(), event.place, event.address)


def confirm_address(registration: Registration, *, together: int, at: datetime) -> None:
    """One click makes the place sure, for ``together`` people."""
    until = registration.answer_by
    _send("confirm_address", registration, at, not_after=until, together=together, until=until)


def registered(registration: Registration, *, at: datetime) -> None:
    """The place is sure; with the link to change, cancel, and put it in a calendar."""
    _send("registered", registration, at)


def waiting(registration: Registration, *, at: datetime) -> None:
    """On the waiting list, and how far from the front."""
    _send("waiting", registration, at, position=registration.position)


def offered(registration: Registration, *, at: datetime) -> None:
    """A place came free; say yes before the term is over."""
    until = registration.answer_by
    fact = f"{registration.pk}@{until.isoformat()}" if until else ""
    _send("offered", registration, at, about=fact, not_after=until, until=until)


def lapsed(registration: Registration, *, at: datetime) -> None:
    """The term is over and the place went on."""
    _send("lapsed", registration, at)


def cancelled(registration: Registration, *, at: datetime) -> None:
    """She cancelled, which we confirm."""
    _send("cancelled", registration, at)


def link_again(registration: Registration, *, at: datetime) -> bool:
    """The link, for who registered before and forgot; False when it was sent this hour."""
    return _send("link_again", registration, at, occasion=f"{at:%Y-%m-%dT%H}")


def event_cancelled(registration: Registration, *, reason: str, at: datetime) -> None:
    """The event does not take place, and why."""
    _send("event_cancelled", registration, at, reason=reason)


def event_moved(
    registration: Registration, *, was: datetime, reason: str, number: int, at: datetime
) -> None:
    """Another time or place, for the ``number``-th time; the calendar link gives the new one."""
    _send(
        "event_moved",
        registration,
        at,
        occasion=str(number),
        was=was,
        reason=reason,
        calendar=absolute("events:registration_ical", registration.key),
        coming=registration.state == "confirmed",
    )


def reminder(registration: Registration, *, days: int, at: datetime) -> Reminder:
    """So many days before; once for each moment at which the event is to be."""
    event = registration.event
    day, begins = local_date(event.during.lower), event.during.lower
    context = _context(registration) | {
        "days": days,
        "accessibility": event.accessibility,
        "rounds": [choice.item.title for choice in registration.choices.all()],
    }
    fact = f"{registration.pk}@{begins.isoformat()}"
    return Reminder(
        kind="events.reminder",
        to=registration.user or registration.email,
        key=f"events.reminder:{days}:{fact}",
        context=context,
        at=at,
        link=registration.get_absolute_url(),
        about=fact,
        not_after=begins,
        day=day,
    )


def offered_reminder(registration: Registration, answer_by: datetime, *, at: datetime) -> Reminder:
    """The offered place goes to the next when she does not answer."""
    fact = f"{registration.pk}@{answer_by.isoformat()}"
    return Reminder(
        kind="events.offered_reminder",
        to=registration.user or registration.email,
        key=f"events.offered_reminder:{fact}",
        context=_context(registration) | {"until": answer_by},
        at=at,
        link=registration.get_absolute_url(),
        about=fact,
        not_after=answer_by,
        day=local_date(answer_by),
    )


def _send(
    name: str,
    registration: Registration,
    at: datetime,
    *,
    occasion: str = "",
    about: str = "",
    not_after: datetime | None = None,
    **more: Any,
) -> bool:
    """Without an address (who walked in) there is nobody to tell."""
    if registration.user is None and not registration.email:
        return False
    return send(
        f"events.{name}",
        to=registration.user or registration.email,
        key=":".join(filter(None, [f"events.{name}", str(registration.pk), occasion])),
        context=_context(registration) | more,
        at=at,
        link=registration.get_absolute_url(),
        about=about or f"{registration.pk}@{_event_seal(registration.event)}",
        not_after=not_after,
    )


def _context(registration: Registration) -> dict[str, Any]:
    event = registration.event
    return {
        "name": registration.name,
        "title": event.title,
        "place": event.place,
        "address": event.address,
        "start": event.during.lower,
        "end": event.during.upper,
        "url": absolute("events:registration", registration.key),
        "event_url": absolute("events:event", event.slug),
    }
