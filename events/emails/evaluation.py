"""The mail that asks what somebody thought of an event."""

from datetime import datetime

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.links import absolute
from andersom.surveys.models import Survey
from events.models import Event


def evaluation_asked(event: Event, survey: Survey, user: User, *, at: datetime) -> None:
    """How was it? Sent once, and not any more when the survey is closed."""
    send(
        "events.evaluation_asked",
        to=user,
        key=f"events.evaluation_asked:{survey.pk}:user:{user.pk}",
        context={
            "name": user.get_short_name(),
            "title": event.title,
            "closes_at": survey.closes_at,
            "url": absolute("surveys:answer", survey.pk),
        },
        at=at,
        link=survey.get_absolute_url(),
        not_after=survey.closes_at,
    )
