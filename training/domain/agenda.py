"""What the programme puts in somebody's calendar: sessions, intakes, and visits that stand."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from andersom.accounts.models import User
from andersom.notifications.links import absolute
from andersom.placements.domain.calendars import Item
from training.models import Attendance, Enrolment, Intake, Session, Visit
from training.states import VisitState

CERTAIN = (VisitState.CONFIRMED, VisitState.HELD, VisitState.SIGNED)
MISSED = (Attendance.State.EXCUSED, Attendance.State.ABSENT)


def items(user: User, first: datetime, last: datetime) -> Iterable[Item]:
    """As trainee and as trainer; three queries."""
    yield from (_session(one, user) for one in _sessions(user, first, last))
    yield from (_intake(one, user) for one in _intakes(user, first, last))
    yield from (_visit(one) for one in _visits(user, first, last))


def _sessions(user: User, first: datetime, last: datetime) -> Iterable[Session]:
    """Those that she gives or attends; a make-up session only when she missed its module."""
    enrolments = Enrolment.objects.in_training().filter(user=user)
    missed = Attendance.objects.filter(enrolment__in=enrolments.values("pk"), state__in=MISSED)
    attends = Q(cohort__in=enrolments.values("cohort"), make_up=False)
    makes_up = Q(module__in=missed.values("session__module"), make_up=True)
    return Session.objects.filter(
        Q(trainer__user=user) | attends | makes_up,
        during__endswith__gt=first,
        during__startswith__lt=last,
    ).for_reading()


def _intakes(user: User, first: datetime, last: datetime) -> Iterable[Intake]:
    return Intake.objects.filter(
        Q(enrolment__user=user) | Q(slot__trainer__user=user),
        slot__during__endswith__gt=first,
        slot__during__startswith__lt=last,
    ).select_related("slot__trainer__user", "enrolment__professional", "enrolment__cohort")


def _visits(user: User, first: datetime, last: datetime) -> Iterable[Visit]:
    return Visit.objects.filter(
        Q(enrolment__user=user) | Q(trainer__user=user),
        state__in=CERTAIN,
        during__endswith__gt=first,
        during__startswith__lt=last,
    ).for_reading()


def _session(session: Session, user: User) -> Item:
    leads = session.trainer is not None and session.trainer.user_id == user.pk
    summary = _("Training: %(module)s") % {"module": session.module}
    url = absolute("training:attendance", session.pk) if leads else absolute("training:home")
    return Item(
        uid=f"training-session-{session.pk}",
        begins=session.during.lower,
        ends=session.during.upper,
        summary=summary,
        location=session.where,
        url=url,
    )


def _intake(intake: Intake, user: User) -> Item:
    slot, enrolment = intake.slot, intake.enrolment
    if slot is None:
        raise ValueError("an intake without a moment")
    hers = enrolment.user_id == user.pk
    other = slot.trainer if hers else enrolment.professional
    route = "training:intake" if hers else "training:intake_conversation"
    return Item(
        uid=f"training-intake-{intake.pk}",
        begins=slot.during.lower,
        ends=slot.during.upper,
        summary=_("Intake with %(name)s") % {"name": other},
        location=slot.place,
        url=absolute(route, enrolment.pk),
    )


def _visit(visit: Visit) -> Item:
    if visit.during is None or visit.lesson is None:
        raise ValueError("a visit that stands has a lesson")
    school = visit.lesson.placement.school
    return Item(
        uid=f"training-visit-{visit.pk}",
        begins=visit.during.lower,
        ends=visit.during.upper,
        summary=_("Practice visit: %(trainer)s with %(trainee)s")
        % {"trainer": visit.trainer, "trainee": visit.enrolment.professional},
        location=f"{school.name}, {school.street} {school.house_number}, {school.city}",
        url=absolute("training:visit", visit.pk),
    )
