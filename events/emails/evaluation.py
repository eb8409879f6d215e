"""The mail of the day after: thanks, and what did you think of it?"""

from datetime import datetime

from andersom.notifications.domain import send
from andersom.notifications.links import absolute, whole
from andersom.surveys.models import Survey
from events.models import Registration


def thanks(visitor: Registration, survey: Survey, link: str, *, at: datetime) -> None:
    """Thank you for coming, with the way to the questions and to who else was there; once."""
    send(
        "events.thanks",
        to=visitor.user or visitor.email,
        key=f"events.thanks:{visitor.pk}",
        context={
            "name": visitor.name,
            "title": visitor.event.title,
            "closes_at": survey.closes_at,
            "url": whole(link),
            "meet_url": absolute("events:meet", visitor.key),
        },
        at=at,
        link=link if visitor.user else "",
        not_after=survey.closes_at,
    )
