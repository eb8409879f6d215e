"""The mails about an intake: to the trainee and to the trainer of the moment."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from andersom.accounts.models import User
from andersom.notifications.domain import send
from andersom.notifications.links import absolute
from andersom.ui.texts import times_text
from training.models import Intake, IntakeSlot


def still_to_be_held(about: str) -> bool:
    """Whether the conversation is still to come, in this slot at this moment ("17:3@…")."""
    which, begins = about.split("@")
    pk, slot = which.split(":")
    to_come = Intake.objects.filter(done_at=None, slot=int(slot))
    moment = datetime.fromisoformat(begins)
    return to_come.filter(pk=pk, slot__during__startswith=moment).exists()


FACTS = ("enrolment__cohort__programme", "enrolment__professional__provider", "enrolment__user")


def moment_chosen(intake: Intake, *, at: datetime) -> None:
    """When and where the conversation is; to both."""
    slot = _slot(intake)
    _to_both("intake_chosen", intake, slot, at=at, about=fact(intake, slot))


def moment_moved(intake: Intake, was: IntakeSlot, *, at: datetime) -> None:
    """Another moment; a trainer who does not have the conversation any more reads that."""
    slot = _slot(intake)
    _to_both("intake_moved", intake, slot, at=at, about=fact(intake, slot), was=was.starts)
    if was.trainer_id != slot.trainer_id:
        context = {"reason": "", "by_trainee": True}
        _to_trainer("intake_cancelled", intake, was, at=at, **context)


def moment_cancelled(
    intake: Intake, slot: IntakeSlot, *, by_trainee: bool, reason: str, at: datetime
) -> None:
    """The moment is off, and who has to do what now."""
    _to_both("intake_cancelled", intake, slot, at=at, by_trainee=by_trainee, reason=reason)


def goals_agreed(intake: Intake, *, at: datetime) -> None:
    """To the trainee: the goals stand on her page. The mail does not repeat them."""
    _to_trainee("goals_agreed", intake, at=at, count=intake.enrolment.goals.count())


def fact(intake: Intake, slot: IntakeSlot) -> str:
    """An intake at its moment, for `still_to_be_held`."""
    return f"{intake.pk}:{slot.pk}@{slot.during.lower.isoformat()}"


def _slot(intake: Intake) -> IntakeSlot:
    if intake.slot is None:
        raise ValueError("an intake without a moment")
    return intake.slot


def _to_both(name: str, intake: Intake, slot: IntakeSlot, **details: Any) -> None:
    facts = {"trainer": str(slot.trainer)} | _when(slot)
    _to_trainee(name, intake, **facts, **details)
    _to_trainer(name, intake, slot, **details)


def _when(slot: IntakeSlot) -> dict[str, Any]:
    return {
        "start": slot.starts,
        "times": times_text(slot.starts, slot.ends),
        "place": slot.place,
    }


def _to_trainee(name: str, intake: Intake, **details: Any) -> None:
    user = intake.enrolment.user
    if user is None or not user.is_active:
        return
    _send(name, intake, user, "training:enrolment", for_trainer=False, **details)


def _to_trainer(name: str, intake: Intake, slot: IntakeSlot, **details: Any) -> None:
    user = slot.trainer.user
    facts = {"trainer": str(slot.trainer)} | _when(slot)
    route = "training:intake_conversation"
    _send(name, intake, user, route, for_trainer=True, **facts, **details)


def _send(
    name: str,
    intake: Intake,
    user: User,
    route: str,
    *,
    at: datetime,
    about: str = "",
    **facts: Any,
) -> None:
    enrolment = intake.enrolment
    context = {
        "name": user.get_short_name(),
        "trainee": enrolment.professional.name,
        "title": enrolment.cohort.programme.title,
        "url": absolute(route, enrolment.pk),
        **facts,
    }
    send(
        f"training.{name}",
        to=user,
        key=f"training.{name}:{intake.pk}:{at.isoformat()}:user:{user.pk}",
        context=context,
        at=at,
        link=reverse(route, args=[enrolment.pk]),
        about=about,
    )
