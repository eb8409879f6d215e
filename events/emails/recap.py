"""The mail that leads back to an event."""

from datetime import datetime

from andersom.notifications.domain import send
from andersom.notifications.links import absolute
from events.models import Event, Recap, Registration
from events.states import EventState


def still_published(about: str) -> bool:
    """Whether the recap of the event was not taken back."""
    return Event.objects.filter(pk=about, state=EventState.RECAP).exists()


def published(recap: Recap, visitor: Registration, *, at: datetime) -> None:
    """To who had a place: what was said and what we do with it; once, also when it comes back."""
    came = visitor.checked_in_at is not None
    send(
        "events.recap_published",
        to=visitor.user or visitor.email,
        key=f"events.recap_published:{visitor.pk}",
        context={
            "name": visitor.name,
            "title": recap.event.title,
            "summary": recap.summary,
            "came": came,
            "url": absolute("events:recap", recap.event.slug),
            "meet_url": absolute("events:meet", visitor.key) if came else "",
        },
        at=at,
        about=str(recap.event_id),
    )
