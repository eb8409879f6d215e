"""The mails about a school that confirms: one function a mail."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.links import absolute, whole
from training.models import WeeklySchool
from training.states import WeeklyState


def still_the_same(about: str) -> bool:
    """Whether the school has not answered, or answered otherwise, since ("17:asked")."""
    pk, state = about.split(":")
    return WeeklySchool.objects.filter(pk=pk, state=WeeklyState(state)).exists()


def asked(weekly: WeeklySchool, *, user: User, key: str, until: datetime, at: datetime) -> None:
    """To one member of the school: who asks what, with the link that answers."""
    link = reverse("training:confirm_school", args=[key])
    _send("weekly_asked", weekly, user, at, link=link, page=whole(link), until=until)


def to_team(weekly: WeeklySchool, *, at: datetime) -> None:
    """To the project team: nobody of this school can answer by mail."""
    page = absolute("admin:training_weeklyschool_change", weekly.pk)
    _send("weekly_to_team", weekly, settings.CONTACT_EMAIL, at, page=page)


def answered(weekly: WeeklySchool, *, at: datetime) -> None:
    """To who asked: the answer of the school."""
    if weekly.asked_by is None:
        return
    link = reverse("training:enrol", args=[weekly.cohort.slug])
    page = whole(link)
    _send("weekly_answered", weekly, weekly.asked_by, at, link=link, page=page, state=weekly.state)


def _send(
    name: str,
    weekly: WeeklySchool,
    to: User | str,
    at: datetime,
    *,
    link: str = "",
    **facts: object,
) -> None:
    who = f"user:{to.pk}" if isinstance(to, User) else "team"
    context = facts | {
        "name": weekly.professional.name,
        "provider": weekly.professional.provider.name,
        "school": weekly.school.name,
        "title": weekly.cohort.programme.title,
    }
    key = f"training_{name}:{weekly.pk}:{at.isoformat()}:{who}"
    send(
        f"training.{name}",
        to=to,
        key=key,
        context=context,
        at=at,
        link=link,
        about=f"{weekly.pk}:{weekly.state}",
    )
