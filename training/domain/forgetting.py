"""What goes when somebody is erased, and before the lessons of long ago go.

The numbers of an edition stay whole: that somebody took part, was at sessions and was visited.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pgtrigger
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from andersom.accounts.models import User
from andersom.placements.models import Lesson
from andersom.workflow.models import Move
from training.domain import enrolments, intake
from training.domain.visits import following
from training.models import (
    Certificate,
    Enrolment,
    Intake,
    LearningGoal,
    LogEntry,
    Trainer,
    TrainerAway,
    Visit,
    VisitScore,
    Waiver,
    WeeklySchool,
)
from training.states import OVER, EnrolmentState

NAMELESS = ""  # the public page then knows the code no more
FINISHED = (*OVER, EnrolmentState.COMPLETED)


def forget(user: User, addresses: list[str]) -> None:
    """Let her stop what goes on, so that her place goes to who waits; then wipe what she wrote and
    what was written about her, also from the history. Her certificates can no longer be found.

    A trainer stops training: her visits to come open again.
    """
    now = timezone.now()
    hers = Enrolment.objects.filter(user=user)
    for one in hers.exclude(state__in=FINISHED).for_reading().order_by("cohort", "pk"):
        enrolments.withdraw(one, by=None, at=now)
    _words(hers)
    _journal(Enrolment, hers)
    _journal(Visit, Visit.objects.filter(enrolment__in=hers))
    _criteria(user)
    for trainer in Trainer.objects.filter(user=user):
        _trainer(trainer, now)
    following.reconcile(at=now)


def _words(hers: QuerySet[Enrolment]) -> None:
    """In the rows as they are, and as they were."""
    LogEntry.objects.filter(enrolment__in=hers).delete()
    _drop(LearningGoal.objects.filter(enrolment__in=hers))
    VisitScore.objects.filter(visit__enrolment__in=hers).delete()
    _wipe(Intake.objects.filter(enrolment__in=hers), experience="", brings="", needs="", notes="")
    _wipe(Visit.objects.filter(enrolment__in=hers), went_well="", next_step="", reaction="")
    _wipe(Certificate.objects.filter(enrolment__in=hers), name=NAMELESS)
    _wipe(hers, motivation="", eligibility=[])


def _criteria(user: User) -> None:
    """What was asked and let pass so that she could enrol; and where she answered for a school."""
    for model in (Waiver, WeeklySchool):
        rows: QuerySet[Any] = model._default_manager.filter(professional__user=user)
        _journal(model, rows)
        _drop(rows)
    if user.name:
        schools = user.school_memberships.values("school")
        hers = WeeklySchool.objects.filter(answered_by=user.name, school__in=schools)
        _wipe(hers, answered_by="")


def _trainer(trainer: Trainer, now: datetime) -> None:
    """Whoever chose a conversation with her hears that it is off; her sessions are for others."""
    chosen = Enrolment.objects.filter(
        intake__slot__trainer=trainer,
        intake__slot__during__startswith__gt=now,
        intake__done_at=None,
    )
    for enrolment in chosen:
        intake.cancel(enrolment, by=trainer.user, at=now)
    trainer.intake_slots.filter(intake=None).delete()
    trainer.sessions.filter(during__startswith__gt=now).update(trainer=None)
    trainer.active, trainer.postcode_area = False, None
    trainer.save(update_fields=["active", "postcode_area"])
    _drop(TrainerAway.objects.filter(trainer=trainer))


def _journal(model: type[Model], rows: QuerySet[Any]) -> None:
    """The reasons that were written beside the moves of these rows; the moves stay."""
    kind = ContentType.objects.get_for_model(model)
    keys = list(rows.values_list("pk", flat=True))
    Move.objects.filter(content_type=kind, object_id__in=keys).update(reason="")


def _wipe(rows: QuerySet[Any], **empty: Any) -> None:
    keys = list(rows.values_list("pk", flat=True))
    rows.model._default_manager.filter(pk__in=keys).update(**empty)
    with _history(rows.model, keys) as events:
        events.update(**empty)


def _drop(rows: QuerySet[Any]) -> None:
    keys = list(rows.values_list("pk", flat=True))
    rows.delete()
    with _history(rows.model, keys) as events:
        events.delete()


@contextmanager
def _history(model: Any, keys: Iterable[int]) -> Iterator[QuerySet[Any]]:
    """How these rows were, after each change; open for once, as nothing else may touch it."""
    events = model.pgh_event_model
    with pgtrigger.ignore(f"{events._meta.label}:append_only"):
        yield events._default_manager.filter(pgh_obj__in=keys)


@transaction.atomic
def drop_visits(lessons: Iterable[Lesson]) -> int:
    """Delete the visits to these lessons, which keeps them from being deleted; how many.

    For lessons of which the term is over: what counted for a certificate was counted long ago.
    """
    rows = Visit.objects.filter(lesson__in=lessons)
    keys = list(rows.values_list("pk", flat=True))
    kind = ContentType.objects.get_for_model(Visit)
    Move.objects.filter(content_type=kind, object_id__in=keys).delete()
    _drop(rows)
    return len(keys)
