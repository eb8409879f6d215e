"""When a module is taught, where, and by whom."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from andersom.lib.dates import Timed

from .cohort import Cohort
from .module import Module
from .periods import takes_time
from .trainer import Trainer

if TYPE_CHECKING:
    from andersom.accounts.models import User

# Two columns that must agree: the module of a session belongs to the session's edition.
SAME_COHORT = """
    IF NOT EXISTS (SELECT 1 FROM training_module m
                   WHERE m.id = NEW.module_id AND m.cohort_id = NEW.cohort_id) THEN
        RAISE EXCEPTION 'session_module_of_cohort: module of another edition'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_module_of_cohort';
    END IF;
    RETURN NEW;
"""


class SessionQuerySet(models.QuerySet["Session"]):
    def regular(self) -> Self:
        """Those that everybody attends; not the make-up sessions."""
        return self.filter(make_up=False)

    def over(self, at: datetime) -> Self:
        return self.filter(during__endswith__lte=at)

    def for_reading(self) -> Self:
        return self.select_related("cohort__programme", "module", "trainer__user")

    def visible_to(self, user: "User") -> Self:
        """Whoever trains in the edition, and the team; trainees see them on their own page."""
        if user.is_staff:
            return self
        return self.filter(cohort__in=Cohort.objects.trained_by(user).values("pk"))


@pghistory.track()
class Session(Timed, models.Model):
    """One meeting of a module. ``during`` is [start, end) in UTC.

    Whoever missed a session makes up for it in a ``make_up`` session of the same module.
    """

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="sessions", verbose_name=_("edition")
    )
    module = models.ForeignKey(
        Module, models.CASCADE, related_name="sessions", verbose_name=_("module")
    )
    trainer = models.ForeignKey(
        Trainer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sessions",
        verbose_name=_("trainer"),
    )
    during = DateTimeRangeField(_("time"))
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Empty: the place of the edition.")
    )
    make_up = models.BooleanField(_("make-up session"), default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["during", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=takes_time("during"),
                name="session_takes_time",
                violation_error_message=_("Enter when it begins and ends."),
            ),
            ExclusionConstraint(
                name="session_trainer_one_place",
                expressions=[
                    ("trainer", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=Q(trainer__isnull=False),
                violation_error_message=_("This trainer gives another session at that time."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="module_of_cohort",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=SAME_COHORT,
            )
        ]

    def __str__(self) -> str:
        return f"{self.module} {self.starts:%d-%m-%Y %H:%M}"

    @property
    def where(self) -> str:
        """Its own place, or that of the edition."""
        return self.place or self.cohort.place
