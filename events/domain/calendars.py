"""An event as iCalendar. Both roads to it share one UID, so that a calendar holds it once.

``SEQUENCE`` counts moves and cancellations: a calendar takes the highest for the truth.
"""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, vText
from icalendar import Event as Component

from andersom.notifications.links import absolute
from events.domain import moving
from events.models import Event, Registration
from events.states import EventState, RegistrationState

STATUS = {
    RegistrationState.CONFIRMED: "CONFIRMED",
    RegistrationState.CANCELLED: "CANCELLED",
}


def of_event(event: Event, *, at: datetime) -> bytes:
    """For everybody."""
    status = "CANCELLED" if event.state == EventState.CANCELLED else "CONFIRMED"
    url = absolute("events:event", event.slug)
    return _calendar(event, status, moving.number_of(event), url, at)


def of_registration(registration: Registration, *, at: datetime) -> bytes:
    """For one visitor: sure, not yet sure, or off; with the link to her own page."""
    event = registration.event
    status = STATUS.get(RegistrationState(registration.state), "TENTATIVE")
    off = registration.state == RegistrationState.CANCELLED
    if event.state == EventState.CANCELLED:
        status = "CANCELLED"
    url = absolute("events:registration", registration.key)
    return _calendar(event, status, moving.number_of(event) + off, url, at)


def _calendar(event: Event, status: str, sequence: int, url: str, at: datetime) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Andersom Den Haag//bijeenkomsten//NL")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    one = Component()
    one.add("uid", f"event-{event.pk}@{urlsplit(settings.SITE_URL).hostname}")
    one.add("sequence", sequence)
    one.add("dtstamp", at)
    one.add("dtstart", event.during.lower)
    one.add("dtend", event.during.upper)
    one.add("summary", event.title)
    one.add("location", vText(", ".join(filter(None, [event.place, event.address]))))
    one.add("description", "\n\n".join(filter(None, [event.summary, url])))
    one.add("status", status)
    one.add("url", url)
    calendar.add_component(one)
    return calendar.to_ical()
