"""The mail that asks once more; the first comes from the app that the subject belongs to."""

from datetime import datetime

from andersom.accounts.models import User
from andersom.notifications.domain.reminders import Reminder
from andersom.notifications.kinds import Kind, Topic
from andersom.notifications.links import absolute
from andersom.surveys.models import Asked

KINDS = {"reminder": Kind(topic=Topic.EVALUATION, harmless_twice=True)}


def reminder(asked: Asked, user: User, *, at: datetime) -> Reminder:
    """You can still answer; the only time that we ask again."""
    survey = asked.survey
    return Reminder(
        kind="surveys.reminder",
        to=user,
        key=f"surveys.reminder:{survey.pk}:user:{user.pk}",
        context={
            "name": user.get_short_name(),
            "title": survey.title,
            "closes_at": survey.closes_at,
            "url": absolute("surveys:answer", survey.pk),
        },
        at=at,
        link=survey.get_absolute_url(),
        about=str(asked.pk),
        not_after=survey.closes_at,
    )
