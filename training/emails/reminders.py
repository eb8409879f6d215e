"""Mails that the clock asks for; what is due stands in `domain.reminders`."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse

from andersom.accounts.models import User
from andersom.lib.dates import local_date
from andersom.notifications.domain.reminders import Reminder
from andersom.notifications.links import absolute
from andersom.ui.texts import times_text
from training.emails.intake import fact
from training.models import Enrolment, Intake, IntakeSlot, Session, Visit


def intake(user: User, about: Intake, slot: IntakeSlot, *, at: datetime) -> Reminder:
    """The conversation of tomorrow, to the trainee or the trainer."""
    enrolment, for_trainer = about.enrolment, slot.trainer.user_id == user.pk
    route = "training:intake_conversation" if for_trainer else "training:enrolment"
    facts = {
        "for_trainer": for_trainer,
        "trainee": enrolment.professional.name,
        "trainer": str(slot.trainer),
        "title": enrolment.cohort.programme.title,
        "start": slot.starts,
        "times": times_text(slot.starts, slot.ends),
        "place": slot.place,
    }
    return _reminder(
        "intake_reminder",
        user,
        facts,
        route=(route, enrolment.pk),
        about=fact(about, slot),
        not_after=slot.during.lower,
        day=slot.starts.date(),
        at=at,
    )


def visit(user: User, about: Visit, *, at_school: bool, at: datetime) -> Reminder:
    """A visit of tomorrow; the school is led to the lesson, the others to the visit."""
    route = ("placements:lesson", about.lesson_id) if at_school else ("training:visit", about.pk)
    comes = about.trainer is not None and about.trainer.user_id == user.pk
    school = about.lesson.placement.school if about.lesson else None
    facts = {
        "reader": "school" if at_school else "trainer" if comes else "trainee",
        "trainee": about.enrolment.professional.name,
        "trainer": str(about.trainer),
        "school": school.name if school else "",
        "address": school.address if school else "",
        "start": about.starts,
        "end": about.ends,
    }
    return _reminder(
        "visit_reminder",
        user,
        facts,
        route=route,
        about=f"{about.pk}:{about.trainer_id}:{user.pk}@{about.during.lower.isoformat()}",
        not_after=about.during.lower,
        day=local_date(about.during.lower),
        at=at,
    )


def attendance(user: User, session: Session, *, not_after: datetime, at: datetime) -> Reminder:
    """To the trainer: the session is over, and nobody noted who was there."""
    facts = {
        "module": session.module.title,
        "edition": session.cohort.title,
        "start": session.starts,
        "times": times_text(session.starts, session.ends),
    }
    return _reminder(
        "attendance_reminder",
        user,
        facts,
        route=("training:attendance", session.pk),
        about=f"{session.pk}:{user.pk}",
        not_after=not_after,
        at=at,
    )


def offered(user: User, enrolment: Enrolment, answer_by: datetime, *, at: datetime) -> Reminder:
    """To the trainee: the offered place goes to the next tomorrow."""
    facts = {
        "title": enrolment.cohort.programme.title,
        "edition": enrolment.cohort.title,
        "answer_by": answer_by,
    }
    return _reminder(
        "offered_reminder",
        user,
        facts,
        route=("training:answer_offer", enrolment.pk),
        about=f"{enrolment.pk}@{answer_by.isoformat()}",
        not_after=answer_by,
        day=local_date(answer_by),
        at=at,
    )


def _reminder(
    name: str,
    user: User,
    facts: dict[str, Any],
    *,
    route: tuple[str, Any],
    about: str,
    not_after: datetime,
    at: datetime,
    day: date | None = None,
) -> Reminder:
    """What a mail is about is also its key: a new fact is a new mail."""
    return Reminder(
        kind=f"training.{name}",
        to=user,
        key=f"training.{name}:{about}:user:{user.pk}",
        context={"name": user.get_short_name(), "url": absolute(*route), **facts},
        at=at,
        link=reverse(route[0], args=route[1:]),
        about=about,
        not_after=not_after,
        day=day,
    )
