"""The intake: what the trainee brings, the conversation, the goals; and her own log."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import Timed

from .cohort import Cohort
from .enrolment import Enrolment
from .periods import takes_time
from .trainer import Trainer

if TYPE_CHECKING:
    from andersom.accounts.models import User


class IntakeSlotQuerySet(models.QuerySet["IntakeSlot"]):
    def free(self, at: datetime) -> Self:
        """Still to come, and chosen by nobody."""
        return self.filter(during__startswith__gt=at, intake=None)

    def for_reading(self) -> Self:
        return self.select_related("cohort__programme", "trainer__user")

    def visible_to(self, user: "User") -> Self:
        """Those of the editions in which she trains."""
        return self.filter(cohort__in=Cohort.objects.trained_by(user).values("pk"))


class IntakeSlot(Timed, models.Model):
    """A moment on which a trainer can have the conversation. ``during`` is [start, end) in UTC."""

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="intake_slots", verbose_name=_("edition")
    )
    trainer = models.ForeignKey(
        Trainer, models.CASCADE, related_name="intake_slots", verbose_name=_("trainer")
    )
    during = DateTimeRangeField(_("time"))
    place = models.CharField(_("place"), max_length=200)

    objects = IntakeSlotQuerySet.as_manager()

    class Meta:
        ordering = ["during", "pk"]
        verbose_name = _("moment for an intake")
        verbose_name_plural = _("moments for an intake")
        constraints = [
            models.CheckConstraint(condition=takes_time("during"), name="intake_slot_takes_time"),
            ExclusionConstraint(
                name="intake_slot_trainer_one_place",
                expressions=[
                    ("trainer", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This trainer has another intake at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts:%d-%m-%Y %H:%M} {self.trainer}"


class IntakeQuerySet(models.QuerySet["Intake"]):
    def visible_to(self, user: "User") -> Self:
        """The trainee and the trainers of the edition; the team sees that it was, not what."""
        trains = Cohort.objects.trained_by(user).values("pk")
        return self.filter(Q(enrolment__user=user) | Q(enrolment__cohort__in=trains))


@pghistory.track()
class Intake(models.Model):
    """What the trainee writes before, when the conversation is, and what came of it."""

    enrolment = models.OneToOneField(
        Enrolment, models.CASCADE, related_name="intake", verbose_name=_("enrolment")
    )
    experience = models.TextField(_("your experience now"), blank=True)
    brings = models.TextField(_("what you bring"), blank=True)
    needs = models.TextField(_("what you need to grow"), blank=True)
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    slot = models.OneToOneField(
        IntakeSlot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="intake",
        verbose_name=_("moment"),
    )
    notes = models.TextField(_("notes of the conversation"), blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        Trainer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("intake")
        verbose_name_plural = _("intakes")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_by__isnull=False),
                name="intake_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.enrolment)


@pghistory.track()
class LearningGoal(models.Model):
    """What trainee and trainer agreed to work on."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="goals", verbose_name=_("enrolment")
    )
    text = models.CharField(_("learning goal"), max_length=300)
    agreed_at = models.DateTimeField(_("agreed at"))
    reached_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("learning goal")
        verbose_name_plural = _("learning goals")

    def __str__(self) -> str:
        return self.text


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def visible_to(self, user: "User") -> Self:
        """All of her own; to the trainers of the edition only what she shares."""
        trains = Cohort.objects.trained_by(user).values("pk")
        return self.filter(Q(enrolment__user=user) | Q(shared=True, enrolment__cohort__in=trains))


class LogEntry(models.Model):
    """A line in the trainee's own reflection log; nobody else reads it unless she shares it."""

    enrolment = models.ForeignKey(
        Enrolment, models.CASCADE, related_name="log", verbose_name=_("enrolment")
    )
    at = models.DateTimeField(_("at"))
    text = models.TextField(_("reflection"))
    shared = models.BooleanField(_("my trainers may read this"), default=False)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("reflection")
        verbose_name_plural = _("reflections")

    def __str__(self) -> str:
        return f"{self.enrolment} {self.at:%d-%m-%Y}"
