"""The mails about practice visits: one function a mail, texts in templates/emails/training/."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.domain.reminders import seal
from andersom.notifications.kinds import Holds
from andersom.notifications.links import absolute
from andersom.placements.models import Lesson
from training.models import Cohort, Trainer, Visit
from training.states import VisitState


def still(*states: VisitState) -> Holds:
    """Whether the visit is in one of these states, at the same moment with the same trainer."""

    def holds(about: str) -> bool:
        pk, told = about.split(":")
        visits = Visit.objects.filter(pk=pk, state__in=states)
        return any(_seal(visit) == told for visit in visits)

    return holds


def _seal(visit: Visit) -> str:
    """A mark of when it is and who comes."""
    return seal(visit.during.lower.timestamp() if visit.during else None, visit.trainer_id)


def confirmed(visit: Visit, *, at: datetime) -> None:
    """To the trainee and the school: a trainer comes to this lesson."""
    _to_trainee("visit_confirmed", visit, at)
    _to_school("visit_confirmed", visit, at)


def moved(visit: Visit, *, was: datetime | None, at: datetime) -> None:
    """The lesson moved and the visit with it: trainer, trainee and school."""
    _to_all("visit_moved", visit, at, was=was)


def changed(
    visit: Visit,
    *,
    was: datetime | None,
    old: tuple[Lesson | None, Trainer | None],
    by: User | None,
    at: datetime,
) -> None:
    """A confirmed visit gets another moment or trainer: to who counted on it as it was.

    That are the trainee, the school of the old lesson and the old trainer, not who did it.
    """
    lesson, trainer = old
    people = [*_trainee(visit), *(_people_of_school(lesson) if lesson else [])]
    people += _own(trainer) if trainer != visit.trainer else []
    others = [user for user in people if user != by]
    _send("visit_changed", visit, others, at, occasion=at.isoformat(), lesson=lesson, was=was)


def asked(visit: Visit, *, at: datetime) -> None:
    """To the trainer: somebody chose this moment for you; confirm it."""
    _to_trainer("visit_asked", visit, at)


def reopened(
    visit: Visit, *, lesson: Lesson, trainer: Trainer, was: datetime | None, why: str, at: datetime
) -> None:
    """A confirmed visit does not go ahead on this lesson. The trainer looks for another one.

    ``why``: ``lesson_cancelled``, ``lesson_moved``, ``trainer_gone``, or ``left`` when the trainee
    stopped, who then gets no mail.
    """
    facts: dict[str, Any] = {
        "was": was,
        "why": why,
        "school": lesson.placement.school.name,
        "trainer": str(trainer),
        "plan": absolute("training:visit_plan"),
    }
    people = [*_own(trainer), *_people_of_school(lesson)]
    people += [] if why == "left" else _trainee(visit)
    _send("visit_reopened", visit, people, at, occasion=at.isoformat(), lesson=lesson, **facts)


def to_sign(visit: Visit, *, at: datetime) -> None:
    """To the trainee: the report waits for your signature."""
    _to_trainee("visit_to_sign", visit, at)


def missed(visits: Sequence[tuple[Visit, Any]], *, at: datetime) -> None:
    """One mail to each person about all the visits that concern her, each with why in words.

    They concern the trainer, or all trainers of the edition, and the project team.
    """
    team = list(User.objects.filter(is_staff=True, is_active=True).order_by("pk"))
    trainers = {
        cohort: list(_trainers_of(cohort)) for cohort in {v.enrolment.cohort for v, _why in visits}
    }
    concerned: dict[User, list[tuple[Visit, Any]]] = {}
    for visit, why in visits:
        people = _trainers_own(visit) or trainers[visit.enrolment.cohort]
        for user in dict.fromkeys([*people, *team]):
            concerned.setdefault(user, []).append((visit, why))
    for user, rows in concerned.items():
        _missed(user, rows, at)


def _missed(user: User, rows: Sequence[tuple[Visit, Any]], at: datetime) -> None:
    send(
        "training.visit_missed",
        to=user,
        key=f"training_visit_missed:user:{user.pk}:{rows[0][0].pk}:{at.isoformat()}",
        context={
            "name": user.get_short_name(),
            "trainee": rows[0][0].enrolment.professional.name,
            "visits": [_context(visit) | {"why": why} for visit, why in rows],
            "plan": absolute("training:visit_plan"),
        },
        at=at,
        link=reverse("training:visit_plan"),
    )


def _trainers_of(cohort: Cohort) -> Any:
    return User.objects.filter(trainer__cohorts=cohort, is_active=True).order_by("pk")


def _trainers_own(visit: Visit) -> list[User]:
    return _own(visit.trainer)


def _own(trainer: Trainer | None) -> list[User]:
    """Nobody writes to who trains no more."""
    return [trainer.user] if trainer and trainer.active and trainer.user.is_active else []


def _trainee(visit: Visit) -> list[User]:
    user = visit.enrolment.user
    return [user] if user and user.is_active else []


def _school(visit: Visit) -> list[User]:
    return _people_of_school(visit.lesson) if visit.lesson else []


def _people_of_school(lesson: Lesson) -> list[User]:
    members = User.objects.filter(
        is_active=True, school_memberships__school=lesson.placement.school_id
    )
    return list(members.distinct().order_by("pk"))


def _to_trainer(name: str, visit: Visit, at: datetime, **facts: Any) -> None:
    _send(name, visit, _trainers_own(visit), at, occasion=at.isoformat(), **facts)


def _to_trainee(name: str, visit: Visit, at: datetime, **facts: Any) -> None:
    _send(name, visit, _trainee(visit), at, occasion=at.isoformat(), **facts)


def _to_school(name: str, visit: Visit, at: datetime, **facts: Any) -> None:
    _send(name, visit, _school(visit), at, occasion=at.isoformat(), **facts)


def _to_all(name: str, visit: Visit, at: datetime, **facts: Any) -> None:
    people = [*_trainers_own(visit), *_trainee(visit), *_school(visit)]
    _send(name, visit, people, at, occasion=at.isoformat(), **facts)


def _send(
    name: str,
    visit: Visit,
    people: list[User],
    at: datetime,
    *,
    occasion: str,
    lesson: Lesson | None = None,
    **facts: Any,
) -> None:
    """One mail each.

    Who sees the visit is led to its page, the school to that of the lesson, by default the visit's.
    """
    lesson = lesson or visit.lesson
    schools = set(_people_of_school(lesson)) if lesson else set()
    for user in dict.fromkeys(people):
        link: tuple[Any, ...] = ("training:visit", visit.pk)
        if lesson and user in schools:
            link = ("placements:lesson", lesson.pk)
        page = {"name": user.get_short_name(), "page": absolute(*link)}
        send(
            f"training.{name}",
            to=user,
            key=f"training_{name}:{visit.pk}:user:{user.pk}:{occasion}",
            context=_context(visit) | page | facts,
            at=at,
            link=reverse(link[0], args=link[1:]),
            about=f"{visit.pk}:{_seal(visit)}",
        )


def _context(visit: Visit) -> dict[str, Any]:
    school = visit.lesson.placement.school.name if visit.lesson else ""
    return {
        "trainee": visit.enrolment.professional.name,
        "trainer": str(visit.trainer) if visit.trainer else "",
        "school": school,
        "start": visit.starts,
        "end": visit.ends,
        "week": visit.week,
        "programme": visit.enrolment.cohort.programme.title,
    }
