"""The mails about sessions: too much missed, and what people thought of one."""

from datetime import datetime
from typing import Any, Protocol

from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.links import absolute
from andersom.surveys.models import Survey
from training.emails.enrolment import trainers_of
from training.models import Enrolment, Session


class Counted(Protocol):
    """What a mail says about somebody's attendance."""

    @property
    def counted(self) -> int: ...
    @property
    def needed(self) -> int: ...
    @property
    def missed(self) -> int: ...
    @property
    def made_up(self) -> int: ...


def too_much_missed(enrolment: Enrolment, attendance: Counted, *, at: datetime) -> None:
    """To the trainee and her trainers: it cannot be reached any more without making up."""
    make_ups = Session.objects.filter(
        cohort=enrolment.cohort_id, make_up=True, during__startswith__gt=at
    )
    facts = {
        "trainee": enrolment.professional.name,
        "title": enrolment.cohort.programme.title,
        "missed": attendance.missed,
        "needed": attendance.needed,
        "make_ups": [
            {"module": one.module.title, "start": one.starts}
            for one in make_ups.select_related("module")
        ],
        "url": absolute("training:enrolment", enrolment.pk),
    }
    trainee = [enrolment.user] if enrolment.user and enrolment.user.is_active else []
    for user in trainee:
        _missed(user, enrolment, attendance, at, facts | {"for_trainer": False})
    for user in trainers_of(enrolment.cohort):
        _missed(user, enrolment, attendance, at, facts | {"for_trainer": True})


def _missed(
    user: User, enrolment: Enrolment, attendance: Counted, at: datetime, facts: dict[str, Any]
) -> None:
    send(
        "training.too_much_missed",
        to=user,
        key=f"training.too_much_missed:{enrolment.pk}:{attendance.made_up}:user:{user.pk}",
        context={"name": user.get_short_name(), **facts},
        at=at,
        link=reverse("training:enrolment", args=[enrolment.pk]),
    )


def evaluation_asked(session: Session, survey: Survey, user: User, *, at: datetime) -> None:
    """How was it? Sent once, and not any more when the survey is closed."""
    send(
        "training.evaluation_asked",
        to=user,
        key=f"training.evaluation_asked:{survey.pk}:user:{user.pk}",
        context={
            "name": user.get_short_name(),
            "module": session.module.title,
            "start": session.starts,
            "closes_at": survey.closes_at,
            "url": absolute("surveys:answer", survey.pk),
        },
        at=at,
        link=survey.get_absolute_url(),
        not_after=survey.closes_at,
    )
