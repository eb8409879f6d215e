"""The mails about an enrolment: one function a mail, texts in templates/emails/training/."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.kinds import Holds
from andersom.notifications.links import absolute
from training.models import Cohort, Enrolment
from training.states import EnrolmentState


def still(*states: EnrolmentState) -> Holds:
    """Whether the enrolment of ``about`` ("enrolment:17") is in one of these states."""

    def holds(about: str) -> bool:
        pk = about.removeprefix("enrolment:")
        return Enrolment.objects.filter(pk=pk, state__in=states).exists()

    return holds


def still_offered(about: str) -> bool:
    """Whether the place still waits for an answer, until the same moment."""
    pk, answer_by = about.split("@")
    until = datetime.fromisoformat(answer_by)
    offered = Enrolment.objects.filter(state=EnrolmentState.OFFERED, answer_by=until)
    return offered.filter(pk=pk).exists()


def applied(enrolment: Enrolment, *, at: datetime) -> None:
    """She has a place and the intake comes next, or she is on the waiting list."""
    if enrolment.state == EnrolmentState.WAITING:
        waiting(enrolment, at=at)
    else:
        _to_trainee("applied", enrolment, at, page=absolute("training:intake", enrolment.pk))


def waiting(enrolment: Enrolment, *, at: datetime) -> None:
    _to_trainee("waiting", enrolment, at, position=enrolment.position)


def offered(enrolment: Enrolment, *, at: datetime) -> None:
    """A place came free, with the day before whose end she answers."""
    answer, until = absolute("training:answer_offer", enrolment.pk), enrolment.answer_by
    fact = f"{enrolment.pk}@{until.isoformat()}" if until else ""
    _to_trainee("offered", enrolment, at, about=fact, not_after=until, page=answer, answer_by=until)


def admitted(enrolment: Enrolment, *, at: datetime) -> None:
    _to_trainee("admitted", enrolment, at)


def declined(enrolment: Enrolment, *, reason: str, at: datetime) -> None:
    _to_trainee("declined", enrolment, at, reason=reason)


def withdrawn(enrolment: Enrolment, *, at: datetime) -> None:
    _to_trainee("withdrawn", enrolment, at)


def lapsed(enrolment: Enrolment, *, at: datetime) -> None:
    _to_trainee("lapsed", enrolment, at)


def new_enrolment(enrolment: Enrolment, *, at: datetime) -> None:
    """To the trainers: somebody enrolled, or waits."""
    _to_trainers("new_enrolment", enrolment, at)


def place_came_free(enrolment: Enrolment, *, at: datetime) -> None:
    """To the trainers: somebody with a place stopped."""
    _to_trainers("place_came_free", enrolment, at)


def trainers_of(cohort: Cohort) -> list[User]:
    """Those who train in an edition, who can sign in."""
    return list(User.objects.filter(trainer__cohorts=cohort, is_active=True).order_by("pk"))


def _to_trainee(
    name: str,
    enrolment: Enrolment,
    at: datetime,
    *,
    about: str = "",
    not_after: datetime | None = None,
    **facts: object,
) -> None:
    """Nobody reads it when she has no account any more."""
    if enrolment.user is None:
        return
    context = _context(enrolment) | facts
    send(
        f"training.{name}",
        to=enrolment.user,
        key=f"training_{name}:{enrolment.pk}:{at.isoformat()}",
        context=context,
        at=at,
        link=reverse("training:enrolment", args=[enrolment.pk]),
        about=about or f"enrolment:{enrolment.pk}",
        not_after=not_after,
    )


def _to_trainers(name: str, enrolment: Enrolment, at: datetime) -> None:
    """To the trainers of the edition, or to the project team while there are none."""
    link = reverse("training:enrolment", args=[enrolment.pk])
    key = f"training_{name}:{enrolment.pk}:{at.isoformat()}"
    people = trainers_of(enrolment.cohort)
    for user in people:
        context = _context(enrolment)
        send(
            f"training.{name}",
            to=user,
            key=f"{key}:user:{user.pk}",
            context=context,
            at=at,
            link=link,
            about=f"enrolment:{enrolment.pk}",
        )
    if not people:
        send(
            f"training.{name}",
            to=settings.CONTACT_EMAIL,
            key=key,
            context=_context(enrolment),
            at=at,
            about=f"enrolment:{enrolment.pk}",
            language="nl",
        )


def _context(enrolment: Enrolment) -> dict[str, object]:
    cohort = enrolment.cohort
    return {
        "name": enrolment.professional.name,
        "provider": enrolment.professional.provider.name,
        "title": cohort.programme.title,
        "edition": cohort.title,
        "place": cohort.place,
        "start": cohort.start,
        "state": enrolment.state,
        "page": absolute("training:enrolment", enrolment.pk),
        "programme_page": absolute("training:cohort", cohort.slug),
    }
