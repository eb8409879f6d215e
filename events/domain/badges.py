"""Name badges on paper: ten on a sheet of A4, to cut and put in holders of 90 by 55 mm."""

from django.utils.translation import get_language

from andersom.ui import pdf
from events.domain import door
from events.models import Event


def badges_pdf(event: Event) -> bytes:
    """Badges of everybody with a place, by name."""
    people = [
        {"name": guest.name, "organisation": guest.organisation} for guest in door.guests(event)
    ]
    facts = {"title": event.title, "lang": get_language() or "nl", "people": people}
    return pdf.pdf("events/badges.typ", facts)
